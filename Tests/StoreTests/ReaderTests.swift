import GRDB
import Glibc
import Model
import Testing

@testable import Store

@Suite struct ReaderTests {
    let temporary: TemporaryFolder
    let writer: StoreWriter
    var folder: DataFolder { temporary.folder }

    init() throws {
        temporary = try TemporaryFolder()
        writer = try StoreWriter(folder: temporary.folder)
        try Invented.fill(writer)
    }

    func track(_ text: String) throws -> TrackKey {
        try #require(StoreReader(folder: folder).trackables(matching: text).first).trackable.track
    }

    @Test func `without a database the error says what to start`() throws {
        let empty = try TemporaryFolder()
        let error = #expect(throws: VigieError.self) { _ = try StoreReader(folder: empty.folder) }
        #expect(error?.code == .noInput)
        #expect(error?.remedy != nil)
    }

    @Test func `a reader answers while the writer is inside a transaction`() throws {
        let reader = try StoreReader(folder: folder)
        let before = try reader.contentHash()
        try writer.queue.writeWithoutTransaction { database in
            try database.beginTransaction(.immediate)
            try database.execute(sql: "DELETE FROM stay")
            #expect(try reader.contentHash() == before)
            #expect(try StoreReader(folder: folder).contentHash() == before)
            try database.rollback()
        }
    }

    @Test func `a reader works after the writer went, and leaves the lock alone`() throws {
        try writer.close()
        let reader = try StoreReader(folder: folder)
        #expect(try reader.status().cursor == LogPosition(10))
        #expect(throws: DatabaseError.self) {
            try reader.queue.unsafeRead { try $0.execute(sql: "DELETE FROM stay") }
        }
    }

    @Test func `several questions see one state`() throws {
        let reader = try StoreReader(folder: folder)
        try reader.consistently { () throws(VigieError) in
            let before = try reader.status().logEnd
            #expect(before == LogPosition(10))
            _ = try? writer.commit(appending: Invented.batch(5, from: 10), nil)
            #expect(try reader.status().logEnd == before)
        }
        #expect(try reader.status().logEnd == LogPosition(15))
    }

    @Test(arguments: [
        ("P-2", MatchKind.trackable, ["P-2"]), ("tag-3", .tag, ["P-3"]), ("pump 1", .name, ["P-1"]),
        ("Patient", .kind, ["P-3"]), ("infusion PUMP", .category, ["P-1", "P-2"]), ("fusion", .part, ["P-1", "P-2"]),
        ("p-", .part, ["P-1", "P-2", "P-3"]),
    ])
    func `a text finds trackables by the first rule that matches`(
        _ text: String, _ by: MatchKind, _ ids: [String]
    ) throws {
        let found = try StoreReader(folder: folder).trackables(matching: text)
        #expect(found.map(\.trackable.id.rawValue) == ids)
        #expect(found.allSatisfy { $0.by == by })
    }

    @Test(arguments: ["", "nothing of this", "%", "_", "' OR 1=1 --", "\0"])
    func `a text that means nothing finds nothing`(_ text: String) throws {
        #expect(try StoreReader(folder: folder).trackables(matching: text).isEmpty)
    }

    @Test func `the current place comes with the names of unit and level`() throws {
        let reader = try StoreReader(folder: folder)
        let rows = try reader.current(of: [track("P-1"), TrackKey(999)])
        #expect(rows.count == 1)
        let current = try #require(rows.first?.current)
        #expect(current.unit?.name == "Room 1")
        #expect(current.unit?.level.name == "Ground")
        #expect(current.level?.id == LevelID("L0"))
        #expect(current.tag == TagID("tag-1"))
        #expect(current.secondUnit == nil)
        #expect(current.uncertaintyMetres.isNaN)
        #expect(current.state(now: Invented.at(10)) == .live)
        #expect(current.state(now: Invented.at(9 + 31)) == .stale)
    }

    @Test func `a trackable that was never heard is listed without a place`() throws {
        _ = try writer.importRegistry(
            [RegistryRow(tag: TagID("t"), trackable: TrackableID("Z"), kind: .robot)], at: Invented.start)
        var rows: [LocatedRow] = []
        try StoreReader(folder: folder).forEachTrackable { rows.append($0) }
        #expect(rows.map(\.trackable.id.rawValue) == ["P-1", "P-2", "P-3", "Z"])
        #expect(rows.map { $0.current == nil } == [false, false, false, true])
        rows = []
        try StoreReader(folder: folder).forEachTrackable(kinds: [.robot]) { rows.append($0) }
        #expect(rows.map(\.trackable.id.rawValue) == ["Z"])
    }

    @Test func `a stay that is rewritten replaces everything from there on`() throws {
        let track = try track("P-1")
        let units = try StoreReader(folder: folder).units().map(\.key)
        var derivations = Derivations()
        derivations.stays = [
            StayRewrite(
                track: track, from: Invented.at(5),
                stays: [Invented.stay(track, units[2], 5, 7), Invented.stay(track, units[3], 7, nil)],
                isCorrection: true)
        ]
        _ = try writer.commit(appending: nil, derivations)
        let reader = try StoreReader(folder: folder)
        let history = try reader.history(of: track)
        #expect(history.map(\.unit.id.rawValue) == ["U3", "U2", "U0"])
        #expect(history.map(\.to) == [nil, Invented.at(7), Invented.at(5)])
        #expect(try reader.counters()["corrections"] == 1)
        #expect(try reader.history(of: self.track("P-2")).map(\.unit.id.rawValue) == ["U1", "U0"])
    }

    @Test func `history keeps to its span`() throws {
        let reader = try StoreReader(folder: folder)
        let track = try track("P-1")
        #expect(try reader.history(of: track, from: Invented.at(6)).map(\.unit.id.rawValue) == ["U1"])
        #expect(try reader.history(of: track, to: Invented.at(4)).map(\.unit.id.rawValue) == ["U0"])
        #expect(try reader.history(of: track, limit: 1).map(\.unit.id.rawValue) == ["U1"])
        #expect(try reader.history(of: TrackKey(999)).isEmpty)
        #expect(try reader.lastStay(of: track, at: Invented.at(4))?.unit.id == UnitID("U0"))
        #expect(try reader.lastStay(of: track, at: Invented.at(5))?.unit.id == UnitID("U1"))
        #expect(try reader.lastStay(of: track, at: Invented.at(-1)) == nil)
    }

    @Test func `who was in a unit is the same asked by unit and asked of all`() throws {
        let reader = try StoreReader(folder: folder)
        let units = try reader.units()
        for second in [Int64(-1), 0, 4, 5, 100] {
            let all = try reader.snapshot(at: Invented.at(second))
            for unit in units {
                let here = try reader.snapshot(in: unit.key, at: Invented.at(second))
                #expect(here == all.filter { $0.stay.unit.key == unit.key })
            }
            #expect(all.count == (second < 0 ? 0 : 3))
        }
        #expect(try reader.present(in: units[1].key).count == 3)
        #expect(try reader.present(in: units[0].key).isEmpty)
    }

    @Test func `readers come with place, health and gaps, also those that are only heard`() throws {
        var derivations = Derivations()
        derivations.readers = [
            ReaderRecord(
                reader: ReaderID("x-9"), status: .silent, lastHeard: nil, observations: 0, rejections: 0, unknownTags: 1
            )
        ]
        _ = try writer.commit(appending: nil, derivations)
        let readers = try StoreReader(folder: folder).readers()
        #expect(readers.map(\.id.rawValue) == ["g-1", "g-2", "x-9"])
        #expect(readers[0].unit?.name == "Room 0")
        #expect(readers[0].health?.status == .online)
        #expect(readers[0].missing == 4)
        #expect(readers[1].kind == "uhf")
        #expect(readers[1].health == nil)
        #expect(readers[2].kind == nil)
        #expect(readers[2].health?.unknownTags == 1)
    }

    @Test func `a wild count of missing messages does not overflow`() throws {
        var derivations = Derivations()
        derivations.sequences = [
            SequenceRecord(
                reader: ReaderID("g-1"), boot: "wild", highWater: .max, duplicates: 0, lastAt: Invented.at(9),
                gaps: [.min ... -5, 0...(.max - 2)])
        ]
        _ = try writer.commit(appending: nil, derivations)
        let reader = try #require(StoreReader(folder: folder).readers().first)
        #expect(reader.missing == .max)
        #expect(reader.sequences.last?.gaps == derivations.sequences[0].gaps)
    }

    @Test func `status tells how far the answers reach`() throws {
        try writer.setClock(.capture)
        let status = try StoreReader(folder: folder).status()
        #expect(status.site == SiteID("clinic"))
        #expect(status.timeZone == "Europe/Paris")
        #expect(status.clock == .capture)
        #expect(status.dataUntil == Invented.at(10))
        #expect(status.logMessages == 10)
        #expect(status.databaseBytes + status.walBytes > 0)
        #expect(try StoreReader(folder: folder).trackableCounts() == [.equipment: 2, .patient: 1])
    }
}

