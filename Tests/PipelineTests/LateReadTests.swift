import Model
import SimKit
import Store
import Testing

@testable import Pipeline

/// A gateway was cut off while a pump stood in its room; what it held back comes when the pump has long left.
@Suite("Reads later than the window")
struct LateReadTests {
    /// Seconds: room 1, then room 4 from 60 to 100, then room 1 until 240; only the room's own reader hears the tag.
    ///
    /// - Parameter waiting: seconds after which the daemon receives all of it, fifty times as fast as it was made; nil
    ///   when it receives each at once.
    private func lines(heldBackUntil: Int?, waiting: Int? = nil) -> [String] {
        var lines: [(arrival: Int, text: String)] = []
        for second in 0..<240 {
            let room = (60..<100).contains(second) ? 4 : 1
            let arrival = room == 4 ? heldBackUntil ?? second : second
            let at = Instant(milliseconds: 1_790_000_000_000 + Int64(second) * 1000).rfc3339
            let delay = waiting.map { Int64($0) * 1000 + Int64(arrival) * 20 } ?? Int64(arrival) * 1000 + 40
            let received = Instant(milliseconds: 1_790_000_000_000 + delay).rfc3339
            lines.append(
                (
                    arrival,
                    #"{"tst":"\#(received)","topic":"vigie/v1/corridor/observations/r-0-\#(room)","qos":1,"retain":0,"#
                        + #""payload":{"tag":"c0ffee000001","at":"\#(at)","rssi":\#(-55 - second % 4)}}"#
                ))
        }
        // Stable: of one arrival the older first.
        return lines.enumerated().sorted { ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset) }
            .map(\.element.text)
    }

    private func history(_ bench: Bench, _ data: String) throws -> [StayRow] {
        let reader = try StoreReader(folder: bench.data(data))
        defer { reader.close() }
        let report = try reader.verify()
        #expect(report.isOK, "\(report.checks)")
        let track = try #require(try reader.trackables(matching: "P-1").first?.trackable.track)
        return try reader.history(of: track).reversed()
    }

    @Test("history says what it would have said, and that it was corrected; the present stays as it is")
    func corrected() throws {
        let bench = try Bench()
        let ordered = try bench.file("ordered.ndjson", lines(heldBackUntil: nil).joined(separator: "\n"))
        let late = try bench.file("late.ndjson", lines(heldBackUntil: 150).joined(separator: "\n"))
        let first = try bench.replay(ordered, "ordered")
        #expect(first.late == 0 && first.corrections == 0)
        let second = try bench.replay(late, "late")
        #expect(second.late == 40 && second.corrections == 1)
        let expected = try history(bench, "ordered")
        let found = try history(bench, "late")
        // Perhaps by the corridor, which has no reader.
        #expect(expected.map(\.unit.id.rawValue).filter { $0 != "c-0" } == ["u-0-1", "u-0-4", "u-0-1"])
        #expect(found.map(\.unit.id) == expected.map(\.unit.id))
        #expect(found.filter { $0.unit.id.rawValue == "u-0-4" }.map(\.isCorrected) == [true])
        #expect(expected.allSatisfy { !$0.isCorrected })
        for (one, other) in zip(found, expected) {
            #expect(abs(one.from.milliseconds - other.from.milliseconds) <= 2000)
        }
    }

    @Test("what waited in the broker for an hour is found again where it lies in the log")
    func inABacklog() throws {
        let bench = try Bench()
        let late = try bench.file("late.ndjson", lines(heldBackUntil: 150, waiting: 3600).joined(separator: "\n"))
        let result = try bench.replay(late, "late")
        #expect(result.late == 40 && result.corrections == 1)
        let found = try history(bench, "late")
        let rooms = found.filter { $0.unit.id.rawValue != "c-0" }
        #expect(rooms.map(\.unit.id.rawValue) == ["u-0-1", "u-0-4", "u-0-1"])
        let begin = try #require(rooms.dropFirst().first).from.milliseconds - 1_790_000_000_000
        #expect((58_000...66_000).contains(begin), "\(begin)")
    }

    @Test("the correction lasts when the trackable moves on, and a second run of it changes nothing")
    func lasting() throws {
        let bench = try Bench()
        let all = lines(heldBackUntil: 150)
        let begin = try bench.file("begin.ndjson", all[..<200].joined(separator: "\n"))
        let rest = try bench.file(
            "rest.ndjson", all[200...].map { $0.replacing("r-0-1", with: "r-0-3") }.joined(separator: "\n"))
        _ = try bench.replay(begin, "data")
        let result = try bench.replay(rest, "data") { $0.isContinuing = true }
        #expect(result.corrections == 0)
        let rooms = try history(bench, "data").map(\.unit.id.rawValue).filter { $0 != "c-0" }
        #expect(rooms == ["u-0-1", "u-0-4", "u-0-1", "u-0-3"])
    }

    /// In room 1 for ninety seconds, said the rule; long after it was over, and after a restart, the held back reads
    /// show that it was in room 4 in between.
    @Test("an alarm that had ended before a restart is retracted when late reads disprove it")
    func disprovedAfterARestart() throws {
        let bench = try Bench()
        try TemporaryFolder.write(
            "rules:\n  - {id: long, when: dwell, for_s: 90, where: {unit: u-0-1}}\n", to: bench.site + "/rules.yaml")
        let all = lines(heldBackUntil: 300)
        let begin = all.filter { !$0.contains("r-0-4") }
        let away = begin.suffix(60).map { $0.replacing("r-0-1", with: "r-0-3") }
        let held = all.filter { $0.contains("r-0-4") }
        let first = try bench.file("begin.ndjson", (begin.dropLast(60) + away).joined(separator: "\n"))
        _ = try bench.replay(first, "data")
        func alarms() throws -> [AlarmRow] {
            let reader = try StoreReader(folder: bench.data("data"))
            defer { reader.close() }
            return try reader.alarms(openOnly: false).reversed().filter { $0.record.track != nil }
        }
        let before = try alarms()
        #expect(before.count == 1 && before.first?.record.endedAt != nil, "\(before.map(\.record))")
        #expect(before.first?.record.isRetracted == false)
        let rest = try bench.file("rest.ndjson", held.joined(separator: "\n"))
        let result = try bench.replay(rest, "data") { $0.isContinuing = true }
        #expect(result.late == 40 && result.corrections == 1)
        let after = try alarms()
        #expect(after.first?.record.isRetracted == true, "the alarm of the first minute and a half never was")
        #expect(after.dropFirst().allSatisfy { !$0.record.isRetracted })
    }

    @Test("what stands in the log twice, or nowhere near, is told as before")
    func nothingToCorrect() throws {
        let bench = try Bench()
        // Late, but of the room where it was anyhow.
        let text = lines(heldBackUntil: 150).map { $0.replacing("r-0-4", with: "r-0-1") }
        let result = try bench.replay(try bench.file("c.ndjson", text.joined(separator: "\n")))
        #expect(result.late == 40 && result.corrections == 0)
        #expect(try history(bench, "data").count == 1)
    }
}

