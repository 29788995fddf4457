public import Model

/// One thing that was looked at: what was found, how good it is, and what to do.
public struct Finding: Hashable, Sendable {
    /// How good it is: nothing to do, worth a look, something is broken.
    public enum Grade: String, Sendable, CaseIterable {
        case ok, warn, bad
    }

    /// What was looked at, a stable word for programs (`database`, `durability`, …).
    public var check: String
    public var grade: Grade
    /// What was found, one sentence or amount.
    public var found: Phrase
    /// What to do; nil when nothing has to be done.
    public var remedy: Phrase?

    public init(_ check: String, _ grade: Grade, _ found: Phrase, remedy: Phrase? = nil) {
        self.check = check
        self.grade = grade
        self.found = found
        self.remedy = remedy
    }
}

/// The answer of `doctor` and `verify`: a list of findings, the same form for both. JSON carries them in English.
public struct FindingsAnswer: Answer {
    public static let doctorSchema = "vigie.doctor/1"
    public static let verifySchema = "vigie.verify/1"

    public var schema: String
    /// Nil when there is no database to speak of.
    public var scope: AnswerScope?
    public var findings: [Finding]
    /// SHA-256 over the content, hex; `verify` only.
    public var contentHash: String?

    public init(schema: String, scope: AnswerScope?, findings: [Finding], contentHash: String? = nil) {
        self.schema = schema
        self.scope = scope
        self.findings = findings
        self.contentHash = contentHash
    }

    /// The worst grade among the findings.
    public var worst: Finding.Grade {
        if findings.contains(where: { $0.grade == .bad }) { return .bad }
        return findings.contains { $0.grade == .warn } ? .warn : .ok
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            if let scope {
                scope.write(schema, &json)
            } else {
                json.member("schema", schema)
            }
            json.member("result", worst.rawValue)
            json.member("content_hash", contentHash)
            json.array("checks") { json in
                for finding in findings {
                    json.object { json in
                        json.member("check", finding.check)
                        json.member("result", finding.grade.rawValue)
                        json.member("found", finding.found.english)
                        json.member("remedy", finding.remedy?.english)
                    }
                }
            }
        }
    }

    /// One line per finding, its remedy under it; words that do not fit go on below.
    public func text(_ style: TextStyle) -> String {
        let language = style.language
        let checkWidth = findings.map { DisplayWidth.of($0.check) }.max() ?? 0
        let indent = String(repeating: " ", count: 8 + checkWidth)
        var text = ""
        for finding in findings {
            let grade = finding.grade.text(language)
            let padded = grade + String(repeating: " ", count: max(0, 6 - DisplayWidth.of(grade)))
            let check = finding.check + String(repeating: " ", count: checkWidth - DisplayWidth.of(finding.check))
            let lines = Wrapped.lines(
                Printable.clean(finding.found(language)), width: style.widthColumns.map { $0 - 8 - checkWidth })
            text +=
                finding.grade.tone.paint(padded, style) + check + "  " + lines.joined(separator: "\n" + indent) + "\n"
            guard let remedy = finding.remedy else { continue }
            let advice = Wrapped.lines(
                "→ " + Printable.clean(remedy(language)), width: style.widthColumns.map { $0 - 8 - checkWidth })
            text += indent + advice.joined(separator: "\n" + indent) + "\n"
        }
        if let contentHash { text += Phrases.contentHash(language) + " " + contentHash + "\n" }
        return text + (scope?.footer(style) ?? "")
    }
}

extension Finding.Grade {
    func text(_ language: Language) -> String {
        switch self {
        case .ok: "ok"
        case .warn: Phrases.warn(language)
        case .bad: Phrases.bad(language)
        }
    }

    var tone: Tone {
        switch self {
        case .ok: .good
        case .warn: .warning
        case .bad: .bad
        }
    }
}
