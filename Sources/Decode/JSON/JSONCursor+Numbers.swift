import Model

// Numbers, eight characters at a time.

extension JSONCursor {
    /// A number as it is written; what it is worth is worked out when somebody asks.
    struct Number {
        /// Digits' values, one a byte, in the lowest bytes; or the number that all digits make, when ``bits`` is 0.
        private let text: UInt64
        private let bits: UInt64
        /// How many of the digits are decimals.
        private let decimals: Int
        private let isNegative: Bool

        @inline(__always)
        init(text: UInt64, bits: UInt64, decimals: Int, isNegative: Bool) {
            self.text = text
            self.bits = bits
            self.decimals = decimals
            self.isNegative = isNegative
        }

        @inline(__always)
        private var digits: UInt64 {
            guard bits > 0 else { return text }
            // Zeros before the first digit; then pairs, fours and all eight.
            var digits = text &<< (64 &- bits)
            digits = (digits &* (10 << 8 + 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
            digits = (digits &* (100 << 16 + 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
            return (digits &* (10_000 << 32 + 1)) &>> 32
        }

        /// The same, worked out: for who asks in several places.
        @inline(__always)
        var made: Number { Number(text: digits, bits: 0, decimals: decimals, isNegative: isNegative) }

        /// The nearest double, as ``JSONNumber`` makes it with one division; nil when that would not be exact.
        @inline(__always)
        var value: Double? {
            let digits = digits
            guard digits <= 1 << 53 else { return nil }
            var value = Double(Int64(bitPattern: digits))
            if decimals > 0 { value /= JSONNumber.power(decimals) }
            return isNegative ? -value : value
        }

        /// A whole number that is written as one.
        @inline(__always)
        var integer: Int64? {
            let digits = digits
            guard decimals == 0, digits <= 1 << 53 else { return nil }
            let value = Int64(bitPattern: digits)
            return isNegative ? -value : value
        }
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// Reads a number without an exponent; what follows it is not looked at.
    @inline(__always)
    mutating func number() -> Number? {
        let isNegative = byte == Ascii.minus
        let start = at + (isNegative ? 1 : 0)
        // Digits become their values; the top bit of what is no digit is set.
        let text = JSONCursor(start).word(0) ^ (JSONCursor.ones &* 0x30)
        let others = (((text & ~JSONCursor.tops) &+ (JSONCursor.ones &* 0x76)) | text) & JSONCursor.tops
        guard others != 0 else { return longNumber(start, isNegative) }
        let wholeBits = UInt64(others.trailingZeroBitCount & ~7)
        // No digit, or a zero too many.
        guard wholeBits > 0, text & 0xFF != 0 || wholeBits == 8 else { return nil }
        guard (text &>> wholeBits) & 0xFF == UInt64(Ascii.dot ^ 0x30) else {
            at = start + Int(wholeBits / 8)
            return Number(text: text, bits: wholeBits, decimals: 0, isNegative: isNegative)
        }
        let behind = others & (others &- 1)
        guard behind != 0 else { return longNumber(start, isNegative) }
        let allBits = UInt64(behind.trailingZeroBitCount & ~7)
        let decimalBits = allBits &- wholeBits &- 8
        guard decimalBits > 0 else { return nil }
        let whole = (1 &<< wholeBits) &- 1
        // The digits without the dot.
        let digits = (text & whole) | ((text &>> 8) & ~whole)
        at = start + Int(allBits / 8)
        return Number(
            text: digits, bits: allBits &- 8, decimals: Int(decimalBits / 8), isNegative: isNegative)
    }

    @inline(__always)
    private mutating func longNumber(_ start: UnsafeRawPointer, _ isNegative: Bool) -> Number? {
        guard let (number, end) = JSONCursor.readLong(start, isNegative) else { return nil }
        at = end
        return number
    }

    /// A number of eight characters or more, one at a time. More than 18 characters may not fit: such a number has no
    /// value, but may be passed.
    @inline(never)
    private static func readLong(_ start: UnsafeRawPointer, _ isNegative: Bool) -> (Number, UnsafeRawPointer)? {
        var cursor = JSONCursor(start)
        var digits: UInt64 = 0
        guard cursor.readDigits(&digits) else { return nil }
        if start.load(as: UInt8.self) == Ascii.zero, cursor.at - start > 1 { return nil }
        var decimals = 0
        if cursor.byte == Ascii.dot {
            cursor.skip(1)
            let begun = cursor.at
            guard cursor.readDigits(&digits) else { return nil }
            decimals = cursor.at - begun
        }
        let count = cursor.at - start + (isNegative ? 1 : 0)
        guard count <= Limits.jsonNumberBytesMax else { return nil }
        let number = Number(
            text: count <= 18 ? digits : .max, bits: 0, decimals: decimals, isNegative: isNegative)
        return (number, cursor.at)
    }

    /// False when there is none.
    @inline(__always)
    private mutating func readDigits(_ digits: inout UInt64) -> Bool {
        let start = at
        var digit = byte &- Ascii.zero
        while digit <= 9 {
            digits = digits &* 10 &+ UInt64(digit)
            skip(1)
            digit = byte &- Ascii.zero
        }
        return at != start
    }
}

/// Numbers into their places; false when they are out of their range, or not of the form.
extension JSONCursor.Number {
    @inline(__always)
    func put(in place: inout Double, ifIn range: ClosedRange<Double>) -> Bool {
        guard let value, value >= range.lowerBound, value <= range.upperBound else { return false }
        place = value
        return true
    }

    @inline(__always)
    func put(in place: inout Int32, ifIn range: ClosedRange<Int64>) -> Bool {
        guard let integer, integer >= range.lowerBound, integer <= range.upperBound else { return false }
        place = Int32(truncatingIfNeeded: integer)
        return true
    }
}
