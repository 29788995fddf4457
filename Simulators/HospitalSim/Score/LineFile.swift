private import Glibc
internal import Model

/// Gives the lines of a file one by one, reading it in pieces of 1 MiB.
enum LineFile {
    /// Calls `body` for each line without its line feed; the last one needs none. Empty lines are given too.
    ///
    /// - Throws: `VigieError` 66 when the file cannot be opened, 74 when it cannot be read to its end.
    static func forEachLine(of path: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw VigieError(.noInput, "cannot be read", place: path, remedy: "Name a file that exists")
        }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var filled = 0
        while true {
            if filled == buffer.count { buffer.append(contentsOf: repeatElement(0, count: buffer.count)) }
            let count = buffer.withUnsafeMutableBytes { raw -> Int in
                guard let start = raw.baseAddress else { return 0 }
                return read(file, start + filled, raw.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw VigieError(.inputOutput, "cannot be read to its end", place: path) }
            filled += count
            let taken = buffer.withUnsafeBufferPointer { bytes in
                lines(UnsafeBufferPointer(rebasing: bytes[..<filled]), isLast: count == 0, body)
            }
            if count == 0 { return }
            if taken > 0 {
                buffer.withUnsafeMutableBytes { raw in
                    guard let start = raw.baseAddress else { return }
                    memmove(start, start + taken, filled - taken)
                }
                filled -= taken
            }
        }
    }

    /// - Returns: how many bytes were given out.
    private static func lines(
        _ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        var start = 0
        while start < bytes.count, let found = memchr(base + start, 0x0A, bytes.count - start) {
            let end = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            body(UnsafeBufferPointer(start: base + start, count: end - start))
            start = end + 1
        }
        if isLast, start < bytes.count {
            body(UnsafeBufferPointer(start: base + start, count: bytes.count - start))
            start = bytes.count
        }
        return start
    }
}
