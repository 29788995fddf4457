public import Model
import SimKit
import SiteMap

@testable public import Watch

/// A corridor with rooms, some things and people, and a watcher that is given their changes of unit.
struct Ward {
    let map: SiteMap
    var watcher: Watcher
    var views: [TrackKey: TrackView] = [:]
    let facts: [TrackFacts]
    /// What became of each alarm, by its number.
    var alarms: [Int64: AlarmRecord] = [:]
    var steps: [(AlarmEventKind, String)] = []

    static let start: Int64 = 1_780_000_000_000
    static let pump = TrackKey(1)
    static let patient = TrackKey(2)
    static let other = TrackKey(3)
    static let nurse = TrackKey(4)
    static let secondNurse = TrackKey(5)

    static func site() throws -> SiteMap {
        try SiteMap.load(files: CorridorSite(rooms: 6).files.map { ($0.name, Array($0.text.utf8)) }).0
    }

    static let everybody = [
        TrackFacts(track: pump, trackable: "P-1", kind: .equipment, category: "infusion pump", model: "X"),
        TrackFacts(track: patient, trackable: "PAT-1", kind: .patient),
        TrackFacts(track: other, trackable: "PAT-2", kind: .patient),
        TrackFacts(track: nurse, trackable: "S-1", kind: .staff),
        TrackFacts(track: secondNurse, trackable: "S-2", kind: .staff),
    ]

    init(_ rules: [Rule], calendar: SiteCalendar = .utc) throws {
        map = try Ward.site()
        facts = Ward.everybody
        watcher = Watcher(
            book: RuleBook(rules, map: map), calendar: calendar, facts: facts,
            unitKeys: map.units.indices.map { UnitKey(Int32($0) + 1) }, siteMark: 7)
        watcher.tick(Instant(milliseconds: Ward.start))
    }

    /// It is in a unit since `second`, and that is decided a second later.
    mutating func move(_ track: TrackKey, to unit: String?, at second: Double, confidence: Float = 0.95) {
        let from = Ward.start + Int64(second * 1000)
        let index = unit.flatMap { map.unitIndex(UnitID($0)) }.map(Int32.init) ?? -1
        var view = views[track] ?? TrackView()
        view.changes.append(
            TrackView.Change(unit: index, from: from, decidedAt: from + 1000, confidence: confidence))
        view.newest = max(view.newest, from + 1000)
        views[track] = view
        tick(second + 1)
        watcher.update(track, view)
        watcher.conclude()
        take()
    }

    mutating func place(_ track: TrackKey, _ x: Float, _ y: Float, at second: Double, source: Int32 = -2) {
        let at = Ward.start + Int64(second * 1000)
        var view = views[track] ?? TrackView()
        view.places.append(TrackView.Place(at: at, level: 0, xMetres: x, yMetres: y, source: source))
        view.newest = max(view.newest, at)
        views[track] = view
        tick(second)
        watcher.update(track, view)
        watcher.conclude()
        take()
    }

    /// Nothing before `second` can change any more.
    mutating func settle(_ track: TrackKey, before second: Double) {
        guard var view = views[track] else { return }
        view.settledUntil = Ward.start + Int64(second * 1000)
        watcher.update(track, view)
        take()
    }

    mutating func tick(_ second: Double) {
        watcher.tick(Instant(milliseconds: Ward.start + Int64(second * 1000)))
        take()
    }

    mutating func take() {
        var derivations = Derivations()
        watcher.drain(into: &derivations)
        for change in derivations.alarms {
            alarms[change.alarm.number] = change.alarm
            steps.append((change.kind, change.alarm.rule))
        }
    }

    /// The same after a restart: the watcher knows what its bytes in the database say.
    func restarted(
        _ answers: AlarmAnswers = AlarmAnswers(), _ change: (inout WatchState) -> Void = { _ in }
    ) throws -> Ward {
        var fresh = try Ward(watcher.book.rules)
        fresh.views = views
        fresh.alarms = alarms
        fresh.steps = steps
        var state = WatchState()
        state.whole = WatchBlob.write(watcher)
        for track in watcher.tracks {
            state.tracks[track.facts.track] = WatchBlob.write(track, book: watcher.book)
        }
        change(&state)
        fresh.watcher.restore(state, answers)
        for (track, view) in fresh.views.sorted(by: { $0.key < $1.key }) { fresh.watcher.update(track, view) }
        fresh.take()
        return fresh
    }

    /// What a trial reads: units from second to second, the last one open.
    func stays(_ places: [(unit: String, from: Int64)], confidence: Float = 0.95) -> [TrialStay] {
        places.indices.map { index in
            TrialStay(
                unit: Int32(map.unitIndex(UnitID(places[index].unit)) ?? -1),
                from: Ward.start + places[index].from * 1000,
                to: index + 1 < places.count ? Ward.start + places[index + 1].from * 1000 : .max,
                confidence: confidence)
        }
    }

    func key(_ unit: String) -> UnitKey? { map.unitIndex(UnitID(unit)).map { UnitKey(Int32($0) + 1) } }

    /// Everything that stands: rule, trackable, second, ended.
    var standing: [String] {
        alarms.values.filter { !$0.isRetracted }.map { alarm in
            let second = (alarm.at.milliseconds - Ward.start) / 1000
            let end = alarm.endedAt.map { " to \(($0.milliseconds - Ward.start) / 1000)" } ?? ""
            return "\(alarm.rule) \(alarm.track?.rawValue ?? 0) \(second)\(end) \(alarm.certainty.rawValue)"
        }.sorted()
    }

    var kinds: [AlarmEventKind] { steps.map(\.0) }
}

extension TrackableID: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(rawValue: value) }
}

extension RuleID: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(rawValue: value) }
}

extension Region {
    static func units(_ units: String...) -> Region {
        var region = Region()
        region.units = units
        return region
    }

    static func circle(_ x: Double, _ y: Double, _ radius: Double) -> Region {
        var region = Region()
        region.shapes = [RegionShape(level: "L0", points: [[x, y]], radiusMetres: radius)]
        return region
    }
}

extension Rule {
    func with(_ change: (inout Rule) -> Void) -> Rule {
        var rule = self
        change(&rule)
        return rule
    }
}
