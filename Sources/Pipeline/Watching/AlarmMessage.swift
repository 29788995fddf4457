import Model
import SiteMap
import Store
import Watch

/// An alarm as it goes out by MQTT and to the hook (schema `vigie.alarm/1`).
struct AlarmMessage {
    let site: SiteID

    /// The topic of a rule's alarms.
    func topic(rule: String) -> String { "vigie/v1/\(site)/alarms/\(rule)" }

    /// Whether an outbox message is an alarm.
    static func isAlarm(_ message: OutboxMessage) -> Bool {
        let levels = message.topic.split(separator: "/")
        return levels.count == 5 && levels[3] == "alarms"
    }

    /// What a place is called.
    struct Place {
        var id: String
        var name: String
        var level: String
    }

    /// A step that the fold derived.
    func message(
        _ change: AlarmChange, facts: TrackFacts?, place: (UnitKey?) -> Place?
    ) -> OutboxMessage {
        var writer = JSONWriter()
        writer.object { json in
            begin(change.kind, change.alarm, at: change.at, &json)
            if let facts {
                json.member("trackable", facts.trackable.rawValue)
                json.member("kind", facts.kind.rawValue)
                json.member("category", facts.category.isEmpty ? nil : facts.category)
            }
            write(place(change.alarm.unit), place(change.alarm.fromUnit), &json)
        }
        return OutboxMessage(topic: topic(rule: change.alarm.rule), payload: writer.bytes, isRetained: false)
    }

    /// A step that a person made.
    func message(_ row: AlarmRow, _ kind: AlarmEventKind, at now: Instant) -> OutboxMessage {
        var writer = JSONWriter()
        writer.object { json in
            begin(kind, row.record, at: now, &json)
            if let trackable = row.trackable {
                json.member("trackable", trackable.id.rawValue)
                json.member("kind", trackable.kind.rawValue)
                json.member("category", trackable.category.isEmpty ? nil : trackable.category)
            }
            write(row.unit.map(AlarmMessage.place), row.fromUnit.map(AlarmMessage.place), &json)
            json.member("acknowledged_at", row.acknowledgedAt)
            json.member("acknowledged_by", row.acknowledgedBy)
            json.member("resolved_at", row.resolvedAt)
            json.member("resolved_by", row.resolvedBy)
            json.member("cause", row.cause)
        }
        return OutboxMessage(topic: topic(rule: row.record.rule), payload: writer.bytes, isRetained: false)
    }

    private static func place(_ unit: UnitRow) -> Place {
        Place(id: unit.id.rawValue, name: unit.name, level: unit.level.id.rawValue)
    }

    private func begin(_ kind: AlarmEventKind, _ alarm: AlarmRecord, at now: Instant, _ json: inout JSONWriter) {
        json.member("schema", "vigie.alarm/1")
        json.member("site", site.rawValue)
        json.member("alarm", Int(alarm.number))
        json.member("event", kind.rawValue)
        json.member("event_at", now)
        json.member("rule", alarm.rule)
        json.member("condition", alarm.condition)
        json.member("severity", alarm.severity.rawValue)
        json.member("certainty", alarm.certainty.rawValue)
        json.member("at", alarm.at)
        json.member("raised_at", alarm.raisedAt)
        json.member("ended_at", alarm.endedAt)
        json.member("notify", alarm.notify.isEmpty ? nil : alarm.notify)
        json.member("detail", alarm.detail.isEmpty ? nil : alarm.detail)
        json.member("reader", alarm.reader?.rawValue)
    }

    private func write(_ place: Place?, _ from: Place?, _ json: inout JSONWriter) {
        json.member("unit", place?.id)
        json.member("unit_name", place?.name)
        json.member("level", place?.level)
        json.member("from_unit", from?.id)
        json.member("from_unit_name", from?.name)
    }
}
