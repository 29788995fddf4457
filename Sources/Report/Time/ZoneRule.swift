/// The rule for the years after a zone file's last transition: a POSIX `TZ` string as the file's footer carries it,
/// for instance `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Source: RFC 9636 part 3.3 and POSIX.1-2017 base definitions 8.3, with the extended hours (−167…167) of the RFC.
struct ZoneRule: Hashable, Sendable {
    /// When in a year summer time starts or ends.
    struct Change: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// `Jn`: 1…365, 29 February never counted.
            case julian(Int)
            /// `n`: 0…365, 29 February counted.
            case zeroBased(Int)
            /// `Mm.w.d`: week 1…5 (5 is the last), weekday 0…6 from Sunday.
            case weekday(month: Int, week: Int, day: Int)
        }
        var day: Day
        /// Seconds after local midnight.
        var secondOfDay: Int
    }

    var standardOffsetSeconds: Int
    var summerOffsetSeconds: Int?
    var start: Change?
    var end: Change?

    /// Reads a footer; nil when it is empty or does not follow the grammar.
    init?(_ text: String) {
        var scanner = RuleScanner(Array(text.utf8))
        guard scanner.name(), let west = scanner.duration() else { return nil }
        standardOffsetSeconds = -west
        if scanner.isAtEnd { return }
        guard scanner.name() else { return nil }
        var summer = standardOffsetSeconds + 3600
        if scanner.next != UInt8(ascii: ","), let west = scanner.duration() { summer = -west }
        guard scanner.skip(","), let start = scanner.change(), scanner.skip(","), let end = scanner.change(),
            scanner.isAtEnd
        else { return nil }
        summerOffsetSeconds = summer
        self.start = start
        self.end = end
    }

    /// Seconds ahead of UTC at an instant given in seconds since the epoch.
    func offsetSeconds(atSeconds seconds: Int) -> Int {
        guard let summer = summerOffsetSeconds, let start, let end else { return standardOffsetSeconds }
        let year = CivilTime(secondsSinceEpoch: seconds + standardOffsetSeconds).year
        let from = start.seconds(year: year) - standardOffsetSeconds
        let to = end.seconds(year: year) - summer
        let isSummer = from < to ? seconds >= from && seconds < to : seconds >= from || seconds < to
        return isSummer ? summer : standardOffsetSeconds
    }
}

extension ZoneRule.Change {
    /// Seconds since the epoch on the local clock.
    func seconds(year: Int) -> Int {
        let first = CivilTime(year: year, month: 1, day: 1).secondsSinceEpoch / 86_400
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days: Int
        switch day {
        case .julian(let number): days = first + number - (isLeap && number >= 60 ? 0 : 1)
        case .zeroBased(let number): days = first + number
        case .weekday(let month, let week, let weekday):
            let start = CivilTime(year: year, month: month, day: 1).secondsSinceEpoch / 86_400
            let next = CivilTime(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
            // 1970-01-01 was a Thursday (4).
            let startWeekday = ((start + 4) % 7 + 7) % 7
            var found = start + (weekday - startWeekday + 7) % 7 + (week - 1) * 7
            while found >= next.secondsSinceEpoch / 86_400 { found -= 7 }
            days = found
        }
        return days * 86_400 + secondOfDay
    }
}

/// A cursor over the bytes of a `TZ` string.
private struct RuleScanner {
    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }
    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// `CET` or `<+03>`.
    mutating func name() -> Bool {
        let start = position
        if skip("<") {
            while let character = next, character != UInt8(ascii: ">") { position += 1 }
            return skip(">")
        }
        while let character = next, (character | 0x20) >= UInt8(ascii: "a"), (character | 0x20) <= UInt8(ascii: "z") {
            position += 1
        }
        return position - start >= 3
    }

    mutating func number() -> Int? {
        var value: Int?
        while let character = next, character >= 0x30, character <= 0x39, (value ?? 0) < 10_000 {
            value = (value ?? 0) * 10 + Int(character - 0x30)
            position += 1
        }
        return value
    }

    /// `[+-]h[:m[:s]]` in seconds.
    mutating func duration() -> Int? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard let hours = number(), hours <= 167 else { return nil }
        var seconds = hours * 3600
        for scale in [60, 1] where skip(":") {
            guard let value = number(), value < 60 else { return nil }
            seconds += value * scale
        }
        return isNegative ? -seconds : seconds
    }

    mutating func change() -> ZoneRule.Change? {
        guard let day = changeDay() else { return nil }
        guard skip("/") else { return ZoneRule.Change(day: day, secondOfDay: 7200) }
        guard let time = duration() else { return nil }
        return ZoneRule.Change(day: day, secondOfDay: time)
    }

    private mutating func changeDay() -> ZoneRule.Change.Day? {
        if skip("J") {
            guard let day = number(), (1...365).contains(day) else { return nil }
            return .julian(day)
        }
        if skip("M") {
            guard let month = number(), skip("."), let week = number(), skip("."), let day = number(),
                (1...12).contains(month), (1...5).contains(week), (0...6).contains(day)
            else { return nil }
            return .weekday(month: month, week: week, day: day)
        }
        guard let day = number(), day <= 365 else { return nil }
        return .zeroBased(day)
    }
}
