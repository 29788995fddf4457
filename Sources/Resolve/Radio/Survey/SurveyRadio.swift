public import SiteMap

/// A learned radio map: what each reader hears of an ordinary tag at any place, and how sure that is.
///
/// Path loss over the plan, and a Gaussian process over what the survey found different from it.
public struct SurveyRadio: Sendable {
    /// What was learned of one reader.
    public struct Reader: Sendable {
        public var pathLoss: PathLossModel
        /// Standard deviation of one read around the mean of its place, dB.
        public var readDB: Double
        /// Half of the places with this mean power hear the tag, dBm; −95 unless the survey told otherwise.
        public var halfHeardDBm: Double
        /// Places of the survey at which it was heard.
        public var places: [Place]

        /// A reader by its values, as learned or as read from a file.
        public init(pathLoss: PathLossModel, readDB: Double, halfHeardDBm: Double, places: [Place]) {
            self.pathLoss = pathLoss
            self.readDB = readDB
            self.halfHeardDBm = halfHeardDBm
            self.places = places
        }
    }

    /// What a reader heard at one place of the survey.
    public struct Place: Sendable, Hashable {
        /// Index of the level.
        public var level: Int
        public var xMetres: Double
        public var yMetres: Double
        /// Index of the unit; -1 outside all.
        public var unit: Int
        /// Mean power in dBm, and its variance in dB² as a measurement of the place's true mean.
        public var meanDBm: Double
        public var variance: Double

        /// A place by its values.
        public init(
            level: Int, xMetres: Double, yMetres: Double, unit: Int, meanDBm: Double, variance: Double
        ) {
            self.level = level
            self.xMetres = xMetres
            self.yMetres = yMetres
            self.unit = unit
            self.meanDBm = meanDBm
            self.variance = variance
        }
    }

    /// What is expected at a place.
    public struct Expectation: Sendable {
        /// Power of an ordinary tag, dBm.
        public var meanDBm: Double
        /// Standard deviation of that mean, dB: large far from every point of the survey.
        public var deviationDB: Double
        /// Standard deviation of one read around the mean, dB.
        public var readDB: Double

        /// The variance that a read's likelihood needs, dB².
        public var varianceDB: Double { deviationDB * deviationDB + readDB * readDB }
    }

    /// By index of the site's readers.
    public let readers: [Reader]
    public let kernel: SurveyKernel
    private let plan: PlanLoss
    /// By reader, then level.
    private let processes: [[ResidualProcess?]]

    /// What cannot be heard at all: power and deviation of a reader that is out of the question.
    static let silentDBm = -130.0

    /// Builds the map from its values, as learned or as read from a file.
    ///
    /// - Parameter readers: as many as the site has; missing ones have no evidence and path loss by default.
    /// - Complexity: O(n³) per reader and level in its places, at most ``SurveyBins/placesMax``.
    public init(
        _ map: SiteMap, readers: [Reader], kernel: SurveyKernel, parameters: ResolveParameters = ResolveParameters()
    ) {
        let plan = PlanLoss(map, parameters: parameters)
        var complete = readers
        for index in complete.count..<max(complete.count, map.readers.count) {
            complete.append(
                SurveyLearner.Defaults.reader(
                    ResolveParameters(), offsetDecibels: map.readers[index].offsetDecibels))
        }
        self.plan = plan
        self.kernel = kernel
        self.readers = Array(complete.prefix(map.readers.count))
        processes = self.readers.enumerated().map { index, reader in
            map.levels.indices.map { level in
                ResidualProcess(SurveyRadio.samples(reader, index: index, level: level, plan: plan), kernel: kernel)
            }
        }
    }

    static func samples(
        _ reader: Reader, index: Int, level: Int, plan: PlanLoss
    ) -> [ResidualProcess.Sample] {
        reader.places.compactMap { place in
            guard place.level == level, place.meanDBm.isFinite, place.variance.isFinite, place.variance >= 0 else {
                return nil
            }
            let point = Point(xMetres: place.xMetres, yMetres: place.yMetres)
            guard let features = plan.features(reader: index, level: level, point) else { return nil }
            return ResidualProcess.Sample(
                point: point, unit: place.unit, residualDB: place.meanDBm - reader.pathLoss.mean(features),
                variance: place.variance)
        }
    }

    /// What a reader hears of an ordinary tag at a place.
    ///
    /// - Parameters:
    ///   - reader: index into the site's readers.
    ///   - level: index of the level.
    ///   - point: metres in the building's frame.
    ///   - unit: the unit that the place lies in, if known already (it saves a look-up).
    /// - Complexity: O(d) for the walls on d metres, and O(n) in the reader's places on this level.
    public func expectation(reader: Int, level: Int, _ point: Point, unit: Int? = nil) -> Expectation {
        let signal = kernel.signalDB * kernel.signalDB + kernel.nuggetDB * kernel.nuggetDB
        guard readers.indices.contains(reader), let features = plan.features(reader: reader, level: level, point)
        else {
            return Expectation(
                meanDBm: SurveyRadio.silentDBm, deviationDB: signal.squareRoot(),
                readDB: SurveyLearner.Defaults.readDB)
        }
        let model = readers[reader]
        let mean = model.pathLoss.mean(features)
        guard let process = processes[reader][level] else {
            return Expectation(meanDBm: mean, deviationDB: signal.squareRoot(), readDB: model.readDB)
        }
        let inside = unit ?? plan.map.unit(at: point, level: level) ?? -1
        let error = process.predict(point, unit: inside)
        return Expectation(
            meanDBm: mean + error.mean, deviationDB: error.variance.squareRoot(), readDB: model.readDB)
    }

    /// Leave-one-out errors of all readers and levels, dB.
    func leaveOneOut() -> [Double] {
        processes.flatMap { $0.flatMap { process in process?.leaveOneOut().map(\.error) ?? [] } }
    }
}
