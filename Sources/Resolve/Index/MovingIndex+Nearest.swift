extension MovingIndex {
    /// The k trackables of a level that are nearest to a point in a straight line, nearest first, equal distances by
    /// lower slot; all of the level when it has fewer. Distances are computed in `Float`.
    ///
    /// - Parameter results: emptied first; its memory is used again.
    /// - Complexity: O(k + entries of the cells within the k-th distance).
    public func nearest(_ k: Int, level: Int, xMetres x: Float, yMetres y: Float, into results: inout [NearSlot]) {
        results.removeAll(keepingCapacity: true)
        guard isAnswerable(level, x, y) else { return }
        let k = min(k, Int(grids[level].count))
        if guess(k, level, x, y, &results) { return }
        search(k, into: &results) { keys in
            search(level, x, y, heightSquared: 0, &keys)
        }
    }

    /// The k nearest trackables over several levels of one building, by the straight line in space: the levels'
    /// elevations count as the third coordinate.
    ///
    /// - Parameters:
    ///   - level: of the point.
    ///   - levels: where to look; levels that are not there are passed over, and each should be named once.
    /// - Complexity: as ``nearest(_:level:xMetres:yMetres:into:)`` for each level that is near enough.
    public func nearest(
        _ k: Int, level: Int, xMetres x: Float, yMetres y: Float, overLevels levels: [Int],
        into results: inout [NearSlot]
    ) {
        results.removeAll(keepingCapacity: true)
        guard isAnswerable(level, x, y) else { return }
        let usable = levels.filter { grids.hasLevel($0, of: levelCount) && grids[$0].count > 0 }
        let origin = grids[level].elevationMetres
        // The own level first: what it holds spares most of the others.
        let ordered = usable.map { (height: abs(grids[$0].elevationMetres - origin), level: $0) }.sorted { $0 < $1 }
        let available = usable.reduce(0) { $0 + Int(grids[$1].count) }
        search(min(k, available), into: &results) { keys in
            for other in ordered where other.height * other.height <= keys.reachSquared {
                search(other.level, x, y, heightSquared: other.height * other.height, &keys)
            }
        }
    }

    /// Whether a query can be answered; one that cannot is counted.
    func isAnswerable(_ level: Int, _ x: Float, _ y: Float) -> Bool {
        if grids.hasLevel(level, of: levelCount), MovingIndex.isUsable(x, y) { return true }
        memory.pointee.refusedCount += 1
        return false
    }

    @inline(__always)
    private func search(_ k: Int, into results: inout [NearSlot], _ body: (inout NearestKeys) -> Void) {
        guard k > 0 else { return }
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: k) { storage in
            guard let base = storage.baseAddress else { return }
            var keys = NearestKeys(base, capacity: k)
            body(&keys)
            keys.append(to: &results)
        }
    }

    /// The block around the point, growing until there are enough; then row by row outwards what of the circle with
    /// the worst kept distance lies outside the block.
    private func search(_ level: Int, _ x: Float, _ y: Float, heightSquared: Float, _ keys: inout NearestKeys) {
        let grid = grids[level]
        let (column, row) = (grid.column(x), grid.row(y))
        var block = CellBlock(
            west: max(0, column - 1), east: min(Int(grid.columns) - 1, column + 1),
            south: max(0, row - 1), north: min(Int(grid.rows) - 1, row + 1))
        for row in block.south...block.north {
            scan(grid, row, block.west, block.east, x, y, heightSquared, &keys)
        }
        while !keys.isFull, !block.holdsAll(of: grid) {
            let inner = block
            block.grow(in: grid)
            for row in block.south...block.north {
                if row >= inner.south, row <= inner.north {
                    scan(grid, row, block.west, inner.west - 1, x, y, heightSquared, &keys)
                    scan(grid, row, inner.east + 1, block.east, x, y, heightSquared, &keys)
                } else {
                    scan(grid, row, block.west, block.east, x, y, heightSquared, &keys)
                }
            }
        }
        guard keys.isFull else { return }
        let slack = grid.slack(x, y)
        for next in row..<Int(grid.rows) {
            let edge = grid.minimumY + Float(next) * grid.cellMetres - y - slack
            guard scanRest(grid, next, next == row ? 0 : edge, block, x, y, slack, heightSquared, &keys) else { break }
        }
        for next in stride(from: row - 1, through: 0, by: -1) {
            let edge = y - grid.minimumY - Float(next + 1) * grid.cellMetres - slack
            guard scanRest(grid, next, edge, block, x, y, slack, heightSquared, &keys) else { break }
        }
    }

    /// Scans the part of a row that lies in the circle and not in the block.
    ///
    /// - Parameter distance: from the point to the row, negative inside.
    /// - Returns: false when the row, and so all beyond it, is too far.
    @inline(__always)
    private func scanRest(
        _ grid: CellGrid, _ row: Int, _ distance: Float, _ block: CellBlock, _ x: Float, _ y: Float, _ slack: Float,
        _ heightSquared: Float, _ keys: inout NearestKeys
    ) -> Bool {
        let near = max(0, distance)
        let left = keys.reachSquared * 1.000_001 - near * near - heightSquared
        guard left >= 0 else { return false }
        let half = left.squareRoot() + slack
        let (west, east) = (grid.column(x - half), grid.column(x + half))
        if row >= block.south, row <= block.north {
            if west < block.west { scan(grid, row, west, block.west - 1, x, y, heightSquared, &keys) }
            if east > block.east { scan(grid, row, block.east + 1, east, x, y, heightSquared, &keys) }
        } else {
            scan(grid, row, west, east, x, y, heightSquared, &keys)
        }
        return true
    }

    @inline(__always)
    private func scan(
        _ grid: CellGrid, _ row: Int, _ west: Int, _ east: Int, _ x: Float, _ y: Float, _ heightSquared: Float,
        _ keys: inout NearestKeys
    ) {
        guard west <= east else { return }
        let words = memory.pointee.words
        let start = Int(grid.firstCell) + row * Int(grid.columns)
        for cell in (start + west)...(start + east) {
            memory.pointee.forEachChunk(of: cell) { base, count in
                for entry in base..<(base + count) {
                    let dx = Float(bitPattern: words[entry]) - x
                    let dy = Float(bitPattern: words[entry + CellMemory.yOffset]) - y
                    keys.offer(dx * dx + dy * dy + heightSquared, words[entry + CellMemory.slotOffset])
                }
            }
        }
    }
}

/// A rectangle of cells, ends included.
struct CellBlock {
    var west: Int
    var east: Int
    var south: Int
    var north: Int

    func holdsAll(of grid: CellGrid) -> Bool {
        west == 0 && south == 0 && east == Int(grid.columns) - 1 && north == Int(grid.rows) - 1
    }

    /// One cell further on each side, as far as there are cells.
    mutating func grow(in grid: CellGrid) {
        west = max(0, west - 1)
        south = max(0, south - 1)
        east = min(Int(grid.columns) - 1, east + 1)
        north = min(Int(grid.rows) - 1, north + 1)
    }
}
