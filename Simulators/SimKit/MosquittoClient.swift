internal import CMosquitto
internal import Glibc
internal import Model

/// One libmosquitto handle driven by its owner's own poll loop; what ``SimPublisher`` and ``SimSubscriber`` share.
///
/// Not thread-safe: one thread owns it from `init` to `close`.
final class MosquittoClient {
    /// Broker, port and session of a client.
    struct Settings {
        var host: String
        var port: Int
        var clientID: String
        var cleanSession = true
        var keepAliveSeconds: Int32 = 20
        var will: (topic: String, payload: [UInt8], retain: Bool)?
    }

    let settings: Settings
    private var handle: OpaquePointer?
    fileprivate(set) var isConnected = false
    fileprivate(set) var connectReason: Int32 = -1
    fileprivate(set) var sessionPresent = false
    fileprivate(set) var callbacks = 0
    fileprivate var onAcknowledged: ((Int32) -> Void)?
    fileprivate var onMessage: ((UnsafePointer<mosquitto_message>) -> Void)?
    fileprivate var onSubscribed: (() -> Void)?

    private static let library: Void = { _ = mosquitto_lib_init() }()

    init(
        _ settings: Settings, onAcknowledged: ((Int32) -> Void)? = nil,
        onMessage: ((UnsafePointer<mosquitto_message>) -> Void)? = nil, onSubscribed: (() -> Void)? = nil
    ) throws {
        _ = MosquittoClient.library
        self.settings = settings
        self.onAcknowledged = onAcknowledged
        self.onMessage = onMessage
        self.onSubscribed = onSubscribed
        let context = Unmanaged.passUnretained(self).toOpaque()
        guard let handle = mosquitto_new(settings.clientID, settings.cleanSession, context) else {
            throw VigieError(.inputOutput, "cannot make an MQTT client", remedy: "Give it another client id")
        }
        self.handle = handle
        // The window is ours, the library must not hold messages back on its own.
        _ = mosquitto_max_inflight_messages_set(handle, 0)
        if let will = settings.will {
            _ = mosquitto_will_set(handle, will.topic, Int32(will.payload.count), will.payload, 1, will.retain)
        }
        installCallbacks(handle)
    }

    deinit { close() }

    var place: String { "\(settings.host):\(settings.port)" }

    /// Connects and waits for the broker's answer.
    func connect(timeoutMilliseconds: Int, again: Bool = false) throws {
        guard let handle else { throw failure("is closed") }
        connectReason = -1
        let result =
            again
            ? mosquitto_reconnect(handle)
            : mosquitto_connect(handle, settings.host, Int32(settings.port), settings.keepAliveSeconds)
        guard result == MOSQ_ERR_SUCCESS.rawValue else { throw failure(text(of: result)) }
        let deadline = MonotonicClock.milliseconds() + Int64(timeoutMilliseconds)
        while connectReason < 0 {
            guard MonotonicClock.milliseconds() < deadline else { throw failure("does not answer") }
            try poll(milliseconds: 50)
        }
        guard connectReason == 0 else { throw failure(String(cString: mosquitto_connack_string(connectReason))) }
    }

    /// Reads and writes what is ready; waits at most this long for the first byte.
    func poll(milliseconds: Int) throws {
        guard let handle else { throw failure("is closed") }
        let socket = mosquitto_socket(handle)
        guard socket >= 0 else { throw failure("connection lost") }
        var events = Int16(POLLIN)
        if mosquitto_want_write(handle) { events |= Int16(POLLOUT) }
        var descriptor = pollfd(fd: socket, events: events, revents: 0)
        let ready = Glibc.poll(&descriptor, 1, Int32(milliseconds))
        if ready > 0 {
            if descriptor.revents & Int16(POLLOUT) != 0 { try check(mosquitto_loop_write(handle, 1)) }
            if descriptor.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 { try readAll(handle) }
        }
        try check(mosquitto_loop_misc(handle))
    }

    /// Reads packets until a read brings none: the library says nothing else about the end of its input.
    private func readAll(_ handle: OpaquePointer) throws {
        for _ in 0..<5000 {
            let before = callbacks
            try check(mosquitto_loop_read(handle, 1))
            if callbacks == before { return }
        }
    }

    func publish(topic: String, payload: UnsafeRawBufferPointer, qos: Int32, retain: Bool) throws -> Int32 {
        guard let handle else { throw failure("is closed") }
        var packet: Int32 = 0
        try check(
            mosquitto_publish(handle, &packet, topic, Int32(payload.count), payload.baseAddress, qos, retain))
        return packet
    }

    func subscribe(_ filter: String, qos: Int32) throws {
        guard let handle else { throw failure("is closed") }
        try check(mosquitto_subscribe(handle, nil, filter, qos))
    }

    /// Says goodbye and frees the handle; a second call does nothing.
    func close() {
        guard let handle else { return }
        if isConnected { _ = mosquitto_disconnect(handle) }
        mosquitto_destroy(handle)
        self.handle = nil
        isConnected = false
    }

    /// Frees the handle without a goodbye: the broker publishes the will, if any.
    func drop() {
        guard let handle else { return }
        let socket = mosquitto_socket(handle)
        if socket >= 0 { _ = shutdown(socket, Int32(SHUT_RDWR)) }
        mosquitto_destroy(handle)
        self.handle = nil
        isConnected = false
    }

    private func check(_ result: Int32) throws {
        guard result == MOSQ_ERR_SUCCESS.rawValue else { throw failure(text(of: result)) }
    }

    private func text(of result: Int32) -> String { String(cString: mosquitto_strerror(result)) }

    private func failure(_ what: String) -> VigieError {
        VigieError(
            .unavailable, "MQTT broker: \(what)", place: place, remedy: "Check that the broker runs and listens there")
    }
}

extension MosquittoClient {
    /// The callbacks carry no captures: the library hands our own address back to them.
    fileprivate func installCallbacks(_ handle: OpaquePointer) {
        mosquitto_connect_with_flags_callback_set(handle) { _, context, reason, flags in
            guard let client = MosquittoClient.from(context) else { return }
            client.callbacks += 1
            client.connectReason = reason
            client.isConnected = reason == 0
            client.sessionPresent = flags & 1 != 0
        }
        mosquitto_disconnect_callback_set(handle) { _, context, _ in
            guard let client = MosquittoClient.from(context) else { return }
            client.isConnected = false
        }
        mosquitto_publish_callback_set(handle) { _, context, packet in
            guard let client = MosquittoClient.from(context) else { return }
            client.callbacks += 1
            client.onAcknowledged?(packet)
        }
        mosquitto_subscribe_callback_set(handle) { _, context, _, _, _ in
            guard let client = MosquittoClient.from(context) else { return }
            client.callbacks += 1
            client.onSubscribed?()
        }
        mosquitto_message_callback_set(handle) { _, context, message in
            guard let client = MosquittoClient.from(context), let message else { return }
            client.callbacks += 1
            client.onMessage?(message)
        }
    }

    fileprivate static func from(_ context: UnsafeMutableRawPointer?) -> MosquittoClient? {
        guard let context else { return nil }
        return Unmanaged<MosquittoClient>.fromOpaque(context).takeUnretainedValue()
    }
}
