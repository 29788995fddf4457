import Model
import SimKit
import SiteMap
import Testing

@testable import Resolve

@Suite("Readers that listen and hear nothing")
struct QuietTests {
    /// What a reader sends: a reading, or that it lives.
    private enum Sign {
        case read(Read)
        case alive(reader: Int, at: Instant)

        var at: Int64 {
            switch self {
            case .read(let read): read.at
            case .alive(_, let at): at.milliseconds
            }
        }
    }

    private static let rooms = 16

    /// A reader in each fourth room, and such as are dead.
    private func world(seed: UInt64, share: Float = ResolveParameters().silenceShare) throws -> World {
        var parameters = ResolveParameters()
        parameters.silenceShare = share
        return try World(rooms: Self.rooms, seed: seed, parameters: parameters) { _, room in room % 4 < 2 }
    }

    /// Stays of half a minute each in some rooms; each living reader says so every four seconds.
    private func signs(seed: UInt64, dead: Set<Int> = []) throws -> [Sign] {
        var world = try world(seed: seed)
        var signs: [Sign] = []
        for room in [3, 10, 6, 15] {
            for second in 0..<32 {
                for reader in world.site.readers.indices where !dead.contains(reader) && (second + reader) % 4 == 0 {
                    signs.append(.alive(reader: reader, at: world.clock.advanced(byMilliseconds: Int64(7 * reader))))
                }
                signs += world.second(in: world.unit("u-0-\(room)"), except: dead).map { .read($0) }
            }
        }
        return signs
    }

    private func apply(_ sign: Sign, to world: inout World) {
        switch sign {
        case .read(let read): world.apply(read)
        case .alive(let reader, let at):
            world.resolver.heard(reader: reader, at: at)
            world.resolver.listened(reader: reader, at: at)
        }
    }

    /// Delays each sign by less than the window and sorts by arrival.
    private func shuffled(_ signs: [Sign], seed: UInt64) -> [Sign] {
        var random = SeededRandom(seed: seed)
        return signs.enumerated().map { ($0.element, $0.element.at + Int64(random.next() % 9_900), $0.offset) }
            .sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
    }

    private func confidences(_ signs: [Sign], seed: UInt64, share: Float = ResolveParameters().silenceShare) throws
        -> [Float]
    {
        var world = try world(seed: seed, share: share)
        for sign in signs { apply(sign, to: &world) }
        let estimate = world.estimate
        return [estimate.confidence, estimate.secondConfidence, Float(estimate.xMetres), Float(estimate.yMetres)]
    }

    @Test("a shuffle inside ten seconds ends the same, and silence had its share in it", arguments: 1...5)
    func shuffle(seed: Int) throws {
        let seed = UInt64(seed)
        let signs = try signs(seed: seed)
        let ordered = try confidences(signs, seed: seed)
        #expect(try confidences(shuffled(signs, seed: seed &+ 500), seed: seed) == ordered, "seed \(seed)")
        #expect(try confidences(signs, seed: seed, share: 0) != ordered, "seed \(seed)")
    }

    private func isAlive(_ sign: Sign) -> Bool { if case .alive = sign { true } else { false } }

    @Test("the silence of readers that live says where it is not", arguments: 1...2)
    func speaks(seed: Int) throws {
        let seed = UInt64(seed)
        var right = [0, 0]
        for (place, share) in [Float(0), ResolveParameters().silenceShare].enumerated() {
            var world = try world(seed: seed, share: share)
            let room = world.unit("u-0-15")
            let begun = world.clock.milliseconds + 96_000
            for sign in try signs(seed: seed) {
                apply(sign, to: &world)
                if sign.at > begun, isAlive(sign), world.estimate.unit == room { right[place] += 1 }
            }
        }
        #expect(right[1] > 0)
        #expect(Double(right[1]) >= 0.9 * Double(right[0]), "\(right), seed \(seed)")
    }

    @Test("without a sign of life no reader speaks by its silence")
    func unknown() throws {
        let signs = try signs(seed: 2).filter { !isAlive($0) }
        var listening = try world(seed: 2)
        var deaf = try world(seed: 2)
        for sign in signs {
            guard case .read(let read) = sign else { continue }
            listening.apply(read)
            _ = deaf.resolver.apply(read, slot: deaf.slot, tagKey: 1, isRetained: false, isFutureClamped: false)
        }
        var none = try world(seed: 2, share: 0)
        for sign in signs { apply(sign, to: &none) }
        #expect(deaf.estimate.confidence == none.estimate.confidence)
        #expect(deaf.estimate.confidence != listening.estimate.confidence)
    }

    @Test("restored readers and filters go on exactly", arguments: 1...3)
    func restart(seed: Int) throws {
        let seed = UInt64(seed)
        let signs = shuffled(try signs(seed: seed), seed: seed)
        let half = signs.count / 2 + Int(seed) * 11
        var whole = try world(seed: seed)
        for sign in signs { apply(sign, to: &whole) }
        var first = try world(seed: seed)
        for sign in signs[..<half] { apply(sign, to: &first) }
        var derivations = Derivations()
        first.resolver.drain(into: &derivations)
        let record = try #require(derivations.tracks.first)
        var second = try world(seed: seed)
        for reader in derivations.readers {
            let index = try #require(second.site.readerIndex(reader.reader))
            second.resolver.restore(reader: index, reader)
        }
        let isTaken = derivations.bytes.withUnsafeBytes { bytes in
            second.resolver.restore(
                record, kind: .patient, filter: UnsafeRawBufferPointer(rebasing: bytes[record.filter.range]))
        }
        #expect(isTaken)
        for sign in signs[half...] { apply(sign, to: &second) }
        #expect(second.estimate.unit == whole.estimate.unit)
        #expect(second.estimate.confidence == whole.estimate.confidence, "seed \(seed)")
    }

    @Test("seconds are found where they were noted, and what came too late is not noted")
    func ring() throws {
        let world = try world(seed: 1)
        let quiet = world.resolver.filter.model.quiet
        let reader = try #require(quiet.near.indices.first { quiet.near[$0].count > 1 })
        let other = try #require(quiet.near[reader].first { $0 != Int32(reader) })
        let place = try #require(quiet.near[reader].firstIndex(of: other))
        let start: Int64 = 1_800_000_000
        for ago in 0...80 as ClosedRange<Int64> {
            var listening = Listening(readerCount: world.site.readers.count)
            listening.note(Int(other), at: Instant(milliseconds: (start - ago) * 1000 + 999))
            listening.note(reader, at: Instant(milliseconds: start * 1000))
            let isHeard = listening.near(reader, at: start * 1000, quiet) >> UInt64(place) & 1 == 1
            #expect(isHeard == (11...25).contains(ago), "\(ago)")
            var late = Listening(readerCount: world.site.readers.count)
            late.note(reader, at: Instant(milliseconds: start * 1000))
            late.note(Int(other), at: Instant(milliseconds: (start - ago) * 1000 + 999))
            #expect(late.near(reader, at: start * 1000, quiet) >> UInt64(place) & 1 == 0, "\(ago)")
        }
    }
}
