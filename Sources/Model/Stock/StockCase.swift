/// Something about stock that somebody must look at. Kinds that follow from the ledger open, and go when a late fact
/// shows that nothing was wrong; what a count or a person settled stays as resolved.
public struct StockCase: Hashable, Sendable {
    /// What is the matter. The list is closed.
    public enum Kind: String, Sendable, CaseIterable {
        /// More left than was there: a movement is missing before.
        case negativeBalance = "negative_balance"
        /// A count found another quantity than the movements come to.
        case countDifference = "count_difference"
        /// A scan tells another expiry than the lot has.
        case lotContradiction = "lot_contradiction"
        /// The same event id came with other facts.
        case eventContradiction = "event_contradiction"
        /// One object in two places, or twice in one.
        case serialContradiction = "serial_contradiction"
        /// A code that the catalogue does not have.
        case unknownProduct = "unknown_product"
        /// A place of stock that is not there.
        case unknownPlace = "unknown_place"
        /// A scan that cannot be read.
        case unreadableScan = "unreadable_scan"
        /// A quantity that cannot be: zero, negative, absurd.
        case badQuantity = "bad_quantity"
        /// A movement from the future, or older than scans may be.
        case badTime = "bad_time"
        /// A movement that lacks a place or goes from a place to itself.
        case badMovement = "bad_movement"
        /// A lot was used or moved though it is blocked.
        case blockedLot = "blocked_lot"
        /// A lot was used after its expiry.
        case expiredUsed = "expired_used"
        /// A tagged container has not what its records say.
        case missingItem = "missing_item"
        /// A place was too warm or too cold.
        case temperature = "temperature_excursion"
    }

    /// How far it is.
    public enum State: String, Sendable, CaseIterable {
        case open
        /// A count or a person settled it.
        case resolved
        /// A fact that came late showed that nothing was wrong.
        case withdrawn
    }

    /// Made of kind, subject and the event that it starts at, so that it is the same in whatever order facts arrive.
    public var id: String
    public var kind: Kind
    /// What it is about; parts that do not apply are empty.
    public var product: ProductID?
    public var lot: LotNumber?
    public var serial: SerialNumber?
    public var place: StockPlaceID?
    /// The event that it starts at.
    public var event: StockEventID?
    /// When what it is about happened.
    public var occurredAt: Instant
    public var openedAt: Instant
    /// How much is missing (negative) or too much, in smallest units; 0 when it is not about an amount.
    public var quantity: Int64
    /// In a few words: the code, the two dates.
    public var detail: String
    public var owner: String
    public var state: State
    /// Who or what settled it, and how.
    public var resolution: String
    public var closedAt: Instant?

    public init(
        id: String, kind: Kind, occurredAt: Instant, openedAt: Instant, quantity: Int64 = 0, detail: String = "",
        owner: String = "", state: State = .open
    ) {
        self.id = id
        self.kind = kind
        self.occurredAt = occurredAt
        self.openedAt = openedAt
        self.quantity = quantity
        self.detail = detail
        self.owner = owner
        self.state = state
        resolution = ""
    }
}
