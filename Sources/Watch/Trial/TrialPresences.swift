import Model

/// Somebody in a unit from–to.
struct TrialPresence: Sendable {
    var track: TrackKey
    var unit: Int32
    var from: Int64
    var to: Int64

    init(_ track: TrackKey, _ stay: TrialStay) {
        self.track = track
        unit = stay.unit
        from = stay.from
        to = stay.to
    }

    var stay: TrialStay { TrialStay(unit: unit, from: from, to: to, confidence: 1) }
}

/// Stays of one trackable around a crossing, in any order.
struct TrialWhereabouts: Whereabouts {
    var stays: [TrialStay] = []

    func hasStay(from: Int64, to: Int64, where holds: (Int32, Int64, Int64) -> Bool) -> Bool {
        stays.contains { $0.from <= to && $0.to > from && holds($0.unit, $0.from, $0.to) }
    }
}

/// Who was in one unit when, so that a question about some minutes does not read a month.
struct TrialPresences: Sendable {
    /// Up to ``shortMilliseconds`` each: only those that began shortly before a span can reach into it.
    private var short: [TrialPresence] = []
    private var long: [TrialPresence] = []
    private static let shortMilliseconds: Int64 = 2 * 3_600_000

    mutating func append(_ presence: TrialPresence) {
        // Open ends count as long ones; the subtraction would overflow.
        if presence.to < .max, presence.to - presence.from <= TrialPresences.shortMilliseconds {
            short.append(presence)
        } else {
            long.append(presence)
        }
    }

    mutating func sort() {
        short.sort { ($0.from, $0.track) < ($1.from, $1.track) }
        long.sort { ($0.from, $0.track) < ($1.from, $1.track) }
    }

    /// The first of those that overlap a span, in the order of their beginnings, for which `holds` is true. They must
    /// have been sorted.
    /// - Complexity: O(log n + those of the span and two hours before it + those that last longer than two hours).
    func first(from: Int64, to: Int64, where holds: (TrialPresence) -> Bool) -> TrialPresence? {
        let begin = lowerBound(short, from - TrialPresences.shortMilliseconds)
        let early = find(short[begin...], from: from, to: to, holds)
        let late = find(long[...], from: from, to: to, holds)
        guard let early else { return late }
        guard let late else { return early }
        return (late.from, late.track) < (early.from, early.track) ? late : early
    }

    private func find(
        _ list: ArraySlice<TrialPresence>, from: Int64, to: Int64, _ holds: (TrialPresence) -> Bool
    ) -> TrialPresence? {
        for presence in list {
            guard presence.from <= to else { return nil }
            if presence.to >= from, holds(presence) { return presence }
        }
        return nil
    }

    private func lowerBound(_ list: [TrialPresence], _ from: Int64) -> Int {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].from < from { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
