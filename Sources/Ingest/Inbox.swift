import CMosquitto
import Glibc
import Model

/// Where libmosquitto's callbacks leave what they got; read by the loop on the same thread.
///
/// The callbacks run inside `mosquitto_loop_read`, on the thread that calls it. They are built here, in nonisolated
/// code: a callback that inherits an actor's isolation compiles and then crashes when the library calls it.
final class Inbox {
    /// After this many messages without DUP in a row, a redelivery is not expected any more.
    static let quietMessages = 1_000
    /// A longer payload is kept up to here, which the decoder refuses as too large.
    static let payloadBytesKept = Limits.batchPayloadBytesMax + 1

    var batch = MessageBatch()
    /// Set by the loop before each read.
    var receivedAt = Instant.distantPast
    /// The broker's answer to CONNECT.
    private(set) var answer: (code: Int32, sessionPresent: Bool)?
    /// Answers to SUBSCRIBE: packet id and granted QoS, 128 when refused.
    var grants: [(packetID: Int32, qos: Int32)] = []
    /// The library's last error line, such as OpenSSL's reason.
    private(set) var lastError: String?
    /// Redeliveries may come: DUP is read from the library's debug lines, the only place that tells it.
    private(set) var expectsRedelivery = false
    private var sawDuplicate = false
    private var quiet = 0
    private let duplicateLine: [CChar]

    init(clientID: String) {
        duplicateLine = "Client \(clientID) received PUBLISH (d1,".utf8.map { CChar(bitPattern: $0) }
    }

    /// Forgets everything of the last connection, unacknowledged messages included: the broker sends them again.
    func beginConnection() {
        batch.removeAll()
        answer = nil
        grants.removeAll()
        lastError = nil
        expectsRedelivery = false
        sawDuplicate = false
        quiet = 0
    }

    /// Registers the callbacks. The log callback costs a formatted line per packet; the loop takes it away as soon as
    /// ``expectsRedelivery`` has become false after the connection.
    func register(on client: MosquittoClient) {
        client.configure { handle in
            mosquitto_connect_with_flags_callback_set(handle) { _, context, code, flags in
                Inbox.from(context)?.connected(code, flags)
            }
            mosquitto_subscribe_callback_set(handle) { _, context, packetID, count, granted in
                guard let inbox = Inbox.from(context), count > 0, let granted else { return }
                inbox.grants.append((packetID, granted.pointee))
            }
            mosquitto_message_callback_set(handle) { _, context, message in
                guard let message else { return }
                Inbox.from(context)?.take(message.pointee)
            }
            mosquitto_log_callback_set(handle) { _, context, level, line in
                guard let line else { return }
                Inbox.from(context)?.heard(level, line)
            }
        }
    }

    func stopListening(on client: MosquittoClient) {
        client.configure { mosquitto_log_callback_set($0, nil) }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Inbox? {
        context.map { Unmanaged<Inbox>.fromOpaque($0).takeUnretainedValue() }
    }

    private func connected(_ code: Int32, _ flags: Int32) {
        let sessionPresent = flags & 1 != 0
        answer = (code, sessionPresent)
        // A broker that has no session of ours has nothing to send again.
        expectsRedelivery = code == 0 && sessionPresent
    }

    private func take(_ message: mosquitto_message) {
        var flags: MessageHeader.Flags = []
        if message.retain { flags.insert(.retained) }
        if expectsRedelivery {
            flags.insert(.afterConnect)
            quiet += 1
            if sawDuplicate {
                flags.insert(.duplicate)
                quiet = 0
            }
            sawDuplicate = false
            if quiet >= Self.quietMessages { expectsRedelivery = false }
        }
        guard let topic = message.topic else { return }
        let payloadBytes = message.payload == nil ? 0 : min(Int(message.payloadlen), Self.payloadBytesKept)
        batch.append(
            topic: UnsafeRawBufferPointer(start: topic, count: strlen(topic)),
            payload: UnsafeRawBufferPointer(start: message.payload, count: payloadBytes), receivedAt: receivedAt,
            packetID: UInt16(truncatingIfNeeded: message.mid), qos: UInt8(truncatingIfNeeded: message.qos), flags: flags
        )
    }

    private func heard(_ level: Int32, _ line: UnsafePointer<CChar>) {
        if level == MOSQ_LOG_DEBUG {
            // The line of a PUBLISH comes right before its message callback.
            if strncmp(line, duplicateLine, duplicateLine.count) == 0 { sawDuplicate = true }
        } else if level == MOSQ_LOG_ERR || level == MOSQ_LOG_WARNING {
            lastError = Printable.clean(String(cString: line))
        }
    }
}
