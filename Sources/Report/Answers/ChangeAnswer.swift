public import Model

/// The answer of a command that changed something: `tags import|bind|unbind`, `backup`, `purge`.
public struct ChangeAnswer: Answer {
    public static let schema = "vigie.change/1"

    /// As on the command line, without `vigie`.
    public var verb: String
    /// The one word or id that belongs to the answer: a trackable, a path.
    public var subject: String?
    /// Counts by name, in order.
    public var figures: [(name: String, value: Int)]

    public init(verb: String, subject: String?, figures: [(name: String, value: Int)]) {
        self.verb = verb
        self.subject = subject
        self.figures = figures
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            json.member("schema", Self.schema)
            writeMembers(&json)
        }
    }

    /// What was done, to what, and the counts: the members that every answer about a change begins with.
    func writeMembers(_ json: inout JSONWriter) {
        json.member("verb", verb)
        json.member("subject", subject)
        for figure in figures {
            json.key(figure.name)
            json.integer(figure.value)
        }
    }

    public func text(_ style: TextStyle) -> String { line(style, Phrases.change(verb)) }

    /// One line: what was done, to what, and the counts.
    func line(_ style: TextStyle, _ done: Phrase) -> String {
        let language = style.language
        let counts = figures.map { "\(Phrases.figure($0.name)(language)) \($0.value)" }.joined(separator: ", ")
        let words = [done(language), subject.map(Printable.clean) ?? "", counts]
        return words.filter { !$0.isEmpty }.joined(separator: " ") + "\n"
    }
}
