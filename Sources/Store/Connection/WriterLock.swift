import Glibc
import Model

/// The lock file that makes one process the writer: `flock`, so that it goes with the process whatever ends it.
struct WriterLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: 69 naming the holder's process id; 73 when the file cannot be made.
    init(path: String) throws(VigieError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw VigieError(
                .cannotCreate, "cannot make the lock file: \(String(cString: strerror(errno)))", place: path,
                remedy: "Check that this user may write the data folder")
        }
        guard WriterLock.take(descriptor) else {
            let isHeld = errno == EWOULDBLOCK
            let reason = String(cString: strerror(errno))
            let holder = WriterLock.readHolder(descriptor)
            close(descriptor)
            guard isHeld else {
                throw VigieError(
                    .unavailable, "cannot lock: \(reason)", place: path, remedy: "Use a local disk, not a network one")
            }
            throw VigieError(
                .unavailable, "another process writes this data folder (process \(holder))", place: path,
                remedy: "Ask it over its control socket, or stop it first")
        }
        self.descriptor = descriptor
        var text = Array("\(getpid())\n".utf8)
        // The content is only for people; the lock itself is what counts.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, &text, text.count, 0) }
    }

    private static let patienceMilliseconds = 250
    private static let stepMilliseconds = 10

    /// Takes the lock, with a little patience: a child that another thread is just starting (a hook's) has a copy of
    /// every descriptor until it becomes its program, and so holds a lock that was let go a moment ago.
    private static func take(_ descriptor: Int32) -> Bool {
        for _ in 0..<(patienceMilliseconds / stepMilliseconds) {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { return false }
            usleep(useconds_t(stepMilliseconds * 1000))
        }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    private static func readHolder(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        let digits = buffer.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
    }

    deinit {
        close(descriptor)
    }
}
