import SiteMap

/// One reader's patch and row as the inner loop reads them.
struct PatchView {
    private let first: Int32
    private let end: Int32
    private let column: Int32
    private let row: Int32
    private let width: Int32
    private let height: Int32
    private let patch: UnsafePointer<UInt32>
    private let units: UnsafePointer<UInt32>
    private let columns: UnsafePointer<Int16>
    private let rows: UnsafePointer<Int16>
    private let unitOfCell: UnsafePointer<Int32>

    /// - Parameter row: what the reader hears from each unit.
    @inline(__always)
    static func with(
        _ patch: CellField.Patch?, row: UnsafePointer<UInt32>, _ map: CellMap, _ body: (PatchView) -> Void
    ) {
        map.columns.withUnsafeBufferPointer { columns in
            map.rows.withUnsafeBufferPointer { rows in
                map.units.withUnsafeBufferPointer { units in
                    (patch?.cells ?? []).withUnsafeBufferPointer { cells in
                        guard let columns = columns.baseAddress, let rows = rows.baseAddress,
                            let unitOfCell = units.baseAddress
                        else { return }
                        let level = patch.map { map.levels[Int($0.level)] }
                        body(
                            PatchView(
                                first: level?.start ?? 0, end: level.map { $0.start + $0.count } ?? 0,
                                column: patch?.column ?? 0, row: patch?.row ?? 0, width: patch?.columns ?? 0,
                                height: patch?.rows ?? 0, patch: cells.baseAddress ?? row, units: row,
                                columns: columns, rows: rows, unitOfCell: unitOfCell))
                    }
                }
            }
        }
    }

    /// ``RadioCell`` of a cell: the patch's, else that of its unit.
    @inline(__always)
    func expectation(_ cell: Int32) -> UInt32 {
        let index = Int(cell)
        if cell >= first, cell < end {
            let x = Int32(columns[index]) &- column
            let y = Int32(rows[index]) &- row
            if x >= 0, y >= 0, x < width, y < height { return patch[Int(y &* width &+ x)] }
        }
        return units[Int(max(0, unitOfCell[index]))]
    }
}

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
