import Model

// Numbers and words, and the search for a string's end.

extension JSONScanner {
    /// Reads a number; its double is made on the way where one division or product of exact doubles gives the nearest
    /// one (Clinger 1990), as in ``JSONNumber``.
    @inline(__always)
    mutating func readNumber() throws(Refusal) {
        let start = at
        var position = at
        let isNegative = base[position] == Ascii.minus
        if isNegative { position &+= 1 }
        let first = base[position] &- Ascii.zero
        guard first <= 9 else { throw badNumber(at: position) }
        position &+= 1
        var digits = UInt64(first)
        if first != 0 { JSONScanner.readDigits(base, &position, &digits) }
        var decimals = 0
        if base[position] == Ascii.dot {
            let begun = position &+ 1
            position = begun
            JSONScanner.readDigits(base, &position, &digits)
            decimals = position &- begun
            guard decimals > 0 else { throw moved(to: position).malformed() }
        }
        let isInteger = decimals == 0
        if base[position] | 0x20 == Ascii.lowerE || base[position] &- Ascii.zero <= 9 {
            return try readExponent(from: start, at: position)
        }
        let count = position &- start
        guard count <= Limits.jsonNumberBytesMax else {
            throw Refusal(.outOfRange, "a number longer than 40 characters")
        }
        var value = Double.nan
        // With eighteen characters the digits have not overflown.
        if count <= 18, digits <= 1 << 53 {
            value = isInteger ? Double(digits) : Double(digits) / JSONNumber.power(decimals)
            if isNegative { value = -value }
        }
        add(
            JSONToken(
                kind: .number, isInteger: isInteger, start: UInt32(truncatingIfNeeded: start),
                count: UInt32(truncatingIfNeeded: count), next: UInt32(truncatingIfNeeded: used &+ 1),
                head: value.bitPattern))
        at = position
    }

    @inline(__always)
    private static func readDigits(_ base: UnsafePointer<UInt8>, _ position: inout Int, _ digits: inout UInt64) {
        var digit = base[position] &- Ascii.zero
        while digit <= 9 {
            digits = digits &* 10 &+ UInt64(digit)
            position &+= 1
            digit = base[position] &- Ascii.zero
        }
    }

    /// A number with an exponent, or one that begins with a zero too many.
    private mutating func readExponent(from start: Int, at found: Int) throws(Refusal) {
        let (token, behind) = try exponentToken(from: start, at: found)
        add(token)
        at = behind
    }

    @inline(never)
    private func exponentToken(from start: Int, at found: Int) throws(Refusal) -> (JSONToken, Int) {
        var position = found
        guard base[position] | 0x20 == Ascii.lowerE else {
            throw Refusal(.malformedJSON, "a number with a leading zero")
        }
        position &+= 1
        if base[position] == Ascii.plus || base[position] == Ascii.minus { position &+= 1 }
        guard Ascii.isDigit(base[position]) else { throw moved(to: position).malformed() }
        while Ascii.isDigit(base[position]) { position &+= 1 }
        let count = position &- start
        guard count <= Limits.jsonNumberBytesMax else {
            throw Refusal(.outOfRange, "a number longer than 40 characters")
        }
        guard let value = JSONNumber.double(UnsafeBufferPointer(start: base + start, count: count)) else {
            throw Refusal(.notFinite, "a number beyond a double's range")
        }
        let token = JSONToken(
            kind: .number, start: UInt32(start), count: UInt32(count), next: UInt32(used &+ 1), head: value.bitPattern)
        return (token, position)
    }

    @inline(never)
    private func badNumber(at position: Int) -> Refusal {
        isNotFinite(at: position) ? Refusal(.notFinite, "NaN or Infinity") : moved(to: position).malformed()
    }

    private func moved(to position: Int) -> JSONScanner {
        var copy = self
        copy.at = position
        return copy
    }

    /// `true`, `false` or `null`.
    @inline(__always)
    mutating func readLiteral() throws(Refusal) {
        let word = UInt32(truncatingIfNeeded: self.word(at: at))
        let kind: JSONToken.Kind
        var length = 4
        if word == 0x6575_7274 {
            kind = .yes
        } else if word == 0x6C6C_756E {
            kind = .null
        } else if word == 0x736C_6166, base[at + 4] == Ascii.lowerE {
            kind = .no
            length = 5
        } else {
            throw badLiteral()
        }
        add(
            JSONToken(
                kind: kind, start: UInt32(truncatingIfNeeded: at), count: UInt32(truncatingIfNeeded: length),
                next: UInt32(truncatingIfNeeded: used &+ 1)))
        at &+= length
    }

    @inline(never)
    private func badLiteral() -> Refusal {
        guard at < end else { return Refusal(.malformedJSON, "the text ends before its value") }
        return isNotFinite(at: at) ? Refusal(.notFinite, "NaN or Infinity") : malformed()
    }

    // MARK: Strings

    /// Eight bytes from a position on, the first in the lowest bits.
    @inline(__always)
    func word(at position: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    /// The top bit of each byte that needs care in a string: a quote, a backslash, a control character, what is not
    /// ASCII. The lowest mark is exact ("Bit Twiddling Hacks", S. E. Anderson); those above it may be false.
    @inline(__always)
    static func marks(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let slashes = word ^ (ones &* 0x5C)
        let special = ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
        return (special | ((word &- (ones &* 0x20)) & ~word) | word) & (ones &* 0x80)
    }

    /// The first byte from a position on that needs care in a string, eight at a time. Ends at the zeros behind the
    /// text at the latest.
    @inline(__always)
    static func plainEnd(_ base: UnsafePointer<UInt8>, from start: Int) -> Int {
        let raw = UnsafeRawPointer(base)
        var position = start
        while true {
            let marks = marks(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
            if marks != 0 { return position &+ marks.trailingZeroBitCount / 8 }
            position &+= 8
        }
    }
}
