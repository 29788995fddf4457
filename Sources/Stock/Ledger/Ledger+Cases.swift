import Model

extension Ledger {
    /// Who answers for a place.
    static var defaultOwner: String { "pharmacy" }

    /// Opens, changes or withdraws the cases that start at an entry, after it was written.
    ///
    /// - Parameters:
    ///   - was: the entry as it was; nil when it is new.
    ///   - before: the balance before it now.
    mutating func judge(
        _ entry: LedgerEntry, was: LedgerEntry?, before: Int64, _ slot: StockSlot, _ key: SlotKey,
        _ posting: inout Posting
    ) throws {
        let startsBelow = entry.balance < 0 && before >= 0
        let startedBelow = was.map { $0.balance < 0 && $0.balance - $0.change >= 0 } ?? false
        if startsBelow || startedBelow {
            try set(
                .negativeBalance, entry, startsBelow ? entry.balance : nil, slot, key, &posting)
        }
        let differs = entry.isCount && entry.change != 0 && !entry.flags.contains(.explained)
        let differed = was.map { $0.isCount && $0.change != 0 && !$0.flags.contains(.explained) } ?? false
        if differs || differed {
            try set(.countDifference, entry, differs ? entry.change : nil, slot, key, &posting)
        }
    }

    /// Brings one case of a timeline to what the ledger says.
    ///
    /// - Parameter quantity: nil when there is no such case.
    private mutating func set(
        _ kind: StockCase.Kind, _ entry: LedgerEntry, _ quantity: Int64?, _ slot: StockSlot, _ key: SlotKey,
        _ posting: inout Posting
    ) throws {
        guard let movement = try book.movement(entry.movement) else { return }
        let id = CaseIdentity.of(kind, slot, movement.event)
        let known = try book.stockCase(id)
        let owner = try owner(of: slot.place)
        guard let quantity else {
            if let known { try withdraw(known, &posting) }
            return
        }
        var wanted =
            known
            ?? StockCase(
                id: id, kind: kind, occurredAt: entry.position.occurredAt, openedAt: movement.recordedAt,
                owner: owner
            ).about(slot, movement.event)
        wanted.quantity = quantity
        wanted.reopenIfWithdrawn()
        if kind == .negativeBalance { try settle(&wanted, key) }
        try put(wanted, known, &posting)
    }

    /// A count came or went: which balances below zero it settles.
    mutating func settle(_ slot: StockSlot, _ key: SlotKey, _ posting: inout Posting) throws {
        for known in try book.cases(.negativeBalance, of: slot) where known.state != .withdrawn {
            var wanted = known
            try settle(&wanted, key)
            try put(wanted, known, &posting)
        }
    }

    /// What a count after it settled is resolved; what a person resolved stays so.
    private mutating func settle(_ stockCase: inout StockCase, _ key: SlotKey) throws {
        guard let event = stockCase.event, stockCase.state == .open || stockCase.resolution == countResolution else {
            return
        }
        let start = LedgerPosition(occurredAt: stockCase.occurredAt, side: .outOf, event: event)
        if let count = try book.count(after: start, in: key) {
            stockCase.state = .resolved
            stockCase.resolution = countResolution
            stockCase.closedAt = count.position.occurredAt
        } else {
            stockCase.state = .open
            stockCase.resolution = ""
            stockCase.closedAt = nil
        }
    }

    private var countResolution: String { "count" }

    mutating func withdraw(_ known: StockCase, _ posting: inout Posting) throws {
        guard known.state != .withdrawn else { return }
        var wanted = known
        wanted.state = .withdrawn
        wanted.resolution = "late facts"
        try put(wanted, known, &posting)
    }

    mutating func put(_ wanted: StockCase, _ known: StockCase?, _ posting: inout Posting) throws {
        guard wanted != known else { return }
        try book.put(wanted)
        posting.cases.removeAll { $0.id == wanted.id }
        posting.cases.append(wanted)
    }

    func ownerName(_ place: StockPlace?) -> String {
        guard let place, !place.owner.isEmpty else { return Ledger.defaultOwner }
        return place.owner
    }

    mutating func owner(of place: StockPlaceID?) throws -> String {
        guard let place else { return Ledger.defaultOwner }
        return ownerName(try book.place(place))
    }

    // MARK: What is not of one timeline

    /// The same event id with another fact: the first stays, and somebody must look.
    mutating func noteContradiction(_ movement: Movement, _ posting: inout Posting) throws {
        let id = CaseIdentity.of(.eventContradiction, movement.event.rawValue)
        guard try book.stockCase(id) == nil else { return }
        let contradiction = StockCase(
            id: id, kind: .eventContradiction, occurredAt: movement.occurredAt, openedAt: movement.recordedAt,
            owner: try owner(of: movement.from ?? movement.to)
        ).about(movement.slot(at: movement.to ?? movement.from ?? StockPlaceID("")), movement.event)
        try put(contradiction, nil, &posting)
    }

    /// One serial number is one object in one place.
    mutating func checkSerial(_ movement: Movement, _ posting: inout Posting) throws {
        let there = try book.holdings(of: movement.product, serial: movement.serial)
        let isContradicted = there.reduce(0) { $0 + $1.balance } > 1
        let id = CaseIdentity.of(.serialContradiction, movement.product.rawValue, movement.serial.rawValue)
        let known = try book.stockCase(id)
        guard isContradicted else {
            if let known, known.state == .open { try withdraw(known, &posting) }
            return
        }
        let owner = try owner(of: there.first?.place)
        var wanted =
            known
            ?? StockCase(
                id: id, kind: .serialContradiction, occurredAt: movement.occurredAt, openedAt: movement.recordedAt,
                owner: owner)
        wanted.product = movement.product
        wanted.serial = movement.serial
        // What is recorded now tells when it was, not which of the facts came last.
        wanted.occurredAt = there.map(\.lastAt).max() ?? movement.occurredAt
        wanted.owner = owner
        wanted.detail = there.map(\.place.rawValue).joined(separator: ", ")
        wanted.reopenIfWithdrawn()
        try put(wanted, known, &posting)
    }
}
