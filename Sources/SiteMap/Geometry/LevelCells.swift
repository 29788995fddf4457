/// How a level is cut into the cells of its raster.
struct LevelFrame: Sendable {
    private(set) var bounds = Bounds.empty
    private(set) var columns = 0
    private(set) var rows = 0
    private(set) var cellMetres = 2.0

    /// Cells are 2 m wide, wider where a level would need more than this many.
    static let cellsMax = 40_000

    init(indices: [Int], units: [Unit]) {
        for index in indices { bounds.extend(to: units[index].bounds) }
        guard !bounds.isEmpty else { return }
        let area = (bounds.widthMetres + 2) * (bounds.heightMetres + 2)
        cellMetres = max(2, (area / Double(LevelFrame.cellsMax)).squareRoot())
        columns = min(LevelFrame.cellsMax, Int(bounds.widthMetres / cellMetres) + 1)
        rows = min(LevelFrame.cellsMax, Int(bounds.heightMetres / cellMetres) + 1)
    }

    /// Whether the level has no unit, and so no cell.
    var isEmpty: Bool { columns == 0 }

    @inline(__always)
    func column(_ x: Double) -> Int {
        Int(min(Double(columns - 1), max(0, (x - bounds.minimum.xMetres) / cellMetres)))
    }

    @inline(__always)
    func row(_ y: Double) -> Int {
        Int(min(Double(rows - 1), max(0, (y - bounds.minimum.yMetres) / cellMetres)))
    }

    @inline(__always)
    func cell(_ point: Point) -> Int { row(point.yMetres) * columns + column(point.xMetres) }
}

/// The cells of a raster while it is made.
struct LevelCells {
    private let frame: LevelFrame
    /// The entries of each cell; see ``LevelGrid``.
    private(set) var cells: [[UInt32]]

    /// Edges closer to a cell than this count as crossing it: more than the tolerance of ``Polygon``.
    private static let marginMetres = 1e-5

    init(frame: LevelFrame) {
        self.frame = frame
        cells = Array(repeating: [], count: frame.columns * frame.rows)
    }

    /// Enters a unit into the cells that it reaches; the units that win first.
    mutating func insert(_ index: Int, _ unit: Unit) {
        let margin = LevelCells.marginMetres
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
            for row in frame.row(box.minimum.yMetres - margin)...frame.row(box.maximum.yMetres + margin) {
                // Between two edges all cells are alike: one look serves the run.
                var isInside: Bool?
                for column in frame.column(box.minimum.xMetres - margin)...frame.column(box.maximum.xMetres + margin) {
                    let cell = row * frame.columns + column
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
            xMetres: frame.bounds.minimum.xMetres + (Double(column) + 0.5) * frame.cellMetres,
            yMetres: frame.bounds.minimum.yMetres + (Double(row) + 0.5) * frame.cellMetres)
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
        let margin = LevelCells.marginMetres
        let rise = edge.end.yMetres - edge.start.yMetres
        for row in frame.row(box.minimum.yMetres - margin)...frame.row(box.maximum.yMetres + margin) {
            let south = frame.bounds.minimum.yMetres + Double(row) * frame.cellMetres - margin
            let north = south + frame.cellMetres + 2 * margin
            var (enter, leave) = (0.0, 1.0)
            if abs(rise) > margin {
                let (first, second) = ((south - edge.start.yMetres) / rise, (north - edge.start.yMetres) / rise)
                enter = min(1, max(0, min(first, second)))
                leave = min(1, max(0, max(first, second)))
            }
            let (from, to) = (edge.point(at: enter).xMetres, edge.point(at: leave).xMetres)
            for column in frame.column(min(from, to) - margin)...frame.column(max(from, to) + margin) {
                crossed.insert(row * frame.columns + column)
            }
        }
    }
}
