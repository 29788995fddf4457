internal import Glibc
public import Model

/// A thread for work that blocks, beside Swift's concurrency pool.
public enum BackgroundThread {
    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a new thread; nobody waits for it.
    ///
    /// - Throws: `unavailable` when the system gives no thread.
    public static func start(_ body: @escaping @Sendable () -> Void) throws(VigieError) {
        var handle = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let code = pthread_create(
            &handle, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw VigieError(.unavailable, "the process can start no thread")
        }
        pthread_detach(handle)
    }
}
