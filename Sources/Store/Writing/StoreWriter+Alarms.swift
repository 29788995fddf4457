internal import GRDB
public import Model

/// A trackable of the registry as the watch asks for it.
public struct RegisteredTrackable: Hashable, Sendable {
    public var track: TrackKey
    public var id: TrackableID
    public var kind: TrackableKind
    public var category: String
    /// As the registry has it: a unit's id or name; empty for none.
    public var assignedUnit: String
    public var model: String
}

/// What people did to alarms, as the watch takes it over at its start.
public struct StoredAlarmAnswers: Sendable {
    /// Numbers of alarms acknowledged or resolved and not over.
    public var answered: Set<Int64> = []
    public var mutes: [AlarmMute] = []
    /// The highest number ever given.
    public var lastNumber: Int64 = 0
    /// Alarms of fences that are over and not retracted, the newest first: those that a read can still disprove that
    /// comes as late as any may, with an hour for its correction; at most ``endedMax``.
    public var ended: [AlarmRecord] = []
    public static let endedMax = 10_000
}

extension StoreWriter {
    /// Every trackable of the registry, by key.
    public func trackables() throws(StoreFailure) -> [RegisteredTrackable] {
        try access { database in
            var rows: [RegisteredTrackable] = []
            try RawStatement(
                database, "SELECT key, id, kind, category, assigned_unit, model FROM trackable ORDER BY key"
            )
            .forEachRow { row in
                guard let kind = TrackableKind(rawValue: row.text(2)) else { return }
                rows.append(
                    RegisteredTrackable(
                        track: TrackKey(row.int32(0)), id: TrackableID(row.text(1)), kind: kind,
                        category: row.text(3), assignedUnit: row.text(4), model: row.text(5)))
            }
            return rows
        }
    }

    /// The site that the database is of. - Throws: 66 before one was given.
    public func siteID() throws(VigieError) -> SiteID {
        let found: String?
        do {
            found = try access { try RawStatement($0, "SELECT site FROM site WHERE id = 1").first { $0.text(0) } }
        } catch {
            throw error.error
        }
        guard let found else {
            throw VigieError(.noInput, "the database has no site", remedy: "Run 'vigie serve' or 'vigie replay' once.")
        }
        return SiteID(found)
    }

    /// What the watch left.
    public func watchState() throws(StoreFailure) -> WatchState {
        try access { database in
            var state = WatchState()
            state.whole =
                try RawStatement(database, "SELECT state FROM watch WHERE id = 1").first { Array($0.bytes(0)) }
                ?? []
            try RawStatement(database, "SELECT track, state FROM watch_track").forEachRow { row in
                state.tracks[TrackKey(row.int32(0))] = Array(row.bytes(1))
            }
            return state
        }
    }

    /// What people did to alarms that are not over, what is muted at `now`, and what ended lately.
    /// - Complexity: O(alarms), and O(alarms of the last day) in the database's index.
    public func alarmAnswers(now: Instant) throws(StoreFailure) -> StoredAlarmAnswers {
        try access { database in
            var answers = StoredAlarmAnswers()
            let statement = try RawStatement(
                database, "SELECT number FROM alarm WHERE acknowledged_at IS NOT NULL OR resolved_at IS NOT NULL")
            try statement.forEachRow { answers.answered.insert($0.int64(0)) }
            answers.lastNumber = try database.integer("SELECT coalesce(max(number), 0) FROM alarm")
            answers.mutes = try StoredRows.mutes(database, until: now)
            let ended = try RawStatement(database, AlarmQuery.ended)
            ended.bind(1, Limits.observationAgeMillisecondsMax + 3_600_000)
            ended.bind(2, StoredAlarmAnswers.endedMax)
            let places = try Places(database)
            try ended.forEachRow { row in
                if let alarm = try AlarmQuery.row(row, places) { answers.ended.append(alarm.record) }
            }
            return answers
        }
    }

