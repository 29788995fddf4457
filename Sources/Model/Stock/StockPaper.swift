/// A recall: a lot, or one object, that must not be used anywhere any more.
public struct Recall: Hashable, Sendable {
    public var id: String
    public var product: ProductID
    /// Empty when the recall is of a serial number.
    public var lot: LotNumber
    /// Empty when it is of the whole lot.
    public var serial: SerialNumber
    public var reason: String
    public var openedAt: Instant
    public var openedBy: String
    public var closedAt: Instant?
    public var closedBy: String
    /// What proves that everything was found: a document's number, a sentence.
    public var proof: String
    /// It was opened in error: what is left is fit for use again.
    public var isWithdrawn = false

    public init(
        id: String, product: ProductID, lot: LotNumber = .untold, serial: SerialNumber = .untold, reason: String,
        openedAt: Instant, openedBy: String
    ) {
        self.id = id
        self.product = product
        self.lot = lot
        self.serial = serial
        self.reason = reason
        self.openedAt = openedAt
        self.openedBy = openedBy
        closedBy = ""
        proof = ""
    }
}

/// A loan between two pharmacies.
public struct Loan: Hashable, Sendable {
    /// How far it is.
    public enum State: String, Sendable, CaseIterable {
        case requested, offered, sent, returned, cancelled
    }

    public var id: String
    public var partner: PartnerID
    /// Whether we lend; else we borrow.
    public var isLent: Bool
    public var product: ProductID
    /// Smallest units agreed.
    public var quantity: Int64
    /// Smallest units that came or went, and that went or came back.
    public var moved: Int64
    public var returned: Int64
    public var due: CalendarDay?
    public var state: State
    public var note: String
    public var changedAt: Instant

    public init(
        id: String, partner: PartnerID, isLent: Bool, product: ProductID, quantity: Int64, due: CalendarDay? = nil,
        state: State = .requested, note: String = "", changedAt: Instant
    ) {
        self.id = id
        self.partner = partner
        self.isLent = isLent
        self.product = product
        self.quantity = quantity
        moved = 0
        returned = 0
        self.due = due
        self.state = state
        self.note = note
        self.changedAt = changedAt
    }
}

/// Stock that is kept for somebody.
public struct Reservation: Hashable, Sendable {
    public var id: String
    public var product: ProductID
    /// Empty for any lot there.
    public var lot: LotNumber
    public var place: StockPlaceID
    public var quantity: Int64
    public var purpose: String
    /// It holds up to this day; nil until it is lifted.
    public var until: CalendarDay?

    public init(
        id: String, product: ProductID, lot: LotNumber = .untold, place: StockPlaceID, quantity: Int64,
        purpose: String, until: CalendarDay? = nil
    ) {
        self.id = id
        self.product = product
        self.lot = lot
        self.place = place
        self.quantity = quantity
        self.purpose = purpose
        self.until = until
    }
}

/// A scan as it came over MQTT (DESIGN 5.2), before the catalogue says what it means.
public struct StockScan: Hashable, Sendable {
    /// Index of the message in its batch.
    public var message: UInt32 = 0
    /// Given by the station; empty when it gives none.
    public var id = ""
    public var station: String
    /// When it was made; the receive time when the station tells none.
    public var occurredAt: Instant
    public var receivedAt: Instant
    public var position: LogPosition
    /// As scanned.
    public var code = ""
    public var action = ""
    public var quantity: Int64?
    public var from = ""
    public var to = ""
    public var by = ""
    public var patient = ""
    public var procedure = ""
    public var reason = ""
    public var reverses = ""
    /// The whole payload, kept for ever.
    public var payload: [UInt8]
    /// Whether the station told when it was made.
    public var hasTime = false
    /// Codes of what a cabinet sees at one sweep, with action `sweep`; empty otherwise.
    public var codes: [String] = []
    /// Why it could not be read; nil when it could.
    public var problem: String?

    public init(
        station: String, occurredAt: Instant, receivedAt: Instant, position: LogPosition, payload: [UInt8]
    ) {
        self.station = station
        self.occurredAt = occurredAt
        self.receivedAt = receivedAt
        self.position = position
        self.payload = payload
    }
}
