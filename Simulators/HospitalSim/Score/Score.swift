internal import Model

/// How right a track was: counts, and the figures that follow from them. A figure without anything to count is nil.
struct Score {
    /// Right out of all.
    struct Hits {
        var right = 0
        var all = 0

        var share: Double? { all == 0 ? nil : Double(right) / Double(all) }

        mutating func count(_ isRight: Bool) {
            all += 1
            if isRight { right += 1 }
        }
    }

    /// Seconds whose confidence lies in one tenth; the last one includes 1.
    struct Bin {
        var hits = Hits()
        var confidenceSum = 0.0

        var meanConfidence: Double? { hits.all == 0 ? nil : confidenceSum / Double(hits.all) }
    }

    /// A visit is looked for when it lasts at least so long.
    static let visitSecondsMin = 5

    var truthTrackables = 0
    var trackTrackables = 0
    var commonTrackables = 0
    /// Truth seconds with an estimate, of all truth seconds that have a unit.
    var coverage = Hits()
    /// Seconds at or after the trackable's first track line: the base of all that follows. No unit counts as wrong.
    var unit = Hits()
    var confirmedUnit = Hits()
    /// Of the scored seconds whose truth has a level.
    var level = Hits()
    /// By truth unit.
    var byUnit: [Int32: Hits] = [:]
    /// Seconds from a change of unit until the track says the new one, where it does so while the trackable is there.
    var latenciesSeconds: [Double] = []
    /// Changes of unit while the track was there; `latenciesSeconds.count` of them were reported.
    var changes = 0
    /// Visits that were never reported, of all that last long enough.
    var missedVisits = 0
    var visits = 0
    /// Changes from one second to the next.
    var trackSwitches = 0
    var confirmedSwitches = 0
    var truthSwitches = 0
    /// Changes from line to line: those within a second too.
    var trackLineSwitches = 0
    var distancesMetres: [Double] = []
    var bins = [Bin](repeating: Bin(), count: 10)
    var states: [FixState: Hits] = [:]

    /// Scored seconds as minutes, summed over the trackables.
    var minutes: Double { Double(unit.all) / 60 }

    /// The mean of the units' own accuracies: a room that is seldom visited counts as much as the corridor.
    var balancedUnitAccuracy: Double? {
        // In the order of the units, so that the sum is the same again.
        let shares = byUnit.sorted { $0.key < $1.key }.compactMap(\.value.share)
        return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
    }

    func perMinute(_ count: Int) -> Double? { unit.all == 0 ? nil : Double(count) / minutes }

    var confidence: Bin {
        var sum = Bin()
        for bin in bins {
            sum.hits.all += bin.hits.all
            sum.hits.right += bin.hits.right
            sum.confidenceSum += bin.confidenceSum
        }
        return sum
    }

    /// The mean difference of confidence and accuracy over the bins, weighted by their seconds (Naeini, Cooper and
    /// Hauskrecht 2015).
    var expectedCalibrationError: Double? {
        let all = confidence.hits.all
        guard all > 0 else { return nil }
        return bins.reduce(0) { sum, bin in
            guard let mean = bin.meanConfidence, let accuracy = bin.hits.share else { return sum }
            return sum + abs(mean - accuracy) * Double(bin.hits.all) / Double(all)
        }
    }

    /// The share of scored seconds in a state.
    func share(of state: FixState) -> Double? {
        unit.all == 0 ? nil : Double(states[state, default: Hits()].all) / Double(unit.all)
    }

    /// A percentile, interpolated between the two nearest values (Hyndman and Fan 1996, type 7); nil without values.
    /// - Complexity: O(n log n).
    static func percentile(_ share: Double, of values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
    }
}
