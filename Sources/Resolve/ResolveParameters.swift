import Model

/// The constants of the positioning filter, in one place.
///
/// Set beforehand from published and measured values (office, flat and ward recordings), not tuned on any test track.
public struct ResolveParameters: Sendable {
    // Radio
    /// Received power at 1 m from a tag of ordinary strength, in dBm, before the reader's offset.
    public var powerAtOneMetreDBm: Float = -59
    /// Path-loss exponent in the open; walls are counted apart.
    public var pathLossExponent: Float = 2.2
    /// Loss of one wall between reader and tag, in dB.
    public var wallLossDB: Float = 3.5
    /// Loss of one floor, in dB.
    public var floorLossDB: Float = 15
    /// Loss of the walls of stairs and lifts, in ordinary walls: concrete or steel.
    public var shaftWalls: Float = 2
    /// The same of tiled rooms with their pipes.
    public var tiledWalls: Float = 1.25
    /// Spread of one reading around the map, in dB: shadowing by bodies and furniture, antennas, channels.
    public var shadowingDB: Float = 5
    /// Readings farther than this from the reader are treated as alike, in metres.
    public var radioReachMetres: Double = 35

    // Evidence
    /// Share of a reading's log-likelihood that counts: readings of one second are not quite independent. What
    /// readings of one reader have wrong together is counted apart, by ``ReaderMemory``.
    public var temper: Float = 0.9
    /// Readings of one reader within this time share one weight, so that a chatty reader is not believed more.
    public var cadenceMilliseconds: Int64 = 1000

    // What the map has wrong
    /// How long the map's error at a trackable's place stays the same, in seconds: a person walks out of it, a thing
    /// stays in it until somebody passes by.
    public var errorSecondsPeople: Float = 3
    /// The same for things.
    public var errorSecondsThings: Float = 6
    /// Share of the map's error that lasts while a person moves; the rest is another one at every step.
    public var errorLastingPeople: Float = 0.5

    /// How long the map's error lasts for what stands still, in seconds, people or things; all of it does then.
    public var errorSecondsResting: Float = 12
    /// What went nowhere for so long begins to count as standing, in milliseconds; after twice the time it does.
    public var restMilliseconds: Float = 8000

    // Silence
    /// Share of the log-likelihood of a second's silence that counts: it is wrong together with that of the seconds
    /// before. 0 for none.
    public var silenceShare: Float = 0.12
    /// Scale of the logistic by which a reader's chance to hear rises with the mean power, in dB.
    public var silenceScaleDB: Float = 3.5
    /// The most that one reader's silence can say, in bits.
    public var silenceBitsMax: Float = 4

    // Movement
    /// How often a person leaves a unit, per second.
    public var leaveRatePeople: Float = 0.1
    /// How often a thing leaves a unit, per second.
    public var leaveRateThings: Float = 0.04
    /// Corridors, stairs and lifts are left so many times sooner than rooms: one passes through them.
    public var passageHaste: Float = 5
    /// Restrooms are left so many times sooner than rooms: nobody stays there, and nothing is parked there.
    public var restroomHaste: Float = 6
    /// Share of a leave that takes stairs or a lift where there are doors as well.
    public var verticalShare: Float = 0.15
    /// Probability per second that a tag turns up anywhere (carried while unheard, bound to something else).
    /// It also stands for what the radio map has wrong beyond its spread: with less, beliefs near dead readers are
    /// too sure and do not recover.
    public var restartRate: Float = 0.005
    /// The most that ``restartRate`` may add up to.
    public var restartMax: Float = 0.3

    // Tag offset (scalar Kalman filter)
    /// Prior standard deviation of a tag's offset, in dB.
    public var offsetSigmaDB: Float = 4
    /// Random walk of the offset, in dB²/s.
    public var offsetDriftPerSecond: Float = 0.002
    /// Reading noise that the offset filter assumes, in dB: more than the shadowing, as neighbours share errors.
    public var offsetNoiseDB: Float = 12
    /// The offset learns only from units at least this probable.
    public var offsetBeliefMin: Float = 0.5

    // Decision
    /// Posterior odds against the confirmed unit, on one level, that must hold for ``confirmMilliseconds``.
    public var confirmOdds: Float = 1.5
    public var confirmMilliseconds: Int64 = 1000
    /// The same across levels.
    public var confirmOddsAcrossLevels: Float = 3
    public var confirmMillisecondsAcrossLevels: Int64 = 3000

    /// Odds at which one crossing of an antenna, or one position, confirms at once.
    public var decisiveOdds: Float = 10

    // Cells
    /// Share of the belief by units in P(unit) when both foresee readings alike; the rest is that by cells.
    public var unitShare: Float = 0.5
    /// The advantage of the one over the other is followed up to so many bits.
    public var cellScoreMax: Float = 5
    /// As ``cadenceMilliseconds``, for the belief by cells.
    public var cellCadenceMilliseconds: Int64 = 500
    /// What went farther than this has moved, in metres.
    public var anchorMetres: Float = 2.5
    /// A thing that did not move for longer than this is parked: it keeps its place, and its unit is watched.
    public var parkedMilliseconds: Int64 = 60_000

    // Outages
    /// A reader is silent after this time without a message, or five cadences, or four of its usual gaps.
    public var silentMilliseconds: Int64 = 30_000
    /// A reader that was never heard counts as down when the line has run for this long.
    public var neverHeardGraceMilliseconds: Int64 = 60_000
    /// Share of the belief that may lie in units whose readers are all down.
    public var uncoveredShareMax: Float = 0.5

    public init() {}

    /// How long the map's error lasts, in seconds, and the share of it that does.
    func lastingError(of kind: TrackableKind) -> (seconds: Float, share: Float) {
        switch kind {
        case .patient, .staff, .robot: (errorSecondsPeople, errorLastingPeople)
        case .equipment, .container: (errorSecondsThings, 1)
        }
    }

    func leaveRate(of kind: TrackableKind) -> Float {
        switch kind {
        case .patient, .staff, .robot: leaveRatePeople
        case .equipment, .container: leaveRateThings
        }
    }
}
