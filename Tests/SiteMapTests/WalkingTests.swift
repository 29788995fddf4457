import Model
import SiteMap
import Testing

@Suite struct WalkingTests {
    @Test func doorsLinkTheUnitsOnBothSides() throws {
        let map = try SiteFixture.ward().load()
        func ids(_ unit: String) throws -> [String] {
            let index = try #require(map.unitIndex(UnitID(unit)))
            return map.neighbours(of: index).map { map.units[$0.unit].id.rawValue }
        }
        #expect(try ids("A0") == ["C0"])
        #expect(try ids("C0") == ["A0", "B0", "S0", "E0"])
        #expect(try ids("S0") == ["C0", "S1"])
        #expect(try ids("E1") == ["E0", "C1"])
        let exit = try #require(map.openings.first { $0.id == "exit" })
        #expect(exit.units.map { map.units[$0].id.rawValue } == ["C0"])
    }

    @Test func theCorridorCostsOnlyTheStretchThatIsWalked() throws {
        let map = try SiteFixture.ward().load()
        let a = try #require(map.unitIndex(UnitID("A0")))
        let b = try #require(map.unitIndex(UnitID("B0")))
        // Middle of A (5, 5.5) to its door (5, 3), along the corridor's edge to B's door (15, 3), to B (15, 5.5).
        #expect(abs(map.walkingDistances(from: a)[b] - (2.5 + 10 + 2.5)) < 1e-6)
        let start = Point(xMetres: 5, yMetres: 3)
        #expect(abs(map.walkingDistances(from: a, at: start)[b] - 12.5) < 1e-6)
        #expect(map.walkingDistances(from: a)[a] == 0)
    }

