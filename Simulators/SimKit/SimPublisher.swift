private import Model

/// Publishes to a real broker over libmosquitto with an own poll loop, and counts what the broker acknowledged.
///
/// At QoS 1 at most `window` messages are in flight: `publish` waits for PUBACKs when the window is full. Not
/// thread-safe: one thread owns it.
public final class SimPublisher {
    /// Messages handed to the library so far.
    public private(set) var published = 0
    /// Messages the broker acknowledged (QoS 1) or the library sent (QoS 0).
    public private(set) var acknowledged: Int {
        get { counter.acknowledged }
        set { counter.acknowledged = newValue }
    }
    /// Messages in flight.
    public var outstanding: Int { published - acknowledged }
    /// Called with the packet id of each acknowledged message, on the owner's thread, inside `publish` or `poll`.
    public var onAcknowledged: ((Int32) -> Void)? {
        get { counter.onAcknowledged }
        set { counter.onAcknowledged = newValue }
    }
    /// Whether the link is up as far as the library knows.
    public var isConnected: Bool { client.isConnected }
    /// Most messages in flight.
    public let window: Int

    private final class Counter {
        var acknowledged = 0
        var onAcknowledged: ((Int32) -> Void)?
    }
    private let counter: Counter
    private let client: MosquittoClient

    /// Connects.
    ///
    /// - Parameters:
    ///   - clientID: must be unique at the broker.
    ///   - window: most messages in flight, from 1.
    ///   - will: what the broker publishes at QoS 1 when the link breaks without a goodbye.
    /// - Throws: `VigieError` 69 when the broker does not answer within 10 s or refuses.
    public init(
        host: String = "127.0.0.1", port: Int, clientID: String, window: Int = 1000,
        will: (topic: String, payload: [UInt8], retain: Bool)? = nil
    ) throws {
        self.window = max(1, window)
        let counter = Counter()
        self.counter = counter
        var settings = MosquittoClient.Settings(host: host, port: port, clientID: clientID)
        settings.will = will
        client = try MosquittoClient(
            settings,
            onAcknowledged: { packet in
                counter.acknowledged += 1
                counter.onAcknowledged?(packet)
            })
        try client.connect(timeoutMilliseconds: 10_000)
    }

    /// Publishes one message; waits while the window is full.
    ///
    /// - Returns: the packet id that `onAcknowledged` will be called with.
    /// - Throws: `VigieError` 69 when the link breaks; the library keeps what is in flight for `reconnect`.
    @discardableResult
    public func publish(
        topic: String, payload: UnsafeRawBufferPointer, qos: Int32 = 1, retain: Bool = false
    ) throws -> Int32 {
        if outstanding >= window { try client.poll(milliseconds: 0) }
        while outstanding >= window { try client.poll(milliseconds: 50) }
        let packet = try client.publish(topic: topic, payload: payload, qos: qos, retain: retain)
        published += 1
        return packet
    }

    /// Publishes bytes.
    @discardableResult
    public func publish(topic: String, payload: [UInt8], qos: Int32 = 1, retain: Bool = false) throws -> Int32 {
        try payload.withUnsafeBytes { try publish(topic: topic, payload: $0, qos: qos, retain: retain) }
    }

    /// Publishes text.
    @discardableResult
    public func publish(topic: String, text: String, qos: Int32 = 1, retain: Bool = false) throws -> Int32 {
        try publish(topic: topic, payload: Array(text.utf8), qos: qos, retain: retain)
    }

    /// Reads PUBACKs and writes what waits; returns after at most this long.
    public func poll(milliseconds: Int) throws { try client.poll(milliseconds: milliseconds) }

    /// Waits until everything is acknowledged.
    ///
    /// - Returns: false when that did not happen in time.
    public func drain(timeoutMilliseconds: Int) throws -> Bool {
        let deadline = MonotonicClock.milliseconds() + Int64(timeoutMilliseconds)
        while outstanding > 0 {
            guard MonotonicClock.milliseconds() < deadline else { return false }
            try client.poll(milliseconds: 20)
        }
        return true
    }

    /// Connects again after a broken link; what was not acknowledged is sent again with DUP.
    public func reconnect(timeoutMilliseconds: Int = 10_000) throws {
        try client.connect(timeoutMilliseconds: timeoutMilliseconds, again: true)
    }

    /// Says goodbye; a second call does nothing. Messages in flight are given up.
    public func close() { client.close() }

    /// Breaks the link without a goodbye, so that the broker publishes the will.
    public func drop() { client.drop() }
}
