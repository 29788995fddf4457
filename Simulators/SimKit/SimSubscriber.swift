internal import CMosquitto
private import Model

/// Receives from a real broker over libmosquitto with an own poll loop; counts messages and, when asked, keeps them.
///
/// Without `keepsMessages` it is the bare QoS 1 subscriber that throws the messages away, against which the daemon's
/// rate is measured. It acknowledges before its owner sees a message: a measure and a test tool, not a store.
/// Not thread-safe: one thread owns it.
public final class SimSubscriber {
    /// A message as received.
    public struct Message: Sendable {
        public var topic: String
        /// Empty for MQTT's empty payload.
        public var payload: [UInt8]
        /// 0 to 2.
        public var qos: Int
        /// The broker kept it as the topic's last message.
        public var isRetained: Bool

        /// The payload as text; broken UTF-8 is replaced.
        public var text: String { String(decoding: payload, as: UTF8.self) }
    }

    private final class Box {
        var count = 0
        var bytes = 0
        var keeps: Bool
        var messages: [Message] = []
        var subscriptions = 0
        var onMessage: ((Message) -> Void)?
        init(keeps: Bool) { self.keeps = keeps }
    }
    private let box: Box
    private let client: MosquittoClient

    /// Messages received so far.
    public var count: Int { box.count }
    /// Payload bytes received so far.
    public var payloadBytes: Int { box.bytes }
    /// Whether the broker had kept a session for this client id.
    public var sessionPresent: Bool { client.sessionPresent }
    /// Whether the link is up as far as the library knows.
    public var isConnected: Bool { client.isConnected }
    /// Called for each message on the owner's thread, inside `poll`.
    public var onMessage: ((Message) -> Void)? {
        get { box.onMessage }
        set { box.onMessage = newValue }
    }

    /// Connects and subscribes.
    ///
    /// - Parameters:
    ///   - filters: topic filters, each subscribed at `qos`; none when the broker's session is enough.
    ///   - keepsMessages: whether `takeMessages` will have something to give; default false.
    ///   - cleanSession: false keeps the session (and its queue) at the broker under `clientID`.
    /// - Throws: `VigieError` 69 when the broker does not answer within 10 s or refuses.
    public init(
        host: String = "127.0.0.1", port: Int, clientID: String, filters: [String], qos: Int32 = 1,
        keepsMessages: Bool = false, cleanSession: Bool = true
    ) throws {
        let box = Box(keeps: keepsMessages)
        self.box = box
        let settings = MosquittoClient.Settings(
            host: host, port: port, clientID: clientID, cleanSession: cleanSession)
        client = try MosquittoClient(
            settings, onMessage: { SimSubscriber.receive($0, into: box) }, onSubscribed: { box.subscriptions += 1 })
        try client.connect(timeoutMilliseconds: 10_000)
        for filter in filters { try client.subscribe(filter, qos: qos) }
        let deadline = MonotonicClock.milliseconds() + 10_000
        while box.subscriptions < filters.count {
            guard MonotonicClock.milliseconds() < deadline else {
                throw VigieError(.unavailable, "MQTT broker does not confirm the subscription", place: client.place)
            }
            try client.poll(milliseconds: 20)
        }
    }

    private static func receive(_ pointer: UnsafePointer<mosquitto_message>, into box: Box) {
        let raw = pointer.pointee
        box.count += 1
        box.bytes += Int(raw.payloadlen)
        guard box.keeps || box.onMessage != nil else { return }
        var payload: [UInt8] = []
        if let start = raw.payload, raw.payloadlen > 0 {
            payload = Array(UnsafeRawBufferPointer(start: start, count: Int(raw.payloadlen)))
        }
        let message = Message(
            topic: raw.topic.map { String(cString: $0) } ?? "", payload: payload, qos: Int(raw.qos),
            isRetained: raw.retain)
        box.onMessage?(message)
        if box.keeps { box.messages.append(message) }
    }

    /// Receives what is ready; waits at most this long for the first message.
    public func poll(milliseconds: Int) throws { try client.poll(milliseconds: milliseconds) }

    /// Receives until so many messages have come in all.
    ///
    /// - Returns: false when fewer came in time.
    public func wait(forCount target: Int, timeoutMilliseconds: Int) throws -> Bool {
        let deadline = MonotonicClock.milliseconds() + Int64(timeoutMilliseconds)
        while box.count < target {
            guard MonotonicClock.milliseconds() < deadline else { return false }
            try client.poll(milliseconds: 50)
        }
        return true
    }

    /// The messages kept since the last call.
    public func takeMessages() -> [Message] {
        defer { box.messages.removeAll() }
        return box.messages
    }

    /// Says goodbye; a second call does nothing.
    public func close() { client.close() }

    /// Breaks the link without a goodbye.
    public func drop() { client.drop() }
}
