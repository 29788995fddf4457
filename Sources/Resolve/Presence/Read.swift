public import Model

/// One usable piece of evidence about one trackable: a reading of a placed reader, or a ready-made position.
public struct Read: Sendable {
    /// Event time in milliseconds since the epoch.
    public var at: Int64
    /// Index of the reader in the site map; -1 for a position.
    public var reader: Int32
    /// Power in dBm; NaN when the reader does not say (then it is only "heard here").
    public var rssiDBm: Float
    /// The position, its level (index; -1 unknown) and its stated accuracy, when `reader` is -1.
    public var xMetres: Float = .nan
    public var yMetres: Float = .nan
    public var accuracyMetres: Float = .nan
    public var level: Int32 = -1

    /// A reading.
    public init(at: Instant, reader: Int32, rssiDBm: Float) {
        self.at = at.milliseconds
        self.reader = reader
        self.rssiDBm = rssiDBm
    }

    /// A ready-made position.
    public init(at: Instant, xMetres: Double, yMetres: Double, accuracyMetres: Float, level: Int32) {
        self.at = at.milliseconds
        self.reader = -1
        self.rssiDBm = .nan
        self.xMetres = Float(xMetres)
        self.yMetres = Float(yMetres)
        self.accuracyMetres = accuracyMetres
        self.level = level
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
