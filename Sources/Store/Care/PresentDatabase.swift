internal import GRDB
import Glibc
import Model

/// The database that a restore finds in its place.
struct PresentDatabase {
    private enum State {
        case absent
        /// Ours; nil when no site was installed in it yet.
        case ours(SiteID?)
        case foreign
        /// Not readable as a database: what a restore is for.
        case damaged
    }

    /// What SQLite keeps beside a database: with a wrong one of these a sound database is read as damaged.
    static let companions = ["-wal", "-shm", "-journal"]

    private let folder: DataFolder
    private let state: State

    init(folder: DataFolder) {
        self.folder = folder
        state = PresentDatabase.look(folder)
    }

    var isThere: Bool {
        if case .absent = state { false } else { true }
    }

    private static func look(_ folder: DataFolder) -> State {
        guard folder.hasDatabase else { return .absent }
        guard let queue = try? Connection.reader(path: folder.database) else { return .damaged }
        defer { try? queue.close() }
        let state = try? queue.unsafeRead { database -> State in
            if try database.integer("PRAGMA application_id") == Schema.applicationID {
                return .ours(
                    try RawStatement(database, "SELECT site FROM site WHERE id = 1").first { SiteID($0.text(0)) })
            }
            return try database.integer("SELECT count(*) FROM sqlite_schema") == 0 ? .ours(nil) : .foreign
        }
        return state ?? .damaged
    }

    /// - Throws: 73 when another site's or another program's database is there.
    func refuseForeign(site: SiteID?) throws(VigieError) {
        let what: String
        switch state {
        case .foreign: what = "another program's database is there"
        case .ours(let present?) where present != site:
            let other = site.map { "of site '\(Printable.clean($0.rawValue))'" } ?? "of no site"
            what = "the database is of site '\(Printable.clean(present.rawValue))', the backup \(other)"
        default: return
        }
        throw VigieError(
            .cannotCreate, what, place: folder.database,
            remedy: "Give another folder with --data, or --force (the database that is there is kept beside it)")
    }

    /// Brings the database into its one file, so that it can change its name and nothing of it is applied to another.
    ///
    /// One that is too damaged for that gives its companions the name that it will have.
    ///
    /// - Parameter waitMilliseconds: how long to wait for programs that read the database.
    /// - Throws: 69 when another program has the database open; 73 and 74 when it cannot be written.
    func settle(aside: String, waitMilliseconds: Int) throws(VigieError) {
        if case .ours = state {
            do {
                try fold(waitMilliseconds: waitMilliseconds)
            } catch let error as DatabaseError
                where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode)
            {
                // Kept as it is, below.
            } catch {
                throw StoreFailure(error, place: folder.database).error
            }
        }
        for suffix in PresentDatabase.companions {
            guard rename(folder.database + suffix, aside + suffix) != 0, errno != ENOENT else { continue }
            throw VigieError(
                .cannotCreate, "cannot be moved aside: \(String(cString: strerror(errno)))",
                place: folder.database + suffix, remedy: "Check that this user may write the data folder")
        }
    }

    private func fold(waitMilliseconds: Int) throws {
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
        defer { try? queue.close() }
        var waited = 0
        while try !queue.writeWithoutTransaction({ try PresentDatabase.leaveLog($0) }) {
            guard waited < waitMilliseconds else {
                throw DatabaseError(resultCode: .SQLITE_BUSY, message: "the database is open elsewhere")
            }
            usleep(50_000)
            waited += 50
        }
        try queue.close()
    }

    /// Writes the write-ahead log back and takes its files away, which only the last connection can.
    ///
    /// - Returns: false while another connection is open.
    private static func leaveLog(_ database: Database) throws -> Bool {
        do {
            try database.run("PRAGMA synchronous = FULL")
            let isBusy = try RawStatement(database, "PRAGMA wal_checkpoint(TRUNCATE)").first { $0.int(0) != 0 } ?? false
            guard !isBusy else { return false }
            return try RawStatement(database, "PRAGMA journal_mode = DELETE").first { $0.text(0) } == "delete"
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            return false
        }
    }

    /// Files that root makes are given to whom the database belongs, else the folder: the daemon is seldom root.
    func giveOwner(to copy: String, and lock: String) {
        var status = stat()
        guard geteuid() == 0, stat(isThere ? folder.database : folder.path, &status) == 0 else { return }
        for path in [copy, lock] { _ = chown(path, status.st_uid, status.st_gid) }
    }
}
