public import Model
public import Store

/// A stay with the words for its unit.
public struct StayView: Hashable, Sendable {
    public var unit: UnitPlace
    public var from: Instant
    /// Nil while it lasts.
    public var to: Instant?
    /// Mean over the stay's reads, 0–1.
    public var confidence: Float
    /// Whether reads that came late changed what had been told before.
    public var isCorrected: Bool

    public init(unit: UnitPlace, from: Instant, to: Instant?, confidence: Float, isCorrected: Bool = false) {
        self.unit = unit
        self.from = from
        self.to = to
        self.confidence = confidence
        self.isCorrected = isCorrected
    }

    public init(_ row: StayRow) {
        self.init(
            unit: UnitPlace(row.unit), from: row.from, to: row.to, confidence: row.confidence,
            isCorrected: row.isCorrected)
    }

    func write(_ json: inout JSONWriter, until now: Instant) {
        unit.write(&json)
        json.member("from", from)
        json.member("to", to)
        json.member("duration_s", (to ?? max(now, from)).seconds(since: from), decimals: 3)
        json.member("confidence", Double(confidence), decimals: 3)
        if isCorrected { json.member("corrected", true) }
    }

    func spanText(_ scope: AnswerScope, _ language: Language) -> String {
        let end = to ?? max(scope.now, from)
        return Spoken.span(milliseconds: end.milliseconds - from.milliseconds, language)
    }
}

/// Where one trackable was at a past moment, by its stays.
public struct PastPlace: Sendable {
    /// What the answer rests on.
    public enum Basis: String, Sendable, CaseIterable {
        /// A stay that holds the moment.
        case stay
        /// The last stay that ended before it.
        case lastStayBefore = "last_stay_before"
        /// No stay had begun.
        case none
    }

    public var trackable: TrackableName
    public var basis: Basis
    public var stay: StayView?
    /// From the unit asked for; nil when none was.
    public var way: Way?
    /// Of a device, when it was asked for.
    public var status: JudgedStatus?

    public init(trackable: TrackableName, basis: Basis, stay: StayView?, way: Way? = nil) {
        self.trackable = trackable
        self.basis = basis
        self.stay = stay
        self.way = way
    }
}

/// The answer to `locate WHAT --at TIME`.
public struct PastAnswer: Answer {
    public static let schema = "vigie.locate/1"

    public var scope: AnswerScope
    public var query: String
    public var at: Instant
    public var near: UnitPlace?
    public var results: [PastPlace]
    /// Whether `-n` cut the list.
    public var hasMore: Bool

    public init(
        scope: AnswerScope, query: String, at: Instant, near: UnitPlace? = nil, results: [PastPlace],
        hasMore: Bool = false
    ) {
        self.scope = scope
        self.query = query
        self.at = at
        self.near = near
        self.results = results
        self.hasMore = hasMore
    }

