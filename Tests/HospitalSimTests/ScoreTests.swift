import Model
import SimKit
import Testing

@testable import HospitalSim

@Suite struct ScoreTests {
    /// Second `seconds` of the hand-made morning.
    static func at(_ seconds: Double) -> String {
        Instant(milliseconds: 1_795_248_000_000 + Int64((seconds * 1000).rounded())).rfc3339
    }

    static func truth(_ trackable: String, _ seconds: ClosedRange<Int>, _ rest: String) -> [String] {
        seconds.map { #"{"at":"\#(at(Double($0)))","trackable":"\#(trackable)"\#(rest)}"# }
    }

    static func track(_ trackable: String, _ seconds: Double, _ rest: String) -> String {
        #"{"at":"\#(at(seconds))","trackable":"\#(trackable)"\#(rest)}"#
    }

    static func input(track: [String], truth: [String]) throws -> ScoreInput {
        let folder = try TemporaryFolder.make("vigie-score")
        defer { TemporaryFolder.remove(folder) }
        try TemporaryFolder.write(track.joined(separator: "\n") + "\n", to: folder + "/track")
        try TemporaryFolder.write(truth.joined(separator: "\n"), to: folder + "/truth")
        var input = ScoreInput()
        try input.readTruth(folder + "/truth")
        try input.readTrack(folder + "/track")
        return input
    }

    static func score(track: [String], truth: [String]) throws -> Score {
        Scorer.score(try input(track: track, truth: truth))
    }

    static func isNear(_ value: Double?, _ expected: Double) -> Bool {
        value.map { abs($0 - expected) < 1e-9 } ?? false
    }

    /// P-1 is 10 s in A, 6 s in B and 4 s in C, a level higher. P-2 has no track.
    static let truthLines =
        truth("P-1", 0...9, #","unit":"A","level":"L1","x":0,"y":0"#)
        + truth("P-1", 10...15, #","unit":"B","level":"L1""#) + truth("P-1", 16...19, #","unit":"C","level":"L2""#)
        + truth("P-2", 0...4, #","unit":"A","level":"L1","x":0,"y":0"#)

    /// Says A from second 2, B from 12.5, A again for half a second at 14.2, and never C.
    static let trackLines = [
        track("P-1", 2, #","unit":"A","level":"L1","x":3,"y":4,"confidence":0.8,"state":"live""#),
        track(
            "P-1", 8,
            #","unit":"A","level":"L1","x":-6,"y":8.0,"confidence":0.8,"state":"stale","confirmed_unit":"A""#),
        track("P-1", 12.5, #","unit":"B","level":"L1","confidence":0.6,"state":"live","confirmed_unit":"A""#),
        track("P-1", 14.2, #","unit":"A","level":"L1","confidence":0.4,"state":"stale","confirmed_unit":"B""#),
        track("P-1", 14.7, #","unit":"B","level":"L1","confidence":0.9,"state":"live","confirmed_unit":"B""#),
    ]

    @Test func secondsBeforeTheTrackCountForCoverageOnly() throws {
        let score = try Self.score(track: Self.trackLines, truth: Self.truthLines)
        #expect(score.coverage.all == 25)
        #expect(score.coverage.right == 18)
        #expect(score.unit.all == 18)
        #expect((score.truthTrackables, score.trackTrackables, score.commonTrackables) == (2, 1, 1))
    }

    @Test func accuraciesOfTheHandMadeTrack() throws {
        let score = try Self.score(track: Self.trackLines, truth: Self.truthLines)
        // A: 2 to 9, all of it. B: 12 to 15, 4 of 6. C: never. Balanced: (1 + 2/3 + 0) / 3.
        #expect(score.unit.right == 12)
        #expect(Self.isNear(score.balancedUnitAccuracy, 5.0 / 9))
        // Confirmed A at 8 and 9, B at 14 and 15.
        #expect(score.confirmedUnit.right == 4)
        #expect(score.level.right == 14)
        #expect(score.level.all == 18)
    }

    @Test func latencyMissesAndSwitchesOfTheHandMadeTrack() throws {
        let score = try Self.score(track: Self.trackLines, truth: Self.truthLines)
        #expect(score.changes == 2)
        #expect(score.latenciesSeconds == [2.5])
        // C lasts 4 s: too short to be missed.
        #expect(score.visits == 2)
        #expect(score.missedVisits == 0)
        #expect(score.trackSwitches == 1)
        #expect(score.confirmedSwitches == 1)
        #expect(score.truthSwitches == 2)
        // The half second in A is seen line by line.
        #expect(score.trackLineSwitches == 3)
        #expect(Self.isNear(score.perMinute(score.truthSwitches), 2 / 0.3))
    }

    @Test func metresConfidenceAndStatesOfTheHandMadeTrack() throws {
        let score = try Self.score(track: Self.trackLines, truth: Self.truthLines)
        #expect(score.distancesMetres == [5, 5, 5, 5, 5, 5, 10, 10])
        // 10 seconds with 0.8, 2 with 0.6, 6 with 0.9; right in 8, 2 and 2 of them.
        #expect(Self.isNear(score.confidence.meanConfidence, 14.6 / 18))
        #expect(Self.isNear(score.confidence.hits.share, 12.0 / 18))
        #expect(score.bins.map(\.hits.all) == [0, 0, 0, 0, 0, 0, 2, 0, 10, 6])
        #expect(score.bins.map(\.hits.right) == [0, 0, 0, 0, 0, 0, 2, 0, 8, 2])
        // 10 × |0.8 − 0.8| + 2 × |0.6 − 1| + 6 × |0.9 − 1/3| = 4.2.
        #expect(Self.isNear(score.expectedCalibrationError, 4.2 / 18))
        #expect(Self.isNear(score.share(of: .stale), 4.0 / 18))
        #expect(Self.isNear(score.share(of: .cannotTell), 0))
        #expect(Self.isNear(score.states[.live]?.share, 10.0 / 14))
        #expect(Self.isNear(score.states[.stale]?.share, 2.0 / 4))
    }

    @Test func visitThatIsNeverSaidIsMissedAndGivesNoLatency() throws {
        let score = try Self.score(
            track: [Self.track("P-1", 0, #","unit":"A""#), Self.track("P-1", 11.5, #","unit":"B""#)],
            truth: Self.truth("P-1", 0...5, #","unit":"A""#) + Self.truth("P-1", 6...10, #","unit":"B""#)
                + Self.truth("P-1", 11...15, #","unit":"A""#))
        #expect(score.visits == 3)
        // B is said when it is over; until then the track still says A, which is right again at 11.
        #expect(score.missedVisits == 1)
        #expect(score.changes == 2)
        #expect(score.latenciesSeconds == [0])
    }

    @Test func estimateThatIsThereBeforeTheChangeHasNoLatency() throws {
        let score = try Self.score(
            track: [Self.track("P-1", 0, #","unit":"A""#), Self.track("P-1", 4.3, #","unit":"B""#)],
            truth: Self.truth("P-1", 0...5, #","unit":"A""#) + Self.truth("P-1", 6...11, #","unit":"B""#))
        #expect(score.latenciesSeconds == [0])
        #expect(score.unit.right == 4 + 6)
    }

    @Test func laterSecondWithoutAUnitIsWrongAndNotCovered() throws {
        let score = try Self.score(
            track: [Self.track("P-1", 0, #","unit":"A""#), Self.track("P-1", 3, #","state":"unknown","unit":null"#)],
            truth: Self.truth("P-1", 0...4, #","unit":"A""#))
        #expect(score.unit.all == 5)
        #expect(score.unit.right == 3)
        #expect(score.coverage.right == 3)
        #expect(score.trackSwitches == 0)
    }

    @Test func truthOutsideAnyUnitIsPassedOverAndEndsTheVisit() throws {
        let score = try Self.score(
            track: [Self.track("P-1", 0, #","unit":"A""#)],
            truth: Self.truth("P-1", 0...5, #","unit":"A""#) + Self.truth("P-1", 6...7, #","unit":null"#)
                + Self.truth("P-1", 8...9, "") + Self.truth("P-1", 10...14, #","unit":"B""#))
        #expect(score.coverage.all == 11)
        #expect(score.changes == 0)
        #expect(score.visits == 2)
        #expect(score.missedVisits == 1)
        #expect(score.truthSwitches == 0)
    }

    @Test func orderOfTheFilesDoesNotMatterButAmongEqualTimesTheLastLineHolds() throws {
        var random = SeededRandom(seed: 11)
        let expected = try Self.report(Self.trackLines, Self.truthLines)
        for _ in 0..<20 {
            let shuffled = try Self.report(
                Self.trackLines.shuffled(using: &random), Self.truthLines.shuffled(using: &random))
            #expect(shuffled == expected)
        }
        let score = try Self.score(
            track: [
                Self.track("P-1", 3, #","unit":"C""#), Self.track("P-1", 1, #","unit":"B""#),
                Self.track("P-1", 1, #","unit":"A""#),
            ], truth: Self.truth("P-1", 1...2, #","unit":"A""#))
        #expect(score.unit.right == 2)
    }

    private static func report(_ track: [String], _ truth: [String]) throws -> String {
        let input = try input(track: track, truth: truth)
        return ScoreReport(score: Scorer.score(input), input: input).json.text
    }

    @Test func jsonGivesTheFigures() throws {
        let text = try Self.report(Self.trackLines, Self.truthLines)
        for part in [
            #"{"schema":"vigie.score/1","trackables":{"truth":2,"track":1,"both":1}"#,
            #""coverage":0.72,"unit_accuracy":0.6667,"level_accuracy":0.7778,"#,
            #""balanced_unit_accuracy":0.5556,"units":3"#,
            #""confirmed_unit_accuracy":0.2222"#,
            #""change_latency_s":{"median":2.5,"p90":2.5,"changes":2,"reported":1}"#,
            #""missed_visits":{"missed":0,"visits":2,"shortest_s":5}"#,
            #""switches_per_minute":{"track":3.3333,"track_every_line":10,"confirmed":3.3333,"truth":6.6667}"#,
            #""metres":{"median":5,"p90":10,"seconds":8}"#,
            #""confidence":{"mean":0.8111,"accuracy":0.6667,"expected_calibration_error":0.2333,"seconds":18,"#,
            #"{"from":0.9,"to":1,"seconds":6,"mean_confidence":0.9,"accuracy":0.3333}"#,
            #"{"state":"live","share":0.7778,"accuracy":0.7143}"#, #""live_accuracy":0.7143}"#,
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    @Test func textFitsIntoATerminal() throws {
        let input = try Self.input(track: Self.trackLines, truth: Self.truthLines)
        let lines = ScoreReport(score: Scorer.score(input), input: input).lines
        #expect(lines.contains("unit accuracy          66.7 %"))
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
    }

    @Test func percentilesAreInterpolated() {
        #expect(Score.percentile(0.5, of: []) == nil)
        #expect(Score.percentile(0.9, of: [4]) == 4)
        #expect(Score.percentile(0.5, of: [4, 1, 3, 2]) == 2.5)
        #expect(Self.isNear(Score.percentile(0.9, of: [0, 10, 20]), 18))
    }

    @Test func lastBinHoldsFullConfidence() throws {
        let score = try Self.score(
            track: [Self.track("P-1", 0, #","unit":"A","confidence":1"#)],
            truth: Self.truth("P-1", 0...1, #","unit":"A""#))
        #expect(score.bins[9].hits.all == 2)
        #expect(Self.isNear(score.expectedCalibrationError, 0))
    }

    @Test func unreadableLinesAreCountedAndEscapesAreRead() throws {
        let good = Self.track("P-1", 0, #","unit":"\u0041\/\u00e9\ud83d\ude80""#)
        let input = try Self.input(
            track: [
                good, "", "garbage", String(good.dropLast(3)), #"{"trackable":"P-1"}"#,
                #"{"at":"soon","trackable":"P-1"}"#,
                Self.track("", 1, ""), Self.track("P-1", 1, #","confidence":1.01"#),
                Self.track("P-1", 1, #","state":"asleep""#), Self.track("P-1", 1, #","confidence":NaN"#),
            ], truth: Self.truth("P-1", 0...1, ",\"unit\":\"A/\u{e9}\u{1F680}\"") + ["[]"])
        #expect(input.trackLines == 1)
        #expect(input.unreadableTrackLines == 8)
        #expect(input.truthLines == 2)
        #expect(input.unreadableTruthLines == 1)
        #expect(Scorer.score(input).unit.right == 2)
    }

    @Test func fileWithoutLinesIsBadDataAndNoFileIsNoInput() throws {
        var input = ScoreInput()
        let folder = try TemporaryFolder.make("vigie-score")
        defer { TemporaryFolder.remove(folder) }
        try TemporaryFolder.write("\n\nhello\n", to: folder + "/track")
        let empty = #expect(throws: VigieError.self) { try input.readTrack(folder + "/track") }
        #expect(empty?.code == .badData)
        let missing = #expect(throws: VigieError.self) { try input.readTruth(folder + "/nothing") }
        #expect(missing?.code == .noInput)
    }

    @Test func linesOfAnyLengthAreGivenWhole() throws {
        let folder = try TemporaryFolder.make("vigie-score")
        defer { TemporaryFolder.remove(folder) }
        let expected = [0, 5, 1_048_575, 1_048_576, 3_000_000, 1, 700_000, 700_000]
        let text = expected.map { String(repeating: "x", count: $0) }.joined(separator: "\n")
        try TemporaryFolder.write(text, to: folder + "/lines")
        var found: [Int] = []
        try LineFile.forEachLine(of: folder + "/lines") { found.append($0.count) }
        #expect(found == expected)
    }
}
