// Elementary functions by tables and polynomials: one reading costs some forty of them.

/// `log2(1 + z²/4)` by table, and `exp2` by a polynomial.
struct FastMath: Sendable {
    private static let stepsPerUnit: Float = 64
    private static let zMax: Float = 32
    private let logTable: [Float]

    init() {
        let count = Int(FastMath.stepsPerUnit * FastMath.zMax) + 2
        logTable = (0..<count).map { index in
            let z = Float(index) / FastMath.stepsPerUnit
            return FastMath.log2(1 + z * z / 4)
        }
    }

    /// The base-2 logarithm of the Student-t kernel with four degrees of freedom: `-(5/2)·log2(1 + z²/4)`.
    ///
    /// Normalisation is left out: it is the same for every unit. |z| is clamped to 32; the error is under 0.02.
    func studentLog2(_ z: Float) -> Float {
        let index = Int(min(abs(z), FastMath.zMax) * FastMath.stepsPerUnit + 0.5)
        return -2.5 * logTable[index]
    }

    /// 2 to the power of `x`, relative error under 5·10⁻⁶; 0 below -126.
    static func exp2(_ x: Float) -> Float {
        guard x > -126 else { return 0 }
        guard x < 127 else { return .greatestFiniteMagnitude }
        let whole = x.rounded()
        // e^t by its series, |t| ≤ ln 2 / 2.
        let t = (x - whole) * 0.693_147_2
        let power = 1 + t * (1 + t * (0.5 + t * (0.166_666_67 + t * (0.041_666_67 + t * 0.008_333_33))))
        return power * Float(bitPattern: UInt32(Int32(whole) + 127) << 23)
    }

    /// Base-2 logarithm of a positive number, by the exponent and a series in the mantissa; error under 10⁻⁶.
    static func log2(_ x: Float) -> Float {
        guard x > 0 else { return -.infinity }
        var exponent = Float(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.414_213_6 {
            mantissa /= 2
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
