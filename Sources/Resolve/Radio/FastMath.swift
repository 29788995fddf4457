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

    /// Four at once; below -126 the result is that of -126, above 127 it means nothing.
    @inline(__always)
    static func exp2(_ x: SIMD4<Float>) -> SIMD4<Float> {
        let bounded = x.replacing(with: -126, where: x .< -126)
        // Adding 1.5·2²³ leaves the nearest whole number in the low bits.
        let shifted = bounded + 12_582_912
        let t = (bounded - (shifted - 12_582_912)) * 0.693_147_2
        var power = 0.041_666_67 + t * 0.008_333_33
        power = 0.166_666_67 + t * power
        power = 0.5 + t * power
        power = 1 + t * power
        power = 1 + t * power
        let exponent = (unsafeBitCast(shifted, to: SIMD4<UInt32>.self) &<< 23) &+ (127 << 23)
        return power * unsafeBitCast(exponent, to: SIMD4<Float>.self)
    }

    /// Four at once; positive, normal numbers.
    @inline(__always)
    static func log2(_ x: SIMD4<Float>) -> SIMD4<Float> {
        let bits = unsafeBitCast(x, to: SIMD4<UInt32>.self)
        let whole = unsafeBitCast(bits &>> 23, to: SIMD4<Int32>.self) &- 127
        var exponent = SIMD4<Float>(whole)
        var mantissa = unsafeBitCast(bits & 0x007F_FFFF | 0x3F80_0000, to: SIMD4<Float>.self)
        let isLarge = mantissa .> 1.414_213_6
        exponent.replace(with: exponent + 1, where: isLarge)
        mantissa.replace(with: mantissa * 0.5, where: isLarge)
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        var series = 0.285_714_3 + square * 0.222_222_2
        series = 0.4 + square * series
        series = 0.666_666_7 + square * series
        series = 2 + square * series
        return exponent + ratio * series * 1.442_695
    }
}
