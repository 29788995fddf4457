import Model

// The elements of a report were heard within a second or two, and most of a hospital's beacons have one UUID: what was
// worked out for one element holds for the next.

/// Times as text, `2026-11-21T22:34:54.123Z`, of which the last minute is remembered.
struct MinuteMemory {
    /// The text up to the minutes, and the time at which that minute began: at first those of 1970.
    private var date: UInt64 = 0x2D31_302D_3037_3931
    private var clock: UInt64 = 0x3030_3A30_3054_3130
    private var milliseconds: Int64 = 0

    /// `:00.000Z`, and the bytes that are separators.
    private static var seconds: UInt64 { 0x5A30_3030_2E30_303A }
    private static var separators: UInt64 { 0xFF00_0000_FF00_00FF }

    @inline(__always)
    init() {}

    /// The instant; nil when the text has another form, or no such time exists. The text has 24 bytes.
    @inline(__always)
    mutating func instant(_ text: UnsafeBufferPointer<UInt8>) -> Instant? {
        let date = HexWords.load(text, at: 0)
        let clock = HexWords.load(text, at: 8)
        // As ``Instant/parse(_:requiresZone:)`` reads this form: digits become their values, separators zeros.
        let rest = HexWords.load(text, at: 16) ^ MinuteMemory.seconds
        let excess = (rest | (rest &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0
        guard excess == 0, rest & MinuteMemory.separators == 0 else { return nil }
        func digit(_ index: UInt64) -> Int64 { Int64(truncatingIfNeeded: rest &>> (8 &* index) & 0xF) }
        let seconds = digit(1) &* 10 &+ digit(2)
        guard seconds <= 60 else { return nil }
        let offset = seconds &* 1000 &+ digit(4) &* 100 &+ digit(5) &* 10 &+ digit(6)
        if date != self.date || clock != self.clock {
            guard let instant = Instant.parse(text) else { return nil }
            self.date = date
            self.clock = clock
            milliseconds = instant.milliseconds - offset
        }
        return Instant(milliseconds: milliseconds &+ offset)
    }
}

/// UUIDs of 32 hex digits, of which the last one is remembered.
struct UUIDMemory {
    private var text: (UInt64, UInt64, UInt64, UInt64)
    private(set) var high: UInt64 = 0
    private(set) var middle: UInt64 = 0

    @inline(__always)
    init() {
        let zeros: UInt64 = 0x3030_3030_3030_3030
        text = (zeros, zeros, zeros, zeros)
    }

    /// Reads 32 bytes; false when they are not hex digits.
    @inline(__always)
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let words = (
            HexWords.load(bytes, at: 0), HexWords.load(bytes, at: 8), HexWords.load(bytes, at: 16),
            HexWords.load(bytes, at: 24)
        )
        if words == text { return true }
        guard let uuid = Advert.uuid(bytes) else { return false }
        text = words
        (high, middle) = uuid
        return true
    }
}
