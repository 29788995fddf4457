import SiteMap

extension SurveyLearner {
    /// A reader is odd when it is off by this much and by this many standard deviations of all readers.
    private static let oddDB = 8.0
    private static let oddPlacesMin = 3
    /// Units are compared when their points are nearer than this, on one level or on neighbouring ones.
    private static let nearMetres = 15.0
    private static let aboveMetres = 6.0
    /// d′ below this is told.
    static let separationMin = 1.5
    private static let alikeMax = 500

    func report(_ bins: SurveyBins, _ fit: PathLossFit, _ radio: SurveyRadio) -> SurveyReport {
        let walkable = map.units.indices.filter { map.units[$0].isWalkable }
        let area = walkable.reduce(0.0) { $0 + map.units[$1].areaSquareMetres }
        let used = bins.counts.usedPoints
        var odd: [SurveyReport.OddReader] = []
        for (reader, list) in bins.byReader.enumerated() where list.count >= SurveyLearner.oddPlacesMin {
            let excess = fit.readerOffsets[reader]
            guard abs(excess) > SurveyLearner.oddDB else { continue }
            odd.append(.init(reader: reader, excessDB: excess, places: list.count))
        }
        odd.sort { (abs($0.excessDB), $1.reader) > (abs($1.excessDB), $0.reader) }
        let errors = radio.leaveOneOut()
        return SurveyReport(
            counts: bins.counts, leaveOneOutDB: rootMeanSquare(errors),
            fittedPathLossDB: rootMeanSquare(errorsOfPathLoss(bins) { radio.readers[$0].pathLoss }),
            defaultPathLossDB: rootMeanSquare(
                errorsOfPathLoss(bins) { reader in
                    Defaults.reader(parameters, offsetDecibels: map.readers[reader].offsetDecibels).pathLoss
                }),
            exponent: fit.site[1], wallLossDB: fit.site[2], floorLossDB: fit.site[3],
            unitsWithoutPoints: walkable.filter { bins.pointsOfUnit[$0] == 0 },
            squareMetresPerPoint: used > 0 ? area / Double(used) : nil,
            unheardReaders: map.readers.indices.filter {
                bins.byReader[$0].isEmpty && map.readers[$0].point != nil && map.readers[$0].kind == .ble
            },
            oddReaders: odd, alikeUnits: alikeUnits(radio))
    }

    private func rootMeanSquare(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        return (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    }

    private func errorsOfPathLoss(_ bins: SurveyBins, _ model: (Int) -> PathLossModel) -> [Double] {
        var errors: [Double] = []
        for (reader, list) in bins.byReader.enumerated() {
            let pathLoss = model(reader)
            for bin in list {
                guard let features = plan.features(reader: reader, level: bin.level, bin.point) else { continue }
                errors.append(bin.meanDBm - pathLoss.mean(features))
            }
        }
        return errors
    }

    /// Pairs of near units whose expected reads, one of each reader, are less than ``separationMin`` apart.
    /// - Complexity: O(units · near units · readers near both).
    private func alikeUnits(_ radio: SurveyRadio) -> [SurveyReport.AlikeUnits] {
        let walkable = map.units.indices.filter { map.units[$0].isWalkable }
        let rows = Dictionary(uniqueKeysWithValues: walkable.map { ($0, expectations(of: $0, radio)) })
        var alike: [SurveyReport.AlikeUnits] = []
        for (place, first) in walkable.enumerated() {
            for second in walkable[(place + 1)...] where areNear(first, second) {
                guard let a = rows[first], let b = rows[second] else { continue }
                let separation = SurveyLearner.separation(a, b)
                if separation < SurveyLearner.separationMin {
                    alike.append(.init(first: first, second: second, separation: separation))
                }
            }
        }
        alike.sort { ($0.separation, $0.first, $0.second) < ($1.separation, $1.first, $1.second) }
        return Array(alike.prefix(SurveyLearner.alikeMax))
    }

    private func areNear(_ first: Int, _ second: Int) -> Bool {
        let a = map.units[first]
        let b = map.units[second]
        let one = map.levels[a.level]
        let two = map.levels[b.level]
        guard one.building == two.building else { return false }
        let floors = abs(one.ordinal - two.ordinal)
        guard floors <= 1 else { return false }
        let limit = floors == 0 ? SurveyLearner.nearMetres : SurveyLearner.aboveMetres
        return a.point.distance(to: b.point) < limit
    }

    /// What the readers near a unit expect of it: mean and variance of one read; what is too weak is left out.
    private func expectations(of unit: Int, _ radio: SurveyRadio) -> [Int: (mean: Double, variance: Double)] {
        var row: [Int: (mean: Double, variance: Double)] = [:]
        let place = map.units[unit]
        for (index, reader) in map.readers.enumerated() {
            guard let point = reader.point, reader.kind == .ble, point.distance(to: place.point) < 30 else { continue }
            let expected = radio.expectation(reader: index, level: place.level, place.point, unit: unit)
            guard expected.meanDBm > radio.readers[index].halfHeardDBm - 3 else { continue }
            row[index] = (expected.meanDBm, expected.readDB * expected.readDB)
        }
        return row
    }

    /// d′ of two units: a reader that hears only one of them counts with its limit for the other one.
    private static func separation(
        _ a: [Int: (mean: Double, variance: Double)], _ b: [Int: (mean: Double, variance: Double)]
    ) -> Double {
        var sum = 0.0
        for reader in Set(a.keys).union(b.keys) {
            let first = a[reader]
            let second = b[reader]
            let difference = (first?.mean ?? Defaults.halfHeardDBm) - (second?.mean ?? Defaults.halfHeardDBm)
            let variance =
                ((first?.variance ?? second?.variance ?? 16) + (second?.variance ?? first?.variance ?? 16)) / 2
            sum += difference * difference / variance
        }
        return sum.squareRoot()
    }
}
