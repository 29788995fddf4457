internal import GRDB
import Model

/// Writes alarms and the watch's state, inside the caller's transaction.
struct AlarmTable {
    let database: Database

    func write(_ changes: [AlarmChange]) throws {
        let put = try RawStatement(
            database,
            """
            INSERT INTO alarm (number, rule, condition, severity, certainty, track, unit, from_unit, reader, at,
                raised_at, ended_at, retracted, limited, muted, notify, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (number) DO UPDATE SET certainty = excluded.certainty, unit = excluded.unit,
                from_unit = excluded.from_unit, at = excluded.at, ended_at = excluded.ended_at,
                retracted = excluded.retracted, detail = excluded.detail
            """)
        let escalate = try RawStatement(database, "UPDATE alarm SET escalated_at = ? WHERE number = ?")
        for change in changes {
            try bind(put, change.alarm)
            if change.kind == .escalated {
                escalate.bind(1, change.at)
                escalate.bind(2, change.alarm.number)
                try escalate.run()
            }
            try note(change.alarm.number, change.kind, at: change.at, who: "", text: "")
        }
    }

    private func bind(_ put: RawStatement, _ alarm: AlarmRecord) throws {
        put.bind(1, alarm.number)
        put.bind(2, alarm.rule)
        put.bind(3, alarm.condition)
        put.bind(4, alarm.severity.rawValue)
        put.bind(5, alarm.certainty.rawValue)
        put.bind(6, alarm.track.map { Int64($0.rawValue) })
        put.bind(7, alarm.unit.map { Int64($0.rawValue) })
        put.bind(8, alarm.fromUnit.map { Int64($0.rawValue) })
        put.bind(9, alarm.reader?.rawValue ?? "")
        put.bind(10, alarm.at)
        put.bind(11, alarm.raisedAt)
        put.bind(12, alarm.endedAt?.milliseconds)
        put.bind(13, alarm.isRetracted ? 1 : 0)
        put.bind(14, alarm.isLimited ? 1 : 0)
        put.bind(15, alarm.isMuted ? 1 : 0)
        put.bind(16, alarm.notify)
        put.bind(17, alarm.detail)
        try put.run()
    }

    func note(_ number: Int64, _ kind: AlarmEventKind, at: Instant, who: String, text: String) throws {
        let insert = try RawStatement(
            database, "INSERT INTO alarm_event (alarm, at, kind, who, text) VALUES (?, ?, ?, ?, ?)")
        insert.bind(1, number)
        insert.bind(2, at)
        insert.bind(3, kind.rawValue)
        insert.bind(4, who)
        insert.bind(5, text)
        try insert.run()
    }

    func write(_ state: WatchState) throws {
        if !state.whole.isEmpty {
            let put = try RawStatement(database, "INSERT OR REPLACE INTO watch (id, state) VALUES (1, ?)")
            try state.whole.withUnsafeBytes {
                put.bindUncopied(1, $0)
                try put.run()
            }
        }
        guard !state.tracks.isEmpty else { return }
        let put = try RawStatement(database, "INSERT OR REPLACE INTO watch_track (track, state) VALUES (?, ?)")
        for (track, bytes) in state.tracks.sorted(by: { $0.key < $1.key }) {
            try bytes.withUnsafeBytes {
                put.bind(1, track.rawValue)
                put.bindUncopied(2, $0)
                try put.run()
            }
        }
    }
}
