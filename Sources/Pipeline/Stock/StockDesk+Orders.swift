import Decode
import Model
import Stock
import Store

extension StockDesk {
    static let binColumns = ["tag", "product", "place", "quantity", "reader"]
    static let targetColumns = ["product", "place", "min", "max"]
    static let makerColumns = ["product", "model", "manufacturer", "address", "website"]

    /// Orders, their ends, and bins found empty by hand.
    mutating func order(_ request: StockRequest, _ book: inout StockBook) throws {
        switch request.verb {
        case .orderPlace: try placeOrder(request, &book)
        case .orderCancel: try cancelOrder(request, &book)
        default: try emptyBin(request, &book)
        }
    }

    private mutating func placeOrder(_ request: StockRequest, _ book: inout StockBook) throws {
        let item = try item(request, &book)
        let wanted = try quantity(request) * item.units
        guard wanted <= Limits.stockQuantityMax else {
            throw VigieError(
                .badData, "\(wanted) is too much", place: "quantity",
                remedy: "Order at most \(Limits.stockQuantityMax) smallest units")
        }
        let at = try instant(request)
        guard at <= now.advanced(byMilliseconds: Limits.scanFutureMillisecondsMax) else {
            throw VigieError(.badData, "is in the future", place: "at", remedy: "Give when it was ordered")
        }
        let place = request[.to].map { StockPlaceID($0) }
        if let place { try known(place, "to", &book) }
        let id =
            request[.id]
            ?? "O-"
            + FactHash.name(["\(item.product)", "\(wanted)", "\(at.milliseconds)", "\(now.milliseconds)"]).prefix(8)
            .uppercased()
        guard try !book.orderFacts().contains(where: { $0.order == id && $0.kind == .placed }) else {
            throw VigieError(.badData, "order \(id) is there already", place: "id", remedy: "Give another id")
        }
        var fact = OrderFact(
            event: StockEventID("order:" + id), kind: .placed, order: id, product: item.product, place: place,
            quantity: wanted, occurredAt: at, recordedAt: now)
        fact.actor = actor
        fact.supplier = request[.partner].map { PartnerID($0) }
        fact.note = request[.note] ?? ""
        _ = try book.append(fact)
        subject = id
        figures.append(("units", Int(wanted)))
    }

    private func known(_ place: StockPlaceID, _ field: String, _ book: inout StockBook) throws {
        guard try book.place(place) != nil else {
            throw VigieError(
                .badData, "there is no place of stock \(Printable.clean(place.rawValue))", place: field,
                remedy: "See 'vigie stock places'")
        }
    }

    private mutating func cancelOrder(_ request: StockRequest, _ book: inout StockBook) throws {
        let id = try needed(request, .id)
        let facts = try book.orderFacts()
        let opened = facts.first { fact in
            fact.kind == .placed ? fact.order == id : fact.kind == .empty && fact.event.rawValue == id
        }
        guard let opened else {
            throw VigieError(
                .badData, "there is no order or request \(Printable.clean(id))", place: "id",
                remedy: "See 'vigie stock orders'")
        }
        var fact = OrderFact(
            event: StockEventID("cancel:\(id):\(now.milliseconds)"), kind: .cancelled, order: id,
            product: opened.product, place: opened.place,
            quantity: request[.quantity] == nil ? 0 : try quantity(request), occurredAt: try instant(request),
            recordedAt: now)
        fact.actor = actor
        fact.note = try needed(request, .reason)
        _ = try book.append(fact)
        subject = id
    }

    private mutating func emptyBin(_ request: StockRequest, _ book: inout StockBook) throws {
        let text = try needed(request, .id)
        guard let bin = try BinDesk.bin(text, &book) else {
            throw VigieError(
                .badData, "no bin has this tag", place: "id", remedy: "Import it with 'vigie stock import bins'")
        }
        let at = try instant(request)
        let event = "bin:" + FactHash.name([bin.tag.rawValue, "\(at.milliseconds)"])
        var fact = OrderFact(
            event: StockEventID(event), kind: .empty, order: bin.tag.rawValue, product: bin.product,
            place: bin.place, quantity: bin.quantity, occurredAt: at, recordedAt: now)
        fact.actor = actor
        if try !book.append(fact) { figures.append(("already_recorded", 1)) }
        subject = bin.place.rawValue
    }

