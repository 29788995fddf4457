import Resolve

/// 100,000 trackables on 10 levels: moves, 10 nearest, windows, and the same on Boost's R-trees.
struct MovingBench {
    let runs: Int
    let seed: UInt64
    let cellMetres: Float?
    let withPeer: Bool

    static let operations = ["move", "nearest", "window"]
    /// What the index must reach against the best R-tree.
    private static let wanted = ["move": 3.0, "nearest": 2.0, "window": 1.5]

    func run() {
        print(
            "moving: \(Text.thousands(Double(Workload.count))) trackables on \(Workload.levels) levels of 300 × 200 m, "
                + "after \(Text.thousands(Double(Workload.warmMoves))) moves; seed \(seed), \(runs) runs")
        let workload = Workload(moveCount: Workload.warmMoves + runs * Workload.movesPerRun, seed: seed)
        let own = measure(workload)
        for operation in MovingBench.operations { tell("vigie", operation, own.figures[operation]) }
        tell("vigie", "fill", own.figures["fill"])
        guard withPeer else { return }
        switch BoostPeer.run(runs: runs, seed: seed) {
        case .skipped(let why): print("  boost R-trees: skipped: \(why)")
        case .figures(let peer): compare(own, peer)
        }
    }

    private func tell(_ side: String, _ operation: String, _ figures: Figures?) {
        print("  \(Text.left(side, 14)) \(Text.left(operation, 8)) \(figures?.text ?? "-")")
    }

    private func compare(_ own: SideFigures, _ peer: [SideFigures]) {
        for side in peer {
            for operation in MovingBench.operations { tell(side.name, operation, side.figures[operation]) }
        }
        for operation in MovingBench.operations {
            guard let mine = own.figures[operation],
                let best = peer.compactMap({ side in side.figures[operation].map { (side.name, $0) } })
                    .min(by: { $0.1.median < $1.1.median })
            else { continue }
            let median = best.1.median / mine.median
            let least = (peer.compactMap { $0.figures[operation]?.least }.min() ?? .nan) / mine.least
            print(
                "  \(Text.left(operation, 8)) \(Text.decimals(median, 1)) times the best R-tree by medians "
                    + "(\(best.0)), \(Text.decimals(least, 1)) by best runs; wanted "
                    + "\(Text.decimals(MovingBench.wanted[operation] ?? 0, 1))")
        }
        for check in ["nearest", "window"] {
            let different = peer.filter { $0.checks[check] != own.checks[check] }.map(\.name)
            let verdict =
                different.isEmpty ? "the same on all sides" : "DIFFERENT: " + different.joined(separator: ", ")
            print("  checksum of \(check) \(own.checks[check] ?? "-"): \(verdict)")
        }
    }

    private func measure(_ workload: Workload) -> SideFigures {
        var side = SideFigures(name: "vigie")
        let levels = (0..<Workload.levels).map {
            IndexLevel(
                minimumXMetres: 0, minimumYMetres: 0, maximumXMetres: 300, maximumYMetres: 200,
                elevationMetres: Float($0) * 4)
        }
        let index = MovingIndex(
            levels: levels, slotCapacity: Workload.count, cellMetres: cellMetres ?? MovingIndex.defaultCellMetres)
        side.figures["fill", default: Figures()].measure(operations: Workload.count) { index.fill(workload.start) }
        move(index, workload, 0..<Workload.warmMoves)
        var sink: Int64 = 0
        for run in 0..<runs {
            let first = Workload.warmMoves + run * Workload.movesPerRun
            side.figures["move", default: Figures()].measure(operations: Workload.movesPerRun) {
                move(index, workload, first..<(first + Workload.movesPerRun))
            }
            side.figures["nearest", default: Figures()].measure(operations: workload.queries.count) {
                sink += sumOfNearest(index, workload.queries)
            }
            side.figures["window", default: Figures()].measure(operations: workload.queries.count) {
                sink += sumOfWindows(index, workload.queries)
            }
        }
        // So that no loop is left out as useless.
        if sink == .min { print(sink) }
        addChecks(index, workload, to: &side)
        return side
    }

    private func move(_ index: MovingIndex, _ workload: Workload, _ range: Range<Int>) {
        workload.moves.withUnsafeBufferPointer { moves in
            for next in UnsafeBufferPointer(rebasing: moves[range]) {
                index.move(next.slot, level: Int(next.level), xMetres: next.xMetres, yMetres: next.yMetres)
            }
        }
    }

    private func sumOfNearest(_ index: MovingIndex, _ queries: [PlacedSlot]) -> Int64 {
        var sum: Int64 = 0
        var found: [NearSlot] = []
        for query in queries {
            index.nearest(10, level: Int(query.level), xMetres: query.xMetres, yMetres: query.yMetres, into: &found)
            for near in found { sum &+= Int64(near.slot) }
        }
        return sum
    }

    private func sumOfWindows(_ index: MovingIndex, _ queries: [PlacedSlot]) -> Int64 {
        var sum: Int64 = 0
        var found: [Int32] = []
        for query in queries {
            window(index, query, into: &found)
            for slot in found { sum &+= Int64(slot) }
        }
        return sum
    }

    private func window(_ index: MovingIndex, _ query: PlacedSlot, into found: inout [Int32]) {
        index.slots(
            level: Int(query.level), minimumXMetres: query.xMetres - 5, minimumYMetres: query.yMetres - 5,
            maximumXMetres: query.xMetres + 5, maximumYMetres: query.yMetres + 5, into: &found)
    }

    /// Sums that do not depend on the order of the results, nor on which of several at the last distance was taken.
    private func addChecks(_ index: MovingIndex, _ workload: Workload, to side: inout SideFigures) {
        var (nearestSum, windowSum): (UInt64, UInt64) = (0, 0)
        var near: [NearSlot] = []
        var inside: [Int32] = []
        for (number, query) in workload.queries.prefix(Workload.checkedQueries).enumerated() {
            let salt = UInt64(number) << 32
            index.nearest(10, level: Int(query.level), xMetres: query.xMetres, yMetres: query.yMetres, into: &near)
            let last = near.map { squared($0.slot, query, index) }.max() ?? 0
            for found in near where squared(found.slot, query, index) < last {
                nearestSum &+= SplitMix.mix(salt + UInt64(found.slot))
            }
            nearestSum &+= SplitMix.mix(salt + UInt64(last * 16384))
            window(index, query, into: &inside)
            for slot in inside { windowSum &+= SplitMix.mix(salt + UInt64(slot)) }
        }
        side.checks["nearest"] = hexadecimal(nearestSum)
        side.checks["window"] = hexadecimal(windowSum)
    }

    private func squared(_ slot: Int32, _ query: PlacedSlot, _ index: MovingIndex) -> Float {
        guard let place = index.place(of: slot) else { return .nan }
        let (dx, dy) = (place.xMetres - query.xMetres, place.yMetres - query.yMetres)
        return dx * dx + dy * dy
    }

    private func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// What one side reached.
struct SideFigures {
    var name: String
    var figures: [String: Figures] = [:]
    var checks: [String: String] = [:]
}
