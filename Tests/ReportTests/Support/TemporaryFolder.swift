import Foundation
import Report
import Store

/// A folder of its own, removed at the end.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "vigie-report-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var data: DataFolder { DataFolder(path: path) }

    /// Every file below the folder, relative to it, sorted.
    func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).filter { name in
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
            return isThere && !isFolder.boolValue
        }.sorted()
    }
}

extension SmallHospital {
    /// Questions to a hospital written into a folder.
    static func questions(_ folder: TemporaryFolder, clock: StoreClock = .capture) throws -> Questions {
        try fill(folder.data, clock: clock)
        return Questions(try StoreReader(folder: folder.data), wallClock: now)
    }
}
