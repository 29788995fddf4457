import Dispatch
import FoundationEssentials
import Glibc
import Logging
import Model

/// Takes requests from the control socket to the line's thread and the answers back.
final class ControlServer: Sendable {
    private let descriptor: Int32
    private let path: String
    private let mailbox: Mailbox
    private let allowed: Set<uid_t>
    private let logger: Logger
    /// Requests at the same time.
    private static let connectionsMax = 8
    private let slots = DispatchSemaphore(value: connectionsMax)

    /// - Parameter operators: names or numbers of users that may ask, besides root and this process's own.
    init(path: String, operators: [String], mailbox: Mailbox, logger: Logger) throws(VigieError) {
        self.path = path
        self.mailbox = mailbox
        self.logger = logger
        var allowed: Set<uid_t> = [0, geteuid()]
        for name in operators {
            if let number = uid_t(name) {
                allowed.insert(number)
            } else if let entry = getpwnam(name) {
                allowed.insert(entry.pointee.pw_uid)
            } else {
                throw VigieError(
                    .badConfiguration, "operators: no user \(Printable.clean(name)) on this machine",
                    remedy: "Give names or numbers of existing users.")
            }
        }
        self.allowed = allowed
        descriptor = try ControlSocket.listen(path)
        if !operators.isEmpty { chmod(path, 0o666) }
    }

    /// Answers until ``stop()``; on a thread of its own.
    func start() {
        let thread = DispatchQueue(label: "vigie.control")
        thread.async { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                if connection < 0, errno == EINTR || errno == ECONNABORTED { continue }
                guard connection >= 0 else { return }
                slots.wait()
                DispatchQueue.global().async { [self] in
                    serve(connection)
                    close(connection)
                    slots.signal()
                }
            }
        }
    }

    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
        unlink(path)
    }

    private func serve(_ connection: Int32) {
        guard let line = ControlSocket.readLine(connection) else { return }
        var answer = ControlSocket.Answer()
        do {
            answer.reply = try perform(line, peer: ControlSocket.peer(of: connection))
        } catch {
            answer.code = error.code.rawValue
            answer.what = error.what
            answer.place = error.place
            answer.remedy = error.remedy
        }
        guard let bytes = try? JSONEncoder().encode(answer) else { return }
        _ = ControlSocket.write(connection, Array(bytes) + [UInt8(ascii: "\n")])
    }

    private func perform(_ line: [UInt8], peer: uid_t?) throws(VigieError) -> AdminReply {
        guard let request = try? JSONDecoder().decode(AdminRequest.self, from: Data(line)) else {
            throw VigieError(.usage, "not a request of this version", place: path, remedy: "Use the same vigie.")
        }
        guard let peer, allowed.contains(peer) else {
            logger.warning("refused", metadata: ["verb": "\(request.verb)", "uid": "\(peer ?? .max)"])
            throw VigieError(
                .notAllowed, "your user may not do `\(request.verb)`", place: path,
                remedy: "Ask for your user to be listed under `operators` in the daemon's configuration.")
        }
        logger.info("asked", metadata: ["verb": "\(request.verb)", "uid": "\(peer)"])
        let done = DispatchSemaphore(value: 0)
        let box = ReplyBox()
        mailbox.post { line in
            line.begin(request, who: ControlSocket.userName(peer)) { result in
                box.put(result)
                done.signal()
            }
        }
        done.wait()
        return try box.take().get()
    }
}
