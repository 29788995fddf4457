import Model
import SimKit
import SiteMap
import Testing
import Watch

@testable import Pipeline

@Suite("Alarms out of raw messages")
struct RehearsalTests {
    private let rows = (1...3).map { number in
        RegistryRow(
            tag: TagID("c0ffee00000\(number)"), trackable: TrackableID("P-\(number)"),
            kind: number == 3 ? .patient : .equipment)
    }

    /// A thousand rules of several kinds, each of its own.
    private func rules() -> String {
        let lines = (0..<1000).map { number -> String in
            let body =
                switch number % 4 {
                case 0: "when: enter, where: {unit: u-0-\(number % 6)}"
                case 1: "when: exit, where: {unit: u-0-\(number % 6)}"
                case 2: "when: dwell, for_s: \(5 + number % 12), where: {category: room}"
                default: "when: enter, where: {category: walkway}"
                }
            return "  - {id: r-\(number), \(body), limit_per_hour: \(1000 + number)}"
        }
        return "rules:\n" + lines.joined(separator: "\n") + "\n"
    }

    private func play(_ bench: Bench, reloadsAt: Set<Int>) throws -> [String] {
        var rehearsal = try Rehearsal(site: bench.site, registry: rows)
        let map = rehearsal.fold.map
        var random = SeededRandom(seed: 5)
        var sequences = [Int](repeating: 0, count: 6)
        var told: [String] = []
        // A thousand rules take a while to read: once, for all reloads.
        let fresh = try RulesReader.read(folder: bench.site, map: map, facts: [])
        for second in 0..<60 {
            let now = Instant(milliseconds: 1_790_000_000_000 + Int64(second) * 1000)
            for tag in 1...3 {
                let room = (second / 20 + tag) % 6
                for reader in 0..<6 {
                    sequences[reader] += 1
                    let power = (reader == room ? -55 : -75) - Int(random.next() % 8)
                    let text =
                        #"{"tag":"c0ffee00000\#(tag)","at":"\#(now.rfc3339)","rssi":\#(power),"#
                        + #""seq":\#(sequences[reader]),"boot":"b"}"#
                    rehearsal.take(
                        topic: "vigie/v1/corridor/observations/r-0-\(reader)", payload: Array(text.utf8),
                        receivedAt: now)
                }
            }
            rehearsal.foldBatch()
            if reloadsAt.contains(second) {
                rehearsal.fold.changeWatch { $0.replace(fresh.reversed()) }
            }
            rehearsal.tick(now.advanced(byMilliseconds: 1000))
            told += rehearsal.takeSteps().map { step in
                "\(step.kind.rawValue) \(step.alarm.rule) \(step.trackable?.rawValue ?? "") "
                    + "\(step.alarm.at.milliseconds) \(step.alarm.endedAt?.milliseconds ?? 0)"
            }
        }
        return told
    }

    @Test("reloads of 1,000 rules lose no alarm and double none")
    func reloads() throws {
        let bench = try Bench()
        try TemporaryFolder.write(rules(), to: bench.site + "/rules.yaml")
        let plain = try play(bench, reloadsAt: [])
        let reloaded = try play(bench, reloadsAt: [7, 23, 24, 41, 59])
        #expect(plain.count > 1500)
        #expect(Set(reloaded).count == reloaded.count, "nothing is told twice")
        #expect(reloaded.sorted() == plain.sorted())
    }

    @Test("the confirmed unit and the reads are told, unknown trackables are not")
    func asks() throws {
        let bench = try Bench()
        try TemporaryFolder.write("rules: []\n", to: bench.site + "/rules.yaml")
        var rehearsal = try Rehearsal(site: bench.site, registry: rows)
        for second in 0..<20 {
            let now = Instant(milliseconds: 1_790_000_000_000 + Int64(second) * 1000)
            let text = #"{"tag":"c0ffee000001","at":"\#(now.rfc3339)","rssi":-50}"#
            rehearsal.take(
                topic: "vigie/v1/corridor/observations/r-0-2", payload: Array(text.utf8), receivedAt: now)
            rehearsal.foldBatch()
            rehearsal.tick(now.advanced(byMilliseconds: 1000))
        }
        let category = rehearsal.confirmedUnit(of: TrackableID("P-1"))?.category
        let stranger = rehearsal.confirmedUnit(of: TrackableID("P-9"))?.category
        #expect(category == "room" && stranger == nil)
        #expect(rehearsal.readCount == 20)
    }
}
