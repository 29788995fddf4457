import SiteMap

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How alike the map's error is at two places of a level.
///
/// Matérn 3/2 over the distance, times a share that stays when a wall lies between: two places of one unit err alike
/// more than two in neighbouring units. Kernels: Rasmussen and Williams, "Gaussian Processes for Machine Learning",
/// 4.2; path loss as the mean: Schwaighofer et al., NIPS 2003, "GPPS".
public struct SurveyKernel: Sendable, Hashable {
    /// Over how many metres the error changes.
    public var lengthMetres: Double
    /// Standard deviation of the error that the kernel describes, dB.
    public var signalDB: Double
    /// Standard deviation of what is different at every place, dB.
    public var nuggetDB: Double
    /// What stays of the likeness across units, 0…1.
    public var acrossUnits: Double

    /// A kernel by its values.
    public init(lengthMetres: Double, signalDB: Double, nuggetDB: Double, acrossUnits: Double) {
        self.lengthMetres = lengthMetres
        self.signalDB = signalDB
        self.nuggetDB = nuggetDB
        self.acrossUnits = acrossUnits
    }

    func covariance(_ a: Point, unit first: Int, _ b: Point, unit second: Int) -> Double {
        let scaled = 1.732_050_8 * a.distance(to: b) / lengthMetres
        let alike = (1 + scaled) * exp(-scaled)
        return signalDB * signalDB * alike * (first == second ? 1 : acrossUnits)
    }
}

/// The map's error of one reader on one level, as a Gaussian process over the survey's places.
struct ResidualProcess: Sendable {
    /// A place and the error there.
    struct Sample: Sendable {
        var point: Point
        var unit: Int
        /// Measured minus path-loss mean, dB.
        var residualDB: Double
        /// Variance of the measurement, dB².
        var variance: Double
    }

    let kernel: SurveyKernel
    let samples: [Sample]
    private let factor: Cholesky
    private let weights: [Double]

    /// nil without samples, or when the matrix cannot be factored.
    /// - Complexity: O(n³) in the samples.
    init?(_ samples: [Sample], kernel: SurveyKernel) {
        guard !samples.isEmpty else { return nil }
        let count = samples.count
        var matrix = Array(repeating: 0.0, count: count * count)
        for row in 0..<count {
            for column in 0..<row {
                matrix[row * count + column] = kernel.covariance(
                    samples[row].point, unit: samples[row].unit, samples[column].point, unit: samples[column].unit)
            }
            matrix[row * count + row] =
                kernel.signalDB * kernel.signalDB + kernel.nuggetDB * kernel.nuggetDB + samples[row].variance
        }
        guard let factor = Cholesky(matrix, count: count) else { return nil }
        self.kernel = kernel
        self.samples = samples
        self.factor = factor
        weights = factor.solve(samples.map(\.residualDB))
    }

    /// With more samples than this the variance is that given the nearest ones alone: never too small, and a map of
    /// ten thousand cells is ready in a second.
    private static let nearestMax = 16

    /// Mean and variance of the error at a place; the nugget is part of the variance.
    /// - Complexity: O(n) in the samples.
    func predict(_ point: Point, unit: Int) -> (mean: Double, variance: Double) {
        let signal = kernel.signalDB * kernel.signalDB
        let nugget = kernel.nuggetDB * kernel.nuggetDB
        var mean = 0.0
        var nearest: [(index: Int, likeness: Double)] = []
        nearest.reserveCapacity(ResidualProcess.nearestMax + 1)
        for (index, sample) in samples.enumerated() {
            let value = kernel.covariance(sample.point, unit: sample.unit, point, unit: unit)
            mean += value * weights[index]
            guard value > 0.01 * signal else { continue }
            if nearest.count == ResidualProcess.nearestMax, value <= nearest[nearest.count - 1].likeness { continue }
            let place = nearest.firstIndex { $0.likeness < value } ?? nearest.count
            nearest.insert((index, value), at: place)
            if nearest.count > ResidualProcess.nearestMax { nearest.removeLast() }
        }
        guard !nearest.isEmpty else { return (mean, signal + nugget) }
        let explained = explainedVariance(nearest)
        return (mean, max(0, signal - explained) + nugget)
    }

