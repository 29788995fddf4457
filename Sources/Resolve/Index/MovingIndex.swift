/// Where all trackables are now: per level a uniform grid, kept while they move.
///
/// A move touches its old and its new cell and allocates nothing once all slots are known. A slot is at one place at a
/// time; placing it again moves it, across levels as well. What is refused (a coordinate that is not a number or
/// beyond ``coordinateMetresMax``, a level that is not there, a slot below 0 or above ``slotMax``) changes nothing and
/// is counted.
///
/// One thread at a time, queries included: they share a buffer.
public final class MovingIndex {
    /// Metres from the origin, either way, up to which a coordinate is taken: a `Float` is still good for 6 cm there.
    public static let coordinateMetresMax: Float = 1_000_000
    /// The highest slot: memory is kept for all below it.
    public static let slotMax: Int32 = 0xff_ffff
    /// The width of a cell unless another is given. Measured at one trackable on 6 m²: from 3.5 to 5 m all is as fast
    /// within the noise, 3 m is slower in windows, 6 m in the nearest.
    public static let defaultCellMetres: Float = 4
    /// Cells become wider where a level would need more than this many.
    public static let cellsOfLevelMax = 250_000

    // Not stored directly: a class's variables are checked for exclusive access at each use.
    let memory: UnsafeMutablePointer<CellMemory>
    let grids: UnsafeMutablePointer<CellGrid>
    /// How many levels there are; levels are meant by index.
    public let levelCount: Int

    /// An empty index.
    ///
    /// - Parameters:
    ///   - levels: in the order of the site's levels.
    ///   - slotCapacity: slots that need no growth.
    ///   - cellMetres: width of a cell; at least 0.5.
    /// - Complexity: O(cells + slots); 68 bytes for each cell and 12 for each slot.
    public init(levels: [IndexLevel], slotCapacity: Int = 1024, cellMetres: Float = defaultCellMetres) {
        levelCount = levels.count
        grids = .allocate(capacity: max(1, levels.count))
        var cells: Int32 = 0
        for (index, level) in levels.enumerated() {
            let grid = MovingIndex.grid(level, firstCell: cells, cellMetres: max(0.5, cellMetres))
            (grids + index).initialize(to: grid)
            cells += grid.cellCount
        }
        memory = .allocate(capacity: 1)
        memory.initialize(
            to: CellMemory(cellCount: Int(cells), slotCapacity: min(max(0, slotCapacity), Int(MovingIndex.slotMax) + 1))
        )
    }

    deinit {
        memory.pointee.deallocate()
        memory.deallocate()
        grids.deallocate()
    }

    private static func grid(_ level: IndexLevel, firstCell: Int32, cellMetres: Float) -> CellGrid {
        let corners = [level.minimumXMetres, level.minimumYMetres, level.maximumXMetres, level.maximumYMetres]
        let isUsable =
            corners.allSatisfy { abs($0) <= coordinateMetresMax } && corners[0] <= corners[2]
            && corners[1] <= corners[3]
        let width = isUsable ? corners[2] - corners[0] : 0
        let height = isUsable ? corners[3] - corners[1] : 0
        var size = max(cellMetres, (width * height / Float(cellsOfLevelMax)).squareRoot())
        size = max(size, max(width, height) / Float(cellsOfLevelMax))
        while (Int(width / size) + 1) * (Int(height / size) + 1) > cellsOfLevelMax { size *= 1.1 }
        return CellGrid(
            minimumX: isUsable ? corners[0] : 0, minimumY: isUsable ? corners[1] : 0, cellMetres: size,
            cellsPerMetre: 1 / size, columns: Int32(width / size) + 1, rows: Int32(height / size) + 1,
            firstCell: firstCell, count: 0,
            elevationMetres: level.elevationMetres.isFinite ? level.elevationMetres : 0)
    }

    /// Trackables in the index.
    public var count: Int { memory.pointee.count }

    /// Places and queries that were refused.
    public var refusedCount: Int { memory.pointee.refusedCount }

