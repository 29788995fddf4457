import Ingest
import Model
import SimKit
import Synchronization
import Testing

/// The link against a real mosquitto.
@Suite("Link to a real broker", .waits)
struct LinkTests {
    private func publish(_ range: ClosedRange<Int>, to broker: BrokerProcess, retain: Bool = false) throws {
        let publisher = try SimPublisher(port: broker.port, clientID: "pub-\(range.lowerBound)")
        for number in range { try publisher.publish(topic: "t/\(number % 7)", text: "m\(number)", retain: retain) }
        #expect(try publisher.drain(timeoutMilliseconds: 20_000))
        publisher.close()
    }

    private func payloads(_ range: ClosedRange<Int>) -> [String] { range.map { "m\($0)" } }

    /// Once each, in order of first arrival.
    private func distinct(_ sink: RecordingSink) -> [String] {
        var seen: Set<String> = []
        return sink.stored.map { $0.payload }.filter { seen.insert($0).inserted }
    }

    @Test("what comes while the client is away waits in its session")
    func sessionOverClientRestart() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let first = RunningLink(.test(port: broker.port))
        #expect(first.isConnected())
        try publish(1...100, to: broker)
        #expect(first.hasStored(100))
        #expect(first.stop())
        #expect(first.sink.links.last == .stopped)
        try publish(101...1_200, to: broker)
        let second = RunningLink(.test(port: broker.port))
        defer { second.stop() }
        #expect(Pause.until { distinct(second.sink).last == "m1200" })
        // A busy broker may send to the connection that just closed before it has read the last acknowledgements
        // there, and then drops them: those messages come again, and say so.
        let old = Set(payloads(1...100))
        let again = second.sink.stored.filter { old.contains($0.payload) }
        #expect(again.allSatisfy { $0.isDuplicate })
        #expect(distinct(second.sink).filter { !old.contains($0) } == payloads(101...1_200))
        #expect(first.sink.links.contains(.connected(sessionPresent: false)))
        #expect(second.sink.links.contains(.connected(sessionPresent: true)))
    }

    /// The broker is held until the acknowledgements, the goodbye and new messages all wait for it.
    @Test("a stop whose acknowledgements a busy broker drops is answered by messages marked as sent before")
    func stopAtABusyBroker() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let first = RunningLink(.test(port: broker.port))
        #expect(first.isConnected())
        let publisher = try SimPublisher(port: broker.port, clientID: "pub")
        first.sink.block(true)
        try publish(1...100, to: broker)
        broker.freeze()
        first.sink.block(false)
        #expect(first.hasStored(1))
        #expect(first.stop())
        for number in 101...400 { try publisher.publish(topic: "t/\(number % 7)", text: "m\(number)") }
        broker.thaw()
        #expect(try publisher.drain(timeoutMilliseconds: 20_000))
        publisher.close()
        let second = RunningLink(.test(port: broker.port))
        defer { second.stop() }
        #expect(Pause.until { distinct(second.sink).last == "m400" })
        let stored = Set(first.sink.stored.map { $0.payload })
        let both = first.sink.stored.map { $0.payload } + distinct(second.sink).filter { !stored.contains($0) }
        #expect(both == payloads(1...400))
        #expect(second.sink.stored.filter { stored.contains($0.payload) }.allSatisfy { $0.isDuplicate })
    }

    @Test("a restart of the broker loses nothing, with its session on disk")
    func sessionOverBrokerRestart() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let link = RunningLink(.test(port: broker.port))
        defer { link.stop() }
        #expect(link.isConnected())
        try publish(1...50, to: broker)
        #expect(link.hasStored(50))
        broker.terminate()
        #expect(Pause.until { link.sink.links.contains { if case .disconnected = $0 { true } else { false } } })
        try broker.start()
        #expect(link.isConnected(times: 2))
        try publish(51...150, to: broker)
        #expect(Pause.until { distinct(link.sink).count == 150 })
        #expect(distinct(link.sink) == payloads(1...150))
        #expect(link.sink.links.last == .connected(sessionPresent: true))
    }

    @Test("messages that a sink could not store come again, marked as sent before, and are recognised")
    func redelivery() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let sink = RecordingSink()
        let link = RunningLink(.test(port: broker.port), sink: sink)
        defer { link.stop() }
        #expect(link.isConnected())
        sink.fail(
            .retry(VigieError(.inputOutput, "disk full")), .retry(VigieError(.inputOutput, "disk full")))
        try publish(1...300, to: broker)
        #expect(link.hasStored(300))
        #expect(sink.stored.map { $0.payload } == payloads(1...300))
        let offered = sink.state.withLock { $0.offered }
        #expect(offered.count >= 3)
        // The first batch failed; each of its messages was offered again with its packet id and DUP.
        for message in offered[0] {
            let again = sink.stored.first { $0.packetID == message.packetID }
            #expect(again?.payload == message.payload)
            #expect(again?.isDuplicate == true)
        }
    }

    @Test("several subscriptions, and a retained message flagged as one")
    func subscriptions() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let before = try SimPublisher(port: broker.port, clientID: "before")
        try before.publish(topic: "a/kept", text: "old", retain: true)
        #expect(try before.drain(timeoutMilliseconds: 10_000))
        let link = RunningLink(.test(port: broker.port, filters: ["a/#", "b/+/x", "c"]))
        defer { link.stop() }
        #expect(link.hasStored(1))
        #expect(link.sink.stored.first?.isRetained == true)
        for topic in ["a/1", "b/1/x", "b/1/y", "c", "d"] { try before.publish(topic: topic, text: topic) }
        #expect(try before.drain(timeoutMilliseconds: 10_000))
        before.close()
        #expect(link.hasStored(4))
        #expect(link.sink.stored.dropFirst().map { $0.topic } == ["a/1", "b/1/x", "c"])
        #expect(link.sink.stored.dropFirst().allSatisfy { !$0.isRetained && $0.qos == 1 })
    }

    @Test("wake brings idle, idle comes by itself, and stop ends run in peace")
    func wakeAndStop() throws {
        let broker = try BrokerProcess()
        defer { broker.stop() }
        let link = RunningLink(.test(port: broker.port))
        #expect(link.isConnected())
        let idles = link.sink.idles
        #expect(Pause.until { link.sink.idles > idles + 2 })
        link.link.wake()
        #expect(link.stop())
        #expect(link.thrown == nil)
        #expect(Pause.until { broker.log.contains("Received DISCONNECT from vigie-test") })
    }

    @Test("stop also ends a link that has never reached a broker, while the sink keeps working")
    func stopWithoutBroker() throws {
        let broker = try BrokerProcess()
        let port = broker.port
        broker.stop()
        let link = RunningLink(.test(port: port))
        #expect(Pause.until { link.sink.idles > 3 })
        #expect(link.sink.links.contains { if case .disconnected = $0 { true } else { false } })
        #expect(link.stop())
        #expect(link.thrown == nil)
    }

    @Test("a stop that was asked for before the start is kept")
    func stopBeforeRun() {
        let link = BrokerLink(settings: .test(port: 1))
        link.requestStop()
        let sink = RecordingSink()
        #expect(throws: Never.self) { try link.run(sink) }
        #expect(sink.links == [.stopped])
    }

    @Test("a broker that wants a password refuses, and the link tells why and keeps trying")
    func refused() throws {
        let broker = try BrokerProcess(listener: ["allow_anonymous false"])
        defer { broker.stop() }
        let link = RunningLink(.test(port: broker.port))
        defer { link.stop() }
        #expect(
            Pause.until {
                link.sink.links.filter { if case .refused = $0 { true } else { false } }.count >= 2
            })
        #expect(
            link.sink.links.contains {
                if case .refused(let reason) = $0 { reason.contains("not authorised") } else { false }
            })
    }

    @Test("a subscription that the broker refuses is told")
    func subscriptionRefused() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        broker.change { $0.grantedQoS = 0x80 }
        let link = RunningLink(.test(port: broker.port))
        defer { link.stop() }
        #expect(Pause.until { link.sink.links.contains(.subscriptionRefused(filter: "t/#")) })
    }

    @Test("a half-open link is noticed by the keepalive, and the link comes back")
    func halfOpen() throws {
        let broker = try FakeBroker()
        defer { broker.stop() }
        let link = RunningLink(.test(port: broker.port, keepAliveSeconds: 5))
        defer { link.stop() }
        #expect(link.isConnected())
        broker.change { $0.answers = false }
        #expect(Pause.until { link.sink.links.contains { if case .disconnected = $0 { true } else { false } } })
        broker.change { $0.answers = true }
        broker.drop()
        #expect(link.isConnected(times: 2))
    }

    @Test("settings that can never work are refused before the first attempt")
    func badSettings() {
        func what(_ change: (inout BrokerSettings) -> Void) -> VigieError? {
            var settings = BrokerSettings.test(port: 1_883)
            change(&settings)
            do throws(VigieError) {
                try BrokerLink(settings: settings).run(RecordingSink())
                return nil
            } catch {
                return error
            }
        }
        let refused = [
            what { $0.host = "" }, what { $0.port = 0 }, what { $0.port = 70_000 }, what { $0.clientID = "" },
            what { $0.keepAliveSeconds = 60 }, what { $0.subscriptions = [] },
            what { $0.subscriptions = [.init(filter: "a/#/b")] },
            what { $0.subscriptions = [.init(filter: "a", qos: 2)] },
            what { $0.tls = TLSSettings(caFile: "/does/not/exist.pem") },
            what { $0.tls = TLSSettings(caFile: "/etc/passwd", certificateFile: "/etc/passwd") },
        ]
        #expect(refused.allSatisfy { $0?.code == .badConfiguration && $0?.place != nil && $0?.remedy != nil })
        #expect(refused[8]?.place == "/does/not/exist.pem")
    }
}
