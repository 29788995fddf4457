public import Model

/// What lies in one slot, with what is known of its lot.
public struct StockLevel: Hashable, Sendable {
    public var slot: StockSlot
    public var balance: Int64
    /// When its last movement happened.
    public var lastAt: Instant?
    public var expiry: CalendarDay?
    public var status: LotStatus
    /// Of the balance, what is reserved.
    public var reserved: Int64

    public init(
        slot: StockSlot, balance: Int64, lastAt: Instant?, expiry: CalendarDay?, status: LotStatus, reserved: Int64
    ) {
        self.slot = slot
        self.balance = balance
        self.lastAt = lastAt
        self.expiry = expiry
        self.status = status
        self.reserved = reserved
    }

    /// What may be given away on a day.
    public func usable(on day: CalendarDay) -> Int64 {
        guard status.isUsable, expiry ?? day >= day else { return 0 }
        return max(0, balance - reserved)
    }

    /// Whether its last day is over.
    public func isExpired(on day: CalendarDay) -> Bool { expiry.map { $0 < day } ?? false }
}

/// A recorded movement with its number in the ledger.
public struct MovementRow: Hashable, Sendable {
    public var number: MovementNumber
    public var movement: Movement
    /// Whether a reversal says that it never happened.
    public var isReversed: Bool
}

/// What a product was used up by in one place on one day.
public struct DailyDemand: Hashable, Sendable {
    public var day: CalendarDay
    public var quantity: Int64
}
