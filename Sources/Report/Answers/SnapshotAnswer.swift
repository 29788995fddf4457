public import Model

/// The answer to `snapshot`: who and what was in which unit at a moment.
public struct SnapshotAnswer: Answer {
    public static let schema = "vigie.snapshot/1"

    public var scope: AnswerScope
    /// The moment asked for; nil for now, and then states are known.
    public var at: Instant?
    /// The unit asked for; nil for all.
    public var unit: UnitPlace?
    public var units: [UnitContent]

    /// What was in one unit.
    public struct UnitContent: Sendable {
        /// Nil for what is in no unit.
        public var unit: UnitPlace?
        public var present: [Presence]
        /// Members of staff: counted, never named.
        public var staffCount: Int

        public init(unit: UnitPlace?, present: [Presence], staffCount: Int) {
            self.unit = unit
            self.present = present
            self.staffCount = staffCount
        }
    }

    /// One trackable in a unit.
    public struct Presence: Sendable {
        public var trackable: TrackableName
        /// Now only.
        public var judgement: FixJudgement?
        /// Since when it had been there.
        public var from: Instant?
        /// 0–1.
        public var confidence: Float

        public init(trackable: TrackableName, judgement: FixJudgement?, from: Instant?, confidence: Float) {
            self.trackable = trackable
            self.judgement = judgement
            self.from = from
            self.confidence = confidence
        }
    }

    public init(scope: AnswerScope, at: Instant?, unit: UnitPlace?, units: [UnitContent]) {
        self.scope = scope
        self.at = at
        self.unit = unit
        self.units = units
    }

    public var isFound: Bool { !units.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            json.member("at", at ?? scope.now)
            json.member("basis", at == nil ? "current" : "stays")
            json.array("units") { json in
                for content in units { json.object { write(content, &$0) } }
            }
        }
    }

    private func write(_ content: UnitContent, _ json: inout JSONWriter) {
        content.unit?.write(&json)
        json.object("counts") { json in
            for kind in TrackableKind.allCases {
                let count = content.count(of: kind)
                guard count > 0, kind != .staff || SmallCount.isTold(count) else { continue }
                json.key(kind.rawValue)
                json.integer(count)
            }
        }
        json.array("trackables") { json in
            for presence in content.present {
                json.object { json in
                    presence.trackable.write(&json)
                    json.member("state", presence.judgement?.state.rawValue)
                    json.member("from", presence.from)
                    json.member("confidence", Double(presence.confidence), decimals: 3)
                }
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var text = ""
        if let at { text += Tone.heading.paint(Phrases.whereAt(scope.full(at), language), style) + "\n" }
        guard isFound else { return text + Phrases.nobodyThere(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.id(language), elasticDownTo: 10),
            .init(Phrases.name(language), elasticDownTo: 10),
            .init(Phrases.state(language)),
            .init(Phrases.since(language)),
        ])
        for content in units { add(content, to: &table, language) }
        return text + table.text(style) + scope.footer(style)
    }

    private func add(_ content: UnitContent, to table: inout TextTable, _ language: Language) {
        let unit = content.unit?.label ?? Phrases.outsideUnits(language)
        let level = content.unit?.levelLabel ?? ""
        for presence in content.present {
            table.add([
                .init(unit), .init(level), .init(presence.trackable.id.rawValue),
                .init(presence.trackable.label(language)),
                presence.judgement.map { .init($0.state.text(language), $0.state.tone) } ?? .init(""),
                .init(presence.from.map(scope.short) ?? ""),
            ])
        }
        guard content.staffCount > 0 else { return }
        let count = "\(TrackableKind.staff.countText(content.staffCount, language)) × \(Phrases.staff(language))"
        table.add([.init(unit), .init(level), "", .init(count), "", ""])
    }
}

extension SnapshotAnswer.UnitContent {
    /// How many of a kind; staff are only counted.
    func count(of kind: TrackableKind) -> Int {
        kind == .staff ? staffCount : present.count { $0.trackable.kind == kind }
    }
}
