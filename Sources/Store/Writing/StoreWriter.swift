internal import GRDB
internal import GRDBSQLite
import Glibc
public import Model

/// The one writer of a site's database. It holds the folder's lock as long as it lives.
///
/// Each call is one transaction and returns after it is on disk (WAL, `synchronous = FULL`). Calls from several threads
/// take turns; the line has one thread, and commands of the control socket come between two commits.
public final class StoreWriter: @unchecked Sendable {
    public let folder: DataFolder
    /// The write-ahead log is written back after a commit once it is this large, in bytes.
    public static let checkpointBytes = 16 * 1024 * 1024
    /// A write-ahead log larger than this means that a reader holds it back: tell people. In bytes.
    public static let walAlarmBytes = 256 * 1024 * 1024

    let queue: DatabaseQueue
    let faultHook: FaultHook?
    private let lock: WriterLock
    /// Pages in the write-ahead log after the last commit, set by SQLite's hook.
    var walPages: UnsafeMutablePointer<Int32> { walCounter.pages }
    private let walCounter = PageCounter()

    // Everything below is touched inside the queue only.
    var progress = Progress()
    /// Durable keys of the present site's levels, by index.
    var levelKeys: [Int32] = []
    /// Pages in the log at the last attempt to write it back.
    var pagesAtCheckpoint: Int32 = 0
    /// When the log was last written back whole, on the monotonic clock.
    var truncatedAtMilliseconds = Int64.min / 2
    /// A purge that is done piece by piece.
    var purgeRun: PurgeRun?
    /// Takes a scan into the ledger, in the transaction that writes what was derived; set once, before the first
    /// commit. Without it scans are dropped.
    public var stockWork: ((StockScan, inout StockBook) throws -> Void)?
    /// The same for temperatures of places of stock.
    public var climateWork: (([TemperatureReading], inout StockBook) throws -> Void)?
    /// The same for bins in the box of empty ones.
    public var binWork: ((BinSighting, inout StockBook) throws -> Void)?

    /// Opens the folder's database for writing; makes folder and database when they are not there, and brings an older
    /// schema up to date.
    ///
    /// - Parameters:
    ///   - faultHook: called at the named places; nil in normal operation.
    ///   - cacheMegabytes: page cache of the connection, in MiB.
    /// - Throws: 69 when another process is the writer or the disk cannot hold a write-ahead log; 65 for a database
    ///   that is damaged, of another program or of a newer Vigie; 73 and 74 when it cannot be written.
    public init(folder: DataFolder, faultHook: FaultHook? = nil, cacheMegabytes: Int = 32) throws(VigieError) {
        self.folder = folder
        self.faultHook = faultHook
        try folder.create()
        lock = try WriterLock(path: folder.lock)
        try Connection.checkFile(folder.database)
        do {
            let previousMask = umask(0o077)
            defer { umask(previousMask) }
            queue = try Connection.writer(path: folder.database, cacheMegabytes: cacheMegabytes)
            try queue.writeWithoutTransaction { [path = folder.database] database in
                try Connection.checkSchema(database, path: path)
                try Connection.checkDurability(database, path: path)
                try database.setPragma("application_id", Int(Schema.applicationID))
            }
            try Schema.migrator.migrate(queue)
            try queue.writeWithoutTransaction { try load($0) }
        } catch {
            throw StoreWriter.opening(error, folder)
        }
    }

    deinit {
        // The connection, and with it the hook, must be gone before the counter that the hook writes to.
        try? queue.close()
    }

    private static func opening(_ error: any Error, _ folder: DataFolder) -> VigieError {
        StoreFailure(error, place: folder.database).error
    }

