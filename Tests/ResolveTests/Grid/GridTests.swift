import Model
import SimKit
import SiteMap
import Testing

@testable import Resolve

@Suite("Cells")
struct GridTests {
    private func site(rooms: Int = 6, levels: Int = 2) throws -> SiteMap {
        let corridor = CorridorSite(rooms: rooms, levels: levels)
        return try SiteMap.load(files: corridor.files.map { ($0.name, Array($0.text.utf8)) }).0
    }

    /// The cells that can be reached from one, staying in the two units.
    private func reached(_ map: CellMap, from start: Int32, within units: Set<Int32>) -> Set<Int32> {
        var found: Set<Int32> = [start]
        var open = [start]
        while let cell = open.popLast() {
            for next in neighbours(map, of: cell) where units.contains(map.units[Int(next)]) {
                if found.insert(next).inserted { open.append(next) }
            }
        }
        return found
    }

    private func neighbours(_ map: CellMap, of cell: Int32) -> [Int32] {
        let level = map.levels.lastIndex { $0.start <= cell } ?? 0
        let columns = map.levels[level].columns
        let ways = map.ways[Int(cell)]
        var next = ways & CellMap.Way.links != 0 ? map.links[cell] ?? [] : []
        for (way, step) in [
            (CellMap.Way.east, Int32(1)), (CellMap.Way.west, -1), (CellMap.Way.north, columns),
            (CellMap.Way.south, -columns),
        ] where ways & way != 0 { next.append(cell + step) }
        return next
    }

    @Test("every walkable unit has cells, every way leads back, and none leaves the walkable")
    func sound() throws {
        let plan = try site()
        let map = CellMap(plan)
        for unit in plan.units.indices where plan.units[unit].isWalkable { #expect(!map.cellsOfUnit[unit].isEmpty) }
        for cell in map.units.indices where map.ways[cell] != 0 {
            #expect(map.units[cell] >= 0)
            for next in neighbours(map, of: Int32(cell)) {
                #expect(map.units[Int(next)] >= 0)
                #expect(neighbours(map, of: next).contains(Int32(cell)))
            }
        }
    }

    @Test("one walks through doors, not through walls, and by the lift to the next level")
    func doors() throws {
        let plan = try site()
        let map = CellMap(plan)
        func unit(_ id: String) throws -> Int32 { Int32(try #require(plan.unitIndex(UnitID(id)))) }
        func isNext(_ one: Int32, _ two: Int32) -> Bool {
            let start = map.cellsOfUnit[Int(one)][0]
            return reached(map, from: start, within: [one, two]).contains { map.units[Int($0)] == two }
        }
        #expect(try isNext(unit("u-0-0"), unit("c-0")))
        #expect(try isNext(unit("c-0"), unit("u-0-5")))
        #expect(try isNext(unit("lift-0"), unit("lift-1")))
        // Side by side, without a door.
        #expect(try !isNext(unit("u-0-0"), unit("u-0-2")))
        #expect(try !isNext(unit("c-0"), unit("c-1")))
    }

    /// A person walks the corridor up and down at half a metre a second, heard by all readers with 3 dB of noise.
    private func walk(_ world: inout World, seconds: Int) -> (errors: [Double], cells: Int) {
        let radio = SurveyLearner(world.site).learn([]).radio
        var errors: [Double] = []
        var cells = 0
        for second in 0..<seconds {
            let phase = (Double(second) / 2).truncatingRemainder(dividingBy: 24)
            let x = 1.5 + (phase < 12 ? phase : 24 - phase)
            let point = Point(xMetres: x, yMetres: 6.5)
            for reader in world.site.readers.indices {
                let mean = radio.expectation(reader: reader, level: 0, point).meanDBm
                let power = mean + world.random.normal() * 3
                let at = world.clock.advanced(byMilliseconds: Int64(reader * 40))
                world.apply(Read(at: at, reader: Int32(reader), rssiDBm: Float(power)))
            }
            world.clock = world.clock.advanced(byMilliseconds: 1000)
            let estimate = world.estimate
            cells = max(cells, world.resolver.tracks[world.slot].now.cells.entries.count)
            guard second >= 5 else { continue }
            errors.append(Point(xMetres: estimate.xMetres, yMetres: estimate.yMetres).distance(to: point))
        }
        return (errors.sorted(), cells)
    }

    @Test("a person in a corridor is placed along it, where units alone would say its middle", arguments: 1...5)
    func corridor(seed: Int) throws {
        var world = try World(seed: UInt64(seed), kind: .patient)
        let (errors, cells) = walk(&world, seconds: 96)
        // From the corridor's middle the median distance would be 3 m.
        #expect(errors[errors.count / 2] < 2.1, "seed \(seed): \(errors[errors.count / 2]) m")
        #expect(cells > 4 && cells <= CellBelief.capacity, "seed \(seed)")
    }

    @Test("what cannot be is survived: no finite power, a reader without a place, silence")
    func badReads() throws {
        var world = try World(kind: .patient)
        _ = walk(&world, seconds: 10)
        for power in [Float.nan, .infinity, -.infinity, 1e30, -1e30] {
            world.apply(Read(at: world.clock, reader: 0, rssiDBm: power))
            world.clock = world.clock.advanced(byMilliseconds: 100)
        }
        let estimate = world.estimate
        #expect(estimate.xMetres.isFinite && estimate.uncertaintyMetres.isFinite && estimate.confidence <= 1)
        world.clock = world.clock.advanced(byMilliseconds: 60_000)
        world.apply(Read(at: world.clock, reader: 0, rssiDBm: -60))
        _ = world.estimate
        #expect(world.resolver.tracks[world.slot].now.cells.isEmpty, "after a minute of silence the units speak")
    }

    @Test("a thing that stands costs no cells; when it is carried away it is followed")
    func parked() throws {
        var world = try World(kind: .equipment)
        world.stay(in: world.unit("u-0-0"), seconds: 90)
        #expect(world.resolver.tracks[world.slot].now.cells.isEmpty)
        world.stay(in: world.unit("c-0"), seconds: 3)
        world.stay(in: world.unit("u-0-5"), seconds: 8)
        #expect(world.estimate.unit == world.unit("u-0-5"))
        #expect(!world.resolver.tracks[world.slot].now.cells.isEmpty)
        world.stay(in: world.unit("u-0-5"), seconds: 120)
        #expect(world.resolver.tracks[world.slot].now.cells.isEmpty)
        #expect(world.estimate.unit == world.unit("u-0-5"))
    }
}
