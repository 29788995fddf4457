/// The fast way to the few nearest: guess the circle that holds them from how full the cells around are, collect what
/// lies in it, and put that in order by counting; nothing of it branches on single entries, which a processor would
/// guess wrong half of the time. Where the guess does not hold, nothing is lost but the try.
extension MovingIndex {
    /// The most for which the guess is tried.
    private static let guessMax = 16
    /// Entries that a guess may collect; a crowd is left to the search.
    private static let collectMax = 64
    /// How many times k the circle should hold: less fails too often, more is too much to put in order.
    private static let plenty: Float = 1.6

    /// What was collected: squared distances and slots.
    private struct Collected {
        var squared: UnsafeMutablePointer<Float>
        var slots: UnsafeMutablePointer<UInt32>
        var count = 0
    }

    /// Appends the k nearest.
    ///
    /// - Returns: false, and nothing is appended, when the guess did not hold.
    func guess(_ k: Int, _ level: Int, _ x: Float, _ y: Float, _ results: inout [NearSlot]) -> Bool {
        guard k > 0, k <= MovingIndex.guessMax else { return false }
        let grid = grids[level]
        guard let reachSquared = guessedReachSquared(grid, k, x, y) else { return false }
        let room = MovingIndex.collectMax + 8
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { squared in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: room) { slots in
                guard let squared = squared.baseAddress, let slots = slots.baseAddress else { return false }
                var found = Collected(squared: squared, slots: slots)
                collect(grid, x, y, reachSquared, into: &found)
                guard found.count >= k, found.count < MovingIndex.collectMax else { return false }
                return order(found, k, &results)
            }
        }
    }

    /// The square of a radius that should hold enough; nil when the cells around are empty.
    @inline(__always)
    private func guessedReachSquared(_ grid: CellGrid, _ k: Int, _ x: Float, _ y: Float) -> Float? {
        let (column, row) = (grid.column(x), grid.row(y))
        let (west, east) = (max(0, column - 1), min(Int(grid.columns) - 1, column + 1))
        let (south, north) = (max(0, row - 1), min(Int(grid.rows) - 1, row + 1))
        let heads = memory.pointee.heads + Int(grid.firstCell)
        var around: UInt32 = 0
        for row in south...north {
            for column in west...east { around &+= heads[row &* Int(grid.columns) &+ column] & 15 }
        }
        guard around > 0 else { return nil }
        let cells = Float((east - west + 1) * (north - south + 1))
        let area = cells * grid.cellMetres * grid.cellMetres
        return area * MovingIndex.plenty * Float(k) / (Float(around) * .pi)
    }

    /// Writes what lies within a circle; stops at ``collectMax``.
    @inline(__always)
    private func collect(
        _ grid: CellGrid, _ x: Float, _ y: Float, _ reachSquared: Float, into found: inout Collected
    ) {
        let cells = memory.pointee
        let slack = grid.slack(x, y)
        let reach = reachSquared.squareRoot() + slack
        let widened = reach * reach
        var count = 0
        let (squares, slots) = (found.squared, found.slots)
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
                    let isIn = (squared .<= reachSquared) .& CellMemory.lanes(entries)
                    let ones = unsafeBitCast(isIn, to: SIMD4<Int32>.self)
                    for lane in 0..<4 {
                        squares[count] = squared[lane]
                        slots[count] = cells.words[base + CellMemory.slotOffset + lane]
                        count &-= Int(ones[lane])
                    }
                    guard entries == CellMemory.chunkEntries else { return }
                    let last = cells.position(at: base + 4)
                    let square = (last.x - x) * (last.x - x) + (last.y - y) * (last.y - y)
                    squares[count] = square
                    slots[count] = cells.words[base + CellMemory.slotOffset + 4]
                    count &+= square <= reachSquared ? 1 : 0
                }
            }
        }
        found.count = count
    }

    /// Puts each entry at the place that is the number of entries nearer than it, four at a time.
    ///
    /// - Returns: false, and nothing is appended, when two are equally far: then the slots decide, which this does not.
    @inline(__always)
    private func order(_ found: Collected, _ k: Int, _ results: inout [NearSlot]) -> Bool {
        let fours = (found.count + 3) / 4
        for spare in found.count..<(fours * 4) { found.squared[spare] = .infinity }
        return withUnsafeTemporaryAllocation(of: NearSlot.self, capacity: MovingIndex.collectMax + 8) { places in
            guard let places = places.baseAddress else { return false }
            var sum = 0
            for four in 0..<fours {
                let own = UnsafeRawPointer(found.squared + four * 4).loadUnaligned(as: SIMD4<Float>.self)
                var nearer = SIMD4<Int32>()
                for other in 0..<found.count {
                    let isNearer = SIMD4<Float>(repeating: found.squared[other]) .< own
                    nearer &-= unsafeBitCast(isNearer, to: SIMD4<Int32>.self)
                }
                let roots = own.squareRoot()
                for lane in 0..<4 {
                    let place = Int(nearer[lane])
                    sum &+= place
                    let slot = Int32(bitPattern: found.slots[four * 4 + lane])
                    (places + place).initialize(to: NearSlot(slot: slot, metres: roots[lane]))
                }
            }
            // All places from 0 on were given once, and the spare ones at the end the place behind.
            let spares = fours * 4 - found.count
            guard sum == found.count * (found.count - 1) / 2 + spares * found.count else { return false }
            results.append(contentsOf: UnsafeBufferPointer(start: places, count: k))
            return true
        }
    }
}
