public import Model

/// Slots of one product, added up over a place or a part of the map.
public struct StockTotal: Hashable, Sendable {
    public var quantity: Int64 = 0
    /// What may be given away.
    public var usable: Int64 = 0
    public var expired: Int64 = 0
    /// Recalled, quarantined or damaged.
    public var blocked: Int64 = 0
    public var reserved: Int64 = 0
    /// Of what is usable, what expires up to the horizon that was asked for.
    public var expiring: Int64 = 0
    /// Whether one of the slots is below zero.
    public var isBelow = false
    /// The first day on which something usable expires.
    public var nextExpiry: CalendarDay?
    /// Different lots, those without a number as one.
    public var lots = 0
    public var lastAt: Instant?

    public init() {}

    /// What one slot adds; lots are counted by the caller.
    mutating func add(
        balance: Int64, usable free: Int64, isUsableLot: Bool, expiry: CalendarDay?, reserved: Int64, lastAt: Instant?,
        on day: CalendarDay, horizon: CalendarDay
    ) {
        quantity += balance
        usable += free
        self.reserved += reserved
        if balance < 0 { isBelow = true }
        if balance > 0 {
            if !isUsableLot {
                blocked += balance
            } else if let expiry, expiry < day {
                expired += balance
            } else if let expiry {
                nextExpiry = min(nextExpiry ?? expiry, expiry)
                if expiry <= horizon { expiring += free }
            }
        }
        if let lastAt { self.lastAt = max(self.lastAt ?? lastAt, lastAt) }
    }

    /// Two totals of different products or places as one; their lots are taken to be different.
    public mutating func add(_ other: StockTotal) {
        quantity += other.quantity
        usable += other.usable
        expired += other.expired
        blocked += other.blocked
        reserved += other.reserved
        expiring += other.expiring
        isBelow = isBelow || other.isBelow
        if let expiry = other.nextExpiry { nextExpiry = min(nextExpiry ?? expiry, expiry) }
        lots += other.lots
        if let at = other.lastAt { lastAt = max(lastAt ?? at, at) }
    }
}

/// A product's total over one group of places.
public struct StockTotalRow: Hashable, Sendable {
    public var product: ProductID
    /// The number that the caller gave the group.
    public var group: Int
    public var total: StockTotal
}