/// Histories of seconds against a plain list of seconds.
@Suite("Corrected timelines")
struct StayTimelineTests {
    private let track = TrackKey(1)

    private func stays(_ units: [Int32], from start: Int) -> [StayRecord] {
        var stays: [StayRecord] = []
        for (offset, unit) in units.enumerated() {
            let at = Instant(milliseconds: Int64(start + offset) * 1000)
            if stays.last?.unit == UnitKey(unit) { continue }
            if !stays.isEmpty { stays[stays.count - 1].to = at }
            stays.append(StayRecord(track: track, unit: UnitKey(unit), from: at, to: nil, confidence: 1))
        }
        return stays
    }

    private func unit(_ stays: [StayRecord], at second: Int) -> Int32? {
        let at = Instant(milliseconds: Int64(second) * 1000)
        return stays.last { $0.from <= at && ($0.to.map { $0 > at } ?? true) }?.unit.rawValue
    }

    @Test("outside the span nothing changes, inside it says what was derived, and nothing overlaps", arguments: 1...40)
    func property(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        func walk(_ count: Int) -> [Int32] {
            var unit: Int32 = 1
            return (0..<count).map { _ in
                if random.next() % 9 == 0 { unit = Int32(random.next() % 4) + 1 }
                return unit
            }
        }
        let told = stays(walk(200), from: 0)
        let derived = stays(walk(100), from: 40)
        let span = LateSpan(
            track: track, from: Instant(milliseconds: 60_000), to: Instant(milliseconds: 90_000),
            first: LogPosition(1), last: LogPosition(2), notedAt: .distantPast)
        let heard = Instant(milliseconds: 139_000)
        let result = StayTimeline.corrected(told: told, derived: derived, span: span, heardUntil: heard) ?? told
        for second in 0..<200 {
            let expected: [Int32?]
            switch second {
            case ..<60, 121...: expected = [unit(told, at: second)]
            case 60...90: expected = [unit(derived, at: second)]
            default: expected = [unit(told, at: second), unit(derived, at: second)]
            }
            #expect(expected.contains(unit(result, at: second)), "seed \(seed) second \(second)")
        }
        for (one, next) in zip(result, result.dropFirst()) {
            #expect(one.to == next.from && one.unit != next.unit || one.to.map { $0 < next.from } == true)
        }
        #expect(result.last?.to == nil)
    }
}
