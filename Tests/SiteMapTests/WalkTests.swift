import Model
import SiteMap
import Testing

@Suite struct WalkTests {
    @Test func aWalkTellsItsDoorsAndWhatTheLevelCosts() throws {
        let map = try SiteFixture.ward().load()
        let (a0, b1) = (try #require(map.unitIndex(UnitID("A0"))), try #require(map.unitIndex(UnitID("B1"))))
        let walk = try #require(map.walk(from: a0, to: b1))
        #expect(walk.stretches.map { map.units[$0.unit].id.rawValue } == ["A0", "C0", "S0", "S1", "C1", "B1"])
        let doors = walk.stretches.map { $0.exit?.opening.map { map.openings[$0].id } }
        #expect(doors == ["dA0", "dS0", nil, "dS1", "dB1", nil])
        #expect(walk.stretches.map { $0.exit?.verticalKind } == [nil, nil, .stairs, nil, nil, nil])
        #expect(walk.stretches[2].exit?.metres == VerticalKind.stairs.metresPerLevel)
        #expect(walk.stretches.last?.exit == nil)
        #expect(abs(walk.stretches[1].metres - 16.5) < 1e-6)
        #expect(abs(walk.metres - map.walkingDistances(from: a0)[b1]) < 1e-9)
        #expect(abs(walk.seconds - walk.metres / Walk.metresPerSecond) < 1e-9)
    }

    @Test func aWalkInsideAUnitIsStraight() throws {
        let map = try SiteFixture.ward().load()
        let (from, to) = (Point(xMetres: 1, yMetres: 4), Point(xMetres: 4, yMetres: 8))
        let walk = try #require(map.walk(from: 0, at: from, to: 0, at: to))
        #expect(walk.stretches.count == 1)
        #expect(abs(walk.metres - 5) < 1e-9)
    }

    @Test func aLiftThatGoesOnPassesTheLevelBetween() throws {
        var site = SiteFixture()
        for index in 0...2 {
            site.level("L\(index)", ordinal: index)
            site.room("E\(index)", on: "L\(index)", category: "elevator", 0, 0, 2, 2)
            site.room("H\(index)", on: "L\(index)", 2, 0, 8, 2)
            site.door("d\(index)", on: "L\(index)", 2, 0.5, 2, 1.5)
        }
        site.relationship("lift", category: "elevator", [("unit", "E0"), ("unit", "E1"), ("unit", "E2")])
        let map = try site.load()
        let (from, to) = (try #require(map.unitIndex(UnitID("H0"))), try #require(map.unitIndex(UnitID("H2"))))
        let walk = try #require(map.walk(from: from, to: to))
        #expect(walk.stretches.map { map.units[$0.unit].id.rawValue } == ["H0", "E0", "E1", "E2", "H2"])
        #expect(walk.stretches[2].metres == 0)
        #expect(abs(walk.metres - map.walkingDistances(from: from)[to]) < 1e-9)
    }

    @Test func noWayIsNoWalk() throws {
        var site = SiteFixture.ward()
        site.room("island", 100, 0, 5, 5)
        let map = try site.load()
        let island = try #require(map.unitIndex(UnitID("island")))
        #expect(map.walk(from: 0, to: island) == nil)
        #expect(map.walk(from: island, to: 0) == nil)
        var search = map.walkingSearch(from: island)
        #expect(search.next()?.metres == 0)
        #expect(search.next() == nil)
        #expect(WalkingTable(map).metres(from: 0, to: island) == .infinity)
    }

    @Test(arguments: [51, 52, 53, 54, 55, 56] as [UInt64])
    func walksSearchAndTableAgreeWithTheDistances(seed: UInt64) throws {
        var random = Seeded(seed)
        let map = try RandomFloors.site(&random).load()
        let table = WalkingTable(map)
        #expect(table.byteCount == map.units.count * (map.units.count - 1) / 2 * 4)
        for from in map.units.indices {
            let distances = map.walkingDistances(from: from)
            var searched = Array(repeating: Double.infinity, count: map.units.count)
            var search = map.walkingSearch(from: from)
            var last = 0.0
            while let entrance = search.next() {
                #expect(entrance.metres >= last, "seed \(seed)")
                last = entrance.metres
                let whole = entrance.metres + entrance.point.distance(to: map.units[entrance.unit].point)
                searched[entrance.unit] = min(searched[entrance.unit], whole)
            }
            for to in map.units.indices {
                let (wanted, walk) = (distances[to], map.walk(from: from, to: to))
                #expect(wanted == searched[to] || abs(wanted - searched[to]) < 1e-9, "seed \(seed), \(from) to \(to)")
                let tabled = Double(table.metres(from: from, to: to))
                #expect(wanted == tabled || abs(wanted - tabled) < 1e-3, "seed \(seed), \(from) to \(to)")
                #expect((walk == nil) == (wanted == .infinity), "seed \(seed), \(from) to \(to)")
                guard let walk else { continue }
                #expect(abs(walk.metres - wanted) < 1e-9, "seed \(seed), \(from) to \(to)")
                #expect(walk.stretches.first?.unit == from && walk.stretches.last?.unit == to)
                for (stretch, next) in zip(walk.stretches, walk.stretches.dropFirst()) {
                    #expect(map.neighbours(of: stretch.unit).contains { $0.unit == next.unit }, "seed \(seed)")
                    if let opening = stretch.exit?.opening {
                        #expect(map.openings[opening].units.contains(stretch.unit), "seed \(seed)")
                    }
                }
            }
        }
    }
}
