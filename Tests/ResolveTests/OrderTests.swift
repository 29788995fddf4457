import Model
import SimKit
import SiteMap
import Testing

@testable import Resolve

@Suite("Reads out of order, again and late")
struct OrderTests {
    /// A walk through the rooms: all reads in order of event time.
    private func walk(seed: UInt64) throws -> (world: World, reads: [Read]) {
        var world = try World(seed: seed)
        var reads: [Read] = []
        for room in [0, 2, 3, 5, 1] {
            for _ in 0..<12 { reads += world.second(in: world.unit("u-0-\(room)")) }
        }
        return (world, reads)
    }

    /// Folds reads in the order given, draining now and then as the line does; gives history, estimate, filter bytes.
    private func run(
        _ reads: [Read], seed: UInt64, drainEvery: Int
    ) throws -> (stays: [StayRecord], estimate: Estimate, filter: [UInt8], late: Int) {
        var world = try World(seed: seed)
        var table = HistoryTable()
        var late = 0
        var derivations = Derivations()
        for (index, read) in reads.enumerated() {
            if world.apply(read) == .late { late += 1 }
            if index % drainEvery == drainEvery - 1 {
                derivations.removeAll()
                world.resolver.drain(into: &derivations)
                table.apply(derivations)
            }
        }
        derivations.removeAll()
        world.resolver.drain(into: &derivations)
        table.apply(derivations)
        return (table.stays.sorted { $0.from < $1.from }, world.estimate, Array(derivations.bytes), late)
    }

    /// Delays each read by up to `milliseconds` and sorts by arrival.
    private func shuffled(_ reads: [Read], milliseconds: Int64, seed: UInt64) -> [Read] {
        var random = SeededRandom(seed: seed)
        let arrivals = reads.map { ($0, $0.at + Int64(random.next() % UInt64(milliseconds))) }
        return arrivals.sorted { ($0.1, $0.0.reader) < ($1.1, $1.0.reader) }.map(\.0)
    }

    @Test("a shuffle inside ten seconds ends the same, whenever it was written in between", arguments: 1...25)
    func shuffle(seed: Int) throws {
        let seed = UInt64(seed)
        let reads = try walk(seed: seed).reads
        let ordered = try run(reads, seed: seed, drainEvery: 1_000_000)
        let other = try run(
            shuffled(reads, milliseconds: 9_900, seed: seed &+ 1000), seed: seed, drainEvery: 7 + Int(seed))
        #expect(other.late == 0)
        #expect(other.stays == ordered.stays, "seed \(seed)")
        #expect(other.estimate.unit == ordered.estimate.unit)
        #expect(other.estimate.confidence == ordered.estimate.confidence, "seed \(seed)")
        #expect(ordered.stays.count >= 5)
    }

    @Test("the shuffle test can fail: beyond the window reads are late, and told so")
    func shuffleBeyond() throws {
        let reads = try walk(seed: 5).reads
        let other = try run(shuffled(reads, milliseconds: 40_000, seed: 6), seed: 5, drainEvery: 50)
        #expect(other.late > 0)
    }

    @Test("history never overlaps and never runs backwards", arguments: 1...10)
    func historyIsOrdered(seed: Int) throws {
        let reads = try walk(seed: UInt64(seed)).reads
        let result = try run(
            shuffled(reads, milliseconds: 9_000, seed: UInt64(seed)), seed: UInt64(seed), drainEvery: 3)
        for (stay, next) in zip(result.stays, result.stays.dropFirst()) {
            #expect(stay.to == next.from)
            #expect(stay.from < next.from)
        }
        #expect(result.stays.last?.to == nil)
    }

    @Test("the same read twice changes nothing")
    func repeated() throws {
        let reads = try walk(seed: 3).reads
        let once = try run(reads, seed: 3, drainEvery: 100)
        let twice = try run(reads.flatMap { [$0, $0] }, seed: 3, drainEvery: 100)
        #expect(once.stays == twice.stays)
        #expect(once.estimate.confidence == twice.estimate.confidence)
    }

    @Test("a filter restored from its bytes goes on exactly", arguments: 1...8)
    func restart(seed: Int) throws {
        let seed = UInt64(seed)
        let reads = shuffled(try walk(seed: seed).reads, milliseconds: 5_000, seed: seed)
        let half = reads.count / 2 + Int(seed) * 3
        var whole = try World(seed: seed)
        for read in reads { whole.apply(read) }
        var first = try World(seed: seed)
        for read in reads[..<half] { first.apply(read) }
        var derivations = Derivations()
        first.resolver.drain(into: &derivations)
        let record = try #require(derivations.tracks.first)
        var second = try World(seed: seed)
        for reader in derivations.readers {
            second.resolver.restore(reader: try #require(second.site.readerIndex(reader.reader)), reader)
        }
        let isTaken = derivations.bytes.withUnsafeBytes { bytes in
            second.resolver.restore(
                record, kind: .patient, filter: UnsafeRawBufferPointer(rebasing: bytes[record.filter.range]))
        }
        #expect(isTaken)
        for read in reads[half...] { second.apply(read) }
        #expect(second.estimate.unit == whole.estimate.unit)
        #expect(second.estimate.confidence == whole.estimate.confidence)
        #expect(second.resolver.lastRead(slot: second.slot) == whole.resolver.lastRead(slot: whole.slot))
    }

    @Test("a filter of another site, or cut bytes, is refused and does no harm")
    func foreignFilter() throws {
        var world = try World(seed: 9)
        world.stay(in: world.unit("u-0-1"), seconds: 30)
        var derivations = Derivations()
        world.resolver.drain(into: &derivations)
        let record = try #require(derivations.tracks.first)
        for length in stride(from: 0, to: Int(record.filter.count), by: 3) {
            var fresh = try World(seed: 9)
            let isTaken = derivations.bytes.withUnsafeBytes { bytes in
                let start = Int(record.filter.offset)
                return fresh.resolver.restore(
                    record, kind: .patient, filter: UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
            }
            #expect(!isTaken)
        }
        var bytes = derivations.bytes
        bytes[Int(record.filter.offset) + 1] ^= 0xFF
        var fresh = try World(seed: 9)
        let isTaken = bytes.withUnsafeBytes {
            fresh.resolver.restore(
                record, kind: .patient, filter: UnsafeRawBufferPointer(rebasing: $0[record.filter.range]))
        }
        #expect(!isTaken)
    }
}
