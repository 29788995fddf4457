import Model
import Testing

@testable import Resolve

@Suite("Retained messages")
struct RetainedTests {
    @Test("a retained message is last-known when nothing is newer, and makes no history")
    func lastKnown() throws {
        var world = try World(seed: 1)
        let outcome = world.resolver.apply(
            Read(at: world.clock, reader: 0, rssiDBm: -50), slot: world.slot, tagKey: 1, isRetained: true,
            isFutureClamped: false)
        #expect(outcome == .folded)
        var derivations = Derivations()
        world.resolver.drain(into: &derivations)
        #expect(derivations.tracks.first?.flags.contains(.retainedOnly) == true)
        #expect(derivations.stays.isEmpty)
        world.apply(Read(at: world.clock.advanced(byMilliseconds: 1000), reader: 3, rssiDBm: -50))
        derivations.removeAll()
        world.resolver.drain(into: &derivations)
        #expect(derivations.tracks.first?.flags.contains(.retainedOnly) == false)
        #expect(derivations.stays.first?.stays.count == 1)
    }

    @Test("a retained message never moves what was heard live")
    func neverAMovement() throws {
        var world = try World(seed: 2)
        let room = world.unit("u-0-0")
        world.stay(in: room, seconds: 10)
        let outcome = world.resolver.apply(
            Read(at: world.clock.advanced(byMilliseconds: 60_000), reader: 5, rssiDBm: -40), slot: world.slot,
            tagKey: 1, isRetained: true, isFutureClamped: false)
        #expect(outcome == .superseded)
        #expect(world.estimate.unit == room)
    }
}