    @Test func levelsAreReachedByTheCheaperOfStairsAndLift() throws {
        let map = try SiteFixture.ward().load()
        let (a0, a1) = (try #require(map.unitIndex(UnitID("A0"))), try #require(map.unitIndex(UnitID("A1"))))
        let route = try #require(map.route(from: a0, to: a1))
        #expect(route.map { map.units[$0].id.rawValue } == ["A0", "C0", "S0", "S1", "C1", "A1"])
        // To the door of the stairs 2.5 + 16.5, in to their middle 2.5, 15 for the level, and the same back.
        #expect(abs(map.walkingDistances(from: a0)[a1] - (2 * (2.5 + 16.5 + 2.5) + 15)) < 1e-6)
        let s0 = try #require(map.unitIndex(UnitID("S0")))
        let up = try #require(map.neighbours(of: s0).first { $0.isVertical })
        #expect(map.units[up.unit].id.rawValue == "S1")
        #expect(up.metres == VerticalKind.stairs.metresPerLevel)
    }

    @Test func aRelationshipReplacesTheOverlapBetweenItsLevels() throws {
        var site = SiteFixture.ward()
        site.relationship("lift", category: "elevator", [("unit", "E0"), ("unit", "E1")])
        let map = try site.load()
        let (s0, e0) = (try #require(map.unitIndex(UnitID("S0"))), try #require(map.unitIndex(UnitID("E0"))))
        #expect(!map.neighbours(of: s0).contains { $0.isVertical }, "the stairs are not in the relationships")
        let lift = try #require(map.neighbours(of: e0).first { $0.isVertical })
        #expect(map.units[lift.unit].id.rawValue == "E1")
        #expect(lift.metres == VerticalKind.elevator.metresPerLevel)
    }

    @Test func aRelationshipMayNameDoorsAndIntermediaries() throws {
        var site = SiteFixture.ward()
        site.relationship(
            "lift", category: "elevator",
            [("opening", "dE0"), ("unit", "E0"), ("unit", "E1"), ("opening", "dE1")])
        let map = try site.load()
        let (a0, a1) = (try #require(map.unitIndex(UnitID("A0"))), try #require(map.unitIndex(UnitID("A1"))))
        let route = try #require(map.route(from: a0, to: a1))
        #expect(route.map { map.units[$0].id.rawValue } == ["A0", "C0", "E0", "E1", "C1", "A1"])
    }

    @Test func neighbouringShaftsAreNotMixedUp() throws {
        var site = SiteFixture()
        for index in 0...1 {
            let level = "L\(index)"
            let shift = Double(index) * 0.15
            site.level(level, ordinal: index)
            site.room("W\(index)", on: level, category: "elevator", shift, 0, 2, 2)
            site.room("E\(index)", on: level, category: "elevator", 2 + shift, 0, 2, 2)
            site.room("H\(index)", on: level, category: "stairs", 4 + shift, 0, 2, 2)
        }
        let map = try site.load()
        for name in ["W", "E", "H"] {
            let unit = try #require(map.unitIndex(UnitID(name + "0")))
            let vertical = map.neighbours(of: unit).filter(\.isVertical)
            #expect(vertical.map { map.units[$0.unit].id.rawValue } == [name + "1"])
        }
    }

    @Test func withoutOpeningsSharedEdgesCountAndTheSiteSaysSo() throws {
        var site = SiteFixture()
        site.level("L0")
        site.room("west", 0, 0, 5, 5)
        site.room("east", 5, 0, 5, 5)
        site.room("corner", 10, 5, 5, 5)
        site.room("wall", category: "drywall", 0, 5, 5, 1)
        site.room("far", 0, 6, 5, 5)
        let check = site.check()
        let map = try #require(check.map)
        #expect(check.warnings.contains { $0.what.contains("share an edge") })
        let neighbours = map.neighbours(of: 0)
        #expect(neighbours.map(\.unit) == [1], "not the wall, and not what is behind it")
        #expect(abs((neighbours.first?.metres ?? 0) - 5) < 0.2)
        #expect(map.neighbours(of: 2).isEmpty, "a common corner is no way")
        #expect(check.unreachableUnits == [2, 4])
    }

    @Test func aDoorByACornerDoesNotOpenOnTheRoomAroundIt() throws {
        var site = SiteFixture()
        site.level("L0")
        site.room("west", 0, 3, 5, 5)
        site.room("east", 5, 3, 5, 5)
        site.room("corridor", category: "walkway", 0, 0, 10, 3)
        for width in [0.5, 0.7, 0.9, 1.2] {
            var site = site
            site.door("d", 5 - width, 3, 5, 3)
            let map = try site.load()
            #expect(map.openings[0].units.map { map.units[$0].id.rawValue } == ["west", "corridor"], "\(width) m")
        }
    }

    @Test func aDoorInAThickWallLinksBothSides() throws {
        var site = SiteFixture()
        site.level("L0")
        site.room("room", 0, 3.4, 5, 5)
        site.room("corridor", category: "walkway", 0, 0, 5, 3)
        site.door("d", 2, 3.2, 2.9, 3.2)
        let map = try site.load()
        #expect(map.openings[0].units == [0, 1])
    }

    @Test func aBridgeLinksTwoBuildingsWithTheirOwnFrames() throws {
        var site = SiteFixture()
        site.buildings = ["X", "Y"].map {
            SiteFixture.feature("building", $0, geometry: "null", properties: "\"name\":{\"en\":\"House \($0)\"}")
        }
        site.level("LX", ordinal: 1, outline: SiteFixture.rectangle(0, 0, 10, 10), buildings: "[\"X\"]")
        site.level("LY", ordinal: 1, outline: SiteFixture.rectangle(10, 2, 10, 8), buildings: "[\"Y\"]")
        site.room("x", on: "LX", 0, 0, 10, 10)
        site.room("y", on: "LY", 10, 2, 10, 8)
        site.door("bridge", on: "LX", 10, 5, 10, 6)
        let map = try site.load()
        #expect(map.buildings.map(\.name) == ["House X", "House Y"])
        #expect(map.levels.map(\.building) == [0, 1])
        let neighbour = try #require(map.neighbours(of: 0).first)
        #expect(neighbour.unit == 1)
        #expect(!neighbour.isVertical)
        // From (5, 5) to the door at (10, 5.5) to (15, 6).
        #expect(
            abs(neighbour.metres - 2 * Point(xMetres: 5, yMetres: 5).distance(to: Point(xMetres: 10, yMetres: 5.5)))
                < 0.001)
        #expect(map.route(from: 0, to: 1) == [0, 1])
    }

    @Test func whatCannotBeReachedIsInfinitelyFar() throws {
        var site = SiteFixture.ward()
        site.room("island", 100, 0, 5, 5)
        let map = try site.load()
        let island = try #require(map.unitIndex(UnitID("island")))
        #expect(map.walkingDistances(from: 0)[island] == .infinity)
        #expect(map.route(from: 0, to: island) == nil)
        #expect(map.route(from: island, to: island) == [island])
    }

    /// Dijkstra over doors against Floyd–Warshall over doors, on random floors of rooms with random doors.
    @Test(arguments: [11, 12, 13, 14, 15] as [UInt64])
    func distancesAgreeWithFloydWarshall(seed: UInt64) throws {
        var random = Seeded(seed)
        let map = try RandomFloors.site(&random).load()
        let expected = floydWarshall(map)
        for from in map.units.indices {
            let distances = map.walkingDistances(from: from)
            for to in map.units.indices {
                let (found, wanted) = (distances[to], expected[from][to])
                #expect(found == wanted || abs(found - wanted) < 1e-6, "seed \(seed), \(from) to \(to)")
                guard found < .infinity, let route = map.route(from: from, to: to) else {
                    #expect(found == .infinity && map.route(from: from, to: to) == nil, "seed \(seed)")
                    continue
                }
                #expect(route.first == from && route.last == to)
                for (unit, next) in zip(route, route.dropFirst()) {
                    #expect(map.neighbours(of: unit).contains { $0.unit == next }, "seed \(seed): \(route)")
                }
            }
        }
    }

    /// Nodes: the units' points, then the openings' points, then the two ends of the stairs.
    private func floydWarshall(_ map: SiteMap) -> [[Double]] {
        var points = map.units.map(\.point)
        var unitsOfNode = map.units.indices.map { [$0] }
        for opening in map.openings {
            points.append(opening.point)
            unitsOfNode.append(opening.units)
        }
        let count = points.count
        var metres = Array(repeating: Array(repeating: Double.infinity, count: count), count: count)
        for first in 0..<count {
            for second in 0..<count where !Set(unitsOfNode[first]).isDisjoint(with: unitsOfNode[second]) {
                metres[first][second] = points[first].distance(to: points[second])
            }
        }
        let stairs = map.units.indices.filter { map.units[$0].verticalKind == .stairs }
        metres[stairs[0]][stairs[1]] = 15
        metres[stairs[1]][stairs[0]] = 15
        for middle in 0..<count {
            for first in 0..<count where metres[first][middle] < .infinity {
                for second in 0..<count {
                    metres[first][second] = min(metres[first][second], metres[first][middle] + metres[middle][second])
                }
            }
        }
        return metres
    }
}
