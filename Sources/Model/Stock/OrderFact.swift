/// One fact about what was asked for: an order, its end, an empty bin. It is appended and never changed.
///
/// Receipts are movements of the ledger and are not told again here.
public struct OrderFact: Hashable, Sendable {
    /// What happened. The list is closed.
    public enum Kind: String, Sendable, CaseIterable {
        /// Ordered from a supplier.
        case placed
        /// What has not come of an order or a request will not come.
        case cancelled
        /// A bin was found empty: a request to fill it.
        case empty
    }

    /// What makes it one and the same however often it is delivered.
    public var event: StockEventID
    public var kind: Kind
    /// The order, or the bin's tag.
    public var order: String
    public var product: ProductID
    /// Where it is to come; nil when an order does not say.
    public var place: StockPlaceID?
    /// Smallest units; 0 in a cancellation of all that has not come.
    public var quantity: Int64
    public var occurredAt: Instant
    public var recordedAt: Instant
    /// Who did it; empty when a device told it alone.
    public var actor = ""
    /// The station that told it; empty for a person's command.
    public var device = ""
    public var supplier: PartnerID?
    public var note = ""
    /// The message in the log that it came from; nil for a command.
    public var source: LogPosition?

    public init(
        event: StockEventID, kind: Kind, order: String, product: ProductID, place: StockPlaceID? = nil,
        quantity: Int64, occurredAt: Instant, recordedAt: Instant
    ) {
        self.event = event
        self.kind = kind
        self.order = order
        self.product = product
        self.place = place
        self.quantity = quantity
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
    }
}

/// One of two bins of a product in a place: when it is empty its tag goes into the box of empty bins.
public struct StockBin: Hashable, Sendable {
    /// In its canonical form (DESIGN 5.2).
    public var tag: TagID
    public var product: ProductID
    public var place: StockPlaceID
    /// Smallest units that fill it.
    public var quantity: Int64
    /// The reader of the box for empty bins; nil when a station sends scans of them instead.
    public var reader: ReaderID?

    public init(tag: TagID, product: ProductID, place: StockPlaceID, quantity: Int64, reader: ReaderID? = nil) {
        self.tag = tag
        self.product = product
        self.place = place
        self.quantity = quantity
        self.reader = reader
    }
}

/// A bin's tag was read in the box for empty ones; the first time in an hour.
public struct BinSighting: Hashable, Sendable {
    public var tag: TagID
    public var reader: ReaderID
    public var at: Instant
    /// When the message came that told it.
    public var receivedAt: Instant
    /// That message in the log.
    public var source: LogPosition

    public init(tag: TagID, reader: ReaderID, at: Instant, receivedAt: Instant, source: LogPosition) {
        self.tag = tag
        self.reader = reader
        self.at = at
        self.receivedAt = receivedAt
        self.source = source
    }

    /// Hours since 1970 UTC.
    public var hour: Int64 { Int64((Double(at.milliseconds) / 3_600_000).rounded(.down)) }

    /// The same for every sighting of a bin in one hour.
    public var event: StockEventID { StockEventID("bin:\(tag.rawValue):\(hour)") }
}

/// Which tags say something about stock by being read.
public struct StockTags: Sendable, Equatable {
    /// Those that measure the temperature of a place.
    public var sensors: [TagID] = []
    /// Bins whose box has a reader.
    public var bins: [StockBin] = []

    public init(sensors: [TagID] = [], bins: [StockBin] = []) {
        self.sensors = sensors
        self.bins = bins
    }
}

/// How full a place is kept of a product, as people decided it.
public struct StockTarget: Hashable, Sendable {
    public var product: ProductID
    public var place: StockPlaceID
    /// Filled up when this or less is left; nil fills up whatever is missing (PAR).
    public var low: Int64?
    /// Filled up to this.
    public var high: Int64

    public init(product: ProductID, place: StockPlaceID, low: Int64?, high: Int64) {
        self.product = product
        self.place = place
        self.low = low
        self.high = high
    }
}

/// Who makes a device and what its maker calls it: what the implant card of Regulation (EU) 2017/745, article 18, asks
/// for beside the object's own numbers.
public struct DeviceMaker: Hashable, Sendable {
    public var product: ProductID
    public var model: String
    public var manufacturer: String
    public var address: String
    public var website: String

    public init(product: ProductID, model: String, manufacturer: String, address: String, website: String) {
        self.product = product
        self.model = model
        self.manufacturer = manufacturer
        self.address = address
        self.website = website
    }
}

/// An event of another system as it was captured.
public struct CapturedEvent: Hashable, Sendable {
    /// The event's own id, or its hash.
    public var id: String
    /// Whether it declares the event with this id wrong.
    public var isError: Bool
    public var occurredAt: Instant
    public var recordedAt: Instant
    /// The event in JSON, as it was written.
    public var json: String
    /// Its document's `@context` in JSON; empty when it had none of its own.
    public var context: String

    public init(
        id: String, isError: Bool, occurredAt: Instant, recordedAt: Instant, json: String, context: String
    ) {
        self.id = id
        self.isError = isError
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.json = json
        self.context = context
    }
}
