internal import GRDB
public import Model

extension StoreWriter {
    /// Keeps a site's levels, units, passages and readers in place of those before, all or nothing.
    ///
    /// A unit keeps its key as long as its IMDF id stays the same; units and levels that vanished stay for history and
    /// are marked gone. Call it before the fold starts: indices of levels in derivations mean the last site given.
    ///
    /// - Returns: the durable key of each unit, by index.
    /// - Throws: 78 when the database belongs to another site; 65 for an index out of range or an id given twice.
    /// - Complexity: O(units + passages + readers) row writes.
    public func replaceSite(_ records: SiteRecords) throws(VigieError) -> [UnitKey] {
        do {
            return try transact { database in
                let keys = try SiteWriter(database: database, place: folder.database).replace(records)
                levelKeys = try StoreWriter.readLevelKeys(database)
                return keys
            }
        } catch {
            throw error.error
        }
    }

    static func readLevelKeys(_ database: Database) throws -> [Int32] {
        var keys: [Int32] = []
        try RawStatement(database, "SELECT key FROM level WHERE place IS NOT NULL ORDER BY place").forEachRow {
            keys.append($0.int32(0))
        }
        return keys
    }
}

/// Writes one site inside the caller's transaction.
private struct SiteWriter {
    let database: Database
    let place: String

    func replace(_ records: SiteRecords) throws -> [UnitKey] {
        try writeSite(records)
        let levels = try writeLevels(records.levels)
        let units = try writeUnits(records.units, levels)
        try writePassages(records.passages, units)
        try writeReaders(records.readers, levels, units)
        return units.map { UnitKey($0) }
    }

    private func writeSite(_ records: SiteRecords) throws {
        let present = try RawStatement(database, "SELECT site FROM site WHERE id = 1").first { $0.text(0) }
        guard present == nil || present == records.site.rawValue else {
            throw VigieError(
                .badConfiguration,
                "the database belongs to site '\(Printable.clean(present ?? ""))', not to"
                    + " '\(Printable.clean(records.site.rawValue))'", place: place,
                remedy: "One database is one site: give another folder with --data")
        }
        let statement = try RawStatement(
            database, "INSERT OR REPLACE INTO site (id, site, time_zone, version) VALUES (1, ?, ?, ?)")
        statement.bind(1, records.site.rawValue)
        statement.bind(2, records.timeZone)
        statement.bind(3, records.version)
        try statement.run()
    }

    private func writeLevels(_ levels: [LevelRecord]) throws -> [Int32] {
        try database.run("UPDATE level SET place = NULL")
        let statement = try RawStatement(
            database,
            """
            INSERT INTO level (id, name, ordinal, place) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, ordinal = excluded.ordinal, place = excluded.place
            RETURNING key
            """)
        var keys: [Int32] = []
        for (index, level) in levels.enumerated() {
            statement.bind(1, level.id.rawValue)
            statement.bind(2, level.name)
            statement.bind(3, level.ordinal)
            statement.bind(4, index)
            keys.append(try statement.first { $0.int32(0) } ?? 0)
        }
        guard Set(keys).count == keys.count else { throw twice("level") }
        return keys
    }

    private func writeUnits(_ units: [UnitRecord], _ levels: [Int32]) throws -> [Int32] {
        try database.run("UPDATE unit SET place = NULL")
        let statement = try RawStatement(
            database,
            """
            INSERT INTO unit (id, name, category, level, x, y, area, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, category = excluded.category, level = excluded.level,
                x = excluded.x, y = excluded.y, area = excluded.area, place = excluded.place
            RETURNING key
            """)
        var keys: [Int32] = []
        for (index, unit) in units.enumerated() {
            statement.bind(1, unit.id.rawValue)
            statement.bind(2, unit.name)
            statement.bind(3, unit.category)
            statement.bind(4, try key(levels, unit.level, "level of unit \(index)"))
            statement.bind(5, unit.xMetres)
            statement.bind(6, unit.yMetres)
            statement.bind(7, unit.areaSquareMetres)
            statement.bind(8, index)
            keys.append(try statement.first { $0.int32(0) } ?? 0)
        }
        guard Set(keys).count == keys.count else { throw twice("unit") }
        return keys
    }

    private func writePassages(_ passages: [PassageRecord], _ units: [Int32]) throws {
        try database.run("DELETE FROM passage")
        let statement = try RawStatement(
            database, "INSERT INTO passage (from_unit, to_unit, metres) VALUES (?, ?, ?)")
        for (index, passage) in passages.enumerated() {
            statement.bind(1, try key(units, passage.from, "unit of passage \(index)"))
            statement.bind(2, try key(units, passage.to, "unit of passage \(index)"))
            statement.bind(3, passage.metres)
            try statement.run()
        }
    }

    private func writeReaders(_ readers: [ReaderPlaceRecord], _ levels: [Int32], _ units: [Int32]) throws {
        try database.run("DELETE FROM reader_place")
        let statement = try RawStatement(
            database, "INSERT INTO reader_place (id, kind, level, unit, x, y) VALUES (?, ?, ?, ?, ?, ?)")
        var seen: Set<ReaderID> = []
        for (index, reader) in readers.enumerated() {
            guard seen.insert(reader.id).inserted else { throw twice("reader") }
            statement.bind(1, reader.id.rawValue)
            statement.bind(2, reader.kind)
            statement.bind(3, try reader.level.map { Int64(try key(levels, $0, "level of reader \(index)")) })
            statement.bind(4, try reader.unit.map { Int64(try key(units, $0, "unit of reader \(index)")) })
            statement.bind(5, reader.xMetres)
            statement.bind(6, reader.yMetres)
            try statement.run()
        }
    }

    private func key(_ keys: [Int32], _ index: Int, _ what: String) throws -> Int32 {
        guard keys.indices.contains(index) else {
            throw VigieError(.badData, "the \(what) is not there", place: place)
        }
        return keys[index]
    }

    private func twice(_ what: String) -> VigieError {
        VigieError(
            .badData, "a \(what) id is given twice", place: place, remedy: "Run 'vigie site check' on the site folder")
    }
}
