/// The raster of a level: for each cell the units that reach into it, so that point-in-unit looks at one cell only.
struct LevelGrid: Sendable {
    /// A unit in a cell: its index times two, plus one when the whole cell lies inside it.
    private var entries: [UInt32] = []
    /// Where each cell's entries start; one more than there are cells.
    private var starts: [UInt32] = [0]
    private var columns = 0
    private var rows = 0
    private var cellMetres = 2.0
    private var bounds = Bounds.empty

    /// Cells are 2 m wide, wider where a level would need more than this many.
    static let cellsMax = 40_000

    /// Edges closer to a cell than this count as crossing it: more than the tolerance of ``Polygon``.
    private static let marginMetres = 1e-5

    /// A raster over some units.
    ///
    /// - Parameter indices: of the level's units.
    /// - Complexity: O(cells + edges · cells that an edge passes).
    init(indices: [Int], units: [Unit]) {
        for index in indices { bounds.extend(to: units[index].bounds) }
        guard !bounds.isEmpty else { return }
        let area = (bounds.widthMetres + 2) * (bounds.heightMetres + 2)
        cellMetres = max(2, (area / Double(LevelGrid.cellsMax)).squareRoot())
        columns = min(LevelGrid.cellsMax, Int(bounds.widthMetres / cellMetres) + 1)
        rows = min(LevelGrid.cellsMax, Int(bounds.heightMetres / cellMetres) + 1)
        // In the order in which they win, so that the first hit of a cell is the answer.
        let order = indices.sorted { LevelGrid.precedes($0, $1, units: units) }
        var cells: [[UInt32]] = Array(repeating: [], count: columns * rows)
        for index in order { insert(index, units[index], into: &cells) }
        starts.reserveCapacity(cells.count + 1)
        for cell in cells {
            entries += cell
            starts.append(UInt32(entries.count))
        }
    }

    /// Whether a unit wins where both lie: walkable before not, then the smaller, then the earlier.
    static func precedes(_ left: Int, _ right: Int, units: [Unit]) -> Bool {
        let (a, b) = (units[left], units[right])
        if a.isWalkable != b.isWalkable { return a.isWalkable }
        if a.areaSquareMetres != b.areaSquareMetres { return a.areaSquareMetres < b.areaSquareMetres }
        return left < right
    }

    func unit(at point: Point, units: [Unit]) -> Int? {
        guard bounds.contains(point, margin: Polygon.edgeToleranceMetres) else { return nil }
        let cell = row(point.yMetres) * columns + column(point.xMetres)
        for entry in entries[Int(starts[cell])..<Int(starts[cell + 1])] {
            let index = Int(entry >> 1)
            if entry & 1 == 1 || units[index].contains(point) { return index }
        }
        return nil
    }

    /// The units whose polygons reach into the cells around a rectangle, each once.
    func units(near area: Bounds) -> [Int] {
        guard !bounds.intersection(area).isEmpty else { return [] }
        var found: Set<Int> = []
        for row in row(area.minimum.yMetres)...row(area.maximum.yMetres) {
            for column in column(area.minimum.xMetres)...column(area.maximum.xMetres) {
                let cell = row * columns + column
                for entry in entries[Int(starts[cell])..<Int(starts[cell + 1])] { found.insert(Int(entry >> 1)) }
            }
        }
        return found.sorted()
    }

    private func column(_ x: Double) -> Int {
        Int(min(Double(columns - 1), max(0, (x - bounds.minimum.xMetres) / cellMetres)))
    }

    private func row(_ y: Double) -> Int {
        Int(min(Double(rows - 1), max(0, (y - bounds.minimum.yMetres) / cellMetres)))
    }

    private func insert(_ index: Int, _ unit: Unit, into cells: inout [[UInt32]]) {
        let margin = LevelGrid.marginMetres
        for polygon in unit.polygons {
            var crossed: Set<Int> = []
            for ring in polygon.rings {
                guard var previous = ring.last else { continue }
                for current in ring {
                    mark(Segment(start: previous, end: current), in: &crossed)
                    previous = current
                }
            }
            let box = polygon.bounds
            for row in row(box.minimum.yMetres - margin)...row(box.maximum.yMetres + margin) {
                // Between two edges all cells are alike: one look serves the run.
                var isInside: Bool?
                for column in column(box.minimum.xMetres - margin)...column(box.maximum.xMetres + margin) {
                    let cell = row * columns + column
                    if crossed.contains(cell) {
                        isInside = nil
                        add(UInt32(index) << 1, to: &cells[cell])
                        continue
                    }
                    let inside = isInside ?? polygon.contains(centre(column: column, row: row))
                    isInside = inside
                    if inside { add(UInt32(index) << 1 | 1, to: &cells[cell]) }
                }
            }
        }
    }

    private func centre(column: Int, row: Int) -> Point {
        Point(
            xMetres: bounds.minimum.xMetres + (Double(column) + 0.5) * cellMetres,
            yMetres: bounds.minimum.yMetres + (Double(row) + 0.5) * cellMetres)
    }

    /// Adds an entry once; parts of one unit that meet in a cell share it.
    private func add(_ entry: UInt32, to cell: inout [UInt32]) {
        if let last = cell.last, last >> 1 == entry >> 1 {
            cell[cell.count - 1] = last | entry
        } else {
            cell.append(entry)
        }
    }

    /// Marks the cells that an edge passes, row by row: in each row the columns between where it enters and leaves.
    private func mark(_ edge: Segment, in crossed: inout Set<Int>) {
        let box = edge.bounds
        let margin = LevelGrid.marginMetres
        let rise = edge.end.yMetres - edge.start.yMetres
        for row in row(box.minimum.yMetres - margin)...row(box.maximum.yMetres + margin) {
            let south = bounds.minimum.yMetres + Double(row) * cellMetres - margin
            let north = south + cellMetres + 2 * margin
            var (enter, leave) = (0.0, 1.0)
            if abs(rise) > margin {
                let (first, second) = ((south - edge.start.yMetres) / rise, (north - edge.start.yMetres) / rise)
                enter = min(1, max(0, min(first, second)))
                leave = min(1, max(0, max(first, second)))
            }
            let (from, to) = (edge.point(at: enter).xMetres, edge.point(at: leave).xMetres)
            for column in column(min(from, to) - margin)...column(max(from, to) + margin) {
                crossed.insert(row * columns + column)
            }
        }
    }
}
