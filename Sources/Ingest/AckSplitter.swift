import CMosquitto
import Glibc
import Model

/// Cuts the writing of acknowledgements in the middle, for the crash rig's point ``FaultPoint/midAcks``.
///
/// One `mosquitto_loop_write` writes all that is queued and cannot be stopped halfway. So, only while a fault hook is
/// set, it is made to write into a local pipe: the connection's descriptor stands for the pipe's end during the call.
/// Then the first half of the bytes goes to the broker, the hook is called (and may never return), and then the rest
/// goes. With one acknowledgement of four bytes the cut is inside it. The bytes are not looked at, so it works with
/// TLS too. Without a hook none of this happens.
enum AckSplitter {
    /// - Returns: the library's return code; `MOSQ_ERR_CONN_LOST` when the broker does not take the bytes.
    static func write(_ client: MosquittoClient, hook: FaultHook) -> Int32 {
        let socket = client.socket
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard client.wantsWrite, socket >= 0, socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            return client.loopWrite()
        }
        let saved = fcntl(socket, F_DUPFD_CLOEXEC, 3)
        dup2(ends[0], socket)
        let code = client.loopWrite()
        // On an error the library has closed the descriptor; then there is nothing to give back.
        if client.socket == socket { dup2(saved, socket) }
        close(ends[0])
        let bytes = drain(ends[1])
        close(ends[1])
        defer { close(saved) }
        guard code == MOSQ_ERR_SUCCESS.rawValue, !bytes.isEmpty else { return code }
        let half = (bytes.count + 1) / 2
        let first = send(bytes[..<half], to: saved)
        hook(.midAcks)
        return first && send(bytes[half...], to: saved) ? code : MOSQ_ERR_CONN_LOST.rawValue
    }

    private static func drain(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count <= 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    private static func send(_ bytes: ArraySlice<UInt8>, to socket: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN || errno == EINTR {
                _ = waitFor(socket: socket, events: POLLOUT, wake: -1, milliseconds: 1000)
            } else {
                return false
            }
        }
        return true
    }
}
