import Model

/// Keys made of fields. Every field ends with a byte that no UTF-8 text has, so that `ab` and `c` differ from `a` and
/// `bc`. Numbers go in by their value, never by their print: `918.7` and `918.70000000000005` are one double.
extension PacketKey {
    private static let endOfField: UInt8 = 0xFF

    mutating func add(field text: UnsafeBufferPointer<UInt8>) {
        add(text)
        add(PacketKey.endOfField)
    }

    /// A text of an arena.
    mutating func add(field range: ByteRange, of bytes: [UInt8]) {
        for index in range.range { add(bytes[index]) }
        add(PacketKey.endOfField)
    }

    mutating func add(number: some FixedWidthInteger) { add(UInt64(truncatingIfNeeded: number)) }

    /// The two zeros are one.
    mutating func add(number: Double) { add(number == 0 ? 0 : number.bitPattern) }
}
