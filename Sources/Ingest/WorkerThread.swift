import Glibc

/// A thread of our own for a loop that blocks in `poll`; Swift's concurrency pool must not be blocked.
struct WorkerThread: @unchecked Sendable {
    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    // An opaque number that any thread may join once.
    private let handle: pthread_t

    /// Starts at once; `nil` when the system gives no thread.
    init?(_ body: @escaping @Sendable () -> Void) {
        var handle = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let code = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            return nil
        }
        self.handle = handle
    }

    /// Waits for its end; call it once.
    func join() { pthread_join(handle, nil) }
}
