public import Model

extension Ledger {
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
        let kept = try book.lot(product, number)
        let outOfRange = times.values.reduce(0, +)
        guard !times.isEmpty || (kept?.outOfRangeMilliseconds ?? 0) > 0 else { return false }
        var lot = kept ?? Lot(product: product, number: number)
        lot.outOfRangeMilliseconds = outOfRange
        try book.put(lot)
        let known = try book.decisions(product, lot: number, serial: .untold)
        for (excursion, time) in times.sorted(by: { $0.key.id < $1.key.id }) {
            let event = Self.event(of: excursion, product, number)
            let held = known.first { $0.event == event }
            let decision = LotDecision(
                product: product, lot: number, event: event, at: excursion.recordedAt, status: .quarantined,
                reason: "temperature \(excursion.celsius.lowerBound)...\(excursion.celsius.upperBound) in "
                    + "\(excursion.place) (\(excursion.id))")
            if let held, time == 0 || held != decision { posting.merge(try retract(held)) }
            if time > 0, held != decision { posting.merge(try decide(decision)) }
        }
        return times.values.contains { $0 > 0 }
    }

    /// A sensor's readings say that there was no such excursion: what it did to a lot is taken back.
    ///
    /// - Throws: the book's errors.
    public mutating func forget(
        _ excursion: Excursion, _ product: ProductID, _ number: LotNumber, _ posting: inout Posting
    ) throws {
        let event = Self.event(of: excursion, product, number)
        let held = try book.decisions(product, lot: number, serial: .untold).first { $0.event == event }
        if let held { posting.merge(try retract(held)) }
    }

    /// What an excursion makes of a lot is one and the same decision.
    private static func event(of excursion: Excursion, _ product: ProductID, _ number: LotNumber) -> StockEventID {
        StockEventID("excursion:" + FactHash.name(excursion.id, product.rawValue, number.rawValue))
    }

    // MARK: Cases

    /// Somebody must look at a place that a sensor found out of its limits, whatever lay there.
    ///
    /// - Throws: the book's errors.
    public mutating func openCase(of excursion: Excursion, _ posting: inout Posting) throws {
        let id = CaseIdentity.of(.temperature, excursion.id)
        let known = try book.stockCase(id)
        let owner = try owner(of: excursion.place)
        var wanted =
            known
            ?? StockCase(
                id: id, kind: .temperature, occurredAt: excursion.from, openedAt: excursion.recordedAt, owner: owner)
        wanted.place = excursion.place
        wanted.detail = "\(excursion.celsius.lowerBound)...\(excursion.celsius.upperBound) °C (\(excursion.id))"
        wanted.reopenIfWithdrawn()
        try put(wanted, known, &posting)
    }

    /// The readings say now that there was nothing to look at.
    ///
    /// - Throws: the book's errors.
    public mutating func withdrawCase(of excursion: Excursion, _ posting: inout Posting) throws {
        guard let known = try book.stockCase(CaseIdentity.of(.temperature, excursion.id)) else { return }
        try withdraw(known, &posting)
    }
}
