internal import Model

/// Joins track and truth by trackable and time, and counts.
///
/// The estimate of a second is the newest track line at or before its end. Seconds before a trackable's first track
/// line count for the coverage only. Truth without a unit (outside) is passed over, and ends a visit.
struct Scorer {
    private(set) var score = Score()

    /// - Complexity: O(n) in the lines, and O(m log m) in the visits.
    static func score(_ input: ScoreInput) -> Score {
        var scorer = Scorer()
        for trackable in 0..<input.trackables.count {
            let track = trackable < input.track.count ? input.track[trackable] : []
            let truth = trackable < input.truth.count ? input.truth[trackable] : []
            if !track.isEmpty { scorer.score.trackTrackables += 1 }
            if !truth.isEmpty { scorer.score.truthTrackables += 1 }
            if !track.isEmpty, !truth.isEmpty { scorer.score.commonTrackables += 1 }
            scorer.addSeconds(track, truth)
            scorer.addVisits(track, truth)
        }
        return scorer.score
    }

    // MARK: Seconds

    private mutating func addSeconds(_ track: [TrackRow], _ truth: [TruthRow]) {
        var newest = -1
        var previous: (truth: TruthRow, estimate: TrackRow)?
        var firstScored: Int64?
        var lastScored: Int64 = 0
        for row in truth where row.unit >= 0 {
            while newest + 1 < track.count, track[newest + 1].atMilliseconds <= row.endMilliseconds { newest += 1 }
            guard newest >= 0 else {
                score.coverage.count(false)
                continue
            }
            let estimate = track[newest]
            score.coverage.count(estimate.unit >= 0 && estimate.state != .unknown)
            add(row, estimate)
            if let previous, previous.truth.second + 1 == row.second {
                if previous.truth.unit != row.unit { score.truthSwitches += 1 }
                if Scorer.isSwitch(previous.estimate.unit, estimate.unit) { score.trackSwitches += 1 }
                if Scorer.isSwitch(previous.estimate.confirmedUnit, estimate.confirmedUnit) {
                    score.confirmedSwitches += 1
                }
            }
            previous = (row, estimate)
            firstScored = firstScored ?? row.startMilliseconds
            lastScored = row.endMilliseconds
        }
        guard let firstScored else { return }
        for (old, new) in zip(track, track.dropFirst())
        where new.atMilliseconds >= firstScored && new.atMilliseconds <= lastScored {
            if Scorer.isSwitch(old.unit, new.unit) { score.trackLineSwitches += 1 }
        }
    }

    private static func isSwitch(_ old: Int32, _ new: Int32) -> Bool { old >= 0 && new >= 0 && old != new }

    private mutating func add(_ truth: TruthRow, _ estimate: TrackRow) {
        let isRight = estimate.unit == truth.unit
        score.unit.count(isRight)
        score.byUnit[truth.unit, default: Score.Hits()].count(isRight)
        score.confirmedUnit.count(estimate.confirmedUnit == truth.unit)
        if truth.level >= 0 { score.level.count(estimate.level == truth.level) }
        if let state = estimate.state { score.states[state, default: Score.Hits()].count(isRight) }
        if !estimate.confidence.isNaN {
            let bin = min(9, Int(estimate.confidence * 10))
            score.bins[bin].hits.count(isRight)
            score.bins[bin].confidenceSum += estimate.confidence
        }
        let east = estimate.xMetres - truth.xMetres
        let north = estimate.yMetres - truth.yMetres
        let distance = (east * east + north * north).squareRoot()
        if distance.isFinite { score.distancesMetres.append(distance) }
    }

    // MARK: Visits

    /// Consecutive seconds in one unit.
    private struct Visit {
        var unit: Int32
        var first: TruthRow
        var last: TruthRow
        /// Whether it began by a change out of another unit, in the second before.
        var isChange: Bool
    }

    private static func visits(_ truth: [TruthRow]) -> [Visit] {
        var visits: [Visit] = []
        for row in truth where row.unit >= 0 {
            let follows = visits.last.map { $0.last.second + 1 == row.second } ?? false
            if follows, visits[visits.count - 1].unit == row.unit {
                visits[visits.count - 1].last = row
            } else {
                visits.append(Visit(unit: row.unit, first: row, last: row, isChange: follows))
            }
        }
        return visits
    }

    private mutating func addVisits(_ track: [TrackRow], _ truth: [TruthRow]) {
        guard let start = track.first?.atMilliseconds else { return }
        for visit in Scorer.visits(truth) where visit.last.endMilliseconds >= start {
            let reported = Scorer.firstReport(of: visit, in: track)
            // Of a visit that began before the track only the rest can be seen.
            let firstSeconds = max(visit.first.second, Scorer.secondAtEnd(start))
            if visit.last.second - firstSeconds + 1 >= Score.visitSecondsMin {
                score.visits += 1
                if reported == nil { score.missedVisits += 1 }
            }
            guard visit.isChange, visit.first.startMilliseconds >= start else { continue }
            score.changes += 1
            if let reported {
                score.latenciesSeconds.append(Double(max(0, reported - visit.first.startMilliseconds)) / 1000)
            }
        }
    }

    /// The second in which a time lies.
    private static func secondAtEnd(_ milliseconds: Int64) -> Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }

    /// When the track first says the visit's unit while it lasts; a time before it when it says so already.
    private static func firstReport(of visit: Visit, in track: [TrackRow]) -> Int64? {
        var low = 0
        var high = track.count
        while low < high {
            let middle = (low + high) / 2
            if track[middle].atMilliseconds <= visit.first.startMilliseconds { low = middle + 1 } else { high = middle }
        }
        var index = max(0, low - 1)
        while index < track.count, track[index].atMilliseconds <= visit.last.endMilliseconds {
            if track[index].unit == visit.unit { return track[index].atMilliseconds }
            index += 1
        }
        return nil
    }
}

extension TruthRow {
    fileprivate var startMilliseconds: Int64 { second * 1000 }
    fileprivate var endMilliseconds: Int64 { second * 1000 + 999 }
}
