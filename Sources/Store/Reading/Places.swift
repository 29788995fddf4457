internal import GRDB
import Model

/// Levels and units by key, looked up when first asked for: one trackable needs one unit, and a list needs each unit
/// once. So the large tables need no joins.
final class Places {
    private let levelStatement: RawStatement
    private let unitStatement: RawStatement
    private var levels: [Int32: LevelRow] = [:]
    private var units: [UnitKey: UnitRow] = [:]

    init(_ database: Database) throws {
        levelStatement = try RawStatement(database, "SELECT key, id, name, ordinal, place FROM level WHERE key = ?")
        unitStatement = try RawStatement(
            database, "SELECT key, id, name, category, level, x, y, area, place FROM unit WHERE key = ?")
    }

    /// The level whose key is in a column; nil for NULL.
    func level(_ row: RawStatement, _ column: Int32) throws -> LevelRow? {
        try row.optionalInt32(column).flatMap { try level($0) }
    }

    /// The unit whose key is in a column; nil for NULL.
    func unit(_ row: RawStatement, _ column: Int32) throws -> UnitRow? {
        try row.optionalInt32(column).flatMap { try unit(UnitKey($0)) }
    }

    func level(_ key: Int32) throws -> LevelRow? {
        if let known = levels[key] { return known }
        levelStatement.bind(1, key)
        let level = try levelStatement.first { row in
            LevelRow(
                key: row.int32(0), id: LevelID(row.text(1)), name: row.text(2), ordinal: row.int(3),
                isPresent: !row.isNull(4))
        }
        levels[key] = level
        return level
    }

    func unit(_ key: UnitKey) throws -> UnitRow? {
        if let known = units[key] { return known }
        unitStatement.bind(1, key.rawValue)
        let unit = try unitStatement.first { row -> UnitRow? in
            guard let level = try level(row.int32(4)) else { return nil }
            return UnitRow(
                key: key, id: UnitID(row.text(1)), name: row.text(2), category: row.text(3), level: level,
                xMetres: row.double(5), yMetres: row.double(6), areaSquareMetres: row.double(7),
                index: row.optionalInt(8))
        }
        guard let unit, let unit else { return nil }
        units[key] = unit
        return unit
    }
}
