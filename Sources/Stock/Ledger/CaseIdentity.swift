import Model

/// Names of cases that do not depend on the order in which facts arrive.
enum CaseIdentity {
    static func of(_ kind: StockCase.Kind, _ parts: String...) -> String {
        kind.rawValue + "-" + StockHash.hex(StockHash.of(parts.joined(separator: "\u{1F}")))
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
