/// Which fences a move enters and leaves: a grid per level over the fences, so that a move meets only those near its
/// two ends.
///
/// Immutable: made again when the fences change (23,000 circles take some 35 ms). What counts are the two places, not
/// the line between them: a fence that is crossed between two fixes, in and out again, is not told, because nobody
/// knows whether the way was straight.
///
/// Fences that hold nothing (a negative radius, a coordinate that is not a number or beyond
/// ``coordinateMetresMax``, a level that is not there) are kept out and counted.
public final class FenceIndex: Sendable {
    /// The width of a cell unless another is given.
    public static let defaultCellMetres: Float = 4
    /// Coordinates beyond this are no place in a building, in metres.
    public static let coordinateMetresMax: Float = 1_000_000

    /// How many fences the index was made from.
    public let fenceCount: Int
    /// How many levels there are; a place on another one lies in no fence.
    public let levelCount: Int
    /// Fences that were kept out.
    public let refusedCount: Int
    private let fences: [Fence]
    // Written by the initialiser only, so that sharing them is safe; by hand, so that a move costs no bounds checks.
    private nonisolated(unsafe) let grids: UnsafeMutablePointer<FenceGrid>
    private nonisolated(unsafe) let starts: UnsafeMutablePointer<Int32>
    private nonisolated(unsafe) let entries: UnsafeMutablePointer<FenceEntry>

    /// Lays out fences.
    ///
    /// - Parameters:
    ///   - fences: crossings name them by their index here.
    ///   - levelCount: how many levels the site has.
    ///   - cellMetres: width of a cell, at least 0.5; wider where a level would need more than 65,536.
    /// - Complexity: O(cells + Σ cells that a fence reaches into · its points).
    public init(_ fences: [Fence], levelCount: Int, cellMetres: Float = defaultCellMetres) {
        self.fences = fences
        fenceCount = fences.count
        self.levelCount = max(0, levelCount)
        let boxes = fences.map { fence in
            fence.level.map { $0 >= 0 && $0 < levelCount } ?? true ? FenceBox(fence) : nil
        }
        refusedCount = boxes.count { $0 == nil }
        var grids: [FenceGrid] = []
        var starts: [Int32] = []
        var entries: [FenceEntry] = []
        for level in 0..<max(0, levelCount) {
            let builder = FenceGridBuilder(
                level: level, fences: fences, boxes: boxes, cellMetres: max(0.5, cellMetres),
                firstCell: starts.count)
            var grid = builder.grid
            let (cells, wide) = builder.cells()
            for cell in cells {
                starts.append(Int32(entries.count))
                entries += cell
            }
            // Each level's last cell ends where this one starts.
            starts.append(Int32(entries.count))
            grid.wideStart = Int32(entries.count)
            entries += wide
            grid.wideEnd = Int32(entries.count)
            grids.append(grid)
        }
        self.grids = FenceIndex.copy(grids)
        self.starts = FenceIndex.copy(starts)
        self.entries = FenceIndex.copy(entries)
    }

    deinit {
        grids.deallocate()
        starts.deallocate()
        entries.deallocate()
    }

    private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
        for (index, element) in array.enumerated() { (copy + index).initialize(to: element) }
        return copy
    }

    /// What a move enters and leaves.
    ///
    /// - Parameters:
    ///   - old: where it was; ``FencePlace/nowhere`` when it is first seen.
    ///   - new: where it is; ``FencePlace/nowhere`` when it is gone.
    ///   - crossings: emptied first; its memory is used again.
    /// - Returns: false, and no crossings, when a coordinate is not a number or infinite: the caller counts it and
    ///   keeps the old place.
    /// - Complexity: O(fences near the two places).
    @discardableResult
    public func move(from old: FencePlace, to new: FencePlace, into crossings: inout FenceCrossings) -> Bool {
        if !crossings.entered.isEmpty { crossings.entered.removeAll(keepingCapacity: true) }
        if !crossings.left.isEmpty { crossings.left.removeAll(keepingCapacity: true) }
        guard old.xMetres.isFinite, old.yMetres.isFinite, new.xMetres.isFinite, new.yMetres.isFinite else {
            return false
        }
        let (from, to) = (cell(of: old), cell(of: new))
        if from == to {
            forEachNear(new, to) { entry in
                let isIn = isInside(entry, new)
                guard isIn != isInside(entry, old) else { return }
                if isIn { crossings.entered.append(entry.fence) } else { crossings.left.append(entry.fence) }
            }
            return true
        }
        let isSameLevel = old.level == new.level
        forEachNear(new, to) { entry in
            guard isInside(entry, new) else { return }
            let was = isSameLevel ? isInside(entry, old) : isInsideElsewhere(entry, old)
            if !was { crossings.entered.append(entry.fence) }
        }
        forEachNear(old, from) { entry in
            guard isInside(entry, old) else { return }
            let isStill = isSameLevel ? isInside(entry, new) : isInsideElsewhere(entry, new)
            if !isStill { crossings.left.append(entry.fence) }
        }
        return true
    }

    /// The fences that hold a place, rising.
    ///
    /// - Parameter found: emptied first; its memory is used again.
    /// - Complexity: O(fences near the place).
    public func fences(at place: FencePlace, into found: inout [Int32]) {
        found.removeAll(keepingCapacity: true)
        forEachNear(place, cell(of: place)) { entry in
            if isInside(entry, place) { found.append(entry.fence) }
        }
        found.sort()
    }

    /// The cell of a place; -1 when it is beyond all fences of its level, or nowhere.
    @inline(__always)
    private func cell(of place: FencePlace) -> Int {
        guard place.level >= 0, Int(place.level) < levelCount else { return -1 }
        return grids[Int(place.level)].cell(place.xMetres, place.yMetres)
    }

    /// Entries that a place with this cell may lie in.
    @inline(__always)
    private func forEachNear(_ place: FencePlace, _ cell: Int, _ body: (FenceEntry) -> Void) {
        guard cell >= 0 else { return }
        var entry = Int(starts[cell])
        let end = Int(starts[cell &+ 1])
        while entry < end {
            body(entries[entry])
            entry &+= 1
        }
        let grid = grids + Int(place.level)
        entry = Int(grid.pointee.wideStart)
        while entry < Int(grid.pointee.wideEnd) {
            body(entries[entry])
            entry &+= 1
        }
    }

    /// Whether the fence of an entry holds a place of the level that the entry was found on.
    @inline(__always)
    private func isInside(_ entry: FenceEntry, _ place: FencePlace) -> Bool {
        if entry.radiusSquared < 0 { return fences[Int(entry.fence)].contains(place) }
        let (dx, dy) = (place.xMetres - entry.x, place.yMetres - entry.y)
        return dx * dx + dy * dy <= entry.radiusSquared
    }

    /// The same for a place of another level, or nowhere.
    private func isInsideElsewhere(_ entry: FenceEntry, _ place: FencePlace) -> Bool {
        place.level >= 0 && Int(place.level) < levelCount && fences[Int(entry.fence)].contains(place)
    }
}
