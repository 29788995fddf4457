internal import SiteMap

/// Which squares of a plan are blocked: `[x, y]::1` is blocked, `::0` is free, each by its middle.
struct Occupancy {
    private let stepMetres: Double
    private var blocked: Set<Square> = []

    private struct Square: Hashable {
        var column: Int
        var row: Int
    }

    init(_ text: String, stepMetres: Double = 0.5) {
        self.stepMetres = stepMetres
        for line in text.split(whereSeparator: \.isNewline) {
            guard let mark = line.firstRange(of: "::"), line[mark.upperBound...] == "1" else { continue }
            let numbers = line[..<mark.lowerBound].split { "[], ".contains($0) }.compactMap { Double($0) }
            guard numbers.count == 2 else { continue }
            blocked.insert(
                Square(
                    column: Int((numbers[0] / stepMetres).rounded()), row: Int((numbers[1] / stepMetres).rounded())))
        }
    }

    /// Rectangles that cover what is blocked and not the border of the plan, row by row: equal runs of squares in
    /// neighbouring rows become one. They touch nowhere, so that they can be holes of one polygon.
    ///
    /// - Parameter limits: west, south, east, north in metres.
    func blockedRings(inside limits: [Double]) -> [[Point]] {
        struct Run: Hashable {
            var from: Int
            var to: Int
        }
        let columns = Int((limits[2] / stepMetres).rounded(.down))
        let rows = Int((limits[3] / stepMetres).rounded(.down))
        var open: [Run: Int] = [:]
        var rings: [[Point]] = []
        func close(_ run: Run, from: Int, to: Int) {
            // A hand's breadth smaller, so that neighbouring holes and the outline do not touch.
            let inset = 0.02
            rings.append(
                Ring.rectangle(
                    (Double(run.from) - 0.5) * stepMetres + inset, (Double(from) - 0.5) * stepMetres + inset,
                    (Double(run.to) + 0.5) * stepMetres - inset, (Double(to) + 0.5) * stepMetres - inset))
        }
        for row in 1...max(1, rows) {
            var runs: Set<Run> = []
            var start: Int?
            for column in 1...max(1, columns) {
                let isBlocked = row < rows && column < columns && blocked.contains(Square(column: column, row: row))
                if isBlocked, start == nil { start = column }
                if !isBlocked, let first = start {
                    runs.insert(Run(from: first, to: column - 1))
                    start = nil
                }
            }
            for (run, first) in open.sorted(by: { $0.key.from < $1.key.from }) where !runs.contains(run) {
                close(run, from: first, to: row - 1)
                open[run] = nil
            }
            for run in runs where open[run] == nil { open[run] = row }
        }
        return rings
    }
}
