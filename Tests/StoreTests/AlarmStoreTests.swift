import Model
import Testing

@testable import Store

@Suite struct AlarmStoreTests {
    let temporary: TemporaryFolder
    var folder: DataFolder { temporary.folder }

    init() throws { temporary = try TemporaryFolder() }

    private func alarm(_ number: Int64, _ rule: String = "egress") -> AlarmRecord {
        var alarm = AlarmRecord(
            number: number, rule: rule, condition: "enter", severity: .warning, certainty: .sure,
            at: Invented.at(number),
            raisedAt: Invented.at(number + 1))
        alarm.track = TrackKey(1)
        alarm.unit = UnitKey(1)
        return alarm
    }

    private func filled() throws -> StoreWriter {
        let writer = try StoreWriter(folder: folder)
        try Invented.fill(writer)
        var derived = Derivations()
        derived.alarms = [
            AlarmChange(alarm(1), .raised, at: Invented.at(2)), AlarmChange(alarm(2), .raised, at: Invented.at(3)),
        ]
        var over = alarm(1)
        over.endedAt = Invented.at(9)
        derived.alarms.append(AlarmChange(over, .ended, at: Invented.at(9)))
        derived.watch.whole = [1, 2, 3]
        derived.watch.tracks = [TrackKey(1): [4, 5]]
        _ = try writer.commit(appending: nil, derived)
        return writer
    }

    @Test func `alarms, their lives and the state of the watch are written together and read back`() throws {
        let writer = try filled()
        let reader = try StoreReader(folder: folder)
        let rows = try reader.alarms(openOnly: true)
        #expect(rows.map(\.record.number) == [2, 1])
        #expect(rows[1].record.endedAt == Invented.at(9) && rows[1].unit != nil && rows[1].trackable != nil)
        #expect(try reader.alarm(1)?.events.map(\.kind) == [.raised, .ended])
        #expect(try writer.watchState().whole == [1, 2, 3])
        #expect(try writer.watchState().tracks == [TrackKey(1): [4, 5]])
        #expect(try reader.verify().isOK)
    }

    @Test func `what ended lately is given to the watch again, as long as a late read may disprove it`() throws {
        let writer = try filled()
        #expect(try writer.alarmAnswers(now: Invented.at(30)).ended.map(\.number) == [1], "the other one lasts")
        #expect(try writer.alarmAnswers(now: Invented.at(30)).ended.first?.endedAt == Invented.at(9))
        func add(_ record: AlarmRecord) throws {
            var derived = Derivations()
            derived.alarms = [AlarmChange(record, .ended, at: Invented.at(40))]
            _ = try writer.commit(appending: nil, derived)
        }
        var silent = alarm(3)
        silent.condition = "silent"
        silent.endedAt = Invented.at(40)
        var retracted = alarm(4)
        retracted.endedAt = Invented.at(40)
        retracted.isRetracted = true
        for record in [silent, retracted] { try add(record) }
        #expect(try writer.alarmAnswers(now: Invented.at(50)).ended.map(\.number) == [1])
        // A day and two hours on: nothing that comes now is as old as that.
        var later = alarm(5)
        later.at = Invented.at(26 * 3600)
        later.endedAt = Invented.at(26 * 3600 + 5)
        try add(later)
        #expect(try writer.alarmAnswers(now: Invented.at(27 * 3600)).ended.map(\.number) == [5])
    }

    @Test func `what a person answered stays when the fold writes the alarm again`() throws {
        let writer = try filled()
        _ = try writer.answer(1, .acknowledged, who: "ana", text: "", at: Invented.at(20)) { _ in nil }
        var derived = Derivations()
        var retracted = alarm(1)
        retracted.isRetracted = true
        derived.alarms = [AlarmChange(retracted, .retracted, at: Invented.at(30))]
        _ = try writer.commit(appending: nil, derived)
        let row = try #require(try StoreReader(folder: folder).alarm(1))
        #expect(row.alarm.acknowledgedBy == "ana" && row.alarm.record.isRetracted && !row.alarm.isOpen)
        #expect(row.events.map(\.who) == ["", "", "ana", ""])
        #expect(try writer.alarmAnswers(now: Invented.at(30)).answered == [1])
        #expect(try writer.alarmAnswers(now: Invented.at(30)).lastNumber == 2)
    }

    @Test func `an alarm is answered once, and one that is not there never`() throws {
        let writer = try filled()
        _ = try writer.answer(2, .resolved, who: "ana", text: "moved", at: Invented.at(20)) { row in
            OutboxMessage(topic: "t/\(row.cause ?? "")", payload: [1], isRetained: false)
        }
        #expect(try writer.outbox().map(\.topic) == ["t/moved"])
        for number: Int64 in [2, 77] {
            #expect(throws: VigieError.self) {
                try writer.answer(number, .resolved, who: "bob", text: "", at: Invented.at(21)) { _ in nil }
            }
        }
        #expect(try writer.outbox().count == 1)
    }

    @Test func `a mute ends by itself, and needs a trackable that is registered`() throws {
        let writer = try filled()
        let mutes = try writer.mute(
            TrackableID("P-1"), rule: "", until: Invented.at(100), who: "ana", at: Invented.at(50))
        #expect(mutes.map(\.track) == [TrackKey(1)])
        #expect(try writer.alarmAnswers(now: Invented.at(100)).mutes.isEmpty)
        #expect(throws: VigieError.self) {
            try writer.mute(TrackableID("P-999"), rule: "", until: Invented.at(100), who: "ana", at: Invented.at(50))
        }
    }

    @Test func `a database of the version before gets the tables and keeps its stays`() throws {
        do {
            let writer = try StoreWriter(folder: folder)
            try Invented.fill(writer)
            try writer.plant("DROP TABLE alarm")
            try writer.plant("DROP TABLE alarm_event")
            try writer.plant("DROP TABLE alarm_mute")
            try writer.plant("DROP TABLE watch")
            try writer.plant("DROP TABLE watch_track")
            try writer.plant("DELETE FROM grdb_migrations WHERE identifier = 'v5'")
            try writer.close()
        }
        try StoreWriter(folder: folder).close()
        let reader = try StoreReader(folder: folder)
        #expect(try reader.alarms(openOnly: false).isEmpty)
        #expect(try reader.verify().isOK)
        var stays = 0
        try reader.forEachHistory(from: Invented.at(-1000), to: Invented.at(1000)) { _, spans in stays += spans.count }
        #expect(stays > 0)
    }
}
