import Glibc
public import Model

/// Reads a file, or standard input for `-`, line by line without building strings.
///
/// Lines end with `\n` or `\r\n`; the last one may lack it. A line longer than `lineBytesMax` is given cut to one byte
/// more than that, so that its reader refuses it as too large; the rest of it is passed over.
public struct LineReader: ~Copyable {
    private let descriptor: Int32
    private var buffer: [UInt8]
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    private let lineBytesMax: Int
    private let path: String
    /// Bytes read so far.
    public private(set) var bytesRead = 0
    /// The file's size; 0 when it has none (a pipe).
    public let bytesTotal: Int

    /// - Throws: 66 when the file cannot be opened.
    public init(path: String, lineBytesMax: Int) throws(VigieError) {
        self.path = path
        self.lineBytesMax = lineBytesMax
        descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw VigieError(
                .noInput, "cannot be opened: \(String(cString: strerror(errno)))", place: path,
                remedy: "Check the path and its permissions.")
        }
        var status = stat()
        bytesTotal = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
        buffer = [UInt8](repeating: 0, count: 1 << 20)
    }

    deinit { if descriptor > 0 { close(descriptor) } }

    /// Calls `body` with each line, without its end.
    /// - Throws: 66 for a folder, 74 when reading fails; what `body` throws.
    public mutating func forEachLine(
        _ body: (UnsafeBufferPointer<UInt8>) throws(VigieError) -> Void
    ) throws(VigieError) {
        var isSkipping = false
        while true {
            if let length = newline() {
                if !isSkipping { try give(length, body) }
                isSkipping = false
                start += length + 1
            } else if isAtEnd {
                if end > start, !isSkipping { try give(end - start, body) }
                return
            } else if end - start > lineBytesMax {
                if !isSkipping { try give(lineBytesMax + 1, body) }
                isSkipping = true
                start = end
            } else {
                try fill()
            }
        }
    }

    private func newline() -> Int? {
        buffer.withUnsafeBytes { bytes -> Int? in
            guard end > start, let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, end - start) else {
                return nil
            }
            return UnsafeRawPointer(found) - (base + start)
        }
    }

    private func give(
        _ length: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(VigieError) -> Void
    ) throws(VigieError) {
        let from = start
        try buffer.withUnsafeBufferPointer { bytes throws(VigieError) in
            let hasReturn = length > 0 && bytes[from + length - 1] == 0x0D
            try body(UnsafeBufferPointer(rebasing: bytes[from..<(from + length - (hasReturn ? 1 : 0))]))
        }
    }

    private mutating func fill() throws(VigieError) {
        if start > 0 {
            buffer.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                memmove(base, base + start, end - start)
            }
            end -= start
            start = 0
        }
        if end == buffer.count { buffer.append(contentsOf: repeatElement(0, count: buffer.count)) }
        let space = end..<buffer.count
        let count = buffer.withUnsafeMutableBytes { bytes -> Int in
            guard let base = bytes.baseAddress else { return -1 }
            return read(descriptor, base + space.lowerBound, space.count)
        }
        guard count >= 0 else {
            if errno == EINTR { return }
            throw VigieError(
                errno == EISDIR ? .noInput : .inputOutput, "cannot be read: \(String(cString: strerror(errno)))",
                place: path)
        }
        isAtEnd = count == 0
        end += count
        bytesRead += count
    }
}
