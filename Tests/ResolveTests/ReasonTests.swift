import Model
import SiteMap
import Testing

@testable import Resolve

@Suite("The reason for a fix")
struct ReasonTests {
    private func reason(_ world: inout World, afterSeconds seconds: Int64 = 0) -> FixReason {
        world.resolver.reason(slot: world.slot, now: world.clock.advanced(byMilliseconds: seconds * 1000))
    }

    @Test("the room's own reader speaks for the room, and without it the odds would be lower")
    func evidence() throws {
        var world = try World(seed: 1, kind: .equipment)
        let room = world.unit("u-0-2")
        world.stay(in: room, seconds: 40)
        let reason = reason(&world)
        let estimate = world.estimate
        #expect(reason.rule == .evidence && reason.state == .live && reason.basis == .stored)
        #expect(reason.best?.unit.rawValue == "u-0-2" && reason.confirmedUnit?.rawValue == "u-0-2")
        #expect(reason.best?.confidence == estimate.confidence)
        #expect(reason.second?.confidence == estimate.secondConfidence)
        let own = try #require(reason.heard.first { $0.reader.rawValue == "r-0-2" })
        #expect(own.reads == 10 || own.reads == 11 || own.reads == 9)
        #expect(own.logLikelihood > 0)
        #expect(own.expectedDBm > own.expectedSecondDBm)
        #expect(abs(own.meanDBm - own.expectedDBm) < 6)
        #expect(Double(own.oddsWithout) < (reason.odds ?? 0))
        #expect(reason.watchers.contains { $0.reader.rawValue == "r-0-2" && !$0.isDown && $0.status == .online })
        // Those that say most come first.
        #expect(reason.heard == reason.heard.sorted { abs($0.logLikelihood) > abs($1.logLikelihood) })
        // Asking changes nothing.
        #expect(world.estimate.confidence == estimate.confidence)
    }

    /// The likelihoods that are told must be those that the filter works with: one read moves the odds by as much.
    @Test("a read moves the odds by the likelihood that is told for it")
    func likelihood() throws {
        var compared = 0
        for seed in UInt64(1)...40 {
            guard let (told, moved) = try moves(seed: seed) else { continue }
            compared += 1
            // A fresh start from anywhere takes a thousandth, and the tag's strength is learned meanwhile.
            #expect(abs(told - moved) < 0.15, "seed \(seed): \(told) told, \(moved) moved")
        }
        #expect(compared >= 6, "\(compared) of 40 could be compared")
    }

    /// What one more read is told to say, and by how much it moved the log-odds; nil when more than that happened.
    private func moves(seed: UInt64) throws -> (told: Float, moved: Float)? {
        var world = try World(seed: seed, kind: .equipment)
        world.stay(in: world.unit("u-0-2"), seconds: 60)
        world.resolver.settle(slot: world.slot)
        let before = world.resolver.tracks[world.slot].now
        guard before.cells.isEmpty else { return nil }
        let (best, other) = (before.belief.unit(0), before.belief.unit(1))
        let id = ReaderID("r-0-\(seed % 6)")
        let reader = Int32(try #require(world.site.readerIndex(id)))
        let told = reason(&world)
        // In the instant after the last read, so that nothing moves meanwhile.
        let power = world.radio.mean(reader: reader, unit: best) + Float(seed % 5) - 2
        world.apply(Read(at: Instant(milliseconds: before.time + 1), reader: reader, rssiDBm: power))
        world.resolver.settle(slot: world.slot)
        let after = world.resolver.tracks[world.slot].now
        let next = reason(&world)
        guard after.cells.isEmpty, after.spreadAt == before.spreadAt, after.belief.unit(0) == best,
            after.belief.weight(of: other) > 0.002, next.second?.unit == told.second?.unit
        else { return nil }
        func logOdds(_ state: FilterState) -> Float {
            FastMath.log2(state.belief.weight(of: best) / state.belief.weight(of: other)) * 0.693_147
        }
        func sum(_ reason: FixReason) -> Float { reason.heard.first { $0.reader == id }?.logLikelihood ?? 0 }
        return (sum(next) - sum(told), logOdds(after) - logOdds(before))
    }

    @Test("silence, an outage, a retained message and nothing at all are told as such")
    func rules() throws {
        var world = try World(seed: 3)
        #expect(reason(&world).rule == .neverHeard && reason(&world).state == .unknown)
        let room = world.unit("u-0-2")
        world.stay(in: room, seconds: 30)
        #expect(reason(&world, afterSeconds: 60).rule == .silence)
        #expect(reason(&world, afterSeconds: 60).state == .stale)
        #expect(reason(&world, afterSeconds: 900).state == .lastKnown)
        let own = try #require(world.site.readerIndex(ReaderID("r-0-2")))
        world.resolver.wentOffline(reader: own, at: world.clock)
        let outage = reason(&world)
        #expect(outage.rule == .outage && outage.state == .cannotTell)
        #expect(outage.watchers.contains { $0.reader.rawValue == "r-0-2" && $0.isDown && $0.status == .offline })

        var retained = try World(seed: 4)
        _ = retained.resolver.apply(
            Read(at: retained.clock, reader: 0, rssiDBm: -50), slot: retained.slot, tagKey: 1, isRetained: true,
            isFutureClamped: false)
        #expect(reason(&retained).rule == .retained && reason(&retained).state == .lastKnown)
    }

    @Test("a ready-made position is told with its accuracy, inside and outside the units")
    func positions() throws {
        var world = try World(seed: 5)
        let room = world.unit("u-0-4")
        let point = world.site.units[room].point
        world.apply(
            Read(
                at: world.clock, xMetres: point.xMetres, yMetres: point.yMetres, accuracyMetres: 0.4, level: 0))
        let inside = reason(&world)
        #expect(inside.rule == .position && inside.best?.unit.rawValue == "u-0-4")
        #expect(inside.position?.accuracyMetres == 0.4)
        world.apply(
            Read(
                at: world.clock.advanced(byMilliseconds: 500), xMetres: 900, yMetres: 900, accuracyMetres: 0.4,
                level: -1))
        let outside = reason(&world)
        #expect(outside.rule == .outside && outside.best == nil)
    }

    @Test("while another unit leads but is not confirmed, the rule is to hold")
    func hold() throws {
        var world = try World(seed: 6, kind: .equipment)
        world.stay(in: world.unit("u-0-0"), seconds: 30)
        var held = 0
        for _ in 0..<6 {
            for read in world.second(in: world.unit("u-0-4")) {
                world.apply(read)
                let reason = reason(&world)
                guard reason.best?.unit != reason.confirmedUnit else { continue }
                #expect(reason.rule == .hold && reason.challengedSince != nil)
                held += 1
            }
        }
        #expect(held > 0)
        #expect(world.estimate.unit == world.unit("u-0-4"))
    }

    @Test("one reader alone: there is nothing to compare it with, and nothing is made up")
    func alone() throws {
        var world = try World(seed: 7)
        world.apply(Read(at: world.clock, reader: 1, rssiDBm: .nan))
        let reason = reason(&world)
        #expect(reason.heard.count == 1 && reason.heard[0].meanDBm.isNaN)
        #expect(reason.heard[0].oddsWithout.isNaN)
    }
}
