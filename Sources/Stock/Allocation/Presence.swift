public import Model

/// What a cabinet that sees its contents says of one object: the fact and how sure it is.
public struct PresenceFact: Hashable, Sendable {
    /// How a record and a sweep agree.
    public enum Standing: String, Sendable, CaseIterable {
        /// It was seen where it is recorded.
        case seen
        /// It was seen, and no record has it there.
        case unexpected
        /// It is recorded there, and was not seen.
        case missing
    }

    public var slot: StockSlot
    public var standing: Standing
    public var recorded: Int64
    public var observed: Int64

    public init(slot: StockSlot, standing: Standing, recorded: Int64, observed: Int64) {
        self.slot = slot
        self.standing = standing
        self.recorded = recorded
        self.observed = observed
    }
}

/// Presence as stock: a sweep of a cabinet is a count of all that its tags can tell.
public enum Presence {
    /// Compares what was seen with what is recorded.
    ///
    /// - Parameters:
    ///   - observed: how many of each were seen, in the place that was swept.
    ///   - recorded: the balances of the same place, of products that carry tags; empty slots may be left out.
    /// - Returns: one fact for each slot of either, by product, lot and serial number.
    /// - Complexity: O(n log n).
    public static func compare(observed: [StockSlot: Int64], recorded: [StockSlot: Int64]) -> [PresenceFact] {
        var facts: [PresenceFact] = []
        for (slot, count) in observed where count > 0 {
            let before = recorded[slot] ?? 0
            facts.append(
                PresenceFact(
                    slot: slot, standing: before > 0 ? .seen : .unexpected, recorded: before, observed: count))
        }
        for (slot, balance) in recorded where balance != 0 && observed[slot] ?? 0 == 0 {
            facts.append(PresenceFact(slot: slot, standing: .missing, recorded: balance, observed: 0))
        }
        return facts.sorted {
            let (a, b) = ($0.slot, $1.slot)
            if a.product != b.product { return a.product < b.product }
            return a.lot != b.lot ? a.lot < b.lot : a.serial < b.serial
        }
    }
}
