// What the fold derives from the log between two commits. The store writes all of it in one transaction together with
// the cursor, so that a message counts exactly once.

/// The current state of one trackable.
public struct TrackRecord: Sendable {
    public var track: TrackKey
    /// The tag heard last.
    public var tagKey: Int32 = 0
    /// Provisional best unit; nil when the place is in no unit.
    public var unit: UnitKey?
    public var confirmedUnit: UnitKey?
    /// The runner-up, for "A or B".
    public var secondUnit: UnitKey?
    public var confidence: Float = 0
    public var secondConfidence: Float = 0
    /// Index of the level in the site's records; nil when unknown.
    public var level: Int32?
    public var xMetres = Double.nan
    public var yMetres = Double.nan
    public var latitude = Double.nan
    public var longitude = Double.nan
    public var uncertaintyMetres: Float = .nan
    /// Newest observation (event time).
    public var observedAt: Instant
    /// Start of the present stay in `unit`.
    public var since: Instant
    /// Typical interval between reads.
    public var intervalMilliseconds: Int64 = 0
    public var flags: Flags = []
    public var batteryPercent: Float = .nan
    public var temperatureCelsius: Float = .nan
    /// Readers that are down and would know, as text separated by spaces, in ``Derivations/bytes``.
    public var downReaders = ByteRange.none
    /// The filter's own state, opaque, in ``Derivations/bytes``: the fold restarts from it.
    public var filter = ByteRange.none

    /// What qualifies the place.
    public struct Flags: OptionSet, Sendable {
        public var rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The readers that would know are down.
        public static let cannotTell = Flags(rawValue: 1)
        /// Known from a retained message only: its age is unknown.
        public static let retainedOnly = Flags(rawValue: 2)
        /// The place is a ready-made position, not an estimate from reads.
        public static let positioned = Flags(rawValue: 4)
        /// The device's clock ran ahead and was clamped.
        public static let futureClamped = Flags(rawValue: 8)
    }

    public init(track: TrackKey, observedAt: Instant, since: Instant) {
        self.track = track
        self.observedAt = observedAt
        self.since = since
    }
}

/// A trackable in a unit from–to; `to` is nil while it lasts.
public struct StayRecord: Hashable, Sendable {
    public var track: TrackKey
    public var unit: UnitKey
    public var from: Instant
    public var to: Instant?
    /// Mean confidence over the stay's reads, 0–1; while it lasts, the confidence at its decision.
    public var confidence: Float
    /// True when reads that came late changed what had been told before.
    public var isCorrected: Bool

    public init(
        track: TrackKey, unit: UnitKey, from: Instant, to: Instant?, confidence: Float, isCorrected: Bool = false
    ) {
        self.track = track
        self.unit = unit
        self.from = from
        self.to = to
        self.confidence = confidence
        self.isCorrected = isCorrected
    }
}

/// Replaces the end of one trackable's history: all its stays from `from` on are `stays` now.
public struct StayRewrite: Hashable, Sendable {
    /// How the stay before `from` goes on.
    public struct Preceding: Hashable, Sendable {
        /// Its end; nil while it lasts.
        public var to: Instant?
        /// Mean confidence over its reads, 0–1.
        public var confidence: Float

        public init(to: Instant?, confidence: Float) {
            self.to = to
            self.confidence = confidence
        }
    }

    public var track: TrackKey
    public var from: Instant
    public var stays: [StayRecord]
    /// True when a read later than the rewind window changed what had been told before.
    public var isCorrection: Bool
    /// What becomes of the last stay before `from`; nil leaves it as it is.
    public var preceding: Preceding?

    public init(
        track: TrackKey, from: Instant, stays: [StayRecord], isCorrection: Bool = false, preceding: Preceding? = nil
    ) {
        self.track = track
        self.from = from
        self.stays = stays
        self.isCorrection = isCorrection
        self.preceding = preceding
    }
}

