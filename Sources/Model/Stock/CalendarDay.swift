/// A day of the calendar without a time: an expiry holds to the end of its day in the site's zone.
public struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Whole days since 1970-01-01.
    public var days: Int32

    @inlinable public init(days: Int32) { self.days = days }

    /// - Returns: nil for a date that does not exist; years 1 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CalendarDay.count(month: month, year: year)
        else { return nil }
        days = Int32(Instant.days(year: year, month: month, day: day))
    }

    /// Reads `2027-03-31` and nothing else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            bytes[range].reduce(into: Optional(0)) { sum, byte in
                guard let value = sum, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                    sum = nil
                    return
                }
                sum = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day of an instant in UTC, moved by a zone's offset.
    public init(_ instant: Instant, offsetSeconds: Int = 0) {
        let milliseconds = instant.milliseconds + Int64(offsetSeconds) * 1000
        let day = Int64(86_400_000)
        let floor = milliseconds >= 0 ? milliseconds / day : -((-milliseconds + day - 1) / day)
        days = Int32(clamping: floor)
    }

    /// `2027-03-31`.
    public var description: String {
        let text = Instant(milliseconds: Int64(days) * 86_400_000).rfc3339
        return String(text.prefix { $0 != "T" })
    }

    /// Midnight UTC at its begin.
    public var start: Instant { Instant(milliseconds: Int64(days) * 86_400_000) }

    /// This day moved by a number of days.
    @inlinable
    public func advanced(byDays count: Int) -> CalendarDay { CalendarDay(days: days + Int32(clamping: count)) }

    @inlinable
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.days < right.days }

    private static func count(month: Int, year: Int) -> Int {
        guard month == 2 else { return 30 + ((month + (month >> 3)) & 1) }
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    }
}
