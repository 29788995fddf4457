public import Model
public import Store

/// `alarms list`, `alarms show`, and `alarms.json`: alarms with what people did to them.
public struct AlarmsAnswer: Answer {
    public static let schema = "vigie.alarms/1"

    public var scope: AnswerScope
    /// The newest first.
    public var alarms: [AlarmRow]
    /// How many nobody has resolved.
    public var open: Int
    /// The life of the one alarm that was asked for; empty for a list.
    public var events: [AlarmEventRow]
    public var mutes: Int

    public init(
        scope: AnswerScope, alarms: [AlarmRow], open: Int, events: [AlarmEventRow] = [], mutes: Int = 0
    ) {
        self.scope = scope
        self.alarms = alarms
        self.open = open
        self.events = events
        self.mutes = mutes
    }

    public var isFound: Bool { !alarms.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            json.member("open", open)
            json.member("mutes", mutes)
            json.array("alarms") { json in
                for alarm in alarms { json.object { write(alarm, &$0) } }
            }
            guard !events.isEmpty else { return }
            json.array("events") { json in
                for event in events {
                    json.object { json in
                        json.member("at", event.at)
                        json.member("event", event.kind.rawValue)
                        json.member("who", event.who.isEmpty ? nil : event.who)
                        json.member("text", event.text.isEmpty ? nil : event.text)
                    }
                }
            }
        }
    }

    private func write(_ alarm: AlarmRow, _ json: inout JSONWriter) {
        let record = alarm.record
        json.member("alarm", Int(record.number))
        json.member("rule", record.rule)
        json.member("condition", record.condition)
        json.member("severity", record.severity.rawValue)
        json.member("certainty", record.certainty.rawValue)
        json.member("state", AlarmState(alarm).rawValue)
        json.member("at", record.at)
        json.member("raised_at", record.raisedAt)
        json.member("ended_at", record.endedAt)
        if let trackable = alarm.trackable { TrackableName(trackable).write(&json) }
        json.member("unit", alarm.unit?.id.rawValue)
        json.member("unit_name", alarm.unit?.name)
        json.member("level", alarm.unit?.level.id.rawValue)
        json.member("from_unit", alarm.fromUnit?.id.rawValue)
        json.member("from_unit_name", alarm.fromUnit?.name)
        json.member("reader", record.reader?.rawValue)
        json.member("detail", record.detail.isEmpty ? nil : record.detail)
        json.member("notify", record.notify.isEmpty ? nil : record.notify)
        if record.isMuted { json.member("muted", true) }
        if record.isLimited { json.member("limited", true) }
        json.member("escalated_at", alarm.escalatedAt)
        json.member("acknowledged_at", alarm.acknowledgedAt)
        json.member("acknowledged_by", alarm.acknowledgedBy)
        json.member("resolved_at", alarm.resolvedAt)
        json.member("resolved_by", alarm.resolvedBy)
        json.member("cause", alarm.cause.flatMap { $0.isEmpty ? nil : $0 })
    }

    // MARK: Text

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard !alarms.isEmpty else { return Phrases.noAlarms(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.number(language), isRightAligned: true), .init(Phrases.at(language)),
            .init(Phrases.severity(language)), .init(Phrases.rule(language), elasticDownTo: 10),
            .init(Phrases.id(language), elasticDownTo: 8), .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.certainty(language)), .init(Phrases.state(language), elasticDownTo: 12),
            .init(Phrases.detail(language), elasticDownTo: 8),
        ])
        let shown = alarms.prefix(style.rowsMax ?? alarms.count)
        for alarm in shown {
            let record = alarm.record
            table.add([
                .init("\(record.number)"), .init(scope.short(record.at)),
                .init(record.severity.text(language), record.severity.tone), .init(record.rule),
                .init(alarm.trackable?.id.rawValue ?? record.reader?.rawValue ?? ""), .init(alarm.unit?.name ?? ""),
                .init(record.certainty.text(language), record.certainty == .sure ? .plain : .warning),
                .init(stateText(alarm, language)), .init(AlarmDetail.text(record, language)),
            ])
        }
        var text = table.text(style)
        for event in events {
            let words = [
                scope.short(event.at), event.kind.text(language), Printable.clean(event.who),
                Printable.clean(event.text),
            ]
            text += "  " + words.filter { !$0.isEmpty }.joined(separator: "  ") + "\n"
        }
        if mutes > 0 { text += Phrases.muting(mutes, language) + "\n" }
        return text + scope.footer(style)
    }

    private func stateText(_ alarm: AlarmRow, _ language: Language) -> String {
        let state = AlarmState(alarm)
        let who = state == .resolved ? alarm.resolvedBy : state == .acknowledged ? alarm.acknowledgedBy : nil
        let cause = state == .resolved ? alarm.cause ?? "" : ""
        // One over the limit was kept and counted, and nobody got it.
        let limited = state == .raised && alarm.record.isLimited ? Phrases.notTold(language) : ""
        return ([state.text(language)] + [limited, who ?? "", cause].filter { !$0.isEmpty }.map(Printable.clean))
            .joined(separator: ", ")
    }
}

/// Where an alarm is in its life, the first of these that holds.
public enum AlarmState: String, Sendable, CaseIterable {
    case retracted, resolved, muted, acknowledged, ended, raised

    init(_ alarm: AlarmRow) {
        if alarm.record.isRetracted {
            self = .retracted
        } else if alarm.resolvedAt != nil {
            self = .resolved
        } else if alarm.record.isMuted {
            self = .muted
        } else if alarm.acknowledgedAt != nil {
            self = .acknowledged
        } else {
            self = alarm.record.endedAt != nil ? .ended : .raised
        }
    }
}
