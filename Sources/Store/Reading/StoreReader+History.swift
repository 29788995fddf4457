internal import GRDB
public import Model

extension StoreReader {
    /// The stays of a trackable that touch a span of time, the newest first.
    ///
    /// - Parameters:
    ///   - from: nil for the beginning; a stay that began before and lasted into the span is given too.
    ///   - to: nil for the end.
    ///   - limit: at most so many.
    /// - Complexity: O(log stays + stays given).
    public func history(
        of track: TrackKey, from: Instant? = nil, to: Instant? = nil, limit: Int = 1000
    ) throws(VigieError) -> [StayRow] {
        try read { database in
            let places = try places(database)
            let statement = try RawStatement(database, StayQuery.history)
            statement.bind(1, track.rawValue)
            statement.bind(2, to?.milliseconds ?? .max)
            statement.bind(3, limit)
            defer { statement.reset() }
            var stays: [StayRow] = []
            while try statement.step() {
                // Stays do not overlap: the first that ended before the span ends the walk.
                if let from, let end = statement.optionalInstant(2), end < from { break }
                if let stay = try StoreReader.stay(statement, places) { stays.append(stay) }
            }
            return stays
        }
    }

    /// The stay of a trackable at a time, or the last one before it (then its `to` is not after that time); nil when it
    /// was nowhere yet.
    ///
    /// - Complexity: O(log stays).
    public func lastStay(of track: TrackKey, at instant: Instant) throws(VigieError) -> StayRow? {
        try history(of: track, to: instant, limit: 1).first
    }

    /// Who is in a unit now, or in all units, from the current state, in order of trackable id.
    ///
    /// - Complexity: O(trackables).
    public func present(in unit: UnitKey? = nil) throws(VigieError) -> [LocatedRow] {
        try read { database in
            let places = try places(database)
            let statement = try RawStatement(database, TrackableQuery.present)
            statement.bind(1, unit.map { Int64($0.rawValue) })
            var rows: [LocatedRow] = []
            try statement.forEachRow { row in
                if let located = try TrackableQuery.located(row, places) { rows.append(located) }
            }
            return rows
        }
    }

    /// Who was in a unit, or in all units, at a time, in order of trackable id.
    ///
    /// - Complexity: for one unit as ``forEachStay(in:from:to:_:)``; for all O(trackables · log stays).
    public func snapshot(in unit: UnitKey? = nil, at instant: Instant) throws(VigieError) -> [PresenceRow] {
        try read { database in
            let places = try places(database)
            let statement = try RawStatement(database, unit == nil ? StayQuery.everywhere : StayQuery.inUnit)
            if let unit {
                statement.bind(1, unit.rawValue)
                statement.bind(2, instant)
                statement.bind(3, instant.advanced(byMilliseconds: 1))
            } else {
                statement.bind(1, instant)
            }
            var rows: [PresenceRow] = []
            try statement.forEachRow { row in
                guard let trackable = TrackableQuery.trackable(row), let unit = try places.unit(row, 8) else { return }
                let stay = StayRow(
                    unit: unit, from: row.instant(9), to: row.optionalInstant(10), confidence: row.float(11))
                rows.append(PresenceRow(trackable: trackable, stay: stay))
            }
            return rows
        }
    }

    /// Calls `body` with every stay in a unit that overlaps a span of time by more than its ends, in no order.
    ///
    /// - Complexity: O(short stays that began in the span or up to an hour before + long stays that ended since + those
    ///   that last), all from indices; 10 million stays in 500 units: about 0.2 µs each.
    public func forEachStay(
        in unit: UnitKey, from: Instant, to: Instant, _ body: (UnitStay) -> Void
    ) throws(VigieError) {
        try read { database in
            let statement = try RawStatement(database, StayQuery.touching)
            statement.bind(1, unit.rawValue)
            statement.bind(2, from)
            statement.bind(3, to)
            try statement.forEachRow { row in
                body(
                    UnitStay(
                        track: TrackKey(row.int32(0)), from: row.instant(1), to: row.optionalInstant(2),
                        confidence: row.float(3)))
            }
        }
    }

    private static func stay(_ row: RawStatement, _ places: Places) throws -> StayRow? {
        guard let unit = try places.unit(row, 0) else { return nil }
        return StayRow(
            unit: unit, from: row.instant(1), to: row.optionalInstant(2), confidence: row.float(3),
            isCorrected: row.int32(4) != 0)
    }
}

/// The questions over stays.
enum StayQuery {
    static let history = """
        SELECT unit, from_at, to_at, confidence, corrected FROM stay
        WHERE track = ?1 AND from_at <= ?2 ORDER BY from_at DESC LIMIT ?3
        """

    /// The stays of unit ?1 that overlap ?2 to ?3. The span of short stays is ``Schema/longStayMilliseconds``, written
    /// out as in the index, or SQLite would not take it.
    static let touching = """
        SELECT track, from_at, to_at, confidence FROM stay INDEXED BY stay_unit
        WHERE unit = ?1 AND from_at > ?2 - 3600000 AND from_at < ?3 AND to_at > ?2 AND to_at - from_at <= 3600000
        UNION ALL
        SELECT track, from_at, to_at, confidence FROM stay INDEXED BY stay_long
        WHERE unit = ?1 AND to_at > ?2 AND from_at < ?3 AND (to_at IS NULL OR to_at - from_at > 3600000)
        UNION ALL
        SELECT track, from_at, to_at, confidence FROM stay INDEXED BY stay_long
        WHERE unit = ?1 AND to_at IS NULL AND from_at < ?3 AND (to_at IS NULL OR to_at - from_at > 3600000)
        """

    /// Those of ``touching`` with their trackables.
    static let inUnit =
        """
        SELECT t.key, t.id, t.kind, t.name, t.category, t.assigned_unit, t.model, t.serial,
            ?1, found.from_at, found.to_at, found.confidence FROM (
        """ + touching + ") found JOIN trackable t ON t.key = found.track ORDER BY t.id"

    static let everywhere = """
        SELECT t.key, t.id, t.kind, t.name, t.category, t.assigned_unit, t.model, t.serial,
            s.unit, s.from_at, s.to_at, s.confidence
        FROM trackable t JOIN stay s ON s.track = t.key
            AND s.from_at = (SELECT max(from_at) FROM stay WHERE track = t.key AND from_at <= ?1)
        WHERE s.to_at IS NULL OR s.to_at > ?1 ORDER BY t.id
        """
}
