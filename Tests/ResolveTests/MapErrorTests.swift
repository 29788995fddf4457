import Model
import SiteMap
import Testing

@testable import Resolve

@Suite("What the map has wrong")
struct MapErrorTests {
    @Test("the second reading of a place says less than the first, and the hundredth next to nothing")
    func saturates() {
        var memory = ReaderMemory()
        var scales: [Float] = []
        for read in 0..<100 {
            let place = memory.recall(5, at: 1_800_000_000_000 + Int64(read) * 10, seconds: 1e6)
            scales.append(memory.view(at: place, power: -70).scale)
            memory.note(at: place, power: -70, lasting: 0.6)
        }
        #expect(scales[0] == 1)
        #expect(zip(scales, scales.dropFirst()).allSatisfy { $0 < $1 })
        // The information of all readings together is that of one whose variance is the lasting part: 1 / 0.6.
        let information = scales.reduce(0) { $0 + 1 / $1 }
        #expect(abs(information - 1 / 0.6) < 0.02, "\(information)")
    }

    @Test("an error is forgotten in time, and readers beyond the capacity push out the oldest")
    func forgets() {
        var memory = ReaderMemory()
        var at: Int64 = 1_800_000_000_000
        let first = memory.recall(0, at: at, seconds: 3)
        memory.note(at: first, power: -60, lasting: 0.5)
        #expect(memory.view(at: memory.recall(0, at: at + 100, seconds: 3), power: -60).scale > 1.1)
        let late = memory.recall(0, at: at + 60_000, seconds: 3)
        #expect(memory.view(at: late, power: -60).scale == 1)
        #expect(memory.view(at: late, power: -61).power == -61)
        at += 60_000
        memory.note(at: late, power: -60, lasting: 0.5)
        for reader in 1...Int32(ReaderMemory.capacity) {
            at += 1
            let place = memory.recall(reader, at: at, seconds: 3)
            memory.note(at: place, power: -60, lasting: 0.5)
        }
        #expect((0..<ReaderMemory.capacity).allSatisfy { memory.entries[$0].reader != 0 })
        #expect((0..<ReaderMemory.capacity).contains { memory.entries[$0].reader == 1 })
    }

    /// The same power again and again, between what two rooms would give: no number of them makes it sure.
    @Test("readings that lie between two rooms do not make sure by their number")
    func staysModest() throws {
        var world = try World(seed: 51, kind: .equipment)
        let (one, two) = (world.unit("u-0-2"), world.unit("u-0-3"))
        var sure: Float = 0
        for second in 0..<300 {
            for reader in world.site.readers.indices {
                let first = world.radio.mean(reader: Int32(reader), unit: Int32(one))
                let other = world.radio.mean(reader: Int32(reader), unit: Int32(two))
                let power = 0.55 * first + 0.45 * other
                guard power > -90 else { continue }
                let at = world.clock.advanced(byMilliseconds: Int64(second * 1000 + reader))
                world.apply(Read(at: at, reader: Int32(reader), rssiDBm: power))
            }
            if second > 100 { sure = max(sure, world.estimate.confidence) }
        }
        #expect(sure < 0.9, "\(sure)")
    }

    @Test("readings that fit a room and its corridor alike mean the room: a corridor is passed through")
    func passages() throws {
        func confidenceInRoom(haste: Float) throws -> Float {
            var parameters = ResolveParameters()
            parameters.passageHaste = haste
            var world = try World(seed: 71, kind: .equipment, parameters: parameters)
            let room = world.unit("u-0-2")
            let corridor = world.site.units.firstIndex { $0.category == "walkway" } ?? -1
            for second in 0..<60 {
                for reader in world.site.readers.indices {
                    let inside = world.radio.mean(reader: Int32(reader), unit: Int32(room))
                    let outside = world.radio.mean(reader: Int32(reader), unit: Int32(corridor))
                    let at = world.clock.advanced(byMilliseconds: Int64(second * 1000 + reader))
                    world.apply(Read(at: at, reader: Int32(reader), rssiDBm: (inside + outside) / 2))
                }
            }
            return world.estimate.unit == room ? world.estimate.confidence : 0
        }
        #expect(try confidenceInRoom(haste: 5) > confidenceInRoom(haste: 1))
    }
}
