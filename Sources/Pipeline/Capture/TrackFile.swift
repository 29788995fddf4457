import Glibc
import Model
import Synchronization

/// The file of `replay --track`; `-` is standard output.
final class TrackFile: Sendable {
    private let descriptor: Int32
    private let path: String
    private let failure = Mutex<Int32>(0)

    /// nil when no track is asked for.
    /// - Throws: 73 when the file cannot be made.
    init?(path: String?) throws(VigieError) {
        guard let path else { return nil }
        self.path = path
        descriptor = path == "-" ? 1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw VigieError(
                .cannotCreate, "cannot be written: \(String(cString: strerror(errno)))", place: path,
                remedy: "Check the folder and its rights.")
        }
    }

    func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                Glibc.write(descriptor, raw.baseAddress.map { $0 + sent }, bytes.count - sent)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                failure.withLock { $0 = code }
                return
            }
            sent += count
        }
    }

    /// - Throws: 74 when anything could not be written.
    func close() throws(VigieError) {
        if descriptor > 2 { Glibc.close(descriptor) }
        let code = failure.withLock { $0 }
        guard code == 0 else {
            throw VigieError(
                .inputOutput, "cannot be written: \(String(cString: strerror(code)))", place: path,
                remedy: "Make space; the track is not complete.")
        }
    }
}
