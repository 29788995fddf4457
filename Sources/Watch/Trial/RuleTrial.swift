public import Model
import SiteMap

/// A stay as a trial reads it.
public struct TrialStay: Hashable, Sendable {
    /// Index of the unit; -1 for none that the site has.
    public var unit: Int32
    public var from: Int64
    /// `.max` while it lasts.
    public var to: Int64
    public var confidence: Float

    public init(unit: Int32, from: Int64, to: Int64, confidence: Float) {
        self.unit = unit
        self.from = from
        self.to = to
        self.confidence = confidence
    }
}

/// What one rule would have raised.
public struct TrialOutcome: Sendable {
    /// An alarm that would have been.
    public struct Example: Hashable, Sendable {
        public var track: TrackKey?
        /// Index of the unit; -1 for none.
        public var unit: Int32
        public var at: Instant
        public var certainty: AlarmCertainty
    }

    public var rule: Rule
    /// Why history cannot tell; nil when it can.
    public var isTold = true
    public var raised = 0
    /// Of these, the ones to check only.
    public var checks = 0
    /// Crossings that an escort cleared.
    public var escorted = 0
    /// Alarms by day on the site's clock, days without any left out.
    public var byDay: [Int64: Int] = [:]
    /// The first ones, in the order of time.
    public var examples: [Example] = []

    /// Of the days asked for, on average.
    public func perDay(days: Double) -> Double { days > 0 ? Double(raised) / days : 0 }
}

/// Runs rules over stays of the past: what would have been raised, with the same machine that watches the present.
///
/// History holds stays: what rests on positions, on single reads, on what tags say, or on readers' health cannot be
/// told from it, and is said so.
public struct RuleTrial: Sendable {
    private let book: RuleBook
    private let calendar: SiteCalendar
    private let from: Int64
    private let to: Int64
    private var sorter: RuleSorter
    private var outcomes: [TrialOutcome]
    private var crossings: [Int: [TrialCrossing]] = [:]
    /// Per rule with an escort, or with a moving zone: the stays of those it looks for, by unit.
    private var others: [Int: [Int32: TrialPresences]] = [:]
    private var subjects: [Int: [TrialPresence]] = [:]
    /// Per PAR rule and group: when one more is there, and one less.
    private var deltas: [Int: [Int32: [(at: Int64, delta: Int)]]] = [:]
    private static let examplesMax = 20

    /// - Parameters:
    ///   - from, to: alarms outside are not counted; stays that began earlier are needed for those inside.
    public init(book: RuleBook, calendar: SiteCalendar, from: Instant, to: Instant) {
        self.book = book
        self.calendar = calendar
        self.from = from.milliseconds
        self.to = to.milliseconds
        sorter = RuleSorter(book)
        outcomes = book.entries.map { entry in
            var outcome = TrialOutcome(rule: entry.rule)
            outcome.isTold = RuleTrial.canTell(entry)
            return outcome
        }
    }

    private static func canTell(_ entry: RuleBook.Entry) -> Bool {
        switch entry.rule.condition {
        case .enter, .exit, .dwell: !entry.isTrailed
        case .approach, .par: true
        case .near(_, let metres, _): metres == nil
        case .event, .silent, .temperature, .battery, .readerDown: false
        }
    }

    /// Runs one trackable's stays, in rising order. - Complexity: O(stays).
    public mutating func add(_ facts: TrackFacts, _ stays: [TrialStay]) {
        guard !stays.isEmpty else { return }
        let rules = sorter.rules(for: facts)
        keep(facts, stays, rules)
        guard !rules.isEmpty else { return }
        var machine = FenceMachine(book: book, calendar: calendar, rules: rules, facts: facts)
        var state = TrackState()
        var end = Int64.min
        func go(_ unit: Int32, _ at: Int64, _ confidence: Float) {
            machine.advance(&state, to: at)
            machine.take(Location(at: at, unit: unit, from: at, confidence: confidence), &state)
        }
        for stay in stays {
            if end != .min, stay.from > end { go(-1, end, 0) }
            go(stay.unit, stay.from, stay.confidence)
            end = stay.to
        }
        if end < to { go(-1, end, 0) }
        machine.advance(&state, to: to)
        count(facts, machine.takeEffects(), stays)
    }

