public import Logging
public import Model
import Synchronization

/// A message of the outbox.
public struct OutgoingMessage: Hashable, Sendable {
    /// The outbox's number of it, told again on delivery.
    public var id: Int64
    public var topic: String
    public var payload: [UInt8]
    /// The broker keeps it as the topic's last message.
    public var retain: Bool

    public init(id: Int64, topic: String, payload: [UInt8], retain: Bool = false) {
        self.id = id
        self.topic = topic
        self.payload = payload
        self.retain = retain
    }
}

/// What became of outgoing messages. Called on the publisher's own thread; keep it short.
public enum PublishOutcome: Sendable {
    /// The broker has acknowledged these messages.
    case delivered([Int64])
    /// This message can never be sent (its topic or size is not allowed).
    case refused(Int64, VigieError)
}

/// Publishes the outbox over a connection of its own at QoS 1, so that no publishing ever writes an acknowledgement of
/// the messages that come in.
///
/// At least once: what the broker has not acknowledged when the connection breaks is published again. Messages are sent
/// in the order of submission; at most ``inFlightMax`` wait for their acknowledgement.
public final class Publisher: Sendable {
    /// Messages sent and not yet acknowledged, at most.
    public static let inFlightMax = 100

    struct State {
        var waiting: [OutgoingMessage] = []
        /// Waiting and in flight.
        var held = 0
        var link = LinkState.connecting
    }

    let settings: BrokerSettings
    let capacity: Int
    let logger: Logger
    let outcome: @Sendable (PublishOutcome) -> Void
    let state = Mutex(State())
    let stopDeadline = Atomic<Int64>(.max)
    let wakePipe: WakePipe?
    private let thread = Mutex<WorkerThread?>(nil)

    /// - Parameters:
    ///   - settings: with a client id of its own; no session is kept and subscriptions are ignored.
    ///   - capacity: messages held at once, waiting and in flight.
    public init(
        settings: BrokerSettings, capacity: Int = 1_000, logger: Logger = .silent,
        outcome: @escaping @Sendable (PublishOutcome) -> Void
    ) {
        self.settings = settings
        self.capacity = max(1, capacity)
        self.logger = logger
        self.outcome = outcome
        self.wakePipe = WakePipe()
    }

    /// Starts the thread; call it once.
    ///
    /// - Throws: `badConfiguration` for settings that cannot work.
    public func start() throws(VigieError) {
        try settings.check(needsSubscriptions: false)
        guard let wakePipe else {
            throw VigieError(.unavailable, "the process has no file descriptors left", place: settings.description)
        }
        let started = thread.withLock { thread -> Bool in
            guard thread == nil else { return true }
            thread = WorkerThread { PublisherLoop(publisher: self, wakePipe: wakePipe).run() }
            return thread != nil
        }
        if !started { throw VigieError(.unavailable, "the process can start no thread", place: settings.description) }
    }

    /// How many messages ``submit(_:)`` would take now.
    public var room: Int { state.withLock { max(0, capacity - $0.held) } }

    /// The connection's state, for reports.
    public var linkState: LinkState { state.withLock { $0.link } }

    /// Takes messages from the front, as many as there is room for. Any thread; before the start they wait.
    ///
    /// - Returns: how many were taken.
    @discardableResult
    public func submit(_ messages: some Collection<OutgoingMessage>) -> Int {
        let taken = state.withLock { state in
            let count = min(messages.count, max(0, capacity - state.held))
            state.waiting.append(contentsOf: messages.prefix(count))
            state.held += count
            return count
        }
        if taken > 0 { wakePipe?.signal() }
        return taken
    }

    /// Gives what is held up to `drainMilliseconds` to be delivered, then closes the connection and ends the thread.
    /// Blocks until then.
    ///
    /// What was not delivered stays undelivered: its ids were never told, and the outbox still has it.
    public func stop(drainMilliseconds: Int = 2_000) {
        stopDeadline.store(monotonicMilliseconds() + Int64(max(0, drainMilliseconds)), ordering: .releasing)
        wakePipe?.signal()
        let worker = thread.withLock { thread -> WorkerThread? in
            defer { thread = nil }
            return thread
        }
        worker?.join()
    }
}
