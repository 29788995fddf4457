import Model

/// Where somebody was in the minutes around a crossing: the last minutes of who is watched, or stays of history.
protocol Whereabouts {
    /// Whether `holds` is true of any stay that reaches into a span, both ends included: the unit, since when, and when
    /// it was over; at that moment it is elsewhere. Asked in the order of time, no further than the first that holds.
    func hasStay(from: Int64, to: Int64, where holds: (_ unit: Int32, _ from: Int64, _ to: Int64) -> Bool) -> Bool
}

/// Whether somebody takes another through: the one rule of the watch and of trials.
struct EscortRule {
    let book: RuleBook
    let escort: Escort
    /// The crossing.
    let effect: Effect

    private var from: Int64 { effect.key - escort.beforeMilliseconds }
    private var to: Int64 { effect.key + escort.followMilliseconds }

    /// Whether an escort went the same way in time, or is beside who crossed afterwards, whatever the radio made of the
    /// way itself: in one unit with them at one time, but not the one that was left.
    /// - Complexity: O(stays of both in that time).
    func wentAlong(_ other: some Whereabouts, with subject: some Whereabouts) -> Bool {
        if met(other, subject, from: effect.key, except: effect.fromUnit) { return true }
        return other.hasStay(from: from, to: to) { unit, _, _ in book.isSameWay(unit, effect.unit, effect.rule) }
    }

    /// Whether an escort was where the crossing began, or with who crossed, and so may still follow.
    func mayFollow(_ other: some Whereabouts, _ subject: some Whereabouts) -> Bool {
        other.hasStay(from: from, to: to) { unit, _, _ in unit == effect.fromUnit }
            || met(other, subject, from: from, except: -1)
    }

    /// Outside the building is no unit in which anybody meets.
    private func met(
        _ other: some Whereabouts, _ subject: some Whereabouts, from: Int64, except left: Int32
    ) -> Bool {
        subject.hasStay(from: from, to: to) { unit, begin, end in
            guard unit >= 0, unit != left else { return false }
            let (first, last) = (max(begin, from), min(end - 1, to))
            return other.hasStay(from: first, to: last) { theirs, _, _ in theirs == unit }
        }
    }
}

/// The places at escorts' sides that are taken: one escort clears as many as its rule says, and minutes later others.
struct EscortPlaces {
    struct Use: Hashable {
        var escort: TrackKey
        /// Who was cleared.
        var whom: TrackKey
        var rule: Int32
        var at: Int64
    }

    private(set) var uses: [Use] = []

    /// Whether an escort has a place left for who crossed; who goes on with the same escort takes no second one.
    func isFree(_ track: TrackKey, for whom: TrackKey, _ rule: EscortRule) -> Bool {
        let (escort, effect) = (rule.escort, rule.effect)
        let window = escort.beforeMilliseconds + escort.followMilliseconds
        var others: [TrackKey] = []
        for use in uses where use.escort == track && use.rule == effect.rule && use.whom != whom {
            if abs(use.at - effect.key) <= window, !others.contains(use.whom) { others.append(use.whom) }
        }
        return others.count < escort.clears
    }

    mutating func take(_ use: Use) { uses.append(use) }

    /// Forgets what is too old for crossings from an instant on; crossings must come in rising order then.
    mutating func forget(before instant: Int64) {
        guard let first = uses.first, first.at < instant else { return }
        uses.removeAll { $0.at < instant }
    }
}
