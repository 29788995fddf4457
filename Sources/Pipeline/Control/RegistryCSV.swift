import Decode
import FoundationEssentials
public import Model

/// Reads the registry's CSV (RFC 4180, UTF-8, header line, comma or semicolon).
public enum RegistryCSV {
    static let columns = ["tag", "trackable", "kind", "name", "category", "assigned_unit", "model", "serial"]
    /// Problems told at once.
    static let problemsMax = 50

    /// Reads a file, all or nothing.
    /// - Throws: 66 when it cannot be read; 65 naming every bad row, its line, field and remedy.
    public static func read(file: String) throws(VigieError) -> [RegistryRow] {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw VigieError(.noInput, "cannot be read", place: file, remedy: "Check the path and its permissions.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw VigieError(.badData, "is not UTF-8", place: file, remedy: "Save it as UTF-8.")
        }
        return try read(text: text, file: file)
    }

    /// The same from text.
    public static func read(text: String, file: String) throws(VigieError) -> [RegistryRow] {
        let table = try CSVTable(text: text, file: file)
        let places = try header(table, file: file)
        var problems: [String] = []
        var rows: [RegistryRow] = []
        var lineOfTag: [TagID: Int] = [:]
        for (line, fields) in table.rows {
            func field(_ name: String) -> String {
                guard let place = places[name], place < fields.count else { return "" }
                return CSVTable.trimmed(fields[place])
            }
            func problem(_ what: String) {
                if problems.count < problemsMax { problems.append("\(file):\(line): \(what)") }
            }
            guard fields.count <= table.header.count else {
                problem("has \(fields.count) fields, the header has \(table.header.count); quote texts with commas")
                continue
            }
            guard let row = row(field, problem) else { continue }
            if let earlier = lineOfTag[row.tag] {
                problem("tag: is in line \(earlier) already; keep one of them")
                continue
            }
            lineOfTag[row.tag] = line
            rows.append(row)
        }
        guard problems.isEmpty else {
            throw VigieError(
                .badData, "nothing was imported\n" + problems.joined(separator: "\n"), place: file,
                remedy: "Mend these rows and import again.")
        }
        return rows
    }

    private static func header(_ table: CSVTable, file: String) throws(VigieError) -> [String: Int] {
        var places: [String: Int] = [:]
        for (place, name) in table.header.enumerated() {
            let name = CSVTable.trimmed(name)
            guard columns.contains(name), places[name] == nil else {
                throw VigieError(
                    .badData, "column \(Printable.clean(name)) is unknown or given twice", place: "\(file):1",
                    remedy: "Columns: \(columns.joined(separator: ",")).")
            }
            places[name] = place
        }
        for needed in ["tag", "trackable", "kind"] where places[needed] == nil {
            throw VigieError(
                .badData, "column \(needed) is missing", place: "\(file):1",
                remedy: "Columns: \(columns.joined(separator: ",")).")
        }
        return places
    }

    private static func row(_ field: (String) -> String, _ problem: (String) -> Void) -> RegistryRow? {
        guard let tag = TagIdentifier.canonical(field("tag")) else {
            problem("tag: is empty, too long or has control characters")
            return nil
        }
        let trackable = field("trackable")
        guard isIdentifier(trackable) else {
            problem("trackable: must be 1 to \(Limits.tagBytesMax) bytes without control characters")
            return nil
        }
        guard let kind = TrackableKind(rawValue: field("kind")) else {
            let kinds = TrackableKind.allCases.map(\.rawValue).joined(separator: ", ")
            problem("kind: must be one of \(kinds)")
            return nil
        }
        let name = field("name")
        guard name.isEmpty || (kind != .patient && kind != .staff) else {
            // The name itself must not come back in an error.
            problem("name: people are pseudonyms only; leave it empty")
            return nil
        }
        for text in [name, field("category"), field("assigned_unit"), field("model"), field("serial")]
        where text.utf8.count > Limits.jsonStringBytesMax || text.unicodeScalars.contains(where: { $0.value < 0x20 }) {
            problem("a field is longer than \(Limits.jsonStringBytesMax) bytes or has control characters")
            return nil
        }
        return RegistryRow(
            tag: tag.id, trackable: TrackableID(trackable), kind: kind, name: name, category: field("category"),
            assignedUnit: field("assigned_unit"), model: field("model"), serial: field("serial"))
    }

    private static func isIdentifier(_ text: String) -> Bool {
        (1...Limits.tagBytesMax).contains(text.utf8.count)
            && !text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }
}
