import Glibc
import Model
import SimKit
import Store

/// One broker, one database, one trickle, many kills.
final class Campaign {
    /// What a campaign found.
    struct Result {
        var kills = 0
        /// Kills per point.
        var points: [FaultPoint: Int] = [:]
        var audit: Audit
        /// Things that must not happen in any run.
        var failures: [String] = []
        /// Those, and what the audit found.
        var problems: [String] { failures + audit.findings }
    }

    private let name: String
    private let plan: KillPlan
    private let broker: BrokerProcess
    private let workbench: Workbench
    private let runner: DaemonRunner
    private let trickle: Trickle
    private let controls: Bool
    private var progress = Progress()
    private var kills = 0
    private var points: [FaultPoint: Int] = [:]
    private var failures: [String] = []

    init(name: String, plan: KillPlan, vigie: String, control: String?, seed: UInt64, rate: Double) throws {
        self.name = name
        self.plan = plan
        controls = control != nil
        broker = try BrokerProcess(lines: BrokerProcess.persistentLines + ["log_type warning", "log_type error"])
        workbench = try Workbench(brokerPort: broker.port)
        runner = DaemonRunner(executable: vigie, workbench: workbench, control: control)
        trickle = Trickle(port: broker.port, rate: rate, seed: seed)
        // The broker keeps everything for the daemon from now on, before the daemon has ever run.
        try SimSubscriber(
            port: broker.port, clientID: Workbench.clientID, filters: [Workbench.filter], cleanSession: false
        ).close()
    }

    func close(keeps: Bool) {
        _ = trickle.end()
        broker.stop()
        if keeps {
            Progress.say("crash-rig: \(name) run kept in \(workbench.folder)")
        } else {
            workbench.remove()
        }
    }

    func run() throws -> Result {
        try trickle.begin()
        let began = MonotonicClock.milliseconds()
        progress.begin(began)
        for kill in plan.kills {
            try execute(kill)
            let now = MonotonicClock.milliseconds()
            progress.show(now) {
                let perSecond = Double(kills) * 1000 / Double(max(1, now - began))
                return "\(name): \(kills) of \(plan.kills.count) kills, \(perSecond.rounded(1)) a second,"
                    + " \(trickle.published) messages"
            }
            if let failure = trickle.failure { throw VigieError(.unavailable, "the trickle broke: \(failure)") }
        }
        progress.clear()
        let seconds = Double(MonotonicClock.milliseconds() - began) / 1000
        if !trickle.end() { failures.append("\(name): the trickle does not end") }
        let audit = try drain()
        let spread = FaultPoint.allCases.compactMap { point in points[point].map { "\(point.rawValue) \($0)" } }
        Progress.say(
            "\(name): \(kills) kills in \(seconds.rounded(1)) s (\((Double(kills) / seconds).rounded(1)) a second),"
                + " published \(audit.published), stored \(audit.stored), lost \(audit.lost), double \(audit.double),"
                + " quarantined \(audit.quarantined); " + spread.joined(separator: ", "))
        return Result(kills: kills, points: points, audit: audit, failures: failures)
    }

    private func execute(_ kill: Kill) throws {
        var kill = kill
        var words = ""
        for _ in 0..<3 {
            switch try runner.execute(kill) {
            case .killed:
                kills += 1
                points[kill.point, default: 0] += 1
                return
            case .survived(let last):
                // The point is rare: the first passing will do.
                kill.passing = 1
                words = last
            case .ended(let how):
                throw VigieError(.unavailable, "the daemon ended by itself at \(kill.point.rawValue): \(how)")
            }
        }
        failures.append("\(name): the point \(kill.point.rawValue) was not passed: \(words)")
    }

    /// Lets the daemon take everything that is left, stops it in peace, and audits.
    private func drain() throws -> Audit {
        let daemon = try runner.start()
        let deadline = MonotonicClock.milliseconds() + 60_000
        var seen: (end: LogPosition, at: Int64) = (.start, MonotonicClock.milliseconds())
        guard runner.waitForConnection(daemon) else {
            throw VigieError(.unavailable, "the daemon does not come up: \(runner.logTail)")
        }
        while MonotonicClock.milliseconds() < deadline {
            MonotonicClock.sleep(milliseconds: 50)
            let reader = try StoreReader(folder: workbench.data)
            defer { reader.close() }
            let status = try reader.status()
            let now = MonotonicClock.milliseconds()
            if status.logEnd != seen.end { seen = (status.logEnd, now) }
            // The control run never gets everything: then quiet must do.
            let isWhole = !controls && status.logMessages >= trickle.published
            if status.cursor == status.logEnd, now - seen.at >= (isWhole ? 300 : 2_500) { break }
        }
        if daemon.stop(graceMilliseconds: 20_000) != .exited(code: 0) {
            failures.append("\(name): the daemon did not end in peace: \(runner.logTail)")
        }
        if let damage = try runner.verify() { failures.append("\(name): verify finds damage: \(damage)") }
        return try Audit(workbench.data, trickle)
    }
}

extension Double {
    /// With so many decimals, at most three.
    func rounded(_ decimals: Int) -> String {
        let scale = [1.0, 10, 100, 1000][min(3, max(0, decimals))]
        return "\((self * scale).rounded() / scale)"
    }
}
