import Model
public import SiteMap
import Store

extension Questions {
    /// What lies where: one row for each product and place, or for each product over a part of the map.
    ///
    /// - Parameters:
    ///   - what: a product; nil for all, those that are out of stock included.
    ///   - place: only this place.
    ///   - rollUp: `place`, `unit`, `level`, `building` or `site`.
    ///   - site: the plan, for `building`.
    ///   - limit: rows at most.
    /// - Complexity: O(slots that are not empty).
    public func stockLevels(
        _ what: String?, place: String? = nil, rollUp: StockRollUp = .place, site: SiteMap? = nil, limit: Int = 1000
    ) throws -> StockListAnswer {
        try together {
            let scope = try scope()
            let day = today(scope)
            let product = try what.map { try self.product($0) }
            let map = try StockMap(reader, rollUp, site: site)
            let totals = try reader.stockTotals(
                of: product?.id, at: place.map { StockPlaceID($0) }, on: day, groups: map.groups)
            let catalogue = try product.map { [$0] } ?? reader.products(withCodes: false)
            var names: [ProductID: String] = [:]
            for known in catalogue { names[known.id] = known.name }
            var rows = totals.prefix(limit).map { row in
                Self.cells(row.product, names[row.product] ?? "", map.names[row.group], row.total, rollUp)
            }
            var count = totals.count
            // What the catalogue has and nobody holds is out of stock.
            if place == nil {
                let held = Set(totals.map(\.product))
                for missing in catalogue where !held.contains(missing.id) {
                    count += 1
                    guard rows.count < limit else { continue }
                    rows.append(Self.cells(missing.id, missing.name, "", StockTotal(), rollUp))
                }
            }
            var answer = StockListAnswer(
                scope: scope, schema: "vigie.stock-levels/1", name: "levels", rows: rows, total: count)
            if let product {
                var all = StockTotal()
                for row in totals { all.add(row.total) }
                answer.facts = [
                    Cell("product", .text(product.id.rawValue)), Cell("name", .text(product.name)),
                    Cell("unit_of_count", .text(product.unit)), Cell("quantity", .number(all.quantity)),
                    Cell("usable", .number(all.usable)), Cell("stock_out", .flag(all.usable <= 0)),
                ]
                answer.isEmptyFound = true
            }
            return answer
        }
    }

    private static func cells(
        _ product: ProductID, _ name: String, _ part: String, _ total: StockTotal, _ rollUp: StockRollUp
    ) -> [Cell] {
        [
            Cell("product", .text(product.rawValue)), Cell("name", .text(name)), Cell(rollUp.rawValue, .text(part)),
            Cell("quantity", .number(total.quantity)), Cell("usable", .number(total.usable)),
            Cell("expired", .number(total.expired)), Cell("blocked", .number(total.blocked)),
            Cell("reserved", .number(total.reserved)), Cell("next_expiry", .day(total.nextExpiry)),
            Cell("lots", .number(Int64(total.lots))), Cell("last_at", .time(total.lastAt)),
            Cell("state", .word(total.isBelow ? "below" : total.usable > 0 ? "ok" : "out")),
        ]
    }
}
