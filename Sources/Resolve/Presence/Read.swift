public import Model

/// One usable piece of evidence about one trackable: a reading of a placed reader, or a ready-made position.
///
/// 24 bytes: of each trackable those of the last seconds are kept.
public struct Read: Sendable {
    /// Event time in milliseconds since the epoch.
    public var at: Int64
    /// The reader's index; or -1 for a position of unknown level, -2 less the level's index for one of a known level.
    private let source: Int32
    /// Power in dBm, or x in metres.
    private let first: Float
    /// Of a position: y and stated accuracy, in metres. Of a reading: ``listening``, as bits.
    private var second: Float
    private var third: Float

    /// Index of the reader in the site map; -1 for a position.
    public var reader: Int32 { max(source, -1) }
    /// Power in dBm; NaN when the reader does not say (then it is only "heard here"), and for a position.
    public var rssiDBm: Float { source >= 0 ? first : .nan }
    /// Of a position, east of the level's origin; NaN for a reading.
    public var xMetres: Float { source >= 0 ? .nan : first }
    /// Of a position, north of the level's origin; NaN for a reading.
    public var yMetres: Float { source >= 0 ? .nan : second }
    /// Of a position, as its provider states it; NaN when it does not, and for a reading.
    public var accuracyMetres: Float { source >= 0 ? .nan : third }
    /// Of a position, the index of its level; -1 when it is unknown, and for a reading.
    public var level: Int32 { source >= -1 ? -1 : -2 - source }

    /// A reading.
    public init(at: Instant, reader: Int32, rssiDBm: Float) {
        self.at = at.milliseconds
        source = max(0, reader)
        first = rssiDBm
        second = 0
        third = 0
    }

    /// A ready-made position.
    public init(at: Instant, xMetres: Double, yMetres: Double, accuracyMetres: Float, level: Int32) {
        self.at = at.milliseconds
        source = level < 0 ? -1 : -2 - level
        first = Float(xMetres)
        second = Float(yMetres)
        third = accuracyMetres
    }

    /// Of a reading, the readers near its own that listened then, by their places in ``QuietMap/near``; 0 when nothing
    /// is known of them. It was so when the reading came, and is kept with it.
    var listening: UInt64 {
        get { source >= 0 ? UInt64(second.bitPattern) << 32 | UInt64(third.bitPattern) : 0 }
        set {
            guard source >= 0 else { return }
            second = Float(bitPattern: UInt32(truncatingIfNeeded: newValue >> 32))
            third = Float(bitPattern: UInt32(truncatingIfNeeded: newValue))
        }
    }

    /// A total order by time, then content: the same reads fold in the same order however they came.
    func precedes(_ other: Read) -> Bool {
        if at != other.at { return at < other.at }
        if reader != other.reader { return reader < other.reader }
        return key < other.key
    }

    /// Whether both say the same: the second one is a repetition and changes nothing.
    func isSame(as other: Read) -> Bool {
        at == other.at && reader == other.reader && key == other.key
    }

    private var key: UInt64 {
        reader >= 0
            ? UInt64(rssiDBm.bitPattern)
            : UInt64(xMetres.bitPattern) << 32 | UInt64(yMetres.bitPattern)
    }
}
