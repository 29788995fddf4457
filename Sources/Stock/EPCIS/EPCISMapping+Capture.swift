public import Model

extension EPCISMapping {
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
        guard let occurredAt = event["eventTime"]?.string.flatMap(EPCISTime.instant) else {
            return .refused(problem("eventTime", "is no time", "Write it as 2026-07-22T06:45:00+02:00."))
        }
        let identity = event["vigie:event"]?.string ?? event["eventID"]?.string ?? hash.identifier(event)
        var movements: [Movement] = []
        let all = ends(event).flatMap { self.things(event, $0) }
        for (index, thing) in all.enumerated() {
            // What is no product (a pallet, an asset, a document) is no stock.
            guard let named = self.thing(thing.address) else { continue }
            guard thing.units >= (thing.end.kind == .count ? 0 : 1), thing.units <= Limits.stockQuantityMax else {
                return .refused(problem("quantity", "is no whole number of units", "Count the smallest units."))
            }
            let id = all.count == 1 ? identity : identity + "#\(index)"
            var movement = Movement(
                event: StockEventID(id), kind: thing.end.kind, product: named.product, quantity: thing.units,
                occurredAt: occurredAt, recordedAt: receivedAt)
            movement.lot = event["vigie:lot"]?.string.map { LotNumber($0) } ?? named.lot
            movement.serial = named.serial
            (movement.from, movement.to) = (thing.end.from, thing.end.to)
            fill(&movement, event)
            movements.append(movement)
        }
        if let declared = event["errorDeclaration"]?["declarationTime"]?.string.flatMap(EPCISTime.instant) {
            return .reversal(movements.map(\.event), declaredAt: declared)
        }
        return movements.isEmpty ? .nothing : .movements(movements)
    }

    /// The products of the things that an event moves.
    public func products(_ event: EPCISValue) -> [ProductID] {
        ends(event).flatMap { things(event, $0) }.compactMap { thing($0.address)?.product }
    }

    /// One side of an event: which things, which movement, from where to where.
    private struct End {
        var kind: MovementKind
        var names: (epcs: String, quantities: String)
        var from: StockPlaceID?
        var to: StockPlaceID?
    }

    private struct Thing {
        var address: String
        var units: Int64
        var end: End
    }

    private func things(_ event: EPCISValue, _ end: End) -> [Thing] {
        (event[end.names.epcs]?.strings ?? []).map { Thing(address: $0, units: 1, end: end) }
            // What is weighed or poured is not counted in units.
            + (event[end.names.quantities]?.values ?? []).filter { ["EA", nil].contains($0["uom"]?.string) }.map {
                item in
                Thing(
                    address: item["epcClass"]?.string ?? "",
                    units: item["quantity"]?.double.flatMap { Int64(exactly: $0) } ?? -1, end: end)
            }
    }

    /// What an event moves. Packing moves things between a place and the container that it names, a transformation
    /// takes its inputs out of the place and puts its outputs there; an association moves nothing.
    private func ends(_ event: EPCISValue) -> [End] {
        let (point, location) = (place(event["readPoint"]?["id"]), place(event["bizLocation"]?["id"]))
        switch event["type"]?.string.flatMap(EPCISEvent.Kind.init(rawValue:)) {
        case .object:
            guard let step = event["bizStep"]?.string, let kind = kind(event, step) else { return [] }
            var end = End(
                kind: kind, names: ("epcList", "quantityList"),
                from: event["vigie:from"]?.string.map { StockPlaceID($0) },
                to: event["vigie:to"]?.string.map { StockPlaceID($0) })
            if event["vigie:movement"] == nil {
                switch kind {
                case .receive, .giveBack, .count, .explant: end.to = location ?? point
                case .transfer: (end.from, end.to) = (point, location)
                default: end.from = point ?? location
                }
            }
            return [end]
        case .aggregation:
            guard let parent = place(event["parentID"]), let other = location ?? point else { return [] }
            let names = ("childEPCs", "childQuantityList")
            switch event["action"]?.string {
            case EPCISEvent.Action.add.rawValue: return [End(kind: .transfer, names: names, from: other, to: parent)]
            case EPCISEvent.Action.delete.rawValue:
                return [End(kind: .transfer, names: names, from: parent, to: other)]
            default: return []
            }
        case .transformation:
            guard let other = location ?? point else { return [] }
            return [
                End(kind: .adjust, names: ("inputEPCList", "inputQuantityList"), from: other),
                End(kind: .adjust, names: ("outputEPCList", "outputQuantityList"), to: other),
            ]
        default: return []
        }
    }

    /// The place that an address names: one of Vigie's own, or the address itself.
    private func place(_ value: EPCISValue?) -> StockPlaceID? {
        guard let text = value?.string else { return nil }
        guard text.hasPrefix(Self.prefix + "place:") else { return StockPlaceID(text) }
        return Self.unescaped(text.dropFirst(Self.prefix.count + 6)).map { StockPlaceID($0) }
    }

    /// Degrees that an event tells of a place.
    public struct Measured: Sendable, Hashable {
        public var place: StockPlaceID
        public var from: Instant
        public var to: Instant
        public var celsius: ClosedRange<Double>
    }

    /// What the sensors of an event measured in its place or container, in degrees Celsius; other units are passed
    /// over.
    public func temperatures(_ event: EPCISValue) -> [Measured] {
        let named = place(event["parentID"]) ?? place(event["bizLocation"]?["id"]) ?? place(event["readPoint"]?["id"])
        guard let named, event["errorDeclaration"] == nil else { return [] }
        var all: [Measured] = []
        for element in event["sensorElementList"]?.values ?? [] {
            func time(_ name: String) -> Instant? {
                element["sensorMetadata"]?[name]?.string.flatMap(EPCISTime.instant)
            }
            let at = time("time") ?? event["eventTime"]?.string.flatMap(EPCISTime.instant)
            guard let from = time("startTime") ?? at, let to = time("endTime") ?? at else { continue }
            for report in element["sensorReport"]?.values ?? [] {
                let type = report["type"]?.string ?? ""
                guard type == "Temperature" || type == "gs1:Temperature", report["uom"]?.string == "CEL" else {
                    continue
                }
                let values = ["minValue", "maxValue", "value", "meanValue"].compactMap { report[$0]?.double }
                guard let low = values.min(), let high = values.max(), from <= to else { continue }
                all.append(Measured(place: named, from: from, to: to, celsius: low...high))
            }
        }
        return all
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
        let isOwn = event["vigie:movement"] != nil
        movement.expiry =
            (event["vigie:expiry"] ?? event["ilmd"]?["cbvmda:itemExpirationDate"])?.string.flatMap { CalendarDay($0) }
        if movement.lot == .untold, let lot = event["ilmd"]?["cbvmda:lotNumber"]?.string {
            movement.lot = LotNumber(lot)
        }
        let isMade = event["type"]?.string == EPCISEvent.Kind.transformation.rawValue
        movement.reason = event["vigie:reason"]?.string ?? (isMade ? "transformation" : "")
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
