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

    // MARK: Temperature

    /// The place of a movement had excursions that ended after it: which lots were there is another answer now.
    mutating func followExcursions(_ movement: Movement, _ effects: [Effect], _ posting: inout Posting) throws {
        guard movement.lot != .untold else { return }
        for effect in effects
        where try !book.excursions(at: effect.place, endingAfter: movement.occurredAt).isEmpty {
            try renewExcursions(movement.product, movement.lot, &posting)
            return
        }
    }

    /// The time that a lot lay out of its product's range, and its quarantine for each excursion that it lay in.
    ///
    /// - Returns: whether it lay in any.
    /// - Throws: the book's errors.
    /// - Complexity: O(its slots and the excursions of their places).
    @discardableResult
    public mutating func renewExcursions(
        _ product: ProductID, _ number: LotNumber, _ posting: inout Posting
    ) throws -> Bool {
        guard let range = try book.product(product)?.celsius else { return false }
        var times: [Excursion: Int64] = [:]
        for (key, slot) in try book.slots(of: product, lot: number) {
            for excursion in try book.excursions(at: slot.place, endingAfter: .distantPast)
            where excursion.isOutside(range) {
                let time = try Presence.milliseconds(in: key, from: excursion.from, to: excursion.to, book: &book)
                times[excursion] = max(times[excursion] ?? 0, time)
            }
        }
        guard !times.isEmpty else { return false }
        var lot = try book.lot(product, number) ?? Lot(product: product, number: number)
        lot.outOfRangeMilliseconds = times.values.reduce(0, +)
        try book.put(lot)
        let known = try book.decisions(product, lot: number, serial: .untold)
        for (excursion, time) in times.sorted(by: { $0.key.id < $1.key.id }) {
            let event = StockEventID("excursion:" + FactHash.name(excursion.id, product.rawValue, number.rawValue))
            let held = known.first { $0.event == event }
            guard (held != nil) != (time > 0) else { continue }
            let decision = LotDecision(
                product: product, lot: number, event: event, at: excursion.recordedAt, status: .quarantined,
                reason: "temperature \(excursion.celsius.lowerBound)...\(excursion.celsius.upperBound) in "
                    + "\(excursion.place) (\(excursion.id))")
            posting.merge(time > 0 ? try decide(decision) : try retract(decision))
        }
        return times.values.contains { $0 > 0 }
    }
}
