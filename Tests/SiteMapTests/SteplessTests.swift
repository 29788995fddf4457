import Model
import SiteMap
import Testing

@Suite struct SteplessTests {
    private func index(_ map: SiteMap, _ unit: String) throws -> Int { try #require(map.unitIndex(UnitID(unit))) }

    @Test func bedsTakeTheLiftAlthoughTheStairsAreShorter() throws {
        let map = try SiteFixture.ward().load()
        let (from, to) = (try index(map, "A0"), try index(map, "B1"))
        let stepless = map.withoutStairs()
        let walk = try #require(stepless.walk(from: from, to: to))
        #expect(walk.stretches.map { map.units[$0.unit].id.rawValue } == ["A0", "C0", "E0", "E1", "C1", "B1"])
        #expect(walk.stretches.compactMap { $0.exit?.verticalKind } == [.elevator])
        #expect(walk.metres > (map.walk(from: from, to: to)?.metres ?? .infinity))
        #expect(abs(walk.metres - stepless.walkingDistances(from: from)[to]) < 1e-9)
    }

    @Test func onALevelNothingChanges() throws {
        let map = try SiteFixture.ward().load()
        let (from, to) = (try index(map, "A0"), try index(map, "B0"))
        #expect(map.withoutStairs().walk(from: from, to: to) == map.walk(from: from, to: to))
    }

    @Test func stairsAreNoWayThroughButMayBeAnEnd() throws {
        var site = SiteFixture()
        site.level("L0")
        site.room("left", 0, 0, 5, 5)
        site.room("steps", category: "steps", 5, 0, 2, 5)
        site.room("right", 7, 0, 5, 5)
        site.door("d1", 5, 2, 5, 3)
        site.door("d2", 7, 2, 7, 3)
        let map = try site.load()
        let (left, steps, right) = (try index(map, "left"), try index(map, "steps"), try index(map, "right"))
        #expect(map.walk(from: left, to: right) != nil)
        #expect(map.withoutStairs().walk(from: left, to: right) == nil)
        #expect(map.withoutStairs().walk(from: left, to: steps) == nil)
        #expect(map.withoutStairs(keeping: [steps]).walk(from: left, to: steps) != nil)
        #expect(map.withoutStairs(keeping: [left, right]).walk(from: left, to: right) == nil)
    }

    @Test func aChangeOfLevelThatTheSiteDoesNotExplainIsNotForWheels() throws {
        var site = SiteFixture()
        site.level("L0", ordinal: 0)
        site.level("L1", ordinal: 1)
        site.room("low", on: "L0", 0, 0, 5, 5)
        site.room("high", on: "L1", 0, 0, 5, 5)
        site.relationship("way", category: "traversal", [("unit", "low"), ("unit", "high")])
        let map = try site.load()
        let (low, high) = (try index(map, "low"), try index(map, "high"))
        let walk = try #require(map.walk(from: low, to: high))
        #expect(walk.stretches[0].exit?.isVertical == true && walk.stretches[0].exit?.verticalKind == nil)
        #expect(map.withoutStairs().walk(from: low, to: high) == nil)
        var ramp = site
        ramp.relationships = []
        ramp.relationship("way", category: "ramp", [("unit", "low"), ("unit", "high")])
        #expect(try ramp.load().withoutStairs().walk(from: low, to: high) != nil)
    }

    @Test(arguments: [61, 62, 63, 64] as [UInt64]) func noShorterAndNeverByStairs(seed: UInt64) throws {
        var random = Seeded(seed)
        let map = try RandomFloors.site(&random).load()
        let stepless = map.withoutStairs()
        for from in map.units.indices where map.units[from].verticalKind == nil {
            let (with, without) = (map.walkingDistances(from: from), stepless.walkingDistances(from: from))
            for to in map.units.indices where map.units[to].verticalKind == nil {
                #expect(without[to] >= with[to] - 1e-9, "seed \(seed)")
                guard let walk = stepless.walk(from: from, to: to) else { continue }
                #expect(walk.stretches.allSatisfy { map.units[$0.unit].verticalKind != .stairs }, "seed \(seed)")
            }
        }
    }
}
