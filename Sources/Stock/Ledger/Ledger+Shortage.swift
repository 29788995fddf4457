import Model

extension Ledger {
    /// Why a person's movement would leave less than nothing somewhere, then or later; nil when it would not.
    ///
    /// - Parameter isReversed: whether its effects are taken back instead.
    mutating func shortage(
        _ movement: Movement, _ effects: [Effect], isReversed: Bool = false
    ) throws -> MovementProblem? {
        for effect in effects where effect.side != .counted {
            guard (effect.side == .outOf) != isReversed else { continue }
            let slot = movement.slot(at: effect.place)
            let key = try book.slotKey(slot)
            let position = LedgerPosition(movement, effect.side)
            var lowest = try book.entry(before: position, in: key)?.balance ?? 0
            var lowestAt = movement.occurredAt
            // Reversing, the entry itself is there, and what it added goes from there on.
            if isReversed, let own = try book.entries(from: position, in: key, limit: 1).first {
                lowest = own.balance
            }
            var from = position.next
            scan: while true {
                let entries = try book.entries(from: from, in: key, limit: 64)
                for entry in entries {
                    if entry.isCount { break scan }
                    if entry.balance < lowest {
                        lowest = entry.balance
                        lowestAt = entry.position.occurredAt
                    }
                }
                guard entries.count == 64, let last = entries.last else { break }
                from = last.position.next
            }
            guard lowest < effect.quantity else { continue }
            let later = lowestAt > movement.occurredAt ? " at \(lowestAt.rfc3339)" : ""
            let lot = slot.lot == .untold ? "" : " lot \(slot.lot)"
            return MovementProblem(
                .negativeBalance, "quantity",
                "\(effect.place) has \(max(0, lowest)) of \(slot.product)\(lot)\(later), not \(effect.quantity)",
                "Take at most \(max(0, lowest)), enter the missing receipt first, or count the place")
        }
        return nil
    }
}
