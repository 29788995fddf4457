import Resolve

/// SplitMix64, as in `Peer/boost_rtree.cpp`. Source: S. Vigna, public domain, prng.di.unimi.it.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return SplitMix.mix(state)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// A seeded random walk of trackables over levels of 300 × 200 m: steps of up to a metre east and north, one of a
/// hundred to the next level. Written a second time in `Peer/boost_rtree.cpp`; checksums hold the two together.
///
/// Coordinates are multiples of 1/128 m: squared distances up to 16 m are exact in `Float`, so that what both sides
/// find can be compared bit by bit.
struct Workload {
    static let count = 100_000
    static let levels = 10
    static let warmMoves = 1_000_000
    static let movesPerRun = 200_000
    static let queryCount = 100_000
    static let checkedQueries = 20_000
    static let widthSteps = 300 * 128
    static let heightSteps = 200 * 128

    var start: [PlacedSlot] = []
    var moves: [PlacedSlot] = []
    var queries: [PlacedSlot] = []

    init(moveCount: Int, seed: UInt64) {
        var random = SplitMix(seed: seed)
        let (width, height, levels) = (Workload.widthSteps, Workload.heightSteps, Workload.levels)
        var walkers: [(level: Int, x: Int, y: Int)] = []
        for slot in 0..<Workload.count {
            walkers.append((random.below(levels), random.below(width + 1), random.below(height + 1)))
            start.append(Workload.place(slot, walkers[slot]))
        }
        moves.reserveCapacity(moveCount)
        for _ in 0..<moveCount {
            let slot = random.below(Workload.count)
            let step = random.next()
            walkers[slot].x = min(width, max(0, walkers[slot].x + Int(step % 257) - 128))
            walkers[slot].y = min(height, max(0, walkers[slot].y + Int((step >> 16) % 257) - 128))
            if (step >> 40) % 100 == 0 {
                walkers[slot].level = (walkers[slot].level + (step >> 63 == 1 ? 1 : levels - 1)) % levels
            }
            moves.append(Workload.place(slot, walkers[slot]))
        }
        for index in 0..<Workload.queryCount {
            let query = (random.below(levels), random.below(width + 1), random.below(height + 1))
            queries.append(Workload.place(index, query))
        }
    }

    private static func place(_ slot: Int, _ at: (level: Int, x: Int, y: Int)) -> PlacedSlot {
        PlacedSlot(slot: Int32(slot), level: Int32(at.level), xMetres: Float(at.x) / 128, yMetres: Float(at.y) / 128)
    }
}
