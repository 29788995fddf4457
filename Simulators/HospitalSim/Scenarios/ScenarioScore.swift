internal import Model
internal import Pipeline

/// What the rules found, how fast, and what they told for nothing.
struct ScenarioScore {
    private(set) var scripts = 0
    private(set) var truths = 0
    private(set) var found = 0
    private(set) var shown = 0
    private(set) var silent = 0
    private(set) var nuisances = 0
    private(set) var retracted = 0
    private(set) var patientDays = 0.0
    private var escortedTold = 0
    private var delays: [Double] = []
    private var delaysAfterDecision: [Double] = []
    private var kinds: [String: (truths: Int, found: Int)] = [:]

    /// Nobody's place is known before the first second, which is not so in a hospital: what is told before is left out.
    private static let settlingSeconds = 30.0

    private struct Alarm {
        var record: AlarmRecord
        var trackable: String
        var second: Double
        var whereabouts: String
    }

    /// What stands in the end, and when it was first told.
    private static func standing(_ told: [ScenarioStage.Told]) -> [Alarm] {
        var alarms: [Int64: Alarm] = [:]
        for entry in told {
            let number = entry.step.alarm.number
            alarms[number] = Alarm(
                record: entry.step.alarm, trackable: entry.step.trackable?.rawValue ?? "",
                second: alarms[number]?.second ?? entry.second,
                whereabouts: alarms[number]?.whereabouts ?? entry.whereabouts)
        }
        return alarms.values.sorted { $0.record.number < $1.record.number }
    }

    mutating func add(_ script: ScenarioScript, _ stage: ScenarioStage, verbose: Bool) {
        scripts += 1
        patientDays += Double(script.trackables.count { $0.kind == .patient }) * Double(stage.second) / 86_400
        let alarms = ScenarioScore.standing(stage.told)
        retracted += alarms.count { $0.record.isRetracted }
        for truth in script.truths { judge(truth, script, stage, alarms, verbose: verbose) }
        for alarm in alarms
        where !alarm.record.isRetracted && alarm.record.certainty != .cannotTell
            && alarm.second > ScenarioScore.settlingSeconds
        {
            let isTrue = script.truths.contains { truth in
                truth.rules.contains(alarm.record.rule)
                    && truth.agents.contains { script.trackables[$0].id == alarm.trackable }
            }
            guard !isTrue else { continue }
            nuisances += 1
            if script.kind == .escorted { escortedTold += 1 }
            if verbose {
                Output.line(
                    "nuisance: \(script.kind) seed \(script.seed) \(alarm.record.rule) \(alarm.trackable) at "
                        + "\(Output.fixed(alarm.second, 1)) \(alarm.record.certainty.rawValue), \(alarm.whereabouts)")
                ScenarioScore.show(stage)
            }
        }
    }

    /// What was told, and where patients and staff went, the filter's word beside the truth.
    private static func show(_ stage: ScenarioStage) {
        guard let trails = stage.trails else { return }
        for told in stage.told {
            let alarm = told.step.alarm
            Output.line(
                "  \(Output.fixed(told.second, 1)) \(told.step.kind.rawValue) \(alarm.number) \(alarm.rule) "
                    + "\(told.step.trackable?.rawValue ?? "") \(alarm.certainty.rawValue) of "
                    + Output.fixed(Double(alarm.at.milliseconds - ScenarioStage.start) / 1000, 1))
        }
        for (index, trail) in trails.enumerated() where !trail.isEmpty {
            Output.line("  \(stage.trackables[index].id):\(trail)")
        }
    }

