/// What was decided of a lot, or of one object: it holds from a moment on, until a later decision.
///
/// Decisions are kept beside the ledger, so that a use is judged by what held when it happened, whenever it is told.
public struct LotDecision: Hashable, Sendable {
    public var product: ProductID
    /// Empty when it is about one object.
    public var lot: LotNumber
    /// Empty when it is about the whole lot.
    public var serial: SerialNumber
    /// What makes it one and the same.
    public var event: StockEventID
    /// From when it holds.
    public var at: Instant
    public var status: LotStatus
    public var reason: String

    public init(
        product: ProductID, lot: LotNumber = .untold, serial: SerialNumber = .untold, event: StockEventID, at: Instant,
        status: LotStatus, reason: String
    ) {
        self.product = product
        self.lot = lot
        self.serial = serial
        self.event = event
        self.at = at
        self.status = status
        self.reason = reason
    }

    /// Whether another one of the same lot or object holds after it.
    public func precedes(_ other: LotDecision) -> Bool {
        at != other.at ? at < other.at : event < other.event
    }
}

/// A time at which a place was too warm or too cold.
public struct Excursion: Hashable, Sendable {
    public var id: String
    public var place: StockPlaceID
    public var from: Instant
    public var to: Instant
    /// Degrees, the lowest and the highest that were measured.
    public var celsius: ClosedRange<Double>
    /// When it was told: from then on the lots that were there are set aside.
    public var recordedAt: Instant

    public init(
        id: String, place: StockPlaceID, from: Instant, to: Instant, celsius: ClosedRange<Double>, recordedAt: Instant
    ) {
        self.id = id
        self.place = place
        self.from = from
        self.to = to
        self.celsius = celsius
        self.recordedAt = recordedAt
    }

    /// Whether it was outside a product's range.
    public func isOutside(_ range: ClosedRange<Int>) -> Bool {
        celsius.lowerBound < Double(range.lowerBound) || celsius.upperBound > Double(range.upperBound)
    }
}

/// A look of a cabinet at all that its tags can tell: what it does not see is not there.
public struct Sweep: Hashable, Sendable {
    public var event: StockEventID
    public var place: StockPlaceID
    public var occurredAt: Instant
    public var recordedAt: Instant
    public var device: String
    public var source: LogPosition?

    public init(
        event: StockEventID, place: StockPlaceID, occurredAt: Instant, recordedAt: Instant, device: String,
        source: LogPosition? = nil
    ) {
        self.event = event
        self.place = place
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.device = device
        self.source = source
    }
}
