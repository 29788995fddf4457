/// The walkable places of a hospital as cells of a metre, and how one walks from each: what the oracle believes over.
struct OracleGrid {
    struct Cell {
        var unit: Int
        var level: Int
        var point: Point
    }

    /// East, north, west, south.
    static let headings = 4
    static let cellMetres = 1.0

    let cells: [Cell]
    /// For each cell and heading the cell that a step leads to; -1 where a wall is.
    let next: [Int32]
    /// For cells of stairs and lifts the cells that a ride leads to.
    let rides: [Int: [Int]]

    private struct Square: Hashable {
        var level: Int
        var column: Int
        var row: Int
    }

    /// - Complexity: O(units · cells of a unit + cells · doors of a unit).
    init(_ hospital: Hospital) {
        var cells: [Cell] = []
        var bySquare: [Square: Int] = [:]
        var byUnit: [[Int]] = Array(repeating: [], count: hospital.units.count)
        let size = OracleGrid.cellMetres
        for (index, unit) in hospital.units.enumerated() {
            let (low, high) = unit.polygon.bounds
            for column in Int((low.x / size).rounded(.down))...Int((high.x / size).rounded(.down)) {
                for row in Int((low.y / size).rounded(.down))...Int((high.y / size).rounded(.down)) {
                    let point = Point((Double(column) + 0.5) * size, (Double(row) + 0.5) * size)
                    let square = Square(level: unit.level, column: column, row: row)
                    guard bySquare[square] == nil, unit.polygon.contains(point) else { continue }
                    bySquare[square] = cells.count
                    byUnit[index].append(cells.count)
                    cells.append(Cell(unit: index, level: unit.level, point: point))
                }
            }
            if byUnit[index].isEmpty {
                byUnit[index].append(cells.count)
                cells.append(Cell(unit: index, level: unit.level, point: unit.inside))
            }
        }
        var next = Array(repeating: Int32(-1), count: cells.count * OracleGrid.headings)
        let steps = [(1, 0), (0, 1), (-1, 0), (0, -1)]
        for (square, cell) in bySquare {
            for (heading, step) in steps.enumerated() {
                let other = Square(level: square.level, column: square.column + step.0, row: square.row + step.1)
                if let neighbour = bySquare[other], cells[neighbour].unit == cells[cell].unit {
                    next[cell * OracleGrid.headings + heading] = Int32(neighbour)
                }
            }
        }
        for door in hospital.doors {
            guard let other = door.otherUnit else { continue }
            OracleGrid.open(door.middle, byUnit[door.unit], byUnit[other], cells, &next)
        }
        var rides: [Int: [Int]] = [:]
        for link in hospital.links {
            for cell in byUnit[link.lower] { rides[cell, default: []] += byUnit[link.upper] }
            for cell in byUnit[link.upper] { rides[cell, default: []] += byUnit[link.lower] }
        }
        self.cells = cells
        self.next = next
        self.rides = rides
    }

    /// Joins the two cells of each side that are nearest to a door, along the heading that leads through it.
    private static func open(
        _ middle: Point, _ first: [Int], _ second: [Int], _ cells: [Cell], _ next: inout [Int32]
    ) {
        func nearest(_ list: [Int]) -> [Int] {
            list.sorted { cells[$0].point.distance(to: middle) < cells[$1].point.distance(to: middle) }
                .prefix(2).filter { cells[$0].point.distance(to: middle) < 1.6 || list.count < 3 }
        }
        let near = nearest(first)
        let far = nearest(second)
        for (from, to) in near.flatMap({ a in far.map { (a, $0) } }) {
            let dx = cells[to].point.x - cells[from].point.x
            let dy = cells[to].point.y - cells[from].point.y
            let heading = abs(dx) > abs(dy) ? (dx > 0 ? 0 : 2) : (dy > 0 ? 1 : 3)
            let back = (heading + 2) % headings
            if next[from * headings + heading] < 0 { next[from * headings + heading] = Int32(to) }
            if next[to * headings + back] < 0 { next[to * headings + back] = Int32(from) }
        }
    }
}
