import Digest
import FoundationEssentials
import Glibc
public import Model
public import Resolve
public import SiteMap
import Store

/// A site folder that was read, checked and given a version.
public struct OpenedSite: Sendable {
    public let folder: String
    public let map: SiteMap
    /// Warnings; errors never get here.
    public let problems: [SiteProblem]
    /// SHA-256 over the files' names and bytes, hex.
    public let version: String
    /// The radio map of a survey; nil for what the plan says.
    public let survey: SurveyRadio?
    private let files: [(name: String, bytes: [UInt8])]

    /// Reads and checks a site folder.
    ///
    /// - Parameter radioMap: a radio map to use instead of the folder's own `radio-map.json`.
    /// - Throws: 66 for missing files, 65 for errors in them, 78 for `site.yaml`.
    public static func open(folder: String, radioMap: String? = nil) throws(VigieError) -> OpenedSite {
        let settings = try SiteSettings.read(folder: folder)
        var files = try SiteFiles.canonicalBytes(folder: folder)
        let (map, problems) = try SiteMap.load(folder: folder, settings: settings)
        var place = folder + "/" + SiteFiles.radioMap
        if let radioMap {
            place = radioMap
            files.removeAll { $0.name == SiteFiles.radioMap }
            files.append((SiteFiles.radioMap, try RadioMapFile.bytes(of: radioMap)))
            files.sort { $0.name < $1.name }
        }
        let survey = try files.first { $0.name == SiteFiles.radioMap }.map { file throws(VigieError) in
            try RadioMapFile.read(file.bytes, file: place, map: map)
        }
        return OpenedSite(
            folder: folder, map: map, problems: problems, version: version(of: files), survey: survey, files: files)
    }

    private static func version(of files: [(name: String, bytes: [UInt8])]) -> String {
        var hash = SHA256()
        for file in files {
            // Lengths keep name and content apart.
            hash.update("\(file.name.utf8.count) \(file.bytes.count) \(file.name)")
            hash.update(file.bytes)
        }
        return hash.hex()
    }

    /// Stands for the version in stored filters: its first 64 bits. Rules are left out: they change no place.
    var mark: UInt64 {
        let version = OpenedSite.version(of: files.filter { $0.name != RulesReader.fileName })
        return UInt64(version.prefix(16), radix: 16) ?? 0
    }

    /// Brings the site into the database and a copy of its files into the data folder, so that later commands need
    /// only the data folder.
    func install(into store: StoreWriter) throws(VigieError) -> [UnitKey] {
        let keys = try store.replaceSite(map.records(version: version))
        try copyFiles(to: store.folder.site)
        return keys
    }

    /// Replaces the copy by renaming a complete new one over it; nothing to do when it is the same.
    private func copyFiles(to copy: String) throws(VigieError) {
        if let old = try? SiteFiles.canonicalBytes(folder: copy), OpenedSite.version(of: old) == version { return }
        let manager = FileManager.default
        let fresh = copy + ".new"
        let old = copy + ".old"
        do {
            try? manager.removeItem(atPath: fresh)
            try? manager.removeItem(atPath: old)
            try manager.createDirectory(atPath: fresh, withIntermediateDirectories: true)
            for file in files {
                try Data(file.bytes).write(to: URL(filePath: fresh + "/" + file.name))
            }
            if manager.fileExists(atPath: copy) { try manager.moveItem(atPath: copy, toPath: old) }
            try manager.moveItem(atPath: fresh, toPath: copy)
            try? manager.removeItem(atPath: old)
        } catch {
            throw VigieError(
                .cannotCreate, "the copy of the site cannot be written", place: copy,
                remedy: "Check the space and the rights of the data folder.")
        }
    }
}
