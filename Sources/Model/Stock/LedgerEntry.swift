/// An effect in its slot's timeline, with the balance that it leaves: a projection of the ledger, rebuilt from it at
/// any time.
public struct LedgerEntry: Hashable, Sendable {
    /// What qualifies an entry.
    public struct Flags: OptionSet, Hashable, Sendable {
        public var rawValue: UInt8
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// It takes off instead of adding.
        public static let outOf = Flags(rawValue: 1)
        /// It says what lies there.
        public static let counted = Flags(rawValue: 2)
        /// Its movement was reversed: it changes nothing.
        public static let void = Flags(rawValue: 4)
        /// A count whose difference needs no question: an opening balance, or a person gave the reason.
        public static let explained = Flags(rawValue: 8)
    }

    public var position: LedgerPosition
    public var movement: MovementNumber
    public var flags: Flags
    /// As the movement has it, never negative.
    public var quantity: Int64
    /// What it adds to the balance (a count: what it differs by).
    public var change: Int64
    /// The balance after it.
    public var balance: Int64

    public init(
        position: LedgerPosition, movement: MovementNumber, flags: Flags, quantity: Int64, change: Int64 = 0,
        balance: Int64 = 0
    ) {
        self.position = position
        self.movement = movement
        self.flags = flags
        self.quantity = quantity
        self.change = change
        self.balance = balance
    }

    /// The entry that an effect of a movement makes, before its balance is known.
    public init(_ effect: Effect, of movement: Movement, number: MovementNumber, isVoid: Bool) {
        var flags: Flags = []
        if effect.side == .outOf { flags.insert(.outOf) }
        if effect.side == .counted {
            flags.insert(.counted)
            if movement.isExplained { flags.insert(.explained) }
        }
        if isVoid { flags.insert(.void) }
        self.init(
            position: LedgerPosition(movement, effect.side), movement: number, flags: flags,
            quantity: effect.quantity)
    }

    /// Whether it re-bases the balance.
    @inlinable public var isCount: Bool { flags.contains(.counted) && !flags.contains(.void) }

    /// Sets change and balance from the balance before.
    @inlinable
    public mutating func follow(_ before: Int64) {
        if flags.contains(.void) {
            change = 0
        } else if flags.contains(.counted) {
            change = quantity - before
        } else {
            change = flags.contains(.outOf) ? -quantity : quantity
        }
        balance = before + change
    }
}

extension Movement {
    /// The reason that marks a first count, of a stock that was there before its records.
    public static let openingReason = "opening"

    /// Whether a count's difference is explained by itself.
    public var isExplained: Bool { reason == Movement.openingReason || (!isFromDevice && !reason.isEmpty) }
}
