import SiteMap

/// What each reader hears at the cells around it: a patch of its own level per reader, made when the reader is first
/// asked for; farther away and on other levels the unit's value holds.
///
/// Memory: 4 bytes per cell of a patch, 6.7 kB per reader.
struct CellField: Sendable {
    /// Half the side of a patch.
    static let reachMetres: Float = 20

    struct Patch: Sendable {
        var level: Int32
        var column: Int32
        var row: Int32
        var columns: Int32
        var rows: Int32
        /// ``RadioCell``, row by row.
        var cells: [UInt32]
    }

    private var patches: [Patch?]
    private var isMade: [Bool]

    init(readerCount: Int) {
        patches = Array(repeating: nil, count: readerCount)
        isMade = Array(repeating: false, count: readerCount)
    }

    /// A reader's patch; nil for one without a place.
    /// - Complexity: O(cells of the patch) at the first call, with the walls on the way to each.
    mutating func patch(of reader: Int, _ model: UnitModel) -> Patch? {
        if !isMade[reader] {
            patches[reader] = make(reader, model)
            isMade[reader] = true
        }
        return patches[reader]
    }

    private func make(_ reader: Int, _ model: UnitModel) -> Patch? {
        let cells = model.cells
        guard let level = model.map.readers[reader].level, let place = model.map.readers[reader].point else {
            return nil
        }
        let box = cells.levels[level]
        func bound(_ metres: Float, _ origin: Float, _ count: Int32) -> Int32 {
            Int32(max(0, min(Float(count), (metres - origin).rounded(.down))))
        }
        let (x, y) = (Float(place.xMetres), Float(place.yMetres))
        let reach = CellField.reachMetres
        let firstColumn = bound(x - reach, box.xMetres, box.columns)
        let endColumn = bound(x + reach + 1, box.xMetres, box.columns)
        let firstRow = bound(y - reach, box.yMetres, box.rows)
        let endRow = bound(y + reach + 1, box.yMetres, box.rows)
        guard firstColumn < endColumn, firstRow < endRow else { return nil }
        var patch = Patch(
            level: Int32(level), column: firstColumn, row: firstRow, columns: endColumn - firstColumn,
            rows: endRow - firstRow, cells: [])
        patch.cells.reserveCapacity(Int(patch.columns * patch.rows))
        for row in firstRow..<endRow {
            for column in firstColumn..<endColumn {
                let cell = box.start + row * box.columns + column
                let unit = cells.units[Int(cell)]
                guard unit >= 0 else {
                    patch.cells.append(0)
                    continue
                }
                let expected = model.survey.expectation(
                    reader: reader, level: level, cells.centre(cell, level: level), unit: Int(unit))
                patch.cells.append(
                    RadioCell.pack(
                        meanDBm: Float(expected.meanDBm), spreadDB: Float(expected.varianceDB.squareRoot())))
            }
        }
        return patch
    }
}
