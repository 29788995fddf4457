import Model
import Store

/// An invented hospital with one trackable in each state, written through the store's own writer.
enum SmallHospital {
    /// 2026-11-21 22:34:54 in Paris.
    static let now = Instant(milliseconds: 1_795_296_894_123)

    static func before(_ seconds: Int64) -> Instant { now.advanced(byMilliseconds: -seconds * 1000) }

    enum Place: Int, CaseIterable {
        case corridor, room214, room312, store, officeA, officeB, island
    }

    static let site: SiteRecords = {
        func unit(_ id: String, _ name: String, _ category: String, _ level: Int, _ x: Double) -> UnitRecord {
            UnitRecord(
                id: UnitID(id), name: name, category: category, level: level, xMetres: x, yMetres: 4,
                areaSquareMetres: 20)
        }
        return SiteRecords(
            site: SiteID("essai"), timeZone: "Europe/Paris", version: "abc123def456789",
            levels: [
                LevelRecord(id: LevelID("lv-0"), name: "Ground", ordinal: 0),
                LevelRecord(id: LevelID("lv/1"), name: "First", ordinal: 1),
            ],
            units: [
                unit("u-cor", "Corridor", "walkway", 0, 10), unit("u-214", "214", "room", 0, 4),
                unit("u-312", "Room 312", "room", 1, 14), unit("u-sto", "Store", "storage", 1, 20),
                unit("u-of1", "Office", "office", 0, 24), unit("u-of2", "Office", "office", 1, 24),
                unit("u-isl", "Island", "room", 1, 90),
            ],
            passages: [
                PassageRecord(from: 0, to: 1, metres: 8.5), PassageRecord(from: 0, to: 2, metres: 20),
                PassageRecord(from: 2, to: 3, metres: 12), PassageRecord(from: 0, to: 4, metres: 14),
                PassageRecord(from: 3, to: 5, metres: 6),
            ],
            readers: [
                ReaderPlaceRecord(id: ReaderID("r-1"), kind: "ble", level: 0, unit: 0, xMetres: 10, yMetres: 4),
                ReaderPlaceRecord(id: ReaderID("r-2"), kind: "ble", level: 1, unit: 2, xMetres: 14, yMetres: 4),
                ReaderPlaceRecord(id: ReaderID("r-3"), kind: "uhf", level: nil, unit: nil, xMetres: 0, yMetres: 0),
            ])
    }()

    static let registry: [RegistryRow] = {
        func pump(_ number: Int, _ name: String = "Infusion pump") -> RegistryRow {
            RegistryRow(
                tag: TagID("aa\(number)"), trackable: TrackableID("P-\(number)"), kind: .equipment, name: name,
                category: "pump", assignedUnit: number == 115 ? "Room 312" : "", model: number == 113 ? "Alaris" : "",
                serial: number == 113 ? "SN/9" : "")
        }
        return [
            pump(113), pump(114), pump(115), pump(116), pump(117), pump(118), pump(119), pump(120),
            pump(666, "Evil\u{1B}[31m\u{202E}\nname"),
            RegistryRow(tag: TagID("bb1"), trackable: TrackableID("PAT-7"), kind: .patient),
            RegistryRow(tag: TagID("cc1"), trackable: TrackableID("S-1"), kind: .staff, category: "nurse"),
            RegistryRow(tag: TagID("cc2"), trackable: TrackableID("S-2"), kind: .staff, category: "nurse"),
            RegistryRow(tag: TagID("cc3"), trackable: TrackableID("S-3"), kind: .staff, category: "porter"),
            RegistryRow(tag: TagID("dd1"), trackable: TrackableID("BOX-1"), kind: .container, name: "Blood box"),
        ]
    }()

    /// Writes the hospital; the clock is the capture's, so that answers are the same at any time.
    static func fill(_ folder: DataFolder, clock: StoreClock = .capture) throws {
        let writer = try StoreWriter(folder: folder)
        let units = try writer.replaceSite(site)
        _ = try writer.importRegistry(registry, at: before(86_400))
        try writer.setClock(clock)
        var batch = MessageBatch()
        for second in [Int64(3600), 0] {
            batch.append(topic: "vigie/v1/essai/observations/r-1", payload: "{}", receivedAt: before(second))
        }
        _ = try writer.commit(appending: batch, nil)
        var builder = Builder(units: units, bindings: try writer.bindings())
        builder.build()
        _ = try writer.commit(appending: nil, builder.derivations)
        try writer.close()
    }
}

/// The derivations that a fold would have left.
private struct Builder {
    let units: [UnitKey]
    let bindings: [TagBinding]
    var derivations = Derivations()

