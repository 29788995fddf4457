import Glibc
import Logging
import Model
import SimKit
import Testing

@testable import Pipeline

@Suite("The hook that alarms go to")
struct AlarmHookTests {
    private func hook(_ command: [String], timeoutMilliseconds: Int = 10_000, queueMax: Int = 100) -> AlarmHook {
        // The daemon does the same: a command that does not read must not end us.
        signal(SIGPIPE, SIG_IGN)
        var settings = Configuration.Alarms()
        settings.command = command
        settings.timeoutMilliseconds = timeoutMilliseconds
        settings.queueMax = queueMax
        return AlarmHook(settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Waits until so many runs and refusals are counted.
    private func counts(_ hook: AlarmHook, until total: Int) -> [String: Int] {
        var counts: [String: Int] = [:]
        let deadline = MonotonicClock.milliseconds() + 30_000
        while counts.values.reduce(0, +) < total, MonotonicClock.milliseconds() < deadline {
            for (name, count) in hook.takeCounts() { counts[name, default: 0] += count }
            MonotonicClock.sleep(milliseconds: 5)
        }
        return counts
    }

    @Test("a command that hangs is ended with what it started, and the queue stays bounded")
    func hangs() throws {
        let folder = try TemporaryFolder.make("vigie-hook")
        defer { TemporaryFolder.remove(folder) }
        let file = folder + "/children"
        // A child of its own, that would outlive it by far.
        let hook = hook(
            ["/bin/sh", "-c", "sleep 600 & echo $! >> \(file); wait"], timeoutMilliseconds: 200, queueMax: 2)
        // Nothing of this waits for the command.
        for number in 0..<6 { hook.submit(Array("{\"alarm\":\(number)}".utf8)) }
        let counts = counts(hook, until: 6)
        #expect(counts["hook_timed_out", default: 0] >= 2)
        #expect(counts["hook_dropped", default: 0] >= 3)
        #expect(counts.values.reduce(0, +) == 6)
        for line in TemporaryFolder.text(of: file).split(separator: "\n") {
            let child = try #require(Int32(line))
            let deadline = MonotonicClock.milliseconds() + 10_000
            while isRunning(child), MonotonicClock.milliseconds() < deadline { MonotonicClock.sleep(milliseconds: 5) }
            #expect(!isRunning(child), "what the command started runs on")
        }
    }

    /// Whether a process is there and not merely waits to be buried.
    private func isRunning(_ process: Int32) -> Bool {
        let status = TemporaryFolder.text(of: "/proc/\(process)/stat")
        return !status.isEmpty && !status.contains(") Z ")
    }

    @Test("a command that fails, is not there, or does not read is counted")
    func fails() throws {
        let large = [UInt8](repeating: UInt8(ascii: "x"), count: 60_000)
        for (command, outcome) in [
            (["/bin/sh", "-c", "exit 3"], "hook_failed"), (["/nowhere/at/all"], "hook_failed"),
            (["/bin/true"], "hook_done"), (["/bin/sh", "-c", "cat > /dev/null"], "hook_done"),
        ] {
            let hook = hook(command)
            hook.submit(large)
            #expect(counts(hook, until: 1) == [outcome: 1], "\(command)")
        }
    }
}