@Suite struct QueryPlanTests {
    /// What grows with history or registry must be searched: a scan would pass every other test and fail a hospital.
    @Test func `questions of one trackable search and never scan or sort`() throws {
        let temporary = try TemporaryFolder()
        _ = try StoreWriter(folder: temporary.folder)
        let reader = try StoreReader(folder: temporary.folder)
        let questions =
            TrackableQuery.matches.filter { $0.0 != .part }.map(\.1) + [TrackableQuery.locatedOne, StayQuery.history]
        for question in questions {
            let steps = try reader.queue.unsafeRead { database in
                try plan(database, question)
            }
            #expect(!steps.isEmpty)
            #expect(steps.allSatisfy { $0.hasPrefix("SEARCH") }, "\(steps)")
        }
    }

    @Test func `who was in a unit is answered through the index of units`() throws {
        let temporary = try TemporaryFolder()
        _ = try StoreWriter(folder: temporary.folder)
        let reader = try StoreReader(folder: temporary.folder)
        let steps = try reader.queue.unsafeRead { database in
            try plan(database, StayQuery.inUnit)
        }
        let scans = steps.filter { $0.hasPrefix("SCAN") && $0 != "SCAN found" }
        #expect(steps.contains { $0.contains("stay_unit (unit=? AND from_at>? AND from_at<?)") }, "\(steps)")
        #expect(scans.isEmpty, "\(steps)")
    }

    func plan(_ database: Database, _ question: String) throws -> [String] {
        var details: [String] = []
        try RawStatement(database, "EXPLAIN QUERY PLAN " + question).forEachRow { details.append($0.text(3)) }
        return details
    }
}
