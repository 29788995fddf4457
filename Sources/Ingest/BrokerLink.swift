public import Logging
public import Model
import Synchronization

/// The connection that takes messages from the broker and acknowledges them after they are durable.
///
///     poll ──▶ loop_read … loop_read ──▶ sink.commit ──▶ loop_write ──▶ sink.released ──▶ loop_misc ──▶ poll
///              ≤ 500 messages, ≤ 20 ms,    durable          PUBACKs        deferred work     keepalive
///              or nothing more comes
///
/// libmosquitto queues the PUBACK before it hands over the message; with `mosquitto_threaded_set` only
/// `mosquitto_loop_write` sends what is queued. PINGREQ and SUBSCRIBE wait in the same queue; it is written only when
/// no message waits for its commit, that is at the end of every pass.
///
/// With TLS a batch may grow past 500 by the messages of one TLS record (16 KiB), which the library reads at once.
public final class BrokerLink: Sendable {
    let settings: BrokerSettings
    let logger: Logger
    let faultHook: FaultHook?
    let wakePipe: WakePipe?
    private let stops = Atomic(false)

    /// - Parameters:
    ///   - logger: the default says nothing.
    ///   - faultHook: for the crash rig; called at ``Model/FaultPoint/afterRead``,
    ///     ``Model/FaultPoint/midAcks`` and ``Model/FaultPoint/afterAcks``.
    public init(settings: BrokerSettings, logger: Logger = .silent, faultHook: FaultHook? = nil) {
        self.settings = settings
        self.logger = logger
        self.faultHook = faultHook
        self.wakePipe = WakePipe()
    }

    /// Connects, takes messages and comes back after every loss of the connection, until ``requestStop()``. Blocks the
    /// calling thread; call it once.
    ///
    /// On stop nothing more is read; what was read is committed and acknowledged; the broker keeps the session.
    ///
    /// - Throws: `badConfiguration` for settings that cannot work (missing TLS files included); what the sink throws
    ///   as ``SinkFailure/fatal(_:)``. A broker that cannot be reached or refuses us is no error: it is told by
    ///   ``BatchSink/linkChanged(_:)`` and tried again.
    public func run(_ sink: some BatchSink) throws(VigieError) {
        try settings.check(needsSubscriptions: true)
        guard let wakePipe else {
            throw VigieError(.unavailable, "the process has no file descriptors left", place: settings.description)
        }
        if settings.acknowledgesBeforeCommit {
            logger.error("PLANTED FAULT: messages are acknowledged before they are stored; a crash will lose some")
        }
        let loop = LinkLoop(link: self, wakePipe: wakePipe, sink: sink)
        try loop.run()
    }

    /// Makes ``run(_:)`` return soon. Any thread, any number of times, also before `run`.
    public func requestStop() {
        stops.store(true, ordering: .releasing)
        wakePipe?.signal()
    }

    /// Makes the running loop call ``BatchSink/idle()`` soon, also while messages come. Any thread.
    public func wake() { wakePipe?.signal() }

    var isStopRequested: Bool { stops.load(ordering: .acquiring) }
}

extension Logger {
    /// Says nothing.
    public static var silent: Logger { Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() }) }
}
