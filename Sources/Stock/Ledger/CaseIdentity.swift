public import Model

/// Names of cases that do not depend on the order in which facts arrive.
public enum CaseIdentity {
    /// The name of a case about a subject of several parts.
    public static func of(_ kind: StockCase.Kind, _ parts: String...) -> String {
        kind.rawValue + "-" + FactHash.name(parts)
    }

    static func of(_ kind: StockCase.Kind, _ slot: StockSlot, _ event: StockEventID) -> String {
        of(
            kind, slot.product.rawValue, slot.lot.rawValue, slot.serial.rawValue, slot.place.rawValue, event.rawValue)
    }
}

extension StockCase {
    /// What late facts had taken back is there again.
    mutating func reopenIfWithdrawn() {
        guard state == .withdrawn else { return }
        state = .open
        resolution = ""
        closedAt = nil
    }

    /// The same case about a slot.
    func about(_ slot: StockSlot, _ event: StockEventID) -> StockCase {
        var copy = self
        copy.product = slot.product
        copy.lot = slot.lot == .untold ? nil : slot.lot
        copy.serial = slot.serial == .untold ? nil : slot.serial
        copy.place = slot.place
        copy.event = event
        return copy
    }
}
