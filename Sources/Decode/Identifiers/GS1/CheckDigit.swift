/// GS1's check digit: modulo 10, weights 3 and 1 from the right (General Specifications, section 7.9).
public enum CheckDigit {
    /// The check digit as ASCII that belongs behind `digits` (ASCII digits without one).
    /// - Complexity: O(n).
    static func of(_ digits: some BidirectionalCollection<UInt8>) -> UInt8 {
        var sum = 0
        var weight = 3
        for byte in digits.reversed() {
            sum += Int(byte &- Ascii.zero) * weight
            weight = 4 - weight
        }
        return Ascii.zero &+ UInt8(truncatingIfNeeded: (10 - sum % 10) % 10)
    }

    /// The check digit of a number whose last digit is 0 in its place.
    static func of(number: UInt64) -> UInt64 {
        var rest = number / 10
        var sum: UInt64 = 0
        var weight: UInt64 = 3
        while rest > 0 {
            sum += rest % 10 * weight
            weight = 4 - weight
            rest /= 10
        }
        return (10 - sum % 10) % 10
    }

    /// Whether the last of digits (ASCII) is the check digit of those before; false for fewer than two.
    /// - Complexity: O(n).
    @inline(__always)
    static func isRight(_ digits: UnsafeBufferPointer<UInt8>) -> Bool {
        guard digits.count > 1 else { return false }
        // With weight 1 for itself the check digit makes the sum a multiple of ten.
        var odd = 0
        var even = 0
        var position = digits.count - 1
        while position > 0 {
            odd += Int(digits[position] &- Ascii.zero)
            even += Int(digits[position - 1] &- Ascii.zero)
            position -= 2
        }
        if position == 0 { odd += Int(digits[0] &- Ascii.zero) }
        return (odd + 3 * even) % 10 == 0
    }

    /// Whether the last of a text's digits is the check digit of those before; false when there is anything else or
    /// fewer than two digits.
    public static func isRight(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count > 1, bytes.allSatisfy(Ascii.isDigit) else { return false }
        return of(bytes.dropLast()) == bytes[bytes.count - 1]
    }
}
