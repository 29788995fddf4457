import Model
import SimKit
import Testing

@testable import Resolve

@Suite("Filters that older versions stored")
struct FilterBlobTests {
    /// Somebody on the move, so that cells are believed.
    private func walker() throws -> World {
        var world = try World(seed: 4, kind: .patient)
        for room in [0, 2, 4] { world.stay(in: world.unit("u-0-\(room)"), seconds: 12) }
        return world
    }

    private func bytes(_ world: World, version: UInt8) -> [UInt8] {
        var bytes: [UInt8] = []
        FilterBlob.write(world.resolver.tracks[world.slot], siteMark: 7, version: version, to: &bytes)
        return bytes
    }

    /// What a fresh resolver makes of the bytes; nil when it refuses them.
    private func restored(_ bytes: [UInt8]) throws -> World? {
        var fresh = try World(seed: 4, kind: .patient)
        let record = TrackRecord(track: TrackKey(1), observedAt: fresh.clock, since: fresh.clock)
        let isTaken = bytes.withUnsafeBytes { fresh.resolver.restore(record, kind: .patient, filter: $0) }
        return isTaken ? fresh : nil
    }

    @Test("version 5, from before silence was weighed, is read, and the place is the same")
    func older() throws {
        var world = try walker()
        let stored = bytes(world, version: FilterBlob.versionWithoutSilence)
        #expect(stored.first == 5)
        let first = try #require(world.resolver.tracks[world.slot].snapshots.first)
        #expect(!first.cells.isEmpty)
        var fresh = try #require(try restored(stored))
        let restored = try #require(fresh.resolver.tracks[fresh.slot].snapshots.first)
        #expect(restored.cells.entries.map(\.cell) == first.cells.entries.map(\.cell))
        #expect(restored.cells.entries.map(\.weight) == first.cells.entries.map(\.weight))
        #expect(restored.offsetMeanDB == first.offsetMeanDB)
        #expect(restored.confirmed == first.confirmed)
        #expect(fresh.estimate.unit == world.estimate.unit)
        #expect(fresh.estimate.confirmedUnit == world.estimate.confirmedUnit)
    }

    @Test("the bytes of one version do not pass for another's")
    func planted() throws {
        let world = try walker()
        for (written, told) in [(UInt8(5), UInt8(6)), (6, 5)] {
            var stored = bytes(world, version: written)
            stored[0] = told
            #expect(try restored(stored) == nil, "\(written) read as \(told)")
        }
    }

    @Test("damaged bytes are refused or read, and never end the process", arguments: 1...3)
    func damaged(seed: UInt64) throws {
        let whole = bytes(try walker(), version: FilterBlob.version)
        var random = SeededRandom(seed: seed)
        var refused = 0
        for _ in 0..<60 {
            var stored = whole
            for _ in 0..<4 {
                stored[9 + Int(random.next() % UInt64(whole.count - 9))] = UInt8(truncatingIfNeeded: random.next())
            }
            if try restored(stored) == nil { refused += 1 }
        }
        #expect(refused > 0, "seed \(seed)")
        #expect(try restored(whole.dropLast()) == nil)
        #expect(try restored(whole + [0]) == nil)
    }

    @Test("versions never written are refused", arguments: [UInt8(0), 4, 7, 255])
    func unknown(version: UInt8) throws {
        var stored = bytes(try walker(), version: FilterBlob.version)
        stored[0] = version
        #expect(try restored(stored) == nil)
    }
}
