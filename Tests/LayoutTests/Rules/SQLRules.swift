/// A statement's text never comes from data: arguments are bound.
enum SQLRules {
    static func check(_ path: String, _ literals: [SwiftSource.Literal]) -> [Violation] {
        literals.filter { $0.isInterpolated && isStatement($0.text) }.map {
            Violation(
                path: path, line: $0.line, rule: .interpolatedSQL,
                detail: "bind arguments instead of interpolating: \($0.text.prefix(40))")
        }
    }

    /// Whether a text holds a statement in capitals, so that English sentences pass.
    static func isStatement(_ text: String) -> Bool {
        let words = text.split { " \n\t(),;\\".contains($0) }.map(String.init)
        for (index, word) in words.enumerated() {
            let rest = words[(index + 1)...]
            let next = rest.first ?? ""
            switch word {
            case "SELECT": if rest.contains("FROM") || index == 0 { return true }
            case "INSERT", "REPLACE": if rest.prefix(3).contains("INTO") { return true }
            case "UPDATE": if rest.prefix(6).contains("SET") { return true }
            case "DELETE": if next == "FROM" { return true }
            case "CREATE", "DROP", "ALTER":
                if ["TABLE", "INDEX", "UNIQUE", "TRIGGER", "VIEW", "TEMP", "VIRTUAL"].contains(next) { return true }
            case "PRAGMA", "ATTACH", "SAVEPOINT": if index == 0 { return true }
            case "VACUUM": if index == 0 || next == "INTO" { return true }
            default: break
            }
        }
        return false
    }
}
