public import Model

/// The ledger's rules over one book: movements are appended, balances follow.
///
/// What happened when decides, not what arrived when: the same facts in any order end with the same balances, lots and
/// cases.
public struct Ledger<Book: LedgerBook> {
    public var book: Book

    public init(_ book: Book) {
        self.book = book
    }

    /// Takes a movement into the ledger.
    ///
    /// A device's movement is always taken when it can be understood, below zero too; a person's is refused when the
    /// place would hold less than nothing, then or at any later time known already.
    ///
    /// - Parameters:
    ///   - ageMillisecondsMax: how old it may be when it is recorded; nil for any age.
    ///   - takesShortage: takes a person's movement below zero too, because it was taken before.
    /// - Returns: what became of it; `refused` changes nothing.
    /// - Throws: the book's errors.
    /// - Complexity: O(entries of its slots from when it happened to the next count), two look-ups otherwise.
    public mutating func post(
        _ movement: Movement, ageMillisecondsMax: Int64? = nil, takesShortage: Bool = false
    ) throws -> Posting {
        var posting = Posting()
        if let earlier = try book.movement(movement.event) {
            posting.outcome = .duplicate(earlier.number)
            if !earlier.movement.says(thatOf: movement) { try noteContradiction(movement, &posting) }
            return posting
        }
        if movement.kind == .reverse { return try reverse(movement) }
        let product = try book.product(movement.product)
        let problem = try MovementCheck.problem(
            movement, product: product, ageMillisecondsMax: ageMillisecondsMax
        ) { try book.place($0) }
        if let problem {
            posting.outcome = .refused(problem)
            return posting
        }
        let effects = try movement.effects { try book.place($0)?.kind.holdsStock ?? false }
        if !movement.isFromDevice, !takesShortage, let problem = try shortage(movement, effects) {
            posting.outcome = .refused(problem)
            return posting
        }
        let number = try book.append(movement)
        posting.outcome = .posted(number)
        let isVoid = try book.reversal(of: movement.event) != nil
        for effect in effects {
            let slot = movement.slot(at: effect.place)
            let key = try book.slotKey(slot)
            let entry = LedgerEntry(effect, of: movement, number: number, isVoid: isVoid)
            try insert(entry, slot, key, &posting)
            try followSweep(movement, slot, &posting)
        }
        try noteLot(movement, &posting)
        try judgeBlock(movement, &posting)
        try followExcursions(movement, effects, &posting)
        if product?.keepsSerials == true { try checkSerial(movement, &posting) }
        return posting
    }

    /// Says that a movement never happened; the ledger keeps both.
    private mutating func reverse(_ reversal: Movement) throws -> Posting {
        var posting = Posting()
        guard let target = reversal.reverses else {
            posting.outcome = .refused(
                MovementProblem(.badMovement, "reverses", "it names no movement", "Give the event id of the movement"))
            return posting
        }
        if try book.reversal(of: target) != nil {
            posting.outcome = .refused(
                MovementProblem(.badMovement, "reverses", "that movement is reversed already", "Nothing is to be done"))
            return posting
        }
        let found = try book.movement(target)?.movement
        if let found, found.kind == .reverse {
            posting.outcome = .refused(
                MovementProblem(
                    .badMovement, "reverses", "a reversal cannot be reversed", "Enter the movement again"))
            return posting
        }
        if found == nil, !reversal.isFromDevice {
            posting.outcome = .refused(
                MovementProblem(
                    .badMovement, "reverses", "the ledger has no such movement", "See 'vigie stock movements'"))
            return posting
        }
        let effects = try found?.effects { try book.place($0)?.kind.holdsStock ?? false } ?? []
        if let found, !reversal.isFromDevice, let problem = try shortage(found, effects, isReversed: true) {
            posting.outcome = .refused(problem)
            return posting
        }
        posting.outcome = .posted(try book.append(reversal))
        guard let found, let number = try book.movement(target)?.number else { return posting }
        for effect in effects {
            let slot = found.slot(at: effect.place)
            let entry = LedgerEntry(effect, of: found, number: number, isVoid: true)
            try void(entry, slot, try book.slotKey(slot), &posting)
            try followSweep(found, slot, &posting)
        }
        try followExcursions(found, effects, &posting)
        for kind in [StockCase.Kind.expiredUsed, .blockedLot] {
            guard let known = try book.stockCase(CaseIdentity.of(kind, target.rawValue)) else { continue }
            try withdraw(known, &posting)
        }
        if try book.product(found.product)?.keepsSerials == true { try checkSerial(found, &posting) }
        return posting
    }

    // MARK: Timelines

    private mutating func insert(
        _ entry: LedgerEntry, _ slot: StockSlot, _ key: SlotKey, _ posting: inout Posting
    ) throws {
        var entry = entry
        var before: Int64 = 0
        repeat {
            before = try book.entry(before: entry.position, in: key)?.balance ?? 0
            entry.follow(before)
            if try book.insert(entry, in: key) { break }
            // Two events of one millisecond with one hash: the one that came later stands behind.
            entry.position = entry.position.next
        } while true
        try judge(entry, was: nil, before: before, slot, key, &posting)
        try follow(entry, slot, key, &posting)
    }

    private mutating func void(
        _ entry: LedgerEntry, _ slot: StockSlot, _ key: SlotKey, _ posting: inout Posting
    ) throws {
        var entry = entry
        let found = try book.entries(from: entry.position, in: key, limit: 8)
        guard let old = found.first(where: { $0.movement == entry.movement }) else { return }
        entry.position = old.position
        let before = old.balance - old.change
        entry.follow(before)
        try book.update(entry, in: key)
        try judge(entry, was: old, before: before, slot, key, &posting)
        try follow(entry, slot, key, &posting)
    }

    /// Brings what stands after a new or changed entry up to date, as far as it changes, with its cases.
    private mutating func follow(
        _ first: LedgerEntry, _ slot: StockSlot, _ key: SlotKey, _ posting: inout Posting
    ) throws {
        var previous = first
        var limit = 32
        var isDone = false
        while !isDone {
            let entries = try book.entries(from: previous.position.next, in: key, limit: limit)
            for entry in entries {
                var renewed = entry
                renewed.follow(previous.balance)
                // What follows is as it was: a count, at the latest, stands whatever came before it.
                isDone = renewed == entry
                if isDone { break }
                try book.update(renewed, in: key)
                posting.note(LaterChange(slot: slot, before: entry, after: renewed))
                try judge(renewed, was: entry, before: previous.balance, slot, key, &posting)
                previous = renewed
            }
            if !isDone, entries.count < limit {
                try book.setBalance(previous.balance, lastAt: previous.position.occurredAt, of: key)
                isDone = true
            }
            limit = min(limit * 2, 4096)
        }
        if first.flags.contains(.counted) { try settle(slot, key, &posting) }
    }
}
