internal import GRDB
import Glibc
public import Model

/// Reads a site's database: while the daemon writes and while it does not, without the lock. It cannot write.
///
/// Each call sees one state of the database; several calls see the same one inside ``consistently(_:)``. Opening
/// reads the schema and nothing that grows. Used by one thread at a time.
public final class StoreReader: @unchecked Sendable {
    public let folder: DataFolder
    let queue: DatabaseQueue
    /// Inside ``consistently(_:)``; touched by one thread at a time.
    private var isConsistent = false
    /// Units that were asked for inside the present ``consistently(_:)``.
    private var places: Places?

    /// - Throws: 66 when there is no database; 65 for one that is damaged, of another program or of another version of
    ///   Vigie; 74 when it cannot be read.
    public init(folder: DataFolder) throws(VigieError) {
        self.folder = folder
        guard folder.hasDatabase else {
            throw VigieError(
                .noInput, "there is no database", place: folder.database,
                remedy: "Start 'vigie serve' or 'vigie replay' first, or name the folder with --data")
        }
        try Connection.checkFile(folder.database)
        do {
            queue = try Connection.reader(path: folder.database)
            try queue.unsafeRead { [path = folder.database] database in
                try Connection.checkSchema(database, path: path, isReader: true)
            }
        } catch {
            throw StoreFailure(error, place: folder.database).error
        }
    }

    /// Runs several questions on one state of the database. Keep it short (10 s at most): while it lasts the daemon
    /// cannot shorten its write-ahead log.
    public func consistently<Value>(_ body: () throws(VigieError) -> Value) throws(VigieError) -> Value {
        guard !isConsistent else { return try body() }
        try access { try $0.beginTransaction(.deferred) }
        isConsistent = true
        places = nil
        defer {
            isConsistent = false
            places = nil
            try? queue.unsafeRead { try $0.rollback() }
        }
        return try body()
    }

    /// Closes the connection; the reader is of no more use.
    public func close() {
        try? queue.close()
    }

    // MARK: Access

    func access<Value>(_ body: (Database) throws -> Value) throws(VigieError) -> Value {
        do {
            return try queue.unsafeRead(body)
        } catch {
            throw StoreFailure(error, place: folder.database).error
        }
    }

    /// Runs `body` in one read transaction.
    func read<Value>(_ body: (Database) throws -> Value) throws(VigieError) -> Value {
        if isConsistent { return try access(body) }
        return try access { database in
            try database.beginTransaction(.deferred)
            defer { try? database.rollback() }
            return try body(database)
        }
    }

    /// Levels and units, looked up anew unless ``consistently(_:)`` holds the state.
    func places(_ database: Database) throws -> Places {
        if isConsistent, let places { return places }
        let fresh = try Places(database)
        if isConsistent { places = fresh }
        return fresh
    }

    // MARK: The whole

    /// The database in a few lines. - Complexity: O(counters).
    public func status() throws(VigieError) -> StoreStatus {
        try read { database in
            let progress = try Progress(database)
            let site = try RawStatement(database, "SELECT site, time_zone, version FROM site WHERE id = 1").first {
                ($0.text(0), $0.text(1), $0.text(2))
            }
            return StoreStatus(
                site: site.map { SiteID($0.0) }, timeZone: site?.1 ?? "UTC", siteVersion: site?.2 ?? "",
                clock: progress.clock, cursor: LogPosition(progress.cursor), logEnd: LogPosition(progress.logEnd),
                logMessages: Int(progress.logEnd - progress.logTrimmed), logBytes: Int(progress.logBytes),
                dataUntil: progress.dataUntil == .distantPast ? nil : progress.dataUntil,
                counters: try StoredRows.counters(database), databaseBytes: StoreReader.bytes(of: folder.database),
                walBytes: StoreReader.bytes(of: folder.database + "-wal"))
        }
    }

    private static func bytes(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// The fold's counters by name.
    public func counters() throws(VigieError) -> [String: Int] {
        try read { try StoredRows.counters($0) }
    }
}
