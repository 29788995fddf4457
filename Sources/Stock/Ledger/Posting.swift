public import Model

/// What became of a movement.
public struct Posting: Sendable {
    /// The verdict.
    public enum Outcome: Sendable {
        case posted(MovementNumber)
        /// The ledger has this event already, under this number.
        case duplicate(MovementNumber)
        case refused(MovementProblem)
    }

    public var outcome: Outcome = .refused(
        MovementProblem(.badMovement, "kind", "nothing was done", "Report it: this is a fault of the program"))
    /// Facts that happened later and were known already, whose balances are others now; the first
    /// ``changesKeptMax`` of each.
    public private(set) var changes: [LaterChange] = []
    /// How many there are.
    public private(set) var changeCount = 0
    /// Cases that it opened, changed, settled or withdrew, as they are now.
    public internal(set) var cases: [StockCase] = []

    public static let changesKeptMax = 100

    public init() {}

    /// Whether the ledger has it now and had it not before.
    public var isPosted: Bool {
        if case .posted = outcome { true } else { false }
    }

    /// Why it was refused; nil when it was not.
    public var problem: MovementProblem? {
        if case .refused(let problem) = outcome { problem } else { nil }
    }

    /// What followed from it: its changes and cases count as this one's.
    public mutating func merge(_ other: Posting) {
        changeCount += other.changeCount
        changes += other.changes.prefix(max(0, Posting.changesKeptMax - changes.count))
        for known in other.cases {
            cases.removeAll { $0.id == known.id }
            cases.append(known)
        }
    }

    mutating func note(_ change: LaterChange) {
        changeCount += 1
        if changes.count < Posting.changesKeptMax { changes.append(change) }
    }
}

/// A fact that happened later than the one that was just taken, and what that did to it.
public struct LaterChange: Hashable, Sendable {
    public var slot: StockSlot
    public var movement: MovementNumber
    public var occurredAt: Instant
    /// The balance after it, as it was told before and as it is now; a count's are the same.
    public var balanceBefore: Int64
    public var balanceNow: Int64
    /// What it added; for a count, what it differed by.
    public var changeBefore: Int64
    public var changeNow: Int64

    init(slot: StockSlot, before: LedgerEntry, after: LedgerEntry) {
        self.slot = slot
        movement = after.movement
        occurredAt = after.position.occurredAt
        balanceBefore = before.balance
        balanceNow = after.balance
        changeBefore = before.change
        changeNow = after.change
    }
}
