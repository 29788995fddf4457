import Model

/// A CSV text as rows of fields with their line numbers (RFC 4180; the separator is a comma, or a semicolon when the
/// header has only those; a byte order mark is passed over; blank lines are too).
struct CSVTable {
    let header: [String]
    let rows: [(line: Int, fields: [String])]

    init(text: String, file: String) throws(VigieError) {
        var records: [(line: Int, fields: [String])] = []
        var fields: [String] = []
        var field = String.UnicodeScalarView()
        var line = 1
        var recordLine = 1
        var isQuoted = false
        var wasQuoted = false
        let firstLine = text.prefix { !$0.isNewline }
        let separator: Unicode.Scalar = firstLine.contains(",") || !firstLine.contains(";") ? "," : ";"
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        if next == "\u{FEFF}" { next = scalars.next() }
        func endField() {
            fields.append(String(field))
            field.removeAll()
            wasQuoted = false
        }
        func endRecord() {
            endField()
            if fields != [""] { records.append((recordLine, fields)) }
            fields.removeAll()
        }
        while let scalar = next {
            next = scalars.next()
            if scalar == "\n" { line += 1 }
            if isQuoted {
                if scalar != "\"" {
                    field.append(scalar)
                } else if next == "\"" {
                    field.append(scalar)
                    next = scalars.next()
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"", field.isEmpty, !wasQuoted {
                isQuoted = true
                wasQuoted = true
            } else if scalar == separator {
                endField()
            } else if scalar == "\n" {
                endRecord()
                recordLine = line
            } else if scalar != "\r" {
                field.append(scalar)
            }
        }
        guard !isQuoted else {
            throw VigieError(
                .badData, "a quoted field does not end", place: "\(file):\(recordLine)", remedy: "Close the quote.")
        }
        if !field.isEmpty || !fields.isEmpty { endRecord() }
        guard let first = records.first else {
            throw VigieError(.badData, "is empty", place: file, remedy: "It needs a header line.")
        }
        header = first.fields
        rows = Array(records.dropFirst())
    }

    /// A field without the spaces around it.
    static func trimmed(_ text: String) -> String {
        var view = Substring(text)
        while view.first == " " || view.first == "\t" { view.removeFirst() }
        while view.last == " " || view.last == "\t" { view.removeLast() }
        return String(view)
    }
}
