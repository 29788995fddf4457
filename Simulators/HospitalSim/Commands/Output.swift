private import Glibc
internal import Model

/// Writing to files and to the terminal.
enum Output {
    static func error(_ line: String) { write(line + "\n", to: 2) }
    static func line(_ line: String) { write(line + "\n", to: 1) }

    private static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// A number with a fixed count of decimals, as people read it.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return "-" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 1e15 else { return "\(value)" }
        let whole = Int(scaled) / Int(scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(whole)" }
        let fraction = String(Int(scaled) % Int(scale))
        return "\(sign)\(whole)." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw VigieError(
                .cannotCreate, "cannot make the folder", place: path, remedy: "Make its parent, or choose another place"
            )
        }
    }
}

/// A file that is written in large pieces, to its end or not at all reported as written.
final class OutputFile {
    let path: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    /// Opens a file, over an earlier one.
    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw VigieError(
                .cannotCreate, "cannot be written", place: path, remedy: "Choose a place that exists and is writable")
        }
        buffer.reserveCapacity(1 << 17)
    }

    deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

    func write(_ bytes: [UInt8]) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= 1 << 16 { try flush() }
    }

    func write(_ text: String) throws { try write(Array(text.utf8)) }

    func close() throws {
        try flush()
        let result = Glibc.close(descriptor)
        descriptor = -1
        guard result == 0 else { throw VigieError(.inputOutput, "cannot be written to its end", place: path) }
    }

    /// Hands what is buffered to the system.
    func flush() throws {
        var start = 0
        while start < buffer.count {
            let written = buffer.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
                return Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            guard written > 0 else {
                throw VigieError(.inputOutput, "cannot be written", place: path, remedy: "Is the disk full?")
            }
            start += written
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
