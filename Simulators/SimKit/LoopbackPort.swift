internal import Glibc
internal import Model

/// TCP ports of 127.0.0.1.
enum LoopbackPort {
    private static func withAddress<Result>(
        port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func makeSocket() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    /// A listening socket on a port that the system chooses.
    static func listen() throws(VigieError) -> (descriptor: Int32, port: Int) {
        let descriptor = makeSocket()
        let isBound = withAddress(port: 0) { bind(descriptor, $0, $1) } == 0
        guard isBound, Glibc.listen(descriptor, 16) == 0 else {
            close(descriptor)
            throw VigieError(.unavailable, "no port of 127.0.0.1 can be opened")
        }
        var bound = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        return (descriptor, Int(UInt16(bigEndian: bound.sin_port)))
    }

    /// A port that is free now; somebody else may take it before it is used.
    static func free() throws(VigieError) -> Int {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }

    /// Whether somebody accepts connections there.
    static func isOpen(_ port: Int) -> Bool {
        let descriptor = makeSocket()
        defer { close(descriptor) }
        return withAddress(port: port) { connect(descriptor, $0, $1) } == 0
    }
}
