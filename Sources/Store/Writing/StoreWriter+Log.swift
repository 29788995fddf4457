internal import GRDB
public import Model

extension StoreWriter {
    /// Appends the log's messages after a position to a batch, in order, with their positions.
    ///
    /// Stops after `limit` messages or ``Limits/batchBytesMax`` bytes, whichever comes first, but gives one message at
    /// least. Positions rise by one except where old messages were trimmed away.
    ///
    /// - Returns: the position of the last message given, `position` itself when there is none.
    /// - Complexity: O(messages given).
    public func readLog(
        after position: LogPosition, limit: Int, into batch: inout MessageBatch, positions: inout [LogPosition]
    ) throws(StoreFailure) -> LogPosition {
        try access { database in
            try LogStatement.read(database, after: position, limit: limit, into: &batch, positions: &positions)
        }
    }

    /// Appends the newest `count` messages of the log to a batch, in rising order, with their positions: to recognise
    /// what the broker delivers again.
    ///
    /// - Complexity: O(messages given).
    public func logTail(
        count: Int, into batch: inout MessageBatch, positions: inout [LogPosition]
    ) throws(StoreFailure) {
        try access { database in
            let statement = try RawStatement(
                database,
                """
                SELECT position, received_at, packet_id, qos, flags, topic, payload FROM log
                WHERE position > (SELECT log_end FROM progress WHERE id = 1) - ? ORDER BY position
                """)
            statement.bind(1, count)
            try statement.forEachRow { _ = LogStatement.take($0, into: &batch, positions: &positions) }
        }
    }

    /// Forgets the oldest messages: those received before an instant, and more until the log's bytes fit. Never past
    /// the fold's own cursor, whatever `cursor` says.
    ///
    /// It stops at the first message that may stay, so the log has no holes. Call it again while it returns `rowsMax`.
    ///
    /// - Parameters:
    ///   - bytesMax: topics and payloads together.
    ///   - rowsMax: bounds the work of one call.
    /// - Returns: the number of messages forgotten.
    public func trimLog(
        before: Instant, bytesMax: Int, upTo cursor: LogPosition, rowsMax: Int = 5000
    ) throws(StoreFailure) -> Int {
        let count = try access { database in
            let last = min(cursor.rawValue, progress.cursor)
            let statement = try RawStatement(
                database,
                """
                SELECT position, received_at, length(topic) + length(payload) FROM log
                WHERE position <= ? ORDER BY position LIMIT ?
                """)
            statement.bind(1, last)
            statement.bind(2, rowsMax)
            var next = progress
            var until: Int64 = 0
            defer { statement.reset() }
            while try statement.step() {
                guard statement.instant(1) < before || next.logBytes > Int64(bytesMax) else { break }
                until = statement.int64(0)
                next.logBytes -= statement.int64(2)
                next.logTrimmed += 1
            }
            statement.reset()
            let count = Int(next.logTrimmed - progress.logTrimmed)
            guard count > 0 else { return 0 }
            try StoreWriter.inTransaction(database) { database in
                let delete = try RawStatement(database, "DELETE FROM log WHERE position <= ?")
                delete.bind(1, until)
                try delete.run()
                try next.write(database)
            }
            progress = next
            return count
        }
        try checkpointAfterCommit()
        return count
    }
}

/// The log's rows, as the writer and the readers read them.
enum LogStatement {
    /// Appends messages after a position; see ``StoreWriter/readLog(after:limit:into:positions:)``.
    static func read(
        _ database: Database, after position: LogPosition, limit: Int, into batch: inout MessageBatch,
        positions: inout [LogPosition]
    ) throws -> LogPosition {
        var last = position
        let statement = try RawStatement(
            database,
            """
            SELECT position, received_at, packet_id, qos, flags, topic, payload FROM log
            WHERE position > ? ORDER BY position LIMIT ?
            """)
        statement.bind(1, position.rawValue)
        statement.bind(2, limit)
        let start = batch.bytes.count
        defer { statement.reset() }
        while try statement.step() {
            last = take(statement, into: &batch, positions: &positions)
            if batch.bytes.count - start >= Limits.batchBytesMax { break }
        }
        return last
    }

    /// The first position received at or after an instant; see ``StoreWriter/logPosition(receivedFrom:)``.
    static func position(receivedFrom instant: Instant, _ database: Database) throws -> LogPosition {
        let bounds = try RawStatement(database, "SELECT min(position), max(position) FROM log")
        guard let (low, high) = try bounds.first({ ($0.optionalInt64(0), $0.optionalInt64(1)) }), var low, var high
        else { return LogPosition(1) }
        high += 1
        let look = try RawStatement(
            database, "SELECT position, received_at FROM log WHERE position >= ? ORDER BY position LIMIT 1")
        while low < high {
            let middle = low + (high - low) / 2
            look.bind(1, middle)
            let found = try look.first { ($0.int64(0), $0.instant(1)) }
            if let found, found.1 < instant { low = max(found.0, middle) + 1 } else { high = middle }
        }
        return LogPosition(low)
    }

    /// The columns of a row, in the order of the questions above and below.
    static func take(
        _ row: RawStatement, into batch: inout MessageBatch, positions: inout [LogPosition]
    ) -> LogPosition {
        let position = LogPosition(row.int64(0))
        batch.append(
            topic: row.bytes(5), payload: row.bytes(6), receivedAt: row.instant(1),
            packetID: UInt16(truncatingIfNeeded: row.int64(2)), qos: UInt8(truncatingIfNeeded: row.int64(3)),
            flags: MessageHeader.Flags(rawValue: UInt8(truncatingIfNeeded: row.int64(4))))
        positions.append(position)
        return position
    }
}
