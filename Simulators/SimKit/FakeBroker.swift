internal import Glibc
public import Model
internal import Synchronization

/// A broker made of a script, for tests that look at single bytes: it accepts connections one after the other, answers
/// CONNECT, SUBSCRIBE and PINGREQ, sends what the test tells it to, and writes down every packet it gets, in order.
///
/// MQTT 3.1.1 without TLS, QoS 0 and 1. Thread-safe; ended by ``stop()``, at the latest by `deinit`.
public final class FakeBroker: Sendable {
    /// What a client sent, in the order of arrival.
    public enum Event: Hashable, Sendable {
        case connect(clientID: String, cleanSession: Bool, keepAliveSeconds: Int)
        case subscribe(filter: String, qos: UInt8)
        case puback(packetID: UInt16)
        case publish(packetID: UInt16, topic: String, payload: String)
        case ping
        case disconnect
        /// The connection is closed, by either side.
        case closed
    }

    /// How it behaves; may be changed at any time.
    public struct Behaviour: Sendable {
        /// The flag in the next CONNACKs.
        public var sessionPresent = false
        /// The return code in the next CONNACKs; 0 is yes.
        public var connectCode: UInt8 = 0
        /// The QoS granted for subscriptions; 0x80 refuses them.
        public var grantedQoS: UInt8 = 1
        /// Reads and answers; false stands for a cut cable.
        public var answers = true
        /// Answers PUBLISH with PUBACK.
        public var acknowledges = true
        public init() {}
    }

    private struct State {
        var behaviour = Behaviour()
        var events: [Event] = []
        var outgoing: [UInt8] = []
        var drops = false
        var stops = false
    }

    public let port: Int
    private let listener: Int32
    private let state = Mutex(State())
    private let isDone = Atomic(false)

    /// Listens on a free port of 127.0.0.1.
    public init() throws(VigieError) {
        (listener, port) = try LoopbackPort.listen()
        // The thread holds the object until `stop`; after that `deinit` closes the port.
        try BackgroundThread.start { self.serve() }
    }

    deinit { close(listener) }

    /// Everything that came so far.
    public var events: [Event] { state.withLock { $0.events } }
    /// The packet ids of the PUBACKs, in order.
    public var acknowledged: [UInt16] {
        events.compactMap { if case .puback(let packetID) = $0 { packetID } else { nil } }
    }

    public func change(_ body: (inout Behaviour) -> Void) { state.withLock { body(&$0.behaviour) } }

    /// Sends a message to the client.
    public func send(
        topic: String, payload: [UInt8], packetID: UInt16 = 0, qos: UInt8 = 1, duplicate: Bool = false,
        retain: Bool = false
    ) {
        var body = MQTTBytes.text(topic)
        if qos > 0 { body += [UInt8(packetID >> 8), UInt8(packetID & 0xFF)] }
        let first = 0x30 | (duplicate ? 8 : 0) | qos << 1 | (retain ? 1 : 0)
        let packet = MQTTBytes.packet(first, body + payload)
        state.withLock { $0.outgoing += packet }
    }

    /// Sends a message to the client.
    public func send(
        topic: String, text: String, packetID: UInt16 = 0, qos: UInt8 = 1, duplicate: Bool = false,
        retain: Bool = false
    ) {
        send(
            topic: topic, payload: Array(text.utf8), packetID: packetID, qos: qos, duplicate: duplicate, retain: retain)
    }

    /// Sends bytes as they are.
    public func send(bytes: [UInt8]) { state.withLock { $0.outgoing += bytes } }

    /// Closes the connection that is open.
    public func drop() { state.withLock { $0.drops = true } }

    /// Waits until the events satisfy a condition.
    ///
    /// - Returns: false when that did not happen in time.
    public func wait(milliseconds: Int = 10_000, until condition: ([Event]) -> Bool) -> Bool {
        let deadline = MonotonicClock.milliseconds() + Int64(milliseconds)
        while !condition(events) {
            if MonotonicClock.milliseconds() >= deadline { return false }
            usleep(1_000)
        }
        return true
    }

    /// Ends it; blocks until its thread has ended.
    public func stop() {
        state.withLock { $0.stops = true }
        while !isDone.load(ordering: .acquiring) { usleep(500) }
    }

    private func serve() {
        while !state.withLock({ $0.stops }) {
            var set = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard poll(&set, 1, 5) > 0 else { continue }
            let client = accept(listener, nil, nil)
            if client >= 0 { serve(client) }
        }
        isDone.store(true, ordering: .releasing)
    }

    private func serve(_ client: Int32) {
        state.withLock { state in
            state.drops = false
            state.outgoing.removeAll()
        }
        var input: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let (ends, answers, output) = state.withLock { state -> (Bool, Bool, [UInt8]) in
                let output = state.behaviour.answers ? state.outgoing : []
                if state.behaviour.answers { state.outgoing.removeAll() }
                return (state.stops || state.drops, state.behaviour.answers, output)
            }
            if ends { break }
            if !output.isEmpty, !write(output, to: client) { break }
            var set = pollfd(fd: client, events: answers ? Int16(POLLIN) : 0, revents: 0)
            guard poll(&set, 1, 1) > 0 else { continue }
            let count = read(client, &chunk, chunk.count)
            if count <= 0 { break }
            input += chunk[..<count]
            while let packet = MQTTBytes.takePacket(&input) { handle(packet.first, packet.body) }
        }
        close(client)
        state.withLock { $0.events.append(.closed) }
    }

    private func write(_ bytes: [UInt8], to client: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func handle(_ first: UInt8, _ body: [UInt8]) {
        var reader = MQTTBytes.Reader(bytes: body)
        state.withLock { state in
            switch first & 0xF0 {
            case 0x10:
                reader.skip(7)
                let flags = reader.byte()
                let keepAlive = reader.word()
                state.events.append(
                    .connect(
                        clientID: reader.text(), cleanSession: flags & 2 != 0, keepAliveSeconds: Int(keepAlive)))
                state.outgoing += [0x20, 2, state.behaviour.sessionPresent ? 1 : 0, state.behaviour.connectCode]
            case 0x80:
                let packetID = reader.word()
                state.events.append(.subscribe(filter: reader.text(), qos: reader.byte()))
                state.outgoing += [
                    0x90, 3, UInt8(packetID >> 8), UInt8(packetID & 0xFF), state.behaviour.grantedQoS,
                ]
            case 0x40:
                state.events.append(.puback(packetID: reader.word()))
            case 0x30:
                let topic = reader.text()
                let packetID = first & 6 == 0 ? 0 : reader.word()
                state.events.append(.publish(packetID: packetID, topic: topic, payload: reader.rest()))
                if packetID != 0, state.behaviour.acknowledges {
                    state.outgoing += [0x40, 2, UInt8(packetID >> 8), UInt8(packetID & 0xFF)]
                }
            case 0xC0:
                state.events.append(.ping)
                state.outgoing += [0xD0, 0]
            case 0xE0:
                state.events.append(.disconnect)
            default:
                break
            }
        }
    }
}
