import Model
import SiteMap
import Testing

@Suite struct PointInUnitTests {
    @Test func pointsOfAWardFallIntoTheirRooms() throws {
        let map = try SiteFixture.ward().load()
        let level = try #require(map.level(LevelID("L0")))
        func unit(_ x: Double, _ y: Double) -> String? {
            map.unit(at: Point(xMetres: x, yMetres: y), level: level).map { map.units[$0].id.rawValue }
        }
        #expect(unit(5, 5) == "A0")
        #expect(unit(15, 5) == "B0")
        #expect(unit(13, 1.5) == "C0")
        #expect(unit(21.5, 7) == "S0")
        #expect(unit(13, -0.01) == nil)
        #expect(unit(-40, 1) == nil)
        #expect(unit(.nan, 1) == nil)
        let upper = try #require(map.level(LevelID("L1")))
        #expect(map.unit(at: Point(xMetres: 5, yMetres: 5), level: upper) == map.unitIndex(UnitID("A1")))
    }

    @Test func aPointOnACommonEdgeBelongsToOneOfTheTwo() throws {
        let map = try SiteFixture.ward().load()
        for step in 0...260 {
            let x = Double(step) / 10
            let found = map.unit(at: Point(xMetres: x, yMetres: 3), level: 0)
            // The corridor is larger than every room, so a room wins.
            #expect(found.map { map.units[$0].category } != "walkway")
            #expect(found != nil, "x \(x)")
        }
    }

    @Test func aHoleIsNotInsideAndItsRoomIs() throws {
        var site = SiteFixture()
        site.level("L0")
        site.unit(
            "ring",
            geometry: SiteFixture.polygon(
                SiteFixture.rectangle(0, 0, 20, 20), SiteFixture.rectangle(5, 5, 10, 10),
                SiteFixture.rectangle(16, 16, 2, 2)))
        site.room("core", 5, 5, 10, 10)
        let map = try site.load()
        func name(_ x: Double, _ y: Double) -> String? {
            map.unit(at: Point(xMetres: x, yMetres: y), level: 0).map { map.units[$0].id.rawValue }
        }
        #expect(name(2, 2) == "ring")
        #expect(name(10, 10) == "core")
        #expect(name(17, 17) == nil)
        #expect(name(16, 17) == "ring")
        #expect(abs(map.units[0].areaSquareMetres - 296) < 1e-3)
        #expect(map.units[0].contains(map.units[0].point), "the centroid is in the hole, so another point is taken")
        #expect(abs(map.distance(from: Point(xMetres: 10, yMetres: 10), toUnit: 0) - 5) < 1e-6)
    }

    @Test func aMultipolygonIsOneUnit() throws {
        var site = SiteFixture()
        site.level("L0")
        let west = SiteFixture.ring(SiteFixture.rectangle(0, 0, 4, 4))
        let east = SiteFixture.ring(SiteFixture.rectangle(10, 0, 4, 4))
        site.unit("two", geometry: "{\"type\":\"MultiPolygon\",\"coordinates\":[[\(west)],[\(east)]]}")
        let map = try site.load()
        for x in [1.0, 3.9, 10.1, 13] {
            #expect(map.unit(at: Point(xMetres: x, yMetres: 2), level: 0) == 0)
        }
        #expect(map.unit(at: Point(xMetres: 7, yMetres: 2), level: 0) == nil)
        #expect(abs(map.distance(from: Point(xMetres: 8, yMetres: 2), toUnit: 0) - 2) < 1e-6)
        #expect(map.distance(from: Point(xMetres: 2, yMetres: 2), toUnit: 0) == 0)
        #expect(abs(map.units[0].areaSquareMetres - 32) < 1e-3)
    }

    @Test func whereUnitsOverlapTheSmallestWalkableOneWins() throws {
        var site = SiteFixture()
        site.level("L0")
        site.room("ward", 0, 0, 30, 30)
        site.room("bay", 5, 5, 10, 10)
        site.room("column", category: "column", 8, 8, 1, 1)
        site.room("pillar", category: "column", 40, 0, 1, 1)
        let map = try site.load()
        #expect(map.unit(at: Point(xMetres: 1, yMetres: 1), level: 0) == 0)
        #expect(map.unit(at: Point(xMetres: 6, yMetres: 6), level: 0) == 1)
        #expect(map.unit(at: Point(xMetres: 8.5, yMetres: 8.5), level: 0) == 1, "nobody is inside a column")
        #expect(map.unit(at: Point(xMetres: 40.5, yMetres: 0.5), level: 0) == 3, "unless there is nothing else")
    }

