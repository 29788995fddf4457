import Logging
import Model
import SimKit
import SiteMap
import Store
import Testing
import Watch

@testable import Pipeline

@Suite("Alarms over a capture")
struct AlarmReplayTests {
    private let rules = """
        rules:
          - id: room-5
            when: enter
            where: {unit: u-0-5}
            who: {kind: equipment}
          - id: left-3
            when: exit
            where: {unit: [u-0-3]}
          - id: long
            when: dwell
            for_s: 10
            where: {category: [room]}
            who: {kind: patient}
            severity: critical
            notify: ward desk
        """

    private func alarms(_ bench: Bench, _ data: String = "data") throws -> [AlarmRow] {
        let reader = try StoreReader(folder: bench.data(data))
        defer { reader.close() }
        return try reader.alarms(openOnly: false)
    }

    private func stays(_ bench: Bench, _ data: String) throws -> [String] {
        let reader = try StoreReader(folder: bench.data(data))
        defer { reader.close() }
        var lines: [String] = []
        try reader.forEachHistory(from: .distantPast, to: Instant(milliseconds: 1_800_000_000_000)) { who, spans in
            lines += spans.map { span in
                "\(who.id) \(span.unit.rawValue) \(span.from.milliseconds) \(span.to?.milliseconds ?? 0)"
            }
        }
        return lines
    }

    private func standing(_ rows: [AlarmRow]) -> [String] {
        rows.filter { !$0.record.isRetracted }.map { row in
            "\(row.record.rule) \(row.trackable?.id.rawValue ?? "") \(row.unit?.id.rawValue ?? "") "
                + "\(row.record.at.milliseconds) \(row.record.endedAt?.milliseconds ?? 0)"
        }.sorted()
    }

    @Test("a rule raises what the stays say, and the database tells it")
    func raised() throws {
        let bench = try Bench()
        try TemporaryFolder.write(rules, to: bench.site + "/rules.yaml")
        _ = try bench.replay(try bench.capture("c.ndjson", seconds: 90))
        let rows = try alarms(bench)
        #expect(Set(rows.map(\.record.rule)) == ["room-5", "left-3", "long"])
        #expect(rows.contains { $0.trackable?.id == TrackableID("P-2") && $0.unit?.id == UnitID("u-0-5") })
        let long = try #require(rows.last { $0.record.rule == "long" })
        #expect(long.trackable?.kind == .patient && long.record.notify == "ward desk")
        #expect(long.record.severity == .critical)
        let reader = try StoreReader(folder: bench.data())
        #expect(try reader.verify().isOK)
        let life = try #require(try reader.alarm(long.record.number))
        #expect(life.events.first?.kind == .raised)
    }

    @Test("the same messages, shuffled inside the window and doubled, end with the same alarms")
    func shuffled() throws {
        let bench = try Bench()
        try TemporaryFolder.write(rules, to: bench.site + "/rules.yaml")
        let lines = TemporaryFolder.text(of: try bench.capture("c.ndjson", seconds: 90)).split(separator: "\n")
        var random = SeededRandom(seed: 11)
        var mixed: [Substring] = []
        for start in stride(from: 0, to: lines.count, by: 8 * 18) {
            let block = lines[start..<min(lines.count, start + 8 * 18)]
            mixed += (block + block.filter { _ in random.chance(0.3) }).shuffled(using: &random)
        }
        // Both end with the same message, so that the clock ends the same.
        if let last = lines.last { mixed.append(last) }
        _ = try bench.replay(try bench.file("a.ndjson", lines.joined(separator: "\n")), "a")
        _ = try bench.replay(try bench.file("b.ndjson", mixed.joined(separator: "\n")), "b")
        let ordered = standing(try alarms(bench, "a"))
        #expect(ordered.count > 5)
        #expect(standing(try alarms(bench, "b")) == ordered)
        let history = try stays(bench, "a")
        #expect(history.count > 5)
        #expect(try stays(bench, "b") == history, "stays, and with them every status that is derived from them")
    }

    @Test("without rules nothing is watched")
    func none() throws {
        let bench = try Bench()
        _ = try bench.replay(try bench.capture("c.ndjson"))
        #expect(try alarms(bench).isEmpty)
    }