    private mutating func judge(
        _ truth: ScenarioScript.Truth, _ script: ScenarioScript, _ stage: ScenarioStage, _ alarms: [Alarm],
        verbose: Bool
    ) {
        // Of two with one escort it happens when the second of them is out.
        let out = truth.agents.compactMap { stage.isOutSince[$0] }.max()
        guard let second = truth.second ?? out else { return }
        truths += 1
        kinds[script.kind.rawValue, default: (0, 0)].truths += 1
        let names = truth.agents.map { script.trackables[$0].id }
        let hit = alarms.filter { alarm in
            truth.rules.contains(alarm.record.rule) && names.contains(alarm.trackable) && !alarm.record.isRetracted
                && alarm.record.certainty != .cannotTell && alarm.second > Double(second) - 60
        }.min { $0.second < $1.second }
        if let hit {
            found += 1
            kinds[script.kind.rawValue, default: (0, 0)].found += 1
            delays.append(max(0, hit.second - Double(second)))
            let known = truth.second.map(Double.init) ?? truth.agents.compactMap { stage.decided[$0] }.max()
            if let known { delaysAfterDecision.append(max(0, hit.second - known)) }
        } else if alarms.contains(where: {
            truth.rules.contains($0.record.rule) && $0.record.certainty == .cannotTell
        }) {
            shown += 1
        } else {
            silent += 1
            if verbose {
                Output.line(
                    "missed: \(script.kind) seed \(script.seed) \(truth.rules[0]) \(names) out at \(second), sure at "
                        + "\(truth.agents.compactMap { stage.decided[$0] })")
                ScenarioScore.show(stage)
            }
        }
    }

    /// Quiet life, in which nothing may be told.
    mutating func addQuiet(_ stage: ScenarioStage, verbose: Bool) {
        patientDays += Double(stage.trackables.count { $0.kind == .patient }) * Double(stage.second) / 86_400
        for alarm in ScenarioScore.standing(stage.told) {
            if alarm.record.isRetracted { retracted += 1 }
            guard !alarm.record.isRetracted, alarm.record.certainty != .cannotTell,
                alarm.second > ScenarioScore.settlingSeconds
            else { continue }
            nuisances += 1
            if verbose {
                Output.line(
                    "nuisance: quiet \(alarm.record.rule) \(alarm.trackable) at \(Output.fixed(alarm.second, 1)) "
                        + "\(alarm.record.certainty.rawValue), \(alarm.whereabouts)")
            }
        }
    }

    private static func quantile(_ delays: [Double], _ share: Double) -> Double {
        let sorted = delays.sorted()
        return sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    private var per100: Double { patientDays > 0 ? Double(nuisances) / patientDays * 100 : 0 }

    /// - Parameter hasDeadReaders: then a miss that is shown is enough.
    func meetsTargets(hasDeadReaders: Bool) -> Bool {
        guard silent == 0 else { return false }
        if hasDeadReaders { return true }
        let isQuiet = patientDays < 100 ? nuisances == 0 : per100 <= 1
        let misses = truths - found - (kinds["outage"].map { $0.truths - $0.found } ?? 0)
        return misses == 0 && isQuiet && escortedTold == 0
            && (truths == 0 || ScenarioScore.quantile(delaysAfterDecision, 0.5) <= 3)
    }

    var text: String {
        func at(_ list: [Double]) -> String {
            let parts = [0.5, 0.9].map { Output.fixed(ScenarioScore.quantile(list, $0), 1) }
            return "median \(parts[0]) s, p90 \(parts[1]) s"
        }
        var lines = [
            "scripts \(scripts), events that must be told \(truths)",
            "found \(found), shown as cannotTell \(shown), silent \(silent)",
            "delay after the event: " + at(delays),
            "delay after the filter is sure: " + at(delaysAfterDecision),
            "nuisance \(nuisances) in \(Output.fixed(patientDays, 1)) patient-days (\(Output.fixed(per100, 2)) per "
                + "100), escorted exits told \(escortedTold), raised and retracted \(retracted)",
            "(what was told in the first 30 s, before anybody's place was known, is left out)",
        ]
        for (kind, counts) in kinds.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(kind): \(counts.found) of \(counts.truths)")
        }
        return lines.joined(separator: "\n")
    }
}
