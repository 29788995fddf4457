import Model
import Store

/// The tables that `stock export` writes.
public enum StockExportTable: String, CaseIterable, Sendable {
    case balances, movements, catalogue, places, cases
}

extension Questions {
    /// A table as CSV (RFC 4180): the columns that `stock import` reads, or the ledger.
    ///
    /// - Throws: the store's errors.
    /// - Complexity: O(rows).
    public func stockCSV(_ table: StockExportTable) throws -> [UInt8] {
        try together {
            var csv = CSVText()
            switch table {
            case .balances:
                csv.add(["product", "lot", "expiry", "serial", "place", "quantity"])
                for level in try reader.stockLevels(on: today(try scope())) {
                    csv.add([
                        level.slot.product.rawValue, level.slot.lot.rawValue, level.expiry?.description ?? "",
                        level.slot.serial.rawValue, level.slot.place.rawValue, "\(level.balance)",
                    ])
                }
            case .cases: try cases(&csv)
            case .movements: try movements(&csv)
            case .catalogue: try catalogue(&csv)
            case .places:
                csv.add(["place", "name", "kind", "unit", "x", "y", "trackable", "owner"])
                for place in try reader.stockPlaces() {
                    csv.add([
                        place.id.rawValue, place.name, place.kind.rawValue, place.unit?.rawValue ?? "",
                        place.xMetres.isFinite ? "\(place.xMetres)" : "",
                        place.yMetres.isFinite ? "\(place.yMetres)" : "", place.trackable?.rawValue ?? "", place.owner,
                    ])
                }
            }
            return csv.bytes
        }
    }

    private func movements(_ csv: inout CSVText) throws(VigieError) {
        csv.add([
            "number", "event", "kind", "product", "lot", "serial", "expiry", "from", "to", "quantity", "at",
            "recorded_at", "actor", "device", "reason", "patient", "procedure", "reference", "partner", "reverses",
        ])
        for row in try reader.movements(MovementFilter(), limit: .max).reversed() {
            let movement = row.movement
            csv.add([
                "\(row.number.rawValue)", movement.event.rawValue, movement.kind.name, movement.product.rawValue,
                movement.lot.rawValue, movement.serial.rawValue, movement.expiry?.description ?? "",
                movement.from?.rawValue ?? "", movement.to?.rawValue ?? "", "\(movement.quantity)",
                movement.occurredAt.rfc3339, movement.recordedAt.rfc3339, movement.actor, movement.device,
                movement.reason, movement.patient?.rawValue ?? "", movement.procedure, movement.reference,
                movement.partner?.rawValue ?? "", movement.reverses?.rawValue ?? "",
            ])
        }
    }

    /// Open and resolved cases.
    private func cases(_ csv: inout CSVText) throws(VigieError) {
        csv.add([
            "kind", "state", "product", "lot", "serial", "place", "event", "quantity", "at", "owner", "id",
            "resolution",
            "detail",
        ])
        for known in try reader.stockCases(openOnly: false, limit: .max) {
            csv.add([
                known.kind.rawValue, known.state.rawValue, known.product?.rawValue ?? "", known.lot?.rawValue ?? "",
                known.serial?.rawValue ?? "", known.place?.rawValue ?? "", known.event?.rawValue ?? "",
                "\(known.quantity)", known.occurredAt.rfc3339, known.owner, known.id, known.resolution, known.detail,
            ])
        }
    }

    private func catalogue(_ csv: inout CSVText) throws(VigieError) {
        csv.add([
            "product", "name", "unit", "criticality", "reorder_level", "order_quantity", "price", "serials",
            "celsius_min", "celsius_max", "codes",
        ])
        for product in try reader.products() {
            csv.add([
                product.id.rawValue, product.name, product.unit, product.criticality.rawValue,
                product.reorderLevel.map { "\($0)" } ?? "", product.orderQuantity.map { "\($0)" } ?? "",
                product.priceMilli.map { "\(Double($0) / 1000)" } ?? "", product.keepsSerials ? "yes" : "no",
                product.celsius.map { "\($0.lowerBound)" } ?? "", product.celsius.map { "\($0.upperBound)" } ?? "",
                product.codes.map { "\($0.code)*\($0.units)" }.joined(separator: " "),
            ])
        }
    }
}

/// CSV as it grows; a field with a separator, a quote or a line end is quoted.
struct CSVText {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let needsQuotes = field.utf8.contains { [0x22, 0x2C, 0x3B, 0x0A, 0x0D].contains($0) }
            if needsQuotes { bytes.append(0x22) }
            for byte in field.utf8 {
                if byte == 0x22 { bytes.append(0x22) }
                bytes.append(byte)
            }
            if needsQuotes { bytes.append(0x22) }
        }
        bytes.append(contentsOf: [0x0D, 0x0A])
    }
}