    @Test("people answer once, with cause and name; the outbox gets the step")
    func answered() throws {
        let bench = try Bench()
        try TemporaryFolder.write(rules, to: bench.site + "/rules.yaml")
        _ = try bench.replay(try bench.capture("c.ndjson", seconds: 90))
        let number = try #require(try alarms(bench).first).record.number
        _ = try AdminClient.perform(
            .answerAlarm(number: number, answer: "acknowledged", text: ""), folder: bench.data())
        #expect(throws: VigieError.self) {
            try AdminClient.perform(
                .answerAlarm(number: number, answer: "acknowledged", text: ""), folder: bench.data())
        }
        _ = try AdminClient.perform(
            .answerAlarm(number: number, answer: "resolved", text: "moved for repair"), folder: bench.data())
        _ = try AdminClient.perform(.muteAlarms(trackable: "P-1", rule: "", minutes: 30), folder: bench.data())
        #expect(throws: VigieError.self) {
            try AdminClient.perform(.answerAlarm(number: 99_999, answer: "resolved", text: ""), folder: bench.data())
        }
        let row = try #require(try alarms(bench).first { $0.record.number == number })
        #expect(row.cause == "moved for repair" && row.resolvedBy == row.acknowledgedBy && row.resolvedBy != nil)
        let store = try StoreWriter(folder: bench.data())
        let topics = try store.outbox().map(\.topic)
        #expect(topics == Array(repeating: "vigie/v1/corridor/alarms/\(row.record.rule)", count: 2))
        #expect(try store.alarmAnswers(now: Clocks.now()).mutes.count == 1)
    }

    @Test("a trial over the stored stays finds what was raised")
    func tried() throws {
        let bench = try Bench()
        try TemporaryFolder.write(rules, to: bench.site + "/rules.yaml")
        _ = try bench.replay(try bench.capture("c.ndjson", seconds: 90))
        let reader = try StoreReader(folder: bench.data())
        let trial = try HistoryTrial.run(
            rules: bench.site + "/rules.yaml", reader: reader, from: Instant(milliseconds: 1_789_999_000_000),
            to: Instant(milliseconds: 1_790_000_089_000), calendar: nil)
        let live = try alarms(bench).filter { !$0.record.isRetracted }
        for rule in trial.rules {
            #expect(rule.raised == live.count { $0.record.rule == rule.rule }, "\(rule.rule)")
        }
    }

    /// Heard by one reader, silent for forty seconds, heard again: whose timers count follows from the reads.
    @Test("a fence knows the provider of a read", arguments: [("ble", 1), ("r-0-1", 1), ("r-0-2", 0), ("position", 0)])
    func provider(name: String, count: Int) throws {
        let bench = try Bench()
        let rule = "{id: out, when: exit, where: {unit: u-0-1}, timers: [{provider: \(name), timeout_ms: 20000}]}"
        try TemporaryFolder.write("rules:\n  - \(rule)\n", to: bench.site + "/rules.yaml")
        let lines = (Array(0..<60) + Array(100..<130)).map { second in
            let at = Instant(milliseconds: 1_790_000_000_000 + Int64(second) * 1000).rfc3339
            return #"{"tst":"\#(at)","topic":"vigie/v1/corridor/observations/r-0-1","qos":1,"retain":0,"#
                + #""payload":{"tag":"c0ffee000001","at":"\#(at)","rssi":\#(-55 - second % 4)}}"#
        }
        _ = try bench.replay(try bench.file("c.ndjson", lines.joined(separator: "\n")))
        let told = try alarms(bench).filter { $0.record.track != nil && $0.record.certainty == .sure }
        #expect(told.map { $0.record.at.milliseconds - 1_790_000_000_000 } == Array(repeating: 79_000, count: count))
    }

}

@Suite("Rules as a file")
struct RulesReaderTests {
    private func map() throws -> SiteMap {
        try SiteMap.load(files: CorridorSite(rooms: 6).files.map { ($0.name, Array($0.text.utf8)) }).0
    }

