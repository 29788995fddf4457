import Resolve
import SimKit
import SiteMap
import Testing

@Suite struct MovingIndexAreaTests {
    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func windowsHoldWhatALookAtAllHolds(seed: UInt64) {
        var world = IndexWorld(seed: seed, cellMetres: seed.isMultiple(of: 2) ? 4 : 17)
        _ = world.shake(steps: 2500, slots: 600)
        var found: [Int32] = []
        for round in 0..<250 {
            let (level, west, south) = (world.level(), world.coordinate(), world.coordinate())
            // Sizes in steps, so that edges are met; 0 and turned round as well.
            let (width, height) = (Float(world.random.below(60) - 2) / 2, Float(world.random.below(60) - 2) / 2)
            let (east, north) = (west + width, south + height)
            world.index.slots(
                level: level, minimumXMetres: west, minimumYMetres: south, maximumXMetres: east,
                maximumYMetres: north, into: &found)
            let wanted = world.onLevel(level).filter {
                $0.xMetres >= west && $0.xMetres <= east && $0.yMetres >= south && $0.yMetres <= north
            }
            #expect(found.sorted() == wanted.map(\.slot).sorted(), "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: [21, 22, 23, 24] as [UInt64])
    func polygonsHoldWhatALookAtAllHolds(seed: UInt64) {
        var world = IndexWorld(seed: seed)
        _ = world.shake(steps: 2500, slots: 600)
        var found: [Int32] = []
        for round in 0..<80 {
            let level = world.level()
            let (x, y) = (Double(world.coordinate()), Double(world.coordinate()))
            var ring: [Point] = []
            for _ in 0..<(3 + world.random.below(6)) {
                ring.append(
                    Point(
                        xMetres: x + Double(world.random.below(80)) / 2, yMetres: y + Double(world.random.below(80)) / 2
                    ))
            }
            let polygon = Polygon(exterior: ring)
            world.index.slots(level: level, in: polygon, into: &found)
            let wanted = world.onLevel(level).filter {
                polygon.contains(Point(xMetres: Double($0.xMetres), yMetres: Double($0.yMetres)))
            }
            #expect(found.sorted() == wanted.map(\.slot).sorted(), "seed \(seed), round \(round)")
        }
        world.index.slots(level: 0, in: Polygon(exterior: []), into: &found)
        #expect(found.isEmpty)
    }

    @Test(arguments: [31, 32] as [UInt64])
    func unitsHoldWhatTheSiteSaysOfEachPoint(seed: UInt64) throws {
        let map = try CorridorSite(rooms: 8, levels: 3).map()
        let index = MovingIndex(levels: IndexLevel.levels(of: map))
        var random = SeededRandom(seed: seed)
        var places: [PlacedSlot] = []
        for slot in 0..<Int32(800) {
            places.append(
                PlacedSlot(
                    slot: slot, level: Int32(random.below(3)), xMetres: Float(random.uniform(-3...28)),
                    yMetres: Float(random.below(60)) / 4 - 1))
        }
        index.fill(places)
        var found: [Int32] = []
        for unit in map.units.indices {
            index.slots(inUnit: unit, of: map, into: &found)
            let wanted = places.filter {
                map.unit(at: Point(xMetres: Double($0.xMetres), yMetres: Double($0.yMetres)), level: Int($0.level))
                    == unit
            }
            #expect(found.sorted() == wanted.map(\.slot), "seed \(seed), unit \(unit)")
        }
        index.slots(inUnit: map.units.count, of: map, into: &found)
        #expect(found.isEmpty && index.refusedCount == 1)
    }
}

extension CorridorSite {
    func map() throws -> SiteMap {
        try SiteMap.load(files: files.map { ($0.name, Array($0.text.utf8)) }).0
    }
}
