import Model

/// A date and a time of day as a wall clock shows them, without a zone.
///
/// Proleptic Gregorian; calendar arithmetic is Model's.
public struct CivilTime: Hashable, Sendable {
    public var year: Int
    /// 1–12.
    public var month: Int
    /// 1–31.
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int

    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// What a clock shows that is `offsetSeconds` ahead of UTC.
    init(_ instant: Instant, offsetSeconds: Int) {
        self.init(secondsSinceEpoch: Int(instant.milliseconds.flooredQuotient(1000)) + offsetSeconds)
    }

    /// What a clock on UTC shows so many seconds after 1970-01-01T00:00:00.
    init(secondsSinceEpoch seconds: Int) {
        let days = Int(Int64(seconds).flooredQuotient(86_400))
        let rest = seconds - days * 86_400
        let date = Instant.date(days: days)
        self.init(
            year: date.year, month: date.month, day: date.day, hour: rest / 3600, minute: rest / 60 % 60,
            second: rest % 60)
    }

    /// Seconds from 1970-01-01T00:00:00 on the same clock.
    var secondsSinceEpoch: Int {
        Instant.days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// `2026-11-21`.
    public var dateText: String {
        "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// `22:34`.
    public var timeText: String {
        "\(padded(hour, 2)):\(padded(minute, 2))"
    }

    /// `22:34:54`.
    public var timeTextWithSeconds: String {
        "\(timeText):\(padded(second, 2))"
    }
}

private func padded(_ value: Int, _ digits: Int) -> String {
    let text = String(value.magnitude)
    let zeros = String(repeating: "0", count: max(0, digits - text.utf8.count))
    return (value < 0 ? "-" : "") + zeros + text
}

extension Int64 {
    /// The quotient rounded down, also below zero.
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}
