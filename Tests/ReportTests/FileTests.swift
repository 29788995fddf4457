import Foundation
import Model
import Testing

@testable import Report

@Suite struct FileTests {
    @Test func reportsAreWrittenWholeAndLeaveNoTemporaryFile() throws {
        let folder = try TemporaryFolder()
        let reports = try SmallHospital.questions(folder).reports(site: SmallSite.map())
        let out = folder.path + "/out/deep"
        let written = try reports.write(ReportName.allCases, folder: out)
        let expected = [
            "alarms.json", "equipment.json", "levels/lv-0.geojson", "levels/lv_2F1.geojson", "maintenance.json",
            "occupancy.json", "readers.json", "stock.json", "summary.json",
        ]
        #expect(written.sorted() == expected)
        let found = try FileManager.default.subpathsOfDirectory(atPath: out)
        #expect(Set(found) == Set(expected + ["levels"]))
        let summary = try Data(contentsOf: URL(filePath: out + "/summary.json"))
        #expect(Array(summary) == reports.summary.json + [UInt8(ascii: "\n")])
        #expect(try SchemaValidator.shipped(for: summary).problems(summary) == [])
        // Again over the old ones: the same bytes.
        _ = try reports.write(ReportName.allCases, folder: out)
        #expect(try Data(contentsOf: URL(filePath: out + "/summary.json")) == summary)
    }

    @Test func theSameContentGivesTheSameBytesFromTwoDatabases() throws {
        let first = try TemporaryFolder()
        let second = try TemporaryFolder()
        let site = try SmallSite.map()
        let one = try SmallHospital.questions(first).reports(site: site).answers(ReportName.allCases)
        let two = try SmallHospital.questions(second).reports(site: site).answers(ReportName.allCases)
        #expect(one.map(\.json) == two.map(\.json))
    }

    @Test func aFileInTheWayOfTheFolderIsTold() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/plain"
        try Data("x".utf8).write(to: URL(filePath: path))
        let error = #expect(throws: VigieError.self) { try AtomicFile.makeFolder(path + "/below") }
        #expect(error?.code == .cannotCreate)
        #expect(throws: VigieError.self) { try AtomicFile.write([1], folder: path, name: "a") }
    }

    @Test func whenTheTargetCannotBeReplacedTheTemporaryFileGoesToo() throws {
        let folder = try TemporaryFolder()
        // A folder that is not empty cannot be renamed over.
        try FileManager.default.createDirectory(atPath: folder.path + "/a.json/b", withIntermediateDirectories: true)
        let error = #expect(throws: VigieError.self) {
            try AtomicFile.write([1, 2], folder: folder.path, name: "a.json")
        }
        #expect(error?.code == .cannotCreate)
        #expect(try folder.files() == [])
    }

    @Test(arguments: [
        ("level-1", "level-1"), ("../../etc/passwd", "_2E._2F.._2Fetc_2Fpasswd"), ("..", "_2E."), (".", "_2E"),
        ("", "_"), ("a/b", "a_2Fb"), ("a\u{0}b", "a_00b"), ("étage 1", "_C3_A9tage_201"), (".hidden", "_2Ehidden"),
        ("v1.2_x-Y", "v1.2_x-Y"),
    ]) func fileNamesAreHarmless(identifier: String, name: String) {
        #expect(FileName.plain(identifier) == name)
    }

    @Test func longIdentifiersStayDistinctAndShort() {
        let first = FileName.plain(String(repeating: "x", count: 300) + "1")
        let second = FileName.plain(String(repeating: "x", count: 300) + "2")
        #expect(first != second)
        #expect(first.utf8.count == 97)
    }

    @Test func reportNamesAreAClosedList() throws {
        #expect(try ReportName.named("all") == ReportName.allCases)
        #expect(try ReportName.named("levels") == [.levels])
        let error = #expect(throws: VigieError.self) { try ReportName.named("stock\u{1B}") }
        #expect(error?.code == .usage)
        #expect(error?.description.contains("\u{1B}") == false)
    }
}
