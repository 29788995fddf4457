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
    private let canonical: EPCISHash.Canonical

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

    private static let prefix = "urn:vigie:"
    private static let stem = "https://id.gs1.org/01/"

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

    private static func unescaped(_ text: some StringProtocol) -> String? {
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

    // MARK: Capture

    /// What a captured event brings to the ledger.
    public enum Captured: Sendable, Hashable {
        /// Movements to take, each idempotent by its event id.
        case movements([Movement])
        /// Movements that never happened: the ids of the events, and when that was declared.
        case reversal([StockEventID], declaredAt: Instant)
        /// Nothing changes in stock: a transaction, a measurement, a packing.
        case nothing
        case refused(EPCISDocument.Problem)
    }

    /// What an event means for the ledger. Its document must be valid.
    ///
    /// - Parameters:
    ///   - hash: of the event's document.
    ///   - receivedAt: when it was taken.
    public func capture(_ event: EPCISValue, _ hash: EPCISHash, receivedAt: Instant) -> Captured {
        guard event["type"]?.string == EPCISEvent.Kind.object.rawValue, let step = event["bizStep"]?.string else {
            return .nothing
        }
        guard let occurredAt = event["eventTime"]?.string.flatMap(EPCISTime.instant) else {
            return .refused(problem("eventTime", "is no time", "Write it as 2026-07-22T06:45:00+02:00."))
        }
        let identity =
            event["vigie:event"]?.string ?? event["eventID"]?.string ?? hash.identifier(event)
        guard let kind = kind(event, step) else { return .nothing }
        var movements: [Movement] = []
        let things =
            (event["epcList"]?.strings ?? []).map { ($0, Int64(1)) }
            + (event["quantityList"]?.values ?? []).map { item in
                (item["epcClass"]?.string ?? "", item["quantity"]?.double.flatMap { Int64(exactly: $0) } ?? -1)
            }
        for (index, (address, units)) in things.enumerated() {
            guard let thing = thing(address) else {
                return .refused(problem("epcList", "names no product", "Use a GTIN's link, or an EPC of a trade item."))
            }
            guard units >= (kind == .count ? 0 : 1), units <= Limits.stockQuantityMax else {
                return .refused(problem("quantity", "is no whole number of units", "Count the smallest units."))
            }
            let id = things.count == 1 ? identity : identity + "#\(index)"
            var movement = Movement(
                event: StockEventID(id), kind: kind, product: thing.product, quantity: units,
                occurredAt: occurredAt, recordedAt: receivedAt)
            movement.lot = event["vigie:lot"]?.string.map { LotNumber($0) } ?? thing.lot
            movement.serial = thing.serial
            fill(&movement, event)
            movements.append(movement)
        }
        if let declared = event["errorDeclaration"]?["declarationTime"]?.string.flatMap(EPCISTime.instant) {
            return .reversal(movements.map(\.event), declaredAt: declared)
        }
        return movements.isEmpty ? .nothing : .movements(movements)
    }

    private func problem(_ place: String, _ what: String, _ remedy: String) -> EPCISDocument.Problem {
        EPCISDocument.Problem(place: place, what: what, remedy: remedy)
    }

    /// The movement of Vigie's own events; of others what their step and disposition say.
    private func kind(_ event: EPCISValue, _ step: String) -> MovementKind? {
        if let name = event["vigie:movement"]?.string { return MovementKind(name: name) }
        let word = step.split(separator: "-").last.map(String.init) ?? step
        let disposition = event["disposition"]?.string ?? ""
        if word == "receiving" { return disposition.hasSuffix("returned") ? .giveBack : .receive }
        let steps: [String: MovementKind] = [
            "picking": .issue, "storing": .transfer, "stocking": .transfer, "shipping": .issue, "departing": .issue,
            "cycle_counting": .count, "stock_taking": .count, "destroying": .discard, "dispensing": .dispense,
            "installing": .implant, "removing": .explant,
        ]
        return steps[word]
    }

    private func fill(_ movement: inout Movement, _ event: EPCISValue) {
        func place(_ value: EPCISValue?) -> StockPlaceID? {
            guard let text = value?.string else { return nil }
            guard text.hasPrefix(Self.prefix + "place:") else { return StockPlaceID(text) }
            return Self.unescaped(text.dropFirst(Self.prefix.count + 6)).map { StockPlaceID($0) }
        }
        let isOwn = event["vigie:movement"] != nil
        movement.to = event["vigie:to"]?.string.map { StockPlaceID($0) }
        movement.from = event["vigie:from"]?.string.map { StockPlaceID($0) }
        if !isOwn {
            let (point, location) = (place(event["readPoint"]?["id"]), place(event["bizLocation"]?["id"]))
            switch movement.kind {
            case .receive, .giveBack, .count, .explant: movement.to = location ?? point
            case .transfer: (movement.from, movement.to) = (point, location)
            default: movement.from = point ?? location
            }
        }
        movement.expiry =
            (event["vigie:expiry"] ?? event["ilmd"]?["cbvmda:itemExpirationDate"])?.string.flatMap { CalendarDay($0) }
        if movement.lot == .untold, let lot = event["ilmd"]?["cbvmda:lotNumber"]?.string {
            movement.lot = LotNumber(lot)
        }
        movement.reason = event["vigie:reason"]?.string ?? ""
        // Events come from devices and other systems: a balance below zero is asked about, not refused.
        movement.device = event["vigie:device"]?.string ?? (isOwn ? "" : "epcis")
        let reference = Self.prefix + "reference:"
        let transaction = event["bizTransactionList"]?.values.first?["bizTransaction"]?.string
        movement.reference =
            transaction.map { $0.hasPrefix(reference) ? String($0.dropFirst(reference.count)) : $0 } ?? ""
        let party = (event["destinationList"] ?? event["sourceList"])?.values.first
        let partner = (party?["destination"] ?? party?["source"])?.string ?? ""
        let name = Self.prefix + "partner:"
        if partner.hasPrefix(name) { movement.partner = PartnerID(String(partner.dropFirst(name.count))) }
    }

    private func thing(_ address: String) -> (product: ProductID, lot: LotNumber, serial: SerialNumber)? {
        let own = Self.prefix + "product:"
        let link = address.hasPrefix(own) ? address : canonical(address) ?? address
        let rest: Substring
        if link.hasPrefix(own) {
            rest = link.dropFirst(own.count)
        } else if link.hasPrefix(Self.stem) {
            rest = link.dropFirst(Self.stem.count)
        } else {
            return nil
        }
        let parts = rest.split(separator: "/").map { Self.unescaped($0) }
        guard let first = parts.first, let product = first, !product.isEmpty else { return nil }
        guard parts.count == 1 || parts.count == 3 else { return nil }
        guard parts.count == 3, let name = parts[1], let value = parts[2] else {
            return (ProductID(product), .untold, .untold)
        }
        return name == "10"
            ? (ProductID(product), LotNumber(value), .untold) : (ProductID(product), .untold, SerialNumber(value))
    }
}
