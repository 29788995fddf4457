internal import GRDB
internal import GRDBSQLite
import Glibc
import Model

/// Opens connections with every setting that Vigie needs, and reads the settings back.
enum Connection {
    /// How long a reader waits for a lock, in seconds. The writer waits for nobody: it is alone.
    static let readerBusySeconds = 5.0
    /// Page cache of a reading connection.
    static let readerCacheKibibytes = 16 * 1024
    /// What stays of the write-ahead log after a checkpoint, in bytes.
    static let journalBytesMax = 64 * 1024 * 1024

    /// The one writing connection.
    ///
    /// GRDB's pools and its `.wal` queues set `synchronous = NORMAL` after `prepareDatabase`; a plain queue does not,
    /// and WAL and FULL are set here and read back.
    static func writer(path: String, cacheMegabytes: Int) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .immediateError
        configuration.label = "vigie.writer"
        configuration.prepareDatabase { database in
            defend(database)
            try database.run("PRAGMA journal_mode = WAL")
            try database.run("PRAGMA synchronous = FULL")
            try database.run("PRAGMA trusted_schema = OFF")
            try database.run("PRAGMA cell_size_check = ON")
            try database.run("PRAGMA temp_store = MEMORY")
            try database.run("PRAGMA secure_delete = FAST")
            try database.setPragma("cache_size", -1024 * max(1, cacheMegabytes))
            try database.setPragma("journal_size_limit", journalBytesMax)
            // Checkpoints are the writer's own decision: see Checkpoints.
            try database.setPragma("wal_autocheckpoint", 0)
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// A reading connection; it takes no lock that stops the writer.
    static func reader(path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(readerBusySeconds)
        configuration.label = "vigie.reader"
        // A question that needs several statements holds its own transaction over several calls.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            try database.run("PRAGMA trusted_schema = OFF")
            try database.run("PRAGMA cell_size_check = ON")
            try database.run("PRAGMA temp_store = MEMORY")
            try database.setPragma("cache_size", -readerCacheKibibytes)
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// `SQLITE_DBCONFIG_DEFENSIVE`: no statement may write to the schema table or switch the journal off.
    ///
    /// `sqlite3_db_config` is variadic in C, which Swift does not import; the calling conventions of x86-64 and arm64
    /// Linux pass these arguments alike. A library without the symbol leaves the defence off.
    private static func defend(_ database: Database) {
        typealias Configure = @convention(c) (OpaquePointer?, Int32, Int32, UnsafeMutablePointer<Int32>?) -> Int32
        guard let symbol = dlsym(nil, "sqlite3_db_config"), let handle = database.sqliteConnection else { return }
        let configure = unsafeBitCast(symbol, to: Configure.self)
        var isOn: Int32 = 0
        _ = configure(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, &isOn)
    }

    /// Refuses to go on when a durability setting did not take.
    ///
    /// - Throws: 69 for a journal that is not WAL (a network disk), 74 for `synchronous` other than FULL.
    static func checkDurability(_ database: Database, path: String) throws {
        let journal = try RawStatement(database, "PRAGMA journal_mode").first { $0.text(0) } ?? ""
        guard journal == "wal" else {
            throw VigieError(
                .unavailable, "the database cannot use a write-ahead log (journal mode is '\(journal)')", place: path,
                remedy: "Put the data folder on a local disk")
        }
        let synchronous = try database.integer("PRAGMA synchronous")
        guard synchronous == 2 else {
            throw VigieError(
                .inputOutput, "the database does not confirm writes (synchronous is \(synchronous), not FULL)",
                place: path, remedy: "This is a fault of the build: do not use it")
        }
        guard try database.integer("PRAGMA foreign_keys") == 1 else {
            throw VigieError(.inputOutput, "the database does not check its foreign keys", place: path)
        }
    }

    /// Refuses files that are not ours, and those with several names (hard links break SQLite's locks).
    static func checkFile(_ path: String) throws(VigieError) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw VigieError(
                .badData, "the database is not a file", place: path, remedy: "Give another folder with --data")
        }
        guard status.st_nlink <= 1 else {
            throw VigieError(
                .unavailable, "the database file has \(status.st_nlink) names (hard links)", place: path,
                remedy: "Remove the other names: two programs on two names damage the database")
        }
    }

    /// Refuses a database of another program, or of a newer Vigie.
    ///
    /// GRDB's own questions for this read the table of migrations several times; a reader must open fast.
    static func checkSchema(_ database: Database, path: String, isReader: Bool = false) throws {
        let application = try database.integer("PRAGMA application_id")
        let isEmpty = try database.integer("SELECT count(*) FROM sqlite_schema") == 0
        guard application == Schema.applicationID || isEmpty else {
            throw VigieError(
                .badData, "this is not a database of Vigie", place: path, remedy: "Give another folder with --data")
        }
        guard !isEmpty || isReader else { return }
        let known = Schema.migrator.migrations
        var applied: [String] = []
        try RawStatement(database, "SELECT identifier FROM grdb_migrations").forEachRow { applied.append($0.text(0)) }
        guard applied.allSatisfy(known.contains) else {
            throw VigieError(
                .badData, "the database was written by a newer Vigie", place: path,
                remedy: "Use that version, or put a backup made before the update in its place with 'vigie restore'")
        }
        guard !isReader || applied.count == known.count else {
            throw VigieError(
                .badData, "the database is of an older Vigie", place: path,
                remedy: "Start 'vigie serve' once: it brings the database up to date")
        }
    }
}

extension Database {
    /// Sets a pragma to a number; pragmas take no bound values, and a number cannot be misread.
    func setPragma(_ name: StaticString, _ value: Int) throws {
        try execute(sql: "PRAGMA " + name.description + " = " + String(value))
    }
}
