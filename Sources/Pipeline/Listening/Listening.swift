import Ingest
public import Model

/// Listens to a broker for a while, as a stranger: a session of its own that the broker forgets, QoS 0, nothing
/// acknowledged, nothing stored, nothing published.
public struct Listening: Sendable {
    /// Where and for how long.
    public struct Options: Sendable {
        public var seconds: Int
        /// A daemon's configuration: its broker with its credentials; nil for ``host`` and ``port``.
        public var configuration: String?
        public var host = "127.0.0.1"
        public var port = 1883
        /// MQTT topic filters. Default: everything but what the broker tells of itself.
        public var filters = ["#"]

        public init(seconds: Int) { self.seconds = seconds }
    }

    /// Listens, blocking; the longest wait for a connection is that of the time asked for.
    ///
    /// - Parameters:
    ///   - registry: tags that are on a trackable.
    ///   - progress: called some times a second with the seconds past and the messages so far.
    /// - Throws: `unavailable` when no connection came about.
    public static func run(
        _ options: Options, registry: ByteTable, progress: @escaping (Int, Int) -> Void
    ) throws(VigieError) -> TrafficTally {
        let file = try options.configuration.map { file throws(VigieError) in try Configuration.read(file: file) }
        var settings = file?.broker ?? BrokerSettings(host: options.host, port: options.port, clientID: "vigie")
        // Not the daemon's session: two of one name throw each other out.
        settings.clientID = "vigie-listen-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        settings.keepsSession = false
        settings.subscriptions = options.filters.map { BrokerSettings.Subscription(filter: $0, qos: 0) }
        let link = BrokerLink(settings: settings)
        let post = ListeningPost(
            TrafficTally(registry: registry), milliseconds: Int64(options.seconds) * 1000, progress: progress,
            stop: link.requestStop)
        try link.run(post)
        guard post.hasConnected else {
            throw VigieError(
                .unavailable, "no connection: \(post.trouble)", place: settings.description,
                remedy: "Check the address, the broker and its access rules.")
        }
        return post.tally
    }
}

/// Counts batches until the time is over.
private final class ListeningPost: BatchSink {
    private(set) var tally: TrafficTally
    private(set) var hasConnected = false
    private(set) var trouble = "the broker does not answer"
    private let begun = Clocks.monotonicMilliseconds()
    private var toldAt: Int64 = 0
    private let milliseconds: Int64
    private let progress: (Int, Int) -> Void
    private let stop: () -> Void

    init(
        _ tally: TrafficTally, milliseconds: Int64, progress: @escaping (Int, Int) -> Void,
        stop: @escaping () -> Void
    ) {
        self.tally = tally
        self.milliseconds = milliseconds
        self.progress = progress
        self.stop = stop
    }

    func commit(_ batch: inout MessageBatch) {
        tally.add(batch)
        look()
    }

    func released() {}

    func idle() { look() }

    func linkChanged(_ state: LinkState) {
        switch state {
        case .connected: hasConnected = true
        case .refused(let reason): trouble = reason
        case .disconnected(let reason, _): trouble = reason
        case .subscriptionRefused(let filter): trouble = "the broker refuses to send \(Printable.clean(filter))"
        case .connecting, .stopped: break
        }
    }

    private func look() {
        let past = Clocks.monotonicMilliseconds() - begun
        if past >= milliseconds { return stop() }
        guard past - toldAt >= 250 else { return }
        toldAt = past
        progress(Int(past / 1000), tally.messages)
    }
}
