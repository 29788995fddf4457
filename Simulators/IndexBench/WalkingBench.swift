import Resolve
import SiteMap

/// Walking distances between all units of a hospital, single searches, and the nearest trackables by walking.
struct WalkingBench {
    let runs: Int
    let map: SiteMap

    private static let wantedSeconds = 2.0
    private static let wantedMegabytes = 40.0

    func run() {
        print("walking: \(map.units.count) units, \(map.openings.count) openings, \(map.levels.count) levels")
        var building = Figures()
        let before = Figures.residentMegabytes()
        var table = WalkingTable(map)
        let resident = Figures.residentMegabytes() - before
        for _ in 0..<runs { building.measure(operations: 1) { table = WalkingTable(map) } }
        let megabytes = Double(table.byteCount) / 1e6
        print(
            "  all pairs    \(Text.decimals(building.median, 3)) s median, \(Text.decimals(building.least, 3)) s best "
                + "(wanted \(Text.decimals(WalkingBench.wantedSeconds, 0)))")
        print(
            "  memory       \(Text.decimals(megabytes, 1)) MB, resident set grew by \(Text.decimals(resident, 1)) MB "
                + "(wanted \(Text.decimals(WalkingBench.wantedMegabytes, 0)))")
        var searching = Figures()
        var (sum, reached) = (0.0, 0)
        for run in 0..<runs {
            searching.measure(operations: 50) {
                for step in 0..<50 {
                    let from = (step * 37 + run * 101) % max(1, map.units.count)
                    for metres in map.walkingDistances(from: from) where metres < .infinity {
                        sum += metres
                        reached += 1
                    }
                }
            }
        }
        print(
            "  from one     \(Text.decimals(searching.median * 1e6, 0)) µs to all units; mean distance "
                + "\(Text.decimals(sum / Double(max(1, reached)), 1)) m")
        tellCheck(table)
        measureNearest()
    }

    private func tellCheck(_ table: WalkingTable) {
        var worst = 0.0
        for from in stride(from: 0, to: map.units.count, by: 97) {
            for (to, metres) in map.walkingDistances(from: from).enumerated() {
                let tabled = Double(table.metres(from: from, to: to))
                if metres != tabled { worst = max(worst, abs(metres - tabled)) }
            }
        }
        print("  check        the table differs by at most \(Text.decimals(worst * 1000, 2)) mm from single searches")
    }

    private func measureNearest() {
        let index = MovingIndex(levels: IndexLevel.levels(of: map))
        var random = SplitMix(seed: 5)
        var slot: Int32 = 0
        // Five in each unit, around its middle.
        for unit in map.units where unit.isWalkable {
            for _ in 0..<5 {
                index.move(
                    slot, level: unit.level, xMetres: Float(unit.point.xMetres) + Float(random.below(100)) / 100,
                    yMetres: Float(unit.point.yMetres) + Float(random.below(100)) / 100)
                slot += 1
            }
        }
        var figures = Figures()
        var found: [NearSlot] = []
        for _ in 0..<runs {
            figures.measure(operations: 200) {
                for _ in 0..<200 {
                    index.nearestByWalking(10, fromUnit: random.below(map.units.count), of: map, into: &found)
                }
            }
        }
        print("  10 nearest   \(figures.text) by walking, of \(Text.thousands(Double(slot)))")
    }
}

/// Point in unit by the site's raster.
struct UnitBench {
    let runs: Int
    let seed: UInt64
    let map: SiteMap

    func run() {
        var random = SplitMix(seed: seed)
        let places = (0..<100_000).map { _ in
            let level = random.below(map.levels.count)
            let bounds = map.levels[level].bounds
            let x = bounds.minimum.xMetres + bounds.widthMetres * Double(random.below(10_000)) / 10_000
            let y = bounds.minimum.yMetres + bounds.heightMetres * Double(random.below(10_000)) / 10_000
            return (level, Point(xMetres: x, yMetres: y))
        }
        var figures = Figures()
        var hits = 0
        for _ in 0..<runs {
            figures.measure(operations: places.count) {
                for (level, point) in places where map.unit(at: point, level: level) != nil { hits += 1 }
            }
        }
        print("point in unit: \(figures.text)")
        var different = 0
        for (level, point) in places.prefix(5000) {
            let wanted = map.levels[level].units.filter { map.units[$0].contains(point) }.min {
                let (a, b) = (map.units[$0], map.units[$1])
                return (a.isWalkable ? 0 : 1, a.areaSquareMetres, $0) < (b.isWalkable ? 0 : 1, b.areaSquareMetres, $1)
            }
            if map.unit(at: point, level: level) != wanted { different += 1 }
        }
        print(
            "  check        5,000 points, \(different) differ from a look at all units; "
                + "\(Text.decimals(100 * Double(hits) / Double(runs * places.count), 0)) % lie in a unit")
    }
}
