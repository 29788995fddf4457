import Dispatch
import Glibc

/// SIGTERM and SIGINT as a call. None is lost, whatever the process is doing when it comes.
///
/// They are blocked in every thread, so that they wait, and one thread fetches them. A dispatch source would not do:
/// it is registered later, on a thread of its own, and until then a signal would end the process or be thrown away.
enum StopSignals {
    /// Makes the signals wait. Call it before the process starts a thread: threads inherit what is blocked.
    static func hold() {
        var signals = set()
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Calls `stop`, on another thread, for each signal that came since ``hold()`` or comes later.
    static func forward(to stop: @escaping @Sendable () -> Void) {
        DispatchQueue(label: "vigie.signals").async {
            var signals = set()
            while true {
                var number: Int32 = 0
                if sigwait(&signals, &number) == 0 { stop() }
            }
        }
    }

    private static func set() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGTERM, SIGINT] { sigaddset(&signals, number) }
        return signals
    }
}
