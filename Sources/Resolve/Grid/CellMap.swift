import SiteMap

/// The site as cells of one metre: which unit each lies in, and from which to which one can walk.
///
/// A cell belongs to the unit that holds its centre; a unit too small for any centre gets the cell of its own point.
/// One walks between cells that touch by an edge, inside a unit or through a door of the two units, and by stairs and
/// lifts between the levels.
/// Memory: 9 bytes per cell of the levels' bounding boxes.
struct CellMap: Sendable {
    static let cellMetres: Float = 1

    /// The cells of one level: row by row from the south-west.
    struct LevelCells: Sendable {
        var start: Int32
        var columns: Int32
        var rows: Int32
        var xMetres: Float
        var yMetres: Float

        var count: Int32 { columns * rows }
    }

    /// Ways out of a cell; ``links`` when there are others than the four.
    enum Way {
        static let east: UInt8 = 1
        static let west: UInt8 = 2
        static let north: UInt8 = 4
        static let south: UInt8 = 8
        static let links: UInt8 = 16
    }

    private(set) var levels: [LevelCells] = []
    /// By cell: the unit, -1 where nobody walks.
    private(set) var units: [Int32] = []
    /// By cell: the ways out.
    private(set) var ways: [UInt8] = []
    /// By cell: its column and row.
    private(set) var columns: [Int16] = []
    private(set) var rows: [Int16] = []
    private(set) var links: [Int32: [Int32]] = [:]
    /// By unit: its cells.
    private(set) var cellsOfUnit: [[Int32]]

    /// - Complexity: O(cells + openings).
    init(_ map: SiteMap) {
        cellsOfUnit = Array(repeating: [], count: map.units.count)
        for level in map.levels.indices { add(level, of: map) }
        for (unit, cells) in cellsOfUnit.enumerated() where cells.isEmpty && map.units[unit].isWalkable {
            claim(unit, map)
        }
        ways = Array(repeating: 0, count: units.count)
        let doors = Doors(map)
        for level in map.levels.indices { connect(level, doors) }
        for (index, opening) in map.openings.enumerated() where opening.units.count > 1 {
            if !doors.isOpened(index, by: self) { link(opening, map) }
        }
        linkLevels(map)
    }

    var count: Int { units.count }

    /// Centre of a cell on its level, metres.
    @inline(__always)
    func x(_ cell: Int32, level: Int) -> Float { levels[level].xMetres + Float(columns[Int(cell)]) + 0.5 }
    @inline(__always)
    func y(_ cell: Int32, level: Int) -> Float { levels[level].yMetres + Float(rows[Int(cell)]) + 0.5 }

    /// The cell of a point; nil outside the level's box.
    func cell(at point: Point, level: Int) -> Int32? {
        let cells = levels[level]
        let column = (Float(point.xMetres) - cells.xMetres).rounded(.down)
        let row = (Float(point.yMetres) - cells.yMetres).rounded(.down)
        guard column >= 0, row >= 0, column < Float(cells.columns), row < Float(cells.rows) else { return nil }
        return cells.start + Int32(row) * cells.columns + Int32(column)
    }

    func centre(_ cell: Int32, level: Int) -> Point {
        Point(xMetres: Double(x(cell, level: level)), yMetres: Double(y(cell, level: level)))
    }

    private mutating func add(_ level: Int, of map: SiteMap) {
        let bounds = map.levels[level].bounds
        var cells = LevelCells(start: Int32(units.count), columns: 0, rows: 0, xMetres: 0, yMetres: 0)
        if !bounds.isEmpty {
            cells.xMetres = Float(bounds.minimum.xMetres.rounded(.down))
            cells.yMetres = Float(bounds.minimum.yMetres.rounded(.down))
            cells.columns = Int32(min(4000, bounds.maximum.xMetres - Double(cells.xMetres) + 1))
            cells.rows = Int32(min(4000, bounds.maximum.yMetres - Double(cells.yMetres) + 1))
        }
        levels.append(cells)
        for row in 0..<cells.rows {
            for column in 0..<cells.columns {
                columns.append(Int16(column))
                rows.append(Int16(row))
                let cell = Int32(units.count)
                let unit = map.unit(at: centre(cell, level: level), level: level)
                guard let unit, map.units[unit].isWalkable else {
                    units.append(-1)
                    continue
                }
                units.append(Int32(unit))
                cellsOfUnit[unit].append(cell)
            }
        }
    }

    private mutating func claim(_ unit: Int, _ map: SiteMap) {
        guard let cell = cell(at: map.units[unit].point, level: map.units[unit].level) else { return }
        let before = Int(units[Int(cell)])
        // Not the only cell of another one.
        if before >= 0 {
            guard cellsOfUnit[before].count > 1 else { return }
            cellsOfUnit[before].removeAll { $0 == cell }
        }
        units[Int(cell)] = Int32(unit)
        cellsOfUnit[unit].append(cell)
    }

    private mutating func connect(_ level: Int, _ doors: Doors) {
        let cells = levels[level]
        for row in 0..<cells.rows {
            for column in 0..<cells.columns {
                let cell = cells.start + row * cells.columns + column
                guard units[Int(cell)] >= 0 else { continue }
                if column + 1 < cells.columns, isOpen(cell, cell + 1, level, doors) {
                    ways[Int(cell)] |= Way.east
                    ways[Int(cell) + 1] |= Way.west
                }
                if row + 1 < cells.rows, isOpen(cell, cell + cells.columns, level, doors) {
                    ways[Int(cell)] |= Way.north
                    ways[Int(cell + cells.columns)] |= Way.south
                }
            }
        }
    }

