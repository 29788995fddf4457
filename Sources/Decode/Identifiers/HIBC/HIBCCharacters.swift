/// The 43 characters of HIBC and its check character (ANSI/HIBC 2.6, section 2.3.2; the set of Code 39).
enum HIBCCharacters {
    /// A character's number; nil when it is none of them.
    static func value(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte &- Ascii.zero)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte &- UInt8(ascii: "A")) + 10
        case Ascii.minus: 36
        case Ascii.dot: 37
        case Ascii.space: 38
        case Ascii.dollar: 39
        case Ascii.slash: 40
        case Ascii.plus: 41
        case UInt8(ascii: "%"): 42
        default: nil
        }
    }

    /// Letters and digits.
    static func isAlphanumeric(_ byte: UInt8) -> Bool { (value(byte) ?? 43) < 36 }

    /// Whether the last byte is the check character of those before: their sum modulo 43.
    static func isChecked(_ line: some BidirectionalCollection<UInt8>) -> Bool {
        guard let last = line.last.flatMap(value), line.count > 1 else { return false }
        var sum = 0
        for byte in line.dropLast() {
            guard let value = value(byte) else { return false }
            sum += value
        }
        return sum % 43 == last
    }
}
