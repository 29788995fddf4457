import CMosquitto
import Glibc
import Model

/// One connection of libmosquitto. It lives for one connection only: a new attempt makes a new one, so that no packet
/// of an old connection can ever be written to a new one.
///
/// Used by one thread at a time.
final class MosquittoClient {
    private let handle: OpaquePointer

    /// - Parameter context: handed to the callbacks; must outlive this object.
    init(_ settings: BrokerSettings, keepsSession: Bool, context: UnsafeMutableRawPointer) throws(VigieError) {
        guard MQTTLibrary.initialise(), let handle = mosquitto_new(settings.clientID, !keepsSession, context) else {
            throw VigieError(.unavailable, "libmosquitto gives no client", place: settings.description)
        }
        self.handle = handle
        // Packets are then only queued; the one place that writes is mosquitto_loop_write. The whole method of
        // acknowledging after the commit stands on this.
        mosquitto_threaded_set(handle, true)
        if let username = settings.username {
            mosquitto_username_pw_set(handle, username, settings.password)
        }
        if let tls = settings.tls {
            do throws(VigieError) { try set(tls) } catch {
                mosquitto_destroy(handle)
                throw error
            }
        }
    }

    deinit { mosquitto_destroy(handle) }

    private func set(_ tls: TLSSettings) throws(VigieError) {
        try tls.check()
        // Without a callback OpenSSL would ask for a passphrase on the terminal.
        let code = mosquitto_tls_set(
            handle, tls.caFile, nil, tls.certificateFile, tls.keyFile, { _, _, _, _ in 0 })
        let optionCode = mosquitto_tls_opts_set(handle, 1, "tlsv1.2", nil)
        guard code == MOSQ_ERR_SUCCESS.rawValue, optionCode == MOSQ_ERR_SUCCESS.rawValue else {
            throw VigieError(
                .badConfiguration, "the TLS files cannot be used: \(MQTTLibrary.text(max(code, optionCode)))",
                place: tls.caFile)
        }
    }

    /// For the callback setters, which are called right after `init`.
    func configure(_ body: (OpaquePointer) -> Void) { body(handle) }

    /// Begins to connect; resolves the name (this may wait for the resolver) and returns before TCP is through.
    func connect(_ settings: BrokerSettings) -> Int32 {
        mosquitto_connect_async(handle, settings.host, Int32(settings.port), Int32(settings.keepAliveSeconds))
    }

    /// -1 when there is no connection; it changes with each connection.
    var socket: Int32 { mosquitto_socket(handle) }
    var wantsWrite: Bool { mosquitto_want_write(handle) }

    /// Reads at most one packet (with TLS: what one record held) and calls back for it.
    func loopRead() -> Int32 { mosquitto_loop_read(handle, 1) }
    /// Writes what is queued as few large segments: hundreds of acknowledgements of four bytes would otherwise be as
    /// many packets, each waking the broker (tcp(7), TCP_CORK).
    func loopWriteTogether() -> Int32 {
        setCork(1)
        defer { setCork(0) }
        return loopWrite()
    }

    private func setCork(_ value: Int32) {
        var value = value
        guard socket >= 0 else { return }
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Writes everything that is queued, as far as the socket takes it.
    func loopWrite() -> Int32 { mosquitto_loop_write(handle, 1) }
    /// Keepalive.
    func loopMisc() -> Int32 { mosquitto_loop_misc(handle) }

    /// Queues a SUBSCRIBE.
    func subscribe(_ subscription: BrokerSettings.Subscription) -> (code: Int32, packetID: Int32) {
        var packetID: Int32 = 0
        let code = mosquitto_subscribe(handle, &packetID, subscription.filter, Int32(subscription.qos))
        return (code, packetID)
    }

    /// Queues a PUBLISH of QoS 1.
    func publish(topic: String, payload: [UInt8], retain: Bool) -> (code: Int32, packetID: Int32) {
        var packetID: Int32 = 0
        let code = payload.withUnsafeBytes { bytes in
            mosquitto_publish(handle, &packetID, topic, Int32(clamping: bytes.count), bytes.baseAddress, 1, retain)
        }
        return (code, packetID)
    }

    /// Says goodbye and waits, at most for `milliseconds`, until all that is queued is on the wire.
    func disconnect(milliseconds: Int) {
        guard socket >= 0, mosquitto_disconnect(handle) == MOSQ_ERR_SUCCESS.rawValue else { return }
        let deadline = monotonicMilliseconds() + Int64(milliseconds)
        // The library closes the socket when the DISCONNECT is written.
        while socket >= 0, monotonicMilliseconds() < deadline {
            if loopWrite() != MOSQ_ERR_SUCCESS.rawValue { return }
            if socket >= 0 { _ = waitFor(socket: socket, events: POLLOUT, wake: -1, milliseconds: 50) }
        }
    }
}

extension TLSSettings {
    /// Throws when a file cannot be read or half of a pair is missing.
    func check() throws(VigieError) {
        if (certificateFile == nil) != (keyFile == nil) {
            throw VigieError(
                .badConfiguration, "a client certificate and its key come together",
                place: certificateFile ?? keyFile, remedy: "Give both, or neither")
        }
        for file in [caFile, certificateFile, keyFile] {
            guard let file else { continue }
            if access(file, R_OK) != 0 {
                let reason = errno == ENOENT ? "there is no such file" : "the file cannot be read"
                throw VigieError(
                    .badConfiguration, reason, place: file, remedy: "Check the path and its rights for this user")
            }
        }
    }
}

extension BrokerSettings {
    /// Throws when the settings can never work.
    func check(needsSubscriptions: Bool) throws(VigieError) {
        func refuse(_ what: String, _ remedy: String) -> VigieError {
            VigieError(.badConfiguration, what, place: description, remedy: remedy)
        }
        if host.isEmpty { throw refuse("the broker has no host", "Name it under broker: host") }
        if !(1...65_535).contains(port) { throw refuse("there is no port \(port)", "Usual are 1883 and 8883") }
        if !(1...128).contains(clientID.utf8.count) {
            throw refuse("the client id must have 1 to 128 bytes", "Give one under broker: client_id")
        }
        if !(5...20).contains(keepAliveSeconds) {
            throw refuse("the keepalive of \(keepAliveSeconds) s is outside 5 to 20 s", "15 s is usual")
        }
        try tls?.check()
        guard needsSubscriptions else { return }
        if subscriptions.isEmpty { throw refuse("there is no subscription", "Add one under subscriptions") }
        for subscription in subscriptions {
            if subscription.qos > 1 {
                throw refuse("subscription '\(subscription.filter)' asks for QoS 2", "Use 1: it loses nothing either")
            }
            if mosquitto_sub_topic_check(subscription.filter) != MOSQ_ERR_SUCCESS.rawValue {
                throw refuse("'\(subscription.filter)' is not a topic filter", "See MQTT 3.1.1, 4.7")
            }
        }
    }
}
