import Resolve
import SimKit
import Testing

@Suite struct MovingIndexTests {
    private static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6]

    @Test(arguments: seeds)
    func placesAreWhereTheyWerePut(seed: UInt64) {
        var world = IndexWorld(seed: seed, cellMetres: seed.isMultiple(of: 2) ? 4 : 25)
        let refused = world.shake(steps: 2500, slots: 300)
        #expect(world.index.refusedCount == refused, "seed \(seed)")
        #expect(world.index.count == world.places.count, "seed \(seed)")
        for slot in -1...Int32(400) { #expect(world.index.place(of: slot) == world.places[slot], "seed \(seed)") }
        for level in IndexWorld.levels.indices {
            #expect(world.index.count(onLevel: level) == world.onLevel(level).count, "seed \(seed)")
        }
    }

    @Test(arguments: seeds)
    func theNearestAreThoseOfALookAtAll(seed: UInt64) {
        var world = IndexWorld(seed: seed, cellMetres: seed.isMultiple(of: 2) ? 4 : 11, step: seed < 4 ? 1 : 0.01)
        var found: [NearSlot] = []
        for slots in [30, 300] {
            _ = world.shake(steps: slots * 3, slots: slots)
            for round in 0..<90 {
                let (level, x, y) = (world.level(), world.coordinate(), world.coordinate())
                let k = [0, 1, 2, 10, 16, 17, 60, 5000, -3][round % 9]
                world.index.nearest(k, level: level, xMetres: x, yMetres: y, into: &found)
                let wanted = world.nearest(k, x, y, levels: [level], from: level)
                #expect(found == wanted, "seed \(seed), round \(round): \(k) on level \(level) at \(x), \(y)")
            }
        }
    }

    /// Without ties and as full as a hospital, so that the guessed circle mostly holds; inside, at the border, beyond.
    @Test(arguments: seeds)
    func theNearestInACrowdAreThoseOfALookAtAll(seed: UInt64) {
        let index = MovingIndex(levels: [
            IndexLevel(minimumXMetres: -20, minimumYMetres: 0, maximumXMetres: 20, maximumYMetres: 33)
        ])
        var random = SeededRandom(seed: seed)
        let places = (0..<Int32(150 * seed)).map { slot in
            PlacedSlot(
                slot: slot, level: 0, xMetres: Float(random.uniform(-22...22)),
                yMetres: Float(random.uniform(-2...35)))
        }
        index.fill(places)
        var found: [NearSlot] = []
        for round in 0..<300 {
            let (x, y) = (Float(random.uniform(-24...24)), Float(random.uniform(-4...37)))
            let k = 1 + random.below(16)
            let keys = places.map { place -> UInt64 in
                let (dx, dy) = (place.xMetres - x, place.yMetres - y)
                return UInt64((dx * dx + dy * dy).bitPattern) << 32 | UInt64(place.slot)
            }
            index.nearest(k, level: 0, xMetres: x, yMetres: y, into: &found)
            let wanted = keys.sorted().prefix(k).map { Int32($0 & 0xffff_ffff) }
            #expect(found.map(\.slot) == wanted, "seed \(seed), round \(round): \(k) at \(x), \(y)")
        }
    }

    @Test(arguments: seeds)
    func theNearestOverLevelsCountTheHeightBetweenThem(seed: UInt64) {
        var world = IndexWorld(seed: seed, step: 1)
        _ = world.shake(steps: 900, slots: 300)
        var found: [NearSlot] = []
        for (round, levels) in [[0, 1, 2], [2, 0], [1], [], [7, 1, -1]].enumerated() {
            for k in [1, 10, 400] {
                let (level, x, y) = (world.level(), world.coordinate(), world.coordinate())
                world.index.nearest(k, level: level, xMetres: x, yMetres: y, overLevels: levels, into: &found)
                let wanted = world.nearest(k, x, y, levels: levels, from: level)
                #expect(found == wanted, "seed \(seed), round \(round), \(k)")
            }
        }
    }

    @Test(arguments: seeds)
    func pairsAreThoseOfALookAtAll(seed: UInt64) {
        var world = IndexWorld(seed: seed, cellMetres: seed.isMultiple(of: 2) ? 4 : 30, step: 0.5)
        _ = world.shake(steps: 600, slots: 150)
        var found: [SlotPair] = []
        for level in IndexWorld.levels.indices {
            let places = world.onLevel(level).sorted { $0.slot < $1.slot }
            for metres: Float in [-1, 0, 0.5, 2, 9.5, 4000, .infinity] {
                var wanted: [SlotPair] = []
                for (position, first) in places.enumerated() {
                    for second in places[(position + 1)...] {
                        let (dx, dy) = (second.xMetres - first.xMetres, second.yMetres - first.yMetres)
                        let squared = dx * dx + dy * dy
                        guard metres > 0, squared < metres * metres else { continue }
                        wanted.append(
                            SlotPair(first: first.slot, second: second.slot, metres: squared.squareRoot()))
                    }
                }
                world.index.pairs(level: level, nearerThanMetres: metres, into: &found)
                #expect(found == wanted, "seed \(seed), level \(level), \(metres) m")
            }
        }
    }

    @Test func anEmptyIndexAnswersWithNothing() {
        let index = MovingIndex(levels: IndexWorld.levels)
        var near = [NearSlot(slot: 1, metres: 1)]
        index.nearest(10, level: 0, xMetres: 0, yMetres: 0, into: &near)
        #expect(near.isEmpty)
        var slots: [Int32] = [1]
        index.slots(
            level: 0, minimumXMetres: -9, minimumYMetres: -9, maximumXMetres: 9, maximumYMetres: 9, into: &slots)
        #expect(slots.isEmpty)
        var pairs = [SlotPair(first: 1, second: 2, metres: 3)]
        index.pairs(level: 0, nearerThanMetres: 10, into: &pairs)
        #expect(pairs.isEmpty)
        #expect(!index.remove(0))
        #expect(index.place(of: 0) == nil)
        #expect(index.refusedCount == 0)
        let none = MovingIndex(levels: [])
        #expect(!none.move(0, level: 0, xMetres: 0, yMetres: 0))
        none.nearest(1, level: 0, xMetres: 0, yMetres: 0, into: &near)
        #expect(none.refusedCount == 2)
    }

    @Test func questionsThatMakeNoSenseAreCountedAndFindNothing() {
        var world = IndexWorld(seed: 7)
        for _ in 0..<50 { world.place(slots: 50) }
        var near: [NearSlot] = []
        world.index.nearest(5, level: 0, xMetres: .nan, yMetres: 0, into: &near)
        world.index.nearest(5, level: 9, xMetres: 0, yMetres: 0, into: &near)
        world.index.nearest(5, level: 0, xMetres: 0, yMetres: .infinity, overLevels: [0, 1], into: &near)
        #expect(near.isEmpty)
        var slots: [Int32] = []
        world.index.slots(
            level: 0, minimumXMetres: .nan, minimumYMetres: 0, maximumXMetres: 1, maximumYMetres: 1, into: &slots)
        var pairs: [SlotPair] = []
        world.index.pairs(level: 0, nearerThanMetres: .nan, into: &pairs)
        #expect(slots.isEmpty && pairs.isEmpty)
        #expect(world.index.refusedCount == 5)
    }

    @Test func aCrowdAtOnePointIsFoundAndLeavesAgain() {
        let index = MovingIndex(levels: IndexWorld.levels)
        index.fill((0..<5000).map { PlacedSlot(slot: $0, level: 1, xMetres: 10, yMetres: 10) })
        #expect(index.count == 5000)
        var near: [NearSlot] = []
        index.nearest(10, level: 1, xMetres: 11, yMetres: 10, into: &near)
        #expect(near.map(\.slot) == Array(0..<10), "equal distances go by slot")
        for slot in 0..<Int32(5000) where slot % 7 != 0 { index.remove(slot) }
        index.nearest(3, level: 1, xMetres: 11, yMetres: 10, into: &near)
        #expect(near == [0, 7, 14].map { NearSlot(slot: $0, metres: 1) })
        for slot in 0..<Int32(5000) { index.move(slot, level: 0, xMetres: Float(slot) * 0.02 - 40, yMetres: 0) }
        #expect(index.count(onLevel: 0) == 5000)
        #expect(index.count(onLevel: 1) == 0)
    }

    @Test func aLevelMayBeAsLargeAsATownOrTurnedRound() {
        let index = MovingIndex(levels: [
            IndexLevel(
                minimumXMetres: -50_000, minimumYMetres: -50_000, maximumXMetres: 50_000, maximumYMetres: 50_000),
            IndexLevel(minimumXMetres: 10, minimumYMetres: 10, maximumXMetres: 0, maximumYMetres: 0),
            IndexLevel(minimumXMetres: .nan, minimumYMetres: 0, maximumXMetres: 1, maximumYMetres: .infinity),
            IndexLevel(minimumXMetres: 0, minimumYMetres: 0, maximumXMetres: 900_000, maximumYMetres: 0),
        ])
        for level in 0..<4 { #expect(index.move(Int32(level), level: level, xMetres: 3, yMetres: -4)) }
        var near: [NearSlot] = []
        for level in 0..<4 {
            index.nearest(2, level: level, xMetres: 0, yMetres: 0, into: &near)
            #expect(near == [NearSlot(slot: Int32(level), metres: 5)])
        }
    }

    @Test func aHistoryFillsTheIndexAndTheLaterPlaceCounts() {
        let index = MovingIndex(levels: IndexWorld.levels)
        let places = [
            PlacedSlot(slot: 3, level: 0, xMetres: 1, yMetres: 1),
            PlacedSlot(slot: 1, level: 1, xMetres: 2, yMetres: 2),
            PlacedSlot(slot: 3, level: 1, xMetres: 4, yMetres: 4),
            PlacedSlot(slot: 9, level: 0, xMetres: .nan, yMetres: 0),
        ]
        #expect(index.fill(places) == 3)
        #expect(index.count == 2)
        #expect(index.place(of: 3) == places[2])
        #expect(index.place(of: 9) == nil)
        #expect(index.refusedCount == 1)
    }
}
