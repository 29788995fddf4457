/// All that the filter knows of one trackable at one moment: a plain value, so that a snapshot is a copy.
struct FilterState: Sendable {
    /// Event time of the last read folded; `.min` before the first.
    var time = Int64.min
    /// Event time of the last prediction.
    var spreadAt = Int64.min
    var belief = Belief()
    /// The same over cells, while the trackable moves and is well heard; else empty.
    var cells = CellBelief()
    /// Both together, by unit; holds while ``cells`` is not empty.
    var pooled: Belief {
        get { pooledBox.first ?? Belief() }
        set {
            if pooledBox.isEmpty { pooledBox.append(newValue) } else { pooledBox[0] = newValue }
        }
    }
    /// One or none: most trackables stand still, and a hundred bytes of each of their snapshots count.
    private var pooledBox: [Belief] = []
    /// What its readers said lately.
    var heard = ReaderMemory()
    /// Mean of the map for the last reading over what is believed, dBm.
    var readMean: Float = 0
    /// Variance of the last reading around the map over what is believed, dB²; 0 when it was not weighed.
    var readVariance: Float = 0
    /// How well each of the two foresaw the last reading: log2 of its likelihood, tempered.
    var unitLog: Float = 0
    /// Running sum of the cells' advantage in foreseeing, in bits; forgets.
    var cellScore: Float = 0
    /// Where it was when it last went some metres, and since when; metres on the level of the cells.
    var anchorX: Float = .nan
    var anchorY: Float = .nan
    var anchorAt = Int64.min
    /// Where it was parked: ``anchorX`` and ``anchorY`` hold for this unit, with this radius; -1 when it is not.
    var parkedUnit: Int32 = -1
    var parkedUncertainty: Float = .nan
    /// Short and long mean of how well its unit foresees a reading, bits; NaN before the first. They part when it
    /// stirs.
    var shortLog: Float = .nan
    var longLog: Float = .nan
    /// The tag's offset against an ordinary tag, dB.
    var offsetMeanDB: Float = 0
    var offsetVariance: Float = 16
    /// Reads folded so far; spaces the snapshots, and means nothing else.
    var foldedReads: Int32 = 0
    /// Smoothed time between reads, milliseconds.
    var intervalMilliseconds: Float = 0
    /// Since when it is heard without a gap, event time in milliseconds modulo 2³².
    var audibleSince: UInt32 = 0
    /// The unit that challenges the confirmed one, and since when; -1 when none does.
    var challenger: Int32 = -1
    var challengerSince: Int64 = 0
    /// The unit that is sure, the start of its stay, and when that was decided; -1 before the first.
    var confirmed: Int32 = -1
    var confirmedSince: Int64 = 0
    var decidedAt: Int64 = 0
    /// Sum and number of confidences of the confirmed stay's reads.
    var confidenceSum: Float = 0
    var confidenceCount: Int32 = 0
    /// The last ready-made position.
    var positionAt = Int64.min
    var positionX: Float = .nan
    var positionY: Float = .nan
    var positionAccuracy: Float = .nan
    var positionLevel: Int32 = -1
    /// Whether the last position lies in no unit.
    var isOutside = false

    /// Gives up the belief over cells.
    mutating func removeCells() {
        cells.removeAll()
        pooledBox = []
    }

    /// By unit, what is believed.
    var believed: Belief { cells.isEmpty ? belief : pooled }
    var meanConfidence: Float { confidenceCount > 0 ? confidenceSum / Float(confidenceCount) : 0 }
}
