public import Model

/// Movements of the ledger as EPCIS events, and back.
///
/// | movement | business step | disposition |
/// |---|---|---|
/// | receive, borrow | receiving | in_progress |
/// | return | receiving | returned |
/// | issue | picking | partially_dispensed |
/// | transfer | storing | available |
/// | lend | shipping | in_transit |
/// | count | cycle_counting | available |
/// | adjust | stock_taking | mismatch_quantity |
/// | discard | destroying | destroyed |
/// | dispense | dispensing | dispensed |
/// | implant | installing | active |
/// | explant | removing | inactive |
///
/// A reversed movement is told again with the declaration that it did not occur. No event says anything of a patient.
public struct EPCISMapping: Sendable {
    /// Minutes east of Greenwich of the site.
    public var offsetMinutes: Int
    let canonical: EPCISHash.Canonical

    public init(offsetMinutes: Int = 0, canonical: @escaping EPCISHash.Canonical) {
        self.offsetMinutes = offsetMinutes
        self.canonical = canonical
    }

    private static let words: [MovementKind: (step: String, disposition: String)] = [
        .receive: ("receiving", "in_progress"), .borrow: ("receiving", "in_progress"),
        .giveBack: ("receiving", "returned"), .issue: ("picking", "partially_dispensed"),
        .transfer: ("storing", "available"), .lend: ("shipping", "in_transit"),
        .count: ("cycle_counting", "available"), .adjust: ("stock_taking", "mismatch_quantity"),
        .discard: ("destroying", "destroyed"), .dispense: ("dispensing", "dispensed"),
        .implant: ("installing", "active"), .explant: ("removing", "inactive"),
    ]

    /// What a movement is as an event; nil for a reversal, which is told by the event that it reverses.
    ///
    /// - Parameter reversedAt: when the ledger learned that it never happened; nil when it did.
    public func event(_ movement: Movement, reversedAt: Instant? = nil) -> EPCISEvent? {
        guard let words = Self.words[movement.kind] else { return nil }
        var event = EPCISEvent(
            .object, movement.kind == .discard ? .delete : .observe, occurredAt: movement.occurredAt)
        event.offsetMinutes = offsetMinutes
        event.recordedAt = movement.recordedAt
        event.businessStep = words.step
        event.disposition = words.disposition
        let thing = Self.address(movement)
        if movement.serial == .untold {
            event.quantities = [EPCISEvent.Quantity(thing, movement.quantity)]
        } else {
            event.epcs = [thing]
        }
        event.readPoint = (movement.from ?? movement.to).map(Self.address)
        event.location = movement.to.map(Self.address)
        if !movement.reference.isEmpty {
            event.transactions = [EPCISEvent.Reference("po", Self.prefix + "reference:" + movement.reference)]
        }
        if let partner = movement.partner {
            let reference = EPCISEvent.Reference("possessing_party", Self.prefix + "partner:" + partner.rawValue)
            if movement.kind == .lend { event.destinations = [reference] } else { event.sources = [reference] }
        }
        if movement.kind == .receive || movement.kind == .borrow {
            event.lot = movement.lot == .untold ? nil : movement.lot.rawValue
            event.expiry = movement.expiry
        }
        event.error = reversedAt.map { EPCISEvent.ErrorDeclaration(declaredAt: $0, reason: "did_not_occur") }
        // What the standard has no words for, so that a capture gives the same movement back.
        event.facts = facts(movement)
        return event
    }

    private func facts(_ movement: Movement) -> [EPCISEvent.Reference] {
        var facts = [
            EPCISEvent.Reference("movement", movement.kind.name),
            EPCISEvent.Reference("event", movement.event.rawValue),
        ]
        func add(_ name: String, _ text: String?) {
            if let text, !text.isEmpty { facts.append(EPCISEvent.Reference(name, text)) }
        }
        add("from", movement.from?.rawValue)
        add("to", movement.to?.rawValue)
        add("lot", movement.lot.rawValue)
        add("expiry", movement.expiry?.description)
        add("reason", movement.reason)
        add("device", movement.device)
        return facts
    }

    // MARK: Addresses

    static let prefix = "urn:vigie:"
    static let stem = "https://id.gs1.org/01/"

    /// A place of stock.
    static func address(_ place: StockPlaceID) -> String { prefix + "place:" + escaped(place.rawValue) }

    /// A product's lot, or one object of it.
    static func address(_ movement: Movement) -> String {
        let product = movement.product.rawValue
        let isGTIN = product.utf8.count == 14 && product.utf8.allSatisfy { $0 &- 0x30 <= 9 }
        let key = isGTIN ? stem + product : prefix + "product:" + escaped(product)
        if movement.serial != .untold { return key + "/21/" + escaped(movement.serial.rawValue) }
        return movement.lot == .untold ? key : key + "/10/" + escaped(movement.lot.rawValue)
    }

    /// Everything but letters, digits and `-._~` as `%` escapes (RFC 3986).
    private static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            let isPlain = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 <= 9 || "-._~".utf8.contains(byte)
            bytes += isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func unescaped(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let first = rest.utf8.first {
            if first == UInt8(ascii: "%") {
                guard let byte = UInt8(rest.dropFirst().prefix(2), radix: 16) else { return nil }
                bytes.append(byte)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
