import FoundationEssentials
import Glibc
import Model

/// The Unix socket in the data folder: one JSON line with a request, one with the answer.
///
/// Who asks is the peer's operating-system user, told by the kernel (`SO_PEERCRED`), never by the request.
enum ControlSocket {
    /// Longest request: a registry of 100,000 rows is about 10 MB.
    static let requestBytesMax = 64 * 1024 * 1024
    private static let pathBytesMax = 107

    struct Answer: Codable {
        var reply: AdminReply?
        var code: Int32?
        var what: String?
        var place: String?
        var remedy: String?
    }

    private static func address(_ path: String) throws(VigieError) -> sockaddr_un {
        guard path.utf8.count <= pathBytesMax else {
            throw VigieError(
                .badConfiguration, "the path is longer than \(pathBytesMax) bytes, too long for a Unix socket",
                place: path, remedy: "Use a shorter data folder.")
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return address
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32)
        throws(VigieError) -> Int32
    {
        var address = try address(path)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// A listening socket that only this user and root can open.
    static func listen(_ path: String) throws(VigieError) -> Int32 {
        unlink(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let mask = umask(0o117)
        defer { umask(mask) }
        let bound = try withAddress(path) { bind(descriptor, $0, $1) }
        guard descriptor >= 0, bound == 0, Glibc.listen(descriptor, 16) == 0 else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw VigieError(
                .cannotCreate, "the control socket cannot be made: \(reason)", place: path,
                remedy: "Check the rights of the data folder.")
        }
        return descriptor
    }

    /// A connection to a running daemon; nil when none listens.
    static func connect(_ path: String) throws(VigieError) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw VigieError(.unavailable, "no socket can be made: \(String(cString: strerror(errno)))")
        }
        let result = try withAddress(path) { Glibc.connect(descriptor, $0, $1) }
        if result == 0 { return descriptor }
        let code = errno
        close(descriptor)
        if code == EACCES || code == EPERM {
            throw VigieError(
                .notAllowed, "you may not talk to the daemon", place: path, remedy: "Run this as the daemon's user.")
        }
        return nil
    }

    /// The user at the other end.
    static func peer(of descriptor: Int32) -> uid_t? {
        var credentials = PeerCredentials()
        var size = socklen_t(MemoryLayout<PeerCredentials>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else { return nil }
        return credentials.user
    }

    /// A user's name; the number where the system has none.
    static func userName(_ user: uid_t) -> String {
        guard let entry = getpwuid(user) else { return "\(user)" }
        return Printable.clean(String(cString: entry.pointee.pw_name))
    }

    /// `struct ucred` of socket(7), which Swift's Glibc does not show.
    private struct PeerCredentials {
        var process: Int32 = 0
        var user: UInt32 = 0
        var group: UInt32 = 0
    }

    /// Bytes up to a line feed; nil when the peer went away or sends more than allowed.
    static func readLine(_ descriptor: Int32) -> [UInt8]? {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while line.count <= requestBytesMax {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            let piece = buffer[..<count]
            if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
                line += piece[..<end]
                return line
            }
            line += piece
        }
        return nil
    }

    static func write(_ descriptor: Int32, _ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                send(descriptor, raw.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
