/// Labelled reads of one place: what a survey says, names already resolved to the site's indices.
public struct SurveyPoint: Sendable {
    /// One read.
    public struct Read: Sendable {
        /// Index into the site's readers; -1 for one that the site does not know (it is counted and left out).
        public var reader: Int
        /// Received power in dBm; what is not finite or not in −110…−20 is counted and left out.
        public var rssiDBm: Double

        /// A read of the survey's tag.
        public init(reader: Int, rssiDBm: Double) {
            self.reader = reader
            self.rssiDBm = rssiDBm
        }
    }

    /// Index of the level; nil when not told: then the unit's.
    public var level: Int?
    /// Metres in the building's frame; NaN when only the unit is known.
    public var xMetres: Double
    public var yMetres: Double
    /// Index of the unit; nil when not told, -1 when told and unknown.
    public var unit: Int?
    public var reads: [Read]

    /// A point of a survey.
    public init(level: Int?, xMetres: Double, yMetres: Double, unit: Int?, reads: [Read]) {
        self.level = level
        self.xMetres = xMetres
        self.yMetres = yMetres
        self.unit = unit
        self.reads = reads
    }
}

/// What was left out of a survey, or is odd in it, and how often.
public struct SurveyCounts: Sendable, Hashable {
    /// Points given, and those that taught something.
    public var points = 0
    public var usedPoints = 0
    /// Used points that name a unit and no place in it.
    public var unitOnlyPoints = 0
    /// Reads given, and those that taught something.
    public var reads = 0
    public var usedReads = 0
    /// Reads of readers that the site does not know or does not place.
    public var unknownReaders = 0
    /// Reads without a power between −110 and −20 dBm.
    public var badPowers = 0
    /// Points that name a unit that the site does not know.
    public var unknownUnits = 0
    /// Points with neither a place nor a unit, or with a level that is none.
    public var placelessPoints = 0
    /// Points whose place lies more than 1 m outside the unit they name: the place is believed.
    public var contradictingPlaces = 0
    /// Places at which one reader's reads differ by more than 12 dB (standard deviation).
    public var contradictingReads = 0
}
