import Model

/// The secondary data of HIBC: lot or serial with an expiry and a quantity (ANSI/HIBC 2.6, section 2.2), as places in
/// the bytes.
struct HIBCData {
    private typealias Bytes = UnsafeBufferPointer<UInt8>

    private let bytes: UnsafeBufferPointer<UInt8>
    /// Of the scan.
    private let year: Int
    /// What the data say.
    private(set) var lot: Range<Int>?
    private(set) var serial: Range<Int>?
    private(set) var expiry: CodeDate?
    private(set) var expiryHour: Int?
    private(set) var production: CodeDate?
    private(set) var quantity: Int?
    /// What is wrong, with the field.
    private(set) var problems: [ScannedCode.Problem] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, year: Int) {
        self.bytes = bytes
        self.year = year
    }

    /// The text of a place.
    func text(_ range: Range<Int>?) -> String? { range.map { String(decoding: bytes[$0], as: UTF8.self) } }

    /// Reads a segment: `$`, `$$`, `$+`, `$$+` or five digits with what follows, or a data identifier with its data.
    /// False when it is none.
    mutating func read(_ segment: Range<Int>) -> Bool {
        var start = segment.lowerBound
        let end = segment.upperBound
        guard start < end, bytes[start] == Ascii.dollar else { return identified(segment) || julian(segment) }
        start += 1
        let isDated = start < end && bytes[start] == Ascii.dollar
        if isDated { start += 1 }
        let isSerial = start < end && bytes[start] == Ascii.plus
        if isSerial { start += 1 }
        if isDated { start = readQuantityAndDate(start, end) }
        if start < end {
            if isSerial { serial = start..<end } else { lot = start..<end }
        }
        if end - start > 18 { problems.append(.init(.length, isSerial ? "serial" : "lot")) }
        return areAlphanumeric(start..<end)
    }

    private func areDigits(_ range: Range<Int>) -> Bool {
        for position in range where !Ascii.isDigit(bytes[position]) { return false }
        return true
    }

    private func areAlphanumeric(_ range: Range<Int>) -> Bool {
        for position in range where !HIBCCharacters.isAlphanumeric(bytes[position]) { return false }
        return true
    }

    /// The value of digits at a place.
    private func number(_ start: Int, _ count: Int) -> Int {
        var value = 0
        for position in start..<(start + count) { value = value * 10 + Int(bytes[position] &- Ascii.zero) }
        return value
    }

    /// `S…`, `14D…`, `16D…`, `Q…`.
    private mutating func identified(_ segment: Range<Int>) -> Bool {
        let start = segment.lowerBound
        guard segment.count > 1 else { return false }
        switch bytes[start] {
        case UInt8(ascii: "S"): serial = (start + 1)..<segment.upperBound
        case UInt8(ascii: "Q"):
            guard areDigits((start + 1)..<segment.upperBound) else { return false }
            quantity = segment.count <= 6 ? number(start + 1, segment.count - 1) : nil
            if quantity == nil { problems.append(.init(.length, "quantity")) }
        case Ascii.zero + 1:
            let six = Ascii.zero + 6
            let four = Ascii.zero + 4
            guard segment.count > 3, bytes[start + 2] == UInt8(ascii: "D"),
                bytes[start + 1] == six || bytes[start + 1] == four, areDigits((start + 3)..<segment.upperBound)
            else { return false }
            let isExpiry = bytes[start + 1] == four
            let date = day((start + 3)..<segment.upperBound, isExpiry ? "expiry" : "production")
            if isExpiry { expiry = date } else { production = date }
        default: return false
        }
        return true
    }

    /// Five digits of year and day, and a lot.
    private mutating func julian(_ segment: Range<Int>) -> Bool {
        let start = segment.lowerBound
        guard segment.count >= 5, areDigits(start..<(start + 5)), areAlphanumeric(segment) else { return false }
        setExpiry(julian: start, hasHour: false)
        if segment.count > 5 { lot = (start + 5)..<segment.upperBound }
        return true
    }

    /// `8` and two digits or `9` and five of a quantity, then the format of a date and the date. Where the rest begins.
    private mutating func readQuantityAndDate(_ first: Int, _ end: Int) -> Int {
        var start = first
        if start < end, bytes[start] == Ascii.zero + 8 || bytes[start] == Ascii.nine {
            let count = bytes[start] == Ascii.nine ? 5 : 2
            guard start + 1 + count <= end, areDigits((start + 1)..<(start + 1 + count)) else {
                problems.append(.init(.value, "quantity"))
                return start
            }
            quantity = number(start + 1, count)
            start += 1 + count
        }
        guard start < end, Ascii.isDigit(bytes[start]) else { return start }
        let kind = Int(bytes[start] &- Ascii.zero)
        guard kind < 8 else {
            problems.append(.init(.value, "expiry"))
            return start
        }
        // The month's first digit, 0 or 1, says by itself that month and year follow.
        if kind > 1 { start += 1 }
        let count = Self.digits(ofKind: kind)
        guard start + count <= end, areDigits(start..<(start + count)) else {
            problems.append(.init(.date, "expiry"))
            return start
        }
        setExpiry(start, kind)
        return start + count
    }

    /// How many digits a date has, by its format.
    private static func digits(ofKind kind: Int) -> Int {
        switch kind {
        case 0, 1: 4
        case 2, 3: 6
        case 4: 8
        case 5: 5
        case 6: 7
        default: 0
        }
    }

    private mutating func setExpiry(_ start: Int, _ kind: Int) {
        func two(_ offset: Int) -> Int { number(start + offset, 2) }
        let found: CodeDate?
        switch kind {
        case 0, 1:
            found = CodeDate(year: GS1Date.year(two(2), around: year), month: two(0), day: 0)
            if found != nil { problems.append(.init(.noDay, "expiry")) }
        case 2: found = CodeDate(year: GS1Date.year(two(4), around: year), month: two(0), day: two(2))
        case 3, 4: found = CodeDate(year: GS1Date.year(two(0), around: year), month: two(2), day: two(4))
        case 5, 6: return setExpiry(julian: start, hasHour: kind == 6)
        default: return
        }
        if kind == 4 { setHour(two(6)) }
        if found == nil { problems.append(.init(.date, "expiry")) } else { expiry = found }
    }

    private mutating func setExpiry(julian start: Int, hasHour: Bool) {
        let found = CodeDate(
            year: GS1Date.year(number(start, 2), around: year), dayOfYear: number(start + 2, 3))
        if hasHour { setHour(number(start + 5, 2)) }
        if found == nil { problems.append(.init(.date, "expiry")) } else { expiry = found }
    }

    private mutating func setHour(_ hour: Int) {
        if hour < 24 { expiryHour = hour } else { problems.append(.init(.date, "expiry")) }
    }

    /// Eight digits of year, month and day.
    private mutating func day(_ range: Range<Int>, _ place: String) -> CodeDate? {
        let start = range.lowerBound
        let found =
            range.count == 8
            ? CodeDate(year: number(start, 4), month: number(start + 4, 2), day: number(start + 6, 2)) : nil
        if found == nil { problems.append(.init(.date, place)) }
        return found
    }

    /// The value of digits.
    static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 &- Ascii.zero) }
    }
}
