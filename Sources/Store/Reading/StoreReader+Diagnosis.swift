internal import GRDB
internal import GRDBSQLite
public import Model

/// What `doctor` needs to know of the database beyond its content.
public struct StoreDiagnosis: Hashable, Sendable {
    /// Of the SQLite library that this process uses, for instance `3.40.1`.
    public var sqliteVersion: String
    /// The same as a number, for instance 3,040,001.
    public var sqliteVersionNumber: Int
    /// `wal` in every database that Vigie made.
    public var journalMode: String
    /// The migrations that were applied, oldest first.
    public var migrations: [String]
    /// Times of the oldest and the newest message that the log still holds; nil when it is empty.
    public var logFrom: Instant?
    public var logTo: Instant?
    /// Messages for the broker that it has not acknowledged.
    public var outboxMessages: Int
    public var quarantinedMessages: Int
}

extension StoreReader {
    /// Reads the settings and ends of the tables; it changes nothing and checks nothing (see ``verify(progress:)``).
    /// - Complexity: O(log messages + outbox + quarantine).
    public func diagnosis() throws(VigieError) -> StoreDiagnosis {
        try read { database in
            func edge(_ sql: String) throws -> Instant? {
                try RawStatement(database, sql).first { $0.instant(0) }
            }
            var migrations: [String] = []
            try RawStatement(database, "SELECT identifier FROM grdb_migrations ORDER BY rowid").forEachRow {
                migrations.append($0.text(0))
            }
            return StoreDiagnosis(
                sqliteVersion: String(cString: sqlite3_libversion()),
                sqliteVersionNumber: Int(sqlite3_libversion_number()),
                journalMode: try RawStatement(database, "PRAGMA journal_mode").first { $0.text(0) } ?? "",
                migrations: migrations,
                logFrom: try edge("SELECT received_at FROM log ORDER BY position LIMIT 1"),
                logTo: try edge("SELECT received_at FROM log ORDER BY position DESC LIMIT 1"),
                outboxMessages: try RawStatement(database, "SELECT count(*) FROM outbox").first { $0.int(0) } ?? 0,
                quarantinedMessages: try RawStatement(database, "SELECT count(*) FROM quarantine").first { $0.int(0) }
                    ?? 0)
        }
    }
}
