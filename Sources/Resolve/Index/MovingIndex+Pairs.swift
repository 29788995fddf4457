extension MovingIndex {
    /// All pairs of a level that are nearer to each other than a distance, by lower slot, then by higher slot.
    ///
    /// Nearer means less, so that 0 gives none, not even of two at one point. A distance that is not a number is
    /// refused and counted; infinity gives all pairs.
    ///
    /// - Parameter metres: negative gives none.
    /// - Complexity: O(entries + pairs of entries in cells within the distance + p log p for p pairs found).
    public func pairs(level: Int, nearerThanMetres metres: Float, into results: inout [SlotPair]) {
        results.removeAll(keepingCapacity: true)
        guard isAnswerable(level, metres.isNaN ? .nan : 0, 0), metres > 0 else { return }
        let grid = grids[level]
        // One more than the width in cells: what rounding may add.
        let reach = Int(min(metres * grid.cellsPerMetre, Float(max(grid.columns, grid.rows)))) + 1
        for row in 0..<Int(grid.rows) {
            for column in 0..<Int(grid.columns) {
                addPairs(grid, row, column, reach, metres * metres, &results)
            }
        }
        results.sort { ($0.first, $0.second) < ($1.first, $1.second) }
    }

    /// Pairs within a cell, and of its entries with those of the cells east of it and in the rows north of it.
    private func addPairs(
        _ grid: CellGrid, _ row: Int, _ column: Int, _ reach: Int, _ limitSquared: Float, _ results: inout [SlotPair]
    ) {
        let own = Int(grid.firstCell) + row * Int(grid.columns) + column
        guard memory.pointee.heads[own] & 15 > 0 else { return }
        let west = max(0, column - reach)
        let east = min(Int(grid.columns) - 1, column + reach)
        for other in row...min(Int(grid.rows) - 1, row + reach) {
            let start = Int(grid.firstCell) + other * Int(grid.columns)
            for cell in (start + (other == row ? column : west))...(start + east) {
                memory.pointee.forEachChunk(of: own) { base, count in
                    for entry in base..<(base + count) {
                        addPairs(entry, with: cell, isOwn: cell == own, limitSquared, &results)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func addPairs(
        _ entry: Int, with cell: Int, isOwn: Bool, _ limitSquared: Float, _ results: inout [SlotPair]
    ) {
        let words = memory.pointee.words
        let x = Float(bitPattern: words[entry])
        let y = Float(bitPattern: words[entry + CellMemory.yOffset])
        let slot = Int32(bitPattern: words[entry + CellMemory.slotOffset])
        memory.pointee.forEachChunk(of: cell) { base, count in
            for other in base..<(base + count) {
                let dx = Float(bitPattern: words[other]) - x
                let dy = Float(bitPattern: words[other + CellMemory.yOffset]) - y
                let squared = dx * dx + dy * dy
                guard squared < limitSquared else { continue }
                let second = Int32(bitPattern: words[other + CellMemory.slotOffset])
                // In the own cell each pair is met twice, and each entry meets itself.
                if isOwn, slot >= second { continue }
                results.append(
                    SlotPair(first: min(slot, second), second: max(slot, second), metres: squared.squareRoot()))
            }
        }
    }
}
