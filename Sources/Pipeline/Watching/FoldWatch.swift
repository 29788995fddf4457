import Model
import Resolve
import SiteMap
import Store
import Watch

/// The watch beside the fold: takes what the resolver knows of trackables that something happened to, batch by batch,
/// and gives the steps of alarms with their messages.
struct FoldWatch: Sendable {
    private(set) var watcher: Watcher
    private let map: SiteMap
    private let message: AlarmMessage
    private var facts: [TrackKey: TrackFacts] = [:]
    private var units: [UnitKey: Int] = [:]
    /// Slots of the resolver that reads came for, each once.
    private var touched: [Int32] = []
    private var marks: [Bool] = []
    private var uncovered: [Bool] = []

    init(
        rules: [Rule], map: SiteMap, unitKeys: [UnitKey], siteMark: UInt64, facts: [TrackFacts],
        calendar: SiteCalendar
    ) {
        self.map = map
        message = AlarmMessage(site: map.settings.site)
        watcher = Watcher(
            book: RuleBook(rules, map: map), calendar: calendar, facts: facts, unitKeys: unitKeys,
            siteMark: siteMark)
        for (index, key) in unitKeys.enumerated() { units[key] = index }
        for fact in facts { self.facts[fact.track] = fact }
    }

    /// Whether there is anything to be told at once.
    var hasNews: Bool { watcher.hasNews }
    /// Trackables whose positions are needed.
    var trailed: Set<TrackKey> { Set(facts.keys.filter { watcher.needsPlaces($0) }) }

    mutating func restore(_ state: WatchState, _ answers: StoredAlarmAnswers) {
        var taken = AlarmAnswers()
        taken.answered = answers.answered
        taken.mutes = answers.mutes
        taken.lastNumber = answers.lastNumber
        taken.ended = answers.ended
        watcher.restore(state, taken)
    }

    mutating func register(_ facts: [TrackFacts]) {
        self.facts = [:]
        for fact in facts { self.facts[fact.track] = fact }
        watcher.register(all: facts)
    }

    mutating func replace(_ rules: [Rule]) { watcher.replace(RuleBook(rules, map: map)) }
    mutating func answer(_ number: Int64) { watcher.answer(number) }
    mutating func mute(_ mutes: [AlarmMute]) { watcher.mute(mutes) }

    /// Late reads corrected the history of some trackables.
    mutating func amend(_ corrections: [Corrector.Correction]) {
        for correction in corrections {
            watcher.amend(correction.track, told: stays(correction.told), corrected: stays(correction.corrected))
        }
    }

    private func stays(_ records: [StayRecord]) -> [TrialStay] {
        records.map { record in
            TrialStay(
                unit: units[record.unit].map(Int32.init) ?? -1, from: record.from.milliseconds,
                to: record.to?.milliseconds ?? .max, confidence: record.confidence)
        }
    }

    // MARK: Evidence

    /// A read went into the filter of a slot.
    mutating func touch(_ slot: Int) {
        while marks.count <= slot { marks.append(false) }
        guard !marks[slot] else { return }
        marks[slot] = true
        touched.append(Int32(slot))
    }

    /// What a tag said besides being heard.
    mutating func note(_ observation: Observation, track: TrackKey) {
        let events = observation.events
        if !events.intersection([.fall, .sos, .button, .tamper]).isEmpty {
            watcher.note(events, track: track, at: observation.observedAt, detail: FoldWatch.detail(observation))
        }
        guard watcher.needsTelemetry else { return }
        watcher.note(
            celsius: observation.temperatureCelsius, batteryPercent: observation.batteryPercent, track: track,
            at: observation.observedAt)
    }

    /// What the device measured with what it says: relayed, not judged.
    private static func detail(_ observation: Observation) -> String {
        var words: [String] = []
        if let axes = observation.accelerationMilliG {
            let sum = (0..<3).reduce(0.0) { $0 + Double(axes[$1]) * Double(axes[$1]) }
            words.append("\((sum.squareRoot() / 100).rounded() / 10) g")
        }
        if !observation.zMetres.isNaN { words.append("z \((observation.zMetres * 10).rounded() / 10) m") }
        return words.joined(separator: ", ")
    }

