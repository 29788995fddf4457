import FoundationEssentials
public import Model

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The files of a site folder.
public enum SiteFiles {
    /// Without these a folder is no site.
    public static let needed = ["level.geojson", "manifest.json", "unit.geojson", "venue.geojson"]

    /// The radio map of a survey, where there is one.
    public static let radioMap = "radio-map.json"

    /// Every file that belongs to a site, sorted: IMDF's, and ours. Others in the folder are not looked at.
    public static let known = [
        "address.geojson", "amenity.geojson", "anchor.geojson", "building.geojson", "detail.geojson",
        "fixture.geojson", "footprint.geojson", "geofence.geojson", "kiosk.geojson", "level.geojson", "manifest.json",
        "occupant.geojson", "opening.geojson", radioMap, "readers.geojson", "relationship.geojson", "rules.yaml",
        "section.geojson", "site.yaml", "unit.geojson", "venue.geojson",
    ]

    /// The names of a folder's site files, sorted.
    ///
    /// - Throws: `noInput` when the folder is not there or is none.
    public static func fileNames(in folder: String) throws(VigieError) -> [String] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
            throw VigieError(
                .noInput, isFolder ? "cannot read the site folder" : "no such site folder", place: folder,
                remedy: "Give the folder that holds \(needed.joined(separator: ", "))")
        }
        return known.filter { FileManager.default.fileExists(atPath: folder + "/" + $0) }
    }

    /// The site's files as they are, sorted by name: for the hash that is the site's version, and for the copy in
    /// the data folder.
    ///
    /// - Throws: `noInput` when the folder or a file cannot be read, `badData` when a file is larger than
    ///   ``Limits/siteFileBytesMax``.
    /// - Complexity: O(n) in the bytes.
    public static func canonicalBytes(folder: String) throws(VigieError) -> [(name: String, bytes: [UInt8])] {
        var files: [(name: String, bytes: [UInt8])] = []
        for name in try fileNames(in: folder) {
            files.append((name, try read(name, in: folder)))
        }
        return files
    }

    private static func read(_ name: String, in folder: String) throws(VigieError) -> [UInt8] {
        let path = folder + "/" + name
        // The C call and not the file manager's attributes, whose sizes come in a box that only full Foundation opens.
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw VigieError(.noInput, "cannot read the file", place: path, remedy: "Check its permissions")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw VigieError(.noInput, "not a regular file", place: path, remedy: "Replace it by the site's file")
        }
        guard Int(status.st_size) <= Limits.siteFileBytesMax else {
            throw VigieError(
                .badData, "the file is larger than \(Limits.siteFileBytesMax) bytes", place: path,
                remedy: "Leave out what is no part of the site")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw VigieError(.noInput, "cannot read the file", place: path, remedy: "Check its permissions")
        }
        return [UInt8](data)
    }
}
