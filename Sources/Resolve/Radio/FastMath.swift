// Elementary functions by polynomials: one reading costs some forty of them.

/// `exp2` and `log2` in single precision, inlined into the filter's loops.
enum FastMath {
    /// 2 to the power of `x`, relative error under 5·10⁻⁶; 0 below -126.
    @inline(__always)
    static func exp2(_ x: Float) -> Float {
        guard x > -126 else { return 0 }
        guard x < 127 else { return .greatestFiniteMagnitude }
        let whole = x.rounded()
        // e^t by its series, |t| ≤ ln 2 / 2.
        let t = (x - whole) * 0.693_147_2
        let power = 1 + t * (1 + t * (0.5 + t * (0.166_666_67 + t * (0.041_666_67 + t * 0.008_333_33))))
        return power * Float(bitPattern: UInt32(Int32(whole) + 127) << 23)
    }

    /// Base-2 logarithm of a positive, normal number, by the exponent and a series in the mantissa; error under 10⁻⁶.
    @inline(__always)
    static func log2(_ x: Float) -> Float {
        guard x > 0 else { return -.infinity }
        let bits = x.bitPattern
        var exponent = Float(Int32(bits >> 23) - 127)
        var mantissa = Float(bitPattern: bits & 0x007F_FFFF | 0x3F80_0000)
        if mantissa > 1.414_213_6 {
            mantissa *= 0.5
            exponent += 1
        }
        // ln(m) = 2·artanh((m-1)/(m+1))
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        let series =
            ratio * (2 + square * (0.666_666_7 + square * (0.4 + square * (0.285_714_3 + square * 0.222_222_2))))
        return exponent + series * 1.442_695
    }
}
