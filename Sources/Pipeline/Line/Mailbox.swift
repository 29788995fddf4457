import Model
import Store
import Synchronization

/// What other threads leave for the line's thread: jobs that need the writer, and delivered outbox messages.
final class Mailbox: Sendable {
    typealias Job = @Sendable (DaemonLine) -> Void

    private struct State {
        var jobs: [Job] = []
        var delivered: [Int64] = []
    }

    private let state = Mutex(State())
    /// Wakes the line.
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    func post(_ job: @escaping Job) {
        state.withLock { $0.jobs.append(job) }
        wake()
    }

    /// Makes the line come round again.
    func nudge() { wake() }

    func take() -> [Job] {
        state.withLock { state in
            defer { state.jobs.removeAll() }
            return state.jobs
        }
    }

    func noteDelivered(_ ids: [Int64]) {
        state.withLock { $0.delivered += ids }
    }

    func takeDelivered() -> [Int64] {
        state.withLock { state in
            defer { state.delivered.removeAll() }
            return state.delivered
        }
    }
}
