import Model
import Store

/// Finds who shared units with one trackable, from its stays and those of all others.
///
/// A shared time is sure as far as both were surely there: their stays have a confidence of
/// ``FixJudgement/singleUnitConfidence`` at least, and one that lasts counts until its trackable was heard last. The
/// rest is possible.
struct ContactFinder {
    /// Time that two trackables spent in one unit at once.
    struct Overlap {
        var track: TrackKey
        var unit: UnitKey
        var from: Instant
        var to: Instant
        /// Up to here it is sure; `from` when nothing of it is.
        var sureUntil: Instant
        /// Whether both stays last.
        var isOngoing: Bool

        var milliseconds: Int64 { to.milliseconds - from.milliseconds }
        var sureMilliseconds: Int64 { sureUntil.milliseconds - from.milliseconds }
    }

    /// Visits of one unit are looked up together when no more than this lies between them: a look goes back this far.
    private static let gapMilliseconds: Int64 = 3_600_000

    let reader: StoreReader
    let own: TrackKey
    let from: Instant
    let to: Instant
    let now: Instant
    private(set) var overlaps: [Overlap] = []
    /// Places in ``overlaps`` of stays that last, which end where their trackable was heard last.
    private var lasting: [Int] = []

    init(reader: StoreReader, own: TrackKey, from: Instant, to: Instant, now: Instant) {
        self.reader = reader
        self.own = own
        self.from = from
        self.to = to
        self.now = now
    }

    /// A stay of the trackable that is asked for, cut to the span.
    private struct Visit {
        var from: Instant
        var to: Instant
        var sureUntil: Instant
        var isLasting: Bool
    }

    /// - Returns: the units that it visited, by key.
    /// - Complexity: O(own stays + stays of others in those units around those times).
    mutating func run() throws(VigieError) -> [UnitKey: UnitRow] {
        var units: [UnitKey: UnitRow] = [:]
        var visits: [UnitKey: [Visit]] = [:]
        let heard = try reader.heard([own])[own]
        // The newest come first.
        for stay in try reader.history(of: own, from: from, to: to, limit: Int(Int32.max)).reversed() {
            guard let visit = visit(stay, heard) else { continue }
            units[stay.unit.key] = stay.unit
            visits[stay.unit.key, default: []].append(visit)
        }
        for unit in visits.keys.sorted() { try meet(in: unit, visits[unit] ?? []) }
        try settleLasting()
        return units
    }

    private func visit(_ stay: StayRow, _ heard: HeardRow?) -> Visit? {
        let (begin, end) = (max(stay.from, from), min(stay.to ?? now, to))
        guard begin < end else { return nil }
        var sureUntil = stay.confidence >= FixJudgement.singleUnitConfidence ? end : begin
        if stay.to == nil { sureUntil = max(begin, min(sureUntil, heard?.sureUntil(now: now) ?? begin)) }
        return Visit(from: begin, to: end, sureUntil: sureUntil, isLasting: stay.to == nil)
    }

    /// Visits of one unit, the oldest first, not overlapping.
    private mutating func meet(in unit: UnitKey, _ visits: [Visit]) throws(VigieError) {
        var first = 0
        while first < visits.count {
            var next = first + 1
            while next < visits.count,
                visits[next].from.milliseconds - visits[next - 1].to.milliseconds <= Self.gapMilliseconds
            {
                next += 1
            }
            try meet(in: unit, visits[first..<next])
            first = next
        }
    }

    private mutating func meet(in unit: UnitKey, _ visits: ArraySlice<Visit>) throws(VigieError) {
        guard let first = visits.first, let last = visits.last else { return }
        var found: [Overlap] = []
        var open: [Int] = []
        try reader.forEachStay(in: unit, from: first.from, to: last.to) { stay in
            guard stay.track != own else { return }
            var index = Self.firstVisit(visits, endingAfter: stay.from)
            let end = stay.to ?? now
            while index < visits.endIndex, visits[index].from < end {
                let visit = visits[index]
                index += 1
                let (begin, end) = (max(visit.from, stay.from), min(visit.to, end))
                guard begin < end else { continue }
                let isSure = stay.confidence >= FixJudgement.singleUnitConfidence
                if stay.to == nil { open.append(found.count) }
                found.append(
                    Overlap(
                        track: stay.track, unit: unit, from: begin, to: end,
                        sureUntil: isSure ? max(begin, min(end, visit.sureUntil)) : begin,
                        isOngoing: stay.to == nil && visit.isLasting && end == now))
            }
        }
        lasting += open.map { $0 + overlaps.count }
        overlaps += found
    }

    private static func firstVisit(_ visits: ArraySlice<Visit>, endingAfter instant: Instant) -> Int {
        var (low, high) = (visits.startIndex, visits.endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if visits[middle].to > instant { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func settleLasting() throws(VigieError) {
        let heard = try reader.heard(Set(lasting.map { overlaps[$0].track }))
        for place in lasting {
            let overlap = overlaps[place]
            let until = heard[overlap.track]?.sureUntil(now: now) ?? overlap.from
            overlaps[place].sureUntil = max(overlap.from, min(overlap.sureUntil, until))
        }
    }
}

extension HeardRow {
    /// Until when a stay that lasts is sure: as long as it is live, now; else when it was heard last.
    fileprivate func sureUntil(now: Instant) -> Instant {
        guard !flags.contains(.cannotTell), !flags.contains(.retainedOnly) else { return observedAt }
        // Whether it is live does not depend on the kind.
        let state = FixState.byAge(
            ageMilliseconds: now.milliseconds - observedAt.milliseconds, intervalMilliseconds: intervalMilliseconds,
            kind: .equipment)
        return state == .live ? now : observedAt
    }
}
