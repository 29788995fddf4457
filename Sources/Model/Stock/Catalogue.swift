/// How much it matters that a product is there: it sets the service level of its reorder point.
public enum Criticality: String, Sendable, CaseIterable {
    case vital, essential, ordinary
}

/// A product as the catalogue has it.
public struct Product: Hashable, Sendable {
    public var id: ProductID
    /// What people call it.
    public var name: String
    /// The smallest unit that is counted: `tablet`, `vial`, `piece`.
    public var unit: String
    public var criticality: Criticality
    /// What is above it leaves first; nil when the product has none. In smallest units.
    public var reorderLevel: Int64?
    /// How much is usually ordered, in smallest units; nil when not told.
    public var orderQuantity: Int64?
    /// Price of one smallest unit in thousandths of the currency; nil when not told.
    public var priceMilli: Int64?
    /// Whether each object is kept by its serial number (implants).
    public var keepsSerials: Bool
    /// The range that it is to be stored in, whole degrees Celsius; nil when any will do.
    public var celsius: ClosedRange<Int>?
    /// Codes on packs that mean it, besides its own id.
    public var codes: [ProductCode]

    public init(
        id: ProductID, name: String, unit: String = "unit", criticality: Criticality = .ordinary,
        reorderLevel: Int64? = nil, orderQuantity: Int64? = nil, priceMilli: Int64? = nil, keepsSerials: Bool = false,
        celsius: ClosedRange<Int>? = nil, codes: [ProductCode] = []
    ) {
        self.id = id
        self.name = name
        self.unit = unit
        self.criticality = criticality
        self.reorderLevel = reorderLevel
        self.orderQuantity = orderQuantity
        self.priceMilli = priceMilli
        self.keepsSerials = keepsSerials
        self.celsius = celsius
        self.codes = codes
    }
}

/// A code on a pack: which product, and how many smallest units the pack holds.
public struct ProductCode: Hashable, Sendable {
    /// A GTIN as 14 digits, else the scheme and its product code (`hibc:…`).
    public var code: String
    public var units: Int64

    public init(code: String, units: Int64 = 1) {
        self.code = code
        self.units = units
    }
}

/// What kind of place stock is in.
public enum StockPlaceKind: String, Sendable, CaseIterable {
    /// A unit of the map: a pharmacy, a ward's store.
    case unit
    /// A cabinet, shelf or fridge: a point in a unit.
    case cabinet
    /// A trolley or box that moves and takes its contents with it.
    case container
    /// Who uses stock up without keeping any: a ward or theatre that is issued to.
    case consumer

    /// Whether balances are kept for it.
    public var holdsStock: Bool { self != .consumer }
}

/// A place of stock.
public struct StockPlace: Hashable, Sendable {
    public var id: StockPlaceID
    public var name: String
    public var kind: StockPlaceKind
    /// The unit of the map that it is in, or that it is; nil for containers, and when the map has none.
    public var unit: UnitID?
    /// Where in the unit, metres in the building's frame; NaN when not told.
    public var xMetres: Double
    public var yMetres: Double
    /// What carries its tag, for a container; nil otherwise.
    public var trackable: TrackableID?
    /// Who answers for what does not fit there: the owner of its cases.
    public var owner: String

    public init(
        id: StockPlaceID, name: String = "", kind: StockPlaceKind, unit: UnitID? = nil, xMetres: Double = .nan,
        yMetres: Double = .nan, trackable: TrackableID? = nil, owner: String = ""
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.unit = unit
        self.xMetres = xMetres
        self.yMetres = yMetres
        self.trackable = trackable
        self.owner = owner
    }
}

/// What may be done with a lot.
public enum LotStatus: String, Sendable, CaseIterable {
    case available, quarantined, recalled, damaged

    /// Whether the allocator may give it away.
    public var isUsable: Bool { self == .available }
}

/// A product's lot as it is known now.
public struct Lot: Hashable, Sendable {
    public var product: ProductID
    public var number: LotNumber
    /// Usable to the end of this day; nil when it was never told.
    public var expiry: CalendarDay?
    public var status: LotStatus
    /// Why, and by whom, when it is not available.
    public var statusReason: String
    /// Time that it lay out of its product's temperature range, all excursions together.
    public var outOfRangeMilliseconds: Int64

    public init(
        product: ProductID, number: LotNumber, expiry: CalendarDay? = nil, status: LotStatus = .available,
        statusReason: String = "", outOfRangeMilliseconds: Int64 = 0
    ) {
        self.product = product
        self.number = number
        self.expiry = expiry
        self.status = status
        self.statusReason = statusReason
        self.outOfRangeMilliseconds = outOfRangeMilliseconds
    }
}
