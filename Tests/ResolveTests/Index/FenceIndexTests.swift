import Resolve
import SimKit
import SiteMap
import Testing

@Suite struct FenceIndexTests {
    private static let levels = 3

    private func fences(_ random: inout SeededRandom, count: Int) -> [Fence] {
        (0..<count).map { _ in
            let level: Int? = random.chance(0.2) ? nil : random.below(FenceIndexTests.levels)
            let (x, y) = (random.uniform(-30...30).rounded(), random.uniform(-20...20).rounded())
            if random.chance(0.3) {
                let size = Double(1 + random.below(12))
                let corners = [(0, 0), (size, 0), (size, size), (size / 2, size / 3), (0, size)]
                return Fence(
                    .polygon(Polygon(exterior: corners.map { Point(xMetres: x + $0.0, yMetres: y + $0.1) })),
                    level: level)
            }
            let radius = random.chance(0.02) ? 5000 : Float(random.below(14)) / 2
            return Fence(.circle(xMetres: Float(x), yMetres: Float(y), radiusMetres: radius), level: level)
        }
    }

    private func place(_ random: inout SeededRandom) -> FencePlace {
        if random.chance(0.05) { return .nowhere }
        let reach = random.chance(0.05) ? 6000.0 : 30.0
        return FencePlace(
            level: Int32(random.below(FenceIndexTests.levels)),
            xMetres: Float(random.uniform(-reach...reach) * 2).rounded() / 2,
            yMetres: Float(random.uniform(-reach...reach) * 2).rounded() / 2)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func crossingsAreThoseOfALookAtAllFences(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let fences = fences(&random, count: seed == 1 ? 3 : 120)
        let index = FenceIndex(
            fences, levelCount: FenceIndexTests.levels, cellMetres: seed.isMultiple(of: 2) ? 4 : 0.6)
        var crossings = FenceCrossings()
        var old = FencePlace.nowhere
        var met = 0
        for step in 0..<300 {
            var new = place(&random)
            if step % 3 == 0, old.level >= 0 {
                new = FencePlace(level: old.level, xMetres: old.xMetres + 0.5, yMetres: old.yMetres - 0.5)
            }
            #expect(index.move(from: old, to: new, into: &crossings))
            let were = Set(fences.indices.filter { fences[$0].contains(old) })
            let are = Set(fences.indices.filter { fences[$0].contains(new) })
            #expect(
                crossings.entered.sorted().map(Int.init) == are.subtracting(were).sorted(), "seed \(seed), step \(step)"
            )
            #expect(
                crossings.left.sorted().map(Int.init) == were.subtracting(are).sorted(), "seed \(seed), step \(step)")
            var found: [Int32] = []
            index.fences(at: new, into: &found)
            #expect(found.map(Int.init) == are.sorted(), "seed \(seed), step \(step)")
            met += crossings.entered.count
            old = new
        }
        #expect(seed == 1 || met > 100, "seed \(seed): the walk must cross fences to prove anything")
    }

    @Test func aFenceIsEnteredOnItsEdgeAndLeftBehindIt() {
        let index = FenceIndex([Fence(.circle(xMetres: 10, yMetres: 0, radiusMetres: 3), level: 0)], levelCount: 1)
        var crossings = FenceCrossings()
        func at(_ x: Float) -> FencePlace { FencePlace(level: 0, xMetres: x, yMetres: 0) }
        index.move(from: .nowhere, to: at(6.9), into: &crossings)
        #expect(crossings.isEmpty)
        index.move(from: at(6.9), to: at(7), into: &crossings)
        #expect(crossings.entered == [0] && crossings.left.isEmpty)
        index.move(from: at(7), to: at(13), into: &crossings)
        #expect(crossings.isEmpty)
        index.move(from: at(13), to: at(13.1), into: &crossings)
        #expect(crossings.entered.isEmpty && crossings.left == [0])
        index.move(from: at(6), to: at(14), into: &crossings)
        #expect(crossings.isEmpty, "what is crossed between two fixes is not told")
        index.move(from: at(10), to: .nowhere, into: &crossings)
        #expect(crossings.left == [0])
    }

    @Test func aFenceOverAllLevelsIsNotLeftByStairs() {
        let circle = Fence.Shape.circle(xMetres: 0, yMetres: 0, radiusMetres: 5)
        let index = FenceIndex([Fence(circle), Fence(circle, level: 0), Fence(circle, level: 1)], levelCount: 2)
        var crossings = FenceCrossings()
        let (below, above) = (
            FencePlace(level: 0, xMetres: 1, yMetres: 1), FencePlace(level: 1, xMetres: 1, yMetres: 1)
        )
        index.move(from: below, to: above, into: &crossings)
        #expect(crossings.entered == [2] && crossings.left == [1])
    }

    @Test func whatHoldsNothingIsKeptOutAndCounted() {
        let index = FenceIndex(
            [
                Fence(.circle(xMetres: .nan, yMetres: 0, radiusMetres: 1)),
                Fence(.circle(xMetres: 0, yMetres: 0, radiusMetres: -1)),
                Fence(.circle(xMetres: 0, yMetres: 0, radiusMetres: .infinity)),
                Fence(.polygon(Polygon(exterior: []))),
                Fence(.circle(xMetres: 0, yMetres: 0, radiusMetres: 1), level: 7),
                Fence(.circle(xMetres: 0, yMetres: 0, radiusMetres: 0), level: 0),
            ], levelCount: 1)
        #expect(index.refusedCount == 5)
        var crossings = FenceCrossings()
        let origin = FencePlace(level: 0, xMetres: 0, yMetres: 0)
        #expect(index.move(from: .nowhere, to: origin, into: &crossings))
        #expect(crossings.entered == [5], "a circle without a radius is its point")
        #expect(!index.move(from: origin, to: FencePlace(level: 0, xMetres: .nan, yMetres: 0), into: &crossings))
        #expect(crossings.isEmpty)
        #expect(index.move(from: origin, to: FencePlace(level: 3, xMetres: 0, yMetres: 0), into: &crossings))
        #expect(crossings.left == [5])
        let none = FenceIndex([], levelCount: 0)
        #expect(none.move(from: .nowhere, to: origin, into: &crossings) && crossings.isEmpty)
    }
}
