internal import GRDB
public import Model

/// An alarm with what people did to it.
public struct AlarmRow: Hashable, Sendable {
    public var record: AlarmRecord
    public var trackable: TrackableRow?
    /// With the units' names; nil when they are not known.
    public var unit: UnitRow?
    public var fromUnit: UnitRow?
    public var escalatedAt: Instant?
    public var acknowledgedAt: Instant?
    public var acknowledgedBy: String?
    public var resolvedAt: Instant?
    public var resolvedBy: String?
    public var cause: String?

    /// Whether somebody still has to do something about it.
    public var isOpen: Bool { resolvedAt == nil && !record.isRetracted }
}

/// A step in an alarm's life.
public struct AlarmEventRow: Hashable, Sendable {
    public var alarm: Int64
    public var at: Instant
    public var kind: AlarmEventKind
    /// The user who did it; empty for the daemon.
    public var who: String
    public var text: String
}

extension StoreReader {
    /// Alarms, the newest first.
    ///
    /// - Parameters:
    ///   - openOnly: leaves out what is resolved or retracted.
    ///   - since: of `at`; nil for all.
    /// - Complexity: O(open alarms), or O(alarms since).
    public func alarms(openOnly: Bool, since: Instant? = nil, limit: Int = 1000) throws(VigieError) -> [AlarmRow] {
        try read { database in
            let places = try places(database)
            let statement = try RawStatement(database, openOnly ? AlarmQuery.open : AlarmQuery.all)
            statement.bind(1, since?.milliseconds ?? .min)
            statement.bind(2, limit)
            var rows: [AlarmRow] = []
            try statement.forEachRow { if let row = try AlarmQuery.row($0, places) { rows.append(row) } }
            return rows
        }
    }

    /// One alarm with its life; nil when there is none.
    public func alarm(_ number: Int64) throws(VigieError) -> (alarm: AlarmRow, events: [AlarmEventRow])? {
        try read { database in
            guard let alarm = try AlarmQuery.one(database, number) else { return nil }
            let statement = try RawStatement(
                database, "SELECT alarm, at, kind, who, text FROM alarm_event WHERE alarm = ? ORDER BY id")
            statement.bind(1, number)
            var events: [AlarmEventRow] = []
            try statement.forEachRow { row in
                guard let kind = AlarmEventKind(rawValue: row.text(2)) else { return }
                events.append(
                    AlarmEventRow(
                        alarm: row.int64(0), at: row.instant(1), kind: kind, who: row.text(3), text: row.text(4)))
            }
            return (alarm, events)
        }
    }

    /// Planned transports that have not ended at `now`.
    public func mutes(now: Instant) throws(VigieError) -> [AlarmMute] {
        try read { try StoredRows.mutes($0, until: now) }
    }

    /// Calls `body` with every trackable that has stays touching a span of time, and those stays in rising order.
    ///
    /// - Complexity: O(trackables · log stays + stays of the span), in the order of the table.
    public func forEachHistory(
        from: Instant, to: Instant, _ body: (TrackableRow, [UnitSpan]) -> Void
    ) throws(VigieError) {
        try read { database in
            var trackables: [TrackableRow] = []
            try RawStatement(
                database,
                "SELECT key, id, kind, name, category, assigned_unit, model, serial FROM trackable ORDER BY key"
            ).forEachRow { if let row = TrackableQuery.trackable($0) { trackables.append(row) } }
            let statement = try RawStatement(
                database,
                """
                SELECT unit, from_at, to_at, confidence FROM stay WHERE track = ?1 AND from_at < ?3 AND from_at >=
                    coalesce((SELECT max(from_at) FROM stay WHERE track = ?1 AND from_at <= ?2), ?2)
                ORDER BY from_at
                """)
            var spans: [UnitSpan] = []
            for trackable in trackables {
                spans.removeAll(keepingCapacity: true)
                statement.bind(1, trackable.track.rawValue)
                statement.bind(2, from)
                statement.bind(3, to)
                try statement.forEachRow { row in
                    spans.append(
                        UnitSpan(
                            unit: UnitKey(row.int32(0)), from: row.instant(1), to: row.optionalInstant(2),
                            confidence: row.float(3)))
                }
                if !spans.isEmpty { body(trackable, spans) }
            }
        }
    }
}

