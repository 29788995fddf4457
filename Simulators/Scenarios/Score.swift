import Model
import Watch

/// What the rules found, how fast, and what they told for nothing.
struct Score {
    private var scripts = 0
    private var truths = 0
    private var found = 0
    private var shown = 0
    private var silent = 0
    private var nuisances = 0
    private var retracted = 0
    private var patientDays = 0.0
    private var delays: [Double] = []
    private var delaysAfterDecision: [Double] = []
    private var kinds: [String: (truths: Int, found: Int)] = [:]

    mutating func add(_ script: Script, _ told: [Stage.Told], decided: [TrackKey: Double], verbose: Bool) {
        scripts += 1
        patientDays += Double(script.facts.count { $0.kind == .patient }) * Script.seconds / 86_400
        // What stands in the end, and when it was first told.
        var alarms: [Int64: (alarm: AlarmRecord, second: Double)] = [:]
        for step in told {
            let first = alarms[step.change.alarm.number]?.second ?? step.second
            alarms[step.change.alarm.number] = (step.change.alarm, first)
        }
        retracted += alarms.values.count { $0.alarm.isRetracted }
        var used: Set<Int64> = []
        for truth in script.truths {
            truths += 1
            kinds[script.kind.rawValue, default: (0, 0)].truths += 1
            let hit = alarms.values.filter { entry in
                let alarm = entry.alarm
                return alarm.rule == truth.rule && (alarm.track == truth.track || alarm.track == truth.other)
                    && alarm.track != nil && !alarm.isRetracted && alarm.certainty != .cannotTell
                    && entry.second > truth.at - 5 && entry.second < truth.at + 60
            }.min { $0.second < $1.second }
            if let hit {
                found += 1
                kinds[script.kind.rawValue, default: (0, 0)].found += 1
                delays.append(max(0, hit.second - truth.at))
                let known = truth.rule == "fall" ? truth.at : decided[truth.track] ?? truth.at
                delaysAfterDecision.append(max(0, hit.second - known))
                used.insert(hit.alarm.number)
            } else if alarms.values.contains(where: {
                $0.alarm.rule == truth.rule && $0.alarm.certainty == .cannotTell && $0.second < truth.at + 60
            }) {
                shown += 1
            } else {
                silent += 1
                if verbose { print("missed: \(script.kind) seed \(script.seed) \(truth.rule) \(truth.track.rawValue)") }
            }
        }
        for entry in alarms.values where !entry.alarm.isRetracted && entry.alarm.certainty != .cannotTell {
            guard !used.contains(entry.alarm.number) else { continue }
            let isTrue = script.truths.contains {
                $0.rule == entry.alarm.rule && $0.track == entry.alarm.track && $0.other == nil
            }
            guard !isTrue else { continue }
            nuisances += 1
            if verbose {
                print(
                    "nuisance: \(script.kind) seed \(script.seed) \(entry.alarm.rule) "
                        + "\(entry.alarm.track?.rawValue ?? 0) at \(Int(entry.second)) "
                        + "\(entry.alarm.certainty.rawValue)")
            }
        }
    }

    private func quantile(_ delays: [Double], _ share: Double) -> Double {
        let sorted = delays.sorted()
        return sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    private var per100: Double { patientDays > 0 ? Double(nuisances) / patientDays * 100 : 0 }

    func meetsTargets(withDeadReaders: Bool) -> Bool {
        if withDeadReaders { return silent == 0 }
        return silent == 0 && quantile(delaysAfterDecision, 0.5) <= 3 && per100 <= 1
    }

    var text: String {
        func round(_ value: Double) -> Double { (value * 10).rounded() / 10 }
        var lines = [
            "scripts \(scripts), events that must be told \(truths)",
            "found \(found), shown as cannotTell \(shown), silent \(silent)",
            "delay after the event: median \(round(quantile(delays, 0.5))) s, p90 \(round(quantile(delays, 0.9))) s",
            "delay after the filter is sure: median \(round(quantile(delaysAfterDecision, 0.5))) s, p90 "
                + "\(round(quantile(delaysAfterDecision, 0.9))) s (an escort that is near may follow for 20 s)",
            "nuisance \(nuisances) in \(round(patientDays)) patient-days (\(round(per100)) per 100), "
                + "raised and retracted \(retracted)",
        ]
        for (kind, counts) in kinds.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(kind): \(counts.found) of \(counts.truths)")
        }
        return lines.joined(separator: "\n")
    }
}
