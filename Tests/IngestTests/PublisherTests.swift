import Ingest
import Model
import SimKit
import Synchronization
import Testing

@Suite("Publishing the outbox", .waits)
struct PublisherTests {
    private final class Outcomes: Sendable {
        let delivered = Mutex<[Int64]>([])
        let refused = Mutex<[Int64]>([])
        func take(_ outcome: PublishOutcome) {
            switch outcome {
            case .delivered(let ids): delivered.withLock { $0 += ids }
            case .refused(let id, _): refused.withLock { $0.append(id) }
            }
        }
    }

    private func settings(_ port: Int) -> BrokerSettings { .test(port: port, clientID: "vigie-out", filters: []) }

    private func messages(_ ids: ClosedRange<Int64>) -> [OutgoingMessage] {
        ids.map { OutgoingMessage(id: $0, topic: "out/\($0 % 5)", payload: Array("m\($0)".utf8)) }
    }

    @Test("all ids are delivered, over a restart of the broker in the middle")
    func overRestart() throws {
        let broker = try BrokerProcess(lines: BrokerProcess.durableLines)
        defer { broker.stop() }
        let listener = try SimSubscriber(
            port: broker.port, clientID: "listener", filters: ["out/#"], keepsMessages: true, cleanSession: false)
        listener.close()
        let outcomes = Outcomes()
        let publisher = Publisher(settings: settings(broker.port), capacity: 10_000, outcome: outcomes.take)
        try publisher.start()
        #expect(publisher.submit(messages(1...1_000)) == 1_000)
        #expect(Pause.until { outcomes.delivered.withLock { $0.count } >= 1_000 })
        broker.terminate()
        #expect(publisher.submit(messages(1_001...2_000)) == 1_000)
        try broker.start()
        #expect(Pause.until { outcomes.delivered.withLock { $0.count } == 2_000 })
        publisher.stop()
        #expect(outcomes.delivered.withLock { $0 } == Array(1...2_000))
        let again = try SimSubscriber(
            port: broker.port, clientID: "listener", filters: [], keepsMessages: true, cleanSession: false)
        #expect(try again.wait(forCount: 2_000, timeoutMilliseconds: 20_000))
        #expect(Set(again.takeMessages().map { $0.text }) == Set((1...2_000).map { "m\($0)" }))
        again.close()
    }

    @Test("what the broker did not acknowledge is sent again on the next connection, nothing is told delivered before")
    func sentAgain() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        broker.change { $0.acknowledges = false }
        let outcomes = Outcomes()
        let publisher = Publisher(settings: settings(broker.port), outcome: outcomes.take)
        try publisher.start()
        publisher.submit(messages(1...3))
        func published() -> [String] {
            broker.events.compactMap { if case .publish(_, _, let payload) = $0 { payload } else { nil } }
        }
        #expect(broker.wait { _ in published().count == 3 })
        #expect(outcomes.delivered.withLock { $0 }.isEmpty)
        broker.change { $0.acknowledges = true }
        broker.drop()
        #expect(Pause.until { outcomes.delivered.withLock { $0 } == [1, 2, 3] })
        #expect(published() == ["m1", "m2", "m3", "m1", "m2", "m3"])
        publisher.stop()
    }

    @Test("no more than a hundred messages wait for their acknowledgement")
    func inFlight() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        broker.change { $0.acknowledges = false }
        let outcomes = Outcomes()
        let publisher = Publisher(settings: settings(broker.port), outcome: outcomes.take)
        try publisher.start()
        publisher.submit(messages(1...500))
        func published() -> Int {
            broker.events.filter { if case .publish = $0 { true } else { false } }.count
        }
        #expect(broker.wait { _ in published() >= Publisher.inFlightMax })
        for _ in 0..<100 { Pause.shortly() }
        #expect(published() == Publisher.inFlightMax)
        publisher.stop(drainMilliseconds: 0)
    }

    @Test("it takes no more than there is room for, and takes again when there is")
    func bounded() throws {
        let outcomes = Outcomes()
        let broker = try FakeBroker()
        defer { broker.stop() }
        let publisher = Publisher(settings: settings(broker.port), capacity: 10, outcome: outcomes.take)
        #expect(publisher.submit(messages(1...15)) == 10)
        #expect(publisher.room == 0)
        #expect(publisher.submit(messages(11...15)) == 0)
        try publisher.start()
        #expect(Pause.until { publisher.room == 10 })
        #expect(publisher.submit(messages(11...15)) == 5)
        publisher.stop(drainMilliseconds: 10_000)
        #expect(outcomes.delivered.withLock { $0 } == Array(1...15))
    }

    @Test("a message with an impossible topic is refused and does not stop the others")
    func refused() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        let outcomes = Outcomes()
        let publisher = Publisher(settings: settings(broker.port), outcome: outcomes.take)
        try publisher.start()
        publisher.submit([
            OutgoingMessage(id: 1, topic: "a/#", payload: []), OutgoingMessage(id: 2, topic: "", payload: []),
            OutgoingMessage(id: 3, topic: "a/b", payload: []),
        ])
        #expect(Pause.until { outcomes.delivered.withLock { $0 } == [3] })
        #expect(outcomes.refused.withLock { $0 } == [1, 2])
        publisher.stop()
        #expect(publisher.linkState == .stopped)
    }

    @Test("stop returns when there is no broker at all")
    func stopWithoutBroker() throws {
        let broker = try FakeBroker()
        let port = broker.port
        broker.stop()
        let outcomes = Outcomes()
        let publisher = Publisher(settings: settings(port), outcome: outcomes.take)
        try publisher.start()
        publisher.submit(messages(1...3))
        publisher.stop(drainMilliseconds: 100)
        #expect(outcomes.delivered.withLock { $0 }.isEmpty)
    }
}
