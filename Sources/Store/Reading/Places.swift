internal import GRDB
import Model

/// Levels and units by key: a few thousand rows, read once per question so that the large tables need no joins.
struct Places {
    var levels: [Int32: LevelRow] = [:]
    var units: [UnitKey: UnitRow] = [:]

    init(_ database: Database) throws {
        try RawStatement(database, "SELECT key, id, name, ordinal, place FROM level").forEachRow { row in
            levels[row.int32(0)] = LevelRow(
                key: row.int32(0), id: LevelID(row.text(1)), name: row.text(2), ordinal: row.int(3),
                isPresent: !row.isNull(4))
        }
        let statement = try RawStatement(database, "SELECT key, id, name, category, level, x, y, area, place FROM unit")
        try statement.forEachRow { row in
            guard let level = levels[row.int32(4)] else { return }
            units[UnitKey(row.int32(0))] = UnitRow(
                key: UnitKey(row.int32(0)), id: UnitID(row.text(1)), name: row.text(2), category: row.text(3),
                level: level, xMetres: row.double(5), yMetres: row.double(6), areaSquareMetres: row.double(7),
                index: row.optionalInt(8))
        }
    }

    func unit(_ row: RawStatement, _ column: Int32) -> UnitRow? {
        row.optionalInt32(column).flatMap { units[UnitKey($0)] }
    }

    func level(_ row: RawStatement, _ column: Int32) -> LevelRow? {
        row.optionalInt32(column).flatMap { levels[$0] }
    }
}
