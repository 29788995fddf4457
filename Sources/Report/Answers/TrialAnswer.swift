public import Model

/// `alarms try`: what rules would have raised on history.
public struct TrialAnswer: Answer {
    public static let schema = "vigie.trial/1"

    /// One rule's outcome.
    public struct Rule: Sendable {
        public var rule: String
        public var condition: String
        public var severity: AlarmSeverity
        /// False when stays cannot tell it.
        public var isTold: Bool
        public var raised: Int
        public var checks: Int
        public var escorted: Int
        public var perDay: Double
        public var mostInADay: Int
        public var examples: [(trackable: TrackableID?, unit: String, at: Instant, certainty: AlarmCertainty)]

        public init(
            rule: String, condition: String, severity: AlarmSeverity, isTold: Bool, raised: Int, checks: Int,
            escorted: Int, perDay: Double, mostInADay: Int,
            examples: [(trackable: TrackableID?, unit: String, at: Instant, certainty: AlarmCertainty)]
        ) {
            self.rule = rule
            self.condition = condition
            self.severity = severity
            self.isTold = isTold
            self.raised = raised
            self.checks = checks
            self.escorted = escorted
            self.perDay = perDay
            self.mostInADay = mostInADay
            self.examples = examples
        }
    }

    public var scope: AnswerScope
    public var from: Instant
    public var to: Instant
    public var trackables: Int
    public var stays: Int
    /// In the order of the file.
    public var rules: [Rule]

    public init(scope: AnswerScope, from: Instant, to: Instant, trackables: Int, stays: Int, rules: [Rule]) {
        self.scope = scope
        self.from = from
        self.to = to
        self.trackables = trackables
        self.stays = stays
        self.rules = rules
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            json.member("from", from)
            json.member("to", to)
            json.member("trackables", trackables)
            json.member("stays", stays)
            json.array("rules") { json in
                for rule in rules { json.object { write(rule, &$0) } }
            }
        }
    }

    private func write(_ rule: Rule, _ json: inout JSONWriter) {
        json.member("rule", rule.rule)
        json.member("condition", rule.condition)
        json.member("severity", rule.severity.rawValue)
        json.member("told", rule.isTold)
        guard rule.isTold else { return }
        json.member("raised", rule.raised)
        json.member("checks", rule.checks)
        json.member("escorted", rule.escorted)
        json.member("per_day", rule.perDay, decimals: 2)
        json.member("most_in_a_day", rule.mostInADay)
        json.array("examples") { json in
            for example in rule.examples {
                json.object { json in
                    json.member("at", example.at)
                    json.member("trackable", example.trackable?.rawValue)
                    json.member("unit_name", example.unit.isEmpty ? nil : example.unit)
                    json.member("certainty", example.certainty.rawValue)
                }
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable([
            .init(Phrases.rule(language), elasticDownTo: 10), .init(Phrases.condition(language)),
            .init(Phrases.raisedTitle(language), isRightAligned: true),
            .init(Phrases.perDay(language), isRightAligned: true),
            .init(Phrases.mostInADay(language), isRightAligned: true),
            .init(Phrases.checksTitle(language), isRightAligned: true),
            .init(Phrases.escortedTitle(language), isRightAligned: true), .init(Phrases.firstTitle(language)),
        ])
        for rule in rules {
            guard rule.isTold else {
                table.add([
                    .init(rule.rule), .init(rule.condition), .init(""), .init(""), .init(""), .init(""), .init(""),
                    .init(Phrases.notInHistory(language)),
                ])
                continue
            }
            let first = rule.examples.first.map { example in
                [scope.short(example.at), example.trackable?.rawValue ?? "", example.unit].filter { !$0.isEmpty }
                    .joined(separator: " ")
            }
            table.add([
                .init(rule.rule), .init(rule.condition), .init("\(rule.raised)"), .init(tenths(rule.perDay, language)),
                .init("\(rule.mostInADay)"), .init("\(rule.checks)"), .init("\(rule.escorted)"), .init(first ?? ""),
            ])
        }
        return table.text(style) + Phrases.triedOver(stays, trackables, language) + "\n" + scope.footer(style)
    }

    private func tenths(_ value: Double, _ language: Language) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10)\(language == .french ? "," : ".")\(tenths % 10)"
    }
}
