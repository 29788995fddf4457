/// What was found of one or several tracks, added up.
struct Scores {
    /// Errors of fixes in metres; infinite where there was no place.
    var errorsMetres: [Double] = []
    /// Seconds with a true unit, and those in which the track said it.
    var unitSeconds = 0
    var unitRight = 0
    /// By true unit, for the balanced accuracy.
    var secondsByUnit: [String: (all: Int, right: Int)] = [:]
    var levelSeconds = 0
    var levelRight = 0
    /// Stated confidence of seconds that have one, and how often those were right.
    var confidenceSum = 0.0
    var confidenceSeconds = 0
    var confidentRight = 0
    /// From a true change of unit to the first word of it, in seconds.
    var latenciesSeconds: [Double] = []
    /// Visits to a unit that lasted, and those never told while they did.
    var visits = 0
    var missedVisits = 0

    static func + (left: Scores, right: Scores) -> Scores {
        var sum = left
        sum.errorsMetres += right.errorsMetres
        sum.unitSeconds += right.unitSeconds
        sum.unitRight += right.unitRight
        for (unit, seconds) in right.secondsByUnit {
            let old = sum.secondsByUnit[unit] ?? (0, 0)
            sum.secondsByUnit[unit] = (old.all + seconds.all, old.right + seconds.right)
        }
        sum.levelSeconds += right.levelSeconds
        sum.levelRight += right.levelRight
        sum.confidenceSum += right.confidenceSum
        sum.confidenceSeconds += right.confidenceSeconds
        sum.confidentRight += right.confidentRight
        sum.latenciesSeconds += right.latenciesSeconds
        sum.visits += right.visits
        sum.missedVisits += right.missedVisits
        return sum
    }

    /// Error that this share of the fixes does not exceed, interpolated; NaN without fixes.
    func error(share: Double) -> Double { Scores.percentile(errorsMetres, share: share) }

    var medianLatencySeconds: Double { Scores.percentile(latenciesSeconds, share: 0.5) }

    /// Percent; NaN without truth.
    var unitPercent: Double { 100 * Double(unitRight) / Double(unitSeconds) }
    var levelPercent: Double { 100 * Double(levelRight) / Double(levelSeconds) }

    /// The mean over the units of the share that was right, in percent.
    var balancedPercent: Double {
        let shares = secondsByUnit.values.map { Double($0.right) / Double($0.all) }
        return 100 * shares.reduce(0, +) / Double(shares.count)
    }

    /// Mean stated confidence minus the share that was right: above 0 is too sure.
    var overconfidence: Double {
        (confidenceSum - Double(confidentRight)) / Double(confidenceSeconds)
    }

    static func percentile(_ values: [Double], share: Double) -> Double {
        guard !values.isEmpty else { return .nan }
        let sorted = values.sorted()
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        let fraction = place - Double(low)
        // Infinity times zero would make NaN of a finite value.
        if fraction == 0 || sorted[high] == sorted[low] { return sorted[low] }
        return sorted[low] + (sorted[high] - sorted[low]) * fraction
    }
}