    /// `kᵀ·K⁻¹·k` over some samples.
    private func explainedVariance(_ chosen: [(index: Int, likeness: Double)]) -> Double {
        let right = chosen.map(\.likeness)
        let count = chosen.count
        var matrix = Array(repeating: 0.0, count: count * count)
        for row in 0..<count {
            let a = samples[chosen[row].index]
            for column in 0..<row {
                let b = samples[chosen[column].index]
                matrix[row * count + column] = kernel.covariance(a.point, unit: a.unit, b.point, unit: b.unit)
            }
            matrix[row * count + row] =
                kernel.signalDB * kernel.signalDB + kernel.nuggetDB * kernel.nuggetDB + a.variance
        }
        guard let local = Cholesky(matrix, count: count) else { return 0 }
        return local.forward(right).reduce(0) { $0 + $1 * $1 }
    }

    /// Errors when each sample is predicted from all others, and their expected variance (Rasmussen and Williams,
    /// 5.4.2): `yᵢ − μᵢ = [K⁻¹y]ᵢ / [K⁻¹]ᵢᵢ`, `σᵢ² = 1 / [K⁻¹]ᵢᵢ`.
    /// - Complexity: O(n³).
    func leaveOneOut() -> [(error: Double, variance: Double)] {
        zip(weights, factor.inverseDiagonal()).map { weight, inverse in (weight / inverse, 1 / inverse) }
    }
}

/// Chooses the kernel by the leave-one-out likelihood over the readers with the most places.
enum KernelChoice {
    static let lengthsMetres = [1.0, 1.5, 2.5, 4, 6, 10]
    static let signalShares = [0.25, 0.5, 0.7, 0.85, 0.95]
    static let acrossUnits = [1.0, 0.6, 0.3, 0.1]
    /// With fewer places the default holds.
    static let samplesMin = 12
    private static let readersMax = 5
    private static let samplesMax = 90

    /// - Parameters:
    ///   - processes: the samples of each reader and level.
    ///   - residualDB: standard deviation of the samples' errors.
    ///   - fallback: what holds with few samples.
    /// - Complexity: O(r · n³) with at most 5 readers and 90 samples, some 25 times.
    static func choose(
        _ processes: [[ResidualProcess.Sample]], residualDB: Double, fallback: SurveyKernel
    ) -> SurveyKernel {
        let best = processes.enumerated().sorted { ($0.element.count, $1.offset) > ($1.element.count, $0.offset) }
            .prefix(readersMax).map(\.element)
        let chosen = best.map { thinned($0) }
        guard chosen.reduce(0, { $0 + $1.count }) >= samplesMin else { return fallback }
        var variance = 0.0
        var count = 0
        for sample in chosen.joined() {
            // Gross errors must not make everything look unsure.
            let error = max(-3 * residualDB, min(3 * residualDB, sample.residualDB))
            variance += error * error
            count += 1
        }
        variance = max(4, variance / Double(count))
        var length = fallback.lengthMetres
        var share = 0.7
        var across = fallback.acrossUnits
        func kernel(_ length: Double, _ share: Double, _ across: Double) -> SurveyKernel {
            SurveyKernel(
                lengthMetres: length, signalDB: (share * variance).squareRoot(),
                nuggetDB: ((1 - share) * variance).squareRoot(), acrossUnits: across)
        }
        for _ in 0..<2 {
            length = argmax(lengthsMetres) { logDensity(chosen, kernel($0, share, across)) }
            share = argmax(signalShares) { logDensity(chosen, kernel(length, $0, across)) }
            across = argmax(acrossUnits) { logDensity(chosen, kernel(length, share, $0)) }
        }
        return kernel(length, share, across)
    }

    private static func argmax(_ values: [Double], _ score: (Double) -> Double) -> Double {
        var best = values[0]
        var bestScore = -Double.infinity
        for value in values {
            let result = score(value)
            if result > bestScore { (best, bestScore) = (value, result) }
        }
        return best
    }

    /// Every so-manieth sample.
    private static func thinned(_ samples: [ResidualProcess.Sample]) -> [ResidualProcess.Sample] {
        let step = max(1, (samples.count + samplesMax - 1) / samplesMax)
        return stride(from: 0, to: samples.count, by: step).map { samples[$0] }
    }

    /// Log density of each sample given all others; a Student-t in disguise, so that one gross error does not decide.
    private static func logDensity(_ processes: [[ResidualProcess.Sample]], _ kernel: SurveyKernel) -> Double {
        var sum = 0.0
        for samples in processes {
            guard let process = ResidualProcess(samples, kernel: kernel) else { return -.infinity }
            for (error, variance) in process.leaveOneOut() {
                sum -= 0.5 * log(variance) + 2.5 * log(1 + error * error / (4 * variance))
            }
        }
        return sum
    }
}
