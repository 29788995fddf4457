import CMosquitto
import Glibc
import Logging
import Model
import Synchronization

/// What the ``Publisher``'s thread does.
final class PublisherLoop {
    /// Where the callbacks leave what they got, on the same thread.
    private final class Answers {
        var connected: Int32?
        var acknowledged: [Int32] = []
        var lastError: String?

        static func from(_ context: UnsafeMutableRawPointer?) -> Answers? {
            context.map { Unmanaged<Answers>.fromOpaque($0).takeUnretainedValue() }
        }
    }

    private let publisher: Publisher
    private let settings: BrokerSettings
    private let wakePipe: WakePipe
    private let answers = Answers()
    private var backoff: Backoff
    /// Taken from the queue and not acknowledged, in the order of sending.
    private var unacknowledged: [(packetID: Int32, message: OutgoingMessage)] = []
    /// Unacknowledged when the last connection broke: sent again before anything else.
    private var again: [OutgoingMessage] = []

    init(publisher: Publisher, wakePipe: WakePipe) {
        self.publisher = publisher
        self.settings = publisher.settings
        self.wakePipe = wakePipe
        self.backoff = Backoff(settings.backoff, seed: settings.backoffSeed ^ 0x5055_4253)
    }

    func run() {
        while !isOver {
            guard let reason = connection() else { break }
            again = unacknowledged.map { $0.message } + again
            unacknowledged.removeAll()
            let wait = backoff.next()
            publisher.logger.warning(
                "publishing link down", metadata: ["reason": "\(reason)", "retry_ms": "\(wait)"])
            tell(.disconnected(reason: reason, retryMilliseconds: wait))
            pause(wait)
        }
        tell(.stopped)
    }

    private var stopDeadline: Int64 { publisher.stopDeadline.load(ordering: .acquiring) }
    /// Stopping, and nothing is left to send or the time is up.
    private var isOver: Bool {
        guard stopDeadline != .max else { return false }
        return monotonicMilliseconds() >= stopDeadline || publisher.state.withLock { $0.held } == 0
    }

    private func tell(_ link: LinkState) { publisher.state.withLock { $0.link = link } }

    private func pause(_ milliseconds: Int) {
        let deadline = monotonicMilliseconds() + Int64(milliseconds)
        while !isOver {
            let rest = deadline - monotonicMilliseconds()
            if rest <= 0 { return }
            let wait = Int(min(rest, 50))
            if waitFor(socket: -1, events: 0, wake: wakePipe.readEnd, milliseconds: wait).woken { wakePipe.drain() }
        }
    }

    /// One connection; the reason of its end, or `nil` when the work is over.
    private func connection() -> String? {
        answers.connected = nil
        answers.acknowledged.removeAll()
        answers.lastError = nil
        let client: MosquittoClient
        do throws(VigieError) {
            client = try MosquittoClient(
                settings, keepsSession: false, context: Unmanaged.passUnretained(answers).toOpaque())
        } catch {
            return error.description
        }
        register(on: client)
        let code = client.connect(settings)
        guard code == MOSQ_ERR_SUCCESS.rawValue else { return describe(code) }
        return pump(client)
    }

    private func register(on client: MosquittoClient) {
        client.configure { handle in
            mosquitto_max_inflight_messages_set(handle, UInt32(Publisher.inFlightMax))
            mosquitto_connect_callback_set(handle) { _, context, code in
                Answers.from(context)?.connected = code
            }
            mosquitto_publish_callback_set(handle) { _, context, packetID in
                Answers.from(context)?.acknowledged.append(packetID)
            }
            mosquitto_log_callback_set(handle) { _, context, level, line in
                guard level == MOSQ_LOG_ERR || level == MOSQ_LOG_WARNING, let line else { return }
                Answers.from(context)?.lastError = Printable.clean(String(cString: line))
            }
        }
    }

    private func pump(_ client: MosquittoClient) -> String? {
        let began = monotonicMilliseconds()
        var isUp = false
        while true {
            if isOver {
                client.disconnect(milliseconds: 500)
                return nil
            }
            let ready = waitFor(
                socket: client.socket, events: POLLIN | (client.wantsWrite ? POLLOUT : 0), wake: wakePipe.readEnd,
                milliseconds: 50)
            if ready.woken { wakePipe.drain() }
            let readCode = ready.socket & ~POLLOUT == 0 ? MOSQ_ERR_SUCCESS.rawValue : client.loopRead()
            settle()
            if !isUp, let answer = answers.connected {
                guard answer == 0 else {
                    return mosquitto_connack_string(answer).map { String(cString: $0) } ?? "CONNACK \(answer)"
                }
                isUp = true
                tell(.connected(sessionPresent: false))
            }
            if isUp, readCode == MOSQ_ERR_SUCCESS.rawValue { send(client) }
            let writeCode =
                client.socket >= 0 && client.wantsWrite ? client.loopWrite() : MOSQ_ERR_SUCCESS.rawValue
            for code in [readCode, writeCode, client.loopMisc()] where code != MOSQ_ERR_SUCCESS.rawValue {
                return describe(code)
            }
            let age = monotonicMilliseconds() - began
            if !isUp, age > Int64(settings.connectSeconds) * 1000 {
                return "the broker did not answer within \(settings.connectSeconds) s"
            }
            if isUp, age > 10_000 { backoff.reset() }
        }
    }

    /// Tells what the broker has acknowledged.
    private func settle() {
        guard !answers.acknowledged.isEmpty else { return }
        let packetIDs = Set(answers.acknowledged)
        answers.acknowledged.removeAll()
        let delivered = unacknowledged.filter { packetIDs.contains($0.packetID) }.map { $0.message.id }
        guard !delivered.isEmpty else { return }
        unacknowledged.removeAll { packetIDs.contains($0.packetID) }
        publisher.state.withLock { $0.held -= delivered.count }
        backoff.reset()
        publisher.outcome(.delivered(delivered))
    }

    /// Queues as many messages as may be in flight.
    private func send(_ client: MosquittoClient) {
        let count = Publisher.inFlightMax - unacknowledged.count
        guard count > 0 else { return }
        var batch = Array(again.prefix(count))
        again.removeFirst(batch.count)
        publisher.state.withLock { state in
            let taken = min(count - batch.count, state.waiting.count)
            batch.append(contentsOf: state.waiting.prefix(taken))
            state.waiting.removeFirst(taken)
        }
        for (index, message) in batch.enumerated() {
            let (code, packetID) = client.publish(
                topic: message.topic, payload: message.payload, retain: message.retain)
            switch code {
            case MOSQ_ERR_SUCCESS.rawValue:
                unacknowledged.append((packetID, message))
            case MOSQ_ERR_INVAL.rawValue, MOSQ_ERR_PAYLOAD_SIZE.rawValue, MOSQ_ERR_MALFORMED_UTF8.rawValue,
                MOSQ_ERR_OVERSIZE_PACKET.rawValue:
                publisher.state.withLock { $0.held -= 1 }
                let error = VigieError(
                    .badData, "a message cannot be published: \(MQTTLibrary.text(code))",
                    place: Printable.clean(message.topic))
                publisher.outcome(.refused(message.id, error))
            default:
                // The connection is going; the loop notices it in the same pass.
                again.insert(contentsOf: batch[index...], at: 0)
                return
            }
        }
    }

    private func describe(_ code: Int32) -> String {
        let text = MQTTLibrary.text(code)
        return answers.lastError.map { text + " (" + $0 + ")" } ?? text
    }
}
