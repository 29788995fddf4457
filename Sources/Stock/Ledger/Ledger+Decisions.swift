public import Model

extension Ledger {
    /// A lot's or an object's status is decided, from a moment on.
    ///
    /// Uses after it are judged again, those before it are not: whichever comes first, decision or scan, the same cases
    /// stand.
    ///
    /// - Returns: the cases that it opened or withdrew.
    /// - Throws: the book's errors.
    /// - Complexity: O(movements of the lot or object).
    public mutating func decide(_ decision: LotDecision) throws -> Posting {
        var posting = Posting()
        try book.put(decision)
        try renew(decision, &posting)
        return posting
    }

    /// Takes a decision back as if it had never been.
    ///
    /// - Throws: the book's errors.
    public mutating func retract(_ decision: LotDecision) throws -> Posting {
        var posting = Posting()
        try book.removeDecision(decision.event)
        try renew(decision, &posting)
        return posting
    }

    /// Brings a lot's status and the cases of its uses to what is decided now.
    private mutating func renew(_ decision: LotDecision, _ posting: inout Posting) throws {
        let uses: [Movement]
        if decision.serial == .untold {
            let known = try book.lot(decision.product, decision.lot)
            var lot = known ?? Lot(product: decision.product, number: decision.lot)
            let decisions = try book.decisions(decision.product, lot: decision.lot, serial: .untold)
            let holding = decisions.max { $0.precedes($1) }
            lot.status = holding?.status ?? .available
            lot.statusReason = holding?.reason ?? ""
            try book.put(lot)
            uses = try book.movements(of: decision.product, lot: decision.lot)
        } else {
            uses = try book.movements(of: decision.product, serial: decision.serial)
        }
        for use in uses { try judgeBlock(use, mayHave: true, &posting) }
    }

    /// Whether a movement used what was blocked when it happened.
    ///
    /// - Parameter mayHave: whether a case of it may stand although nothing is decided any more.
    mutating func judgeBlock(_ movement: Movement, mayHave: Bool = false, _ posting: inout Posting) throws {
        guard movement.kind.isDemand || movement.kind == .transfer || movement.kind == .lend else { return }
        var decisions: [LotDecision] = []
        if movement.lot != .untold {
            decisions = try book.decisions(movement.product, lot: movement.lot, serial: .untold)
        }
        var ofObject: [LotDecision] = []
        if movement.serial != .untold {
            ofObject = try book.decisions(movement.product, lot: .untold, serial: movement.serial)
        }
        guard mayHave || !decisions.isEmpty || !ofObject.isEmpty else { return }
        let held = [decisions, ofObject].compactMap { list in
            list.filter { $0.at <= movement.occurredAt }.max { $0.precedes($1) }
        }
        let block = held.first { !$0.status.isUsable }
        let id = CaseIdentity.of(.blockedLot, movement.event.rawValue)
        let known = try book.stockCase(id)
        guard let block, try book.reversal(of: movement.event) == nil else {
            if let known { try withdraw(known, &posting) }
            return
        }
        let owner = try owner(of: movement.from)
        var wanted =
            known
            ?? StockCase(
                id: id, kind: .blockedLot, occurredAt: movement.occurredAt, openedAt: movement.recordedAt,
                quantity: movement.quantity, owner: owner
            ).about(movement.slot(at: movement.from ?? StockPlaceID("")), movement.event)
        if movement.from == nil { wanted.place = nil }
        wanted.detail = block.status.rawValue
        wanted.reopenIfWithdrawn()
        try put(wanted, known, &posting)
    }
}
