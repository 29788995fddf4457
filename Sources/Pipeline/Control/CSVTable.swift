import Model

/// A CSV text as records of fields with their line numbers (RFC 4180; the separator is a comma, or a semicolon when the
/// header has only those; a byte order mark is passed over; blank lines are too).
///
/// Works on bytes: every character that means something in CSV is ASCII, and UTF-8 never has such a byte inside another
/// character. The fields lie unquoted behind each other in one buffer.
/// - Complexity: O(n) in the text.
struct CSVTable {
    /// One record: its line in the text, from 1, and which fields are its.
    struct Record {
        var line: Int
        var fields: Range<Int>
    }

    private(set) var header: [String] = []
    /// Without the header.
    private(set) var records: ArraySlice<Record> = []
    private let bytes: [UInt8]
    /// Where each field ends; it begins where the one before it ends.
    private let ends: [Int]

    /// - Throws: 65 for a quote that does not close, naming the line where its record begins, and for an empty text.
    init(text: String, file: String) throws(VigieError) {
        var text = text
        var (scanner, bytes) = text.withUTF8 { text in
            var scanner = CSVScanner(text)
            // Unquoting only ever makes it shorter.
            let bytes = [UInt8](unsafeUninitializedCapacity: text.count) { output, count in
                scanner.run(text, into: output)
                count = scanner.count
            }
            return (scanner, bytes)
        }
        guard !scanner.isQuoted else {
            throw VigieError(
                .badData, "a quoted field does not end", place: "\(file):\(scanner.recordLine)",
                remedy: "Close the quote.")
        }
        scanner.endText()
        self.bytes = bytes
        ends = scanner.ends
        guard let first = scanner.records.first else {
            throw VigieError(.badData, "is empty", place: file, remedy: "It needs a header line.")
        }
        header = first.fields.map { field($0) { String(decoding: $0, as: UTF8.self) } }
        records = scanner.records.dropFirst()
    }

    /// The bytes of a field without the spaces and tabs around it.
    func field<Value>(_ field: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        bytes.withUnsafeBufferPointer { bytes in
            var start = field == 0 ? 0 : ends[field - 1]
            var end = ends[field]
            while start < end, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") { start += 1 }
            while start < end, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\t") { end -= 1 }
            return body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        }
    }
}

/// The state machine over the bytes.
private struct CSVScanner {
    /// Bytes of fields so far.
    private(set) var count = 0
    var ends: [Int] = []
    var records: [CSVTable.Record] = []
    var isQuoted = false
    var recordLine = 1
    private var line = 1
    private var wasQuoted = false
    private var fieldStart = 0
    private var recordStart = 0
    private var separator = UInt8(ascii: ",")

    init(_ text: UnsafeBufferPointer<UInt8>) {
        let first = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        if !first.contains(separator), first.contains(UInt8(ascii: ";")) { separator = UInt8(ascii: ";") }
        // A record of the registry has eight fields in some eighty bytes.
        ends.reserveCapacity(text.count / 8)
        records.reserveCapacity(text.count / 64)
    }

    /// - Parameter output: room for as many bytes as the text has.
    mutating func run(_ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) {
        var index = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while index < text.count {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            if isQuoted {
                if byte != UInt8(ascii: "\"") {
                    output[count] = byte
                    count += 1
                } else if index < text.count, text[index] == UInt8(ascii: "\"") {
                    output[count] = byte
                    count += 1
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == separator {
                endField()
            } else if byte == UInt8(ascii: "\n") {
                endRecord()
                recordLine = line
            } else if byte == UInt8(ascii: "\""), count == fieldStart, !wasQuoted {
                isQuoted = true
                wasQuoted = true
            } else if byte != UInt8(ascii: "\r") {
                output[count] = byte
                count += 1
            }
        }
    }

    /// A last record needs no line end.
    mutating func endText() {
        if count > fieldStart || ends.count > recordStart { endRecord() }
    }

    private mutating func endField() {
        ends.append(count)
        fieldStart = count
        wasQuoted = false
    }

    private mutating func endRecord() {
        let isBlank = ends.count == recordStart && count == fieldStart
        endField()
        if isBlank {
            ends.removeLast()
        } else {
            records.append(CSVTable.Record(line: recordLine, fields: recordStart..<ends.count))
            recordStart = ends.count
        }
    }
}