/// A stay as the table has it.
public struct UnitSpan: Hashable, Sendable {
    public var unit: UnitKey
    public var from: Instant
    /// Nil while it lasts.
    public var to: Instant?
    /// Mean over the stay's reads, 0–1.
    public var confidence: Float
}

/// The questions over alarms.
enum AlarmQuery {
    private static let columns = """
        SELECT t.key, t.id, t.kind, t.name, t.category, t.assigned_unit, t.model, t.serial, a.number, a.rule,
            a.condition, a.severity, a.certainty, a.track, a.unit, a.from_unit, a.reader, a.at, a.raised_at, a.ended_at,
            a.retracted, a.limited, a.muted, a.escalated_at, a.notify, a.detail, a.acknowledged_at, a.acknowledged_by,
            a.resolved_at, a.resolved_by, a.cause
        FROM alarm a LEFT JOIN trackable t ON t.key = a.track

        """
    static let open =
        columns + "WHERE a.resolved_at IS NULL AND a.retracted = 0 AND a.at >= ?1 ORDER BY a.number DESC LIMIT ?2"
    static let all = columns + "WHERE a.at >= ?1 ORDER BY a.at DESC, a.number DESC LIMIT ?2"
    /// Of the last so many milliseconds before the newest alarm.
    static let ended =
        columns + """
            WHERE a.at >= (SELECT coalesce(max(at), 0) FROM alarm) - ?1 AND a.ended_at IS NOT NULL AND a.retracted = 0
                AND a.track IS NOT NULL AND a.condition IN ('enter', 'exit', 'dwell', 'approach')
            ORDER BY a.at DESC, a.number DESC LIMIT ?2
            """

    static func one(_ database: Database, _ number: Int64) throws -> AlarmRow? {
        let statement = try RawStatement(database, columns + "WHERE a.number = ?1")
        statement.bind(1, number)
        let places = try Places(database)
        return try statement.first { try row($0, places) } ?? nil
    }

    static func row(_ row: RawStatement, _ places: Places) throws -> AlarmRow? {
        guard let severity = AlarmSeverity(rawValue: row.text(11)),
            let certainty = AlarmCertainty(rawValue: row.text(12))
        else { return nil }
        var record = AlarmRecord(
            number: row.int64(8), rule: row.text(9), condition: row.text(10), severity: severity, certainty: certainty,
            at: row.instant(17), raisedAt: row.instant(18))
        record.track = row.optionalInt32(13).map { TrackKey($0) }
        record.unit = row.optionalInt32(14).map { UnitKey($0) }
        record.fromUnit = row.optionalInt32(15).map { UnitKey($0) }
        record.reader = row.text(16).isEmpty ? nil : ReaderID(row.text(16))
        record.endedAt = row.optionalInstant(19)
        record.isRetracted = row.int(20) != 0
        record.isLimited = row.int(21) != 0
        record.isMuted = row.int(22) != 0
        record.notify = row.text(24)
        record.detail = row.text(25)
        return AlarmRow(
            record: record, trackable: row.isNull(0) ? nil : TrackableQuery.trackable(row),
            unit: row.isNull(14) ? nil : try places.unit(row, 14),
            fromUnit: row.isNull(15) ? nil : try places.unit(row, 15), escalatedAt: row.optionalInstant(23),
            acknowledgedAt: row.optionalInstant(26), acknowledgedBy: row.isNull(27) ? nil : row.text(27),
            resolvedAt: row.optionalInstant(28), resolvedBy: row.isNull(29) ? nil : row.text(29),
            cause: row.isNull(30) ? nil : row.text(30))
    }
}

extension StoredRows {
    static func mutes(_ database: Database, until now: Instant) throws -> [AlarmMute] {
        let statement = try RawStatement(
            database, "SELECT id, track, rule, from_at, until_at, who FROM alarm_mute WHERE until_at > ? ORDER BY id")
        statement.bind(1, now)
        var mutes: [AlarmMute] = []
        try statement.forEachRow { row in
            mutes.append(
                AlarmMute(
                    id: row.int64(0), track: row.optionalInt32(1).map { TrackKey($0) }, rule: row.text(2),
                    from: row.instant(3), until: row.instant(4), who: row.text(5)))
        }
        return mutes
    }
}