    /// True when at least one match had a stay by then.
    public var isFound: Bool { results.contains { $0.basis != .none } }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            json.member("query", query)
            json.member("at", at)
            json.member("near", near?.id.rawValue)
            json.member("has_more", hasMore)
            json.array("results") { json in
                for result in results {
                    json.object { json in
                        result.trackable.write(&json)
                        json.member("basis", result.basis.rawValue)
                        result.status?.write(&json)
                        result.stay?.write(&json, until: scope.now)
                        result.way?.write(&json)
                    }
                }
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard !results.isEmpty else {
            return Phrases.nothingMatches(Printable.clean(query), language) + "\n"
        }
        let columns: [TextTable.Column] = [
            .init(Phrases.id(language), elasticDownTo: 10),
            .init(Phrases.name(language), elasticDownTo: 10),
            .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.from(language)),
            .init(Phrases.to(language)),
            .init(Phrases.basis(language)),
        ]
        let hasStatus = results.contains { $0.status != nil }
        let statusColumns: [TextTable.Column] = [.init(Phrases.status(language)), .init(Phrases.why(language))]
        var table = TextTable(columns + Way.columns(language) + (hasStatus ? statusColumns : []))
        for result in results {
            let status: [TextTable.Cell] = [
                .init(result.status?.status.text(language) ?? ""),
                .init(result.status?.whyText(scope, language) ?? ""),
            ]
            table.add(row(result, language) + (hasStatus ? status : []))
        }
        var text = Tone.heading.paint(Phrases.whereAt(scope.full(at), language), style) + "\n"
        text += table.text(style)
        if hasMore { text += Phrases.more(language) + "\n" }
        return text + scope.footer(style)
    }

    private func row(_ result: PastPlace, _ language: Language) -> [TextTable.Cell] {
        let basis: TextTable.Cell =
            switch result.basis {
            case .stay: .init(Phrases.wasThere(language), .good)
            case .lastStayBefore: .init(Phrases.lastBefore(language), .warning)
            case .none: .init(Phrases.notHeardYet(language), .bad)
            }
        return [
            .init(result.trackable.id.rawValue),
            .init(result.trackable.label(language)),
            .init(result.stay?.unit.label ?? ""),
            .init(result.stay?.unit.levelLabel ?? ""),
            .init(result.stay.map { scope.short($0.from) } ?? ""),
            .init(result.stay.map { stay in stay.to.map(scope.short) ?? "…" } ?? ""),
            basis,
        ] + (result.way?.cells(language) ?? ["", ""])
    }
}

/// The answer to `history WHAT`: the stays of one trackable, the oldest first.
public struct HistoryAnswer: Answer {
    public static let schema = "vigie.history/1"

    public var scope: AnswerScope
    public var trackable: TrackableName
    public var from: Instant?
    public var to: Instant?
    public var stays: [StayView]
    /// Whether older stays of the span were left out by `-n`.
    public var hasOlder: Bool

    public init(
        scope: AnswerScope, trackable: TrackableName, from: Instant? = nil, to: Instant? = nil, stays: [StayView],
        hasOlder: Bool
    ) {
        self.scope = scope
        self.trackable = trackable
        self.from = from
        self.to = to
        self.stays = stays
        self.hasOlder = hasOlder
    }

    public var isFound: Bool { !stays.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            trackable.write(&json)
            json.member("from", from)
            json.member("to", to)
            json.member("has_older", hasOlder)
            json.array("stays") { json in
                for stay in stays { json.object { stay.write(&$0, until: scope.now) } }
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        let title = Printable.clean("\(trackable.id.rawValue)  \(trackable.label(language))")
        var text = Tone.heading.paint(title, style) + "\n"
        guard isFound else { return text + Phrases.noStays(language) + "\n" + scope.footer(style) }
        if hasOlder { text += Phrases.olderLeftOut(language) + "\n" }
        var table = TextTable([
            .init(Phrases.from(language)),
            .init(Phrases.to(language)),
            .init(Phrases.duration(language), isRightAligned: true),
            .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.confidenceShort(language), isRightAligned: true),
        ])
        for stay in stays {
            table.add([
                .init(scope.full(stay.from)),
                .init(stay.to.map { end($0, since: stay.from) } ?? Phrases.lasting(language)),
                .init(stay.spanText(scope, language)),
                .init(stay.unit.label),
                .init(stay.unit.levelLabel),
                .init(Spoken.percent(stay.confidence) + (stay.isCorrected ? " *" : "")),
            ])
        }
        text += table.text(style)
        if stays.contains(where: \.isCorrected) { text += Phrases.corrected(language) + "\n" }
        return text + scope.footer(style)
    }

    /// The time alone on the day on which the stay began.
    private func end(_ end: Instant, since start: Instant) -> String {
        let civil = scope.zone.civil(end)
        return civil.dateText == scope.zone.civil(start).dateText ? civil.timeTextWithSeconds : scope.full(end)
    }
}