/// Reads of one trackable that came later than the rewind window: the span of its history that has to be looked at
/// again, and where those reads lie in the log.
public struct LateSpan: Hashable, Sendable {
    /// Row number; 0 before it is stored.
    public var id: Int64
    public var track: TrackKey
    /// In the place of a trackable: in-order reads of any trackable that were received long after they were made, by a
    /// daemon or a gateway that was away. They say where in the log to look for what happened then.
    public static let backlog = TrackKey(0)
    /// Event times of the first and of the last late read.
    public var from: Instant
    public var to: Instant
    /// Log positions of the first and of the last message that held one.
    public var first: LogPosition
    public var last: LogPosition
    /// Receive time of the last one.
    public var notedAt: Instant

    public init(
        id: Int64 = 0, track: TrackKey, from: Instant, to: Instant, first: LogPosition, last: LogPosition,
        notedAt: Instant
    ) {
        self.id = id
        self.track = track
        self.from = from
        self.to = to
        self.first = first
        self.last = last
        self.notedAt = notedAt
    }
}

/// The health of one reader.
public struct ReaderRecord: Hashable, Sendable {
    /// How a reader does.
    public enum Status: String, Sendable, CaseIterable {
        /// Heard within its cadence.
        case online
        /// Not heard for longer than its cadence allows: it may be down, or nothing is near it.
        case silent
        /// It said so itself, or its last will did.
        case offline
        /// Never heard.
        case never
    }

    public var reader: ReaderID
    public var status: Status
    public var lastHeard: Instant?
    public var observations: Int
    public var rejections: Int
    public var unknownTags: Int
    /// Device clock minus receive time, smoothed; nil when the reader sends no clock.
    public var clockSkewMilliseconds: Int?
    /// In which seconds anything was heard by it; nil when never.
    public var listened: Listened?

    /// The last 64 seconds of event time.
    public struct Listened: Hashable, Sendable {
        /// Seconds since the epoch of the newest.
        public var second: Int64
        /// Bit 0 stands for the newest second, higher bits for those before.
        public var seconds: UInt64

        /// By its values.
        public init(second: Int64, seconds: UInt64) {
            self.second = second
            self.seconds = seconds
        }
    }

    public init(
        reader: ReaderID, status: Status, lastHeard: Instant?, observations: Int, rejections: Int, unknownTags: Int,
        clockSkewMilliseconds: Int? = nil, listened: Listened? = nil
    ) {
        self.reader = reader
        self.status = status
        self.lastHeard = lastHeard
        self.observations = observations
        self.rejections = rejections
        self.unknownTags = unknownTags
        self.clockSkewMilliseconds = clockSkewMilliseconds
        self.listened = listened
    }
}

/// How far one reader's own count came in one of its boots.
public struct SequenceRecord: Hashable, Sendable {
    public var reader: ReaderID
    public var boot: String
    /// Highest number kept.
    public var highWater: Int64
    /// Lowest number kept: nobody knows whether the reader began below it.
    public var lowest: Int64
    /// Messages that came again and changed nothing.
    public var duplicates: Int
    /// Newest time of a message kept.
    public var lastAt: Instant
    /// Numbers below `highWater` that never came, as closed ranges in rising order; at most 1,000 ranges.
    public var gaps: [ClosedRange<Int64>]

    public init(
        reader: ReaderID, boot: String, highWater: Int64, lowest: Int64 = .min, duplicates: Int, lastAt: Instant,
        gaps: [ClosedRange<Int64>]
    ) {
        self.lowest = lowest
        self.reader = reader
        self.boot = boot
        self.highWater = highWater
        self.duplicates = duplicates
        self.lastAt = lastAt
        self.gaps = gaps
    }
}

/// Rejections of one reason from one dialect and reader (empty when unknown), to add to what is stored.
public struct RejectionCount: Hashable, Sendable {
    public var reason: RejectionReason
    public var dialect: String
    public var reader: String
    public var added: Int

    public init(reason: RejectionReason, dialect: String, reader: String, added: Int) {
        self.reason = reason
        self.dialect = dialect
        self.reader = reader
        self.added = added
    }
}

