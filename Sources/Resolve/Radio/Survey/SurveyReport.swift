/// What `survey learn` tells of a survey and of the map learned from it.
public struct SurveyReport: Sendable {
    /// A reader whose power is not what the site file says.
    public struct OddReader: Sendable, Hashable {
        /// Index into the site's readers.
        public var reader: Int
        /// How much louder it hears than its `offset_db` and the other readers let expect, dB.
        public var excessDB: Double
        /// From so many places.
        public var places: Int
    }

    /// Two units in which a tag looks the same.
    public struct AlikeUnits: Sendable, Hashable {
        /// Indices of the units, rising.
        public var first: Int
        public var second: Int
        /// Distance of their expected reads in standard deviations (d′); below 1 they are guesswork.
        public var separation: Double
    }

    public var counts: SurveyCounts
    /// Root mean square, dB: each place predicted from all others by the learned map; nil without places.
    public var leaveOneOutDB: Double?
    /// The same for the path loss alone, as fitted, and as assumed without a survey.
    public var fittedPathLossDB: Double?
    public var defaultPathLossDB: Double?
    /// Path-loss exponent, wall and floor loss of the site.
    public var exponent: Double
    public var wallLossDB: Double
    public var floorLossDB: Double
    /// Walkable units in which no point lies; rising indices.
    public var unitsWithoutPoints: [Int]
    /// Walkable area in m² for each point; nil without points. 15 to 30 is enough, more gains little.
    public var squareMetresPerPoint: Double?
    /// Readers with a place that no point heard; rising indices.
    public var unheardReaders: [Int]
    /// By the size of the excess, largest first.
    public var oddReaders: [OddReader]
    /// Least separated first; only units near each other are compared.
    public var alikeUnits: [AlikeUnits]
}
