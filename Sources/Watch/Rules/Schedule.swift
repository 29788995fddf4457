public import Model

/// The site's wall clock: how far it is ahead of UTC at an instant. The caller knows the zone; the core has none.
public struct SiteCalendar: Sendable {
    private let offsetSeconds: @Sendable (Instant) -> Int

    /// - Parameter offsetSeconds: a pure function: the same instant gives the same offset.
    public init(offsetSeconds: @escaping @Sendable (Instant) -> Int) {
        self.offsetSeconds = offsetSeconds
    }

    /// A clock on UTC.
    public static let utc = SiteCalendar { _ in 0 }

    /// Minutes since midnight and the day of the week (0 is Monday), on the site's clock.
    public func moment(_ instant: Instant) -> (minute: Int, weekday: Int) {
        let local = instant.milliseconds + Int64(offsetSeconds(instant)) * 1000
        let days = local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000
        let minute = Int((local - days * 86_400_000) / 60_000)
        // 1970-01-01 was a Thursday.
        return (minute, Int(((days + 3) % 7 + 7) % 7))
    }

    /// The number of the day on the site's clock, from 1970-01-01.
    public func day(_ instant: Instant) -> Int64 {
        let local = instant.milliseconds + Int64(offsetSeconds(instant)) * 1000
        return local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000
    }
}

/// Hours of a week on the site's clock.
public struct Schedule: Hashable, Sendable {
    /// Days of the week, rising, 0 is Monday; a span over midnight belongs to the day on which it begins.
    public var days: [Int]
    /// Minutes since midnight; `to` is not in it. From later than to means over midnight; the same means all day.
    public var fromMinute: Int
    public var toMinute: Int

    public init(days: [Int] = Array(0..<7), fromMinute: Int = 0, toMinute: Int = 0) {
        self.days = days
        self.fromMinute = fromMinute
        self.toMinute = toMinute
    }

    /// Whether an instant lies in it.
    public func holds(_ instant: Instant, _ calendar: SiteCalendar) -> Bool {
        let (minute, weekday) = calendar.moment(instant)
        if fromMinute == toMinute { return days.contains(weekday) }
        if fromMinute < toMinute { return days.contains(weekday) && minute >= fromMinute && minute < toMinute }
        if minute >= fromMinute { return days.contains(weekday) }
        return minute < toMinute && days.contains((weekday + 6) % 7)
    }

    /// When it begins next after an instant that does not lie in it; nil when it never does within nine days.
    ///
    /// Where clocks jump over the beginning it begins with the jump. - Complexity: O(1).
    public func nextStart(after instant: Instant, _ calendar: SiteCalendar) -> Instant? {
        let minute = Int64(calendar.moment(instant).minute)
        let midnight = instant.milliseconds / 60_000 * 60_000 - minute * 60_000
        for day in 0...9 {
            // An hour early and two hours late cover the days on which clocks change.
            let guess = midnight + Int64(day) * 86_400_000 + Int64(fromMinute) * 60_000
            for shift in stride(from: -60, through: 60, by: 15) {
                let start = Instant(milliseconds: guess + Int64(shift) * 60_000)
                guard start > instant, holds(start, calendar) else { continue }
                // Only its very beginning counts, unless the clocks jumped over that.
                if !holds(start.advanced(byMilliseconds: -60_000), calendar) { return start }
            }
        }
        return nil
    }
}
