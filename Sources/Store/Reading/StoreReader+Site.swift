internal import GRDB
public import Model

extension StoreReader {
    /// The levels, lowest first; those that are gone too.
    public func levels() throws(VigieError) -> [LevelRow] {
        try read { database in
            let places = try places(database)
            var levels: [LevelRow] = []
            try RawStatement(database, "SELECT key FROM level ORDER BY ordinal, key").forEachRow { row in
                if let level = try places.level(row, 0) { levels.append(level) }
            }
            return levels
        }
    }

    /// The units in order of key; those that are gone too.
    public func units() throws(VigieError) -> [UnitRow] {
        try read { database in
            let places = try places(database)
            var units: [UnitRow] = []
            try RawStatement(database, "SELECT key FROM unit ORDER BY key").forEachRow { row in
                if let unit = try places.unit(row, 0) { units.append(unit) }
            }
            return units
        }
    }

    /// The steps between units, for walking distances.
    public func passages() throws(VigieError) -> [PassageRow] {
        try read { database in
            var passages: [PassageRow] = []
            let statement = try RawStatement(
                database, "SELECT from_unit, to_unit, metres FROM passage ORDER BY from_unit, to_unit, metres")
            try statement.forEachRow { row in
                passages.append(
                    PassageRow(from: UnitKey(row.int32(0)), to: UnitKey(row.int32(1)), metres: row.double(2)))
            }
            return passages
        }
    }

    /// Every reader that the site places or that was heard, by id.
    public func readers() throws(VigieError) -> [ReaderRow] {
        try read { database in
            let places = try places(database)
            var rows: [ReaderID: ReaderRow] = [:]
            func row(_ id: ReaderID) -> ReaderRow {
                rows[id]
                    ?? ReaderRow(
                        id: id, kind: nil, level: nil, unit: nil, xMetres: .nan, yMetres: .nan, health: nil,
                        sequences: [])
            }
            let statement = try RawStatement(database, "SELECT id, kind, level, unit, x, y FROM reader_place")
            try statement.forEachRow { stored in
                let id = ReaderID(stored.text(0))
                rows[id] = ReaderRow(
                    id: id, kind: stored.text(1), level: try places.level(stored, 2), unit: try places.unit(stored, 3),
                    xMetres: stored.double(4), yMetres: stored.double(5), health: nil, sequences: [])
            }
            for health in try StoredRows.readers(database) {
                var changed = row(health.reader)
                changed.health = health
                rows[health.reader] = changed
            }
            for sequence in try StoredRows.sequences(database) {
                var changed = row(sequence.reader)
                changed.sequences.append(sequence)
                rows[sequence.reader] = changed
            }
            return rows.values.sorted { $0.id < $1.id }.map { row in
                var row = row
                row.sequences.sort { ($0.lastAt, $0.boot) < ($1.lastAt, $1.boot) }
                return row
            }
        }
    }

    /// Refused messages by reason, dialect and reader, the most frequent first.
    public func rejections() throws(VigieError) -> [RejectionRow] {
        try read { database in
            var rows: [RejectionRow] = []
            let statement = try RawStatement(
                database,
                "SELECT reason, dialect, reader, count FROM rejection ORDER BY count DESC, reason, dialect, reader")
            try statement.forEachRow { row in
                guard let reason = RejectionReason(rawValue: row.text(0)) else { return }
                rows.append(
                    RejectionRow(reason: reason, dialect: row.text(1), reader: row.text(2), count: row.int(3)))
            }
            return rows
        }
    }

    /// Examples of refused messages, the newest first.
    ///
    /// - Parameter limit: at most so many; 1,000 are kept.
    public func rejectionSamples(limit: Int = 100) throws(VigieError) -> [RejectionSample] {
        try read { database in
            var samples: [RejectionSample] = []
            let statement = try RawStatement(
                database,
                "SELECT position, at, reason, detail, topic FROM rejection_sample ORDER BY id DESC LIMIT ?")
            statement.bind(1, limit)
            try statement.forEachRow { row in
                guard let reason = RejectionReason(rawValue: row.text(2)) else { return }
                samples.append(
                    RejectionSample(
                        position: LogPosition(row.int64(0)), at: row.instant(1), reason: reason, detail: row.text(3),
                        topic: row.text(4)))
            }
            return samples
        }
    }

    /// The messages that were set aside because the fold stopped at them twice.
    public func quarantined() throws(VigieError) -> [LogPosition] {
        try read { database in
            var positions: [LogPosition] = []
            try RawStatement(database, "SELECT position FROM quarantine ORDER BY position").forEachRow {
                positions.append(LogPosition($0.int64(0)))
            }
            return positions
        }
    }
}
