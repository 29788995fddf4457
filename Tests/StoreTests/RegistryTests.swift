import GRDB
import Model
import Testing

@testable import Store

@Suite struct RegistryTests {
    let temporary: TemporaryFolder
    let writer: StoreWriter

    init() throws {
        temporary = try TemporaryFolder()
        writer = try StoreWriter(folder: temporary.folder)
    }

    func row(_ tag: String, _ trackable: String, _ kind: TrackableKind = .equipment, name: String = "") -> RegistryRow {
        RegistryRow(tag: TagID(tag), trackable: TrackableID(trackable), kind: kind, name: name)
    }

    func bound() throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try writer.bindings().map { ($0.tag.rawValue, $0.trackable.rawValue) })
    }

    @Test func `the same rows again change nothing`() throws {
        let rows = Invented.registry()
        #expect(try writer.importRegistry(rows, at: Invented.at(0)) == RegistryImport(added: 3))
        let before = try writer.bindings()
        #expect(try writer.importRegistry(rows, at: Invented.at(1)) == RegistryImport(unchanged: 3))
        #expect(try writer.bindings() == before)
    }

    @Test func `changed words are changes and keep the keys`() throws {
        _ = try writer.importRegistry([row("a", "P", name: "Old")], at: Invented.at(0))
        let before = try writer.bindings()
        #expect(
            try writer.importRegistry([row("a", "P", name: "New")], at: Invented.at(1)) == RegistryImport(changed: 1))
        #expect(try writer.bindings() == before)
        #expect(try StoreReader(folder: temporary.folder).trackables(matching: "new").first?.trackable.name == "New")
    }

    @Test func `a tag that moves to another trackable is rebound and the past is kept`() throws {
        _ = try writer.importRegistry([row("a", "P"), row("b", "P")], at: Invented.at(0))
        #expect(try bound() == ["a": "P", "b": "P"])
        _ = try writer.importRegistry([row("a", "Q")], at: Invented.at(5))
        #expect(try bound() == ["a": "Q", "b": "P"])
        let past = try writer.queue.writeWithoutTransaction {
            try RawStatement($0, "SELECT count(*), min(bound_at), min(unbound_at) FROM past_binding").first {
                [$0.int64(0), $0.int64(1), $0.int64(2)]
            }
        }
        #expect(past == [1, Invented.at(0).milliseconds, Invented.at(5).milliseconds])
    }

    @Test func `rows of one trackable are taken one after the other and the last one stays`() throws {
        let rows = [row("a", "P", name: "One"), row("b", "P", name: "Two"), row("c", "P", name: "Two")]
        #expect(try writer.importRegistry(rows, at: Invented.at(0)) == RegistryImport(added: 3))
        #expect(try StoreReader(folder: temporary.folder).trackables(matching: "P").first?.trackable.name == "Two")
        // The first row changes it and the second changes it back.
        #expect(try writer.importRegistry(rows, at: Invented.at(1)) == RegistryImport(changed: 2, unchanged: 1))
        #expect(try StoreReader(folder: temporary.folder).trackables(matching: "P").first?.trackable.name == "Two")
        let other = [row("a", "P", name: "Two"), row("d", "P", name: "Three")]
        #expect(try writer.importRegistry(other, at: Invented.at(2)) == RegistryImport(added: 1, unchanged: 1))
        #expect(try StoreReader(folder: temporary.folder).trackables(matching: "P").first?.trackable.name == "Three")
        #expect(try bound() == ["a": "P", "b": "P", "c": "P", "d": "P"])
    }

    @Test func `a large first import gives keys in the rows' order and leaves the schema as it was`() throws {
        func schema() throws -> Set<String> {
            try writer.queue.writeWithoutTransaction { database in
                var texts: Set<String> = []
                try RawStatement(database, "SELECT type || name || coalesce(sql, '') FROM sqlite_schema").forEachRow {
                    texts.insert($0.text(0))
                }
                return texts
            }
        }
        let before = try schema()
        let rows = (0..<6001).map { row("tag-\($0)", "P-\($0 / 2)", name: "Pump \($0 / 2)") }
        // A reader that is open meanwhile goes on.
        let reader = try StoreReader(folder: temporary.folder)
        #expect(try reader.trackables(matching: "Pump 7").isEmpty)
        #expect(try writer.importRegistry(rows, at: Invented.at(0)) == RegistryImport(added: 6001))
        #expect(try schema() == before)
        #expect(try reader.trackables(matching: "Pump 7").first?.trackable.id == TrackableID("P-7"))
        let bindings = try writer.bindings()
        #expect(bindings.map(\.tagKey) == Array(1...6001))
        let tracks = (0..<6001).map { (index: Int) -> TrackKey in TrackKey(Int32(index / 2 + 1)) }
        #expect(bindings.map(\.track) == tracks)
        #expect(try reader.verify().isOK)
        #expect(try writer.importRegistry(rows, at: Invented.at(1)) == RegistryImport(unchanged: 6001))
        var more = rows
        more.append(row("new", "new"))
        more[3].name = "Other"
        #expect(
            try writer.importRegistry(more, at: Invented.at(2)) == RegistryImport(added: 1, changed: 1, unchanged: 6000)
        )
        #expect(try writer.bindings().last?.track == TrackKey(3002))
    }

    @Test func `one bad row leaves everything as it was`() throws {
        let bad: [[RegistryRow]] = [
            [row("a", "P"), row("", "Q")],
            [row("a", "P"), row("b", "")],
            [row("a", "P"), row("a", "Q")],
            [row("a", "P"), row("b", "P", .robot)],
            [row("a", "P"), row("b", "S", .staff, name: "Somebody")],
            [row("a", "P"), row("b", "S", .patient, name: "Somebody")],
            [row("a", "P"), row(String(repeating: "x", count: Limits.tagBytesMax + 1), "Q")],
            [row("a", "P"), row("b\u{1b}[2J", "Q")],
        ]
        for rows in bad {
            let error = #expect(throws: VigieError.self) { try writer.importRegistry(rows, at: Invented.at(0)) }
            #expect(error?.code == .badData)
            #expect(error?.place == "registry row 2")
            #expect(error?.description.contains("Somebody") == false)
            #expect(try writer.bindings().isEmpty)
        }
    }

    @Test func `bind and unbind by hand`() throws {
        _ = try writer.importRegistry([row("a", "P")], at: Invented.at(0))
        let unknown = #expect(throws: VigieError.self) {
            try writer.bind(tag: TagID("b"), to: TrackableID("nobody"), at: Invented.at(1))
        }
        #expect(unknown?.code == .badData)
        let binding = try writer.bind(tag: TagID("b"), to: TrackableID("P"), at: Invented.at(1))
        #expect(try writer.bindings().last == binding)
        #expect(try writer.unbind(tag: TagID("a"), at: Invented.at(2)) == TrackableID("P"))
        #expect(try writer.unbind(tag: TagID("a"), at: Invented.at(3)) == nil)
        #expect(try writer.unbind(tag: TagID("never"), at: Invented.at(3)) == nil)
        #expect(try bound() == ["b": "P"])
        try writer.bind(tag: TagID("a"), to: TrackableID("P"), at: Invented.at(4))
        #expect(try bound() == ["a": "P", "b": "P"])
    }

    @Test func `the list shows tags that are bound to nothing`() throws {
        _ = try writer.importRegistry([row("a", "P"), row("b", "Q")], at: Invented.at(0))
        try writer.unbind(tag: TagID("a"), at: Invented.at(2))
        var rows: [RegistryListRow] = []
        try StoreReader(folder: temporary.folder).forEachTag { rows.append($0) }
        #expect(rows.map(\.tag.rawValue) == ["a", "b"])
        #expect(rows.map { $0.trackable?.id.rawValue } == [nil, "Q"])
        #expect(rows.map(\.boundAt) == [nil, Invented.at(0)])
    }
}

