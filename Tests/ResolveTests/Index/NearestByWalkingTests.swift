import Resolve
import SimKit
import SiteMap
import Testing

@Suite struct NearestByWalkingTests {
    @Test(arguments: [41, 42, 43, 44] as [UInt64])
    func theNearestByWalkingAreThoseOfALookAtAll(seed: UInt64) throws {
        let map = try CorridorSite(rooms: 8, levels: 3).map()
        let index = MovingIndex(levels: IndexLevel.levels(of: map))
        var random = SeededRandom(seed: seed)
        var wanted: [(unit: Int, slot: Int32, point: Point)] = []
        for slot in 0..<Int32(seed == 41 ? 4 : 200) {
            let level = random.below(3)
            // In quarters, so that distances tie.
            let point = Point(xMetres: Double(random.below(110)) / 4 - 2, yMetres: Double(random.below(60)) / 4 - 1)
            index.move(slot, level: level, xMetres: Float(point.xMetres), yMetres: Float(point.yMetres))
            if let unit = map.unit(at: point, level: level) { wanted.append((unit, slot, point)) }
        }
        for unit in map.units.indices {
            let all = wanted.map { place -> NearSlot in
                let metres = map.walkingDistances(from: place.unit, at: place.point)[unit]
                return NearSlot(slot: place.slot, metres: Float(metres))
            }
            for k in [0, 1, 5, 500] {
                var found: [NearSlot] = []
                index.nearestByWalking(k, fromUnit: unit, of: map, into: &found)
                let sorted = all.filter { $0.metres < .infinity }.sorted { ($0.metres, $0.slot) < ($1.metres, $1.slot) }
                #expect(found.count == min(k, sorted.count), "seed \(seed), unit \(unit)")
                // The same way summed from its other end may differ in the last digits, and so may the order of ties.
                for (mine, theirs) in zip(found, sorted) {
                    #expect(abs(mine.metres - theirs.metres) < 1e-3, "seed \(seed), unit \(unit), \(k)")
                    let own = all.first { $0.slot == mine.slot }
                    #expect(abs((own?.metres ?? .nan) - mine.metres) < 1e-3, "seed \(seed), unit \(unit), \(k)")
                }
                #expect(Set(found.map(\.slot)).count == found.count)
            }
        }
    }

    @Test func onlyWhatIsWantedCountsAndWhatMakesNoSenseIsCounted() throws {
        let map = try CorridorSite(rooms: 4).map()
        let index = MovingIndex(levels: IndexLevel.levels(of: map))
        let room = try #require(map.units.firstIndex { $0.category == "room" })
        let point = map.units[room].point
        for slot in 0..<Int32(4) {
            index.move(slot, level: 0, xMetres: Float(point.xMetres) + Float(slot) / 4, yMetres: Float(point.yMetres))
        }
        var found: [NearSlot] = []
        index.nearestByWalking(2, fromUnit: room, of: map, where: { $0 % 2 == 1 }, into: &found)
        #expect(found.map(\.slot) == [1, 3])
        index.nearestByWalking(2, fromUnit: room, at: Point(xMetres: .nan, yMetres: 0), of: map, into: &found)
        #expect(found.isEmpty)
        index.nearestByWalking(2, fromUnit: 99, of: map, into: &found)
        #expect(index.refusedCount == 2)
    }
}
