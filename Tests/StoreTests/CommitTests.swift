import GRDB
import Model
import Synchronization
import Testing

@testable import Store

@Suite struct CommitTests {
    let temporary: TemporaryFolder
    var folder: DataFolder { temporary.folder }

    init() throws { temporary = try TemporaryFolder() }

    @Test func `positions go on without holes over commits and restarts`() throws {
        do {
            let writer = try StoreWriter(folder: folder)
            #expect(try writer.commit(appending: Invented.batch(3), nil) == 1...3)
            #expect(try writer.commit(appending: Invented.batch(2, from: 3), nil) == 4...5)
        }
        let writer = try StoreWriter(folder: folder)
        #expect(try writer.commit(appending: Invented.batch(1, from: 5), nil) == 6...6)
        #expect(try writer.wholeLog().positions == (1...6).map { LogPosition($0) })
    }

    @Test func `messages that are skipped take no position`() throws {
        let writer = try StoreWriter(folder: folder)
        let range = try writer.commit(appending: Invented.batch(4), skipping: [false, true, true, false], nil)
        #expect(range == 1...2)
        let log = try writer.wholeLog()
        #expect(log.batch.messages.map { log.batch.topicText($0) } == ["site/reads/0", "site/reads/3"])
        #expect(try writer.commit(appending: Invented.batch(2), skipping: [true, true], nil) == nil)
        #expect(try writer.commit(appending: MessageBatch(), nil) == nil)
    }

    @Test func `the log gives back every byte`() throws {
        let writer = try StoreWriter(folder: folder)
        let messages: [([UInt8], [UInt8])] = [
            (Array("plain".utf8), []), (Array("nul".utf8), [0, 1, 0, 255, 0]), ([0xff, 0xfe, 0x80], Array("{}".utf8)),
            ([], [7]), (Array("é/ü".utf8), Array(repeating: 9, count: 200_000)),
        ]
        var batch = MessageBatch()
        for (index, message) in messages.enumerated() {
            message.0.withUnsafeBytes { topic in
                message.1.withUnsafeBytes { payload in
                    batch.append(
                        topic: topic, payload: payload, receivedAt: Invented.at(Int64(index) - 1), packetID: 65_535,
                        qos: 2, flags: [.retained, .receiveTimeUnknown])
                }
            }
        }
        _ = try writer.commit(appending: batch, nil)
        let log = try writer.wholeLog()
        for (index, header) in log.batch.messages.enumerated() {
            #expect(Array(log.batch.bytes[header.topic.range]) == messages[index].0)
            #expect(Array(log.batch.bytes[header.payload.range]) == messages[index].1)
            #expect(header.receivedAt == Invented.at(Int64(index) - 1))
            #expect(header.packetID == 65_535)
            #expect(header.qos == 2)
            #expect(header.flags == [.retained, .receiveTimeUnknown])
        }
        #expect(log.batch.count == messages.count)
    }

    @Test func `derivations and cursor are there after a restart`() throws {
        do { try Invented.fill(StoreWriter(folder: folder)) }
        let writer = try StoreWriter(folder: folder)
        let state = try writer.loadState()
        #expect(state.cursor == LogPosition(10))
        #expect(state.logEnd == LogPosition(10))
        #expect(state.dataUntil == Invented.at(10))
        #expect(state.counters == ["messages": 10])
        var filters: [String] = []
        var units: [UnitKey?] = []
        try writer.forEachTrack { track, bytes in
            filters.append(String(decoding: bytes[track.filter.range], as: UTF8.self))
            units.append(track.unit)
            #expect(track.level == 0)
            #expect(track.confidence == 0.75)
            #expect(track.xMetres.isNaN)
            #expect(track.batteryPercent.isNaN)
            #expect(track.observedAt == Invented.at(9))
            #expect(track.since == Invented.at(5))
        }
        #expect(filters == ["filter-1", "filter-2", "filter-3"])
        #expect(Set(units).count == 1)
        #expect(try writer.sequences().first?.gaps == [3...5, 9...9])
        #expect(try writer.readers().first?.status == .online)
    }

