import FoundationEssentials
import Glibc
public import Model
import Synchronization

/// The crash rig's switches, read from the environment once. Without them nothing here is ever called.
///
/// - `VIGIE_CRASH_POINT=<point>:<k>` kills the process (SIGKILL) when it passes the named point for the k-th time.
/// - `VIGIE_CRASH_TOPIC=<topic>` kills it whenever the fold meets that topic: a poison message.
/// - `VIGIE_CONTROL=ack-before-commit` is the planted bug that the rig must catch; it is told loudly in the log.
public struct FaultSwitches: Sendable {
    public var hook: FaultHook?
    public var poisonTopic: String?
    public var acknowledgesBeforeCommit = false

    /// - Throws: 78 for a point that does not exist: a rig that misspells it would prove nothing.
    public static func fromEnvironment() throws(VigieError) -> FaultSwitches {
        let environment = ProcessInfo.processInfo.environment
        var switches = FaultSwitches()
        if let text = environment["VIGIE_CRASH_POINT"] {
            let parts = text.split(separator: ":")
            guard parts.count == 2, let point = FaultPoint(rawValue: String(parts[0])), let count = Int(parts[1]),
                count > 0
            else {
                throw VigieError(
                    .badConfiguration, "\(text) is no crash point", place: "VIGIE_CRASH_POINT",
                    remedy: "Write <point>:<k>, the point one of \(FaultPoint.allCases.map(\.rawValue)).")
            }
            let passed = Counter()
            switches.hook = { here in
                guard here == point, passed.next() == count else { return }
                FaultSwitches.die()
            }
        }
        switches.poisonTopic = environment["VIGIE_CRASH_TOPIC"]
        switch environment["VIGIE_CONTROL"] {
        case nil: break
        case "ack-before-commit": switches.acknowledgesBeforeCommit = true
        case .some(let other):
            throw VigieError(
                .badConfiguration, "\(other) is no control", place: "VIGIE_CONTROL", remedy: "Write ack-before-commit.")
        }
        return switches
    }

    /// Ends the process as a power cut would: no handler, no flush.
    static func die() {
        kill(getpid(), SIGKILL)
        while true { pause() }
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)

        func next() -> Int {
            value.withLock { value in
                value += 1
                return value
            }
        }
    }
}
