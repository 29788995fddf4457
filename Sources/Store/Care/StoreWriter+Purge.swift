internal import GRDB
public import Model

/// How long what was derived about trackables is kept, in days.
public struct Retention: Hashable, Sendable {
    /// Days of history per kind; a kind that is missing is kept for ever.
    public var days: [TrackableKind: Int]
    /// Days of samples of refused messages; nil keeps the newest 1,000.
    public var sampleDays: Int?

    public init(days: [TrackableKind: Int], sampleDays: Int? = nil) {
        self.days = days
        self.sampleDays = sampleDays
    }
}

/// What a purge removed, and what is left that should not be.
public struct PurgeResult: Hashable, Sendable {
    public var stays = 0
    /// Current states of trackables that were not heard since.
    public var currents = 0
    public var bindings = 0
    public var samples = 0
    /// Rows that are older than allowed, counted after the purge: 0 when `isComplete`.
    public var left = 0
    /// False when `rowsMax` ended the call: call again.
    public var isComplete = true

    public var removed: Int { stays + currents + bindings + samples }

    public init() {}
}

extension StoreWriter {
    /// Removes what is older than allowed, with its bytes overwritten in the file (`secure_delete`), then counts what is
    /// left.
    ///
    /// Per kind: stays that ended before, the current state and open stay of trackables not heard since, past bindings
    /// that ended before. The raw log goes by ``trimLog(before:bytesMax:upTo:rowsMax:)``. A call works through 5,000
    /// rows per transaction.
    ///
    /// - Parameter rowsMax: bounds one call, so that a daemon can go on in between.
    /// - Throws: 73 or 74 when it cannot be written; what was removed until then stays removed.
    /// - Complexity: O(trackables · log stays + rows removed).
    public func purge(_ retention: Retention, now: Instant, rowsMax: Int = .max) throws(VigieError) -> PurgeResult {
        do {
            try access { try $0.run("PRAGMA secure_delete = ON") }
            defer { try? access { try $0.run("PRAGMA secure_delete = FAST") } }
            var result = PurgeResult()
            for kind in TrackableKind.allCases {
                guard let days = retention.days[kind] else { continue }
                let cutoff = Purge.cutoff(now, days)
                for track in try tracks(of: kind) where result.isComplete {
                    try purge(track, before: cutoff, &result)
                    if result.removed >= rowsMax { result.isComplete = false }
                }
            }
            try purgeOthers(retention, now: now, &result)
            result.left = try access { try Purge.left($0, retention, now) }
            try checkpointWhenIdle()
            return result
        } catch let error as StoreFailure {
            throw error.error
        } catch {
            throw StoreFailure(error, place: folder.database).error
        }
    }

    private func tracks(of kind: TrackableKind) throws -> [[Int32]] {
        try access { database in
            let statement = try RawStatement(database, "SELECT key FROM trackable WHERE kind = ? ORDER BY key")
            statement.bind(1, kind.rawValue)
            var chunks: [[Int32]] = [[]]
            try statement.forEachRow { row in
                if chunks[chunks.count - 1].count == Purge.tracksPerTransaction { chunks.append([]) }
                chunks[chunks.count - 1].append(row.int32(0))
            }
            return chunks
        }
    }

    private func purge(_ tracks: [Int32], before cutoff: Instant, _ result: inout PurgeResult) throws {
        var rest = tracks[...]
        while !rest.isEmpty {
            try transact { database in
                var removed = 0
                while let track = rest.first, removed < Purge.rowsPerTransaction {
                    let current = try Purge.delete(database, Purge.current, track, cutoff)
                    let stays =
                        try Purge.delete(database, Purge.closedStays, track, cutoff)
                        + (current > 0 ? Purge.delete(database, Purge.openStays, track, cutoff) : 0)
                    let bindings = try Purge.delete(database, Purge.bindings, track, cutoff)
                    result.currents += current
                    result.stays += stays
                    result.bindings += bindings
                    removed += current + stays + bindings
                    rest = rest.dropFirst()
                }
            }
        }
    }

    private func purgeOthers(_ retention: Retention, now: Instant, _ result: inout PurgeResult) throws {
        guard let days = retention.sampleDays else { return }
        result.samples = try transact { database in
            let statement = try RawStatement(database, "DELETE FROM rejection_sample WHERE at < ?")
            statement.bind(1, Purge.cutoff(now, days))
            try statement.run()
            return database.changesCount
        }
    }
}

/// The statements of a purge.
private enum Purge {
    static let rowsPerTransaction = 5000
    static let tracksPerTransaction = 1000

    static let current = "DELETE FROM current WHERE track = ?1 AND observed_at < ?2"
    static let closedStays = "DELETE FROM stay WHERE track = ?1 AND from_at < ?2 AND to_at < ?2"
    static let openStays = "DELETE FROM stay WHERE track = ?1 AND from_at < ?2 AND to_at IS NULL"
    static let bindings = "DELETE FROM past_binding WHERE trackable = ?1 AND unbound_at < ?2"

    static func cutoff(_ now: Instant, _ days: Int) -> Instant {
        now.advanced(byMilliseconds: -Int64(max(0, days)) * 86_400_000)
    }

    static func delete(_ database: Database, _ sql: String, _ track: Int32, _ cutoff: Instant) throws -> Int {
        let statement = try RawStatement(database, sql)
        statement.bind(1, track)
        statement.bind(2, cutoff)
        try statement.run()
        return database.changesCount
    }

    /// Rows older than allowed.
    static func left(_ database: Database, _ retention: Retention, _ now: Instant) throws -> Int {
        var left = 0
        for (kind, days) in retention.days {
            let statement = try RawStatement(
                database,
                """
                SELECT (SELECT count(*) FROM trackable t JOIN stay s ON s.track = t.key
                        WHERE t.kind = ?1 AND s.from_at < ?2 AND s.to_at < ?2)
                    + (SELECT count(*) FROM trackable t JOIN current c ON c.track = t.key
                        WHERE t.kind = ?1 AND c.observed_at < ?2)
                    + (SELECT count(*) FROM trackable t JOIN past_binding b ON b.trackable = t.key
                        WHERE t.kind = ?1 AND b.unbound_at < ?2)
                """)
            statement.bind(1, kind.rawValue)
            statement.bind(2, cutoff(now, days))
            left += try statement.first { $0.int(0) } ?? 0
        }
        if let days = retention.sampleDays {
            let statement = try RawStatement(database, "SELECT count(*) FROM rejection_sample WHERE at < ?")
            statement.bind(1, cutoff(now, days))
            left += try statement.first { $0.int(0) } ?? 0
        }
        return left
    }
}