    private func isOpen(_ cell: Int32, _ other: Int32, _ level: Int, _ doors: Doors) -> Bool {
        let (one, two) = (units[Int(cell)], units[Int(other)])
        guard one >= 0, two >= 0 else { return false }
        if one == two { return true }
        let middle = Point(
            xMetres: Double(x(cell, level: level) + x(other, level: level)) / 2,
            yMetres: Double(y(cell, level: level) + y(other, level: level)) / 2)
        return doors.leads(one, two, at: middle)
    }

    /// A door that falls between the cells links the nearest cells of its units.
    private mutating func link(_ opening: Opening, _ map: SiteMap) {
        for one in opening.units {
            for two in opening.units where two != one {
                guard let from = nearestCell(of: one, to: opening.point, level: opening.level),
                    let to = nearestCell(of: two, to: opening.point, level: opening.level)
                else { continue }
                join(from, to)
            }
        }
    }

    private mutating func join(_ from: Int32, _ to: Int32) {
        guard links[from]?.contains(to) != true else { return }
        links[from, default: []].append(to)
        ways[Int(from)] |= Way.links
    }

    private func nearestCell(of unit: Int, to point: Point, level: Int) -> Int32? {
        cellsOfUnit[unit].min { one, two in
            let first = centre(one, level: level).distance(to: point)
            let second = centre(two, level: level).distance(to: point)
            return (first, one) < (second, two)
        }
    }

    private mutating func linkLevels(_ map: SiteMap) {
        for unit in map.units.indices {
            for neighbour in map.neighbours(of: unit) {
                let (here, there) = (map.units[unit], map.units[neighbour.unit])
                guard here.level != there.level,
                    let from = nearestCell(of: unit, to: here.point, level: here.level),
                    let to = nearestCell(of: neighbour.unit, to: there.point, level: there.level)
                else { continue }
                join(from, to)
            }
        }
    }
}

/// The doors between units, looked up by the pair.
private struct Doors {
    private struct Pair: Hashable {
        var low: Int32
        var high: Int32
    }

    /// A step from cell to cell goes through a door when it passes this near to its line, in metres.
    private static let reachMetres = 0.75

    private var openings: [Pair: [Int]] = [:]
    /// Pairs that touch without a door: a site without openings falls back to shared edges.
    private var open: Set<Pair> = []
    private let map: SiteMap

    init(_ map: SiteMap) {
        self.map = map
        for (index, opening) in map.openings.enumerated() {
            for one in opening.units {
                for two in opening.units where one < two {
                    openings[Pair(low: Int32(one), high: Int32(two)), default: []].append(index)
                }
            }
        }
        for unit in map.units.indices {
            for neighbour in map.neighbours(of: unit) where neighbour.unit > unit && !neighbour.isVertical {
                let pair = Pair(low: Int32(unit), high: Int32(neighbour.unit))
                if openings[pair] == nil { open.insert(pair) }
            }
        }
    }

    func leads(_ one: Int32, _ two: Int32, at point: Point) -> Bool {
        let pair = Pair(low: min(one, two), high: max(one, two))
        if open.contains(pair) { return true }
        guard let doors = openings[pair] else { return false }
        return doors.contains { distance(point, to: map.openings[$0]) <= Doors.reachMetres }
    }

    /// Whether some step between cells of two of its units goes through the door.
    func isOpened(_ index: Int, by cells: CellMap) -> Bool {
        let opening = map.openings[index]
        let level = opening.level
        for unit in opening.units {
            for cell in cells.cellsOfUnit[unit] {
                let centre = cells.centre(cell, level: level)
                guard centre.distance(to: opening.point) < 2.5 + opening.widthMetres else { continue }
                let columns = cells.levels[level].columns
                for (way, step) in [
                    (CellMap.Way.east, Int32(1)), (CellMap.Way.north, columns), (CellMap.Way.west, -1),
                    (CellMap.Way.south, -columns),
                ] where cells.ways[Int(cell)] & way != 0 {
                    let other = cells.units[Int(cell + step)]
                    if other != Int32(unit), opening.units.contains(Int(other)) { return true }
                }
            }
        }
        return false
    }

    private func distance(_ point: Point, to opening: Opening) -> Double {
        var nearest = point.distance(to: opening.point)
        for (start, end) in zip(opening.line, opening.line.dropFirst()) {
            let (dx, dy) = (end.xMetres - start.xMetres, end.yMetres - start.yMetres)
            let length = dx * dx + dy * dy
            let along = (point.xMetres - start.xMetres) * dx + (point.yMetres - start.yMetres) * dy
            let share = length > 0 ? max(0, min(1, along / length)) : 0
            let foot = Point(xMetres: start.xMetres + share * dx, yMetres: start.yMetres + share * dy)
            nearest = min(nearest, point.distance(to: foot))
        }
        return nearest
    }
}

extension Opening {
    fileprivate var widthMetres: Double {
        zip(line, line.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
    }
}