    private mutating func count(_ facts: TrackFacts, _ effects: [Effect], _ stays: [TrialStay]) {
        guard !effects.isEmpty else { return }
        var retracted: Set<[Int64]> = []
        for effect in effects where effect.kind == .retract { retracted.insert([Int64(effect.rule), effect.key]) }
        for effect in effects where effect.kind == .raise && effect.key >= from && effect.key < to {
            let rule = Int(effect.rule)
            guard outcomes[rule].isTold, !retracted.contains([Int64(rule), effect.key]) else { continue }
            if let escort = outcomes[rule].rule.escort {
                let after = RuleTrial.stays(stays, after: effect, milliseconds: escort.followMilliseconds)
                crossings[rule, default: []].append(TrialCrossing(track: facts.track, effect: effect, after: after))
            } else {
                raise(rule, facts.track, effect)
            }
        }
    }

    /// Where somebody was while an escort may follow.
    private static func stays(_ stays: [TrialStay], after effect: Effect, milliseconds: Int64) -> [TrialStay] {
        var low = 0
        var high = stays.count
        while low < high {
            let middle = (low + high) / 2
            // What ends with the crossing lies before it.
            if stays[middle].to <= effect.key { low = middle + 1 } else { high = middle }
        }
        return Array(stays[low...].prefix { $0.from <= effect.key + milliseconds })
    }

    private mutating func raise(_ rule: Int, _ track: TrackKey?, _ effect: Effect) {
        let isSure = effect.confidence >= outcomes[rule].rule.confidence
        raise(
            rule,
            TrialOutcome.Example(
                track: track, unit: effect.unit, at: Instant(milliseconds: effect.key),
                certainty: isSure ? .sure : .check))
    }

    private mutating func raise(_ rule: Int, _ example: TrialOutcome.Example) {
        outcomes[rule].raised += 1
        if example.certainty == .check { outcomes[rule].checks += 1 }
        outcomes[rule].byDay[calendar.day(example.at), default: 0] += 1
        outcomes[rule].examples.append(example)
        guard outcomes[rule].examples.count >= 4 * RuleTrial.examplesMax else { return }
        outcomes[rule].examples = RuleTrial.first(outcomes[rule].examples)
    }

    private static func first(_ examples: [TrialOutcome.Example]) -> [TrialOutcome.Example] {
        Array(
            examples.sorted { ($0.at, $0.track?.rawValue ?? -1) < ($1.at, $1.track?.rawValue ?? -1) }
                .prefix(examplesMax))
    }

    // MARK: Several trackables

    /// Keeps what rules over several trackables need.
    private mutating func keep(_ facts: TrackFacts, _ stays: [TrialStay], _ rules: RuleSet) {
        for (rule, entry) in book.entries.enumerated() where outcomes[rule].isTold {
            if let escort = entry.rule.escort, escort.who.holds(facts) { keepOther(rule, facts, stays) }
            switch entry.rule.condition {
            case .near(let who, _, _):
                if who.holds(facts) { keepOther(rule, facts, stays) }
                if rules.contains(Int32(rule)) {
                    subjects[rule, default: []] += stays.map { TrialPresence(facts.track, $0) }
                }
            case .par(_, _, let scope, _) where rules.contains(Int32(rule)):
                let units = Set(entry.units)
                for stay in stays where units.contains(stay.unit) {
                    let group = group(stay.unit, scope)
                    deltas[rule, default: [:]][group, default: []].append((stay.from, 1))
                    if stay.to < .max { deltas[rule, default: [:]][group, default: []].append((stay.to, -1)) }
                }
            default: break
            }
        }
    }

    private mutating func keepOther(_ rule: Int, _ facts: TrackFacts, _ stays: [TrialStay]) {
        for stay in stays {
            others[rule, default: [:]][stay.unit, default: TrialPresences()].append(TrialPresence(facts.track, stay))
        }
    }

    private func group(_ unit: Int32, _ scope: ParScope) -> Int32 {
        switch scope {
        case .unit: unit
        case .level: unit >= 0 ? Int32(book.map.units[Int(unit)].level) : -1
        case .all: 0
        }
    }

    /// What came of it, in the order of the rules. Call it once, when all trackables were given.
    public mutating func finish() -> [TrialOutcome] {
        for rule in others.keys {
            for unit in (others[rule] ?? [:]).keys { others[rule]?[unit]?.sort() }
        }
        for rule in crossings.keys.sorted() { judgeCrossings(rule) }
        for rule in subjects.keys.sorted() { judgeNear(rule) }
        for (rule, entry) in book.entries.enumerated() {
            guard case .par(_, let target, let scope, let milliseconds) = entry.rule.condition else { continue }
            for group in Set(entry.units.map { group($0, scope) }).sorted() {
                judgePar(rule, group, target, milliseconds)
            }
        }
        for rule in outcomes.indices { outcomes[rule].examples = RuleTrial.first(outcomes[rule].examples) }
        return outcomes
    }