    mutating func build() {
        derivations.cursor = LogPosition(2)
        derivations.dataUntil = SmallHospital.now
        derivations.counters = ["messages": 2, "observations": 23456, "redelivered": 3, "duplicates": 1]
        addTracks()
        addStays()
        addHealth()
    }

    private func key(_ place: SmallHospital.Place) -> UnitKey { units[place.rawValue] }

    private func track(_ id: String) -> TrackKey {
        bindings.first { $0.trackable == TrackableID(id) }?.track ?? TrackKey(-1)
    }

    private mutating func add(
        _ id: String, _ place: SmallHospital.Place?, age: Int64, confidence: Float = 0.93,
        _ change: (inout TrackRecord) -> Void = { _ in }
    ) {
        var record = TrackRecord(
            track: track(id), observedAt: SmallHospital.before(age), since: SmallHospital.before(age + 600))
        record.tagKey = bindings.first { $0.track == record.track }?.tagKey ?? 0
        record.unit = place.map(key)
        record.confirmedUnit = record.unit
        record.confidence = confidence
        if let place {
            let unit = SmallHospital.site.units[place.rawValue]
            record.level = Int32(unit.level)
            record.xMetres = unit.xMetres
            record.yMetres = unit.yMetres
            record.uncertaintyMetres = 2.5
        }
        record.intervalMilliseconds = 1000
        change(&record)
        derivations.tracks.append(record)
    }

    private mutating func addTracks() {
        add("P-113", .room312, age: 4) {
            $0.batteryPercent = 87
            $0.temperatureCelsius = 21.5
        }
        let corridor = key(.corridor)
        add("P-114", .room214, age: 60, confidence: 0.55) {
            $0.secondUnit = corridor
            $0.secondConfidence = 0.4
        }
        add("P-115", .store, age: 7200)
        derivations.bytes = Array("r-1 r-2".utf8)
        add("P-116", .room312, age: 400) {
            $0.flags = .cannotTell
            $0.downReaders = ByteRange(offset: 0, count: 7)
        }
        // P-117 was never heard.
        add("P-118", .island, age: 2)
        add("P-119", nil, age: 5) {
            $0.level = 1
            $0.xMetres = 3.25
            $0.yMetres = 8
            $0.flags = .positioned
        }
        add("P-120", .store, age: 1) { $0.flags = [.retainedOnly, .futureClamped] }
        add("P-666", .corridor, age: 3)
        add("PAT-7", .room214, age: 100)
        add("S-1", .corridor, age: 1)
        add("S-2", .corridor, age: 1)
        add("S-3", .room312, age: 1)
        add("BOX-1", .store, age: 9)
    }

    private mutating func addStays() {
        func stay(_ id: String, _ place: SmallHospital.Place, _ from: Int64, _ to: Int64?) -> StayRecord {
            StayRecord(
                track: track(id), unit: key(place), from: SmallHospital.before(from),
                to: to.map { SmallHospital.before($0) }, confidence: 0.9)
        }
        let past = [
            stay("P-113", .store, 90_000, 50_000), stay("P-113", .corridor, 50_000, 49_000),
        ]
        // The present stay of each one begins where its current state says.
        derivations.stays = derivations.tracks.compactMap { track in
            guard let unit = track.unit else { return nil }
            let open = StayRecord(track: track.track, unit: unit, from: track.since, to: nil, confidence: 0.9)
            let stays = past.filter { $0.track == track.track } + [open]
            return StayRewrite(track: track.track, from: stays[0].from, stays: stays)
        }
    }

    private mutating func addHealth() {
        derivations.readers = [
            ReaderRecord(
                reader: ReaderID("r-1"), status: .online, lastHeard: SmallHospital.now, observations: 20_000,
                rejections: 4, unknownTags: 17, clockSkewMilliseconds: -250),
            ReaderRecord(
                reader: ReaderID("r-2"), status: .silent, lastHeard: SmallHospital.before(500), observations: 3456,
                rejections: 0, unknownTags: 0),
            ReaderRecord(
                reader: ReaderID("r-9"), status: .offline, lastHeard: SmallHospital.before(900), observations: 0,
                rejections: 2, unknownTags: 0),
        ]
        derivations.sequences = [
            SequenceRecord(
                reader: ReaderID("r-1"), boot: "b1", highWater: 500, duplicates: 2, lastAt: SmallHospital.now,
                gaps: [3...5, 9...9])
        ]
        derivations.rejections = [
            RejectionCount(reason: .malformedJSON, dialect: "vigie", reader: "r-1", added: 4),
            RejectionCount(reason: .unknownReader, dialect: "vigie", reader: "r-9", added: 2),
        ]
        derivations.samples = [
            RejectionSample(
                position: LogPosition(1), at: SmallHospital.before(3600), reason: .malformedJSON,
                detail: "unexpected end", topic: "vigie/v1/essai/observations/r-1")
        ]
    }
}
