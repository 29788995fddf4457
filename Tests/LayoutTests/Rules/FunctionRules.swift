/// Functions, initialisers and computed properties are short: from their first word to their closing brace.
enum FunctionRules {
    static func check(_ path: String, _ code: [UInt8]) -> [Violation] {
        var violations: [Violation] = []
        var line = 1
        var position = 0
        while position < code.count {
            let byte = code[position]
            if byte == UInt8(ascii: "\n") { line += 1 }
            guard isLetter(byte) else {
                position += 1
                continue
            }
            let start = position
            while position < code.count, isLetter(code[position]) { position += 1 }
            let word = String(decoding: code[start..<position], as: UTF8.self)
            guard ["func", "init", "deinit", "subscript", "var"].contains(word), !followsDot(start, code),
                let body = bodyStart(after: position, code, isProperty: word == "var"),
                let end = matchingBrace(body, code)
            else { continue }
            let lines = code[start...end].count { $0 == UInt8(ascii: "\n") } + 1
            if lines > LayoutLimits.functionLines {
                violations.append(
                    Violation(path: path, line: line, rule: .functionTooLong, detail: "\(word) of \(lines) lines"))
            }
        }
        return violations
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    private static func followsDot(_ start: Int, _ code: [UInt8]) -> Bool {
        start > 0 && code[start - 1] == UInt8(ascii: ".")
    }

    /// The opening brace of a declaration; nil when it has no body.
    private static func bodyStart(after position: Int, _ code: [UInt8], isProperty: Bool) -> Int? {
        var depth = 0
        var position = position
        while position < code.count {
            switch code[position] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                depth -= 1
                if depth < 0 { return nil }
            case UInt8(ascii: "{") where depth == 0: return position
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "=") where depth == 0 && isProperty: return nil
            case UInt8(ascii: "\n") where depth == 0:
                if isProperty || startsDeclaration(position + 1, code) { return nil }
            default: break
            }
            position += 1
        }
        return nil
    }

    /// Whether the next line begins another declaration, so that the one before had no body.
    private static func startsDeclaration(_ start: Int, _ code: [UInt8]) -> Bool {
        let line = code[start...].prefix { $0 != UInt8(ascii: "\n") }
        let word = String(decoding: line, as: UTF8.self).split(separator: " ").first.map(String.init) ?? ""
        let declarations: Set<String> = [
            "func", "init", "deinit", "subscript", "var", "let", "case", "static", "mutating", "public", "internal",
            "private", "fileprivate", "associatedtype", "typealias", "struct", "enum", "class", "extension",
            "@inlinable",
        ]
        return declarations.contains(word) || word.hasPrefix("init(") || word.hasPrefix("subscript(")
    }

    private static func matchingBrace(_ open: Int, _ code: [UInt8]) -> Int? {
        var depth = 0
        for position in open..<code.count {
            if code[position] == UInt8(ascii: "{") { depth += 1 }
            if code[position] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return position }
            }
        }
        return nil
    }
}
