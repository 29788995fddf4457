// Reading and writing of dates as text, without Foundation: decoders call this once per observation.
// Calendar arithmetic: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (public domain).

extension Instant {
    /// Days since 1970-01-01 of a proleptic Gregorian date.
    public static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The Gregorian date of a day number since 1970-01-01.
    public static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Appends this instant as `2026-11-21T22:34:54.123Z` (UTC, always three fractional digits); 24 bytes for the
    /// years 0–9999.
    public func appendRFC3339(to bytes: inout [UInt8]) {
        let dayMilliseconds: Int64 = 86_400_000
        var day = milliseconds / dayMilliseconds
        var rest = milliseconds % dayMilliseconds
        if rest < 0 {
            rest += dayMilliseconds
            day -= 1
        }
        let date = Instant.date(days: Int(day))
        let clock = Int(rest)
        Instant.append(date.year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Instant.append(date.month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        Instant.append(date.day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        Instant.append(clock / 3_600_000, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Instant.append(clock / 60_000 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Instant.append(clock / 1000 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        Instant.append(clock % 1000, digits: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    private static func append(_ value: Int, digits: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        var rest = value
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest / divisor % 10))
            rest %= divisor
            divisor /= 10
        }
    }

    /// `2026-11-21T22:34:54.123Z`.
    public var rfc3339: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        appendRFC3339(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a date and time as devices write them.
    ///
    /// Accepts `YYYY-MM-DD`, then `T`, `t` or a space, `HH:MM[:SS[.fraction]]`, then `Z`, `z`, `±hh:mm`, `±hhmm`,
    /// `±hh`, or `Z±hhmm` (what `mosquitto_sub` 2.0.11 prints: local time with a false Z). Up to nine fractional
    /// digits count; the rest of a millisecond is cut off. A date that does not exist gives `nil`.
    ///
    /// - Parameter requiresZone: when false, a text without a zone is read as UTC. Default true: a device time
    ///   without a zone is not a time.
    /// - Complexity: O(n) in the text, no allocation.
    public static func parse(_ text: UnsafeBufferPointer<UInt8>, requiresZone: Bool = true) -> Instant? {
        if let instant = FixedDate.read(text) { return instant }
        var reader = DateReader(text: text)
        return reader.read(requiresZone: requiresZone)
    }

    /// Reads a date and time out of a string; see ``parse(_:requiresZone:)-(UnsafeBufferPointer<UInt8>,_)``.
    public static func parse(_ text: String, requiresZone: Bool = true) -> Instant? {
        var copy = text
        return copy.withUTF8 { parse($0, requiresZone: requiresZone) }
    }
}

/// A cursor over the bytes of a date.
private struct DateReader {
    let text: UnsafeBufferPointer<UInt8>
    var position = 0

    init(text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    var next: UInt8? { position < text.count ? text[position] : nil }

    mutating func skip(_ character: UInt8) -> Bool {
        guard next == character else { return false }
        position += 1
        return true
    }

    mutating func number(digits: Int) -> Int? {
        guard position + digits <= text.count else { return nil }
        var value = 0
        for _ in 0..<digits {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
            position += 1
        }
        return value
    }

    mutating func read(requiresZone: Bool) -> Instant? {
        guard text.count <= Limits.dateBytesMax, let day = readDay() else { return nil }
        guard let separator = next, "Tt ".utf8.contains(separator) else { return nil }
        position += 1
        guard let clock = readClock(), let offset = readZone(requiresZone: requiresZone), position == text.count else {
            return nil
        }
        return Instant(milliseconds: Int64(day) * 86_400_000 + Int64(clock) - Int64(offset) * 60_000)
    }

    mutating func readDay() -> Int? {
        guard let year = number(digits: 4), skip(UInt8(ascii: "-")), let month = number(digits: 2),
            skip(UInt8(ascii: "-")), let day = number(digits: 2)
        else { return nil }
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        let number = Instant.days(year: year, month: month, day: day)
        let back = Instant.date(days: number)
        return back.month == month && back.day == day ? number : nil
    }

    mutating func readClock() -> Int? {
        guard let hour = number(digits: 2), skip(UInt8(ascii: ":")), let minute = number(digits: 2) else { return nil }
        var second = 0
        var milliseconds = 0
        if skip(UInt8(ascii: ":")) {
            guard let value = number(digits: 2) else { return nil }
            second = value
            if next == UInt8(ascii: ".") || next == UInt8(ascii: ",") {
                position += 1
                guard let value = readFraction() else { return nil }
                milliseconds = value
            }
        }
        // A leap second (60) is read as the last millisecond-second of its minute plus one, as POSIX time does.
        guard hour <= 23, minute <= 59, second <= 60 else { return nil }
        return ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
    }

    mutating func readFraction() -> Int? {
        var milliseconds = 0
        var scale = 100
        var count = 0
        while let character = next {
            let digit = character &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            milliseconds += Int(digit) * scale
            scale /= 10
            count += 1
            position += 1
        }
        return (1...9).contains(count) ? milliseconds : nil
    }

    /// Minutes east of UTC.
    mutating func readZone(requiresZone: Bool) -> Int? {
        let hasZulu = skip(UInt8(ascii: "Z")) || skip(UInt8(ascii: "z"))
        guard let sign = next else { return hasZulu || !requiresZone ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        position += 1
        guard let hours = number(digits: 2) else { return nil }
        var minutes = 0
        if next != nil {
            _ = skip(UInt8(ascii: ":"))
            guard let value = number(digits: 2) else { return nil }
            minutes = value
        }
        guard hours <= 15, minutes <= 59 else { return nil }
        let offset = hours * 60 + minutes
        return sign == UInt8(ascii: "-") ? -offset : offset
    }
}
