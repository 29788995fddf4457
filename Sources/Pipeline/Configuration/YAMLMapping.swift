import FoundationEssentials
import Model
import Yams

/// A YAML mapping whose keys are known: an unknown one, a wrong type or a number out of range is an error with its
/// line and what to do. Nothing falls back to a default because it was misspelt.
struct YAMLMapping {
    let file: String
    let path: String
    private let node: Node.Mapping
    private let line: Int

    /// Reads a file's document.
    /// - Throws: 66 when the file cannot be read, 78 when it is not a YAML mapping.
    init(file: String) throws(VigieError) {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw VigieError(.noInput, "cannot be read", place: file, remedy: "Check the path and its permissions.")
        }
        try self.init(text: String(decoding: data, as: UTF8.self), file: file)
    }

    init(text: String, file: String) throws(VigieError) {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            let what = "\(error)".split(separator: "\n").first.map(String.init) ?? "not YAML"
            throw VigieError(
                .badConfiguration, "not valid YAML: \(Printable.clean(what))", place: file,
                remedy: "Mend the syntax there.")
        }
        guard let root else {
            self.init(node: Node.Mapping([]), file: file, path: "", line: 1)
            return
        }
        guard let mapping = root.mapping else {
            throw VigieError(
                .badConfiguration, "must be a mapping of keys to values", place: file, remedy: "See the README.")
        }
        self.init(node: mapping, file: file, path: "", line: 1)
    }

    private init(node: Node.Mapping, file: String, path: String, line: Int) {
        self.node = node
        self.file = file
        self.path = path
        self.line = line
    }

    private func key(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// An error about one key, with its line.
    func problem(_ name: String, _ what: String, remedy: String) -> VigieError {
        let line = value(name)?.mark?.line ?? self.line
        return VigieError(.badConfiguration, "\(key(name)): \(what)", place: "\(file):\(line)", remedy: remedy)
    }

    private func value(_ name: String) -> Node? {
        node.first { $0.key.scalar?.string == name }?.value
    }

    func has(_ name: String) -> Bool { value(name) != nil }

    /// Refuses keys that are not in the list, and keys given twice.
    func allow(_ names: [String]) throws(VigieError) {
        var seen: Set<String> = []
        for (key, _) in node {
            let name = key.scalar?.string ?? "?"
            let place = "\(file):\(key.mark?.line ?? line)"
            guard names.contains(name) else {
                throw VigieError(
                    .badConfiguration, "unknown key \(Printable.clean(self.key(name)))", place: place,
                    remedy: "Known here: \(names.joined(separator: ", ")).")
            }
            guard seen.insert(name).inserted else {
                throw VigieError(
                    .badConfiguration, "\(Printable.clean(self.key(name))) is given twice", place: place,
                    remedy: "Keep one of them.")
            }
        }
    }

    func string(_ name: String) throws(VigieError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.scalar?.string, !text.isEmpty else {
            throw problem(name, "must be a text", remedy: "Give one value.")
        }
        return text
    }

    func requiredString(_ name: String) throws(VigieError) -> String {
        guard let text = try string(name) else {
            throw VigieError(
                .badConfiguration, "\(key(name)) is missing", place: "\(file):\(line)", remedy: "Add `\(name): …`.")
        }
        return text
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(VigieError) -> Int? {
        guard let value = value(name) else { return nil }
        guard let text = value.scalar?.string, let number = Int(text.replacing("_", with: "")), range.contains(number)
        else {
            throw problem(
                name, "must be a whole number", remedy: "Allowed: \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    func number(_ name: String) throws(VigieError) -> Double? {
        guard let value = value(name) else { return nil }
        guard let text = value.scalar?.string, let number = Double(text), number.isFinite else {
            throw problem(name, "must be a finite number", remedy: "Write it like 1.5.")
        }
        return number
    }

    func boolean(_ name: String) throws(VigieError) -> Bool? {
        guard let value = value(name) else { return nil }
        switch value.scalar?.string {
        case "true": return true
        case "false": return false
        default: throw problem(name, "must be true or false", remedy: "Write true or false.")
        }
    }

    func mapping(_ name: String) throws(VigieError) -> YAMLMapping? {
        guard let value = value(name) else { return nil }
        guard let mapping = value.mapping else {
            throw problem(name, "must be a mapping", remedy: "Indent its keys below it.")
        }
        return YAMLMapping(node: mapping, file: file, path: key(name), line: value.mark?.line ?? line)
    }

    /// A sequence of mappings.
    func mappings(_ name: String) throws(VigieError) -> [YAMLMapping]? {
        guard let value = value(name) else { return nil }
        guard let sequence = value.sequence else {
            throw problem(name, "must be a list", remedy: "Begin each entry with `- `.")
        }
        var mappings: [YAMLMapping] = []
        for (index, entry) in sequence.enumerated() {
            guard let mapping = entry.mapping else {
                throw problem(name, "entry \(index + 1) must be a mapping", remedy: "Give it keys.")
            }
            let path = "\(key(name))[\(index)]"
            mappings.append(YAMLMapping(node: mapping, file: file, path: path, line: entry.mark?.line ?? line))
        }
        return mappings
    }

    func strings(_ name: String) throws(VigieError) -> [String]? {
        guard let value = value(name) else { return nil }
        guard let sequence = value.sequence else {
            throw problem(name, "must be a list", remedy: "Begin each entry with `- `.")
        }
        return sequence.compactMap { $0.scalar?.string }
    }

    /// A list of pairs or rows of numbers.
    func numbers(_ name: String) throws(VigieError) -> [Double]? {
        guard let value = value(name) else { return nil }
        let numbers = value.sequence?.map { $0.scalar.flatMap { Double($0.string) } ?? .nan } ?? [.nan]
        guard numbers.allSatisfy(\.isFinite) else {
            throw problem(name, "must be a list of finite numbers", remedy: "Write it like [1.5, 2].")
        }
        return numbers
    }
}
