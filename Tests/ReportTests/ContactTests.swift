import Model
import Store
import Testing

@testable import Report

@Suite struct ContactTests {
    private func ask<Value>(_ body: (Questions) throws -> Value) throws -> Value {
        let folder = try TemporaryFolder()
        return try body(try SmallHospital.questions(folder))
    }

    @Test func aContactIsToldWithItsSureAndItsPossiblePart() throws {
        let answer = try ask { try $0.contacts("P-113", limit: 20) }
        #expect(
            answer.text(TextStyle()) == """
                P-113  Infusion pump  2026-11-20 22:34:54 – 2026-11-21 22:34:54
                ID     NAME                 TOTAL  UNIT      LEVEL  FROM      TO                  FOR  CERTAINTY
                P-116  Infusion pump  10 min 04 s  Room 312  First  22:24:50  22:28:14     3 min 24 s  sure
                                                   Room 312  First  22:28:14  still there  6 min 40 s  possible
                possible: one of the two was perhaps elsewhere (not heard, or below 70 %)
                STAFF  UNIT      LEVEL
                   <3  Room 312  First
                as of 2026-11-21 22:34:54 (Europe/Paris, capture)

                """)
        let french = answer.text(TextStyle(language: .french))
        #expect(french.contains("CERTITUDE") && french.contains("y est encore") && french.contains("possible :"))
        #expect(
            String(decoding: answer.json, as: UTF8.self).contains(
                #""minutes":10.07,"possible_minutes":6.67,"overlaps":[{"unit":"u-312""#))
    }

    @Test func staffArePeopleWhoAreOnlyCounted() throws {
        let answer = try ask { try $0.contacts("PAT-7", limit: 20) }
        #expect(answer.contacts.map(\.trackable.id.rawValue) == ["P-114"])
        let texts = try ask { questions in
            try ["P-113", "P-666", "PAT-7"].flatMap { what in
                let answer = try questions.contacts(what, limit: 20)
                return [String(decoding: answer.json, as: UTF8.self), answer.text(TextStyle())]
            }
        }
        for text in texts {
            for secret in ["S-1", "S-2", "S-3", "cc1", "cc2", "cc3"] { #expect(!text.contains(secret)) }
        }
        #expect(try ask { try $0.contacts("P-666", limit: 20) }.staff.map(\.count) == [2])
        let error = #expect(throws: VigieError.self) { try ask { try $0.contacts("S-1", limit: 20) } }
        #expect(error?.code == .notAllowed)
    }

    @Test func kindsShortContactsAndSpansAreLeftOut() throws {
        #expect(try ask { try $0.contacts("PAT-7", kind: .patient, limit: 20) }.contacts.isEmpty)
        #expect(try ask { try $0.contacts("PAT-7", kind: .equipment, limit: 20) }.contacts.count == 1)
        #expect(try ask { try $0.contacts("P-113", leastMinutes: 11, limit: 20) }.contacts.isEmpty)
        #expect(try ask { try $0.contacts("P-113", leastMinutes: 10, limit: 20) }.contacts.count == 1)
        let before = try ask {
            try $0.contacts("P-113", from: SmallHospital.before(80_000), to: SmallHospital.before(2000), limit: 20)
        }
        #expect(!before.isFound)
        #expect(before.text(TextStyle()).contains("nobody and nothing shared a unit with it in this span\n"))
        let error = #expect(throws: VigieError.self) {
            try ask { try $0.contacts("P-113", from: SmallHospital.now, to: SmallHospital.before(5), limit: 20) }
        }
        #expect(error?.code == .usage)
    }

    /// Against every pair of stays, compared one by one.
    @Test(arguments: 1...12) func randomHistoriesAgreeWithEveryPair(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let folder = try TemporaryFolder()
        try SmallHospital.fill(folder.data)
        let writer = try StoreWriter(folder: folder.data)
        let bindings = try writer.bindings()
        let units = try StoreReader(folder: folder.data).units().map(\.key)
        var all: [TrackKey: [StayRecord]] = [:]
        var derivations = Derivations()
        for binding in bindings {
            var stays: [StayRecord] = []
            // From some seconds to some hours, so that short and long stays are met, with gaps.
            var at = Int64(0)
            while at < 200_000 {
                let length = Int64.random(in: 1...(Bool.random(using: &random) ? 600 : 30_000), using: &random)
                let unit = units[Int.random(in: 0..<units.count, using: &random)]
                let isLast = at + length >= 200_000
                stays.append(
                    StayRecord(
                        track: binding.track, unit: unit, from: SmallHospital.before(200_000 - at),
                        to: isLast ? nil : SmallHospital.before(200_000 - at - length),
                        confidence: Bool.random(using: &random) ? 0.9 : 0.5))
                at += length + (Bool.random(using: &random) ? 0 : 60)
            }
            all[binding.track] = stays
            derivations.stays.append(StayRewrite(track: binding.track, from: .distantPast, stays: stays))
        }
        derivations.dataUntil = SmallHospital.now
        derivations.cursor = LogPosition(2)
        _ = try writer.commit(appending: nil, derivations)
        try writer.close()
        let own = try #require(bindings.first { $0.trackable == TrackableID("PAT-7") })
        let (from, to) = (SmallHospital.before(150_000), SmallHospital.before(20_000))
        var wanted: [String: (sum: Int64, sure: Int64)] = [:]
        for binding in bindings where binding.track != own.track && binding.kind != .staff {
            for mine in all[own.track] ?? [] {
                for other in all[binding.track] ?? [] where other.unit == mine.unit {
                    let begin = max(mine.from, other.from, from)
                    let end = min(mine.to ?? .distantFuture, other.to ?? .distantFuture, to)
                    guard begin < end else { continue }
                    let length = end.milliseconds - begin.milliseconds
                    wanted[binding.trackable.rawValue, default: (0, 0)].sum += length
                    let isSure = mine.confidence > 0.7 && other.confidence > 0.7
                    wanted[binding.trackable.rawValue]?.sure += isSure ? length : 0
                }
            }
        }
        let questions = Questions(try StoreReader(folder: folder.data), wallClock: SmallHospital.now)
        let answer = try questions.contacts("PAT-7", from: from, to: to, limit: 100)
        #expect(answer.total == wanted.count, "seed \(seed)")
        for contact in answer.contacts where contact.trackable.id.rawValue != "P-117" {
            let (sum, sure) = wanted[contact.trackable.id.rawValue] ?? (0, 0)
            #expect(contact.milliseconds == sum, "seed \(seed) \(contact.trackable.id)")
            // A stay that lasts is sure only until its trackable was heard last.
            let lasts = all.values.contains { $0.last?.to == nil && $0.last.map { $0.from < to } == true }
            if !lasts { #expect(contact.milliseconds - contact.possibleMilliseconds == sure, "seed \(seed)") }
            #expect(contact.overlaps.reduce(0) { $0 + $1.milliseconds } == sum)
        }
    }
}