    @Test func `a full disk leaves nothing half-written and work resumes with space`() throws {
        let writer = try StoreWriter(folder: folder)
        try Invented.fill(writer)
        let before = try StoreReader(folder: folder).contentHash()
        try writer.setPageLimit(1)
        var batch = MessageBatch()
        for index in 0..<500 {
            batch.append(
                topic: "big", payload: String(repeating: "x", count: 4000), receivedAt: Invented.at(Int64(index)))
        }
        let more = Invented.derivations(cursor: 510, messages: 500)
        let failure = #expect(throws: StoreFailure.self) { try writer.commit(appending: batch, more) }
        #expect(failure?.isFatal == false)
        #expect(failure?.error.code == .cannotCreate)
        #expect(try StoreReader(folder: folder).contentHash() == before)
        #expect(try writer.loadState().logEnd == LogPosition(10))
        try writer.setPageLimit(nil)
        #expect(try writer.commit(appending: batch, more) == 11...510)
        #expect(try StoreReader(folder: folder).verify().isOK)
    }

    @Test func `another program's lock is waited out by trying again`() throws {
        let writer = try StoreWriter(folder: folder)
        let other = try DatabaseQueue(path: folder.database)
        try other.writeWithoutTransaction { database in
            try database.beginTransaction(.immediate)
            let failure = #expect(throws: StoreFailure.self) { try writer.commit(appending: Invented.batch(2), nil) }
            #expect(failure?.isFatal == false)
            #expect(failure?.error.code == .unavailable)
            try database.rollback()
        }
        #expect(try writer.commit(appending: Invented.batch(2), nil) == 1...2)
    }

