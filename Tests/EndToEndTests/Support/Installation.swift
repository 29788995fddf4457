import Foundation
import Glibc
import Model
import SimKit

/// One Vigie with all that belongs to it: a broker of its own, a site of six rooms, a registry, a configuration, a data
/// folder, and at most one daemon. Everything ends and goes with ``end()``, at the latest with the object.
///
/// Not thread-safe: one test owns it.
final class Installation {
    static let site = "corridor"
    static let client = "vigie-e2e"
    /// Tags `c0ffee000001` to `c0ffee000009`; `P-1` carries the first one, `P-2` the second, and so on.
    static func tag(_ number: Int) -> String { "c0ffee00000\(number)" }
    static func topic(_ reader: String) -> String { "vigie/v1/\(site)/observations/\(reader)" }

    let folder: String
    let broker: BrokerProcess
    var data: String
    private(set) var daemon: RunningDaemon?
    private var starts = 0

    var configuration: String { folder + "/vigie.yaml" }
    var siteFolder: String { folder + "/site" }
    var registry: String { folder + "/tags.csv" }

    /// - Parameters:
    ///   - registers: whether the configuration names the registry; else the database begins without tags.
    ///   - filters: topics to subscribe to, all of our own dialect.
    ///   - reportSeconds: how often the daemon writes its files.
    init(
        registers: Bool = true, filters: [String] = ["vigie/v1/\(site)/observations/+"], reportSeconds: Int = 1,
        brokerLines: [String] = BrokerProcess.persistentLines
    ) throws {
        folder = try TemporaryFolder.make("vigie-e2e")
        data = folder + "/data"
        broker = try BrokerProcess(lines: brokerLines)
        try TemporaryFolder.makeFolder(siteFolder)
        try CorridorSite().write(to: siteFolder)
        let rows = (1...6).map { "\(Installation.tag($0)),P-\($0),equipment,Pump \($0),pump,u-0-2,," }
        try TemporaryFolder.write(
            (["tag,trackable,kind,name,category,assigned_unit,model,serial"] + rows).joined(separator: "\n") + "\n",
            to: registry)
        let subscriptions = filters.map { "  - {topic: \"\($0)\", dialect: native, qos: 1}" }
        try TemporaryFolder.write(
            """
            site: site
            \(registers ? "tags: tags.csv" : "")
            broker: {host: 127.0.0.1, port: \(broker.port), client_id: \(Installation.client)}
            subscriptions:
            \(subscriptions.joined(separator: "\n"))
            reports: {every_s: \(reportSeconds)}
            fold: {flush_ms: 40, correct_after_ms: 200}

            """, to: configuration)
    }

    deinit { end() }

    /// Ends everything and removes the folder; a second call does nothing.
    func end() {
        daemon?.process.stop(graceMilliseconds: 0)
        daemon = nil
        broker.stop()
        TemporaryFolder.remove(folder)
    }

    // MARK: The daemon

    /// Starts `vigie serve`; it may not be connected yet.
    @discardableResult
    func launch(_ environment: [String: String] = [:]) throws -> RunningDaemon {
        starts += 1
        let log = folder + "/daemon-\(starts).log"
        // Crash reports of the Swift runtime would hold up the end of a process that is meant to die.
        let quiet = ["SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C"]
        let process = try ChildProcess(
            path: Built.vigie, arguments: ["serve", "--config", configuration, "--data", data],
            environment: quiet.merging(environment) { $1 }, output: log)
        let running = RunningDaemon(process: process, logPath: log)
        daemon = running
        return running
    }

    /// Starts it and waits for its link to the broker.
    @discardableResult
    func start(_ environment: [String: String] = [:]) throws -> RunningDaemon {
        let running = try launch(environment)
        guard Waiting.until({ running.isConnected || running.hasEnded }), running.isConnected else {
            throw VigieError(.unavailable, "the daemon does not start: \(running.log)")
        }
        return running
    }

    /// Asks it to end (SIGTERM) and says how it ended.
    func stop() -> ChildProcess.End? {
        guard let daemon else { return nil }
        self.daemon = nil
        let end = daemon.process.stop(graceMilliseconds: 30_000)
        // The folder goes with the test: keep what tells why.
        if end != .exited(code: 0), end != .killed(signal: SIGTERM) {
            print("the daemon's log:\n\(daemon.log.suffix(4000))")
        }
        return end
    }

    /// Ends it at once (SIGKILL).
    func kill() {
        daemon?.process.stop(graceMilliseconds: 0)
        daemon = nil
    }

    // MARK: Questions

    /// Runs a command on this data folder.
    func vigie(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
        try Command.vigie(arguments + ["--data", data], in: folder, environment: environment)
    }

    func summary() throws -> Summary {
        Summary(try vigie("report", "summary", "--json").json)
    }

    /// Waits until so many messages were folded; gives what there is then.
    func waitForMessages(_ count: Int, seconds: Double = 60) throws -> Summary {
        var last = try summary()
        _ = try Waiting.until(seconds: seconds) {
            last = try summary()
            return last.messages >= count
        }
        return last
    }

    /// The unit of a trackable, as `locate` tells it.
    func unit(of trackable: String) throws -> String? {
        try vigie("locate", trackable, "--json").json["results"][0]["unit"].text
    }

    /// How many of the daemon's acknowledgements reached the broker since it began.
    var acknowledgements: Int {
        broker.log.split(separator: "\n").count { $0.contains("Received PUBACK from \(Installation.client) ") }
    }
}

/// A daemon that was started, and its log.
final class RunningDaemon {
    let process: ChildProcess
    private let logPath: String

    init(process: ChildProcess, logPath: String) {
        self.process = process
        self.logPath = logPath
    }

    var log: String { TemporaryFolder.text(of: logPath) }
    var isConnected: Bool { log.contains("connected to the broker") }
    var hasEnded: Bool { process.ended != nil }
    /// How often it has connected so far.
    var connections: Int { log.split(separator: "\n").count { $0.contains("session_present") } }
}

/// What `report summary --json` counts.
struct Summary: CustomStringConvertible {
    let json: JSONValue

    init(_ json: JSONValue) {
        self.json = json
    }

    var messages: Int { json["messages"].number ?? 0 }
    var observations: Int { json["observations"].number ?? 0 }
    /// Numbers that their readers counted and that never came.
    var missing: Int? { json["gaps"]["missing"].number }
    /// Numbered observations that were folded although they were there already.
    var duplicates: Int? { json["gaps"]["duplicates"].number }
    var reasons: [String: Int] { json["rejections"]["by_reason"].numbers }
    var counters: [String: Int] { json["counters"].numbers }
    var generatedAt: String { json["generated_at"].text ?? "" }
    var description: String { json.description }
}
