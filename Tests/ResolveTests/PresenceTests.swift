import Model
import SiteMap
import Testing

@testable import Resolve

@Suite("Where a trackable is")
struct PresenceTests {
    @Test("every room is found, with noise and without a survey", arguments: [1, 2, 3] as [UInt64])
    func everyRoom(seed: UInt64) throws {
        var right = 0
        var total = 0
        for room in 0..<6 {
            var world = try World(seed: seed &* 100 &+ UInt64(room))
            let unit = world.unit("u-0-\(room)")
            let seen = world.stay(in: unit, seconds: 60).dropFirst(5)
            right += seen.count { $0 == unit }
            total += seen.count
        }
        #expect(Double(right) / Double(total) > 0.93, "seed \(seed): \(right) of \(total)")
    }

    @Test("a move to the next room is told within some seconds, and confirmed")
    func moves() throws {
        var world = try World(seed: 11)
        let (from, to) = (world.unit("u-0-0"), world.unit("u-0-4"))
        world.stay(in: from, seconds: 30)
        #expect(world.estimate.confirmedUnit == from)
        let seen = world.stay(in: to, seconds: 15)
        let first = try #require(seen.firstIndex(of: to))
        #expect(first <= 5, "after \(first) s")
        #expect(world.estimate.confirmedUnit == to)
    }

    @Test("a tag 6 dB weak or strong is found all the same", arguments: [-6.0, 6.0])
    func tagOffset(offset: Double) throws {
        var world = try World(seed: 21)
        world.tagOffsetDB = offset
        let unit = world.unit("u-0-3")
        let seen = world.stay(in: unit, seconds: 90).dropFirst(20)
        #expect(Double(seen.count { $0 == unit }) / Double(seen.count) > 0.9)
    }

    @Test("levels change, and both levels are told apart")
    func levels() throws {
        var world = try World(levels: 2, seed: 31)
        world.stay(in: world.unit("u-0-2"), seconds: 20)
        #expect(world.estimate.level == world.site.level(LevelID("L0")))
        world.stay(in: world.unit("lift-0"), seconds: 6)
        world.stay(in: world.unit("u-1-2"), seconds: 20)
        #expect(world.estimate.unit == world.unit("u-1-2"))
        #expect(world.estimate.confirmedUnit == world.unit("u-1-2"))
    }

    @Test("one read gives an estimate at once, with its doubt")
    func firstRead() throws {
        var world = try World(seed: 41)
        #expect(world.estimate.unit == nil)
        world.apply(Read(at: world.clock, reader: 2, rssiDBm: -55))
        #expect(world.estimate.unit == world.site.readers[2].unit)
        #expect(world.estimate.confidence > 0.2 && world.estimate.confidence < 0.95)
        #expect(world.estimate.uncertaintyMetres > 1)
    }

    @Test("a chatty reader is not believed more than a quiet one")
    func chattyReader() throws {
        var quiet = try World(seed: 51)
        var chatty = try World(seed: 51)
        for second in 0..<20 {
            let at = quiet.clock.advanced(byMilliseconds: Int64(second) * 1000)
            quiet.apply(Read(at: at, reader: 0, rssiDBm: -62))
            for burst in 0..<10 {
                chatty.apply(
                    Read(
                        at: at.advanced(byMilliseconds: Int64(burst) * 20), reader: 0, rssiDBm: -62 - Float(burst) / 100
                    ))
            }
        }
        #expect(abs(quiet.estimate.confidence - chatty.estimate.confidence) < 0.1)
    }

    @Test("a choke point is a near-certain crossing and confirms at once")
    func positionConfirms() throws {
        var world = try World(seed: 61)
        world.stay(in: world.unit("u-0-0"), seconds: 10)
        let goal = world.site.units[world.unit("u-0-5")].point
        let level = Int32(world.site.level(LevelID("L0")) ?? -1)
        for step in 1...2 {
            world.apply(
                Read(
                    at: world.clock.advanced(byMilliseconds: Int64(step) * 500), xMetres: goal.xMetres,
                    yMetres: goal.yMetres, accuracyMetres: 0.5, level: level))
        }
        #expect(world.estimate.unit == world.unit("u-0-5"))
        #expect(world.estimate.confirmedUnit == world.unit("u-0-5"))
        #expect(world.estimate.isPositioned)
        #expect(abs(world.estimate.xMetres - goal.xMetres) < 0.01)
    }

    @Test("a position outside every unit leaves the building, and its stay ends")
    func outside() throws {
        var world = try World(seed: 71)
        world.stay(in: world.unit("u-0-0"), seconds: 10)
        world.apply(Read(at: world.clock, xMetres: 500, yMetres: 500, accuracyMetres: 5, level: -1))
        #expect(world.estimate.unit == nil)
        #expect(world.estimate.confirmedUnit == nil)
        var derivations = Derivations()
        world.resolver.drain(into: &derivations)
        let last = try #require(derivations.stays.last?.stays.last)
        #expect(last.to == world.clock)
    }

    @Test("reads that fit nowhere do not divide by zero")
    func impossibleReads() throws {
        var world = try World(seed: 81)
        for (index, power) in [Float(-129), 19, -129, 19, .nan].enumerated() {
            world.apply(
                Read(
                    at: world.clock.advanced(byMilliseconds: Int64(index) * 1000), reader: Int32(index), rssiDBm: power)
            )
            #expect(world.estimate.confidence.isFinite && world.estimate.confidence <= 1.001)
        }
    }
}
