/// The raster of a level: for each cell the units that reach into it, so that point-in-unit looks at one cell only.
///
/// A class, so that a question about a point copies no unit and no array: the radio model asks millions of them.
final class LevelGrid: Sendable {
    /// A unit in a cell: its index times two, plus one when the whole cell lies inside it.
    private let entries: [UInt32]
    /// Where each cell's entries start; one more than there are cells.
    private let starts: [UInt32]
    private let frame: LevelFrame
    private let outlines: UnitOutlines

    /// A raster over some units.
    ///
    /// - Parameter indices: of the level's units.
    /// - Complexity: O(cells + edges · cells that an edge passes).
    init(indices: [Int], units: [Unit]) {
        frame = LevelFrame(indices: indices, units: units)
        outlines = UnitOutlines(indices: indices, units: units)
        var cells = LevelCells(frame: frame)
        // In the order in which they win, so that the first hit of a cell is the answer.
        let order = indices.sorted { LevelGrid.precedes($0, $1, units: units) }
        for index in order where !frame.isEmpty { cells.insert(index, units[index]) }
        var entries: [UInt32] = []
        var starts: [UInt32] = [0]
        starts.reserveCapacity(cells.cells.count + 1)
        for cell in cells.cells {
            entries += cell
            starts.append(UInt32(entries.count))
        }
        self.entries = entries
        self.starts = starts
    }

    /// Whether a unit wins where both lie: walkable before not, then the smaller, then the earlier.
    static func precedes(_ left: Int, _ right: Int, units: [Unit]) -> Bool {
        let (a, b) = (units[left], units[right])
        if a.isWalkable != b.isWalkable { return a.isWalkable }
        if a.areaSquareMetres != b.areaSquareMetres { return a.areaSquareMetres < b.areaSquareMetres }
        return left < right
    }

    /// The unit that wins at a point; nil outside all of them.
    func unit(at point: Point) -> Int? {
        guard frame.bounds.contains(point, margin: Polygon.edgeToleranceMetres) else { return nil }
        let cell = frame.cell(point)
        var at = Int(starts[cell])
        let end = Int(starts[cell + 1])
        while at < end {
            let entry = entries[at]
            let index = Int(entry >> 1)
            if entry & 1 == 1 || outlines.contains(index, point) { return index }
            at += 1
        }
        return nil
    }

    /// The units whose polygons reach into the cells around a rectangle, each once.
    func units(near area: Bounds) -> [Int] {
        guard !frame.isEmpty, !frame.bounds.intersection(area).isEmpty else { return [] }
        var found: Set<Int> = []
        for row in frame.row(area.minimum.yMetres)...frame.row(area.maximum.yMetres) {
            for column in frame.column(area.minimum.xMetres)...frame.column(area.maximum.xMetres) {
                let cell = row * frame.columns + column
                for entry in entries[Int(starts[cell])..<Int(starts[cell + 1])] { found.insert(Int(entry >> 1)) }
            }
        }
        return found.sorted()
    }
}
