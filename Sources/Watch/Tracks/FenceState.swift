/// How one trackable stands to one rule's fence.
struct FenceState: Hashable, Sendable {
    enum Phase: UInt8, Sendable {
        case inside
        /// Outside, but within the exit tolerance.
        case tolerated
        /// Outside; the exit waits for another location.
        case leaving
        /// Left, and the alarm that told it lasts until it comes back.
        case outside
    }

    var rule: Int32
    var phase = Phase.inside
    /// Since when it is inside.
    var since: Int64
    /// Since when it is outside (`tolerated`, `leaving`).
    var outsideSince = Int64.max
    /// Into which unit it crossed, and out of which: what tells the crossing names them, however much later it comes.
    /// -2 for what is told of where it is by then.
    var crossedUnit: Int32 = -2
    var crossedFrom: Int32 = -1
    /// When the phase ends by itself; `.max` for never.
    var due = Int64.max
    /// What was raised and holds; `.min` for nothing.
    var open = Int64.min
    /// The dwell was told, or must not be.
    var isDwellTold = false
    /// What is not sure is told only when it still holds at ``heldDue``: when it happened, `.min` for nothing.
    var held = Int64.min
    var heldDue = Int64.max
}

/// What a rule's fence does to alarms.
struct Effect: Hashable, Sendable {
    enum Kind: UInt8, Sendable {
        case raise, end, retract
    }

    var kind: Kind
    var rule: Int32
    /// When it happened: names the alarm among those of its rule and trackable.
    var key: Int64
    /// For `end`: when it ended.
    var endedAt = Int64.max
    /// Event time at which it was known.
    var order: Int64
    var unit: Int32 = -1
    var fromUnit: Int32 = -1
    var confidence: Float = 0
}

/// Where one trackable was when, as fences look at it, and how it stands to each fence that is not simply far.
struct TrackState: Hashable, Sendable {
    /// Up to here everything is in.
    var time = Int64.min
    var unit: Int32 = -2
    var since = Int64.min
    var confidence: Float = 0
    /// Where it was before.
    var fromUnit: Int32 = -1
    /// The last position; level -1 for none.
    var level: Int32 = -1
    var xMetres: Float = 0
    var yMetres: Float = 0
    /// Event time of the last location, and what gave it, see ``Location/source``.
    var heardAt = Int64.min
    var source = Location.unknownSource
    /// By rising rule.
    var fences: [FenceState] = []

    /// Whether it was ever anywhere.
    var isPlaced: Bool { unit != -2 || level >= 0 }
}

/// What is new about where a trackable is.
struct Location: Hashable, Sendable {
    /// Event time at which it was known.
    var at: Int64
    /// The new unit, since when, how sure; -2 when only the position is new.
    var unit: Int32 = -2
    var from = Int64.min
    var confidence: Float = 0
    /// The position; level -1 when only the unit is new.
    var level: Int32 = -1
    var xMetres: Float = 0
    var yMetres: Float = 0
    /// Index of the reader whose read gave it; ``positionSource`` for a ready-made position.
    var source = Location.unknownSource

    static let positionSource: Int32 = -1
    /// A stay of history, and a place whose read is not at hand.
    static let unknownSource: Int32 = -2
}
