import Model
import Store

/// A CSV file of the stock: its rows by column, and every row that is bad told at once.
struct StockCSV {
    /// Problems told at once.
    static let problemsMax = 50

    private let table: CSVTable
    private let file: String
    private var placeOfColumn: [String: Int] = [:]
    private var problems: [String] = []
    private var problemCount = 0

    /// - Throws: 65 for a header with unknown, repeated or missing columns.
    init(_ request: StockRequest, columns: [String], needed: [String]) throws(VigieError) {
        file = Printable.clean(request.file ?? "file")
        table = try CSVTable(text: request.text ?? "", file: file)
        let remedy = "Columns: \(columns.joined(separator: ","))"
        for (place, name) in table.header.enumerated() {
            guard columns.contains(name), placeOfColumn[name] == nil else {
                throw VigieError(
                    .badData, "column \(Printable.clean(name)) is unknown or given twice", place: "\(file):1",
                    remedy: remedy)
            }
            placeOfColumn[name] = place
        }
        for name in needed where placeOfColumn[name] == nil {
            throw VigieError(.badData, "column \(name) is missing", place: "\(file):1", remedy: remedy)
        }
    }

    /// One row: its fields by column; absent and empty ones are nil.
    struct Row {
        var line: Int
        var fields: [String: String] = [:]

        subscript(_ column: String) -> String? { fields[column] }

        func needed(_ column: String) throws(VigieError) -> String {
            guard let value = fields[column] else {
                throw VigieError(.badData, "is empty", place: column, remedy: "Fill it in")
            }
            return value
        }

        func number(_ column: String) throws(VigieError) -> Int64? {
            guard let text = fields[column] else { return nil }
            guard let number = Int64(text) else {
                throw VigieError(.badData, "is no whole number", place: column, remedy: "Write digits only")
            }
            return number
        }

        func day(_ column: String) throws(VigieError) -> CalendarDay? {
            guard let text = fields[column] else { return nil }
            guard let day = CalendarDay(text) else {
                throw VigieError(
                    .badData, "is no date that exists", place: column, remedy: "Write it as 2027-03-31")
            }
            return day
        }
    }

    /// Calls `body` for each row; what it throws as a ``VigieError`` is told with its line, and the next row follows.
    mutating func forEach(_ body: (Row) throws -> Void) throws {
        for record in table.records {
            do {
                try body(try row(record))
            } catch let error as VigieError {
                tell(record.line, error)
            }
        }
        guard problemCount == 0 else {
            let more = problemCount > problems.count ? ["… and \(problemCount - problems.count) more"] : []
            throw VigieError(
                .badData, "nothing was imported\n" + (problems + more).joined(separator: "\n"), place: file,
                remedy: "Mend these rows and import again")
        }
    }

    private func row(_ record: CSVTable.Record) throws(VigieError) -> Row {
        guard record.fields.count <= table.header.count else {
            throw VigieError(
                .badData, "has \(record.fields.count) fields, the header has \(table.header.count)",
                remedy: "Quote texts with commas")
        }
        var row = Row(line: record.line)
        for (name, place) in placeOfColumn where place < record.fields.count {
            let text = table.field(record.fields.lowerBound + place) { String(decoding: $0, as: UTF8.self) }
            guard !text.isEmpty else { continue }
            guard text.utf8.count <= Limits.jsonStringBytesMax, Printable.clean(text) == text else {
                throw VigieError(
                    .badData, "is longer than \(Limits.jsonStringBytesMax) bytes or has control characters",
                    place: name, remedy: "Correct it")
            }
            row.fields[name] = text
        }
        return row
    }

    private mutating func tell(_ line: Int, _ error: VigieError) {
        problemCount += 1
        guard problems.count < StockCSV.problemsMax else { return }
        let field = error.place.map { $0 + ": " } ?? ""
        let remedy = error.remedy.map { "; " + $0 } ?? ""
        problems.append("\(file):\(line): \(field)\(error.what)\(remedy)")
    }

    /// A code as the catalogue keeps it: a GTIN as 14 digits, another scheme's with its name before it.
    static func canonical(_ code: String) -> String {
        let scanned = ScannedFacts(code, year: 2000)
        guard scanned.isValid else { return code }
        return scanned.names(code).first ?? code
    }
}
