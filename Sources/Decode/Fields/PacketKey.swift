import Model

/// The hash behind ``Observation/packet``: FNV-1a with 64 bits over the fields that make a radio packet one and the
/// same. Source: draft-eastlake-fnv (offset basis and prime).
///
/// Every field ends with a byte that no UTF-8 text has, so that `ab` + `c` differs from `a` + `bc`. Numbers go in by
/// their value, never by their print: `918.7` and `918.70000000000005` are one double.
struct PacketKey {
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x100_0000_01B3
    private static let endOfField: UInt8 = 0xFF

    @inline(__always)
    private mutating func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* PacketKey.prime }

    /// A text.
    mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        for byte in text { mix(byte) }
        mix(PacketKey.endOfField)
    }

    /// A text of an arena.
    mutating func add(_ range: ByteRange, of bytes: [UInt8]) {
        for index in range.range { mix(bytes[index]) }
        mix(PacketKey.endOfField)
    }

    /// A whole number.
    mutating func add(_ number: some FixedWidthInteger) { add(bits: UInt64(truncatingIfNeeded: number)) }

    /// A number, by its value; the two zeros are one.
    mutating func add(_ number: Double) { add(bits: number == 0 ? 0 : number.bitPattern) }

    private mutating func add(bits: UInt64) {
        var rest = bits
        for _ in 0..<8 {
            mix(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
        mix(PacketKey.endOfField)
    }

    /// The key; never 0, which means "none".
    var value: UInt64 { hash == 0 ? 1 : hash }
}
