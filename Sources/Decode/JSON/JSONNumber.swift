import Model

/// Numbers out of their JSON text, which the scanner has found well-formed.
enum JSONNumber {
    /// The nearest double; nil when it is not finite.
    ///
    /// Exact without a library when the digits fit 53 bits and the power of ten is at most 22: both are doubles then,
    /// and one correctly rounded operation remains (Clinger 1990).
    static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        var position = 0
        let isNegative = !text.isEmpty && text[0] == Ascii.minus
        if isNegative { position = 1 }
        var digits: UInt64 = 0
        var digitCount = 0
        var exponent = 0
        var isFraction = false
        while position < text.count {
            let byte = text[position]
            if Ascii.isDigit(byte) {
                guard digitCount < 18 else { return general(text) }
                digits = digits * 10 + UInt64(byte &- Ascii.zero)
                if digits > 0 { digitCount += 1 }
                if isFraction { exponent -= 1 }
            } else if byte == Ascii.dot {
                isFraction = true
            } else {
                guard let stated = self.exponent(text, from: position + 1) else { return general(text) }
                exponent += stated
                break
            }
            position += 1
        }
        if exponent == 0, digits <= 1 << 53 { return isNegative ? -Double(digits) : Double(digits) }
        guard digits <= 1 << 53, abs(exponent) < powers.count else { return general(text) }
        let magnitude =
            exponent < 0 ? Double(digits) / powers[-exponent] : Double(digits) * powers[exponent]
        return isNegative ? -magnitude : magnitude
    }

    /// A whole number; nil when it has a fraction that is not zero or does not fit.
    static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text.count <= 19, text.allSatisfy({ Ascii.isDigit($0) || $0 == Ascii.minus }) else {
            guard let value = double(text), value == value.rounded(), abs(value) <= 9_007_199_254_740_992 else {
                return nil
            }
            return Int64(value)
        }
        var value: Int64 = 0
        for byte in text where byte != Ascii.minus {
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeNow) = product.addingReportingOverflow(Int64(byte &- Ascii.zero))
            if isTooLarge || isTooLargeNow { return nil }
            value = sum
        }
        return text.first == Ascii.minus ? -value : value
    }

    /// A decimal number that stands in a string: an optional minus, digits, an optional fraction. Nil for anything
    /// else, and for more than ``Limits/jsonNumberBytesMax`` bytes.
    static func stated(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count <= Limits.jsonNumberBytesMax else { return nil }
        var position = text.first == Ascii.minus ? 1 : 0
        var digits = 0
        var isFraction = false
        while position < text.count {
            if Ascii.isDigit(text[position]) {
                digits += 1
            } else {
                guard text[position] == Ascii.dot, !isFraction, digits > 0 else { return nil }
                isFraction = true
                digits = 0
            }
            position += 1
        }
        return digits > 0 ? double(text) : nil
    }

    private static func exponent(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var position = start
        guard position < text.count else { return nil }
        let isNegative = text[position] == Ascii.minus
        if isNegative || text[position] == Ascii.plus { position += 1 }
        var value = 0
        while position < text.count {
            guard value < 1000 else { return nil }
            value = value * 10 + Int(text[position] &- Ascii.zero)
            position += 1
        }
        return isNegative ? -value : value
    }

    private static func general(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// 10 to the power of 0…22, which doubles hold exactly.
    @inline(__always)
    static func power(_ exponent: Int) -> Double { powers[exponent] }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]
}
