import FoundationEssentials
import Glibc
public import Model
public import Store

/// The asking side: through a running daemon when there is one, else by being the writer for a moment.
public enum AdminClient {
    /// - Throws: what the daemon or the work throws; 69 when a daemon holds the folder but does not answer.
    public static func perform(_ request: AdminRequest, folder: DataFolder) throws(VigieError) -> AdminReply {
        if let connection = try ControlSocket.connect(folder.socket) {
            defer { close(connection) }
            return try ask(request, connection, path: folder.socket)
        }
        let store = try StoreWriter(folder: folder)
        store.keepStock()
        let work = try Administration.work(
            request, store: store, now: Clocks.now(), defaults: Configuration.Retention(),
            who: ControlSocket.userName(geteuid())
        ) { _ in }
        while true {
            if let reply = try work() {
                try store.close()
                return reply
            }
        }
    }

    private static func ask(_ request: AdminRequest, _ connection: Int32, path: String) throws(VigieError) -> AdminReply
    {
        let lost = VigieError(
            .unavailable, "the daemon did not answer", place: path, remedy: "Look at its log, then try again.")
        guard let bytes = try? JSONEncoder().encode(request),
            ControlSocket.write(connection, Array(bytes) + [UInt8(ascii: "\n")]),
            let line = ControlSocket.readLine(connection),
            let answer = try? JSONDecoder().decode(ControlSocket.Answer.self, from: Data(line))
        else { throw lost }
        if let reply = answer.reply { return reply }
        throw VigieError(
            answer.code.flatMap { VigieError.Code(rawValue: $0) } ?? .unavailable, answer.what ?? lost.what,
            place: answer.place, remedy: answer.remedy)
    }
}