    // MARK: Imports

    /// Bins, levels of places, or makers of devices.
    mutating func importPlans(_ request: StockRequest, _ book: inout StockBook) throws {
        let columns: [String]
        let needed: [String]
        switch request.verb {
        case .importBins: (columns, needed) = (Self.binColumns, Array(Self.binColumns.dropLast()))
        case .importTargets: (columns, needed) = (Self.targetColumns, ["product", "place", "max"])
        default: (columns, needed) = (Self.makerColumns, ["product", "manufacturer"])
        }
        var added = 0
        var changed = 0
        var csv = try StockCSV(request, columns: columns, needed: needed)
        var seen: [String: Int] = [:]
        try csv.forEach { row in
            let product = try product(row, &book)
            let key = [
                row["tag"] ?? "", request.verb == .importBins ? "" : product.rawValue + "|" + (row["place"] ?? ""),
            ]
            .joined(separator: "|")
            if let line = seen[key] {
                throw VigieError(.badData, "is in line \(line) already", place: columns[0], remedy: "Keep one of them")
            }
            seen[key] = row.line
            let isNew: Bool
            switch request.verb {
            case .importBins: isNew = try book.put(bin(row, product, &book))
            case .importTargets: isNew = try book.put(target(row, product, &book))
            default:
                isNew = try book.put(
                    DeviceMaker(
                        product: product, model: row["model"] ?? "", manufacturer: try row.needed("manufacturer"),
                        address: row["address"] ?? "", website: row["website"] ?? ""))
            }
            if isNew { added += 1 } else { changed += 1 }
        }
        figures.append(("added", added))
        figures.append(("updated", changed))
        guard request.verb == .importBins else { return }
        let held = try ScanDesk.takeHeld(&book)
        if held > 0 { figures.append(("held_scans_taken", held)) }
    }

    private func product(_ row: StockCSV.Row, _ book: inout StockBook) throws -> ProductID {
        let text = try row.needed("product")
        guard let found = try book.product(code: StockCSV.canonical(text)) ?? book.product(code: text) else {
            throw VigieError(
                .badData, "the catalogue has no product '\(text)'", place: "product",
                remedy: "Import it with 'vigie stock import catalogue'")
        }
        return found.product
    }

    private func bin(_ row: StockCSV.Row, _ product: ProductID, _ book: inout StockBook) throws -> StockBin {
        let text = try row.needed("tag")
        guard let (tag, _) = TagIdentifier.canonical(text) else {
            throw VigieError(.badData, "is no tag's id", place: "tag", remedy: "Give the id as readers send it")
        }
        let place = StockPlaceID(try row.needed("place"))
        try known(place, "place", &book)
        return StockBin(
            tag: tag, product: product, place: place,
            quantity: try StockDesk.quantity(row.needed("quantity"), least: 1),
            reader: row["reader"].map { ReaderID($0) })
    }

    private func target(_ row: StockCSV.Row, _ product: ProductID, _ book: inout StockBook) throws -> StockTarget {
        let place = StockPlaceID(try row.needed("place"))
        try known(place, "place", &book)
        let high = try StockDesk.quantity(row.needed("max"), least: 1)
        let low = try row["min"].map { try StockDesk.quantity($0, least: 0) }
        guard low ?? 0 < high else {
            throw VigieError(
                .badData, "is not below max", place: "min",
                remedy: "Give the level at which the place is filled up, or leave it empty to fill it up always")
        }
        return StockTarget(product: product, place: place, low: low, high: high)
    }
}
