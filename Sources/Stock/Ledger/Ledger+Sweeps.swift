public import Model

/// What a sweep saw of one object, or of units of one lot.
public struct SweepSight: Hashable, Sendable {
    public var slot: StockSlot
    public var quantity: Int64
    public var expiry: CalendarDay?

    public init(slot: StockSlot, quantity: Int64, expiry: CalendarDay? = nil) {
        self.slot = slot
        self.quantity = quantity
        self.expiry = expiry
    }
}

extension Ledger {
    /// A cabinet looked at all that its tags can tell: what it saw is counted, and of single objects that were there
    /// and that it did not see, none is.
    ///
    /// What is told later of the time before it is held against it then, so that the order of arrival does not matter.
    ///
    /// - Parameter seen: of this place, each slot once.
    /// - Returns: what became of each count, those of nothing first.
    /// - Throws: the book's errors.
    /// - Complexity: O(objects that are there, or were since the last sweep).
    public mutating func post(
        _ sweep: Sweep, seen: [SweepSight], ageMillisecondsMax: Int64? = nil
    ) throws -> [(movement: Movement, posting: Posting)] {
        var done: [(movement: Movement, posting: Posting)] = []
        let sights = Set(seen.map { Ledger.event(sweep, $0.slot) })
        let previous = try book.sweep(of: sweep.place, before: sweep.occurredAt)?.occurredAt ?? .distantPast
        try book.put(sweep)
        for (key, slot) in try book.objects(at: sweep.place, since: previous)
        where !sights.contains(Ledger.event(sweep, slot)) {
            let movement = Ledger.count(sweep, slot, 0)
            let position = LedgerPosition(movement, .counted)
            guard let last = try book.entry(before: position, in: key), !last.isCount || last.quantity != 0 else {
                continue
            }
            done.append((movement, try post(movement, ageMillisecondsMax: ageMillisecondsMax)))
        }
        for sight in seen {
            var movement = Ledger.count(sweep, sight.slot, sight.quantity)
            movement.expiry = sight.expiry
            done.append((movement, try post(movement, ageMillisecondsMax: ageMillisecondsMax)))
        }
        return done
    }

    /// The next sweep after something happened to an object has a say about it: when it did not see it, it is not
    /// there; when it saw it and its lot was not known yet, it was this lot.
    mutating func followSweep(_ movement: Movement, _ slot: StockSlot, _ posting: inout Posting) throws {
        guard slot.serial != .untold, movement.kind != .count || movement.quantity > 0 else { return }
        let from = movement.occurredAt.advanced(byMilliseconds: movement.kind == .count ? 1 : 0)
        guard let next = try book.sweep(of: slot.place, from: from) else { return }
        let event = Ledger.event(next, slot)
        guard let said = try book.movement(event)?.movement else {
            var count = Ledger.count(next, slot, 0)
            count.recordedAt = max(movement.recordedAt, next.recordedAt)
            return posting.merge(try post(count))
        }
        guard said.lot == .untold, slot.lot != .untold, said.quantity > 0, try book.reversal(of: event) == nil else {
            return
        }
        var reversal = said
        reversal.event = StockEventID("rev:" + event.rawValue)
        reversal.kind = .reverse
        reversal.reverses = event
        reversal.recordedAt = movement.recordedAt
        posting.merge(try post(reversal))
        var count = said
        count.event = StockEventID(event.rawValue + "+lot")
        count.lot = slot.lot
        count.recordedAt = movement.recordedAt
        posting.merge(try post(count))
    }

    /// The event of a sweep's word about one object; objects are told apart by their serial numbers alone.
    private static func event(_ sweep: Sweep, _ slot: StockSlot) -> StockEventID {
        let lot = slot.serial == .untold ? slot.lot.rawValue : ""
        return StockEventID(
            sweep.event.rawValue + "#" + FactHash.name(slot.product.rawValue, lot, slot.serial.rawValue))
    }

    private static func count(_ sweep: Sweep, _ slot: StockSlot, _ quantity: Int64) -> Movement {
        var movement = Movement(
            event: event(sweep, slot), kind: .count, product: slot.product, quantity: quantity,
            occurredAt: sweep.occurredAt, recordedAt: sweep.recordedAt)
        movement.lot = slot.lot
        movement.serial = slot.serial
        movement.to = sweep.place
        movement.device = sweep.device
        movement.source = sweep.source
        return movement
    }
}