    /// Reads what the writer keeps in memory, and a first look at whether log and cursor fit together.
    private func load(_ database: Database) throws {
        progress = try Progress(database)
        let newest = try database.integer("SELECT coalesce(max(position), 0) FROM log")
        guard newest <= progress.logEnd, progress.cursor <= progress.logEnd else {
            throw VigieError(
                .badData,
                "the database contradicts itself: its log ends at \(newest), its records say"
                    + " \(progress.logEnd), read up to \(progress.cursor)", place: folder.database,
                remedy: "Stop the daemon and put the last backup in its place with 'vigie restore'")
        }
        levelKeys = try StoreWriter.readLevelKeys(database)
        sqlite3_wal_hook(
            database.sqliteConnection,
            { context, _, _, pages in
                context?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            }, walPages)
    }

    /// Closes the database after writing the log back. Afterwards every call fails; the lock goes with the object.
    ///
    /// - Throws: 74 when the last checkpoint failed; nothing committed is lost by that.
    public func close() throws(VigieError) {
        var trouble: VigieError?
        do {
            try checkpointWhenIdle(everyMilliseconds: 0)
        } catch {
            trouble = error.error
        }
        do {
            try queue.close()
        } catch {
            throw StoreWriter.opening(error, folder)
        }
        if let trouble { throw trouble }
    }

    // MARK: Access

    /// Runs `body` on the connection, and tells its errors as failures.
    func access<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
        do {
            return try queue.writeWithoutTransaction(body)
        } catch {
            throw StoreFailure(error, place: folder.database)
        }
    }

    /// Runs `body` in one transaction: all of it or nothing.
    func transact<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
        try access { try StoreWriter.inTransaction($0, body) }
    }

    static func inTransaction<Value>(_ database: Database, _ body: (Database) throws -> Value) throws -> Value {
        try database.beginTransaction(.immediate)
        do {
            let value = try body(database)
            try database.commit()
            return value
        } catch {
            // SQLite rolls back by itself at FULL, IOERR and NOMEM.
            if database.isInsideTransaction { try? database.rollback() }
            throw error
        }
    }
}

/// A number at a fixed address, for SQLite's hook.
private final class PageCounter {
    let pages: UnsafeMutablePointer<Int32>

    init() {
        pages = .allocate(capacity: 1)
        pages.initialize(to: 0)
    }

    deinit { pages.deallocate() }
}

/// The one row that says how far log and fold came.
struct Progress: Sendable {
    var cursor: Int64 = 0
    var dataUntil = Instant.distantPast
    /// The highest position ever given.
    var logEnd: Int64 = 0
    /// Messages that were trimmed away.
    var logTrimmed: Int64 = 0
    /// Bytes of topics and payloads that are there.
    var logBytes: Int64 = 0
    var clock = StoreClock.wall

    init() {}

    init(_ database: Database) throws {
        let statement = try RawStatement(
            database,
            "SELECT cursor, data_until, log_end, log_trimmed, log_bytes, clock FROM progress WHERE id = 1")
        let found: Void? = try statement.first { row in
            cursor = row.int64(0)
            dataUntil = row.optionalInstant(1) ?? .distantPast
            logEnd = row.int64(2)
            logTrimmed = row.int64(3)
            logBytes = row.int64(4)
            clock = StoreClock(rawValue: row.text(5)) ?? .wall
        }
        guard found != nil else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the progress row is missing")
        }
    }

    func write(_ database: Database) throws {
        let statement = try RawStatement(
            database,
            """
            UPDATE progress SET cursor = ?, data_until = ?, log_end = ?, log_trimmed = ?, log_bytes = ?, clock = ?
            WHERE id = 1
            """)
        statement.bind(1, cursor)
        statement.bind(2, dataUntil == .distantPast ? nil : dataUntil.milliseconds)
        statement.bind(3, logEnd)
        statement.bind(4, logTrimmed)
        statement.bind(5, logBytes)
        statement.bind(6, clock.rawValue)
        try statement.run()
    }
}

/// Which clock "now" comes from in answers.
public enum StoreClock: String, Sendable, CaseIterable {
    /// The machine's: a daemon fills the database.
    case wall
    /// The newest receive time: a capture was replayed into it.
    case capture
}
