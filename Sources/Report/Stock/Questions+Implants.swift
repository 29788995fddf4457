import Model
import Store

extension Questions {
    /// Which devices are or were in which patients, the latest first: from a patient to the devices, from a lot or
    /// serial number to the patients.
    ///
    /// - Parameters:
    ///   - what: a product; nil for all.
    ///   - event: one implantation by its movement.
    ///   - asCards: whether text shows a card for each.
    /// - Complexity: O(movements that the product, lot, serial number or patient has).
    public func stockImplants(
        _ what: String? = nil, lot: String? = nil, serial: String? = nil, patient: String? = nil,
        event: String? = nil, asCards: Bool = false
    ) throws -> ImplantAnswer {
        try together {
            var filter = MovementFilter()
            filter.product = try what.map { try product($0).id }
            filter.lot = lot.map { LotNumber($0) }
            filter.serial = serial.map { SerialNumber($0) }
            filter.patient = patient.map { PatientID($0) }
            var records = try implants(filter)
            if let event { records = records.filter { $0.event == event } }
            return ImplantAnswer(scope: try scope(), records: records, asCards: asCards)
        }
    }

    private func implants(_ filter: MovementFilter) throws(VigieError) -> [ImplantRecord] {
        let rows = try reader.movements(filter, limit: 5_000_000).filter { !$0.isReversed }
        let put = rows.filter { $0.movement.kind == .implant }
        guard !put.isEmpty else { return [] }
        let products = Dictionary(uniqueKeysWithValues: try reader.products().map { ($0.id, $0) })
        let makers = Dictionary(uniqueKeysWithValues: try reader.deviceMakers().map { ($0.product, $0) })
        var expiries: [ProductID: [LotNumber: CalendarDay]] = [:]
        for product in Set(put.map(\.movement.product)) {
            for known in try reader.lots(product: product, liveOnly: false) {
                expiries[product, default: [:]][known.lot.number] = known.lot.expiry
            }
        }
        // Each explantation ends the oldest implantation of the same object in the same patient before it.
        var taken = rows.filter { $0.movement.kind == .explant }.map(\.movement).sorted {
            $0.occurredAt < $1.occurredAt
        }
        var records: [ImplantRecord] = []
        for movement in put.map(\.movement).sorted(by: { $0.occurredAt < $1.occurredAt }) {
            let end = taken.firstIndex { explant in
                explant.product == movement.product && explant.serial == movement.serial
                    && explant.patient == movement.patient && explant.occurredAt >= movement.occurredAt
                    && (explant.lot == movement.lot || explant.lot == .untold)
            }
            records.append(
                ImplantRecord(
                    event: movement.event.rawValue, patient: movement.patient?.rawValue ?? "",
                    product: products[movement.product] ?? Product(id: movement.product, name: ""),
                    lot: movement.lot.rawValue, serial: movement.serial.rawValue,
                    expiry: expiries[movement.product]?[movement.lot] ?? movement.expiry, quantity: movement.quantity,
                    implantedAt: movement.occurredAt, explantedAt: end.map { taken[$0].occurredAt },
                    place: movement.from?.rawValue ?? "", procedure: movement.procedure,
                    maker: makers[movement.product]))
            if let end { taken.remove(at: end) }
        }
        return records.reversed()
    }
}
