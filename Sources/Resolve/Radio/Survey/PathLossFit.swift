/// Fits the path-loss mean of all readers at once: exponent, wall and floor loss shared, a power at 1 m for each
/// reader, all shrunk to what is known beforehand.
///
/// Ridge regression (a Gaussian prior on each parameter) with Student-t weights, iterated (Lange, Little and Taylor,
/// JASA 84, 1989). A reader's own offset is eliminated, so that the system has four unknowns whatever the site's size.
struct PathLossFit {
    /// One value to fit.
    struct Value {
        var reader: Int
        var features: PathFeatures
        var dBm: Double
        /// Unexplained variance of this value, dB².
        var variance: Double
    }

    /// Beforehand: power at 1 m (site), exponent, wall, floor; and how sure of each.
    let prior: [Double]
    private let priorDeviation = [8.0, 0.6, 2.0, 5.0]
    /// Standard deviation of a reader's own offset around the site's, dB.
    private let readerDeviation = 5.0
    private let freedom = 4.0
    /// Values near each other say nearly the same: only so much of each is news.
    private let independentShare = 0.5

    /// Site parameters in the order of ``prior``, and each reader's own offset beside what the site file tells.
    private(set) var site: [Double]
    private(set) var readerOffsets: [Double]
    /// Robust standard deviation of what stays, dB; nil without values.
    private(set) var residualDB: Double?

    init(_ values: [Value], readerCount: Int, told: [Double], parameters: ResolveParameters) {
        prior = [
            Double(parameters.powerAtOneMetreDBm), Double(parameters.pathLossExponent),
            Double(parameters.wallLossDB), Double(parameters.floorLossDB),
        ]
        site = prior
        readerOffsets = Array(repeating: 0, count: readerCount)
        guard !values.isEmpty else { return }
        var scale = 6.0
        var weights = values.map { _ in 1.0 }
        for _ in 0..<12 {
            solve(values, weights: weights, told: told, scale: scale)
            let residuals = values.map { $0.dBm - predict($0, told: told) }
            let sorted = residuals.map { abs($0) }.sorted()
            scale = max(1.5, 1.4826 * sorted[sorted.count / 2])
            weights = residuals.map { (freedom + 1) / (freedom + ($0 * $0) / (scale * scale)) }
        }
        residualDB = scale
    }

    func predict(_ value: Value, told: [Double]) -> Double {
        site[0] + told[value.reader] + readerOffsets[value.reader] - site[1] * value.features.distanceDB
            - site[2] * value.features.walls - site[3] * value.features.floors
    }

    private mutating func solve(_ values: [Value], weights: [Double], told: [Double], scale: Double) {
        var normal = Array(repeating: 0.0, count: 16)
        var right = Array(repeating: 0.0, count: 4)
        for index in 0..<4 {
            normal[index * 5] = 1 / (priorDeviation[index] * priorDeviation[index])
            right[index] = prior[index] * normal[index * 5]
        }
        // Per reader: sums of weight, weighted row and weighted value, for the elimination of its offset.
        struct Sums {
            var weight = 0.0
            var row = [0.0, 0.0, 0.0, 0.0]
            var value = 0.0
        }
        var sums = Array(repeating: Sums(), count: readerOffsets.count)
        for (index, value) in values.enumerated() {
            let weight = independentShare * weights[index] / (scale * scale + value.variance)
            let row = [1, -value.features.distanceDB, -value.features.walls, -value.features.floors]
            let target = value.dBm - told[value.reader]
            for i in 0..<4 {
                for j in 0..<4 { normal[i * 4 + j] += weight * row[i] * row[j] }
                right[i] += weight * row[i] * target
                sums[value.reader].row[i] += weight * row[i]
            }
            sums[value.reader].weight += weight
            sums[value.reader].value += weight * target
        }
        let readerPrecision = 1 / (readerDeviation * readerDeviation)
        for sum in sums where sum.weight > 0 {
            let own = sum.weight + readerPrecision
            for i in 0..<4 {
                for j in 0..<4 { normal[i * 4 + j] -= sum.row[i] * sum.row[j] / own }
                right[i] -= sum.row[i] * sum.value / own
            }
        }
        guard let factor = Cholesky(normal, count: 4) else { return }
        site = factor.solve(right)
        // Physics beats a fit over few values.
        site[1] = min(6, max(0.8, site[1]))
        site[2] = min(15, max(0, site[2]))
        site[3] = min(40, max(0, site[3]))
        for (reader, sum) in sums.enumerated() where sum.weight > 0 {
            var expected = 0.0
            for i in 0..<4 { expected += sum.row[i] * site[i] }
            readerOffsets[reader] = (sum.value - expected) / (sum.weight + readerPrecision)
        }
    }
}
