/// The middle of a belief over cells.
struct CellPlace {
    /// Metres on ``level``.
    var x: Float
    var y: Float
    var level: Int
    /// Radius of the circle that holds the place with 95 % probability (ISO/IEC 18305, CE95), in metres.
    var uncertaintyMetres: Float
}

extension UnitModel {
    /// 95 % of a circular normal lies within this many standard deviations.
    static let circle95: Float = 2.447_7

    /// Mean and CE95 on a level, by default that of the first cell's unit; nil when no cell lies there.
    /// - Complexity: O(cells).
    func place(of belief: CellBelief, level: Int? = nil) -> CellPlace? {
        guard let first = belief.entries.first else { return nil }
        let level = level ?? Int(graph.level[Int(cells.units[Int(first.cell)])])
        let range = cells.levels[level].start..<(cells.levels[level].start + cells.levels[level].count)
        var (total, x, y, squares): (Float, Float, Float, Float) = (0, 0, 0, 0)
        for entry in belief.entries where range.contains(entry.cell) {
            let column = Float(cells.columns[Int(entry.cell)])
            let row = Float(cells.rows[Int(entry.cell)])
            total += entry.weight
            x += entry.weight * column
            y += entry.weight * row
            squares += entry.weight * (column * column + row * row)
        }
        guard total > 0 else { return nil }
        x /= total
        y /= total
        // A square of one metre has a variance of 1/12 per axis.
        let variance = max(0, squares / total - x * x - y * y) + 1 / 6
        return CellPlace(
            x: cells.levels[level].xMetres + x + 0.5, y: cells.levels[level].yMetres + y + 0.5, level: level,
            uncertaintyMetres: UnitModel.circle95 * (variance / 2).squareRoot())
    }
}

extension FilterState {
    private static let shortShare: Float = 0.05
    private static let longShare: Float = 0.005
    /// Bits by which the two means part when a parked thing is moved.
    private static let stirBits: Float = 1

    /// Whether readings of a parked thing are other than they were.
    var isStirring: Bool { abs(shortLog - longLog) > FilterState.stirBits }

    mutating func noteForesight() {
        guard shortLog.isFinite else {
            shortLog = unitLog
            longLog = unitLog
            return
        }
        shortLog += (unitLog - shortLog) * FilterState.shortShare
        longLog += (unitLog - longLog) * FilterState.longShare
    }
}
