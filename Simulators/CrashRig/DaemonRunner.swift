import Glibc
import Model
import SimKit
import Store

/// Starts `vigie serve` and lets it be killed.
struct DaemonRunner {
    /// How a start with a crash point ended.
    enum Outcome {
        case killed
        /// It still ran at the time limit and was stopped: the point was not passed. With its last words.
        case survived(String)
        /// It ended by itself.
        case ended(String)
    }

    let executable: String
    let workbench: Workbench
    /// `VIGIE_CONTROL` of the control run.
    var control: String?

    /// The daemon's file: the given one, or `vigie` beside this program.
    static func find(_ given: String?) throws(VigieError) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = count > 0 ? String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
        let folder = own.lastIndex(of: "/").map { String(own[..<$0]) } ?? "."
        let path = given ?? folder + "/vigie"
        guard access(path, X_OK) == 0 else {
            throw VigieError(
                .noInput, "there is no daemon", place: path, remedy: "Build it, or name it with --vigie")
        }
        return path
    }

    /// Starts the daemon; each start has its own log.
    func start(_ kill: Kill? = nil) throws(VigieError) -> ChildProcess {
        // Crash reports of the Swift runtime would hold up the end of a process that really crashes.
        var environment = ["SWIFT_BACKTRACE": "enable=no"]
        if let kill { environment["VIGIE_CRASH_POINT"] = "\(kill.point.rawValue):\(kill.passing)" }
        if let control { environment["VIGIE_CONTROL"] = control }
        unlink(workbench.daemonLog)
        return try ChildProcess(
            path: executable, arguments: ["serve", "--config", workbench.configuration], environment: environment,
            output: workbench.daemonLog)
    }

    /// Starts the daemon and waits until it has killed itself.
    func execute(_ kill: Kill) throws(VigieError) -> Outcome {
        let daemon = try start(kill)
        if kill.point == .shutdown {
            guard waitForConnection(daemon) else { return end(of: daemon) }
            MonotonicClock.sleep(milliseconds: Int64(kill.workMilliseconds))
            daemon.send(signal: SIGTERM)
        }
        _ = daemon.wait(milliseconds: 10_000)
        return end(of: daemon)
    }

    private func end(of daemon: ChildProcess) -> Outcome {
        switch daemon.ended {
        case .killed(signal: SIGKILL): return .killed
        case .killed(let signal): return .ended("signal \(signal): \(logTail)")
        case .exited(let code): return .ended("exit code \(code): \(logTail)")
        case nil:
            let words = logTail
            daemon.stop()
            return .survived(words)
        }
    }

    /// Waits until the daemon says that it has a link to the broker.
    func waitForConnection(_ daemon: ChildProcess) -> Bool {
        let deadline = MonotonicClock.milliseconds() + 10_000
        while daemon.ended == nil, MonotonicClock.milliseconds() < deadline {
            if TemporaryFolder.text(of: workbench.daemonLog).contains("connected to the broker") { return true }
            MonotonicClock.sleep(milliseconds: 1)
        }
        return false
    }

    /// Runs `vigie verify`; nil when it finds the database whole.
    func verify() throws(VigieError) -> String? {
        let output = workbench.folder + "/verify.log"
        let process = try ChildProcess(
            path: executable, arguments: ["verify", "--data", workbench.data.path],
            environment: ["SWIFT_BACKTRACE": "enable=no"], output: output)
        let end = process.wait(milliseconds: 120_000)
        return end == .exited(code: 0) ? nil : TemporaryFolder.text(of: output)
    }

    var logTail: String {
        String(TemporaryFolder.text(of: workbench.daemonLog).split(separator: "\n").suffix(3).joined(separator: " / "))
    }
}
