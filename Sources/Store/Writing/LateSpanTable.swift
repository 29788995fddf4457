internal import GRDB
public import Model

/// The spans of history that late reads call into question, inside the caller's transaction.
struct LateSpanTable {
    let database: Database

    /// A backlog's row grows up to these, then another one begins.
    private static let backlogMilliseconds: Int64 = 600_000
    private static let backlogMessages: Int64 = 100_000
    /// Older ones can meet no late read: that would be refused as stale.
    private static let backlogKeptMilliseconds: Int64 = 90_000_000

    func insert(_ spans: [LateSpan]) throws {
        for span in spans where span.track == LateSpan.backlog {
            if try grow(span) { continue }
            let forget = try RawStatement(database, "DELETE FROM late_span WHERE track = 0 AND noted_at < ?")
            forget.bind(1, span.notedAt.advanced(byMilliseconds: -LateSpanTable.backlogKeptMilliseconds))
            try forget.run()
            try insertRows([span])
        }
        try insertRows(spans.filter { $0.track != LateSpan.backlog })
    }

    /// Lets the newest backlog take up a span that goes on where it ends; false when it cannot.
    private func grow(_ span: LateSpan) throws -> Bool {
        let statement = try RawStatement(
            database,
            """
            UPDATE late_span SET from_at = min(from_at, ?1), to_at = max(to_at, ?2), last_position = ?4, noted_at = ?5
            WHERE id = (SELECT max(id) FROM late_span WHERE track = 0)
                AND ?4 - first_position <= ?6 AND max(to_at, ?2) - min(from_at, ?1) <= ?7
            """)
        statement.bind(1, span.from)
        statement.bind(2, span.to)
        statement.bind(4, span.last.rawValue)
        statement.bind(5, span.notedAt)
        statement.bind(6, LateSpanTable.backlogMessages)
        statement.bind(7, LateSpanTable.backlogMilliseconds)
        try statement.run()
        return database.changesCount > 0
    }

    private func insertRows(_ spans: [LateSpan]) throws {
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

    static func span(_ row: RawStatement) -> LateSpan {
        LateSpan(
            id: row.int64(0), track: TrackKey(row.int32(1)), from: row.instant(2), to: row.instant(3),
            first: LogPosition(row.int64(4)), last: LogPosition(row.int64(5)), notedAt: row.instant(6))
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
                WHERE noted_at < ? AND track <> 0 ORDER BY from_at, id LIMIT ?
                """)
            statement.bind(1, notedBefore)
            statement.bind(2, limit)
            try statement.forEachRow { spans.append(LateSpanTable.span($0)) }
            return spans
        }
    }

    /// Where reads of a time lie in the log that were received long after it.
    ///
    /// - Complexity: O(late spans).
    public func backlogs(from: Instant, to: Instant) throws(StoreFailure) -> [LateSpan] {
        try access { database in
            var spans: [LateSpan] = []
            let statement = try RawStatement(
                database,
                """
                SELECT id, track, from_at, to_at, first_position, last_position, noted_at FROM late_span
                WHERE track = 0 AND from_at <= ?2 AND to_at >= ?1 ORDER BY id
                """)
            statement.bind(1, from)
            statement.bind(2, to)
            try statement.forEachRow { spans.append(LateSpanTable.span($0)) }
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
