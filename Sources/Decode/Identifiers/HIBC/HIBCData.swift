import Model

/// The secondary data of HIBC: lot or serial with an expiry and a quantity (ANSI/HIBC 2.6, section 2.2).
struct HIBCData {
    /// What the data say.
    var lot: String?
    var serial: String?
    /// `2027-03-31`.
    var expiry: String?
    var expiryHour: Int?
    var production: String?
    var quantity: Int?
    /// What is wrong, with the field.
    var problems: [ScannedCode.Problem] = []

    /// Reads a segment: `$`, `$$`, `$+`, `$$+` or five digits with what follows, or a data identifier with its data.
    /// False when it is none.
    mutating func read(_ segment: ArraySlice<UInt8>, year: Int) -> Bool {
        var rest = segment
        if rest.first == Ascii.dollar {
            rest.removeFirst()
            let isDated = rest.first == Ascii.dollar
            if isDated { rest.removeFirst() }
            let isSerial = rest.first == Ascii.plus
            if isSerial { rest.removeFirst() }
            if isDated { readQuantityAndDate(&rest, year: year) }
            let text = rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
            if isSerial { serial = text ?? serial } else { lot = text ?? lot }
            if rest.count > 18 { problems.append(.init(.length, isSerial ? "serial" : "lot")) }
            return rest.allSatisfy(HIBCCharacters.isAlphanumeric)
        }
        return identified(rest, year: year) || julian(rest, year: year)
    }

    /// `S…`, `14D…`, `16D…`, `Q…`.
    private mutating func identified(_ segment: ArraySlice<UInt8>, year: Int) -> Bool {
        func data(_ identifier: StaticString) -> ArraySlice<UInt8>? {
            let count = identifier.utf8CodeUnitCount
            guard segment.count > count, segment.prefix(count).elementsEqual("\(identifier)".utf8) else { return nil }
            return segment.dropFirst(count)
        }
        if let text = data("14D"), text.allSatisfy(Ascii.isDigit) {
            expiry = day(text, "expiry")
        } else if let text = data("16D"), text.allSatisfy(Ascii.isDigit) {
            production = day(text, "production")
        } else if let text = data("S") {
            serial = String(decoding: text, as: UTF8.self)
        } else if let text = data("Q"), text.allSatisfy(Ascii.isDigit) {
            quantity = text.count <= 5 ? Self.number(text) : nil
            if quantity == nil { problems.append(.init(.length, "quantity")) }
        } else {
            return false
        }
        return true
    }

    /// Five digits of year and day, and a lot.
    private mutating func julian(_ segment: ArraySlice<UInt8>, year: Int) -> Bool {
        guard segment.count >= 5, segment.prefix(5).allSatisfy(Ascii.isDigit),
            segment.allSatisfy(HIBCCharacters.isAlphanumeric)
        else { return false }
        setExpiry(julian: segment.prefix(5), year: year)
        let rest = segment.dropFirst(5)
        if !rest.isEmpty { lot = String(decoding: rest, as: UTF8.self) }
        return true
    }

    /// `8` and two digits or `9` and five of a quantity, then the format of a date and the date.
    private mutating func readQuantityAndDate(_ rest: inout ArraySlice<UInt8>, year: Int) {
        if let first = rest.first, first == Ascii.zero + 8 || first == Ascii.nine {
            let count = first == Ascii.nine ? 5 : 2
            let digits = rest.dropFirst().prefix(count)
            guard digits.count == count, digits.allSatisfy(Ascii.isDigit) else {
                return problems.append(.init(.value, "quantity"))
            }
            quantity = Self.number(digits)
            rest = rest.dropFirst(1 + count)
        }
        guard let format = rest.first, Ascii.isDigit(format) else { return }
        let counts = [4, 4, 6, 6, 8, 5, 7, 0]
        let kind = Int(format &- Ascii.zero)
        guard kind < counts.count else { return problems.append(.init(.value, "expiry")) }
        // The month's first digit, 0 or 1, says by itself that month and year follow.
        if kind > 1 { rest.removeFirst() }
        let date = rest.prefix(counts[kind])
        guard date.count == counts[kind], date.allSatisfy(Ascii.isDigit) else {
            return problems.append(.init(.date, "expiry"))
        }
        rest = rest.dropFirst(date.count)
        setExpiry(date, kind, year: year)
    }

    private mutating func setExpiry(_ date: ArraySlice<UInt8>, _ kind: Int, year: Int) {
        func two(_ offset: Int) -> Int { Self.number(date.dropFirst(offset).prefix(2)) }
        let found: String?
        switch kind {
        case 0, 1:
            found = GS1Date.text(year: GS1Date.year(two(2), around: year), month: two(0), day: 0)
            if found != nil { problems.append(.init(.noDay, "expiry")) }
        case 2: found = GS1Date.text(year: GS1Date.year(two(4), around: year), month: two(0), day: two(2))
        case 3, 4: found = GS1Date.text(year: GS1Date.year(two(0), around: year), month: two(2), day: two(4))
        case 5, 6: return setExpiry(julian: date, year: year)
        default: return
        }
        if kind == 4 { setHour(two(6)) }
        if found == nil { problems.append(.init(.date, "expiry")) } else { expiry = found }
    }

    private mutating func setExpiry(julian date: ArraySlice<UInt8>, year: Int) {
        let full = GS1Date.year(Self.number(date.prefix(2)), around: year)
        let found = GS1Date.text(year: full, dayOfYear: Self.number(date.dropFirst(2).prefix(3)))
        if date.count == 7 { setHour(Self.number(date.suffix(2))) }
        if found == nil { problems.append(.init(.date, "expiry")) } else { expiry = found }
    }

    private mutating func setHour(_ hour: Int) {
        if hour < 24 { expiryHour = hour } else { problems.append(.init(.date, "expiry")) }
    }

    /// Eight digits of year, month and day.
    private mutating func day(_ text: ArraySlice<UInt8>, _ place: String) -> String? {
        let found =
            text.count == 8
            ? GS1Date.text(
                year: Self.number(text.prefix(4)), month: Self.number(text.dropFirst(4).prefix(2)),
                day: Self.number(text.suffix(2))) : nil
        if found == nil { problems.append(.init(.date, place)) }
        return found
    }

    /// The value of digits.
    static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 &- Ascii.zero) }
    }
}
