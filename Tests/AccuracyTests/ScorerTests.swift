import SiteMap
import Testing

@testable import Accuracy

@Suite struct ScorerTests {
    private func row(_ second: Double, _ unit: String?, x: Double = 0, confidence: Double? = nil) -> TrackRow {
        TrackRow(
            at: Int64(second * 1000), unit: unit, level: "l", point: Point(xMetres: x, yMetres: 0),
            confidence: confidence)
    }

    private let truth = (0...20).map { second in
        TrackRow(
            at: Int64(second) * 1000, unit: second < 10 ? "a" : "b", level: "l",
            point: Point(xMetres: Double(second), yMetres: 0), confidence: nil)
    }

    @Test func onlyWhatWasSaidBeforeASecondCountsForIt() {
        // The right word comes 2.5 s after the change; seconds 10, 11 and 12 are wrong.
        let scores = Scorer().score(truth: truth, track: [row(0, "a"), row(12.5, "b")])
        #expect(scores.unitSeconds == 18)
        #expect(scores.unitRight == 15)
        #expect(scores.latenciesSeconds == [2.5])
        #expect(scores.visits == 1)
        #expect(scores.missedVisits == 0)
    }

    @Test func theErrorIsThatOfTheLastPlaceSaid() {
        let scores = Scorer().score(truth: truth, track: [row(0, "a", x: 3)])
        #expect(scores.errorsMetres == (3...20).map { Double($0) - 3 })
        #expect(scores.error(share: 0.5) == 8.5)
    }

    @Test func noPlaceIsNoSmallError() {
        let scores = Scorer().score(truth: truth, track: [])
        #expect(scores.error(share: 0.5) == .infinity)
        #expect(scores.unitRight == 0)
        #expect(scores.levelRight == 0)
        #expect(scores.missedVisits == 1)
    }

    @Test func aVisitThatIsNeverToldIsMissed() {
        let scores = Scorer().score(truth: truth, track: [row(0, "a"), row(12, "c")])
        #expect(scores.missedVisits == 1)
        #expect(scores.latenciesSeconds.isEmpty)
    }

    @Test func confidenceIsComparedWithWhatWasRight() {
        let scores = Scorer().score(truth: truth, track: [row(0, "a", confidence: 1)])
        // 7 of 18 seconds are right, all were said to be certain.
        #expect(abs(scores.overconfidence - (1 - 7.0 / 18)) < 1e-12)
        #expect(abs(scores.balancedPercent - 50) < 1e-12)
    }

    @Test func aTruthThatStoppedIsNotScored() {
        let late = truth.prefix(5) + [row(20, "a")]
        let scores = Scorer().score(truth: Array(late), track: [row(0, "a")])
        // Seconds 3 and 4, the two after in which the last truth still holds, and the last one.
        #expect(scores.unitSeconds == 5)
    }

    @Test func scoresAddUp() {
        let one = Scorer().score(truth: truth, track: [row(0, "a")])
        let two = Scorer().score(truth: truth, track: [row(0, "b")])
        let sum = one + two
        #expect(sum.unitRight == one.unitRight + two.unitRight)
        #expect(sum.secondsByUnit["a"]?.all == 14)
        #expect(sum.errorsMetres.count == 36)
    }

    @Test func percentilesAreInterpolatedAndSurviveInfinity() {
        #expect(Scores.percentile([1, 2, 3, 4], share: 0.5) == 2.5)
        #expect(Scores.percentile([1, .infinity, .infinity], share: 0.9) == .infinity)
        #expect(Scores.percentile([1, 2, .infinity], share: 0.5) == 2)
        #expect(Scores.percentile([], share: 0.5).isNaN)
    }
}

@Suite struct NearestReaderTests {
    private let places = [
        NearestReader.Place(point: Point(xMetres: 0, yMetres: 0), level: "l", unit: "a"),
        NearestReader.Place(point: Point(xMetres: 9, yMetres: 0), level: "l", unit: "b"),
    ]

    private func reading(_ second: Double, _ reader: Int, _ power: Double) -> Recording.Reading {
        .init(at: Int64(second * 1000), reader: reader, tag: 0, rssiDBm: power)
    }

    @Test func theLoudestReaderWinsAfterSmoothing() {
        let readings = (0..<6).flatMap { [reading(Double($0), 0, -60), reading(Double($0), 1, -70)] }
        let once = readings + [reading(6, 0, -60), reading(6, 1, -50)]
        #expect(NearestReader.track(once, places: places).last?.unit == "a")
        let often = once + (7..<12).flatMap { [reading(Double($0), 0, -60), reading(Double($0), 1, -50)] }
        #expect(NearestReader.track(often, places: places).last?.unit == "b")
    }

    @Test func aSilentReaderIsOut() {
        let readings = [reading(0, 0, -50), reading(1, 1, -80), reading(5.5, 1, -80)]
        #expect(NearestReader.track(readings, places: places).map(\.unit) == ["a", "a", "b"])
    }
}
