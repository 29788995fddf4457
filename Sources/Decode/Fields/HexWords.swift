/// Hex digits eight at a time, in one word. The tests of a byte's range: H. S. Warren, "Hacker's Delight", 6-1.
enum HexWords {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// The top bit of each byte that is a digit of either case.
    @inline(__always)
    static func marks(_ word: UInt64) -> UInt64 {
        // Below 0x80 no sum carries into the next byte.
        let plain = word & ~tops
        let letter = plain | (ones &* 0x20)
        let isDigit = (plain &+ (ones &* (0x80 - 0x30))) & ~(plain &+ (ones &* (0x7F - 0x39)))
        let isLetter = (letter &+ (ones &* (0x80 - 0x61))) & ~(letter &+ (ones &* (0x7F - 0x66)))
        return (isDigit | isLetter) & ~word & tops
    }

    /// Whether all eight characters are digits.
    @inline(__always)
    static func isAll(_ word: UInt64) -> Bool { marks(word) == tops }

    /// The value of twelve digits in two words, which overlap by four of them; nil when one is none.
    @inline(__always)
    static func value(_ head: UInt64, _ tail: UInt64) -> UInt64? {
        guard marks(head) & marks(tail) == tops else { return nil }
        return UInt64(known(head)) << 16 | UInt64(known(tail) & 0xFFFF)
    }

    /// The value of eight digits of either case; nil when one is none.
    ///
    /// - Parameter word: the text, its first character in the lowest byte.
    @inline(__always)
    static func value(_ word: UInt64) -> UInt32? {
        marks(word) == tops ? known(word) : nil
    }

    /// The value of eight characters that are digits.
    @inline(__always)
    private static func known(_ word: UInt64) -> UInt32 {
        // A letter has bit 6, and its low four bits are 1 to 6.
        let digits = (word & (ones &* 0x0F)) &+ ((word >> 6) & ones) &* 9
        let bytes = ((digits << 4) | (digits >> 8)) & 0x00FF_00FF_00FF_00FF
        let pairs = ((bytes << 8) | (bytes >> 16)) & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: (pairs << 16) | (pairs >> 32))
    }

    /// The eight lower-case digits of a number, the first in the lowest byte.
    @inline(__always)
    static func text(_ value: UInt32) -> UInt64 {
        var word = UInt64(value)
        word = ((word << 16) | word) & 0x0000_FFFF_0000_FFFF
        word = ((word << 8) | word) & 0x00FF_00FF_00FF_00FF
        word = ((word << 4) | word) & (ones &* 0x0F)
        // The word has the last digit in its lowest byte.
        let letters = ((word &+ (ones &* 6)) >> 4) & ones
        return (word &+ (ones &* 0x30) &+ letters &* 39).byteSwapped
    }

    /// Eight characters from a position on.
    @inline(__always)
    static func load(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    /// Writes eight characters.
    @inline(__always)
    static func store(_ word: UInt64, in buffer: UnsafeMutableBufferPointer<UInt8>, at position: Int) {
        UnsafeMutableRawBufferPointer(buffer)
            .storeBytes(of: word.littleEndian, toByteOffset: position, as: UInt64.self)
    }
}
