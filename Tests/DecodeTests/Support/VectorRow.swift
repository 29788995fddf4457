import Foundation

/// A row of the published vectors of identifiers, which lie beside the project and not in it.
struct VectorRow {
    var kind: String
    var input: String
    var expect: String
    var output: String
    var note: String

    var isValid: Bool { expect == "valid" }

    /// Rows of a file whose kind is wanted; nil when there are no samples.
    static func read(_ file: String, _ isWanted: (String) -> Bool) throws -> [VectorRow]? {
        guard let lines = try Samples.lines(file) else { return nil }
        return lines.compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard !line.hasPrefix("#"), columns.count > 5, isWanted(columns[0]) else { return nil }
            return VectorRow(
                kind: columns[0], input: unescaped(columns[1]), expect: columns[2], output: unescaped(columns[3]),
                note: columns[5])
        }
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing("\\x1D", with: "\u{1D}").replacing("\\\\", with: "\\")
    }

    /// What stands between two texts, first occurrence; nil when it is not there.
    func between(_ start: String, _ end: String) -> String? {
        guard let from = output.range(of: start) else { return nil }
        guard let to = output[from.upperBound...].range(of: end) else { return nil }
        return String(output[from.upperBound..<to.lowerBound])
    }
}
