public import Model
import SiteMap

/// Where a way begins or ends: a unit, or a trackable in one.
public struct RouteEnd: Sendable {
    /// As asked, verbatim.
    public var query: String
    /// Nil when the trackable is in none.
    public var unit: UnitPlace?
    /// Nil when a unit was asked for.
    public var trackable: Located?

    public init(query: String, unit: UnitPlace?, trackable: Located? = nil) {
        self.query = query
        self.unit = unit
        self.trackable = trackable
    }

    /// Why nobody can be sent there; nil when there is no reason.
    var obstacle: RouteAnswer.Obstacle? {
        switch trackable?.judgement.state {
        case .cannotTell: .cannotTell
        case .unknown: .placeUnknown
        default: unit == nil ? .placeUnknown : nil
        }
    }
}

/// The answer to `route FROM TO`: the way from door to door.
public struct RouteAnswer: Answer {
    public static let schema = "vigie.route/1"

    public var scope: AnswerScope
    public var from: RouteEnd
    public var to: RouteEnd
    /// By lifts and ramps only.
    public var avoidsStairs: Bool
    public var outcome: Outcome

    /// What was found.
    public enum Outcome: Sendable {
        /// The stretches, at least one.
        case way([RouteStretch])
        case obstacle(Obstacle)
    }

    /// Why there is no way.
    public enum Obstacle: String, Sendable, CaseIterable {
        case noWay = "no_way"
        /// Only stairs lead there.
        case stairsOnly = "stairs_only"
        /// It is not known where the trackable is, or it is in no unit.
        case placeUnknown = "place_unknown"
        /// The readers that would know are down.
        case cannotTell = "cannot_tell"
    }

    public init(scope: AnswerScope, from: RouteEnd, to: RouteEnd, avoidsStairs: Bool, outcome: Outcome) {
        self.scope = scope
        self.from = from
        self.to = to
        self.avoidsStairs = avoidsStairs
        self.outcome = outcome
    }

    public var isFound: Bool {
        if case .way = outcome { return true }
        return false
    }

    /// The whole way with what stairs and lifts cost; 0 when there is none.
    public var metres: Double {
        guard case .way(let stretches) = outcome else { return 0 }
        return stretches.reduce(0) { $0 + $1.metres + ($1.exit?.metres ?? 0) }
    }

    /// What of ``metres`` stands for changes of level.
    public var levelMetres: Double {
        guard case .way(let stretches) = outcome else { return 0 }
        return stretches.reduce(0) { $0 + ($1.exit?.metres ?? 0) }
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            json.object("from") { from.write(&$0) }
            json.object("to") { to.write(&$0) }
            json.member("no_stairs", avoidsStairs)
            json.member("found", isFound)
            switch outcome {
            case .obstacle(let obstacle): json.member("reason", obstacle.rawValue)
            case .way(let stretches):
                json.member("metres", metres, decimals: 1)
                json.member("level_metres", levelMetres, decimals: 1)
                json.member("seconds", metres / Walk.metresPerSecond, decimals: 0)
                json.array("stretches") { json in
                    for stretch in stretches { json.object { stretch.write(&$0) } }
                }
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        var facts = Facts()
        facts.add(Phrases.routeFrom, from.text(scope, language))
        facts.add(Phrases.routeTo, to.text(scope, language))
        var text = facts.text(style)
        switch outcome {
        case .obstacle(let obstacle):
            let end = from.obstacle == nil ? to : from
            for line in Wrapped.lines(end.text(obstacle, scope, language), width: style.widthColumns) {
                text += Tone.bad.paint(line, style) + "\n"
            }
        case .way(let stretches):
            text += table(RouteStretch.merged(stretches), style)
            text += Printable.clean(total(language)) + "\n"
        }
        return text + scope.footer(style)
    }

    private func table(_ stretches: [RouteStretch], _ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable([
            .init(Phrases.walk(language), isRightAligned: true),
            .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.then(language), elasticDownTo: 12),
        ])
        for stretch in stretches {
            table.add([
                .init(Spoken.metres(stretch.metres)), .init(stretch.unit.label), .init(stretch.unit.levelLabel),
                .init(stretch.exit?.text(language) ?? Phrases.arrival(language)),
            ])
        }
        return table.text(style)
    }

    private func total(_ language: Language) -> String {
        var text =
            "\(Phrases.inAll(language)) \(Spoken.metres(metres)), "
            + Spoken.walk(seconds: metres / Walk.metresPerSecond, language)
        if levelMetres > 0 { text += ", " + Phrases.levelsCost(Spoken.metres(levelMetres))(language) }
        if avoidsStairs { text += ", " + Phrases.withoutStairs(language) }
        return text
    }
}

extension RouteEnd {
    func write(_ json: inout JSONWriter) {
        json.member("query", query)
        if let trackable {
            trackable.trackable.write(&json)
            json.member("state", trackable.judgement.state.rawValue)
            json.member("observed_at", trackable.observedAt)
        }
        unit?.write(&json)
    }

    /// `Room 312, First`, with what is there: `P-113 Infusion pump in Room 312, First, live`.
    func text(_ scope: AnswerScope, _ language: Language) -> String {
        let place = unit.map { "\($0.label), \($0.levelLabel)" }
        guard let trackable else { return place ?? "" }
        let name = "\(trackable.trackable.id.rawValue) \(trackable.trackable.label(language))"
        var parts = [name, place ?? "", trackable.judgement.state.text(language)]
        if trackable.judgement.state != .live, let observedAt = trackable.observedAt {
            parts.append("\(Phrases.heard(language)) \(scope.short(observedAt))")
        }
        parts.removeAll(where: \.isEmpty)
        return parts.joined(separator: ", ")
    }

    /// The sentence of an answer without a way.
    func text(_ obstacle: RouteAnswer.Obstacle, _ scope: AnswerScope, _ language: Language) -> String {
        switch obstacle {
        case .noWay: return Phrases.noWayThere(language)
        case .stairsOnly: return Phrases.stairsOnly(language)
        case .placeUnknown:
            return Phrases.nobodyKnowsWhere(Printable.clean(trackable?.trackable.id.rawValue ?? query))(language)
        case .cannotTell:
            let told = trackable?.cannotTellText(scope, language) ?? ""
            let goThere = unit.map { Phrases.routeToUnit(Printable.clean($0.id.rawValue))(language) } ?? ""
            return Printable.clean(told) + (goThere.isEmpty ? "" : ". " + goThere)
        }
    }
}
