/// Dates of GS1 elements and of whatever else has years of two digits.
enum GS1Date {
    /// Days of a month.
    static func days(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The year of two digits that lies between 49 years before and 50 after `year` (General Specifications, section
    /// 7.12).
    static func year(_ short: Int, around year: Int) -> Int {
        let full = year / 100 * 100 + short
        if full - year >= 51 { return full - 100 }
        return full - year <= -50 ? full + 100 : full
    }

    /// `2027-03-31` of `270331`; day 00 is the month's last. Nil when it is no date.
    static func text(_ value: UnsafeBufferPointer<UInt8>, year: Int) -> String? {
        CodeDate(value, around: year)?.text
    }

    /// The same of a text.
    static func text(_ value: String, year: Int) -> String? {
        var value = value
        return value.withUTF8 { text($0, year: year) }
    }

    /// `2027-03-31`; day 0 is the month's last. Nil when it is no date.
    static func text(year: Int, month: Int, day: Int) -> String? { CodeDate(year: year, month: month, day: day)?.text }

    /// `2027-03-31` of a year and a day in it; nil when the year has no such day.
    static func text(year: Int, dayOfYear: Int) -> String? { CodeDate(year: year, dayOfYear: dayOfYear)?.text }

    /// Two digits as a number.
    @inline(__always)
    static func two(_ digits: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
        Int(digits[position] &- Ascii.zero) * 10 + Int(digits[position + 1] &- Ascii.zero)
    }
}
