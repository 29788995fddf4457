internal import Glibc
public import Model

/// A process that a simulator or a test starts, watches and always ends.
///
/// Not thread-safe: one thread owns it; ``pid`` may be read by all.
public final class ChildProcess {
    /// How a process ended.
    public enum End: Hashable, Sendable {
        case exited(code: Int32)
        case killed(signal: Int32)
    }

    public let pid: Int32
    private var end: End?

    /// Starts an executable.
    ///
    /// - Parameters:
    ///   - path: the file of the executable; it is not searched.
    ///   - environment: added to ours.
    ///   - output: a file that takes standard output and standard error, appended; `nil`: they are thrown away.
    /// - Throws: `noInput` when it cannot be started.
    public init(
        path: String, arguments: [String], environment: [String: String] = [:], output: String? = nil
    ) throws(VigieError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var names: [String] = []
        for (name, value) in environment { names.append(name + "=" + value) }
        let replaced = Set(environment.keys)
        var entry = environ
        while let text = entry.pointee {
            let line = String(cString: text)
            if !replaced.contains(String(line.prefix { $0 != "=" })) { names.append(line) }
            entry += 1
        }
        // A thread of a pool may have signals blocked or ignored; the child must not inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var child: pid_t = 0
        let code = Self.withCStrings([path] + arguments) { arguments in
            Self.withCStrings(names) { environment in
                posix_spawn(&child, path, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else {
            throw VigieError(.noInput, "cannot be started: \(String(cString: strerror(code)))", place: path)
        }
        pid = child
    }

    deinit { stop(graceMilliseconds: 0) }

    /// The end, if it has ended.
    public var ended: End? {
        if end == nil {
            var status: Int32 = 0
            if waitpid(pid, &status, WNOHANG) == pid { end = Self.end(of: status) }
        }
        return end
    }

    public func send(signal: Int32) {
        if ended == nil { kill(pid, signal) }
    }

    /// Waits for the end, at most so long; `nil` when it still runs.
    public func wait(milliseconds: Int) -> End? {
        let deadline = MonotonicClock.milliseconds() + Int64(milliseconds)
        while ended == nil, MonotonicClock.milliseconds() < deadline { usleep(500) }
        return end
    }

    /// Asks it to end, then makes it end.
    @discardableResult
    public func stop(graceMilliseconds: Int = 5_000) -> End? {
        if graceMilliseconds > 0 {
            send(signal: SIGTERM)
            if let end = wait(milliseconds: graceMilliseconds) { return end }
        }
        send(signal: SIGCONT)
        send(signal: SIGKILL)
        return wait(milliseconds: 5_000)
    }

    private static func end(of status: Int32) -> End {
        // As WIFEXITED, WEXITSTATUS and WTERMSIG of <sys/wait.h>, which are macros.
        status & 0x7F == 0 ? .exited(code: status >> 8 & 0xFF) : .killed(signal: status & 0x7F)
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
