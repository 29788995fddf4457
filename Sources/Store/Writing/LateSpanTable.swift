internal import GRDB
public import Model

/// The spans of history that late reads call into question, inside the caller's transaction.
struct LateSpanTable {
    let database: Database

    func insert(_ spans: [LateSpan]) throws {
        let statement = try RawStatement(
            database,
            """
            INSERT INTO late_span (track, from_at, to_at, first_position, last_position, noted_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        for span in spans {
            statement.bind(1, span.track.rawValue)
            statement.bind(2, span.from)
            statement.bind(3, span.to)
            statement.bind(4, span.first.rawValue)
            statement.bind(5, span.last.rawValue)
            statement.bind(6, span.notedAt)
            try statement.run()
        }
    }

    func remove(_ ids: [Int64]) throws {
        let statement = try RawStatement(database, "DELETE FROM late_span WHERE id = ?")
        for id in ids {
            statement.bind(1, id)
            try statement.run()
        }
    }
}

extension StoreWriter {
    /// Late spans that wait and were noted before an instant, the oldest first.
    ///
    /// - Complexity: O(late spans).
    public func lateSpans(notedBefore: Instant, limit: Int) throws(StoreFailure) -> [LateSpan] {
        try access { database in
            var spans: [LateSpan] = []
            let statement = try RawStatement(
                database,
                """
                SELECT id, track, from_at, to_at, first_position, last_position, noted_at FROM late_span
                WHERE noted_at < ? ORDER BY from_at, id LIMIT ?
                """)
            statement.bind(1, notedBefore)
            statement.bind(2, limit)
            try statement.forEachRow { row in
                spans.append(
                    LateSpan(
                        id: row.int64(0), track: TrackKey(row.int32(1)), from: row.instant(2), to: row.instant(3),
                        first: LogPosition(row.int64(4)), last: LogPosition(row.int64(5)), notedAt: row.instant(6)))
            }
            return spans
        }
    }

    /// The stays of a trackable from the one on that lasted at an instant, or began last before it, in rising order.
    ///
    /// - Complexity: O(log stays + stays given).
    public func stays(of track: TrackKey, since instant: Instant) throws(StoreFailure) -> [StayRecord] {
        try access { database in
            var stays: [StayRecord] = []
            let statement = try RawStatement(
                database,
                """
                SELECT unit, from_at, to_at, confidence, corrected FROM stay WHERE track = ?1 AND from_at >=
                    coalesce((SELECT max(from_at) FROM stay WHERE track = ?1 AND from_at <= ?2), ?2) ORDER BY from_at
                """)
            statement.bind(1, track.rawValue)
            statement.bind(2, instant)
            try statement.forEachRow { row in
                stays.append(
                    StayRecord(
                        track: track, unit: UnitKey(row.int32(0)), from: row.instant(1), to: row.optionalInstant(2),
                        confidence: row.float(3), isCorrected: row.int32(4) != 0))
            }
            return stays
        }
    }

    /// The first log position received at or after an instant; one past the end when there is none. Receive times rise
    /// with the position, but for what a changed clock made of them: then it is near that place.
    ///
    /// - Complexity: O(log² messages).
    public func logPosition(receivedFrom instant: Instant) throws(StoreFailure) -> LogPosition {
        try access { try LogStatement.position(receivedFrom: instant, $0) }
    }

    /// Messages that were set aside, by position.
    public func quarantined() throws(StoreFailure) -> Set<LogPosition> {
        try access { database in
            var positions: Set<LogPosition> = []
            try RawStatement(database, "SELECT position FROM quarantine").forEachRow { row in
                positions.insert(LogPosition(row.int64(0)))
            }
            return positions
        }
    }
}
