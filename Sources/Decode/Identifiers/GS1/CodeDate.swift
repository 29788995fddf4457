import Model

/// A date of a code: plain numbers, checked.
struct CodeDate: Hashable, Sendable {
    let year: Int
    let month: Int
    let day: Int

    /// Day 0 is the month's last; nil when it is no date.
    init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month) else { return nil }
        let last = GS1Date.days(month: month, year: year)
        guard (0...last).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day == 0 ? last : day
    }

    /// Of a year and a day in it; nil when the year has no such day.
    init?(year: Int, dayOfYear: Int) {
        var day = dayOfYear
        guard day > 0 else { return nil }
        for month in 1...12 {
            let count = GS1Date.days(month: month, year: year)
            if day <= count {
                self.init(year: year, month: month, day: day)
                return
            }
            day -= count
        }
        return nil
    }

    /// `YYMMDD` around a year; what follows it is passed over.
    init?(_ value: UnsafeBufferPointer<UInt8>, around year: Int) {
        guard value.count >= 6, value[..<6].allSatisfy(Ascii.isDigit) else { return nil }
        self.init(
            year: GS1Date.year(GS1Date.two(value, 0), around: year), month: GS1Date.two(value, 2),
            day: GS1Date.two(value, 4))
    }

    /// As a day of the calendar.
    var calendarDay: CalendarDay? { CalendarDay(year: year, month: month, day: day) }

    /// `2027-03-31`.
    var text: String {
        String(unsafeUninitializedCapacity: 10) { buffer in
            func put(_ number: Int, _ position: Int) {
                buffer[position] = Ascii.zero &+ UInt8(truncatingIfNeeded: number / 10)
                buffer[position + 1] = Ascii.zero &+ UInt8(truncatingIfNeeded: number % 10)
            }
            put(year / 100, 0)
            put(year % 100, 2)
            buffer[4] = Ascii.minus
            put(month, 5)
            buffer[7] = Ascii.minus
            put(day, 8)
            return 10
        }
    }
}