    /// Somebody acknowledged, resolved or commented an alarm; the step goes out with `message` in the same transaction.
    ///
    /// - Parameters:
    ///   - kind: `acknowledged`, `resolved` or `commented`.
    ///   - text: the cause of a resolution, or the comment.
    ///   - message: makes what is published, from the alarm as it is now; nil publishes nothing.
    /// - Returns: the alarm.
    /// - Throws: 65 for an alarm that there is not, or that is answered so already.
    public func answer(
        _ number: Int64, _ kind: AlarmEventKind, who: String, text: String, at now: Instant,
        message: (AlarmRow) -> OutboxMessage?
    ) throws(VigieError) -> AlarmRow {
        do {
            return try transact { database in
                guard let alarm = try AlarmQuery.one(database, number) else {
                    throw VigieError(.badData, "there is no alarm \(number)", remedy: "See `vigie alarms list --all`.")
                }
                try AnswerWriter(database).write(alarm, kind, who: who, text: text, at: now)
                try AlarmTable(database: database).note(number, kind, at: now, who: who, text: text)
                guard let changed = try AlarmQuery.one(database, number) else { return alarm }
                if let message = message(changed) {
                    var outgoing = Derivations()
                    outgoing.outbox = [message]
                    try DerivationWriter(database: database, levelKeys: []).write(outgoing)
                }
                return changed
            }
        } catch {
            throw error.error
        }
    }

    /// Mutes alarms for a planned transport. - Throws: 65 for a trackable that is not registered.
    public func mute(
        _ trackable: TrackableID?, rule: String, until: Instant, who: String, at now: Instant
    ) throws(VigieError) -> [AlarmMute] {
        do {
            return try transact { database in
                var track: Int64?
                if let trackable {
                    let find = try RawStatement(database, "SELECT key FROM trackable WHERE id = ?")
                    find.bind(1, trackable.rawValue)
                    guard let key = try find.first({ $0.int64(0) }) else {
                        throw VigieError(
                            .badData, "the registry has no such trackable", remedy: "See `vigie tags list`.")
                    }
                    track = key
                }
                let insert = try RawStatement(
                    database, "INSERT INTO alarm_mute (track, rule, from_at, until_at, who) VALUES (?, ?, ?, ?, ?)")
                insert.bind(1, track)
                insert.bind(2, rule)
                insert.bind(3, now)
                insert.bind(4, until)
                insert.bind(5, who)
                try insert.run()
                return try StoredRows.mutes(database, until: now)
            }
        } catch {
            throw error.error
        }
    }
}

/// The rules of answering, inside the caller's transaction.
private struct AnswerWriter {
    let database: Database

    init(_ database: Database) { self.database = database }

    func write(_ alarm: AlarmRow, _ kind: AlarmEventKind, who: String, text: String, at now: Instant) throws {
        switch kind {
        case .acknowledged:
            if let by = alarm.acknowledgedBy {
                throw VigieError(.badData, "alarm \(alarm.record.number) was acknowledged by \(by) already")
            }
            try set("UPDATE alarm SET acknowledged_at = ?1, acknowledged_by = ?2 WHERE number = ?3", alarm, who, now)
        case .resolved:
            if let by = alarm.resolvedBy {
                throw VigieError(.badData, "alarm \(alarm.record.number) was resolved by \(by) already")
            }
            try set("UPDATE alarm SET resolved_at = ?1, resolved_by = ?2 WHERE number = ?3", alarm, who, now)
            let cause = try RawStatement(database, "UPDATE alarm SET cause = ? WHERE number = ?")
            cause.bind(1, text)
            cause.bind(2, alarm.record.number)
            try cause.run()
        default: break
        }
    }

    private func set(_ sql: String, _ alarm: AlarmRow, _ who: String, _ now: Instant) throws {
        let update = try RawStatement(database, sql)
        update.bind(1, now)
        update.bind(2, who)
        update.bind(3, alarm.record.number)
        try update.run()
    }
}