    /// As ``Watcher/judgeCrossings()`` does, with all that came later at hand.
    private mutating func judgeCrossings(_ rule: Int) {
        guard let escort = outcomes[rule].rule.escort else { return }
        let window = escort.beforeMilliseconds + escort.followMilliseconds
        var places = EscortPlaces()
        var ways: [Int32: [Int32]] = [:]
        let sorted = (crossings[rule] ?? []).sorted { ($0.effect.key, $0.track) < ($1.effect.key, $1.track) }
        for crossing in sorted {
            let unit = crossing.effect.unit
            let sameWay =
                ways[unit]
                ?? (others[rule] ?? [:]).keys.filter { book.isSameWay($0, unit, Int32(rule)) }.sorted()
            ways[unit] = sameWay
            let judge = EscortRule(book: book, escort: escort, effect: crossing.effect)
            places.forget(before: crossing.effect.key - window)
            let subject = TrialWhereabouts(stays: crossing.after)
            let found = near(crossing, escort, sameWay).first { track, whereabouts in
                track != crossing.track && places.isFree(track, for: crossing.track, judge)
                    && judge.wentAlong(whereabouts, with: subject)
            }
            if let found {
                places.take(
                    EscortPlaces.Use(
                        escort: found.track, whom: crossing.track, rule: Int32(rule), at: crossing.effect.key))
                outcomes[rule].escorted += 1
            } else {
                raise(rule, crossing.track, crossing.effect)
            }
        }
    }

    /// Who was where an escort of a crossing can have been, in the order of their tracks: that much of their stays.
    private func near(
        _ crossing: TrialCrossing, _ escort: Escort, _ sameWay: [Int32]
    ) -> [(track: TrackKey, whereabouts: TrialWhereabouts)] {
        var found: [TrackKey: TrialWhereabouts] = [:]
        let units = Set(sameWay).union(crossing.after.map(\.unit))
        for unit in units.sorted() {
            // None of them holds: all of the span are looked at.
            _ = others[Int(crossing.effect.rule)]?[unit]?.first(
                from: crossing.effect.key - escort.beforeMilliseconds,
                to: crossing.effect.key + escort.followMilliseconds
            ) { presence in
                found[presence.track, default: TrialWhereabouts()].stays.append(presence.stay)
                return false
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private mutating func judgeNear(_ rule: Int) {
        guard case .near(_, _, let milliseconds) = outcomes[rule].rule.condition else { return }
        for subject in subjects[rule] ?? [] {
            var at = Int64.max
            _ = others[rule]?[subject.unit]?.first(from: subject.from, to: subject.to) { other in
                guard other.track != subject.track else { return false }
                let start = max(subject.from, other.from)
                let end = min(subject.to, other.to, to)
                guard end - start >= milliseconds,
                    let told = outcomes[rule].rule.toldAt(start + milliseconds, calendar), told <= end, told >= from,
                    told < to
                else { return false }
                at = told
                return true
            }
            guard at < .max else { continue }
            raise(
                rule,
                TrialOutcome.Example(
                    track: subject.track, unit: subject.unit, at: Instant(milliseconds: at), certainty: .sure))
        }
    }

    private mutating func judgePar(_ rule: Int, _ group: Int32, _ target: Int, _ milliseconds: Int64) {
        let sorted = (deltas[rule]?[group] ?? []).sorted { ($0.at, $0.delta) < ($1.at, $1.delta) }
        var there = 0
        var below: Int64? = from
        func tell(until: Int64) {
            guard let since = below, until - since >= milliseconds else { return }
            guard let at = outcomes[rule].rule.toldAt(since + milliseconds, calendar), at <= until, at >= from, at < to
            else { return }
            raise(
                rule,
                TrialOutcome.Example(track: nil, unit: -1, at: Instant(milliseconds: at), certainty: .sure))
        }
        for delta in sorted where delta.at < to {
            there += delta.delta
            if there >= target, below != nil {
                tell(until: max(from, delta.at))
                below = nil
            } else if there < target, below == nil {
                below = max(from, delta.at)
            } else if delta.at <= from, there < target {
                below = from
            }
        }
        tell(until: to)
    }
}

struct TrialCrossing: Sendable {
    var track: TrackKey
    var effect: Effect
    /// Where it was while an escort may follow.
    var after: [TrialStay]
}
