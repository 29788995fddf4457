public import Model

/// Times of EPCIS events: RFC 3339 with an offset.
public enum EPCISTime {
    /// The instant of a text, to the nearest millisecond, halves up.
    ///
    /// - Returns: nil when it is no time, or has neither `Z` nor an offset.
    public static func instant(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int) -> Int? {
            guard start + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[start..<(start + count)] {
                guard byte &- 0x30 <= 9 else { return nil }
                value = value * 10 + Int(byte &- 0x30)
            }
            return value
        }
        guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), (1...12).contains(month),
            day >= 1, day <= days(month, year), hour < 24, minute < 60, second <= 60
        else { return nil }
        var position = 19
        var milliseconds = 0.0
        if bytes[position] == UInt8(ascii: ".") {
            position += 1
            var weight = 100.0
            let first = position
            while position < bytes.count, bytes[position] &- 0x30 <= 9 {
                milliseconds += Double(bytes[position] &- 0x30) * weight
                weight /= 10
                position += 1
            }
            guard position > first else { return nil }
        }
        guard let offset = offsetMinutes(bytes[position...]) else { return nil }
        let clock = ((civil(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second
        // A little is added before rounding: decimal halves are no binary ones.
        return Instant(milliseconds: Int64(clock) * 1000 + Int64((milliseconds + 0.5 + 1e-7).rounded(.down)))
    }

    /// Minutes east of Greenwich of `Z` or `+01:00`; nil for anything else.
    public static func offsetMinutes(_ text: some Collection<UInt8>) -> Int? {
        let bytes = Array(text)
        if bytes.count == 1, bytes[0] | 0x20 == UInt8(ascii: "z") { return 0 }
        let digits = [1, 2, 4, 5]
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"),
            bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            digits.allSatisfy({ bytes[$0] &- 0x30 <= 9 })
        else { return nil }
        let hours = Int(bytes[1] &- 0x30) * 10 + Int(bytes[2] &- 0x30)
        let minutes = Int(bytes[4] &- 0x30) * 10 + Int(bytes[5] &- 0x30)
        guard hours <= 14, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (bytes[0] == UInt8(ascii: "-") ? -1 : 1)
    }

    private static func days(_ month: Int, _ year: Int) -> Int {
        if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970 (Hinnant, *chrono-compatible low-level date algorithms*).
    private static func civil(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let ofEra = year - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }
}