    /// Looks at every trackable that reads came for.
    mutating func look(_ resolver: inout Resolver) {
        guard !touched.isEmpty else { return }
        for slot in touched {
            marks[Int(slot)] = false
            look(slot: Int(slot), &resolver)
        }
        touched.removeAll(keepingCapacity: true)
        watcher.conclude()
    }

    private mutating func look(slot: Int, _ resolver: inout Resolver) {
        let track = resolver.key(slot: slot)
        guard watcher.isWatched(track), !resolver.isRetainedOnly(slot: slot), let last = resolver.lastRead(slot: slot)
        else { return }
        resolver.settle(slot: slot)
        var view = TrackView()
        view.changes = resolver.changes(slot: slot).map {
            TrackView.Change(unit: $0.unit, from: $0.from, decidedAt: $0.decidedAt, confidence: $0.confidence)
        }
        if watcher.needsPlaces(track) {
            view.places = resolver.takeTrail(slot: slot).compactMap { point in
                guard point.level >= 0, point.xMetres.isFinite, point.yMetres.isFinite else { return nil }
                return TrackView.Place(
                    at: point.at, level: point.level, xMetres: point.xMetres, yMetres: point.yMetres,
                    source: point.reader)
            }
        }
        view.settledUntil = resolver.settledUntil(slot: slot)
        view.newest = last.milliseconds
        view.cannotTell = resolver.estimate(slot: slot).cannotTell
        watcher.update(track, view)
    }

    /// Lets receive time pass.
    mutating func tick(_ now: Instant, _ resolver: inout Resolver) {
        if resolver.uncoveredUnits != uncovered {
            uncovered = resolver.uncoveredUnits
            watcher.note(uncovered: uncovered)
            // Whom nobody hears now has no read that would bring it here.
            for slot in 0..<resolver.trackCount { touch(slot) }
        }
        watcher.note(readersDown: resolver.readersDown)
        look(&resolver)
        watcher.tick(now)
    }

    /// Every trackable anew: after a restart, and when positions are followed from now on.
    mutating func lookAtAll(_ resolver: inout Resolver) {
        resolver.followPlaces(of: trailed)
        for slot in 0..<resolver.trackCount { touch(slot) }
        look(&resolver)
    }

    // MARK: Output

    mutating func drain(into derivations: inout Derivations) {
        let first = derivations.alarms.count
        watcher.drain(into: &derivations)
        for change in derivations.alarms[first...]
        where change.kind.isDelivered && !change.alarm.isMuted && !change.alarm.isLimited {
            derivations.outbox.append(
                message.message(
                    change, facts: change.alarm.track.flatMap { facts[$0] }, place: { key in place(key) }))
        }
        let raised = derivations.alarms[first...].count { $0.kind == .raised }
        if raised > 0 { derivations.counters["alarms", default: 0] += raised }
        let limited = derivations.alarms[first...].count { $0.kind == .raised && $0.alarm.isLimited }
        if limited > 0 { derivations.counters["alarms_limited", default: 0] += limited }
    }

    private func place(_ key: UnitKey?) -> AlarmMessage.Place? {
        guard let key, let index = units[key] else { return nil }
        let unit = map.units[index]
        return AlarmMessage.Place(
            id: unit.id.rawValue, name: unit.name, level: map.levels[unit.level].id.rawValue)
    }
}

extension TrackFacts {
    /// The registry's rows, with assigned units found on the map.
    static func of(_ rows: [RegisteredTrackable], map: SiteMap) -> [TrackFacts] {
        rows.map { row in
            let units = row.assignedUnit.isEmpty ? [] : map.unit(named: row.assignedUnit)
            return TrackFacts(
                track: row.track, trackable: row.id, kind: row.kind, category: row.category, model: row.model,
                assignedUnit: units.count == 1 ? units[0] : nil)
        }
    }
}
