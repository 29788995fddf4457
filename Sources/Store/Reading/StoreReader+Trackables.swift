internal import GRDB
public import Model

extension StoreReader {
    /// The trackables that a text means: those of the first of these that finds any: exact trackable id, tag id, name,
    /// kind, category (the last three without regard to ASCII case), then a part of id, name or category.
    ///
    /// - Parameters:
    ///   - what: as a person types it; a tag in canonical form.
    ///   - limit: at most so many, in order of trackable id.
    /// - Complexity: O(log trackables + matches log matches); a part needs one pass over all trackables.
    public func trackables(matching what: String, limit: Int = 1000) throws(VigieError) -> [TrackableMatch] {
        try read { database in
            for (kind, sql) in TrackableQuery.matches {
                let statement = try RawStatement(database, sql)
                statement.bind(1, what)
                statement.bind(2, limit)
                var found: [TrackableMatch] = []
                try statement.forEachRow { row in
                    guard let trackable = TrackableQuery.trackable(row) else { return }
                    found.append(TrackableMatch(trackable: trackable, by: kind))
                }
                if !found.isEmpty { return found }
            }
            return []
        }
    }

    /// Each trackable with its present place, in the order given; unknown tracks are left out.
    ///
    /// - Complexity: O(n log trackables).
    public func current(of tracks: [TrackKey]) throws(VigieError) -> [LocatedRow] {
        try read { database in
            let places = try places(database)
            let statement = try RawStatement(database, TrackableQuery.locatedOne)
            var rows: [LocatedRow] = []
            for track in tracks {
                statement.bind(1, track.rawValue)
                if let row = try statement.first({ try TrackableQuery.located($0, places) }), let row {
                    rows.append(row)
                }
            }
            return rows
        }
    }

    /// How lately trackables were heard; those that never were are left out.
    ///
    /// - Complexity: O(n log trackables).
    public func heard(_ tracks: some Sequence<TrackKey>) throws(VigieError) -> [TrackKey: HeardRow] {
        try read { database in
            let statement = try RawStatement(database, TrackableQuery.heard)
            var rows: [TrackKey: HeardRow] = [:]
            for track in tracks {
                statement.bind(1, track.rawValue)
                rows[track] = try statement.first { row in
                    HeardRow(
                        observedAt: row.instant(0), intervalMilliseconds: row.int64(1),
                        flags: TrackRecord.Flags(rawValue: UInt8(truncatingIfNeeded: row.int64(2))))
                }
            }
            return rows
        }
    }

    /// The trackables of a kind.
    ///
    /// - Complexity: O(trackables of the kind).
    public func tracks(of kind: TrackableKind) throws(VigieError) -> Set<TrackKey> {
        try read { database in
            var tracks: Set<TrackKey> = []
            let statement = try RawStatement(database, TrackableQuery.tracksOfKind)
            statement.bind(1, kind.rawValue)
            try statement.forEachRow { tracks.insert(TrackKey($0.int32(0))) }
            return tracks
        }
    }

    /// Calls `body` with every trackable and its present place, in order of trackable id, without holding more than one
    /// in memory.
    ///
    /// - Parameter kinds: nil for all.
    /// - Complexity: O(trackables); about 0.3 s for 100,000.
    public func forEachTrackable(
        kinds: Set<TrackableKind>? = nil, _ body: (LocatedRow) -> Void
    ) throws(VigieError) {
        try read { database in
            let places = try places(database)
            try RawStatement(database, TrackableQuery.locatedAll).forEachRow { row in
                guard let located = try TrackableQuery.located(row, places) else { return }
                if let kinds, !kinds.contains(located.trackable.kind) { return }
                body(located)
            }
        }
    }

    /// Number of trackables per kind.
    public func trackableCounts() throws(VigieError) -> [TrackableKind: Int] {
        try read { database in
            var counts: [TrackableKind: Int] = [:]
            try RawStatement(database, "SELECT kind, count(*) FROM trackable GROUP BY kind").forEachRow { row in
                if let kind = TrackableKind(rawValue: row.text(0)) { counts[kind] = row.int(1) }
            }
            return counts
        }
    }

    /// Calls `body` with every tag of the registry, in order of tag id.
    public func forEachTag(_ body: (RegistryListRow) -> Void) throws(VigieError) {
        try read { database in
            try RawStatement(database, TrackableQuery.tags).forEachRow { row in
                body(
                    RegistryListRow(
                        tag: TagID(row.text(8)), trackable: TrackableQuery.trackable(row),
                        boundAt: row.optionalInstant(9)))
            }
        }
    }
}

