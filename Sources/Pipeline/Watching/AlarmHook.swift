import Dispatch
import Glibc
import Logging
import Model
import Synchronization

/// Runs a command for each alarm, with the alarm as JSON on its standard input, one after the other and beside the
/// line: it can hang or fail without holding anything up. What finds the queue full is counted and left out; MQTT has
/// it still.
final class AlarmHook: Sendable {
    private struct State {
        var waiting = 0
        var counts: [String: Int] = [:]
    }

    private let settings: Configuration.Alarms
    private let logger: Logger
    private let queue = DispatchQueue(label: "vigie.hook")
    private let state = Mutex(State())

    init(_ settings: Configuration.Alarms, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    func submit(_ payload: [UInt8]) {
        let hasRoom = state.withLock { state in
            guard state.waiting < settings.queueMax else {
                state.counts["hook_dropped", default: 0] += 1
                return false
            }
            state.waiting += 1
            return true
        }
        guard hasRoom else { return }
        queue.async { [self] in
            let outcome = run(payload)
            state.withLock { state in
                state.waiting -= 1
                state.counts[outcome, default: 0] += 1
            }
        }
    }

    /// Counts since the last call, by name.
    func takeCounts() -> [String: Int] {
        state.withLock { state in
            defer { state.counts = [:] }
            return state.counts
        }
    }

    /// - Returns: the counter that the outcome goes to.
    private func run(_ payload: [UInt8]) -> String {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return "hook_failed" }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_addclose(&actions, ends[1])
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that what it starts ends with it; and the signals that the daemon holds back.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var process = pid_t()
        let words = settings.command.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let error = posix_spawnp(&process, settings.command[0], &actions, &attributes, words, environ)
        close(ends[0])
        guard error == 0 else {
            close(ends[1])
            logger.warning("the alarm hook cannot be started: \(String(cString: strerror(error)))")
            return "hook_failed"
        }
        // An alarm fits into a pipe's buffer: this does not wait for the command to read.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        _ = payload.withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
        close(ends[1])
        return wait(process)
    }

    private func wait(_ process: pid_t) -> String {
        var status: Int32 = 0
        var waited = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            guard waited < settings.timeoutMilliseconds else {
                kill(-process, SIGKILL)
                _ = waitpid(process, &status, 0)
                logger.warning("the alarm hook took longer than \(settings.timeoutMilliseconds) ms and was ended")
                return "hook_timed_out"
            }
            usleep(10_000)
            waited += 10
        }
        return status == 0 ? "hook_done" : "hook_failed"
    }
}
