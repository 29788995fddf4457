import Model
import SiteMap
import Testing

@testable import Resolve

@Suite("Readers that fail")
struct OutageTests {
    @Test("when a room's reader dies the answer is cannotTell, not the next room")
    func readerDies() throws {
        var world = try World(seed: 1)
        let room = world.unit("u-0-2")
        world.stay(in: room, seconds: 30)
        #expect(!world.estimate.cannotTell)
        let own = try #require(world.site.readerIndex(ReaderID("r-0-2")))
        let seen = world.stay(in: room, seconds: 60, except: [own])
        #expect(world.estimate.cannotTell)
        #expect(world.resolver.downReaders(slot: world.slot).contains(own))
        #expect(Double(seen.count { $0 == room }) / 60 > 0.7)
        world.stay(in: room, seconds: 5)
        #expect(!world.estimate.cannotTell)
    }

    @Test("a reader that says it is offline is believed at once")
    func lastWill() throws {
        var world = try World(seed: 2)
        let room = world.unit("u-0-3")
        world.stay(in: room, seconds: 20)
        let own = try #require(world.site.readerIndex(ReaderID("r-0-3")))
        world.resolver.wentOffline(reader: own, at: world.clock)
        #expect(world.estimate.cannotTell)
        world.resolver.heard(reader: own, at: world.clock)
        #expect(!world.estimate.cannotTell)
    }

    @Test("a tag that walked away from a dead reader is told where it is")
    func walkedAway() throws {
        var world = try World(seed: 3)
        world.stay(in: world.unit("u-0-0"), seconds: 20)
        let dead = try #require(world.site.readerIndex(ReaderID("r-0-0")))
        let goal = world.unit("u-0-5")
        world.stay(in: goal, seconds: 60, except: [dead])
        #expect(!world.estimate.cannotTell)
        #expect(world.estimate.unit == goal)
    }

    @Test("a reader that never spoke counts as down only after a grace")
    func neverHeard() throws {
        var world = try World(seed: 4)
        let own = try #require(world.site.readerIndex(ReaderID("r-0-4")))
        let room = world.unit("u-0-4")
        world.stay(in: room, seconds: 30, except: [own])
        #expect(world.resolver.health.entries[own].status == .never)
        #expect(!world.estimate.cannotTell)
        world.stay(in: room, seconds: 60, except: [own])
        let isThere = world.estimate.unit == room
        #expect(world.estimate.cannotTell == isThere)
    }

    @Test("what changed because of a reader is written")
    func isWritten() throws {
        var world = try World(seed: 5)
        world.stay(in: world.unit("u-0-1"), seconds: 20)
        var derivations = Derivations()
        world.resolver.drain(into: &derivations)
        derivations.removeAll()
        let own = try #require(world.site.readerIndex(ReaderID("r-0-1")))
        world.resolver.wentOffline(reader: own, at: world.clock)
        world.resolver.drain(into: &derivations)
        let record = try #require(derivations.tracks.first)
        #expect(record.flags.contains(.cannotTell))
        let names = String(decoding: derivations.bytes[record.downReaders.range], as: UTF8.self)
        #expect(names == "r-0-1")
        #expect(derivations.readers.first { $0.reader == ReaderID("r-0-1") }?.status == .offline)
    }
}
