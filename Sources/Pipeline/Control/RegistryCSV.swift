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
    ///
    /// - Complexity: O(n) in the text; 100,000 rows take about a tenth of a second.
    public static func read(text: String, file: String) throws(VigieError) -> [RegistryRow] {
        let table = try CSVTable(text: text, file: file)
        let places = try header(table, file: file)
        var problems: [String] = []
        var rows: [RegistryRow] = []
        rows.reserveCapacity(table.records.count)
        // Lines by tag.
        var lines = ByteTable(minimumCapacity: table.records.count)
        for record in table.records {
            func problem(_ what: String) {
                if problems.count < problemsMax { problems.append("\(file):\(record.line): \(what)") }
            }
            guard record.fields.count <= table.header.count else {
                problem(
                    "has \(record.fields.count) fields, the header has \(table.header.count); quote texts with commas")
                continue
            }
            guard let row = RegistryRecord(table: table, record: record, places: places).row(problem) else { continue }
            let earlier = lines.find(row.tag.rawValue)
            guard earlier < 0 else {
                problem("tag: is in line \(earlier) already; keep one of them")
                continue
            }
            lines.insert(row.tag.rawValue, Int32(truncatingIfNeeded: record.line))
            rows.append(row)
        }
        guard problems.isEmpty else {
            throw VigieError(
                .badData, "nothing was imported\n" + problems.joined(separator: "\n"), place: file,
                remedy: "Mend these rows and import again.")
        }
        return rows
    }

    /// Where each column of ``columns`` is in the file; nil when it is not.
    private static func header(_ table: CSVTable, file: String) throws(VigieError) -> [Int?] {
        var places = [Int?](repeating: nil, count: columns.count)
        for (place, name) in table.header.enumerated() {
            guard let column = columns.firstIndex(of: name), places[column] == nil else {
                throw VigieError(
                    .badData, "column \(Printable.clean(name)) is unknown or given twice", place: "\(file):1",
                    remedy: "Columns: \(columns.joined(separator: ",")).")
            }
            places[column] = place
        }
        for (column, needed) in ["tag", "trackable", "kind"].enumerated() where places[column] == nil {
            throw VigieError(
                .badData, "column \(needed) is missing", place: "\(file):1",
                remedy: "Columns: \(columns.joined(separator: ",")).")
        }
        return places
    }
}

/// One record of the registry, and the rules for it.
private struct RegistryRecord {
    let table: CSVTable
    let record: CSVTable.Record
    let places: [Int?]

    /// A field by its place in ``RegistryCSV/columns``; empty when the record does not have it.
    private func field(_ column: Int) -> String {
        guard let place = places[column], place < record.fields.count else { return "" }
        return table.field(record.fields.lowerBound + place) { String(decoding: $0, as: UTF8.self) }
    }

    /// - Returns: nil after `problem` was told the first thing that is wrong.
    func row(_ problem: (String) -> Void) -> RegistryRow? {
        guard let tag = TagIdentifier.canonical(field(0)) else {
            problem("tag: is empty, too long or has control characters")
            return nil
        }
        let trackable = field(1)
        guard (1...Limits.tagBytesMax).contains(trackable.utf8.count), RegistryRecord.isPrintable(trackable) else {
            problem("trackable: must be 1 to \(Limits.tagBytesMax) bytes without control characters")
            return nil
        }
        guard let kind = TrackableKind(rawValue: field(2)) else {
            let kinds = TrackableKind.allCases.map(\.rawValue).joined(separator: ", ")
            problem("kind: must be one of \(kinds)")
            return nil
        }
        let name = field(3)
        guard name.isEmpty || (kind != .patient && kind != .staff) else {
            // The name itself must not come back in an error.
            problem("name: people are pseudonyms only; leave it empty")
            return nil
        }
        let row = RegistryRow(
            tag: tag.id, trackable: TrackableID(trackable), kind: kind, name: name, category: field(4),
            assignedUnit: field(5), model: field(6), serial: field(7))
        for (column, text) in [(3, name), (4, row.category), (5, row.assignedUnit), (6, row.model), (7, row.serial)] {
            guard text.utf8.count > Limits.jsonStringBytesMax || !RegistryRecord.isPrintable(text) else { continue }
            problem(
                "\(RegistryCSV.columns[column]): is longer than \(Limits.jsonStringBytesMax) bytes, or has control or"
                    + " text-direction characters")
            return nil
        }
        return row
    }

    /// Nothing that commands a terminal (C0, DEL, C1) or turns the direction of what is read; see ``Printable``.
    private static func isPrintable(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } || Printable.clean(text) == text
    }
}
