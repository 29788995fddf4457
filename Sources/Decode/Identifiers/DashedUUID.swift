/// The text of a UUID with all its dashes, read in three overlapping vectors: an iBeacon's id has one in every message.
struct DashedUUID {
    /// Characters of the text.
    static let count = 36

    private let low: SIMD16<UInt8>
    private let middle: SIMD16<UInt8>
    private let high: SIMD16<UInt8>

    /// All bits where a dash stands (8-4-4-4-12), for the vectors that begin at 0, 16 and 20.
    private static var lowDashes: SIMD16<UInt8> {
        SIMD16(0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0)
    }
    private static var middleDashes: SIMD16<UInt8> {
        SIMD16(0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0)
    }
    private static var highDashes: SIMD16<UInt8> {
        SIMD16(0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    }

    /// Nil when the text does not begin with a UUID in this form.
    @inline(__always)
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count >= DashedUUID.count else { return nil }
        let raw = UnsafeRawBufferPointer(text)
        // Digits and dashes have the bit of lower case already; letters get it.
        let lowerCase = SIMD16<UInt8>(repeating: 0x20)
        low = raw.loadUnaligned(fromByteOffset: 0, as: SIMD16<UInt8>.self) | lowerCase
        middle = raw.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self) | lowerCase
        high = raw.loadUnaligned(fromByteOffset: 20, as: SIMD16<UInt8>.self) | lowerCase
        let wrong =
            DashedUUID.wrong(raw, 0, low, DashedUUID.lowDashes)
            | DashedUUID.wrong(raw, 16, middle, DashedUUID.middleDashes)
            | DashedUUID.wrong(raw, 20, high, DashedUUID.highDashes)
        let words = unsafeBitCast(wrong, to: SIMD2<UInt64>.self)
        guard words.x | words.y == 0 else { return nil }
    }

    /// Not zero in each byte that is neither the dash nor the digit that its place asks for.
    @inline(__always)
    private static func wrong(
        _ raw: UnsafeRawBufferPointer, _ offset: Int, _ lower: SIMD16<UInt8>, _ dashes: SIMD16<UInt8>
    ) -> SIMD16<UInt8> {
        let given = raw.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
        let none = SIMD16<UInt8>(repeating: 0)
        let all = SIMD16<UInt8>(repeating: 0xFF)
        // The bytes as given: with the bit of lower case a control character would pass for a digit.
        let digits = none.replacing(with: all, where: (given &- SIMD16(repeating: 0x30)) .<= SIMD16(repeating: 9))
        let letters = none.replacing(with: all, where: (lower &- SIMD16(repeating: 0x61)) .<= SIMD16(repeating: 5))
        let isDash = none.replacing(with: all, where: given .== SIMD16(repeating: 0x2D))
        return (~(digits | letters) & ~dashes) | (~isDash & dashes)
    }

    /// Appends the text in lower case.
    @inline(__always)
    func append(to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: DashedUUID.count, alignment: 16) { buffer in
            buffer.storeBytes(of: low, toByteOffset: 0, as: SIMD16<UInt8>.self)
            buffer.storeBytes(of: middle, toByteOffset: 16, as: SIMD16<UInt8>.self)
            buffer.storeBytes(of: high, toByteOffset: 20, as: SIMD16<UInt8>.self)
            bytes.append(contentsOf: buffer)
        }
    }
}
