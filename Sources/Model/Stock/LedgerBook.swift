/// Where the ledger lies: a database in the product, memory in tests and simulators.
///
/// The ledger's rules (``Ledger``) read and write through it and know nothing else. All of a movement's calls belong to
/// one transaction.
public protocol LedgerBook {
    // Catalogue
    mutating func product(_ id: ProductID) throws -> Product?
    mutating func place(_ id: StockPlaceID) throws -> StockPlace?

    // The ledger, append-only
    mutating func movement(_ event: StockEventID) throws -> (number: MovementNumber, movement: Movement)?
    mutating func movement(_ number: MovementNumber) throws -> Movement?
    /// The reversal of a movement, if there is one.
    mutating func reversal(of event: StockEventID) throws -> StockEventID?
    mutating func append(_ movement: Movement) throws -> MovementNumber
    /// Every movement of a lot, in no particular order.
    mutating func movements(of product: ProductID, lot: LotNumber) throws -> [Movement]
    /// Every movement of one object, in no particular order.
    mutating func movements(of product: ProductID, serial: SerialNumber) throws -> [Movement]

    // Timelines
    /// The slot's number; it is made when it is not there.
    mutating func slotKey(_ slot: StockSlot) throws -> SlotKey
    /// The last entry before a position.
    mutating func entry(before position: LedgerPosition, in slot: SlotKey) throws -> LedgerEntry?
    /// Entries at a position and after it, in order, at most `limit`.
    mutating func entries(from position: LedgerPosition, in slot: SlotKey, limit: Int) throws -> [LedgerEntry]
    /// The first count after a position that was not reversed.
    mutating func count(after position: LedgerPosition, in slot: SlotKey) throws -> LedgerEntry?
    /// - Returns: false when an entry of another movement has that position; then nothing is done.
    mutating func insert(_ entry: LedgerEntry, in slot: SlotKey) throws -> Bool
    mutating func update(_ entry: LedgerEntry, in slot: SlotKey) throws
    /// The balance as of now: that of the slot's last entry.
    mutating func setBalance(_ balance: Int64, lastAt: Instant, of slot: SlotKey) throws
    /// Where a serial number's balance is above zero, ordered by place, with when its last movement there happened.
    mutating func holdings(
        of product: ProductID, serial: SerialNumber
    ) throws -> [(place: StockPlaceID, balance: Int64, lastAt: Instant)]
    /// The slots that a lot ever had.
    mutating func slots(of product: ProductID, lot: LotNumber) throws -> [(key: SlotKey, slot: StockSlot)]
    /// The slots of single objects in a place that are not empty, or had something happen at or after an instant.
    mutating func objects(at place: StockPlaceID, since: Instant) throws -> [(key: SlotKey, slot: StockSlot)]

    // Lots
    mutating func lot(_ product: ProductID, _ number: LotNumber) throws -> Lot?
    mutating func put(_ lot: Lot) throws
    /// What was told of a lot's expiry: each date once, with where it was told first.
    mutating func claims(_ product: ProductID, _ number: LotNumber) throws -> [ExpiryClaim]
    mutating func put(_ claim: ExpiryClaim, _ product: ProductID, _ number: LotNumber) throws

    /// What was decided of a lot (the serial number empty) or of an object (the lot empty), in no particular order.
    mutating func decisions(
        _ product: ProductID, lot: LotNumber, serial: SerialNumber
    ) throws -> [LotDecision]
    /// Adds a decision, or writes it anew.
    mutating func put(_ decision: LotDecision) throws
    /// Takes a decision back; nothing happens when there is none.
    mutating func removeDecision(_ event: StockEventID) throws

    // What is of a place
    /// Excursions of a place that ended after an instant, by id.
    mutating func excursions(at place: StockPlaceID, endingAfter instant: Instant) throws -> [Excursion]
    /// The first sweep of a place at an instant or after it; the last one before it.
    mutating func sweep(of place: StockPlaceID, from instant: Instant) throws -> Sweep?
    mutating func sweep(of place: StockPlaceID, before instant: Instant) throws -> Sweep?
    mutating func put(_ sweep: Sweep) throws

    // Cases
    mutating func stockCase(_ id: String) throws -> StockCase?
    mutating func put(_ stockCase: StockCase) throws
    /// Cases of one kind about a slot, in any state.
    mutating func cases(_ kind: StockCase.Kind, of slot: StockSlot) throws -> [StockCase]
    /// Cases of one kind about a lot, in any state.
    mutating func cases(_ kind: StockCase.Kind, of product: ProductID, lot: LotNumber) throws -> [StockCase]
}

/// An expiry that was told of a lot.
public struct ExpiryClaim: Hashable, Sendable {
    public var expiry: CalendarDay
    /// Where it was told first.
    public var position: LedgerPosition
    public var event: StockEventID
    /// A person decided it: it holds before all that was scanned.
    public var isDecision: Bool

    public init(expiry: CalendarDay, position: LedgerPosition, event: StockEventID, isDecision: Bool = false) {
        self.expiry = expiry
        self.position = position
        self.event = event
        self.isDecision = isDecision
    }

    /// Whether it holds before another: decisions before scans (the latest of them), then what was told first.
    public func precedes(_ other: ExpiryClaim) -> Bool {
        if isDecision != other.isDecision { return isDecision }
        return isDecision ? other.position < position : position < other.position
    }
}
