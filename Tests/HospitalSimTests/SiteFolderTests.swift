import SimKit
import Testing

@testable import HospitalSim

@Suite struct SiteFolderTests {
    private func write(_ hospital: Hospital, seed: UInt64, without: Set<String> = []) throws -> String {
        let folder = try TemporaryFolder.make("hospital-sim-tests")
        for file in IMDFWriter(hospital, seed: seed).files() where !without.contains(file.name) {
            let output = try OutputFile("\(folder)/\(file.name)")
            try output.write(file.bytes)
            try output.close()
        }
        return folder
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let hospital = SiteTests.build(units: 120, seed: 11)
        let folder = try write(hospital, seed: 11)
        defer { TemporaryFolder.remove(folder) }
        let read = try IMDFFolder(path: folder).load()
        #expect(read.siteID == hospital.siteID)
        #expect(read.units.map(\.id) == hospital.units.map(\.id))
        #expect(read.units.map(\.category) == hospital.units.map(\.category))
        #expect(read.readers.map(\.id) == hospital.readers.map(\.id))
        #expect(read.readers.map(\.offsetDB) == hospital.readers.map(\.offsetDB))
        #expect(read.links.count == hospital.links.count)
        #expect(read.doors.count == hospital.doors.count)
        for (first, second) in zip(read.doors, hospital.doors) {
            #expect(
                Set([first.unit, first.otherUnit ?? -1]) == Set([second.unit, second.otherUnit ?? -1]),
                "\(hospital.unitName(second.unit))")
        }
        for (first, second) in zip(read.units, hospital.units) {
            for (a, b) in zip(first.polygon.points, second.polygon.points) { #expect(a.distance(to: b) < 0.001) }
        }
    }

    @Test func namesAreInTheManifestsLanguage() throws {
        var request = SiteRequest(seed: 2, units: 60, language: .french)
        request.wrongOffsets = true
        var generator = HospitalGenerator(request)
        let hospital = generator.build()
        let folder = try write(hospital, seed: 2)
        defer { TemporaryFolder.remove(folder) }
        let read = try IMDFFolder(path: folder).load()
        #expect(read.units.indices.contains { read.unitName($0).hasPrefix("Chambre ") })
        #expect(read.levels.first?.name.english == "Rez-de-chaussée")
        #expect(read.trueOffsetsDB == hospital.trueOffsetsDB)
    }

    @Test func withoutRelationshipsShaftsAreLinkedWhereTheyOverlap() throws {
        let hospital = SiteTests.build(units: 120, seed: 11)
        let folder = try write(hospital, seed: 11, without: ["relationship.geojson"])
        defer { TemporaryFolder.remove(folder) }
        let read = try IMDFFolder(path: folder).load()
        #expect(read.links.count == hospital.links.count)
    }

    @Test(arguments: ["manifest.json", "level.geojson", "unit.geojson", "opening.geojson", "readers.geojson"])
    func aMissingFileIsToldByName(name: String) throws {
        let folder = try write(SiteTests.build(units: 20), seed: 1, without: [name])
        defer { TemporaryFolder.remove(folder) }
        let error = #expect(throws: (any Error).self) { try IMDFFolder(path: folder).load() }
        #expect(String(describing: error).contains(name))
    }
}