    /// The raster against a look at every unit, on overlapping star-shaped rooms, off and on edges.
    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func theRasterAgreesWithLookingAtEveryUnit(seed: UInt64) throws {
        var random = Seeded(seed)
        var site = SiteFixture()
        site.level("L0")
        let extent = seed.isMultiple(of: 2) ? 60.0 : 900.0
        for index in 0..<40 {
            let (x, y) = (Double.random(in: 0...extent, using: &random), Double.random(in: 0...extent, using: &random))
            let reach = Double.random(in: 1...(extent / 4), using: &random)
            site.unit(
                "u\(index)", category: index % 7 == 0 ? "column" : "room",
                geometry: SiteFixture.polygon(star(x, y, reach, &random)))
        }
        let map = try site.load()
        var points: [Point] = []
        for _ in 0..<3000 {
            points.append(
                Point(
                    xMetres: .random(in: -5...(extent + 5), using: &random),
                    yMetres: .random(in: -5...(extent + 5), using: &random)))
        }
        for unit in map.units {
            let ring = unit.polygons[0].exterior
            for (first, second) in zip(ring, ring.dropFirst()) {
                let share = Double.random(in: 0...1, using: &random)
                points.append(
                    Point(
                        xMetres: first.xMetres + (second.xMetres - first.xMetres) * share,
                        yMetres: first.yMetres + (second.yMetres - first.yMetres) * share))
            }
        }
        let wrong = points.filter { point in
            let expected = map.units.indices.filter { map.units[$0].contains(point) }.min {
                let (a, b) = (map.units[$0], map.units[$1])
                return (a.isWalkable ? 0 : 1, a.areaSquareMetres, $0) < (b.isWalkable ? 0 : 1, b.areaSquareMetres, $1)
            }
            return map.unit(at: point, level: 0) != expected
        }
        #expect(wrong.isEmpty, "seed \(seed): \(wrong)")
    }

    /// Even-odd with edges against the winding number by summed angles, for points clear of the edges.
    @Test func insideAgreesWithTheWindingNumber() {
        var random = Seeded(77)
        for round in 0..<200 {
            let ring = star(0, 0, 10, &random).map { Point(xMetres: $0.0, yMetres: $0.1) }
            let polygon = Polygon(exterior: ring)
            for _ in 0..<40 {
                let point = Point(
                    xMetres: .random(in: -11...11, using: &random), yMetres: .random(in: -11...11, using: &random))
                guard polygon.distanceToEdge(from: point) > 1e-4 else { continue }
                #expect(polygon.contains(point) == (winding(point, ring) != 0), "round \(round)")
            }
        }
    }

    private func winding(_ point: Point, _ ring: [Point]) -> Int {
        var number = 0
        for (index, start) in ring.enumerated() {
            let end = ring[(index + 1) % ring.count]
            let cross =
                (end.xMetres - start.xMetres) * (point.yMetres - start.yMetres)
                - (point.xMetres - start.xMetres) * (end.yMetres - start.yMetres)
            if start.yMetres <= point.yMetres, end.yMetres > point.yMetres, cross > 0 { number += 1 }
            if start.yMetres > point.yMetres, end.yMetres <= point.yMetres, cross < 0 { number -= 1 }
        }
        return number
    }
}

/// A ring around a middle that does not cross itself and is seldom convex.
func star(_ x: Double, _ y: Double, _ reach: Double, _ random: inout Seeded) -> [(Double, Double)] {
    let count = Int.random(in: 4...14, using: &random)
    return (0..<count).map { index in
        let direction = unitCircle(Double(index) / Double(count))
        let length = reach * Double.random(in: 0.2...1, using: &random)
        return (x + direction.0 * length, y + direction.1 * length)
    }
}

/// A point on the diamond around the origin: as good as a circle for a star, and without trigonometry.
private func unitCircle(_ share: Double) -> (Double, Double) {
    let turn = share * 4
    switch turn {
    case ..<1: return (1 - turn, turn)
    case ..<2: return (1 - turn, 2 - turn)
    case ..<3: return (turn - 3, 2 - turn)
    default: return (turn - 3, turn - 4)
    }
}
