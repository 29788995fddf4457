/// The one form in which most devices write a time, `2026-11-21T22:34:54.123Z`, eight bytes at a time.
///
/// Each byte of a word is compared with a template that has `0` where a digit stands: the difference is the digit's
/// value there and 0 at a separator.
enum FixedDate {
    private struct Template {
        /// Eight characters, `0` for a digit, the first in the lowest byte.
        let word: UInt64
        /// All bits of the bytes that are separators.
        let separators: UInt64
    }

    /// `0000-00-`, `00T00:00` and `:00.000Z`. Computed, so that they are constants of the code and no globals.
    private static var date: Template {
        Template(word: 0x2D30_302D_3030_3030, separators: 0xFF00_00FF_0000_0000)
    }
    private static var hour: Template {
        Template(word: 0x3030_3A30_3054_3030, separators: 0x0000_FF00_00FF_0000)
    }
    private static var second: Template {
        Template(word: 0x5A30_3030_2E30_303A, separators: 0xFF00_0000_FF00_00FF)
    }

    /// The instant; nil when the text has any other form, or no such time exists.
    @inline(__always)
    static func read(_ text: UnsafeBufferPointer<UInt8>) -> Instant? {
        guard text.count == 24 else { return nil }
        let raw = UnsafeRawBufferPointer(text)
        guard let date = digits(raw, 0, date), let hour = digits(raw, 8, hour), let second = digits(raw, 16, second)
        else { return nil }
        let year = digit(date, 0) * 1000 + digit(date, 1) * 100 + digit(date, 2) * 10 + digit(date, 3)
        let month = digit(date, 5) * 10 + digit(date, 6)
        let day = digit(hour, 0) * 10 + digit(hour, 1)
        let hours = digit(hour, 3) * 10 + digit(hour, 4)
        let minutes = digit(hour, 6) * 10 + digit(hour, 7)
        let seconds = digit(second, 1) * 10 + digit(second, 2)
        let milliseconds = digit(second, 4) * 100 + digit(second, 5) * 10 + digit(second, 6)
        guard month >= 1, month <= 12, day >= 1, day <= days(of: month, year), hours <= 23, minutes <= 59, seconds <= 60
        else { return nil }
        let clock = ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds
        return Instant(
            milliseconds: Int64(Instant.days(year: year, month: month, day: day)) * 86_400_000 + Int64(clock))
    }

    /// The days of a month; long ones are odd until July and even from August.
    @inline(__always)
    private static func days(of month: Int, _ year: Int) -> Int {
        guard month == 2 else { return 30 + ((month + (month >> 3)) & 1) }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return isLeap ? 29 : 28
    }

    /// A word's digits, one a byte; nil when a byte is not what the template has there.
    @inline(__always)
    private static func digits(_ raw: UnsafeRawBufferPointer, _ offset: Int, _ template: Template) -> UInt64? {
        let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ template.word
        // A byte above 9 shows in its upper half, by itself or with 6 added.
        let excess = (word | (word &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0
        return excess == 0 && word & template.separators == 0 ? word : nil
    }

    @inline(__always)
    private static func digit(_ word: UInt64, _ index: UInt64) -> Int { Int(word >> (8 * index) & 0xF) }
}
