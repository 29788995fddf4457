import Model

/// One trackable under watch: what is settled, what a rewind may still change, and what was told of the latter.
struct WatchedTrack: Sendable {
    let facts: TrackFacts
    /// The rules that concern it.
    var rules: RuleSet
    /// Whether rules need each of its positions.
    var isTrailed = false
    /// Whether timers depend on what gave a location.
    var needsSources = false
    /// Whether others' rules look for it: as an escort, or as what moves with a zone.
    var isFollowed = false
    var settled = TrackState()
    /// Later than ``settled``, in order.
    var pending: [Location] = []
    /// What was told of ``pending`` and the time after it.
    var told: [Effect] = []
    /// When time alone changes something; `.max` for never.
    var nextDue = Int64.max
    /// Event time of the newest read.
    var newest = Int64.min
    var cannotTell = false
    /// Outages were told of it that are not over.
    var isDarkTold = false
    /// Whether ``recent`` is kept: others' rules look for it, or an escort may clear it.
    var keepsRecent = false
    /// Units of the last minutes with their starts, the newest last; for ``keepsRecent``.
    var recent: [TrackView.Change] = []
    /// Telemetry that waits for the reorder window to pass.
    var samples: [Sample] = []
    var isChanged = false

    struct Sample: Hashable, Sendable {
        var at: Int64
        var celsius: Float
        var batteryPercent: Float
    }

    init(_ facts: TrackFacts, rules: RuleSet) {
        self.facts = facts
        self.rules = rules
    }

    /// Takes over what the filter says now.
    ///
    /// - Returns: the locations that are settled by now, in order.
    mutating func take(_ view: TrackView) -> [Location] {
        newest = max(newest, view.newest)
        cannotTell = view.cannotTell
        if keepsRecent { follow(view.changes) }
        var locations: [Location] = []
        for change in view.changes where change.decidedAt > settled.time {
            locations.append(
                Location(
                    at: change.decidedAt, unit: change.unit, from: change.from, confidence: change.confidence,
                    source: needsSources ? source(of: change, view) : Location.unknownSource))
        }
        // The first view of a filter that was restored: its unit was decided before.
        if settled.unit == -2, let first = view.changes.last(where: { $0.decidedAt <= settled.time }) {
            locations.insert(
                Location(at: first.decidedAt, unit: first.unit, from: first.from, confidence: first.confidence), at: 0)
        }
        if isTrailed {
            for place in view.places where place.at > settled.time {
                locations.append(
                    Location(
                        at: place.at, level: place.level, xMetres: place.xMetres, yMetres: place.yMetres,
                        source: place.source))
            }
            // A change comes before the position of the same read.
            locations.sort { ($0.at, $0.level) < ($1.at, $1.level) }
        }
        let done = locations.prefix { $0.at <= view.settledUntil }
        pending = Array(locations.dropFirst(done.count))
        return Array(done)
    }

    /// Which read decided a change: the last one of its time.
    private func source(of change: TrackView.Change, _ view: TrackView) -> Int32 {
        view.places.last { $0.at == change.decidedAt }?.source ?? Location.unknownSource
    }

    private static let recentMilliseconds: Int64 = 180_000

    private mutating func follow(_ changes: [TrackView.Change]) {
        guard let first = changes.first else { return }
        recent.removeAll { $0.decidedAt >= first.decidedAt }
        recent += changes
        let oldest = (recent.last?.from ?? 0) - WatchedTrack.recentMilliseconds
        while recent.count > 2, recent[1].from < oldest { recent.removeFirst() }
    }

    /// The unit in which it was at a time, as far as is known; nil when unknown.
    func unit(at instant: Int64) -> Int32? {
        recent.last { $0.from <= instant }?.unit
    }
}

extension WatchedTrack: Whereabouts {
    /// - Complexity: O(changes of the last minutes).
    func hasStay(from: Int64, to: Int64, where holds: (Int32, Int64, Int64) -> Bool) -> Bool {
        for (index, change) in recent.enumerated() where change.from <= to {
            let end = index + 1 < recent.count ? recent[index + 1].from : .max
            if end > from, holds(change.unit, change.from, end) { return true }
        }
        return false
    }
}