/// One refused message, kept as an example: the bytes stay in the log only.
public struct RejectionSample: Hashable, Sendable {
    public var position: LogPosition
    public var at: Instant
    public var reason: RejectionReason
    public var detail: String
    public var topic: String

    public init(position: LogPosition, at: Instant, reason: RejectionReason, detail: String, topic: String) {
        self.position = position
        self.at = at
        self.reason = reason
        self.detail = detail
        self.topic = topic
    }
}

/// A message for the broker, kept until it acknowledged.
public struct OutboxMessage: Hashable, Sendable {
    /// Row number; 0 before it is stored.
    public var id: Int64
    public var topic: String
    public var payload: [UInt8]
    public var isRetained: Bool

    public init(id: Int64 = 0, topic: String, payload: [UInt8], isRetained: Bool) {
        self.id = id
        self.topic = topic
        self.payload = payload
        self.isRetained = isRetained
    }
}

/// Everything that the fold derived since the last commit.
public struct Derivations: Sendable {
    /// The last message folded.
    public var cursor = LogPosition.start
    /// The newest receive time folded: how far the answers reach.
    public var dataUntil = Instant.distantPast
    /// Arena of the tracks' filters and texts.
    public var bytes: [UInt8] = []
    public var tracks: [TrackRecord] = []
    public var stays: [StayRewrite] = []
    public var readers: [ReaderRecord] = []
    public var sequences: [SequenceRecord] = []
    public var rejections: [RejectionCount] = []
    public var samples: [RejectionSample] = []
    /// Counters to add, by name (`messages`, `observations`, `redelivered`, `health`, …).
    public var counters: [String: Int] = [:]
    public var outbox: [OutboxMessage] = []
    /// Late reads that wait for a correction of history.
    public var lateSpans: [LateSpan] = []
    /// Row numbers of late spans that are dealt with.
    public var settledSpans: [Int64] = []
    /// Steps in the lives of alarms, in order.
    public var alarms: [AlarmChange] = []
    /// What the watch needs to go on.
    public var watch = WatchState()
    /// Scans for the stock, in log order; the writer takes them into the ledger in the same transaction.
    public var scans: [StockScan] = []
    /// What sensors of places of stock measured.
    public var temperatures: [TemperatureReading] = []
    /// Tags of empty bins that were read in their box.
    public var binSightings: [BinSighting] = []
    /// Devices that were heard again after so long that they were lost.
    public var silences: [Silence] = []
    /// Reads inside such silences that came out of order; those of ``lateSpans`` are not repeated here.
    public var heardWithin: [Silence] = []
    /// In order of time.
    public var darkUnits: [DarkUnits] = []

    public init() {}

    /// Whether there is anything to write besides the cursor.
    public var isEmpty: Bool {
        tracks.isEmpty && stays.isEmpty && readers.isEmpty && sequences.isEmpty && rejections.isEmpty && samples.isEmpty
            && counters.isEmpty && outbox.isEmpty && lateSpans.isEmpty && settledSpans.isEmpty
            && alarms.isEmpty && watch.isEmpty && scans.isEmpty && temperatures.isEmpty
            && binSightings.isEmpty && silences.isEmpty
            && heardWithin.isEmpty
            && darkUnits.isEmpty
    }

    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        tracks.removeAll(keepingCapacity: true)
        stays.removeAll(keepingCapacity: true)
        readers.removeAll(keepingCapacity: true)
        sequences.removeAll(keepingCapacity: true)
        rejections.removeAll(keepingCapacity: true)
        samples.removeAll(keepingCapacity: true)
        counters.removeAll(keepingCapacity: true)
        outbox.removeAll(keepingCapacity: true)
        lateSpans.removeAll(keepingCapacity: true)
        settledSpans.removeAll(keepingCapacity: true)
        alarms.removeAll(keepingCapacity: true)
        watch = WatchState()
        scans.removeAll(keepingCapacity: true)
        temperatures.removeAll(keepingCapacity: true)
        binSightings.removeAll(keepingCapacity: true)
        silences.removeAll()
        heardWithin.removeAll()
        darkUnits.removeAll()
    }
}
