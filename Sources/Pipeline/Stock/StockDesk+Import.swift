import Model
import Stock
import Store

extension StockDesk {
    static let catalogueColumns = [
        "product", "name", "unit", "criticality", "reorder_level", "order_quantity", "price", "serials", "celsius_min",
        "celsius_max", "codes",
    ]
    static let placeColumns = ["place", "name", "kind", "unit", "x", "y", "trackable", "owner"]
    static let countColumns = ["product", "lot", "expiry", "serial", "place", "quantity", "at", "reason"]

    /// Products or places; scans that waited for them are taken after it.
    mutating func importCatalogue(_ request: StockRequest, _ book: inout StockBook) throws {
        var added = 0
        var changed = 0
        var seen: [String: Int] = [:]
        let isCatalogue = request.verb == .importCatalogue
        var csv = try StockCSV(
            request, columns: isCatalogue ? Self.catalogueColumns : Self.placeColumns,
            needed: isCatalogue ? ["product", "name"] : ["place", "kind"])
        try csv.forEach { row in
            let id = isCatalogue ? StockCSV.canonical(try row.needed("product")) : try row.needed("place")
            if let line = seen[id] {
                throw VigieError(
                    .badData, "is in line \(line) already", place: isCatalogue ? "product" : "place",
                    remedy: "Keep one of them")
            }
            seen[id] = row.line
            let isNew = isCatalogue ? try book.put(product(row, id)) : try book.put(place(row, id))
            if isNew { added += 1 } else { changed += 1 }
        }
        figures.append(("added", added))
        figures.append(("changed", changed))
        let held = try ScanDesk.takeHeld(&book)
        if held > 0 { figures.append(("held_scans_taken", held)) }
    }

    private func product(_ row: StockCSV.Row, _ id: String) throws(VigieError) -> Product {
        var product = Product(id: ProductID(id), name: try row.needed("name"), unit: row["unit"] ?? "unit")
        if let text = row["criticality"] {
            guard let criticality = Criticality(rawValue: text) else {
                let words = Criticality.allCases.map(\.rawValue).joined(separator: ", ")
                throw VigieError(.badData, "is none of \(words)", place: "criticality", remedy: "Use one of these")
            }
            product.criticality = criticality
        }
        product.reorderLevel = try positive(row, "reorder_level")
        product.orderQuantity = try positive(row, "order_quantity")
        if let text = row["price"] {
            guard let price = Double(text), price.isFinite, (0...1e9).contains(price) else {
                throw VigieError(
                    .badData, "is no price", place: "price", remedy: "Write it as 12.50, of one smallest unit")
            }
            product.priceMilli = Int64((price * 1000).rounded())
        }
        if let text = row["serials"] {
            guard ["yes", "no", "true", "false", "1", "0"].contains(text) else {
                throw VigieError(.badData, "is neither yes nor no", place: "serials", remedy: "Write yes or no")
            }
            product.keepsSerials = ["yes", "true", "1"].contains(text)
        }
        if let low = try row.number("celsius_min"), let high = try row.number("celsius_max") {
            guard (-273...1000).contains(low), low <= high, high <= 1000 else {
                throw VigieError(
                    .badData, "is above celsius_max, or no temperature", place: "celsius_min",
                    remedy: "Give whole degrees, the lower first")
            }
            product.celsius = Int(low)...Int(high)
        }
        product.codes = try (row["codes"] ?? "").split(separator: " ").map { text throws(VigieError) in
            try code(String(text))
        }
        return product
    }

    /// `GTIN` or `GTIN*30`: a pack of thirty.
    private func code(_ text: String) throws(VigieError) -> ProductCode {
        let parts = text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let code = parts.first, !code.isEmpty,
            let units = parts.count == 2 ? Int64(parts[1]) : 1, (1...1_000_000).contains(units)
        else {
            throw VigieError(
                .badData, "'\(text)' is no code", place: "codes",
                remedy: "Write a code, or code*units of a pack, with spaces between")
        }
        return ProductCode(code: StockCSV.canonical(code), units: units)
    }

    private func positive(_ row: StockCSV.Row, _ column: String) throws(VigieError) -> Int64? {
        guard let number = try row.number(column) else { return nil }
        guard (0...Limits.stockQuantityMax).contains(number) else {
            throw VigieError(
                .badData, "is negative or absurd", place: column,
                remedy: "Give 0 to \(Limits.stockQuantityMax) smallest units")
        }
        return number
    }

    private func place(_ row: StockCSV.Row, _ id: String) throws(VigieError) -> StockPlace {
        guard let kind = StockPlaceKind(rawValue: try row.needed("kind")) else {
            let words = StockPlaceKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw VigieError(.badData, "is none of \(words)", place: "kind", remedy: "Use one of these")
        }
        var place = StockPlace(
            id: StockPlaceID(id), name: row["name"] ?? "", kind: kind, unit: row["unit"].map { UnitID($0) },
            trackable: row["trackable"].map { TrackableID($0) }, owner: row["owner"] ?? "")
        for (column, path) in [("x", \StockPlace.xMetres), ("y", \StockPlace.yMetres)] {
            guard let text = row[column] else { continue }
            guard let metres = Double(text), metres.isFinite else {
                throw VigieError(.badData, "is no number", place: column, remedy: "Give metres in the building's frame")
            }
            place[keyPath: path] = metres
        }
        guard kind != .container || place.trackable != nil else {
            throw VigieError(
                .badData, "a container has no trackable", place: "trackable",
                remedy: "Give the id under which its tag is tracked")
        }
        return place
    }

    /// Opening balances, or the result of a count.
    mutating func importCounts(_ request: StockRequest, _ book: inout StockBook) throws {
        var csv = try StockCSV(request, columns: Self.countColumns, needed: ["product", "place", "quantity"])
        let isOpening = request.verb == .importBalances
        var desk = self
        var seen: [StockSlot: Int] = [:]
        var count = 0
        try csv.forEach { row in
            var fields: [StockRequest.Field: String] = [:]
            fields[.product] = try row.needed("product")
            fields[.quantity] = try row.needed("quantity")
            fields[.to] = try row.needed("place")
            fields[.lot] = row["lot"]
            fields[.serial] = row["serial"]
            fields[.expiry] = row["expiry"]
            fields[.at] = row["at"] ?? request[.at]
            fields[.reason] = isOpening ? Movement.openingReason : row["reason"]
            let filled = StockRequest(.count, fields)
            let item = try desk.item(filled, &book)
            let movement = try desk.movement(.count, item, desk.quantity(filled) * item.units, filled)
            let slot = movement.slot(at: movement.to ?? StockPlaceID(""))
            if let line = seen[slot] {
                throw VigieError(
                    .badData, "this lot in this place is in line \(line) already", place: "product",
                    remedy: "Add the two up")
            }
            seen[slot] = row.line
            try desk.post(movement, &book)
            count += 1
        }
        self = desk
        reply.lines.removeAll()
        figures.append(("counted", count))
        figures.append(("differences", reply.cases.count { $0.kind == StockCase.Kind.countDifference.rawValue }))
    }
}
