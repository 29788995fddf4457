internal import Model

/// A score as text for people and as `vigie.score/1`.
struct ScoreReport {
    let score: Score
    let input: ScoreInput

    var json: JSONWriter {
        var writer = JSONWriter()
        writer.object { object in
            object.member("schema", "vigie.score/1")
            addCounts(to: &object)
            object.member("coverage", score.coverage.share, decimals: 4)
            object.member("unit_accuracy", score.unit.share, decimals: 4)
            object.member("level_accuracy", score.level.share, decimals: 4)
            object.member("balanced_unit_accuracy", score.balancedUnitAccuracy, decimals: 4)
            object.member("units", score.byUnit.count)
            object.member("confirmed_unit_accuracy", score.confirmedUnit.share, decimals: 4)
            object.object("change_latency_s") {
                $0.member("median", Score.percentile(0.5, of: score.latenciesSeconds), decimals: 3)
                $0.member("p90", Score.percentile(0.9, of: score.latenciesSeconds), decimals: 3)
                $0.member("changes", score.changes)
                $0.member("reported", score.latenciesSeconds.count)
            }
            object.object("missed_visits") {
                $0.member("missed", score.missedVisits)
                $0.member("visits", score.visits)
                $0.member("shortest_s", Score.visitSecondsMin)
            }
            object.object("switches_per_minute") {
                $0.member("track", score.perMinute(score.trackSwitches), decimals: 4)
                $0.member("track_every_line", score.perMinute(score.trackLineSwitches), decimals: 4)
                $0.member("confirmed", score.perMinute(score.confirmedSwitches), decimals: 4)
                $0.member("truth", score.perMinute(score.truthSwitches), decimals: 4)
            }
            object.object("metres") {
                $0.member("median", Score.percentile(0.5, of: score.distancesMetres), decimals: 3)
                $0.member("p90", Score.percentile(0.9, of: score.distancesMetres), decimals: 3)
                $0.member("seconds", score.distancesMetres.count)
            }
            addConfidence(to: &object)
            addStates(to: &object)
        }
        writer.newline()
        return writer
    }

    private func addCounts(to object: inout JSONWriter) {
        object.object("trackables") {
            $0.member("truth", score.truthTrackables)
            $0.member("track", score.trackTrackables)
            $0.member("both", score.commonTrackables)
        }
        object.object("lines") {
            $0.member("track", input.trackLines)
            $0.member("truth", input.truthLines)
            $0.member("unreadable_track", input.unreadableTrackLines)
            $0.member("unreadable_truth", input.unreadableTruthLines)
        }
        object.object("seconds") {
            $0.member("truth", score.coverage.all)
            $0.member("scored", score.unit.all)
        }
    }

    private func addConfidence(to object: inout JSONWriter) {
        let all = score.confidence
        object.object("confidence") {
            $0.member("mean", all.meanConfidence, decimals: 4)
            $0.member("accuracy", all.hits.share, decimals: 4)
            $0.member("expected_calibration_error", score.expectedCalibrationError, decimals: 4)
            $0.member("seconds", all.hits.all)
            $0.array("bins") { bins in
                for (index, bin) in score.bins.enumerated() {
                    bins.object {
                        $0.member("from", Double(index) / 10, decimals: 1)
                        $0.member("to", Double(index + 1) / 10, decimals: 1)
                        $0.member("seconds", bin.hits.all)
                        $0.member("mean_confidence", bin.meanConfidence, decimals: 4)
                        $0.member("accuracy", bin.hits.share, decimals: 4)
                    }
                }
            }
        }
    }

    private func addStates(to object: inout JSONWriter) {
        object.array("states") { states in
            for state in FixState.allCases {
                states.object {
                    $0.member("state", state.rawValue)
                    $0.member("share", score.share(of: state), decimals: 4)
                    $0.member("accuracy", score.states[state]?.share, decimals: 4)
                }
            }
        }
        object.member("live_accuracy", score.states[.live]?.share, decimals: 4)
    }

    // MARK: Text

    /// Aligned for people, at most 80 columns.
    var lines: [String] {
        var lines = [
            row(
                "trackables",
                "\(score.commonTrackables) in both (truth \(score.truthTrackables), track \(score.trackTrackables))"),
            row("seconds", "\(score.unit.all) scored of \(score.coverage.all)"),
            row("coverage", percent(score.coverage.share)),
            row("unit accuracy", percent(score.unit.share)),
            row("  confirmed unit", percent(score.confirmedUnit.share)),
            row("  balanced over units", "\(percent(score.balancedUnitAccuracy)) (\(score.byUnit.count) units)"),
            row("  when live", percent(score.states[.live]?.share)),
            row("level accuracy", percent(score.level.share)),
            row(
                "change latency",
                pair(score.latenciesSeconds, "s") + ", \(score.latenciesSeconds.count) of \(score.changes) changes"),
            row(
                "missed visits",
                "\(score.missedVisits) of \(score.visits) that last \(Score.visitSecondsMin) s or more"),
            row("switches per minute", switches),
            row("metres", pair(score.distancesMetres, "m") + ", \(score.distancesMetres.count) seconds with x/y"),
            row("states", states),
        ]
        lines += confidenceLines
        if input.unreadableTrackLines + input.unreadableTruthLines > 0 {
            lines.append(
                row("unreadable lines", "\(input.unreadableTrackLines) track, \(input.unreadableTruthLines) truth"))
        }
        return lines
    }

    private var switches: String {
        let every = number(score.perMinute(score.trackLineSwitches))
        return "track \(number(score.perMinute(score.trackSwitches))) (every line \(every)), "
            + "confirmed \(number(score.perMinute(score.confirmedSwitches))), "
            + "truth \(number(score.perMinute(score.truthSwitches)))"
    }

    private var states: String {
        let present = FixState.allCases.filter { score.states[$0] != nil }
        return present.isEmpty
            ? "-" : present.map { "\($0.rawValue) \(percent(score.share(of: $0)))" }.joined(separator: ", ")
    }

    private var confidenceLines: [String] {
        let all = score.confidence
        var lines = [
            row(
                "confidence",
                "mean \(number(all.meanConfidence, 3)), accuracy \(number(all.hits.share, 3)), "
                    + "calibration error \(number(score.expectedCalibrationError, 3))"),
            "  from  to      seconds  confidence  accuracy",
        ]
        for (index, bin) in score.bins.enumerated() where bin.hits.all > 0 {
            let from = Output.fixed(Double(index) / 10, 1)
            let to = Output.fixed(Double(index + 1) / 10, 1)
            lines.append(
                "  \(from)   \(to)" + right("\(bin.hits.all)", 11) + right(number(bin.meanConfidence, 3), 12)
                    + right(number(bin.hits.share, 3), 10))
        }
        return lines
    }

    private func row(_ name: String, _ value: String) -> String {
        name + String(repeating: " ", count: max(1, 23 - name.count)) + value
    }

    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func number(_ value: Double?, _ decimals: Int = 2) -> String {
        value.map { Output.fixed($0, decimals) } ?? "-"
    }

    private func percent(_ share: Double?) -> String { share.map { Output.fixed($0 * 100, 1) + " %" } ?? "-" }

    private func pair(_ values: [Double], _ unit: String) -> String {
        "median \(number(Score.percentile(0.5, of: values))) \(unit), "
            + "p90 \(number(Score.percentile(0.9, of: values))) \(unit)"
    }
}
