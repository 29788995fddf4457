/// What a movement does to one place's balance.
public struct Effect: Hashable, Sendable {
    /// Which end of the movement it is.
    public enum Side: UInt8, Sendable {
        case into = 0
        case outOf = 1
        case counted = 2
    }

    public var place: StockPlaceID
    public var side: Side
    /// Smallest units, never negative: what comes, what goes, or what lies there.
    public var quantity: Int64

    public init(place: StockPlaceID, side: Side, quantity: Int64) {
        self.place = place
        self.side = side
        self.quantity = quantity
    }
}

extension Movement {
    /// What it does to balances; at most two effects. Places that hold no stock, and reversals, have none.
    ///
    /// - Parameter holdsStock: whether balances are kept for a place.
    public func effects(holdsStock: (StockPlaceID) throws -> Bool) rethrows -> [Effect] {
        var effects: [Effect] = []
        switch kind {
        case .reverse: break
        case .count:
            if let to, try holdsStock(to) { effects.append(Effect(place: to, side: .counted, quantity: quantity)) }
        default:
            if let to, try holdsStock(to) { effects.append(Effect(place: to, side: .into, quantity: quantity)) }
            if let from, try holdsStock(from) { effects.append(Effect(place: from, side: .outOf, quantity: quantity)) }
        }
        return effects
    }
}

extension Movement {
    /// What it is about, in one place.
    public func slot(at place: StockPlaceID) -> StockSlot {
        StockSlot(product: product, lot: lot, serial: serial, place: place)
    }

    /// Whether two movements state the same fact, whenever and by whichever way it was told.
    public func says(thatOf other: Movement) -> Bool {
        kind == other.kind && product == other.product && lot == other.lot && serial == other.serial
            && from == other.from && to == other.to && quantity == other.quantity && occurredAt == other.occurredAt
            && reverses == other.reverses
    }
}
