internal import GRDB
public import Model

extension StoreReader {
    /// The receive times of the oldest and the newest message that the log still holds; nil when it holds none.
    public func logSpan() throws(VigieError) -> (from: Instant, to: Instant)? {
        try read { database in
            func edge(_ sql: String) throws -> Instant? { try RawStatement(database, sql).first { $0.instant(0) } }
            guard let from = try edge("SELECT received_at FROM log ORDER BY position LIMIT 1"),
                let to = try edge("SELECT received_at FROM log ORDER BY position DESC LIMIT 1")
            else { return nil }
            return (from, to)
        }
    }

    /// As ``StoreWriter/logPosition(receivedFrom:)``.
    public func logPosition(receivedFrom instant: Instant) throws(VigieError) -> LogPosition {
        try read { try LogStatement.position(receivedFrom: instant, $0) }
    }

    /// As ``StoreWriter/readLog(after:limit:into:positions:)``.
    public func readLog(
        after position: LogPosition, limit: Int, into batch: inout MessageBatch, positions: inout [LogPosition]
    ) throws(VigieError) -> LogPosition {
        try read { database in
            try LogStatement.read(database, after: position, limit: limit, into: &batch, positions: &positions)
        }
    }

    /// The tags that were on a trackable at a time.
    ///
    /// - Complexity: O(tags that ever were on it).
    public func bindings(of trackable: TrackableRow, at instant: Instant) throws(VigieError) -> [TagBinding] {
        try read { database in
            let statement = try RawStatement(
                database,
                """
                SELECT id, key FROM tag WHERE trackable = ?1 AND (bound_at IS NULL OR bound_at <= ?2)
                UNION
                SELECT tag.id, tag.key FROM past_binding past JOIN tag ON tag.key = past.tag
                WHERE past.trackable = ?1 AND (past.bound_at IS NULL OR past.bound_at <= ?2) AND past.unbound_at > ?2
                ORDER BY 2
                """)
            statement.bind(1, trackable.track.rawValue)
            statement.bind(2, instant)
            var bindings: [TagBinding] = []
            try statement.forEachRow { row in
                bindings.append(
                    TagBinding(
                        tag: TagID(row.text(0)), tagKey: row.int32(1), track: trackable.track,
                        trackable: trackable.id, kind: trackable.kind))
            }
            return bindings
        }
    }

    /// Calls `body` with what the fold keeps of a trackable: its flags, and the filter's own bytes.
    ///
    /// - Returns: what `body` gives; nil for one that was never heard.
    public func filter<Value>(
        of track: TrackKey, _ body: (TrackRecord, UnsafeRawBufferPointer) -> Value
    ) throws(VigieError) -> Value? {
        try read { database in
            let statement = try RawStatement(
                database, "SELECT tag, observed_at, since, flags, filter FROM current WHERE track = ?")
            statement.bind(1, track.rawValue)
            return try statement.first { row in
                var record = TrackRecord(track: track, observedAt: row.instant(1), since: row.instant(2))
                record.tagKey = row.int32(0)
                record.flags = TrackRecord.Flags(rawValue: UInt8(truncatingIfNeeded: row.int64(3)))
                return body(record, row.bytes(4))
            }
        }
    }
}
