internal import GRDB
public import Model

/// What a fold needs to go on where it was.
public struct RestartState: Sendable {
    /// The last message folded.
    public var cursor: LogPosition
    /// The last message in the log; more than `cursor` when the process ended in between.
    public var logEnd: LogPosition
    public var dataUntil: Instant
    public var counters: [String: Int]
    public var clock: StoreClock
}

extension StoreWriter {
    /// Cursor, end of the log and counters.
    public func loadState() throws(StoreFailure) -> RestartState {
        try access { database in
            RestartState(
                cursor: LogPosition(progress.cursor), logEnd: LogPosition(progress.logEnd),
                dataUntil: progress.dataUntil, counters: try StoredRows.counters(database), clock: progress.clock)
        }
    }

    /// Calls `body` with each trackable's current state, in rising order of track; the record's byte ranges lie in the
    /// array, which is used again for the next.
    ///
    /// Levels that the present site has no more are nil.
    public func forEachTrack(_ body: (TrackRecord, [UInt8]) -> Void) throws(StoreFailure) {
        try access { database in
            var indexOfLevel: [Int32: Int32] = [:]
            for (index, key) in levelKeys.enumerated() { indexOfLevel[key] = Int32(index) }
            var bytes: [UInt8] = []
            let statement = try RawStatement(
                database,
                """
                SELECT track, tag, unit, confirmed_unit, second_unit, confidence, second_confidence, level, x, y,
                    latitude, longitude, uncertainty, observed_at, since, interval, flags, battery, temperature,
                    down_readers, filter
                FROM current ORDER BY track
                """)
            try statement.forEachRow { row in
                bytes.removeAll(keepingCapacity: true)
                var track = TrackRecord(
                    track: TrackKey(row.int32(0)), observedAt: row.instant(13), since: row.instant(14))
                track.tagKey = row.int32(1)
                track.unit = row.optionalInt32(2).map { UnitKey($0) }
                track.confirmedUnit = row.optionalInt32(3).map { UnitKey($0) }
                track.secondUnit = row.optionalInt32(4).map { UnitKey($0) }
                track.confidence = row.float(5)
                track.secondConfidence = row.float(6)
                track.level = row.optionalInt32(7).flatMap { indexOfLevel[$0] }
                track.xMetres = row.double(8)
                track.yMetres = row.double(9)
                track.latitude = row.double(10)
                track.longitude = row.double(11)
                track.uncertaintyMetres = row.float(12)
                track.intervalMilliseconds = row.int64(15)
                track.flags = TrackRecord.Flags(rawValue: UInt8(truncatingIfNeeded: row.int64(16)))
                track.batteryPercent = row.float(17)
                track.temperatureCelsius = row.float(18)
                track.downReaders = StoreWriter.append(row.bytes(19), to: &bytes)
                track.filter = StoreWriter.append(row.bytes(20), to: &bytes)
                body(track, bytes)
            }
        }
    }

    private static func append(_ source: UnsafeRawBufferPointer, to bytes: inout [UInt8]) -> ByteRange {
        guard source.count > 0 else { return .none }
        let range = ByteRange(offset: bytes.count, count: source.count)
        bytes.append(contentsOf: source)
        return range
    }

    /// The health of every reader that was heard or watched, by id.
    public func readers() throws(StoreFailure) -> [ReaderRecord] {
        try access { try StoredRows.readers($0) }
    }

    /// Every reader's count of its messages, by reader and boot.
    public func sequences() throws(StoreFailure) -> [SequenceRecord] {
        try access { try StoredRows.sequences($0) }
    }

    /// What the broker has not acknowledged yet, oldest first.
    ///
    /// - Parameter limit: at most so many.
    public func outbox(limit: Int = 10_000) throws(StoreFailure) -> [OutboxMessage] {
        try access { database in
            let statement = try RawStatement(
                database, "SELECT id, topic, payload, retained FROM outbox ORDER BY id LIMIT ?")
            statement.bind(1, limit)
            var messages: [OutboxMessage] = []
            try statement.forEachRow { row in
                messages.append(
                    OutboxMessage(
                        id: row.int64(0), topic: row.text(1), payload: Array(row.bytes(2)), isRetained: row.int(3) != 0)
                )
            }
            return messages
        }
    }

    /// Forgets everything that came from messages: log, current state, stays, readers, sequences, rejections,
    /// counters, outbox, quarantine. Registry and site stay. Positions begin at 1 again.
    ///
    /// For a replay that starts anew; all or nothing.
    public func resetDerived() throws(StoreFailure) {
        try access { database in
            var next = Progress()
            next.clock = progress.clock
            try StoreWriter.inTransaction(database) { database in
                for statement in StoreWriter.resetStatements { try database.run(statement) }
                try next.write(database)
            }
            progress = next
        }
        try checkpointWhenIdle(everyMilliseconds: 0)
    }

    private static let resetStatements = [
        "DELETE FROM log", "DELETE FROM attempt", "DELETE FROM quarantine", "DELETE FROM current", "DELETE FROM stay",
        "DELETE FROM reader", "DELETE FROM sequence", "DELETE FROM rejection", "DELETE FROM rejection_sample",
        "DELETE FROM counter", "DELETE FROM outbox", "DELETE FROM alarm", "DELETE FROM alarm_event",
        "DELETE FROM watch",
        "DELETE FROM watch_track", "DELETE FROM silence", "DELETE FROM dark_unit",
    ]

    // MARK: Quarantine

    /// Notes, on disk, that the fold begins a message after a restart.
    ///
    /// - Returns: how often it began that message, this time included. At 3 the message stopped the process twice: give
    ///   it to ``quarantine(_:)``.
    public func noteAttempt(at position: LogPosition) throws(StoreFailure) -> Int {
        try transact { database in
            let statement = try RawStatement(
                database,
                """
                INSERT INTO attempt (position, attempts) VALUES (?, 1)
                ON CONFLICT (position) DO UPDATE SET attempts = attempts + 1 RETURNING attempts
                """)
            statement.bind(1, position.rawValue)
            return try statement.first { $0.int(0) } ?? 1
        }
    }

    /// Forgets the attempts at messages that the fold has passed.
    public func clearAttempts(upTo position: LogPosition) throws(StoreFailure) {
        try transact { database in
            let statement = try RawStatement(database, "DELETE FROM attempt WHERE position <= ?")
            statement.bind(1, position.rawValue)
            try statement.run()
        }
    }

    /// Sets a message aside for good: the fold passes it by with one rejection `quarantined`.
    public func quarantine(_ position: LogPosition) throws(StoreFailure) {
        try transact { database in
            let statement = try RawStatement(database, "INSERT OR IGNORE INTO quarantine (position) VALUES (?)")
            statement.bind(1, position.rawValue)
            try statement.run()
        }
    }

    /// The messages set aside, in rising order.
    public func quarantined() throws(StoreFailure) -> [LogPosition] {
        try access { database in
            var positions: [LogPosition] = []
            try RawStatement(database, "SELECT position FROM quarantine ORDER BY position").forEachRow {
                positions.append(LogPosition($0.int64(0)))
            }
            return positions
        }
    }
}