    /// Trackables on a level; 0 for a level that is not there.
    public func count(onLevel level: Int) -> Int {
        grids.hasLevel(level, of: levelCount) ? Int(grids[level].count) : 0
    }

    /// Puts a trackable where it is now.
    ///
    /// - Returns: false when it was refused; then it stays where it was.
    /// - Complexity: O(1).
    @discardableResult
    public func move(_ slot: Int32, level: Int, xMetres x: Float, yMetres y: Float) -> Bool {
        guard grids.hasLevel(level, of: levelCount), MovingIndex.isUsable(x, y), slot >= 0,
            slot <= MovingIndex.slotMax
        else {
            memory.pointee.refusedCount += 1
            return false
        }
        if Int(slot) >= memory.pointee.slotCapacity { memory.pointee.grow(toHold: Int(slot)) }
        let cell = grids[level].cell(x, y)
        let record = memory.pointee.records[Int(slot)]
        if record.cell == cell {
            let words = memory.pointee.words
            words[Int(record.entry)] = x.bitPattern
            words[Int(record.entry) + CellMemory.yOffset] = y.bitPattern
            return true
        }
        let first = grids[level].firstCell
        if record.cell < first || record.cell >= first + grids[level].cellCount {
            grids[level].count += 1
            if record.cell >= 0 {
                grids[levelOf(cell: record.cell)].count -= 1
            } else {
                memory.pointee.count += 1
            }
        }
        if record.cell >= 0 { memory.pointee.detach(record) }
        memory.pointee.attach(slot, cell: cell, x, y)
        return true
    }

    /// Puts many trackables, as from a history at one time; where a slot comes twice the later place counts.
    ///
    /// - Returns: how many were taken.
    /// - Complexity: O(n).
    @discardableResult
    public func fill(_ places: some Sequence<PlacedSlot>) -> Int {
        var taken = 0
        for place in places
        where move(place.slot, level: Int(place.level), xMetres: place.xMetres, yMetres: place.yMetres) { taken += 1 }
        return taken
    }

    /// Takes a trackable out.
    ///
    /// - Returns: false when it was not in.
    /// - Complexity: O(1).
    @discardableResult
    public func remove(_ slot: Int32) -> Bool {
        guard slot >= 0, Int(slot) < memory.pointee.slotCapacity else { return false }
        let record = memory.pointee.records[Int(slot)]
        guard record.cell >= 0 else { return false }
        grids[levelOf(cell: record.cell)].count -= 1
        memory.pointee.detach(record)
        memory.pointee.records[Int(slot)] = .none
        memory.pointee.count -= 1
        return true
    }

    /// Where a trackable is; nil when it is not in the index.
    /// - Complexity: O(log levels).
    public func place(of slot: Int32) -> PlacedSlot? {
        guard slot >= 0, Int(slot) < memory.pointee.slotCapacity else { return nil }
        let record = memory.pointee.records[Int(slot)]
        guard record.cell >= 0 else { return nil }
        let entry = Int(record.entry)
        return PlacedSlot(
            slot: slot, level: Int32(levelOf(cell: record.cell)),
            xMetres: Float(bitPattern: memory.pointee.words[entry]),
            yMetres: Float(bitPattern: memory.pointee.words[entry + CellMemory.yOffset]))
    }

    private func levelOf(cell: Int32) -> Int {
        var low = 0
        var high = levelCount
        while high - low > 1 {
            let middle = (low + high) / 2
            if grids[middle].firstCell <= cell { low = middle } else { high = middle }
        }
        return low
    }

    /// False for what is not a number, too.
    @inline(__always)
    static func isUsable(_ x: Float, _ y: Float) -> Bool {
        abs(x) <= coordinateMetresMax && abs(y) <= coordinateMetresMax
    }
}

extension UnsafeMutablePointer<CellGrid> {
    @inline(__always)
    func hasLevel(_ level: Int, of count: Int) -> Bool { level >= 0 && level < count }
}