/// The questions over trackables. All give the trackable's columns first, in one order.
enum TrackableQuery {
    static let matches: [(MatchKind, String)] = [
        (
            .trackable,
            """
            SELECT key, id, kind, name, category, assigned_unit, model, serial FROM trackable WHERE id = ?1 LIMIT ?2
            """
        ),
        (
            .tag,
            """
            SELECT t.key, t.id, t.kind, t.name, t.category, t.assigned_unit, t.model, t.serial
            FROM tag JOIN trackable t ON t.key = tag.trackable WHERE tag.id = ?1 LIMIT ?2
            """
        ),
        (
            .name,
            """
            SELECT key, id, kind, name, category, assigned_unit, model, serial FROM trackable
            WHERE name = ?1 COLLATE NOCASE AND ?1 <> '' ORDER BY id LIMIT ?2
            """
        ),
        (
            .kind,
            """
            SELECT key, id, kind, name, category, assigned_unit, model, serial FROM trackable
            WHERE kind = lower(?1) ORDER BY id LIMIT ?2
            """
        ),
        (
            .category,
            """
            SELECT key, id, kind, name, category, assigned_unit, model, serial FROM trackable
            WHERE category = ?1 COLLATE NOCASE AND ?1 <> '' ORDER BY id LIMIT ?2
            """
        ),
        (
            .part,
            """
            SELECT key, id, kind, name, category, assigned_unit, model, serial FROM trackable
            WHERE ?1 <> '' AND (instr(lower(id), lower(?1)) > 0 OR instr(lower(name), lower(?1)) > 0
                OR instr(lower(category), lower(?1)) > 0) ORDER BY id LIMIT ?2
            """
        ),
    ]

    static let locatedOne = """
        SELECT t.key, t.id, t.kind, t.name, t.category, t.assigned_unit, t.model, t.serial,
            c.track, tag.id, c.unit, c.confirmed_unit, c.second_unit, c.confidence, c.second_confidence, c.level,
            c.x, c.y,
            c.latitude, c.longitude, c.uncertainty, c.observed_at, c.since, c.interval, c.flags, c.battery,
            c.temperature,
            c.down_readers
        FROM trackable t LEFT JOIN current c ON c.track = t.key LEFT JOIN tag ON tag.key = c.tag WHERE t.key = ?
        """

    static let locatedAll = """
        SELECT t.key, t.id, t.kind, t.name, t.category, t.assigned_unit, t.model, t.serial,
            c.track, tag.id, c.unit, c.confirmed_unit, c.second_unit, c.confidence, c.second_confidence, c.level,
            c.x, c.y,
            c.latitude, c.longitude, c.uncertainty, c.observed_at, c.since, c.interval, c.flags, c.battery,
            c.temperature,
            c.down_readers
        FROM trackable t LEFT JOIN current c ON c.track = t.key LEFT JOIN tag ON tag.key = c.tag ORDER BY t.id
        """

    static let present = """
        SELECT t.key, t.id, t.kind, t.name, t.category, t.assigned_unit, t.model, t.serial,
            c.track, tag.id, c.unit, c.confirmed_unit, c.second_unit, c.confidence, c.second_confidence, c.level,
            c.x, c.y,
            c.latitude, c.longitude, c.uncertainty, c.observed_at, c.since, c.interval, c.flags, c.battery,
            c.temperature,
            c.down_readers
        FROM current c JOIN trackable t ON t.key = c.track LEFT JOIN tag ON tag.key = c.tag
        WHERE c.unit IS NOT NULL AND (?1 IS NULL OR c.unit = ?1) ORDER BY t.id
        """

    static let heard = "SELECT observed_at, interval, flags FROM current WHERE track = ?"

    static let tracksOfKind = "SELECT key FROM trackable WHERE kind = ?"

    static let tags = """
        SELECT t.key, t.id, t.kind, t.name, t.category, t.assigned_unit, t.model, t.serial, tag.id, tag.bound_at
        FROM tag LEFT JOIN trackable t ON t.key = tag.trackable ORDER BY tag.id
        """

    /// The trackable in the first eight columns; nil when they are NULL.
    static func trackable(_ row: RawStatement) -> TrackableRow? {
        guard let track = row.optionalInt32(0), let kind = TrackableKind(rawValue: row.text(2)) else { return nil }
        return TrackableRow(
            track: TrackKey(track), id: TrackableID(row.text(1)), kind: kind, name: row.text(3), category: row.text(4),
            assignedUnit: row.text(5), model: row.text(6), serial: row.text(7))
    }

    static func located(_ row: RawStatement, _ places: Places) throws -> LocatedRow? {
        guard let trackable = trackable(row) else { return nil }
        guard !row.isNull(8) else { return LocatedRow(trackable: trackable, current: nil) }
        let current = CurrentRow(
            trackable: trackable, tag: row.isNull(9) ? nil : TagID(row.text(9)), unit: try places.unit(row, 10),
            confirmedUnit: try places.unit(row, 11), secondUnit: try places.unit(row, 12), confidence: row.float(13),
            secondConfidence: row.float(14), level: try places.level(row, 15), xMetres: row.double(16),
            yMetres: row.double(17), latitude: row.double(18), longitude: row.double(19),
            uncertaintyMetres: row.float(20), observedAt: row.instant(21), since: row.instant(22),
            intervalMilliseconds: row.int64(23),
            flags: TrackRecord.Flags(rawValue: UInt8(truncatingIfNeeded: row.int64(24))),
            batteryPercent: row.float(25), temperatureCelsius: row.float(26),
            downReaders: row.text(27).split(separator: " ").map { ReaderID(String($0)) })
        return LocatedRow(trackable: trackable, current: current)
    }
}
