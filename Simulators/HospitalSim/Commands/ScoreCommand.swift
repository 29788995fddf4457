internal import ArgumentParser
internal import Model

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Compares a track with the truth.",
        discussion: """
            The estimate of a second is the newest track line at or before its end. Seconds before a trackable's first \
            track line count for the coverage only; a later second without a unit is wrong. Change latency runs from \
            the first second of the truth in the new unit, so it is exact to one second. Percentiles are interpolated.

              vigie replay day.ndjson --site site --tags tags.csv --track track.ndjson
              hospital-sim score --track track.ndjson --truth truth.ndjson
            """)

    @Option(help: "What `vigie replay --track` wrote.") var track: String
    @Option(help: "What `hospital-sim capture --truth` wrote.") var truth: String
    @Flag(help: "One JSON object, vigie.score/1.") var json = false

    func run() throws {
        var isCommon = false
        try reportingErrors {
            var input = ScoreInput()
            try input.readTruth(truth)
            try input.readTrack(track)
            let report = ScoreReport(score: Scorer.score(input), input: input)
            if json {
                Output.line(String(report.json.text.dropLast()))
            } else {
                for line in report.lines { Output.line(line) }
            }
            isCommon = report.score.commonTrackables > 0
        }
        guard isCommon else {
            Output.error("hospital-sim: no trackable stands in both files: do they belong to the same capture?")
            throw ExitCode(1)
        }
    }
}
