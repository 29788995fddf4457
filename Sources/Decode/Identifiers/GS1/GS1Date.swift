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
        guard value.count >= 6, value[..<6].allSatisfy(Ascii.isDigit) else { return nil }
        return text(year: Self.year(two(value, 0), around: year), month: two(value, 2), day: two(value, 4))
    }

    /// The same of a text.
    static func text(_ value: String, year: Int) -> String? {
        var value = value
        return value.withUTF8 { text($0, year: year) }
    }

    /// `2027-03-31`; day 0 is the month's last. Nil when it is no date.
    static func text(year: Int, month: Int, day: Int) -> String? {
        guard (0...9999).contains(year), (1...12).contains(month) else { return nil }
        let last = days(month: month, year: year)
        guard (0...last).contains(day) else { return nil }
        let day = day == 0 ? last : day
        return String(unsafeUninitializedCapacity: 10) { buffer in
            put(year / 100, buffer, 0)
            put(year % 100, buffer, 2)
            buffer[4] = Ascii.minus
            put(month, buffer, 5)
            buffer[7] = Ascii.minus
            put(day, buffer, 8)
            return 10
        }
    }

    /// `2027-03-31` of a year and a day in it; nil when the year has no such day.
    static func text(year: Int, dayOfYear: Int) -> String? {
        var day = dayOfYear
        guard day > 0 else { return nil }
        for month in 1...12 {
            let count = days(month: month, year: year)
            if day <= count { return text(year: year, month: month, day: day) }
            day -= count
        }
        return nil
    }

    /// Two digits as a number.
    @inline(__always)
    static func two(_ digits: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
        Int(digits[position] &- Ascii.zero) * 10 + Int(digits[position + 1] &- Ascii.zero)
    }

    @inline(__always)
    private static func put(_ number: Int, _ buffer: UnsafeMutableBufferPointer<UInt8>, _ position: Int) {
        buffer[position] = Ascii.zero &+ UInt8(truncatingIfNeeded: number / 10)
        buffer[position + 1] = Ascii.zero &+ UInt8(truncatingIfNeeded: number % 10)
    }
}
