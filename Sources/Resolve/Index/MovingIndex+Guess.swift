/// The fast way to the few nearest: guess the circle that holds them from how full the cells around are, collect what
/// lies in it without a branch for each entry, and keep the k best of that.
extension MovingIndex {
    /// The most for which the guess is tried.
    private static let guessMax = 16
    /// Entries that a guess may collect; a crowd is left to the search.
    private static let collectMax = 96
    /// How many times k the circle should hold: less fails too often, more is too much to sort.
    private static let plenty: Float = 1.6

    /// Fills the keys with the k nearest.
    ///
    /// - Returns: false when the guess did not hold; the keys are as before then.
    @inline(__always)
    func guess(_ level: Int, _ x: Float, _ y: Float, _ keys: inout NearestKeys) -> Bool {
        guard keys.capacity <= MovingIndex.guessMax else { return false }
        let grid = grids[level]
        let (column, row) = (grid.column(x), grid.row(y))
        let (west, east) = (max(0, column - 1), min(Int(grid.columns) - 1, column + 1))
        let (south, north) = (max(0, row - 1), min(Int(grid.rows) - 1, row + 1))
        var around: UInt32 = 0
        for row in south...north {
            let start = Int(grid.firstCell) + row * Int(grid.columns)
            for cell in (start + west)...(start + east) { around += memory.pointee.heads[cell] & 15 }
        }
        guard around > 0 else { return false }
        let cells = Float((east - west + 1) * (north - south + 1))
        let area = cells * grid.cellMetres * grid.cellMetres
        let reachSquared = area * MovingIndex.plenty * Float(keys.capacity) / (Float(around) * .pi)
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: MovingIndex.collectMax + 8) { buffer in
            guard let found = buffer.baseAddress else { return false }
            let count = collect(grid, x, y, reachSquared, into: found)
            guard count >= keys.capacity, count < MovingIndex.collectMax else { return false }
            keys.take(found, of: count)
            return true
        }
    }

    /// Writes the keys of what lies within a circle; stops at ``collectMax``.
    @inline(__always)
    private func collect(
        _ grid: CellGrid, _ x: Float, _ y: Float, _ reachSquared: Float, into found: UnsafeMutablePointer<UInt64>
    ) -> Int {
        let cells = memory.pointee
        let slack = grid.slack(x, y)
        let reach = reachSquared.squareRoot() + slack
        let widened = reach * reach
        var count = 0
        for row in grid.row(y - reach)...grid.row(y + reach) {
            // The rows at the border hold what lies beyond it, too: they have no edge there.
            let edge = grid.minimumY + Float(row) * grid.cellMetres
            let south = row == 0 ? -Float.infinity : edge
            let north = row == Int(grid.rows) - 1 ? Float.infinity : edge + grid.cellMetres
            let distance = max(0, max(south - y, y - north) - slack)
            let half = max(0, widened - distance * distance).squareRoot() + slack
            let start = Int(grid.firstCell) &+ row &* Int(grid.columns)
            for cell in (start + grid.column(x - half))...(start + grid.column(x + half)) {
                cells.forEachChunk(of: cell) { base, entries in
                    guard count < MovingIndex.collectMax else { return }
                    let dx = cells.four(base) - x
                    let dy = cells.four(base + CellMemory.yOffset) - y
                    let squared = dx * dx + dy * dy
                    let slots = cells.fourSlots(base + CellMemory.slotOffset)
                    let isIn = (squared .<= reachSquared) .& CellMemory.lanes(entries)
                    let ones = unsafeBitCast(isIn, to: SIMD4<Int32>.self)
                    for lane in 0..<4 {
                        found[count] = NearestKeys.key(squared[lane], slots[lane])
                        count &-= Int(ones[lane])
                    }
                    guard entries == CellMemory.chunkEntries else { return }
                    let last = cells.position(at: base + 4)
                    let square = (last.x - x) * (last.x - x) + (last.y - y) * (last.y - y)
                    found[count] = NearestKeys.key(square, UInt32(bitPattern: cells.slot(at: base + 4)))
                    count &+= square <= reachSquared ? 1 : 0
                }
            }
        }
        return count
    }
}
