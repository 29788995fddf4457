public import SiteMap

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Learns a radio map from labelled reads.
///
/// Works with any number of points: none gives the plan's path loss exactly, twelve move it a little, thousands carry
/// it. Pure and deterministic: the same points in the same order give the same map.
public struct SurveyLearner: Sendable {
    let map: SiteMap
    let parameters: ResolveParameters
    let plan: PlanLoss

    /// A learner for one site.
    public init(_ map: SiteMap, parameters: ResolveParameters = ResolveParameters()) {
        self.map = map
        self.parameters = parameters
        plan = PlanLoss(map, parameters: parameters)
    }

    /// What holds where a survey says nothing.
    enum Defaults {
        /// Standard deviation of one read around the mean of its place, dB.
        static let readDB = 3.5
        static let halfHeardDBm = -95.0
        /// Prior weight of ``readDB``, in places.
        static let readPlaces = 5.0

        /// The map's own error: what the filter's shadowing is made of, less the spread of the reads.
        static func kernel(_ parameters: ResolveParameters) -> SurveyKernel {
            let shadowing = Double(parameters.shadowingDB)
            let rest = max(4, shadowing * shadowing - readDB * readDB)
            return SurveyKernel(
                lengthMetres: 4, signalDB: (0.7 * rest).squareRoot(), nuggetDB: (0.3 * rest).squareRoot(),
                acrossUnits: 0.6)
        }

        static func reader(_ parameters: ResolveParameters, offsetDecibels: Double) -> SurveyRadio.Reader {
            SurveyRadio.Reader(
                pathLoss: PathLossModel(
                    powerAtOneMetreDBm: Double(parameters.powerAtOneMetreDBm) + offsetDecibels,
                    exponent: Double(parameters.pathLossExponent), wallLossDB: Double(parameters.wallLossDB),
                    floorLossDB: Double(parameters.floorLossDB)),
                readDB: readDB, halfHeardDBm: halfHeardDBm, places: [])
        }
    }

    /// Learns from points; see ``SurveyReport`` for what is told of them.
    ///
    /// - Complexity: O(reads) to gather, then per reader and level O(n³) in its places, of which there are at most
    ///   200: 4,000 points and 50 readers take a few seconds in a release build.
    public func learn(_ points: [SurveyPoint]) -> (radio: SurveyRadio, report: SurveyReport) {
        let bins = SurveyBins(points, map: map)
        let told = map.readers.map(\.offsetDecibels)
        let readDB = readDeviations(bins)
        let values = self.values(bins, readDB: readDB)
        let fit = PathLossFit(values, readerCount: map.readers.count, told: told, parameters: parameters)
        var readers: [SurveyRadio.Reader] = []
        for (index, list) in bins.byReader.enumerated() {
            let pathLoss = PathLossModel(
                powerAtOneMetreDBm: fit.site[0] + told[index] + fit.readerOffsets[index], exponent: fit.site[1],
                wallLossDB: fit.site[2], floorLossDB: fit.site[3])
            readers.append(
                SurveyRadio.Reader(
                    pathLoss: pathLoss, readDB: readDB[index],
                    halfHeardDBm: halfHeard(index, pathLoss, list, silent: bins.silent[index]),
                    places: list.map { place($0, readDB: readDB[index]) }))
        }
        let kernel = self.kernel(readers, residualDB: fit.residualDB)
        let radio = SurveyRadio(map, readers: readers, kernel: kernel, parameters: parameters)
        return (radio, report(bins, fit, radio))
    }

    /// The spread of reads at one place, pooled over a reader's places and shrunk to the default.
    private func readDeviations(_ bins: SurveyBins) -> [Double] {
        bins.byReader.map { list in
            let variances = list.compactMap { $0.isUnitOnly ? nil : $0.readVariance }.sorted()
            guard !variances.isEmpty else { return Defaults.readDB }
            // The upper half weighs as it is, but no single place decides.
            let limit = 9 * max(4, variances[variances.count / 2])
            let sum = variances.reduce(0) { $0 + min($1, limit) }
            let prior = Defaults.readPlaces * Defaults.readDB * Defaults.readDB
            let variance = (sum + prior) / (Double(variances.count) + Defaults.readPlaces)
            return min(12, max(2, variance.squareRoot()))
        }
    }

    /// A bin as a measurement of its place: reads of one moment are not independent, so at most four count.
    private func place(_ bin: SurveyBin, readDB: Double) -> SurveyRadio.Place {
        let independent = Double(min(4, bin.reads))
        let noise = readDB * readDB / independent
        // A unit's mean says little of the one point that stands for it.
        return SurveyRadio.Place(
            level: bin.level, xMetres: bin.point.xMetres, yMetres: bin.point.yMetres, unit: bin.unit,
            meanDBm: bin.meanDBm, variance: bin.isUnitOnly ? noise + 9 : noise)
    }

    private func values(_ bins: SurveyBins, readDB: [Double]) -> [PathLossFit.Value] {
        var values: [PathLossFit.Value] = []
        for (reader, list) in bins.byReader.enumerated() {
            for bin in list {
                guard let features = plan.features(reader: reader, level: bin.level, bin.point) else { continue }
                values.append(
                    PathLossFit.Value(
                        reader: reader, features: features, dBm: bin.meanDBm,
                        variance: place(bin, readDB: readDB[reader]).variance))
            }
        }
        return values
    }

    private func kernel(_ readers: [SurveyRadio.Reader], residualDB: Double?) -> SurveyKernel {
        let fallback = Defaults.kernel(parameters)
        guard let residualDB else { return fallback }
        var processes: [[ResidualProcess.Sample]] = []
        for (index, reader) in readers.enumerated() where !reader.places.isEmpty {
            for level in map.levels.indices {
                processes.append(SurveyRadio.samples(reader, index: index, level: level, plan: plan))
            }
        }
        return KernelChoice.choose(processes, residualDB: residualDB, fallback: fallback)
    }

    /// The mean power that half of the places hear: the likeliest limit of a logistic with a scale of 2 dB, with the
    /// default as weak prior.
    private func halfHeard(
        _ reader: Int, _ model: PathLossModel, _ heard: [SurveyBin], silent: [(level: Int, point: Point)]
    ) -> Double {
        guard !heard.isEmpty, !silent.isEmpty else { return Defaults.halfHeardDBm }
        // Only some of the silent places: thousands say no more than hundreds.
        let step = max(1, silent.count / 200)
        let quiet = stride(from: 0, to: silent.count, by: step).compactMap { index in
            plan.features(reader: reader, level: silent[index].level, silent[index].point).map { model.mean($0) }
        }
        var best = (limit: Defaults.halfHeardDBm, score: -Double.infinity)
        for limit in stride(from: -110.0, through: -75, by: 1) {
            var score = -(limit - Defaults.halfHeardDBm) * (limit - Defaults.halfHeardDBm) / 50
            for bin in heard { score -= log(1 + exp(-(bin.meanDBm - limit) / 2)) }
            for mean in quiet { score -= log(1 + exp((mean - limit) / 2)) }
            if score > best.score { best = (limit, score) }
        }
        return best.limit
    }
}
