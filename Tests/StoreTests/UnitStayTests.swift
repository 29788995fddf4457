import GRDB
import Model
import Testing

@testable import Store

/// Who was in a unit in a span of time, by the two indices of stays.
@Suite struct UnitStayTests {
    /// Against a look at every stay.
    @Test(arguments: 1...20) func `the stays that touch a span are those that a look at all finds`(seed: UInt64) throws
    {
        let temporary = try TemporaryFolder()
        let writer = try StoreWriter(folder: temporary.folder)
        try Invented.fill(writer)
        let units = try StoreReader(folder: temporary.folder).units().map(\.key)
        let bindings = try writer.bindings()
        var random = SplitMix(state: seed)
        var all: [StayRecord] = []
        var derivations = Invented.derivations(cursor: 10, messages: 0)
        for binding in bindings {
            var stays: [StayRecord] = []
            var at = Int64(0)
            for number in 0..<40 {
                // Around the hour that parts short from long, too.
                let length = [10, 3599, 3600, 3601, 20_000][Int(random.next() % 5)]
                stays.append(
                    StayRecord(
                        track: binding.track, unit: units[Int(random.next() % UInt64(units.count))],
                        from: Invented.at(at), to: number == 39 ? nil : Invented.at(at + Int64(length)),
                        confidence: 0.5))
                at += Int64(length)
            }
            all += stays
            derivations.stays.append(StayRewrite(track: binding.track, from: .distantPast, stays: stays))
        }
        _ = try writer.commit(appending: nil, derivations)
        let reader = try StoreReader(folder: temporary.folder)
        for _ in 0..<20 {
            let from = Invented.at(Int64(random.next() % 300_000))
            let to = from.advanced(byMilliseconds: Int64(random.next() % 8_000_000) + 1)
            for unit in units {
                var found: [UnitStay] = []
                try reader.forEachStay(in: unit, from: from, to: to) { found.append($0) }
                let wanted = all.filter { $0.unit == unit && $0.from < to && ($0.to.map { $0 > from } ?? true) }
                    .map { UnitStay(track: $0.track, from: $0.from, to: $0.to, confidence: $0.confidence) }
                #expect(found.count == wanted.count && Set(found) == Set(wanted), "seed \(seed)")
            }
        }
    }

    @Test func `each part of the question goes by its index alone`() throws {
        let temporary = try TemporaryFolder()
        _ = try StoreWriter(folder: temporary.folder)
        let reader = try StoreReader(folder: temporary.folder)
        let steps = try reader.queue.unsafeRead { database in
            try QueryPlanTests().plan(database, StayQuery.touching)
        }
        let searches = steps.filter { $0.hasPrefix("SEARCH") }
        #expect(searches.count == 3 && !steps.contains { $0.hasPrefix("SCAN") }, "\(steps)")
        #expect(searches[0].contains("COVERING INDEX stay_unit (unit=? AND from_at>? AND from_at<?)"), "\(steps)")
        #expect(searches[1].contains("COVERING INDEX stay_long (unit=? AND to_at>?)"), "\(steps)")
        #expect(searches[2].contains("COVERING INDEX stay_long (unit=? AND to_at=? AND from_at<?)"), "\(steps)")
    }

    @Test func `a database of the version before gets the index and keeps its stays`() throws {
        let temporary = try TemporaryFolder()
        do {
            let writer = try StoreWriter(folder: temporary.folder)
            try Invented.fill(writer)
            try writer.plant("DROP INDEX stay_long")
            try writer.plant("DROP INDEX stay_unit")
            try writer.plant("CREATE INDEX stay_unit ON stay (unit, from_at, to_at)")
            try writer.plant("DELETE FROM grdb_migrations WHERE identifier = 'v3'")
            try writer.close()
        }
        let refused = #expect(throws: VigieError.self) { try StoreReader(folder: temporary.folder) }
        #expect(refused?.what == "the database is of an older Vigie")
        try StoreWriter(folder: temporary.folder).close()
        let reader = try StoreReader(folder: temporary.folder)
        let units = try reader.units().map(\.key)
        var found = 0
        try reader.forEachStay(in: units[1], from: Invented.at(6), to: Invented.at(7)) { _ in found += 1 }
        #expect(found == 3)
        #expect(try reader.verify().isOK)
    }

    @Test func `the tags of a trackable are those of the time asked for`() throws {
        let temporary = try TemporaryFolder()
        let writer = try StoreWriter(folder: temporary.folder)
        try Invented.fill(writer)
        try writer.bind(tag: TagID("tag-1"), to: TrackableID("P-2"), at: Invented.at(100))
        let reader = try StoreReader(folder: temporary.folder)
        func tags(_ id: String, at seconds: Int64) throws -> [String] {
            let row = try #require(try reader.trackables(matching: id).first).trackable
            return try reader.bindings(of: row, at: Invented.at(seconds)).map(\.tag.rawValue)
        }
        #expect(try tags("P-1", at: -5) == [])
        #expect(try tags("P-1", at: 99) == ["tag-1"])
        #expect(try tags("P-1", at: 100) == [])
        #expect(try tags("P-2", at: 99) == ["tag-2"])
        #expect(try tags("P-2", at: 100) == ["tag-1", "tag-2"])
    }

    @Test func `readers read the log as the writer does`() throws {
        let temporary = try TemporaryFolder()
        let writer = try StoreWriter(folder: temporary.folder)
        try Invented.fill(writer)
        let reader = try StoreReader(folder: temporary.folder)
        let span = try #require(try reader.logSpan())
        #expect(span.from == Invented.at(0) && span.to == Invented.at(9))
        #expect(
            try reader.logPosition(receivedFrom: Invented.at(4)) == writer.logPosition(receivedFrom: Invented.at(4)))
        var batch = MessageBatch()
        var positions: [LogPosition] = []
        let last = try reader.readLog(after: LogPosition(3), limit: 4, into: &batch, positions: &positions)
        #expect(positions.map(\.rawValue) == [4, 5, 6, 7] && last == LogPosition(7))
        #expect(batch.topicText(batch.messages[0]) == "site/reads/3")
    }
}

/// SplitMix64: the same numbers for a seed everywhere.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
