/// The text of a UUID with all its dashes, read eight bytes at a time: an iBeacon's id has one in every message.
///
/// The tests of a byte's range: H. S. Warren, "Hacker's Delight", 6-1; exact where every byte is below 0x80.
struct DashedUUID {
    /// Characters of the text.
    static let count = 36

    /// In lower case, the first character in the lowest byte; the last word begins at 28 and repeats four.
    private let words: (UInt64, UInt64, UInt64, UInt64, UInt64)

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }
    /// The top bits of the bytes that are dashes (8-4-4-4-12), in the words that begin at 8 and at 16.
    private static var secondDashes: UInt64 { 0x0000_8000_0000_0080 }
    private static var thirdDashes: UInt64 { 0x8000_0000_0080_0000 }

    /// Nil when the text does not begin with a UUID in this form.
    @inline(__always)
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count >= DashedUUID.count else { return nil }
        let raw = UnsafeRawBufferPointer(text)
        let first = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        let second = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        let third = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        let fourth = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
        let last = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 28, as: UInt64.self))
        let right =
            DashedUUID.right(first, 0) & DashedUUID.right(second, DashedUUID.secondDashes)
            & DashedUUID.right(third, DashedUUID.thirdDashes) & DashedUUID.right(fourth, 0) & DashedUUID.right(last, 0)
        guard right == DashedUUID.tops else { return nil }
        // Digits and dashes have the bit of lower case already; letters get it.
        let lowerCase = DashedUUID.ones &* 0x20
        words = (first | lowerCase, second | lowerCase, third | lowerCase, fourth | lowerCase, last | lowerCase)
    }

    /// The top bit of each byte that is the dash or the digit that its place asks for.
    @inline(__always)
    private static func right(_ word: UInt64, _ dashes: UInt64) -> UInt64 {
        let plain = word & ~tops
        let isDash = ~((plain ^ (ones &* 0x2D)) &+ (ones &* 0x7F))
        return (HexWords.marks(word) & ~dashes) | (isDash & ~word & dashes)
    }

    /// Writes the text in lower case.
    @inline(__always)
    func write(to text: inout BeaconText) {
        text.write(word: words.0)
        text.write(word: words.1)
        text.write(word: words.2)
        text.write(low: words.3, count: 4)
        text.write(word: words.4)
    }
}