@Suite struct SiteTests {
    let temporary: TemporaryFolder
    let writer: StoreWriter

    init() throws {
        temporary = try TemporaryFolder()
        writer = try StoreWriter(folder: temporary.folder)
    }

    @Test func `a unit keeps its key over versions and vanished ones stay, marked gone`() throws {
        let first = try writer.replaceSite(Invented.site())
        var next = Invented.site(version: "v2")
        next.units = [next.units[3], next.units[1]]
        next.units.append(
            UnitRecord(
                id: UnitID("new"), name: "New", category: "room", level: 0, xMetres: 0, yMetres: 0, areaSquareMetres: 1)
        )
        next.passages = []
        next.readers = []
        let second = try writer.replaceSite(next)
        #expect(second[0] == first[3])
        #expect(second[1] == first[1])
        #expect(!first.contains(second[2]))
        let units = try StoreReader(folder: temporary.folder).units()
        #expect(units.count == 5)
        #expect(units.filter { $0.index == nil }.map(\.id.rawValue).sorted() == ["U0", "U2"])
        #expect(try StoreReader(folder: temporary.folder).passages().isEmpty)
    }

    @Test func `another site is refused and nothing changes`() throws {
        _ = try writer.replaceSite(Invented.site())
        var other = Invented.site()
        other.site = SiteID("elsewhere")
        other.units = []
        other.passages = []
        other.readers = []
        let error = #expect(throws: VigieError.self) { try writer.replaceSite(other) }
        #expect(error?.code == .badConfiguration)
        #expect(try StoreReader(folder: temporary.folder).units().count == 4)
    }

    @Test func `an index out of range or an id given twice is refused whole`() throws {
        var wrongLevel = Invented.site()
        wrongLevel.units[3].level = 9
        var twice = Invented.site()
        twice.units[3].id = twice.units[0].id
        var wrongPassage = Invented.site()
        wrongPassage.passages[1].to = -1
        for site in [wrongLevel, twice, wrongPassage] {
            let error = #expect(throws: VigieError.self) { try writer.replaceSite(site) }
            #expect(error?.code == .badData)
            #expect(try StoreReader(folder: temporary.folder).status().site == nil)
        }
    }

    @Test func `levels of current states follow their id when the order changes`() throws {
        try Invented.fill(writer)
        var next = Invented.site(version: "v2")
        next.levels.swapAt(0, 1)
        for index in next.units.indices { next.units[index].level = 1 - next.units[index].level }
        next.readers[0].level = 1
        _ = try writer.replaceSite(next)
        var levels: [Int32?] = []
        try writer.forEachTrack { track, _ in levels.append(track.level) }
        #expect(levels == [1, 1, 1])
    }
}
