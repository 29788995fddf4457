import GRDB
import Glibc
import Model
import Testing

@testable import Store

/// A data folder of its own, removed at the end.
final class TemporaryFolder {
    let folder: DataFolder

    init() throws {
        let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(root)/vigie-store-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        folder = DataFolder(path: String(cString: made))
    }

    var path: String { folder.path }

    deinit {
        guard let entries = opendir(folder.path) else { return }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { unlink(folder.path + "/" + name) }
        }
        closedir(entries)
        rmdir(folder.path)
    }
}

enum Invented {
    static let start = Instant(milliseconds: 1_700_000_000_000)

    static func at(_ seconds: Int64) -> Instant { start.advanced(byMilliseconds: seconds * 1000) }

    /// Two levels, four units in a row, two readers.
    static func site(version: String = "v1") -> SiteRecords {
        SiteRecords(
            site: SiteID("clinic"), timeZone: "Europe/Paris", version: version,
            levels: [
                LevelRecord(id: LevelID("L0"), name: "Ground", ordinal: 0),
                LevelRecord(id: LevelID("L1"), name: "First", ordinal: 1),
            ],
            units: (0..<4).map { index in
                UnitRecord(
                    id: UnitID("U\(index)"), name: "Room \(index)", category: "room", level: index / 2,
                    xMetres: Double(index) * 5, yMetres: 2.5, areaSquareMetres: 20)
            },
            passages: [PassageRecord(from: 0, to: 1, metres: 5), PassageRecord(from: 1, to: 2, metres: 12)],
            readers: [
                ReaderPlaceRecord(id: ReaderID("g-1"), kind: "ble", level: 0, unit: 0, xMetres: 1, yMetres: 1),
                ReaderPlaceRecord(id: ReaderID("g-2"), kind: "uhf", level: nil, unit: nil, xMetres: 0, yMetres: 0),
            ])
    }

    static func registry(count: Int = 3) -> [RegistryRow] {
        (1...count).map { index in
            RegistryRow(
                tag: TagID("tag-\(index)"), trackable: TrackableID("P-\(index)"),
                kind: index % 3 == 0 ? .patient : .equipment, name: index % 3 == 0 ? "" : "Pump \(index)",
                category: index % 3 == 0 ? "" : "Infusion pump")
        }
    }

    static func batch(_ count: Int, from first: Int = 0) -> MessageBatch {
        var batch = MessageBatch()
        for index in first..<(first + count) {
            batch.append(
                topic: "site/reads/\(index % 7)", payload: "{\"n\":\(index)}", receivedAt: at(Int64(index)),
                packetID: UInt16(truncatingIfNeeded: index), qos: 1)
        }
        return batch
    }

    static func stay(_ track: TrackKey, _ unit: UnitKey, _ from: Int64, _ to: Int64?) -> StayRecord {
        StayRecord(track: track, unit: unit, from: at(from), to: to.map { at($0) }, confidence: 0.5)
    }

    /// Derivations that pass the messages up to a position, as the fold counts them.
    static func derivations(cursor: Int64, messages: Int) -> Derivations {
        var derivations = Derivations()
        derivations.cursor = LogPosition(cursor)
        derivations.dataUntil = at(cursor)
        derivations.counters["messages"] = messages
        return derivations
    }

    /// A store with site, registry, ten messages, current states and stays, as a small replay would leave it.
    static func fill(_ writer: StoreWriter, payloadOfLast: String = "last") throws {
        let units = try writer.replaceSite(site())
        _ = try writer.importRegistry(registry(), at: start)
        let bindings = try writer.bindings()
        var batch = batch(9)
        batch.append(topic: "site/reads/9", payload: payloadOfLast, receivedAt: at(9))
        _ = try writer.commit(appending: batch, nil)
        var derivations = derivations(cursor: 10, messages: 10)
        for binding in bindings {
            var track = TrackRecord(track: binding.track, observedAt: at(9), since: at(5))
            track.tagKey = binding.tagKey
            track.unit = units[1]
            track.confirmedUnit = units[1]
            track.level = 0
            track.confidence = 0.75
            track.filter = append("filter-\(binding.tagKey)", to: &derivations.bytes)
            derivations.tracks.append(track)
            let first = stay(binding.track, units[0], 0, 5)
            let second = stay(binding.track, units[1], 5, nil)
            derivations.stays.append(StayRewrite(track: binding.track, from: first.from, stays: [first, second]))
        }
        derivations.readers = [
            ReaderRecord(
                reader: ReaderID("g-1"), status: .online, lastHeard: at(9), observations: 10, rejections: 1,
                unknownTags: 2)
        ]
        derivations.sequences = [
            SequenceRecord(
                reader: ReaderID("g-1"), boot: "b", highWater: 20, duplicates: 1, lastAt: at(9), gaps: [3...5, 9...9])
        ]
        derivations.rejections = [RejectionCount(reason: .badTime, dialect: "native", reader: "g-1", added: 1)]
        derivations.samples = [
            RejectionSample(
                position: LogPosition(4), at: at(3), reason: .badTime, detail: "no zone", topic: "site/reads/3")
        ]
        _ = try writer.commit(appending: nil, derivations)
    }

    static func append(_ text: String, to bytes: inout [UInt8]) -> ByteRange {
        let range = ByteRange(offset: bytes.count, count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
        return range
    }
}

extension StoreWriter {
    /// All of the log as it stands.
    func wholeLog() throws -> (batch: MessageBatch, positions: [LogPosition]) {
        var batch = MessageBatch()
        var positions: [LogPosition] = []
        _ = try readLog(after: .start, limit: 1_000_000, into: &batch, positions: &positions)
        return (batch, positions)
    }

    /// Runs SQL that no release of ours would run, to plant damage.
    func plant(_ sql: String) throws {
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    }
}
