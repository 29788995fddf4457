internal import Glibc
public import Model

/// A real mosquitto on a free port of 127.0.0.1 with a folder of its own, for tests and simulators.
///
/// It keeps its port over restarts. Ended and cleaned up by ``stop()``, at the latest by `deinit`.
/// Not thread-safe: one thread owns it.
public final class BrokerProcess {
    /// What a broker needs that must not lose what it has acknowledged: no limits on queues, and its memory written to
    /// disk at each change. Only for tests: it writes the whole file every time.
    public static let durableLines = ["persistence true", "autosave_interval 1", "autosave_on_changes true"]
    /// Written to disk when it ends in peace (SIGTERM), and not in between.
    public static let persistentLines = ["persistence true", "autosave_interval 0"]

    public private(set) var port: Int
    /// The temporary folder: configuration, log, persistence file.
    public let folder: String
    private let executable: String
    private let lines: [String]
    private var process: ChildProcess?

    /// Starts mosquitto and waits until it accepts connections.
    ///
    /// - Parameters:
    ///   - lines: added to the configuration. Without `log_type` lines everything is logged.
    ///   - listener: how the listener is opened; the default is plain TCP for everybody. Lines of TLS options go here.
    /// - Throws: `unavailable` when mosquitto is not installed or does not start.
    public init(
        lines: [String] = BrokerProcess.persistentLines, listener: [String] = ["allow_anonymous true"]
    ) throws(VigieError) {
        executable = try Self.find()
        folder = try TemporaryFolder.make("vigie-broker")
        self.lines = listener + lines + (lines.contains { $0.hasPrefix("log_type") } ? [] : ["log_type all"])
        port = 0
        var attempts = 0
        while process == nil {
            port = try LoopbackPort.free()
            do throws(VigieError) {
                try start()
            } catch {
                attempts += 1
                // Somebody took the port in between, or the configuration is wrong: the log tells.
                if attempts == 3 { throw error }
            }
        }
    }

    deinit { stop() }

    public var pid: Int32? { process?.pid }
    /// What mosquitto wrote to its log so far.
    public var log: String { TemporaryFolder.text(of: folder + "/mosquitto.log") }

    /// Starts it (again) on its port.
    public func start() throws(VigieError) {
        let configuration =
            """
            listener \(port) 127.0.0.1
            persistence_location \(folder)/
            connection_messages true
            max_inflight_messages 0
            max_queued_messages 0
            max_queued_bytes 0
            \(geteuid() == 0 ? "user root" : "")
            \(lines.joined(separator: "\n"))

            """
        try TemporaryFolder.write(configuration, to: folder + "/mosquitto.conf")
        let process = try ChildProcess(
            path: executable, arguments: ["-c", folder + "/mosquitto.conf"], output: folder + "/mosquitto.log")
        self.process = process
        let deadline = MonotonicClock.milliseconds() + 10_000
        while process.ended == nil, MonotonicClock.milliseconds() < deadline {
            if LoopbackPort.isOpen(port) { return }
            usleep(2_000)
        }
        self.process = nil
        throw VigieError(
            .unavailable, "mosquitto did not start: \(log.suffix(400))", place: folder + "/mosquitto.conf")
    }

    /// Ends it in peace (SIGTERM): it writes its persistence file. It may be started again.
    public func terminate() {
        process?.stop(graceMilliseconds: 10_000)
        process = nil
    }

    /// Ends it at once (SIGKILL). It may be started again.
    public func kill() {
        process?.stop(graceMilliseconds: 0)
        process = nil
    }

    /// Makes it stand still (SIGSTOP): connections stay open and nothing answers, as behind a cut cable.
    public func freeze() { process?.send(signal: SIGSTOP) }
    /// Lets it go on (SIGCONT).
    public func thaw() { process?.send(signal: SIGCONT) }

    /// Ends it and removes its folder.
    public func stop() {
        kill()
        TemporaryFolder.remove(folder)
    }

    private static func find() throws(VigieError) -> String {
        var places = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"]
        if let given = getenv("VIGIE_MOSQUITTO") { places.insert(String(cString: given), at: 0) }
        for place in places where access(place, X_OK) == 0 { return place }
        throw VigieError(
            .unavailable, "mosquitto is not installed", place: places.joined(separator: ", "),
            remedy: "apt-get install mosquitto, or name it in VIGIE_MOSQUITTO")
    }
}
