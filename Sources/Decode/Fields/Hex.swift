/// Hexadecimal digits.
enum Hex {
    /// The value of a digit of either case; 255 for anything else.
    @inline(__always)
    static func value(_ byte: UInt8) -> UInt8 {
        let digit = byte &- Ascii.zero
        if digit <= 9 { return digit }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter <= 5 ? letter &+ 10 : 255
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { value(byte) < 16 }

    /// Whether all bytes are digits; eight at a time.
    static func isAll(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= 8 else { return text.allSatisfy { isDigit($0) } }
        var position = 0
        while position &+ 8 <= text.count {
            guard HexWords.isAll(HexWords.load(text, at: position)) else { return false }
            position &+= 8
        }
        // The last eight again, for what is left.
        return HexWords.isAll(HexWords.load(text, at: text.count &- 8))
    }

    static func appendLower(_ byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(digit(byte >> 4, tens: UInt8(ascii: "a")))
        bytes.append(digit(byte & 15, tens: UInt8(ascii: "a")))
    }

    static func appendUpper(_ byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(digit(byte >> 4, tens: UInt8(ascii: "A")))
        bytes.append(digit(byte & 15, tens: UInt8(ascii: "A")))
    }

    @inline(__always)
    private static func digit(_ value: UInt8, tens: UInt8) -> UInt8 {
        value < 10 ? Ascii.zero &+ value : tens &+ (value &- 10)
    }

    /// Either case to one: letters of a text that holds only hex digits.
    @inline(__always)
    static func lower(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "F") ? byte | 0x20 : byte
    }
    @inline(__always)
    static func upper(_ byte: UInt8) -> UInt8 { byte >= UInt8(ascii: "a") ? byte & ~0x20 : byte }
}
