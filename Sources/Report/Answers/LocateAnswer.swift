public import Model

/// The answer to `locate WHAT`: where the trackables of an id, a tag, a name, a category or a kind are now.
public struct LocateAnswer: Answer {
    public static let schema = "vigie.locate/1"

    public var scope: AnswerScope
    /// As asked, verbatim.
    public var query: String
    public var near: UnitPlace?
    public var results: [Located]
    /// Whether `-n` cut the list.
    public var hasMore: Bool
    /// Staff who matched, by unit: they are counted, never named.
    public var staff: [StaffCount]

    /// Members of staff in one unit.
    public struct StaffCount: Hashable, Sendable {
        /// Nil for those whose place is in no unit or not known.
        public var unit: UnitPlace?
        public var count: Int

        public init(unit: UnitPlace?, count: Int) {
            self.unit = unit
            self.count = count
        }
    }

    public init(
        scope: AnswerScope, query: String, near: UnitPlace? = nil, results: [Located], hasMore: Bool = false,
        staff: [StaffCount] = []
    ) {
        self.scope = scope
        self.query = query
        self.near = near
        self.results = results
        self.hasMore = hasMore
        self.staff = staff
    }

    public var isFound: Bool { !results.isEmpty || !staff.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            json.member("query", query)
            json.member("near", near?.id.rawValue)
            json.member("has_more", hasMore)
            json.array("results") { json in
                for result in results { json.object { result.write(&$0) } }
            }
            if !staff.isEmpty { json.array("staff") { StaffCount.write(staff, &$0) } }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return nothingFound(style) }
        var text = table(style)
        for result in results {
            if let sentence = result.cannotTellText(scope, language) {
                for line in Wrapped.lines(Printable.clean(sentence), width: style.widthColumns) {
                    text += Tone.bad.paint(line, style) + "\n"
                }
            }
        }
        if results.count == 1, !hasMore { text += details(results[0], style) }
        text += StaffCount.table(staff, style)
        if hasMore { text += Phrases.more(language) + "\n" }
        return text + scope.footer(style)
    }

    private func table(_ style: TextStyle) -> String {
        let language = style.language
        let columns: [TextTable.Column] = [
            .init(Phrases.id(language), elasticDownTo: 10),
            .init(Phrases.name(language), elasticDownTo: 10),
            .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.state(language)),
            .init(Phrases.age(language), isRightAligned: true),
            .init(Phrases.confidenceShort(language), isRightAligned: true),
        ]
        let hasStatus = results.contains { $0.status != nil }
        let statusColumns: [TextTable.Column] = [.init(Phrases.status(language)), .init(Phrases.why(language))]
        var table = TextTable(columns + Way.columns(language) + (hasStatus ? statusColumns : []))
        for result in results {
            let cells: [TextTable.Cell] = [
                .init(result.trackable.id.rawValue),
                .init(result.trackable.label(language)),
                .init(result.unitText(language)),
                .init(result.levelText),
                .init(result.judgement.state.text(language), result.judgement.state.tone),
                .init(result.ageText(language)),
                .init(Spoken.percent(result.confidence)),
            ]
            let status: [TextTable.Cell] = [
                .init(result.status?.status.text(language) ?? ""), .init(result.status?.whyText(scope, language) ?? ""),
            ]
            table.add(cells + (result.way?.cells(language) ?? ["", ""]) + (hasStatus ? status : []))
        }
        return table.text(style)
    }

    /// What one match alone has room for.
    private func details(_ result: Located, _ style: TextStyle) -> String {
        let language = style.language
        var parts: [String] = []
        if let since = result.since, result.unit != nil {
            parts.append("\(Phrases.there(language)) \(scope.short(since))")
        }
        if let observedAt = result.observedAt {
            parts.append("\(Phrases.heard(language)) \(scope.short(observedAt))")
        }
        if result.uncertaintyMetres.isFinite {
            parts.append("± \(Spoken.metres(Double(result.uncertaintyMetres)))")
        }
        if result.batteryPercent.isFinite {
            parts.append("\(Phrases.battery(language)) \(Spoken.percent(result.batteryPercent / 100))")
        }
        if result.isClockClamped { parts.append(Phrases.clockAhead(language)) }
        return parts.isEmpty ? "" : Printable.clean(parts.joined(separator: ", ")) + "\n"
    }

    private func nothingFound(_ style: TextStyle) -> String {
        let query = Printable.clean(query)
        return Phrases.nothingMatches(query, style.language) + "\n"
    }
}

extension LocateAnswer.StaffCount {
    static func write(_ counts: [Self], _ json: inout JSONWriter) {
        for count in counts {
            json.object { json in
                count.unit?.write(&json)
                json.member("count", SmallCount.told(count.count))
            }
        }
    }

    static func table(_ counts: [Self], _ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable([
            .init(Phrases.staff(language).uppercased(), isRightAligned: true),
            .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.level(language), elasticDownTo: 6),
        ])
        for count in counts {
            table.add([
                .init(TrackableKind.staff.countText(count.count, language)),
                .init(count.unit?.label ?? Phrases.nowhere(language)), .init(count.unit?.levelLabel ?? ""),
            ])
        }
        return table.text(style)
    }
}
