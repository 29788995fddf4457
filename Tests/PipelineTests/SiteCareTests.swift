import Model
import SimKit
import SiteMap
import Testing

@testable import Pipeline

@Suite struct SiteCareTests {
    private let rules = """
        rules: []
        status: [{status: dirty, where: {unit: u-0-1}}]
        beds: [{where: {category: room}, count: 2}]
        """

    @Test func aSiteIsReadOnceUntilAFileOfItChanges() throws {
        let bench = try Bench()
        let file = bench.site + "/rules.yaml"
        try TemporaryFolder.write(rules, to: file)
        let care = SiteCare()
        for _ in 0..<5 {
            let content = try care.content(folder: bench.site)
            #expect(content.map?.units.isEmpty == false && content.statuses.units == [UnitID("u-0-1"): .dirty])
            #expect(content.beds.units.count == 6)
        }
        #expect(care.readings == 1)
        try TemporaryFolder.write(rules.replacing("count: 2", with: "count: 12"), to: file)
        #expect(try care.content(folder: bench.site).beds.units[UnitID("u-0-2")] == 12)
        _ = try care.content(folder: bench.site)
        #expect(care.readings == 2)
        TemporaryFolder.remove(file)
        #expect(try care.content(folder: bench.site).beds.units.isEmpty)
        #expect(care.readings == 3)
    }

    @Test func aWrongFileIsToldEachTimeAndReadOnceAndARightOneTakenOver() throws {
        let bench = try Bench()
        let file = bench.site + "/rules.yaml"
        try TemporaryFolder.write("status: [{status: gone, where: {unit: u-0-1}}]\n", to: file)
        let care = SiteCare()
        for _ in 0..<3 {
            let error = #expect(throws: VigieError.self) { try care.content(folder: bench.site) }
            #expect(error?.code == .badConfiguration)
        }
        #expect(care.readings == 1)
        try TemporaryFolder.write(rules, to: file)
        #expect(try care.content(folder: bench.site).statuses.units.count == 1)
        let nowhere = try care.content(folder: bench.folder + "/none")
        #expect(nowhere.map == nil && nowhere.statuses.units.isEmpty, "no site is no error")
    }
}
