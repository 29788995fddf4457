internal import FoundationEssentials
internal import Model
internal import SimKit

/// The folder with the recorded data sets, which lies outside the package.
enum SharedFolder {
    /// The folder as told, else `shared` found upwards from a place; nil when there is none.
    static func find(_ told: String?, from start: String) -> String? {
        if let told { return isFolder(told + "/data") ? told : nil }
        var folder = start[...]
        while !folder.isEmpty {
            let candidate = folder + "/shared"
            if isFolder(candidate + "/data") { return String(candidate) }
            guard let slash = folder.lastIndex(of: "/") else { break }
            folder = folder[..<slash]
        }
        return nil
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    static func isMissing(_ path: String) -> Bool { !FileManager.default.fileExists(atPath: path) }

    /// A file's text.
    /// - Throws: `noInput` when it is not there or empty.
    static func text(_ path: String) throws -> String {
        let text = TemporaryFolder.text(of: path)
        guard !text.isEmpty else {
            throw VigieError(.noInput, "no such data file", place: path, remedy: "Give the folder with --shared")
        }
        return text
    }

    /// What stands after a word at the beginning of a line; nil when no line begins so.
    static func line(_ word: String, in text: String) -> Substring? {
        text.split(whereSeparator: \.isNewline).first { $0.hasPrefix(word) }?.dropFirst(word.count)
    }

    /// Reads JSON.
    static func decode<Value: Decodable>(_ type: Value.Type, _ text: some StringProtocol, place: String) throws -> Value
    {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw VigieError(.badData, "cannot be read: \(error)", place: place)
        }
    }
}

/// A table with a heading, its cells split at commas and trimmed.
struct Table {
    let columns: [String: Int]
    let rows: [[Substring]]

    init(_ text: String) {
        var lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
                cell.drop { $0 == " " }
            }
        }
        let heading = lines.isEmpty ? [] : lines.removeFirst()
        columns = Dictionary(heading.enumerated().map { (String($0.element), $0.offset) }) { first, _ in first }
        rows = lines
    }

    /// A number of a row; NaN where there is none.
    func number(_ row: [Substring], _ column: String) -> Double {
        guard let index = columns[column], index < row.count else { return .nan }
        return Double(row[index]) ?? .nan
    }
}
