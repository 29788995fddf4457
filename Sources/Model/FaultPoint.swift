/// The named places where the crash rig may kill the process. In normal operation no hook is set and a point costs
/// one comparison with nil.
public enum FaultPoint: String, CaseIterable, Sendable {
    case afterRead = "after-read"
    case beforeBegin = "before-begin"
    case midInsert = "mid-insert"
    case beforeCommit = "before-commit"
    case afterCommit = "after-commit"
    case midAcks = "mid-acks"
    case afterAcks = "after-acks"
    case midFold = "mid-fold"
    case checkpoint = "checkpoint"
    case shutdown = "shutdown"
}

/// Called at a fault point; may never return.
public typealias FaultHook = @Sendable (FaultPoint) -> Void
