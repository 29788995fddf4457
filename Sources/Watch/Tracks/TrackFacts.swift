public import Model

/// What the registry says of a trackable, as far as rules ask.
public struct TrackFacts: Hashable, Sendable {
    public var track: TrackKey
    public var trackable: TrackableID
    public var kind: TrackableKind
    public var category: String
    public var model: String
    /// Index of the unit that the registry assigns it to; nil for none, or one that the site has not.
    public var assignedUnit: Int?

    public init(
        track: TrackKey, trackable: TrackableID, kind: TrackableKind, category: String = "", model: String = "",
        assignedUnit: Int? = nil
    ) {
        self.track = track
        self.trackable = trackable
        self.kind = kind
        self.category = category
        self.model = model
        self.assignedUnit = assignedUnit
    }
}

extension Selector {
    /// Whether it holds a trackable.
    public func holds(_ facts: TrackFacts) -> Bool {
        if !kinds.isEmpty, !kinds.contains(facts.kind) { return false }
        if !categories.isEmpty, !Selector.contains(categories, facts.category) { return false }
        if !models.isEmpty, !Selector.contains(models, facts.model) { return false }
        if !ids.isEmpty, !ids.contains(facts.trackable) { return false }
        return except.isEmpty || !except.contains(facts.trackable)
    }

    private static func contains(_ words: [String], _ word: String) -> Bool {
        words.contains { $0 == word } || words.contains { $0.lowercased() == word.lowercased() }
    }
}

/// One trackable as the filter knows it now: what a rewind may still change, and what it cannot.
public struct TrackView: Sendable {
    /// A change of the confirmed unit.
    public struct Change: Hashable, Sendable {
        /// Index of the unit; -1 when it left the building.
        public var unit: Int32
        /// Since when it is there.
        public var from: Int64
        /// Event time of the read that decided it.
        public var decidedAt: Int64
        public var confidence: Float

        public init(unit: Int32, from: Int64, decidedAt: Int64, confidence: Float) {
            self.unit = unit
            self.from = from
            self.decidedAt = decidedAt
            self.confidence = confidence
        }
    }

    /// A position after a read.
    public struct Place: Hashable, Sendable {
        /// Event time.
        public var at: Int64
        public var level: Int32
        public var xMetres: Float
        public var yMetres: Float
        /// Index of the reader whose read it is; -1 for a ready-made position, -2 when unknown.
        public var source: Int32

        public init(at: Int64, level: Int32, xMetres: Float, yMetres: Float, source: Int32 = -2) {
            self.at = at
            self.level = level
            self.xMetres = xMetres
            self.yMetres = yMetres
            self.source = source
        }
    }

    /// In the order of the decisions: those that may change, and the last one that cannot.
    public var changes: [Change] = []
    /// In the order of time, those later than ``settledUntil``; only of what rules follow by position.
    public var places: [Place] = []
    /// Up to here nothing can change any more.
    public var settledUntil = Int64.min
    /// Event time of the newest read.
    public var newest = Int64.min
    /// The readers that would know are down.
    public var cannotTell = false

    public init() {}
}