    @Test("every condition is read")
    func everything() throws {
        let text = """
            rules:
              - {id: a, when: enter, where: {unit: u-0-1}, hours: {days: [mon, sun], from: "22:00", to: "06:00"}}
              - {id: b, when: exit, where: {assigned_unit: true}, exit_tolerance_m: 1.5, tolerance_timeout_ms: 4000}
              - {id: c, when: dwell, for_s: 60, where: {level: L0}, timeout_ms: 30000, exit_delay_ms: 500}
              - {id: d, when: approach, within_m: 4, where: {category: elevator}, escort: {kind: staff, clears: 2}}
              - {id: e, when: near, to: {kind: patient}, within_m: 2, for_s: 5}
              - {id: f, when: fall, who: {kind: patient}, severity: critical, notify: desk, limit_per_hour: 5}
              - {id: g, when: silent, for_s: 120, escalate_after_s: 60, confidence: 0.9}
              - {id: h, when: temperature, below: 2, above: 8, for_s: 300}
              - {id: i, when: battery, below: 20}
              - {id: j, when: reader_down}
              - {id: k, when: par, target: 3, per: level, where: {category: room}, who: {category: pump}}
              - {id: l, when: enter, where: {circles: [{level: L0, x: 1, y: 2, radius_m: 3}]}}
              - {id: m, when: enter, where: {polygons: [{level: L0, points: [0, 0, 4, 0, 4, 4]}]}}
              - {id: n, when: exit, where: {unit: u-0-1}, timers: [{who: {kind: patient}, exit_delay_ms: 9}]}
              - {id: o, when: exit, where: {unit: u-0-1}, timers: [{provider: [position, ble], timeout_ms: 7}]}
            """
        let rules = try RulesReader.read(text: text, map: try map())
        #expect(rules.count == 15)
        #expect(rules[13].timersFor.first?.timers.exitDelayMilliseconds == 9)
        #expect(rules[14].timersFor.first?.providers == ["position", "ble"])
        #expect(rules[14].timersFor.first?.timers.timeoutMilliseconds == 7)
        #expect(rules[0].hours == Schedule(days: [0, 6], fromMinute: 1320, toMinute: 360))
        #expect(rules[3].escort?.clears == 2)
        #expect(rules[1].timers.exitToleranceMetres == 1.5 && rules[1].timers.toleranceTimeoutMilliseconds == 4000)
        #expect(rules[6].escalateAfterMilliseconds == 60_000)
    }

    @Test(
        "what is wrong is refused as a whole, with its line",
        arguments: [
            ("- {id: a, when: enter, where: {unit: nowhere}}", "3", "no unit"),
            ("- {id: a, when: leave}", "3", "nothing to wait for"),
            ("- {id: a, when: enter, where: {unit: u-0-1}, for_s: 3}", "3", "unknown key"),
            ("- {id: a b, when: fall}", "3", "topic"), ("- {id: a, when: enter}", "3", "asks where"),
            ("- {id: a, when: fall, who: {kind: cat}}", "3", "cat is none"),
            ("- {id: a, when: fall, hours: {from: \"25:00\", to: \"26:00\"}}", "3", "no time of day"),
            ("- {id: a, when: fall, hours: {days: [someday]}}", "3", "is no day"),
            ("- {id: a, when: temperature, below: 8, above: 2}", "3", "not under"),
            ("- {id: ok, when: fall}", "3", "is the id of rule 1 too"),
            ("- {id: a, when: exit, where: {unit: u-0-1}, tolerance_timeout_ms: 5}", "3", "no tolerance"),
            ("- {id: a, when: silent}", "3", "asks how long"), ("- nonsense", "2", "must be a mapping"),
            ("- {id: a, when: exit, where: {unit: u-0-1}, timers: [{exit_delay_ms: 5}]}", "3", "asks whom"),
            (
                "- {id: a, when: exit, where: {unit: u-0-1}, timers: [{provider: uwb, timeout_ms: 5}]}", "3",
                "provider uwb"
            ),
            (
                "- {id: a, when: exit, where: {unit: u-0-1}, timers: [{provider: ble, who: {kind: staff}}]}", "3",
                "cannot stand beside"
            ),
            ("- {id: a, when: fall, hours: {days: []}}", "3", "list of words"),
            ("- {id: a, when: par, target: 0, where: {unit: u-0-1}}", "3", "whole number"),
            ("- {id: a, when: enter, where: {category: attic}}", "3", "no unit has the category"),
            ("- {id: a, when: enter, where: {circles: [{level: L9, x: 1, y: 1, radius_m: 2}]}}", "3", "no level"),
        ])
    func refused(line: String, number: String, part: String) throws {
        let text = "rules:\n  - {id: ok, when: sos}\n  \(line)\n"
        let error = #expect(throws: VigieError.self) { try RulesReader.read(text: text, map: try map()) }
        #expect(error?.code == .badConfiguration && error?.remedy != nil)
        #expect(error?.what.contains(part) == true, "\(error?.description ?? "")")
        #expect(error?.place?.hasSuffix(":\(number)") == true, "\(error?.place ?? "")")
    }
}
