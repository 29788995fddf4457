import Ingest
import Model
import SimKit
import Synchronization
import Testing

/// What leaves for the broker, byte by byte, against a broker that is a script.
@Suite("Acknowledgement only after the commit", .waits)
struct AcknowledgeTests {
    private func connected(
        _ broker: FakeBroker, sink: RecordingSink = RecordingSink(), faultHook: FaultHook? = nil,
        change: (inout BrokerSettings) -> Void = { _ in }
    ) -> RunningLink {
        var settings = BrokerSettings.test(port: broker.port)
        change(&settings)
        let link = RunningLink(settings, sink: sink, faultHook: faultHook)
        #expect(broker.wait { $0.contains(.subscribe(filter: "t/#", qos: 1)) })
        return link
    }

    private func send(_ packetIDs: ClosedRange<UInt16>, from broker: FakeBroker, duplicate: Bool = false) {
        for packetID in packetIDs {
            broker.send(topic: "t/\(packetID)", text: "p\(packetID)", packetID: packetID, duplicate: duplicate)
        }
    }

    @Test("no PUBACK leaves while the sink commits; then all leave, in order")
    func withheld() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        let link = connected(broker)
        defer { link.stop() }
        link.sink.block(true)
        send(1...40, from: broker)
        #expect(Pause.until { link.sink.state.withLock { !$0.offered.isEmpty } })
        // Long enough for a PUBACK that does not wait to show itself.
        for _ in 0..<200 { Pause.shortly() }
        #expect(broker.acknowledged.isEmpty)
        link.sink.block(false)
        #expect(broker.wait { _ in broker.acknowledged.count == 40 })
        #expect(broker.acknowledged == Array(1...40))
        #expect(link.sink.stored.map { $0.packetID } == Array(1...40))
    }

    @Test("the planted fault of the crash rig acknowledges during the commit: the test above can fail")
    func control() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        let link = connected(broker, change: { $0.acknowledgesBeforeCommit = true })
        defer { link.stop() }
        link.sink.block(true)
        send(1...1, from: broker)
        #expect(broker.wait { _ in broker.acknowledged == [1] })
        #expect(link.sink.stored.isEmpty)
        link.sink.block(false)
    }

    @Test("a failure to retry drops the connection without an acknowledgement; the messages come again")
    func retry() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        let sink = RecordingSink()
        sink.fail(.retry(VigieError(.inputOutput, "disk full")))
        let link = connected(broker, sink: sink)
        defer { link.stop() }
        broker.change { $0.sessionPresent = true }
        send(1...3, from: broker)
        #expect(broker.wait { $0.contains(.closed) })
        #expect(broker.acknowledged.isEmpty)
        #expect(!broker.events.contains(.disconnect))
        #expect(broker.wait { $0.filter { $0 == .subscribe(filter: "t/#", qos: 1) }.count == 2 })
        send(1...3, from: broker, duplicate: true)
        #expect(broker.wait { _ in broker.acknowledged.count == 3 })
        #expect(link.sink.stored.map { $0.payload } == ["p1", "p2", "p3"])
        let stored = link.sink.stored
        #expect(stored.allSatisfy { $0.isDuplicate && $0.isAfterConnect })
        #expect(sink.links.contains { if case .disconnected = $0 { true } else { false } })
    }

    @Test("a fatal failure ends run with its error and without an acknowledgement")
    func fatal() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        let sink = RecordingSink()
        sink.fail(.fatal(VigieError(.inputOutput, "fsync failed")))
        let link = connected(broker, sink: sink)
        send(1...3, from: broker)
        #expect(Pause.until { link.hasEnded })
        #expect(link.thrown?.what == "fsync failed")
        #expect(broker.wait { $0.contains(.closed) })
        #expect(broker.acknowledged.isEmpty)
    }

    @Test("a batch never holds more than 500 messages")
    func bounded() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        let link = connected(broker)
        defer { link.stop() }
        send(1...3_000, from: broker)
        #expect(link.hasStored(3_000))
        let sizes = link.sink.state.withLock { $0.stored.map { $0.count } }
        #expect(sizes.allSatisfy { $0 <= Limits.batchMessagesMax })
        #expect(sizes.count >= 6)
        #expect(broker.wait { _ in broker.acknowledged == Array(1...3_000) })
        #expect(Pause.until { link.sink.state.withLock { $0.releases == $0.stored.count } })
    }

    @Test("payloads empty and longer than every limit arrive, the latter cut where the decoder refuses it")
    func sizes() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        let link = connected(broker)
        defer { link.stop() }
        broker.send(topic: "t/empty", payload: [], packetID: 1)
        broker.send(topic: "t/full", payload: Array(repeating: 65, count: 256 * 1024), packetID: 2)
        broker.send(topic: "t/long", payload: Array(repeating: 65, count: 1_000_000), packetID: 3)
        #expect(link.hasStored(3))
        #expect(link.sink.stored.map { $0.payload.utf8.count } == [0, 256 * 1024, 256 * 1024 + 1])
        #expect(broker.wait { _ in broker.acknowledged == [1, 2, 3] })
    }

    @Test("only a kept session can redeliver: flags say so until a thousand messages came without DUP")
    func afterConnect() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        broker.change { $0.sessionPresent = true }
        let link = connected(broker)
        defer { link.stop() }
        send(1...2, from: broker, duplicate: true)
        send(3...1_100, from: broker)
        #expect(link.hasStored(1_100))
        let stored = link.sink.stored
        #expect(stored.map { $0.isDuplicate } == (1...1_100).map { $0 <= 2 })
        #expect(stored.map { $0.isAfterConnect } == (1...1_100).map { $0 <= 1_002 })
        broker.change { $0.sessionPresent = false }
        broker.drop()
        #expect(broker.wait { $0.filter { $0 == .subscribe(filter: "t/#", qos: 1) }.count == 2 })
        broker.send(topic: "t/new", text: "n", packetID: 1)
        #expect(link.hasStored(1_101))
        #expect(link.sink.stored.last?.flags == 0)
    }

    @Test("the point in the middle of the acknowledgements lies between two halves of their bytes")
    func midAcks() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        let seen = Mutex<[FaultPoint]>([])
        let halted = Mutex(false)
        let released = Mutex(false)
        let sink = RecordingSink()
        let link = connected(
            broker, sink: sink,
            faultHook: { point in
                seen.withLock { $0.append(point) }
                guard point == .midAcks else { return }
                halted.withLock { $0 = true }
                while !released.withLock({ $0 }) { Pause.shortly() }
            })
        defer { link.stop() }
        sink.block(true)
        send(1...1, from: broker)
        #expect(Pause.until { sink.state.withLock { !$0.offered.isEmpty } })
        sink.block(false)
        #expect(Pause.until { halted.withLock { $0 } })
        // Two of the four bytes are out: the broker cannot take them for an acknowledgement.
        for _ in 0..<100 { Pause.shortly() }
        #expect(broker.acknowledged.isEmpty)
        released.withLock { $0 = true }
        #expect(broker.wait { _ in broker.acknowledged == [1] })
        send(2...9, from: broker)
        #expect(broker.wait { _ in broker.acknowledged == Array(1...9) })
        #expect(seen.withLock { Array($0.prefix(3)) } == [.afterRead, .midAcks, .afterAcks])
    }
}
