public import Model
import SiteMap

/// The report files of DESIGN 5.6.
public enum ReportName: String, CaseIterable, Sendable {
    case summary, equipment, stock, readers, alarms, occupancy, maintenance, levels

    /// - Throws: ``VigieError`` with code `usage` for a name that is no report; `all` gives all of them.
    public static func named(_ text: String) throws(VigieError) -> [ReportName] {
        if text == "all" { return allCases }
        if let name = ReportName(rawValue: text) { return [name] }
        let names = allCases.map(\.rawValue).joined(separator: ", ")
        throw VigieError(.usage, "there is no report '\(Printable.clean(text))'", remedy: "Choose \(names) or all")
    }
}

extension Reports {
    /// The documents of some reports, in the order of the names.
    public func answers(_ names: [ReportName]) -> [any Answer] {
        names.flatMap { name -> [any Answer] in
            switch name {
            case .summary: [summary]
            case .equipment: [equipment]
            case .stock: [stock]
            case .readers: [readers]
            case .alarms: [alarms]
            case .occupancy: [occupancy]
            case .maintenance: [maintenance]
            case .levels: levels
            }
        }
    }

    /// Writes the files of some reports, each one atomically.
    ///
    /// - Parameter folder: made when missing; `levels` gets a folder of its own in it.
    /// - Returns: the paths written, relative to the folder.
    /// - Throws: ``VigieError``: `cannotCreate` or `inputOutput`; files written before stay.
    public func write(_ names: [ReportName], folder: String) throws -> [String] {
        try AtomicFile.makeFolder(folder)
        var written: [String] = []
        for name in names {
            switch name {
            case .summary: written.append(try Self.write(summary, folder, "summary.json"))
            case .equipment: written.append(try Self.write(equipment, folder, "equipment.json"))
            case .stock: written.append(try Self.write(stock, folder, "stock.json"))
            case .readers: written.append(try Self.write(readers, folder, "readers.json"))
            case .alarms: written.append(try Self.write(alarms, folder, "alarms.json"))
            case .occupancy: written.append(try Self.write(occupancy, folder, "occupancy.json"))
            case .maintenance: written.append(try Self.write(maintenance, folder, "maintenance.json"))
            case .levels: written += try writeLevels(folder)
            }
        }
        return written
    }

    private func writeLevels(_ folder: String) throws -> [String] {
        guard !levels.isEmpty else { return [] }
        let levelFolder = folder + "/levels"
        try AtomicFile.makeFolder(levelFolder)
        var taken: Set<String> = []
        return try levels.map { level in
            let plain = FileName.plain(level.level.id.rawValue)
            var name = plain
            var number = 1
            while !taken.insert(name).inserted {
                number += 1
                name = "\(plain)-\(number)"
            }
            return "levels/" + (try Self.write(level, levelFolder, name + ".geojson"))
        }
    }

    private static func write(_ answer: some Answer, _ folder: String, _ name: String) throws -> String {
        try AtomicFile.write(answer.json + [UInt8(ascii: "\n")], folder: folder, name: name)
        return name
    }
}

/// A report over a span of time, written when it is asked for.
public enum SpanReport {
    /// Writes one report's file atomically. - Returns: its name.
    public static func write(_ answer: any Answer, name: String, folder: String) throws -> String {
        try AtomicFile.makeFolder(folder)
        try AtomicFile.write(answer.json + [UInt8(ascii: "\n")], folder: folder, name: name + ".json")
        return name + ".json"
    }
}
