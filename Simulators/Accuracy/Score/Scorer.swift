internal import SiteMap

/// Scores a track against the truth, causally: what was in force at each second, nothing of later.
struct Scorer {
    /// The first fix is scored so long after the first truth: a filter may look for a moment.
    var warmUpMilliseconds: Int64 = 3000
    /// A truth older than this says nothing any more.
    var truthValidMilliseconds: Int64 = 2000
    /// A shorter visit is not counted as missed.
    var visitMilliseconds: Int64 = 1000

    /// Scores one trackable.
    ///
    /// - Parameters:
    ///   - truth: rows with a point, in order of time, as dense as they are known; changes are taken from these.
    ///   - track: rows in order of time.
    /// - Complexity: O(n) in the rows.
    func score(truth: [TrackRow], track: [TrackRow]) -> Scores {
        var scores = Scores()
        guard let first = truth.first?.at, let last = truth.last?.at else { return scores }
        var trueRow = 0
        var row = -1
        var second = first + warmUpMilliseconds
        while second <= last {
            while trueRow + 1 < truth.count, truth[trueRow + 1].at <= second { trueRow += 1 }
            while row + 1 < track.count, track[row + 1].at <= second { row += 1 }
            if second - truth[trueRow].at <= truthValidMilliseconds {
                add(truth[trueRow], row >= 0 ? track[row] : nil, to: &scores)
            }
            second += 1000
        }
        addVisits(truth: truth, track: track, from: first + warmUpMilliseconds, to: &scores)
        return scores
    }

    private func add(_ truth: TrackRow, _ estimate: TrackRow?, to scores: inout Scores) {
        if let place = truth.point {
            scores.errorsMetres.append(estimate?.point?.distance(to: place) ?? .infinity)
        }
        if let level = truth.level {
            scores.levelSeconds += 1
            if estimate?.level == level { scores.levelRight += 1 }
        }
        guard let unit = truth.unit else { return }
        let isRight = estimate?.unit == unit
        scores.unitSeconds += 1
        if isRight { scores.unitRight += 1 }
        let old = scores.secondsByUnit[unit] ?? (0, 0)
        scores.secondsByUnit[unit] = (old.all + 1, old.right + (isRight ? 1 : 0))
        guard let confidence = estimate?.confidence, estimate?.unit != nil else { return }
        scores.confidenceSum += confidence
        scores.confidenceSeconds += 1
        if isRight { scores.confidentRight += 1 }
    }

    /// A visit is a run of truth rows in one unit; the first one is no change.
    private func addVisits(truth: [TrackRow], track: [TrackRow], from start: Int64, to scores: inout Scores) {
        var index = 0
        var isFirst = true
        while index < truth.count {
            guard let unit = truth[index].unit else {
                index += 1
                continue
            }
            var end = index
            while end + 1 < truth.count, truth[end + 1].unit == unit { end += 1 }
            let begin = truth[index].at
            // It lasts until the next one begins.
            let until = end + 1 < truth.count ? truth[end + 1].at : truth[end].at
            if !isFirst, begin >= start {
                let reported = firstReport(of: unit, from: begin, until: until, in: track)
                if until - begin >= visitMilliseconds {
                    scores.visits += 1
                    if reported == nil { scores.missedVisits += 1 }
                }
                if let reported { scores.latenciesSeconds.append(Double(max(0, reported - begin)) / 1000) }
            }
            isFirst = false
            index = end + 1
        }
    }

    private func firstReport(of unit: String, from begin: Int64, until: Int64, in track: [TrackRow]) -> Int64? {
        var low = 0
        var high = track.count
        while low < high {
            let middle = (low + high) / 2
            if track[middle].at <= begin { low = middle + 1 } else { high = middle }
        }
        var index = max(0, low - 1)
        while index < track.count, track[index].at < until {
            if track[index].unit == unit { return track[index].at }
            index += 1
        }
        return nil
    }
}
