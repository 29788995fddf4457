/// What others may use says what it is. Memberwise initialisers, stored properties (their names carry their units) and
/// what a protocol asks for may go without.
enum DocumentationRules {
    static func check(_ path: String, _ lines: [String], _ codeLines: [String]) -> [Violation] {
        let exempt = conformances(codeLines)
        var found: [(index: Int, declaration: String)] = []
        // One comment serves all functions of a name.
        var documented: Set<String> = []
        for (index, line) in codeLines.enumerated() where !exempt.contains(index) {
            guard let declaration = publicDeclaration(line) else { continue }
            if isDocumented(index, lines) {
                documented.insert(declaration)
            } else {
                found.append((index, declaration))
            }
        }
        let violations = found.filter { !documented.contains($0.declaration) }.map {
            Violation(
                path: path, line: $0.index + 1, rule: .undocumentedPublic,
                detail: "public \($0.declaration) without a doc comment")
        }
        return violations
    }

    /// The kind and name of the public declaration on a line that needs words; nil when there is none.
    private static func publicDeclaration(_ line: String) -> String? {
        var words = line.split(separator: " ").map(String.init)
        var isPublic = false
        let modifiers: Set<String> = [
            "public", "open", "static", "class", "final", "mutating", "nonmutating", "override", "lazy", "weak",
            "indirect", "nonisolated", "convenience", "required", "borrowing", "consuming", "prefix", "private(set)",
            "internal(set)", "fileprivate(set)", "nonisolated(unsafe)",
        ]
        while let first = words.first, modifiers.contains(first) || first.hasPrefix("@") {
            if first == "class", words.count > 1, !modifiers.contains(words[1]), words[1] != "func", words[1] != "var" {
                break
            }
            if first == "public" || first == "open" { isPublic = true }
            words.removeFirst()
        }
        guard isPublic, let kind = words.first, words.count > 1 || kind.hasPrefix("subscript") else { return nil }
        let name = words.count > 1 ? String(words[1].prefix { $0 != "(" && $0 != ":" && $0 != "<" }) : ""
        switch kind {
        case "struct", "enum", "class", "actor", "protocol", "typealias", "func", "macro":
            // Operators have no name of letters, and say what they are.
            return name.isEmpty || witnesses.contains(name) ? nil : "\(kind) \(name)"
        case "var", "let": return line.contains("{") && !witnesses.contains(name) ? "\(kind) \(name)" : nil
        default: return kind.hasPrefix("subscript") ? "subscript" : nil
        }
    }

    /// What the standard protocols ask for, and what says itself.
    private static let witnesses: Set<String> = [
        "description", "debugDescription", "rawValue", "hash", "encode", "==", "<", "isEmpty", "count", "id", "next",
        "makeIterator", "validate", "run", "configuration", "errorDescription",
        "removeAll", "text", "name", "write", "isFound",
    ]

    /// Whether a doc comment ends above a line, attributes in between allowed.
    private static func isDocumented(_ index: Int, _ lines: [String]) -> Bool {
        for line in lines[..<index].reversed() {
            let text = line.drop { $0 == " " || $0 == "\t" }
            if text.hasPrefix("@") { continue }
            return text.hasPrefix("///") || text.hasSuffix("*/")
        }
        return false
    }

    /// The lines inside extensions that conform to a protocol.
    private static func conformances(_ codeLines: [String]) -> Set<Int> {
        var inside: Set<Int> = []
        var depth = 0
        var opened: Int?
        for (index, line) in codeLines.enumerated() {
            let words = line.split(separator: " ")
            let isExtension = words.first == "extension" || words.prefix(2).last == "extension"
            if opened == nil, isExtension, line.prefix(while: { $0 != "{" }).contains(":"), depth == 0 {
                opened = depth
            }
            if opened != nil { inside.insert(index) }
            for character in line.utf8 {
                if character == UInt8(ascii: "{") { depth += 1 }
                if character == UInt8(ascii: "}") { depth -= 1 }
            }
            if let level = opened, depth <= level, line.contains("}") { opened = nil }
        }
        return inside
    }
}
