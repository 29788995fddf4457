private import Glibc
public import Model

/// The clocks of simulators and tests; the product's core never asks one.
public enum MonotonicClock {
    /// Nanoseconds of CLOCK_MONOTONIC.
    public static func nanoseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    /// Milliseconds of CLOCK_MONOTONIC.
    public static func milliseconds() -> Int64 { nanoseconds() / 1_000_000 }

    /// The wall clock, for stamps.
    public static func wallInstant() -> Instant {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Instant(milliseconds: Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000)
    }

    /// Waits; negative or 0 returns at once.
    public static func sleep(milliseconds: Int64) {
        guard milliseconds > 0 else { return }
        usleep(UInt32(clamping: milliseconds * 1000))
    }
}
