import Model
import Synchronization

/// Carries one answer from the line's thread to the thread that waits for it.
final class ReplyBox: Sendable {
    private let state = Mutex<Result<AdminReply, VigieError>?>(nil)

    func put(_ result: Result<AdminReply, VigieError>) {
        state.withLock { $0 = result }
    }

    func take() -> Result<AdminReply, VigieError> {
        state.withLock { $0 } ?? .failure(VigieError(.unavailable, "the daemon is stopping", remedy: "Try again."))
    }
}
