import Decode
import Logging
import Model
import SimKit
import Store
import Testing

@testable import Pipeline

@Suite("The fold after a restart")
struct CatchUpTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func messages(_ bench: Bench, seconds: Int) throws -> MessageBatch {
        var batch = MessageBatch()
        var parser = CaptureParser()
        for line in TemporaryFolder.text(of: try bench.capture("c.ndjson", seconds: seconds)).split(separator: "\n") {
            var line = String(line)
            _ = line.withUTF8 { parser.parse($0, into: &batch) }
        }
        return batch
    }

    private func part(_ batch: MessageBatch, _ range: Range<Int>) -> MessageBatch {
        var part = MessageBatch()
        for message in batch.messages[range] {
            batch.bytes.withUnsafeBytes { bytes in
                part.append(
                    topic: UnsafeRawBufferPointer(rebasing: bytes[message.topic.range]),
                    payload: UnsafeRawBufferPointer(rebasing: bytes[message.payload.range]),
                    receivedAt: message.receivedAt, packetID: message.packetID, qos: message.qos)
            }
        }
        return part
    }

    private func open(_ bench: Bench, _ name: String) throws -> (StoreWriter, Fold) {
        let store = try StoreWriter(folder: bench.data(name))
        let site = try OpenedSite.open(folder: bench.site)
        let keys = try site.install(into: store)
        _ = try store.importRegistry(try RegistryCSV.read(file: bench.tags), at: Instant(milliseconds: 0))
        try store.setClock(.capture)
        let catchUp = CatchUp(store: store, logger: logger)
        var fold = try catchUp.restore(
            site: site, unitKeys: keys, dialects: .recognising, faults: FaultSwitches())
        try catchUp.run(&fold)
        return (store, fold)
    }

    private func write(_ fold: inout Fold, _ store: StoreWriter) throws {
        var derivations = Derivations()
        fold.drain(into: &derivations)
        _ = try store.commit(appending: nil, derivations)
    }

    private func finish(_ store: StoreWriter, _ folder: DataFolder) throws -> String {
        try store.close()
        let reader = try StoreReader(folder: folder)
        defer { reader.close() }
        let report = try reader.verify()
        #expect(report.isOK, "\(report.checks)")
        return report.contentHash ?? "none"
    }

    @Test("stopped anywhere, the fold ends with the content of a run that never stopped", arguments: 1...6)
    func sameContent(seed: Int) throws {
        let bench = try Bench()
        let all = try messages(bench, seconds: 30)
        let whole = try run(bench, "whole", all, ending: 2, finishing: true)
        var random = SeededRandom(seed: UInt64(seed))
        var start = 0
        while start < all.count {
            let end = min(all.count, start + 1 + Int(random.next() % 120))
            // Sometimes the process ends before it folds, sometimes after, sometimes after it wrote.
            _ = try run(bench, "stopped", part(all, start..<end), ending: random.next() % 3, finishing: false)
            start = end
        }
        #expect(try run(bench, "stopped", MessageBatch(), ending: 2, finishing: true) == whole, "seed \(seed)")
    }

    /// One life of a process: catches up, appends, and ends before the fold (0), before its writing (1) or after (2).
    private func run(
        _ bench: Bench, _ name: String, _ piece: MessageBatch, ending: UInt64, finishing: Bool
    ) throws -> String {
        var (store, fold) = try open(bench, name)
        if let range = try store.commit(appending: piece, nil) {
            if ending > 0 { fold.fold(piece, first: LogPosition(range.lowerBound)) }
            if ending > 1 { try write(&fold, store) }
        }
        guard finishing else {
            try store.close()
            return ""
        }
        return try finish(store, bench.data(name))
    }

    /// Leaves messages unfolded in the log, as if the process had died `attempts` times while folding the first one.
    private func store(_ messages: MessageBatch, _ bench: Bench, attempts: Int) throws {
        let (store, _) = try open(bench, "data")
        _ = try store.commit(appending: messages, nil)
        for _ in 0..<attempts { _ = try store.noteAttempt(at: LogPosition(1)) }
        try store.close()
    }

    @Test("a message at which the process stopped twice is set aside, and the line goes on")
    func quarantine() throws {
        let bench = try Bench()
        let all = try messages(bench, seconds: 2)
        try store(all, bench, attempts: 2)
        let (store, fold) = try open(bench, "data")
        #expect(fold.cursor == LogPosition(Int64(all.count)))
        #expect(try store.quarantined() == [LogPosition(1)])
        try store.close()
        let reader = try StoreReader(folder: bench.data())
        defer { reader.close() }
        #expect(try reader.rejections().contains { $0.reason == .quarantined && $0.count == 1 })
        #expect(try reader.counters()["messages"] == all.count)
    }

    @Test("an ordinary restart sets nothing aside")
    func noQuarantine() throws {
        let bench = try Bench()
        let all = try messages(bench, seconds: 2)
        try store(all, bench, attempts: 0)
        let (store, fold) = try open(bench, "data")
        #expect(fold.cursor == LogPosition(Int64(all.count)))
        #expect(try store.quarantined().isEmpty)
        try store.close()
    }
}
