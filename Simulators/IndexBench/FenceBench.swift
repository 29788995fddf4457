import Resolve
import SiteMap

/// Moves of 100,000 trackables past 23,000 active circular fences: the number at which an open geofencing server's
/// users report 6,000 moves a second.
struct FenceBench {
    let runs: Int
    let seed: UInt64

    private static let fenceCount = 23_000
    private static let wantedMovesEachSecond = 1_000_000.0

    func run() {
        let workload = Workload(moveCount: runs * Workload.movesPerRun, seed: seed)
        print(
            "fences: \(Text.thousands(Double(FenceBench.fenceCount))) circles of 2 to 8 m, "
                + "one of a hundred over all levels; seed \(seed), \(runs) runs")
        var building = Figures()
        var index = FenceIndex([], levelCount: 0)
        let fences = FenceBench.fences(seed: seed)
        building.measure(operations: 1) { index = FenceIndex(fences, levelCount: Workload.levels) }
        print("  ready in     \(Text.decimals(building.median * 1000, 1)) ms")
        // All start where the workload has them; what they enter then is not timed.
        var places = workload.start.map { FencePlace(level: $0.level, xMetres: $0.xMetres, yMetres: $0.yMetres) }
        var moving = Figures()
        var (entered, left) = (0, 0)
        for run in 0..<runs {
            let first = run * Workload.movesPerRun
            moving.measure(operations: Workload.movesPerRun) {
                var crossings = FenceCrossings()
                workload.moves.withUnsafeBufferPointer { moves in
                    places.withUnsafeMutableBufferPointer { places in
                        for move in UnsafeBufferPointer(rebasing: moves[first..<(first + Workload.movesPerRun)]) {
                            let new = FencePlace(level: move.level, xMetres: move.xMetres, yMetres: move.yMetres)
                            index.move(from: places[Int(move.slot)], to: new, into: &crossings)
                            places[Int(move.slot)] = new
                            entered += crossings.entered.count
                            left += crossings.left.count
                        }
                    }
                }
            }
        }
        print("  moves        \(moving.text)")
        print(
            "  \(Text.decimals(1 / moving.median / FenceBench.wantedMovesEachSecond, 1)) times the wanted 1,000,000/s; "
                + "\(Text.thousands(Double(entered))) entered, \(Text.thousands(Double(left))) left")
        tellCheck(fences, index, places)
    }

    /// Some places against a look at all fences.
    private func tellCheck(_ fences: [Fence], _ index: FenceIndex, _ places: [FencePlace]) {
        var found: [Int32] = []
        var (held, different) = (0, 0)
        for place in places.prefix(1000) {
            index.fences(at: place, into: &found)
            let wanted = fences.indices.filter { fences[$0].contains(place) }
            if found.map(Int.init) != wanted { different += 1 }
            held += wanted.count
        }
        print("  check        1,000 places in \(held) fences, \(different) differ from a look at all fences")
    }

    private static func fences(seed: UInt64) -> [Fence] {
        var random = SplitMix(seed: seed &+ 1)
        return (0..<fenceCount).map { _ in
            let level = random.below(Workload.levels)
            let x = Float(random.below(Workload.widthSteps)) / 128
            let y = Float(random.below(Workload.heightSteps)) / 128
            let radius = 2 + Float(random.below(6 * 128)) / 128
            return Fence(
                .circle(xMetres: x, yMetres: y, radiusMetres: radius), level: random.below(100) == 0 ? nil : level)
        }
    }
}
