/// What one reader hears from one unit, in 32 bits: the mean in hundredths of a dBm below, the variance inside the unit
/// in hundredths of a dB² above.
enum RadioCell {
    /// Rounds to hundredths; the mean is held inside −160…0 dBm, the spread inside 0…25 dB.
    static func pack(meanDBm: Float, spreadDB: Float) -> UInt32 {
        let mean = UInt16(bitPattern: Int16((max(-160, min(0, meanDBm)) * 100).rounded()))
        let spread = max(0, min(25, spreadDB))
        return UInt32(mean) | UInt32((spread * spread * 100).rounded()) << 16
    }

    /// In dBm.
    @inline(__always)
    static func mean(_ cell: UInt32) -> Float { Float(Int16(truncatingIfNeeded: cell)) * 0.01 }

    /// Four means in dBm.
    @inline(__always)
    static func means(_ cells: SIMD4<UInt32>) -> SIMD4<Float> {
        SIMD4<Float>(unsafeBitCast(cells &<< 16, to: SIMD4<Int32>.self) &>> 16) * 0.01
    }

    /// Four variances in dB².
    @inline(__always)
    static func variances(_ cells: SIMD4<UInt32>) -> SIMD4<Float> {
        SIMD4<Float>(unsafeBitCast(cells &>> 16, to: SIMD4<Int32>.self)) * 0.01
    }
}