    @Test func `a cursor past the log is refused with everything else of its commit`() throws {
        let writer = try StoreWriter(folder: folder)
        #expect(throws: StoreFailure.self) {
            try writer.commit(appending: Invented.batch(2), Invented.derivations(cursor: 3, messages: 3))
        }
        #expect(try writer.wholeLog().positions.isEmpty)
        #expect(try writer.loadState().counters.isEmpty)
    }

    @Test func `the cursor never goes back`() throws {
        let writer = try StoreWriter(folder: folder)
        _ = try writer.commit(appending: Invented.batch(5), Invented.derivations(cursor: 5, messages: 5))
        _ = try writer.commit(appending: nil, Derivations())
        #expect(try writer.loadState().cursor == LogPosition(5))
        #expect(try writer.loadState().dataUntil == Invented.at(5))
    }

    @Test func `fault points come in order and only when there is something to write`() throws {
        let seen = Mutex<[FaultPoint]>([])
        let writer = try StoreWriter(folder: folder, faultHook: { point in seen.withLock { $0.append(point) } })
        _ = try writer.commit(appending: nil, nil)
        #expect(seen.withLock { $0 } == [])
        _ = try writer.commit(appending: Invented.batch(4), nil)
        #expect(seen.withLock { $0 } == [.beforeBegin, .midInsert, .beforeCommit, .afterCommit])
        try writer.checkpointWhenIdle()
        #expect(seen.withLock { $0.last } == .checkpoint)
    }

    @Test func `reading the log goes on where it stopped`() throws {
        let writer = try StoreWriter(folder: folder)
        _ = try writer.commit(appending: Invented.batch(10), nil)
        var batch = MessageBatch()
        var positions: [LogPosition] = []
        let last = try writer.readLog(after: LogPosition(2), limit: 4, into: &batch, positions: &positions)
        #expect(last == LogPosition(6))
        #expect(positions.map(\.rawValue) == [3, 4, 5, 6])
        #expect(
            try writer.readLog(after: LogPosition(10), limit: 4, into: &batch, positions: &positions) == LogPosition(10)
        )
        #expect(batch.count == 4)
    }

    @Test func `reading the log stops at the batch's bytes but gives one message`() throws {
        let writer = try StoreWriter(folder: folder)
        var batch = MessageBatch()
        for index in 0..<3 {
            batch.append(
                topic: "t", payload: String(repeating: "x", count: Limits.batchBytesMax),
                receivedAt: Invented.at(Int64(index)))
        }
        _ = try writer.commit(appending: batch, nil)
        var read = MessageBatch()
        var positions: [LogPosition] = []
        #expect(try writer.readLog(after: .start, limit: 10, into: &read, positions: &positions) == LogPosition(1))
    }

    @Test func `the tail gives the newest messages in rising order`() throws {
        let writer = try StoreWriter(folder: folder)
        _ = try writer.commit(appending: Invented.batch(10), nil)
        var batch = MessageBatch()
        var positions: [LogPosition] = []
        try writer.logTail(count: 3, into: &batch, positions: &positions)
        #expect(positions.map(\.rawValue) == [8, 9, 10])
        #expect(batch.messages.map(\.packetID) == [7, 8, 9])
    }

    @Test func `a retained message replaces the waiting one of its topic, others wait in order`() throws {
        let writer = try StoreWriter(folder: folder)
        var derivations = Derivations()
        derivations.outbox = [
            OutboxMessage(topic: "mark", payload: [1], isRetained: true),
            OutboxMessage(topic: "alarm", payload: [], isRetained: false),
            OutboxMessage(topic: "alarm", payload: [3], isRetained: false),
            OutboxMessage(topic: "mark", payload: [4], isRetained: true),
        ]
        _ = try writer.commit(appending: nil, derivations)
        let waiting = try writer.outbox()
        #expect(waiting.map(\.payload) == [[], [3], [4]])
        #expect(waiting.map(\.isRetained) == [false, false, true])
        try writer.removeOutbox(ids: [waiting[0].id, waiting[2].id])
        #expect(try writer.outbox().map(\.id) == [waiting[1].id])
    }

    @Test func `rejections add up and samples keep the newest thousand`() throws {
        let writer = try StoreWriter(folder: folder)
        for round in 0..<3 {
            var derivations = Derivations()
            derivations.rejections = [RejectionCount(reason: .stale, dialect: "native", reader: "g", added: 600)]
            derivations.samples = (0..<600).map {
                RejectionSample(
                    position: LogPosition(Int64(round * 600 + $0)), at: Invented.start, reason: .stale, detail: "d",
                    topic: "t")
            }
            _ = try writer.commit(appending: nil, derivations)
        }
        let reader = try StoreReader(folder: folder)
        #expect(try reader.rejections().map(\.count) == [1800])
        let samples = try reader.rejectionSamples(limit: 5000)
        #expect(samples.count == 1000)
        #expect(samples.first?.position == LogPosition(1799))
        #expect(samples.last?.position == LogPosition(800))
    }

    @Test func `a reset forgets what came from messages and keeps registry and site`() throws {
        let writer = try StoreWriter(folder: folder)
        try Invented.fill(writer)
        try writer.resetDerived()
        let state = try writer.loadState()
        #expect(state.cursor == .start)
        #expect(state.logEnd == .start)
        #expect(state.counters.isEmpty)
        #expect(try writer.bindings().count == 3)
        #expect(try writer.commit(appending: Invented.batch(1), nil) == 1...1)
        let reader = try StoreReader(folder: folder)
        #expect(try reader.units().count == 4)
        #expect(try reader.history(of: TrackKey(1)).isEmpty)
    }

    @Test func `attempts count over restarts until they are cleared`() throws {
        do {
            let writer = try StoreWriter(folder: folder)
            #expect(try writer.noteAttempt(at: LogPosition(7)) == 1)
        }
        let writer = try StoreWriter(folder: folder)
        #expect(try writer.noteAttempt(at: LogPosition(7)) == 2)
        try writer.quarantine(LogPosition(7))
        try writer.quarantine(LogPosition(7))
        #expect(try writer.quarantined() == [LogPosition(7)])
        try writer.clearAttempts(upTo: LogPosition(7))
        #expect(try writer.noteAttempt(at: LogPosition(7)) == 1)
    }
}
