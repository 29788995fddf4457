public import Model

/// A level of the site.
public struct LevelRow: Hashable, Sendable {
    /// Durable number in this database.
    public var key: Int32
    public var id: LevelID
    public var name: String
    public var ordinal: Int
    /// False when the present site has it no more.
    public var isPresent: Bool
}

/// A unit of the site with its level.
public struct UnitRow: Hashable, Sendable {
    public var key: UnitKey
    public var id: UnitID
    public var name: String
    /// IMDF category, verbatim.
    public var category: String
    public var level: LevelRow
    public var xMetres: Double
    public var yMetres: Double
    public var areaSquareMetres: Double
    /// Index in the present site's records; nil when it is gone.
    public var index: Int?
}

/// A step between two units, walkable both ways.
public struct PassageRow: Hashable, Sendable {
    public var from: UnitKey
    public var to: UnitKey
    public var metres: Double
}

/// What the registry says of a trackable.
public struct TrackableRow: Hashable, Sendable {
    public var track: TrackKey
    public var id: TrackableID
    public var kind: TrackableKind
    public var name: String
    public var category: String
    public var assignedUnit: String
    public var model: String
    public var serial: String
}

/// How a question's text met a trackable; the cases are in the order in which they are tried.
public enum MatchKind: String, Sendable, CaseIterable {
    case trackable, tag, name, kind, category, part
}

/// A trackable that a question's text means.
public struct TrackableMatch: Hashable, Sendable {
    public var trackable: TrackableRow
    public var by: MatchKind
}

/// Where a trackable is, as the fold left it. Numbers that are absent are NaN.
public struct CurrentRow: Sendable {
    public var trackable: TrackableRow
    /// The tag heard last; nil when the registry has it no more.
    public var tag: TagID?
    /// Provisional best unit.
    public var unit: UnitRow?
    public var confirmedUnit: UnitRow?
    /// The runner-up, for "A or B".
    public var secondUnit: UnitRow?
    /// 0–1.
    public var confidence: Float
    public var secondConfidence: Float
    public var level: LevelRow?
    /// Metres east and north in the building's frame.
    public var xMetres: Double
    public var yMetres: Double
    public var latitude: Double
    public var longitude: Double
    public var uncertaintyMetres: Float
    public var observedAt: Instant
    /// Start of the present stay in `unit`.
    public var since: Instant
    public var intervalMilliseconds: Int64
    public var flags: TrackRecord.Flags
    public var batteryPercent: Float
    public var temperatureCelsius: Float
    /// Readers that are down and would know.
    public var downReaders: [ReaderID]

    /// How far the place can be trusted at `now`.
    public func state(now: Instant) -> FixState {
        if flags.contains(.cannotTell) { return .cannotTell }
        // A retained message has no age, so it is never live.
        if flags.contains(.retainedOnly) { return .lastKnown }
        return FixState.byAge(
            ageMilliseconds: now.milliseconds - observedAt.milliseconds, intervalMilliseconds: intervalMilliseconds,
            kind: trackable.kind)
    }
}

/// A trackable with its present place; nil when it was never heard.
public struct LocatedRow: Sendable {
    public var trackable: TrackableRow
    public var current: CurrentRow?
}

/// A stay with its unit.
public struct StayRow: Hashable, Sendable {
    public var unit: UnitRow
    public var from: Instant
    /// Nil while it lasts.
    public var to: Instant?
    /// Mean over the stay's reads, 0–1.
    public var confidence: Float
    /// Whether reads that came late changed what had been told before.
    public var isCorrected = false
}

/// A stay as the index of units has it.
public struct UnitStay: Hashable, Sendable {
    public var track: TrackKey
    public var from: Instant
    /// Nil while it lasts.
    public var to: Instant?
    /// Mean over the stay's reads, 0–1.
    public var confidence: Float
}

/// How lately a trackable was heard.
public struct HeardRow: Sendable {
    public var observedAt: Instant
    public var intervalMilliseconds: Int64
    public var flags: TrackRecord.Flags
}

/// Who was in a unit.
public struct PresenceRow: Hashable, Sendable {
    public var trackable: TrackableRow
    public var stay: StayRow
}

/// A reader: where it stands, how it does, and how its count goes.
public struct ReaderRow: Hashable, Sendable {
    public var id: ReaderID
    /// `ble`, `uhf`, `choke`, `lorawan`; nil for a reader that is heard but that the site does not place.
    public var kind: String?
    public var level: LevelRow?
    public var unit: UnitRow?
    public var xMetres: Double
    public var yMetres: Double
    /// Nil when it was never heard or watched.
    public var health: ReaderRecord?
    /// One per boot, in order of the last message.
    public var sequences: [SequenceRecord]

    /// Messages that were counted by the reader and never came; `Int.max` when a wild count says more than that.
    public var missing: Int {
        var missing = 0
        for gap in sequences.flatMap(\.gaps) {
            let (span, spanOverflows) = gap.upperBound.subtractingReportingOverflow(gap.lowerBound)
            let (sum, sumOverflows) = missing.addingReportingOverflow(Int(span))
            guard !spanOverflows, !sumOverflows, sum < Int.max else { return .max }
            missing = sum + 1
        }
        return missing
    }
}

/// How often messages were refused for a reason.
public struct RejectionRow: Hashable, Sendable {
    public var reason: RejectionReason
    public var dialect: String
    /// Empty when unknown.
    public var reader: String
    public var count: Int
}

/// A tag of the registry.
public struct RegistryListRow: Hashable, Sendable {
    public var tag: TagID
    /// Nil when the tag is bound to nothing now.
    public var trackable: TrackableRow?
    public var boundAt: Instant?
}

/// The database in a few lines.
public struct StoreStatus: Sendable {
    /// Nil before a site was given.
    public var site: SiteID?
    /// IANA name; `UTC` before a site was given.
    public var timeZone: String
    /// SHA-256 of the site's files, hex.
    public var siteVersion: String
    public var clock: StoreClock
    /// The last message folded.
    public var cursor: LogPosition
    /// The last message in the log.
    public var logEnd: LogPosition
    /// Messages that the log still holds.
    public var logMessages: Int
    /// Their topics and payloads.
    public var logBytes: Int
    /// The newest receive time folded; nil before the first message.
    public var dataUntil: Instant?
    public var counters: [String: Int]
    /// Of the file, without the write-ahead log.
    public var databaseBytes: Int
    public var walBytes: Int
}
