import Model
import Testing

@Suite struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1), ("2000-02-29T12:00:00Z", 951_825_600_000),
        ("2026-11-21T22:34:54.123Z", 1_795_300_494_123), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2100-03-01T00:00:00Z", 4_107_542_400_000),
    ])
    func knownDates(text: String, milliseconds: Int64) {
        #expect(Instant.parse(text)?.milliseconds == milliseconds)
        #expect(Instant.parse(Instant(milliseconds: milliseconds).rfc3339)?.milliseconds == milliseconds)
    }

    @Test func writesThreeFractionalDigitsInUTC() {
        #expect(Instant(milliseconds: 1_795_300_494_005).rfc3339 == "2026-11-21T22:34:54.005Z")
        #expect(Instant(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    }

    /// The forms that devices and `mosquitto_sub` write.
    @Test(arguments: [
        "2026-11-21T22:34:54.123Z", "2026-11-21t22:34:54.123z", "2026-11-21 22:34:54.123Z",
        "2026-11-21T22:34:54.123456789Z",
        "2026-11-21T22:34:54,123Z", "2026-11-21T23:34:54.123+01:00", "2026-11-21T23:34:54.123456+0100",
        "2026-11-21T23:34:54.123+01", "2026-11-21T23:34:54.123456Z+0100", "2026-11-21T17:34:54.123-0500",
        "2026-11-22T04:04:54.123+05:30", "2026-11-22T13:34:54.123+15:00",
    ])
    func oneInstantInManyForms(text: String) {
        #expect(Instant.parse(text)?.milliseconds == 1_795_300_494_123)
    }

    @Test func leavesOutSecondsAndFractions() {
        #expect(Instant.parse("2026-11-21T22:34Z")?.rfc3339 == "2026-11-21T22:34:00.000Z")
        #expect(Instant.parse("2026-11-21T22:34:54.1Z")?.rfc3339 == "2026-11-21T22:34:54.100Z")
        #expect(Instant.parse("2026-12-31T23:59:60Z")?.rfc3339 == "2027-01-01T00:00:00.000Z")
    }

    @Test(arguments: [
        "", "2026", "2026-11-21", "2026-11-21T", "2026-11-21T22", "2026-11-21T22:34:54", "2026-11-21T22:34:54.Z",
        "2026-11-21T22:34:54.1234567890Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T22:60:00Z", "2026-11-21T22:34:61Z",
        "2026-11-21T22:34:54Zx", "2026-11-21T22:34:54+1", "2026-11-21T22:34:54+01:0", "2026-11-21T22:34:54+16:00",
        "2026-11-21T22:34:54+01:60", "26-11-21T22:34:54Z", " 2026-11-21T22:34:54Z", "2026-11-21X22:34:54Z",
        "-026-11-21T22:34:54Z",
        "2026/11/21T22:34:54Z", "2026-11-21T22:34:54.123Z+", "1795300494", "２026-11-21T22:34:54Z",
        "2026-11-21T22:34:54.123456789+01:00                  ",
    ])
    func whatIsNoTime(text: String) {
        #expect(Instant.parse(text) == nil)
    }

    @Test func aZoneMayBeLeftOutWhereTheCallerSaysSo() {
        #expect(Instant.parse("2026-11-21T22:34:54", requiresZone: false)?.milliseconds == 1_795_300_494_000)
        #expect(Instant.parse("2026-11-21T23:34:54+01:00", requiresZone: false)?.milliseconds == 1_795_300_494_000)
    }

    @Test func everyDayOf400YearsComesBack() {
        var previous = Instant.parse("1999-12-31T00:00:00Z")?.milliseconds ?? 0
        for year in stride(from: 2000, to: 2400, by: 1) {
            for month in 1...12 {
                let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
                let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
                for day in 1...days {
                    let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00.000Z"
                    guard let instant = Instant.parse(text) else { return #expect(Bool(false), "\(text)") }
                    if instant.milliseconds != previous + 86_400_000 || instant.rfc3339 != text {
                        return #expect(Bool(false), "\(text) became \(instant.rfc3339)")
                    }
                    previous = instant.milliseconds
                }
            }
        }
    }

    @Test func randomInstantsComeBack() {
        var random = SplitMix(seed: 3)
        for _ in 0..<20_000 {
            let milliseconds = Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random)
            let instant = Instant(milliseconds: milliseconds)
            if Instant.parse(instant.rfc3339) != instant { Issue.record("\(milliseconds), seed 3") }
        }
    }

    @Test func randomTextNeverStopsTheReader() {
        var random = SplitMix(seed: 4)
        let characters = Array("0123456789-:.,TtZz+ \u{0}é".unicodeScalars)
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...45, using: &random) {
                text.append(characters.randomElement(using: &random) ?? "0")
            }
            _ = Instant.parse(String(text))
        }
    }

    /// The fast way for `…Z` and the general one for `…+00:00` say the same of the same date, right or wrong.
    @Test func theFastWayAndTheGeneralOneAgree() {
        let seed: UInt64 = 20_261_122
        var random = SplitMix(seed: seed)
        let odd = Array("0123456789:-.T/ ;+\u{7F}".unicodeScalars)
        func two(_ range: ClosedRange<Int>) -> String {
            let value = Int.random(in: range, using: &random)
            return value < 10 ? "0\(value)" : "\(value)"
        }
        var read = 0
        for _ in 0..<20_000 {
            let year = Int.random(in: 1000...2999, using: &random)
            let milliseconds = Int.random(in: 100...999, using: &random)
            var text = Array(
                "\(year)-\(two(0...13))-\(two(0...32))T\(two(0...24)):\(two(0...60)):\(two(0...61)).\(milliseconds)"
                    .unicodeScalars)
            if Int.random(in: 0..<4, using: &random) == 0 {
                text[Int.random(in: 0..<text.count, using: &random)] = odd.randomElement(using: &random) ?? "0"
            }
            var date = String.UnicodeScalarView()
            date.append(contentsOf: text)
            let fast = Instant.parse(String(date) + "Z")
            // Text in which a space or a `t` stands for the `T` is the general way's alone; both must say the same.
            #expect(fast == Instant.parse(String(date) + "+00:00"), "\(String(date)), seed \(seed)")
            if fast != nil { read += 1 }
        }
        #expect(read > 5000)
    }

    @Test func differences() {
        let instant = Instant(milliseconds: 1000)
        #expect(instant.advanced(byMilliseconds: -1500) == Instant(milliseconds: -500))
        #expect(instant.seconds(since: Instant(milliseconds: 250)) == 0.75)
        #expect(Instant.distantPast < Instant(milliseconds: 0))
    }
}

/// SplitMix64: the same cases for the same seed on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
