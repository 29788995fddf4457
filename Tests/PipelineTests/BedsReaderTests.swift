import Model
import SimKit
import SiteMap
import Testing

@testable import Pipeline

@Suite struct BedsReaderTests {
    private func beds(_ text: String) throws -> BedPlaces {
        let files = CorridorSite(rooms: 6).files.map { ($0.name, Array($0.text.utf8)) }
        return try BedsReader.read(YAMLMapping(text: text, file: "rules.yaml"), map: try SiteMap.load(files: files).0)
    }

    @Test func aLaterEntryWinsAndOneBedIsTheDefault() throws {
        let beds = try beds(
            """
            beds:
              - {where: {category: room}}
              - {where: {unit: u-0-2}, count: 4}
              - {where: {unit: u-0-3}, count: 0}
            """)
        #expect(beds.units.count == 6)
        #expect(beds.units[UnitID("u-0-1")] == 1 && beds.units[UnitID("u-0-2")] == 4)
        #expect(beds.units[UnitID("u-0-3")] == 0, "a room without a bed, whatever stands in it")
        #expect(try self.beds("rules: []\n").units.isEmpty)
    }

    @Test(
        "what is wrong is refused with its line, also when only rules are read",
        arguments: [
            ("{count: 2}", "asks where"), ("{where: {unit: nowhere}}", "no unit"),
            ("{where: {category: room}, count: -1}", "whole number"), ("{where: {category: room}, beds: 2}", "unknown"),
            ("{where: {circles: [{level: L0, x: 1, y: 1, radius_m: 2}]}}", "stand in units"),
        ])
    func refused(entry: String, part: String) throws {
        let text = "rules: []\nbeds:\n  - \(entry)\n"
        let files = CorridorSite(rooms: 6).files.map { ($0.name, Array($0.text.utf8)) }
        let map = try SiteMap.load(files: files).0
        let error = #expect(throws: VigieError.self) { try RulesReader.read(text: text, map: map) }
        #expect(error?.what.contains(part) == true, "\(error?.description ?? "")")
        #expect(error?.place?.hasSuffix(":3") == true && error?.remedy != nil)
    }
}
