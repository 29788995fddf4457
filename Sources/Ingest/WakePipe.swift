import Glibc

/// Wakes a thread that waits in `poll`: any thread signals, one thread polls and drains.
final class WakePipe: Sendable {
    let readEnd: Int32
    private let writeEnd: Int32

    /// `nil` when the process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func signal() {
        // A full pipe is as good: the other side has not looked yet.
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    /// Takes all signals that came so far.
    func drain() {
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            while read(readEnd, buffer.baseAddress, buffer.count) == buffer.count {}
        }
    }
}

/// Waits until one of two descriptors is ready.
///
/// - Parameters:
///   - socket: may be -1, then only `wake` counts.
///   - events: `POLLIN`, `POLLOUT` for the socket.
/// - Returns: what happened on the socket, and whether the wake descriptor is readable.
func waitFor(socket: Int32, events: Int32, wake: Int32, milliseconds: Int) -> (socket: Int32, woken: Bool) {
    withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { set in
        set[0] = pollfd(fd: socket, events: Int16(truncatingIfNeeded: events), revents: 0)
        set[1] = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
        guard poll(set.baseAddress, 2, Int32(clamping: milliseconds)) > 0 else { return (0, false) }
        return (Int32(set[0].revents), set[1].revents != 0)
    }
}

/// Milliseconds of a clock that only goes forward; for waits and limits inside the process.
func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
