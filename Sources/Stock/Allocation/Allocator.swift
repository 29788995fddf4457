public import Model

/// A balance with what the allocator must know of it.
public struct StockLine: Hashable, Sendable {
    public var slot: StockSlot
    public var balance: Int64
    /// Usable to the end of this day; nil when it was never told.
    public var expiry: CalendarDay?
    public var status: LotStatus
    /// Of the balance, what is reserved for others.
    public var reserved: Int64

    public init(
        slot: StockSlot, balance: Int64, expiry: CalendarDay? = nil, status: LotStatus = .available,
        reserved: Int64 = 0
    ) {
        self.slot = slot
        self.balance = balance
        self.expiry = expiry
        self.status = status
        self.reserved = reserved
    }

    /// What may be given away on a day, and why the rest may not.
    public func usable(on day: CalendarDay) -> (quantity: Int64, obstacle: StockObstacle?) {
        guard balance > 0 else { return (0, nil) }
        switch status {
        case .recalled: return (0, .recalled)
        case .quarantined: return (0, .quarantined)
        case .damaged: return (0, .damaged)
        case .available: break
        }
        if let expiry, expiry < day { return (0, .expired) }
        let free = max(0, balance - reserved)
        return (free, free < balance ? .reserved : nil)
    }
}

/// Why stock that is there may not be given away.
public enum StockObstacle: String, Sendable, CaseIterable {
    case recalled, quarantined, damaged, expired, reserved
}

/// What the allocator gives, from where, and why not more.
public struct Allocation: Hashable, Sendable {
    /// So much out of one slot.
    public struct Pick: Hashable, Sendable {
        public var slot: StockSlot
        public var quantity: Int64
        public var expiry: CalendarDay?
    }

    /// What lies there and was passed over.
    public struct Refusal: Hashable, Sendable {
        public var slot: StockSlot
        public var quantity: Int64
        public var obstacle: StockObstacle
        public var expiry: CalendarDay?
    }

    /// In the order in which they are to be taken.
    public var picks: [Pick] = []
    public var refusals: [Refusal] = []
    public var asked: Int64
    /// What it gives in all, in smallest units.
    public var given: Int64 { picks.reduce(0) { $0 + $1.quantity } }
    /// What is missing of what was asked.
    public var missing: Int64 { asked - given }
    /// Nothing usable is left, whatever expired, blocked or reserved stock there is.
    public var isStockOut: Bool { asked > 0 && picks.isEmpty }
}

/// First expiry, first out: the one rule by which stock is given away, for issues, transfers, loans and proposals
/// alike.
///
/// What expires first goes first, what has no expiry last; then by lot, place and serial number, so that the same stock
/// gives the same answer. Recalled, quarantined, damaged, expired and reserved stock stays, and is told.
public enum Allocator {
    /// - Parameters:
    ///   - quantity: smallest units, above 0.
    ///   - lines: of one product; any order.
    ///   - day: the day on which it is to be used.
    /// - Complexity: O(n log n) in the lines.
    public static func allocate(_ quantity: Int64, from lines: [StockLine], on day: CalendarDay) -> Allocation {
        var allocation = Allocation(asked: quantity)
        var left = quantity
        for line in lines.sorted(by: precedes) {
            let (usable, obstacle) = line.usable(on: day)
            if let obstacle {
                allocation.refusals.append(
                    Allocation.Refusal(
                        slot: line.slot, quantity: line.balance - usable, obstacle: obstacle, expiry: line.expiry))
            }
            let taken = min(left, usable)
            guard taken > 0 else { continue }
            allocation.picks.append(Allocation.Pick(slot: line.slot, quantity: taken, expiry: line.expiry))
            left -= taken
        }
        return allocation
    }

    /// The order of giving away.
    public static func precedes(_ left: StockLine, _ right: StockLine) -> Bool {
        if left.expiry != right.expiry {
            guard let first = left.expiry else { return false }
            guard let second = right.expiry else { return true }
            return first < second
        }
        let (a, b) = (left.slot, right.slot)
        if a.lot != b.lot { return a.lot < b.lot }
        return a.place != b.place ? a.place < b.place : a.serial < b.serial
    }
}
