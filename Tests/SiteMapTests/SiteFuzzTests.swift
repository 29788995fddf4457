import Model
import SiteMap
import Testing

@Suite struct SiteFuzzTests {
    /// Mutations of a valid site: bytes changed, cut, doubled, and values put in the place of others. Whatever comes
    /// out, the loader answers; and what it accepts can be asked.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func noMutationEndsTheProcess(seed: UInt64) {
        var random = Seeded(seed)
        let site = fixture()
        let original = site.files
        var accepted = 0
        for _ in 0..<500 {
            var files = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<files.count, using: &random)
                mutate(&files[index].bytes, &random)
            }
            let check = SiteMap.check(files: files)
            #expect(check.failure == nil || !check.errors.isEmpty, "seed \(seed)")
            guard let map = check.map else { continue }
            if check.failure == nil { accepted += 1 }
            ask(map, &random)
        }
        #expect(accepted > 0, "seed \(seed): some mutations are harmless")
    }

    /// One of everything, and little of it: each mutation loads it again.
    private func fixture() -> SiteFixture {
        var site = SiteFixture()
        for (index, level) in ["L0", "L1"].enumerated() {
            site.level(level, ordinal: index, outline: SiteFixture.rectangle(0, 0, 12, 6))
            site.room("A\(index)", on: level, name: "Room \(index)", 0, 2, 10, 4)
            site.room("S\(index)", on: level, category: "stairs", 10, 2, 2, 4)
            site.room("C\(index)", on: level, category: "walkway", 0, 0, 12, 2)
            site.door("dA\(index)", on: level, 4, 2, 5, 2)
            site.door("dS\(index)", on: level, 10.5, 2, 11.5, 2)
        }
        site.relationship("up", category: "stairs", [("opening", "dS0"), ("unit", "S0"), ("unit", "S1")])
        site.reader("r/1", 5, 5, more: ",\"height_m\":3")
        return site
    }

    private func ask(_ map: SiteMap, _ random: inout Seeded) {
        for level in map.levels.indices {
            for _ in 0..<5 {
                let point = Point(
                    xMetres: .random(in: -5...30, using: &random), yMetres: .random(in: -5...12, using: &random))
                if let unit = map.unit(at: point, level: level) {
                    #expect(map.units[unit].contains(point) && map.units[unit].level == level)
                }
            }
        }
        guard let first = map.units.indices.randomElement(using: &random),
            let last = map.units.indices.randomElement(using: &random)
        else { return }
        let metres = map.walkingDistances(from: first)[last]
        #expect(metres >= 0)
        #expect((map.route(from: first, to: last) == nil) == (metres == .infinity))
        #expect(map.records(version: "").units.count == map.units.count)
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout Seeded) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...200, using: &random)))
        case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 80)], at: place)
        case 4: bytes.removeLast(bytes.count - place)
        default: replaceValue(&bytes, from: place, &random)
        }
    }

    /// Puts another value where the next number or text stands, so that the file stays JSON mostly.
    private func replaceValue(_ bytes: inout [UInt8], from place: Int, _ random: inout Seeded) {
        let values = [
            "null", "true", "0", "-1", "1e308", "1e-308", "NaN", "[]", "{}", "\"\"", "\"\\ud800\"", "[[[[[[[[]]]]]]]]",
            "180.0000001", "99999999999999999999", "\"A0\"", "{\"type\":\"Point\",\"coordinates\":[0,0]}",
        ]
        let new = Array((values.randomElement(using: &random) ?? "0").utf8)
        let stops = Array(",:[]{}".utf8)
        guard let start = bytes[place...].firstIndex(where: { stops.contains($0) }) else { return }
        let end = bytes[(start + 1)...].firstIndex { stops.contains($0) } ?? bytes.endIndex
        bytes.replaceSubrange((start + 1)..<end, with: new)
    }
}
