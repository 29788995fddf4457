import Foundation
import Model
import Testing

@testable import Report

@Suite struct TimeTests {
    static func instant(_ text: String) throws -> Instant { try #require(Instant.parse(text)) }

    @Test(arguments: [
        ("2026-11-21T21:34:54Z", "2026-11-21 22:34:54"), ("2026-07-01T00:30:00Z", "2026-07-01 02:30:00"),
        ("2026-03-29T00:59:59Z", "2026-03-29 01:59:59"), ("2026-03-29T01:00:00Z", "2026-03-29 03:00:00"),
        ("2026-10-25T00:59:59Z", "2026-10-25 02:59:59"), ("2026-10-25T01:00:00Z", "2026-10-25 02:00:00"),
        // After the file's last transition the rule in its footer counts.
        ("2061-01-15T12:00:00Z", "2061-01-15 13:00:00"), ("2061-07-15T12:00:00Z", "2061-07-15 14:00:00"),
        ("1969-12-31T23:00:00Z", "1970-01-01 00:00:00"),
    ]) func parisShowsItsLocalTime(utc: String, local: String) throws {
        let civil = SiteZone(named: "Europe/Paris").civil(try Self.instant(utc))
        #expect("\(civil.dateText) \(civil.timeTextWithSeconds)" == local)
    }

    /// The system's own reading of the same files is the reference.
    @Test(arguments: [
        "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo",
        "Africa/Cairo",
        "Africa/Casablanca", "America/Nuuk", "Pacific/Apia", "Europe/Dublin", "Etc/GMT+5",
    ]) func offsetsAreThoseOfFoundation(name: String) throws {
        let zone = SiteZone(named: name)
        #expect(zone.isKnown)
        let reference = try #require(TimeZone(identifier: name))
        var generator = SplitMix(seed: 20_261_122)
        // 2038 is where Foundation's own data and the files part ways in some zones.
        for _ in 0..<2000 {
            let seconds = Int.random(in: 0..<2_145_900_000, using: &generator)
            let instant = Instant(milliseconds: Int64(seconds) * 1000)
            let expected = reference.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            #expect(zone.offsetSeconds(at: instant) == expected, "\(name) at \(instant.rfc3339), seed 20261122")
        }
    }

    @Test(arguments: ["Nowhere/Atlantis", "../../etc/passwd", "/etc/passwd", "Europe/Par\u{0}is", "posixrules/../UTC"])
    func anUnknownOrHostileZoneIsUTCAndSaysSo(name: String) {
        let zone = SiteZone(named: name)
        #expect(!zone.isKnown)
        #expect(zone.name == "UTC")
    }

    @Test func damagedZoneFilesAreRefusedWithoutACrash() throws {
        let good = Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Paris")))
        #expect(ZoneFile(good) != nil)
        var generator = SplitMix(seed: 7)
        for length in stride(from: 0, to: good.count, by: 13) { _ = ZoneFile(Array(good[..<length])) }
        for _ in 0..<500 {
            var bad = good
            for _ in 0..<8 {
                bad[Int.random(in: 0..<bad.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            _ = ZoneFile(bad)?.offsetSeconds(atSeconds: 1_795_296_894)
        }
        #expect(ZoneFile(Array("TZif".utf8)) == nil)
    }

    @Test func rulesOfEveryKindAreRead() throws {
        #expect(ZoneRule("CET-1CEST,M3.5.0,M10.5.0/3")?.summerOffsetSeconds == 7200)
        #expect(ZoneRule("<+0530>-5:30")?.standardOffsetSeconds == 19_800)
        #expect(ZoneRule("EST5EDT,M3.2.0,M11.1.0")?.standardOffsetSeconds == -18_000)
        #expect(ZoneRule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0")?.start?.secondOfDay == -3600)
        #expect(ZoneRule("AAA3BBB,J60/0,J300/0")?.start?.day == .julian(60))
        #expect(ZoneRule("AAA3BBB,59,299")?.start?.day == .zeroBased(59))
        for bad in ["", "C", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M1.1.0", "CET-1CEST,M3.5.0", "<+03"] {
            #expect(ZoneRule(bad) == nil, "\(bad)")
        }
    }

    @Test(arguments: [
        ("2026-11-21T14:00:00Z", "2026-11-21T14:00:00.000Z"), ("2026-11-21T14:00:00+02:00", "2026-11-21T12:00:00.000Z"),
        ("2026-11-21 14:00", "2026-11-21T13:00:00.000Z"), ("2026-07-21 14:00:30", "2026-07-21T12:00:30.000Z"),
        // 22:34:54 local now: past times of today, else yesterday's.
        ("14:00", "2026-11-21T13:00:00.000Z"), ("23:00", "2026-11-20T22:00:00.000Z"),
        ("22:34:54", "2026-11-21T21:34:54.000Z"), ("-2h", "2026-11-21T19:34:54.123Z"),
        ("-90m", "2026-11-21T20:04:54.123Z"), ("-3d", "2026-11-18T21:34:54.123Z"), ("-5s", "2026-11-21T21:34:49.123Z"),
        // The hour that comes twice is the first one; the one left out is moved on.
        ("2026-10-25 02:30", "2026-10-25T00:30:00.000Z"), ("2026-03-29 02:30", "2026-03-29T01:30:00.000Z"),
    ]) func timesAreReadAsPeopleWriteThem(text: String, expected: String) throws {
        let now = try Self.instant("2026-11-21T21:34:54.123Z")
        let read = try AskedTime.parse(text, now: now, zone: SiteZone(named: "Europe/Paris"))
        #expect(read.rfc3339 == expected)
    }

    @Test(arguments: ["", "yesterday", "25:00", "14", "-2w", "-h", "--2h", "2026-02-30 10:00", "-999999999999h", "1e3"])
    func whatIsNoTimeIsAUsageError(text: String) throws {
        let error = #expect(throws: VigieError.self) {
            try AskedTime.parse(text, now: SmallHospital.now, zone: .utc, option: "--at")
        }
        #expect(error?.code == .usage)
        #expect(error?.place == "--at")
    }

    @Test func onTheDayAfterAChangeATimeOfDayIsStillYesterdays() throws {
        let zone = SiteZone(named: "Europe/Paris")
        // 25 October 2026 has 25 hours; 00:10 on the 26th asks for 23:30 of the 25th, 01:00 local the day before.
        let now = try Self.instant("2026-10-25T23:10:00Z")
        #expect(try AskedTime.parse("23:30", now: now, zone: zone).rfc3339 == "2026-10-25T22:30:00.000Z")
        #expect(try AskedTime.parse("00:20", now: now, zone: zone).rfc3339 == "2026-10-24T22:20:00.000Z")
    }

    @Test func localTimesComeBackAsTheyWere() throws {
        let zone = SiteZone(named: "America/New_York")
        var generator = SplitMix(seed: 99)
        for _ in 0..<2000 {
            let instant = Instant(milliseconds: Int64.random(in: 0..<4_000_000_000, using: &generator) * 1000)
            let civil = zone.civil(instant)
            let back = zone.instant(civil)
            #expect(zone.civil(back) == civil, "\(instant.rfc3339), seed 99")
            #expect(back == instant || back == instant.advanced(byMilliseconds: -3_600_000), "\(instant.rfc3339)")
        }
    }
}

/// Seeded, so that a failure comes again. Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
