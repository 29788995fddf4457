/// Base64 (RFC 4648) one character at a time: both alphabets, padding optional but right where it is.
struct Base64 {
    enum Step {
        case byte(UInt8)
        case more
        case invalid
    }

    private var bits: UInt32 = 0
    private var bitCount = 0
    private var characters = 0
    private var padding = 0

    mutating func next(_ character: UInt8) -> Step {
        if character == Ascii.equals {
            padding += 1
            return padding <= 2 ? .more : .invalid
        }
        guard padding == 0, let value = Base64.value(character) else { return .invalid }
        characters += 1
        bits = bits << 6 | UInt32(value)
        bitCount += 6
        guard bitCount >= 8 else { return .more }
        bitCount -= 8
        let byte = UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
        bits &= (1 << UInt32(bitCount)) - 1
        return .byte(byte)
    }

    /// Whether the text may end here: no lone character, no lost bits, padding to a multiple of four or none.
    var isComplete: Bool {
        characters % 4 != 1 && bits == 0 && (padding == 0 || (characters + padding) % 4 == 0)
    }

    private static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case Ascii.zero...Ascii.nine: character - Ascii.zero + 52
        case Ascii.plus, Ascii.minus: 62
        case Ascii.slash, Ascii.underscore: 63
        default: nil
        }
    }
}
