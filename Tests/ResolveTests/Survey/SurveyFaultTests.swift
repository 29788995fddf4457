import SimKit
import SiteMap
import Testing

@testable import Resolve

@Suite("What a bad survey gets")
struct SurveyFaultTests {
    @Test("each fault is counted by its name and survived")
    func counted() throws {
        var world = try SurveyWorld(levels: 2, seed: 1)
        let good = world.survey(points: 5)
        let reads = [SurveyPoint.Read(reader: 0, rssiDBm: -60)]
        func point(_ level: Int?, _ x: Double, _ y: Double, _ unit: Int?, _ reads: [SurveyPoint.Read]) -> SurveyPoint {
            SurveyPoint(level: level, xMetres: x, yMetres: y, unit: unit, reads: reads)
        }
        let bad = [
            point(0, 1, 1, -1, reads), point(nil, .nan, 1, nil, reads), point(99, 1, 1, nil, reads),
            point(0, 1, 1, nil, [.init(reader: -1, rssiDBm: -60), .init(reader: 99, rssiDBm: -60)]),
            point(0, 1, 1, nil, [.init(reader: 0, rssiDBm: .nan), .init(reader: 0, rssiDBm: 42)]),
            point(0, 1, 1, world.unit("u-0-5"), reads),
            point(1, .nan, .nan, world.unit("u-0-5"), reads),
            point(0, 3.1, 3.1, nil, [.init(reader: 0, rssiDBm: -30), .init(reader: 0, rssiDBm: -90)]),
        ]
        let (radio, report) = SurveyLearner(world.map).learn(good + bad)
        let counts = report.counts
        #expect(counts.points == 13)
        #expect(counts.usedPoints == 9)
        #expect(counts.unknownUnits == 1)
        #expect(counts.placelessPoints == 2)
        #expect(counts.unknownReaders == 2)
        #expect(counts.badPowers == 2)
        #expect(counts.contradictingPlaces == 2)
        #expect(counts.contradictingReads == 1)
        #expect(world.error(of: radio).isFinite)
    }

    @Test("any survey at all gives finite expectations", arguments: 1...8 as ClosedRange<UInt64>)
    func anything(seed: UInt64) throws {
        var world = try SurveyWorld(levels: 2, seed: seed)
        var random = SeededRandom(seed: seed, stream: 9)
        let odd: [Double] = [.nan, .infinity, -.infinity, 1e300, -1e300, 0, -60, 5]
        var points: [SurveyPoint] = []
        for _ in 0..<random.below(40) {
            let reads = (0..<random.below(6)).map { _ in
                SurveyPoint.Read(
                    reader: random.below(16) - 2,
                    rssiDBm: random.chance(0.3) ? random.pick(odd) : random.uniform(-110 ... -20))
            }
            points.append(
                SurveyPoint(
                    level: random.chance(0.2) ? nil : random.below(4) - 1,
                    xMetres: random.chance(0.3) ? random.pick(odd) : random.uniform(-5...20),
                    yMetres: random.chance(0.3) ? random.pick(odd) : random.uniform(-5...20),
                    unit: random.chance(0.3) ? nil : random.below(20) - 2, reads: reads))
        }
        let (radio, report) = SurveyLearner(world.map).learn(points)
        for _ in 0..<50 {
            let place = world.place()
            for reader in -1...world.map.readers.count {
                let got = radio.expectation(
                    reader: reader, level: world.map.units[place.unit].level, place.point)
                #expect(got.meanDBm.isFinite && got.varianceDB.isFinite && got.varianceDB > 0, "seed \(seed)")
            }
        }
        #expect(report.leaveOneOutDB?.isFinite ?? true, "seed \(seed)")
    }

    @Test("thousands of points are gathered into a bounded number of places")
    func gathered() throws {
        var world = try SurveyWorld(rooms: 12, seed: 3)
        let bins = SurveyBins(world.survey(points: 700), map: world.map)
        for list in bins.byReader {
            #expect(list.count <= SurveyBins.placesMax)
            #expect(list.reduce(0) { $0 + $1.reads } > list.count)
        }
        #expect(bins.pointsOfUnit.reduce(0, +) == 700)
    }
}

@Suite("Linear algebra of the survey")
struct CholeskyTests {
    @Test("a solution solves, for random matrices", arguments: 1...5 as ClosedRange<UInt64>)
    func solves(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let count = 1 + random.below(12)
        let root = (0..<count * count).map { _ in random.normal() }
        var matrix = Array(repeating: 0.0, count: count * count)
        for i in 0..<count {
            for j in 0..<count {
                for k in 0..<count { matrix[i * count + j] += root[i * count + k] * root[j * count + k] }
            }
            matrix[i * count + i] += 0.5
        }
        let right = (0..<count).map { _ in random.normal() }
        let factor = try #require(Cholesky(matrix, count: count))
        let x = factor.solve(right)
        for i in 0..<count {
            let sum = (0..<count).reduce(0.0) { $0 + matrix[i * count + $1] * x[$1] }
            #expect(abs(sum - right[i]) < 1e-8, "seed \(seed)")
            var unit = Array(repeating: 0.0, count: count)
            unit[i] = 1
            #expect(abs(factor.solve(unit)[i] - factor.inverseDiagonal()[i]) < 1e-8, "seed \(seed)")
        }
    }

    @Test("a matrix that is not positive definite is refused")
    func refuses() {
        #expect(Cholesky([1, 2, 2, 1], count: 2) == nil)
        #expect(Cholesky([.nan], count: 1) == nil)
    }

    @Test("leave-one-out in closed form is what leaving one out gives")
    func leaveOneOut() throws {
        var random = SeededRandom(seed: 4)
        let kernel = SurveyKernel(lengthMetres: 3, signalDB: 4, nuggetDB: 1, acrossUnits: 0.5)
        let samples = (0..<12).map { index in
            ResidualProcess.Sample(
                point: Point(xMetres: random.uniform(0...10), yMetres: random.uniform(0...10)), unit: index % 2,
                residualDB: 4 * random.normal(), variance: 2)
        }
        let whole = try #require(ResidualProcess(samples, kernel: kernel)).leaveOneOut()
        for index in samples.indices {
            var others = samples
            let left = others.remove(at: index)
            let process = try #require(ResidualProcess(others, kernel: kernel))
            let predicted = process.predict(left.point, unit: left.unit)
            #expect(abs(left.residualDB - predicted.mean - whole[index].error) < 1e-9)
            #expect(abs(predicted.variance + left.variance - whole[index].variance) < 1e-9)
        }
    }
}
