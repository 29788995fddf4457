/// How grave an alarm is.
public enum AlarmSeverity: String, Sendable, CaseIterable {
    case info, warning, critical
}

/// How sure an alarm is of what it tells.
public enum AlarmCertainty: String, Sendable, CaseIterable {
    /// The place is as sure as the rule asks.
    case sure
    /// Somebody should look: the place is less sure than the rule asks.
    case check
    /// The readers that would know are down: what the rule watches for may have happened.
    case cannotTell
}

/// What happens to an alarm.
public enum AlarmEventKind: String, Sendable, CaseIterable {
    case raised
    /// What it told has another certainty now.
    case amended
    /// What it waited for holds no more: it came back, it was heard again.
    case ended
    /// A late read undid the end.
    case reopened
    /// A late read disproved it.
    case retracted
    /// Nobody acknowledged it in time.
    case escalated
    case acknowledged, resolved, commented

    /// Whether it goes out by MQTT and to the hook.
    public var isDelivered: Bool { self != .commented }
}

/// A rule's raised instance, as the fold knows it. Who acknowledged it and why it was resolved is the store's.
public struct AlarmRecord: Hashable, Sendable {
    /// Durable number, from 1, in the order of raising.
    public var number: Int64
    public var rule: String
    /// The name of the rule's condition.
    public var condition: String
    public var severity: AlarmSeverity
    public var certainty: AlarmCertainty
    /// Nil when it is not about a trackable.
    public var track: TrackKey?
    /// Where it happened, and where it came from.
    public var unit: UnitKey?
    public var fromUnit: UnitKey?
    /// The reader that it is about.
    public var reader: ReaderID?
    /// When it happened (event time), and when it was noticed (receive time).
    public var at: Instant
    public var raisedAt: Instant
    /// Since when it holds no more; nil while it does.
    public var endedAt: Instant?
    public var isRetracted = false
    /// Not delivered: the rule's limit for the hour was reached.
    public var isLimited = false
    /// Not delivered: muted.
    public var isMuted = false
    /// Whom the rule wants told; empty for nobody in particular.
    public var notify = ""
    /// Figures that belong to it, as a few words: `acceleration 2.1 g`, `3 of 5`; empty for none.
    public var detail = ""

    public init(
        number: Int64, rule: String, condition: String, severity: AlarmSeverity, certainty: AlarmCertainty, at: Instant,
        raisedAt: Instant
    ) {
        self.number = number
        self.rule = rule
        self.condition = condition
        self.severity = severity
        self.certainty = certainty
        self.at = at
        self.raisedAt = raisedAt
    }
}

/// A step in an alarm's life, to be written and, when it counts, delivered.
public struct AlarmChange: Hashable, Sendable {
    public var alarm: AlarmRecord
    public var kind: AlarmEventKind
    /// Receive time.
    public var at: Instant

    public init(_ alarm: AlarmRecord, _ kind: AlarmEventKind, at: Instant) {
        self.alarm = alarm
        self.kind = kind
        self.at = at
    }
}

/// A planned transport: alarms of these rules about this trackable are kept but not told until it ends.
public struct AlarmMute: Hashable, Sendable {
    /// Row number; 0 before it is stored.
    public var id: Int64
    /// Nil for every trackable.
    public var track: TrackKey?
    /// Empty for every rule.
    public var rule: String
    public var from: Instant
    public var until: Instant
    public var who: String

    public init(id: Int64 = 0, track: TrackKey?, rule: String, from: Instant, until: Instant, who: String) {
        self.id = id
        self.track = track
        self.rule = rule
        self.from = from
        self.until = until
        self.who = who
    }
}

/// What the watch needs to go on after a restart.
public struct WatchState: Hashable, Sendable {
    /// Of the whole, opaque; empty when there is none.
    public var whole: [UInt8] = []
    /// Per trackable, opaque; empty removes it.
    public var tracks: [TrackKey: [UInt8]] = [:]

    public init() {}

    /// Whether there is nothing to write.
    public var isEmpty: Bool { whole.isEmpty && tracks.isEmpty }
}
