/// The 43 characters of HIBC and its check character (ANSI/HIBC 2.6, section 2.3.2; the set of Code 39).
enum HIBCCharacters {
    /// What ``numbers`` holds for a byte that is none of them.
    private static let none: UInt8 = 255

    private static let numbers = ByteTable { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- Ascii.zero
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte &- UInt8(ascii: "A") + 10
        case Ascii.minus: 36
        case Ascii.dot: 37
        case Ascii.space: 38
        case Ascii.dollar: 39
        case Ascii.slash: 40
        case Ascii.plus: 41
        case UInt8(ascii: "%"): 42
        default: none
        }
    }

    /// A character's number; nil when it is none of them.
    @inline(__always)
    static func value(_ byte: UInt8) -> Int? {
        let number = numbers[byte]
        return number == none ? nil : Int(number)
    }

    /// Letters and digits.
    @inline(__always)
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        Ascii.isDigit(byte) || byte &- UInt8(ascii: "A") < 26
    }

    /// Whether the last byte is the check character of those before: their sum modulo 43.
    @inline(__always)
    static func isChecked(_ line: some BidirectionalCollection<UInt8>) -> Bool {
        guard line.count > 1 else { return false }
        let numbers = Self.numbers
        var sum = 0
        var last = 0
        for byte in line {
            let number = numbers[byte]
            if number == none { return false }
            last = Int(number)
            sum += last
        }
        return (sum - last) % 43 == last
    }
}
