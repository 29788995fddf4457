import FoundationEssentials
import Model
import SiteMap
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite struct SiteFilesTests {
    /// A folder of its own that is gone after the test.
    private func withFolder(_ site: SiteFixture, _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/vigie-site-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for file in site.files {
            guard FileManager.default.createFile(atPath: folder + "/" + file.name, contents: Data(file.bytes)) else {
                throw VigieError(.cannotCreate, "no test file")
            }
        }
        try body(folder)
    }

    @Test func aFolderLoadsAsItsBytesDo() throws {
        let site = SiteFixture.ward()
        try withFolder(site) { folder in
            _ = FileManager.default.createFile(atPath: folder + "/notes.txt", contents: Data([1]))
            #expect(try SiteFiles.fileNames(in: folder) == site.files.map(\.name))
            let files = try SiteFiles.canonicalBytes(folder: folder)
            #expect(files.map(\.name) == files.map(\.name).sorted())
            #expect(files.map(\.bytes) == site.files.map(\.bytes))
            let (map, warnings) = try SiteMap.load(folder: folder, settings: SiteSettings())
            #expect(map.units == (try site.load().units))
            #expect(warnings.isEmpty)
            #expect(SiteMap.check(folder: folder, settings: SiteSettings()).failure == nil)
        }
    }

    @Test func aMissingFolderIsNoInput() {
        let error = #expect(throws: VigieError.self) {
            try SiteMap.load(folder: "nowhere/at-all", settings: SiteSettings())
        }
        #expect(error?.code == .noInput)
        #expect(error?.place == "nowhere/at-all")
        let check = SiteMap.check(folder: "nowhere/at-all", settings: SiteSettings())
        #expect(check.failure?.code == .noInput && check.errors.count == 1 && check.map == nil)
    }

    @Test func aFolderWithoutTheNeededFilesNamesThemAll() throws {
        var site = SiteFixture.ward()
        for name in SiteFiles.needed { site.replaced[name] = .some(nil) }
        try withFolder(site) { folder in
            let error = #expect(throws: VigieError.self) { try SiteMap.load(folder: folder, settings: SiteSettings()) }
            #expect(error?.code == .noInput)
            for name in SiteFiles.needed { #expect(error?.description.contains(name) == true) }
        }
    }

    @Test func aFolderInPlaceOfAFileIsTold() throws {
        var site = SiteFixture.ward()
        site.replaced["unit.geojson"] = .some(nil)
        try withFolder(site) { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/unit.geojson", withIntermediateDirectories: false)
            let error = #expect(throws: VigieError.self) { try SiteMap.load(folder: folder, settings: SiteSettings()) }
            #expect(error?.place?.contains("unit.geojson") == true)
        }
    }

    @Test func aFileThatIsTooLargeIsNotRead() throws {
        try withFolder(SiteFixture.ward()) { folder in
            #expect(truncate(folder + "/unit.geojson", off_t(Limits.siteFileBytesMax) + 1) == 0)
            let error = #expect(throws: VigieError.self) { _ = try SiteFiles.canonicalBytes(folder: folder) }
            #expect(error?.code == .badData)
            #expect(error?.what.contains("larger than") == true)
        }
    }
}
