internal import FoundationEssentials
internal import Model

/// The corpus of the fuzz targets: a folder for each dialect, in it whole messages as topic, line feed, payload.
enum SeedFolder {
    /// Folders whose files are no messages of one dialect.
    private static let others: Set<String> = [
        "advert", "any", "capture", "epc", "imdf", "scan", "site_yaml", "tag", "topic", "vigie_yaml",
    ]

    /// The messages, sorted by dialect and file.
    static func read(_ folder: String) throws -> [SeedMessage] {
        var seeds: [SeedMessage] = []
        for dialect in try names(folder) where !others.contains(dialect) {
            for file in try names(folder + "/" + dialect) {
                guard let data = FileManager.default.contents(atPath: "\(folder)/\(dialect)/\(file)") else {
                    throw unreadable("\(folder)/\(dialect)/\(file)")
                }
                let parts = [UInt8](data).split(
                    separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { throw unreadable("\(folder)/\(dialect)/\(file)") }
                seeds.append(SeedMessage(dialect: dialect, topic: Array(parts[0]), payload: Array(parts[1])))
            }
        }
        guard !seeds.isEmpty else { throw unreadable(folder) }
        return seeds
    }

    private static func names(_ folder: String) throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw unreadable(folder)
        }
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    private static func unreadable(_ place: String) -> VigieError {
        VigieError(
            .noInput, "no corpus of messages there", place: place,
            remedy: "Give the folder that holds one folder of messages for each dialect")
    }
}
