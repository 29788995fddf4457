import ArgumentParser
import Model
import SimKit
import SiteMap
import Store

/// `vigie alarms try` as a whole process over a month of a hospital.
struct TrialBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Seconds of `vigie alarms try` over 30 days of 5,000 trackables.",
        discussion: """
            3,000 devices with eight stays a day, 1,000 patients with 24 and 1,000 staff with 100, some of them a week \
            in one room; twelve rules of every kind that stays can tell, with escorts, moving \
            zones, hours and levels. Exit code 1 above 30 s.
            """)

    @Option(help: "Days of history.")
    var days = 30

    @Option(help: "Runs; the median counts.")
    var runs = 3

    @Option(help: "Folder of the database; it is kept and used again. Default: a temporary one.")
    var data: String?

    private static let begin = Instant(milliseconds: 1_790_000_000_000)
    private static let day: Int64 = 86_400_000
    /// With their stays a day.
    private static let groups: [(kind: TrackableKind, count: Int, changes: Int)] = [
        (.equipment, 3000, 8), (.patient, 1000, 24), (.staff, 1000, 100),
    ]

    private static let rules = """
        rules:
          - {id: egress, when: enter, who: {kind: equipment}, where: {category: elevator}}
          - {id: wandering, when: enter, who: {kind: patient}, where: {category: elevator}, escort: {kind: staff}}
          - {id: crowd, when: enter, who: {kind: patient}, where: {category: walkway}, escort: {kind: staff, clears: 2}}
          - {id: near-lift, when: approach, who: {kind: patient}, where: {category: elevator}, escort: {kind: staff}}
          - {id: night, when: exit, who: {kind: patient}, where: {category: room}, hours: {from: "22:00", to: "06:00"}}
          - {id: away, when: exit, who: {kind: equipment}, where: {assigned_unit: true}}
          - {id: long, when: dwell, for_s: 14400, who: {kind: patient}, where: {category: walkway}}
          - {id: idle, when: dwell, for_s: 259200, who: {kind: equipment}, where: {category: room}}
          - {id: contact, when: near, for_s: 600, who: {kind: patient}, to: {id: [T-3001, T-3002, T-3003]}}
          - {id: round, when: near, for_s: 1800, who: {kind: patient}, to: {kind: staff}}
          - {id: par-level, when: par, target: 200, per: level, who: {category: sort 1}, where: {category: room}}
          - {id: par-unit, when: par, target: 1, per: unit, for_s: 600, who: {kind: equipment}, where: {level: L0}}

        """

    func run() throws {
        let folder = try data ?? TemporaryFolder.make("vigie-bench-try")
        defer { if data == nil { TemporaryFolder.remove(folder) } }
        let site = folder + "/site"
        if !DataFolder(path: folder).hasDatabase {
            try? TemporaryFolder.makeFolder(folder)
            try TemporaryFolder.makeFolder(site)
            try CorridorSite(rooms: 40, levels: 5).write(to: site)
            try build(DataFolder(path: folder))
        }
        try TemporaryFolder.write(TrialBenchmark.rules, to: folder + "/rules.yaml")
        let end = TrialBenchmark.begin.advanced(byMilliseconds: Int64(days) * TrialBenchmark.day)
        var times: [Double] = []
        var most = 0.0
        var processor = 0.0
        for _ in 0..<max(1, runs) {
            let figures = try ProcessFigures.run(
                Beside.program("vigie"),
                [
                    "alarms", "try", folder + "/rules.yaml", "--from", TrialBenchmark.begin.rfc3339, "--to",
                    end.rfc3339, "--data", folder,
                ], output: folder + "/answer")
            guard figures.exitCode == 0 else {
                throw VigieError(.unavailable, "the trial ended with \(figures.exitCode)", place: folder)
            }
            times.append(figures.wallSeconds)
            most = max(most, figures.residentMegabytes)
            processor = figures.cpuSeconds
        }
        times.sort()
        print(TemporaryFolder.text(of: folder + "/answer"))
        let median = times[times.count / 2]
        print(
            "alarms try over \(days) days: median \(median.text(1)) s, worst \(times[times.count - 1].text(1)) s, "
                + "\(processor.text(1)) s of one core, \(Int(most)) MB; must: 30 s")
        guard median <= 30 else { throw ExitCode(1) }
    }

    private func build(_ folder: DataFolder) throws {
        let map = try SiteMap.load(folder: folder.path + "/site").0
        let store = try StoreWriter(folder: folder, cacheMegabytes: 256)
        let keys = try store.replaceSite(map.records(version: "bench"))
        var rows: [RegistryRow] = []
        var changes: [Int] = []
        for group in TrialBenchmark.groups {
            for _ in 0..<group.count {
                rows.append(
                    RegistryRow(
                        tag: TagID("tag-\(rows.count)"), trackable: TrackableID("T-\(rows.count)"), kind: group.kind,
                        category: "sort \(rows.count % 10)",
                        assignedUnit: group.kind == .equipment ? "u-\(rows.count % 5)-\(rows.count % 40)" : ""))
                changes.append(group.changes)
            }
        }
        _ = try store.importRegistry(rows, at: TrialBenchmark.begin)
        var derivations = Derivations()
        var random = SeededRandom(seed: 4)
        var count = 0
        for (index, binding) in try store.bindings().enumerated() {
            count += add(binding, perDay: changes[index], keys, map, &random, to: &derivations)
            if index % 200 == 199 || index == changes.count - 1 {
                _ = try store.commit(appending: nil, derivations)
                derivations.removeAll()
            }
        }
        try store.setClock(.capture)
        try store.close()
        print("built \(rows.count) trackables with \(count) stays")
    }

    private func add(
        _ binding: TagBinding, perDay: Int, _ keys: [UnitKey], _ map: SiteMap, _ random: inout SeededRandom,
        to derivations: inout Derivations
    ) -> Int {
        let end = TrialBenchmark.begin.advanced(byMilliseconds: Int64(days) * TrialBenchmark.day)
        var from = TrialBenchmark.begin.advanced(byMilliseconds: Int64(random.below(600_000)))
        var history: [StayRecord] = []
        // Everybody lives on one level, and passes its corridor between two rooms.
        let level = random.below(5)
        // Every second stay is a short one in the corridor.
        let mean = 2 * Double(TrialBenchmark.day) / Double(perDay)
        while from < end {
            let isCorridor = history.count % 2 == 1
            let name =
                isCorridor ? (random.chance(0.02) ? "lift-\(level)" : "c-\(level)") : "u-\(level)-\(random.below(40))"
            let isWeek = !isCorridor && random.chance(0.001)
            let length =
                isCorridor
                ? random.uniform(10_000...60_000) : mean * (isWeek ? 3 * Double(perDay) : random.uniform(0.2...1.8))
            let to = min(end, from.advanced(byMilliseconds: Int64(length)))
            history.append(
                StayRecord(
                    track: binding.track, unit: keys[map.unitIndex(UnitID(name)) ?? 0], from: from,
                    to: to < end ? to : nil, confidence: Float(random.uniform(0.5...1))))
            from = to
        }
        guard let last = history.last else { return 0 }
        derivations.stays.append(StayRewrite(track: binding.track, from: history[0].from, stays: history))
        var record = TrackRecord(track: binding.track, observedAt: end, since: last.from)
        record.tagKey = binding.tagKey
        record.unit = last.unit
        record.confirmedUnit = last.unit
        record.confidence = 0.9
        derivations.tracks.append(record)
        derivations.dataUntil = max(derivations.dataUntil, record.observedAt)
        return history.count
    }
}
