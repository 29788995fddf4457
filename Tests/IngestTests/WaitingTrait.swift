import Foundation
import Testing

/// Runs a suite's tests on threads of their own.
///
/// They wait for a broker, and a wait blocks its thread: on the shared pool, which has one thread per core, it would
/// hold up every other test.
struct WaitingTrait: SuiteTrait, TestTrait, TestScoping {
    /// For each test of the suite.
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        try await withTaskExecutorPreference(OwnThreads.shared) { try await function() }
    }
}

extension Trait where Self == WaitingTrait {
    static var waits: Self { WaitingTrait() }
}

/// Threads that jobs may block.
private final class OwnThreads: TaskExecutor {
    static let shared = OwnThreads()
    private let queue = DispatchQueue(label: "tests that wait", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
