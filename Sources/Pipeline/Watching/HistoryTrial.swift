public import Model
import SiteMap
public import Store
import Watch

/// What rules would have raised on stored history: `vigie alarms try`.
public struct HistoryTrial: Sendable {
    /// One rule's outcome.
    public struct RuleOutcome: Sendable {
        public var rule: String
        public var condition: String
        public var severity: AlarmSeverity
        /// False when history cannot tell: it holds stays, not positions, single reads or what tags say.
        public var isTold: Bool
        public var raised: Int
        public var checks: Int
        public var escorted: Int
        /// On average over the span, and the fullest day.
        public var perDay: Double
        public var mostInADay: Int
        public var examples: [Example]
    }

    /// An alarm that would have been.
    public struct Example: Sendable {
        /// Nil for staff, who are counted only, and for what is about no trackable.
        public var trackable: TrackableID?
        public var unit: String
        public var at: Instant
        public var certainty: AlarmCertainty
    }

    public var from: Instant
    public var to: Instant
    public var trackables = 0
    public var stays = 0
    public var rules: [RuleOutcome] = []

    /// Runs a file of rules over the stays of a span.
    ///
    /// - Parameters:
    ///   - calendar: the clock of the site's zone; nil for UTC.
    ///   - examplesMax: of each rule.
    /// - Throws: 66 without a database or a plan, 78 when the rules are wrong, with line and remedy.
    /// - Complexity: O(stays of the span · rules of their units).
    public static func run(
        rules file: String, reader: StoreReader, from: Instant, to: Instant, calendar: CalendarSource?,
        examplesMax: Int = 5
    ) throws(VigieError) -> HistoryTrial {
        let map = try SiteMap.load(folder: reader.folder.site).0
        let units = try reader.units()
        var index: [UnitKey: Int32] = [:]
        for unit in units { index[unit.key] = map.unitIndex(unit.id).map(Int32.init) }
        let zone = try reader.status().timeZone
        let clock = calendar.map { SiteCalendar(offsetSeconds: $0(zone)) } ?? .utc
        let rules = try RulesReader.read(file: file, map: map, facts: try facts(reader, map))
        var trial = RuleTrial(book: RuleBook(rules, map: map), calendar: clock, from: from, to: to)
        var result = HistoryTrial(from: from, to: to)
        var people: [TrackKey: TrackableRow] = [:]
        var stays: [TrialStay] = []
        try reader.forEachHistory(from: from, to: to) { trackable, spans in
            result.trackables += 1
            result.stays += spans.count
            people[trackable.track] = trackable
            stays.removeAll(keepingCapacity: true)
            for span in spans {
                stays.append(
                    TrialStay(
                        unit: index[span.unit] ?? -1, from: span.from.milliseconds,
                        to: span.to?.milliseconds ?? .max, confidence: span.confidence))
            }
            trial.add(TrackFacts.of(trackable, map: map), stays)
        }
        let days = Double(to.milliseconds - from.milliseconds) / 86_400_000
        result.rules = trial.finish().map { outcome in
            RuleOutcome(outcome, days: days, examplesMax: examplesMax, map: map, people: people)
        }
        return result
    }

    private static func facts(_ reader: StoreReader, _ map: SiteMap) throws(VigieError) -> [TrackFacts] {
        var facts: [TrackFacts] = []
        try reader.forEachTrackable { facts.append(TrackFacts.of($0.trackable, map: map)) }
        return facts
    }
}

extension HistoryTrial.RuleOutcome {
    init(
        _ outcome: TrialOutcome, days: Double, examplesMax: Int, map: SiteMap, people: [TrackKey: TrackableRow]
    ) {
        self.init(
            rule: outcome.rule.id.rawValue, condition: outcome.rule.condition.name, severity: outcome.rule.severity,
            isTold: outcome.isTold, raised: outcome.raised, checks: outcome.checks, escorted: outcome.escorted,
            perDay: outcome.perDay(days: days), mostInADay: outcome.byDay.values.max() ?? 0,
            examples: outcome.examples.prefix(examplesMax).map { example in
                let who = example.track.flatMap { people[$0] }
                return HistoryTrial.Example(
                    trackable: who?.kind == .staff ? nil : who?.id,
                    unit: example.unit >= 0 ? map.units[Int(example.unit)].name : "", at: example.at,
                    certainty: example.certainty)
            })
    }
}

extension TrackFacts {
    static func of(_ row: TrackableRow, map: SiteMap) -> TrackFacts {
        let units = row.assignedUnit.isEmpty ? [] : map.unit(named: row.assignedUnit)
        return TrackFacts(
            track: row.track, trackable: row.id, kind: row.kind, category: row.category, model: row.model,
            assignedUnit: units.count == 1 ? units[0] : nil)
    }
}
