import Model
public import SiteMap
import Store

extension Questions {
    /// The nearest places by walking that together have enough usable stock of a product; containers where they are
    /// now.
    ///
    /// - Parameters:
    ///   - near: id or name of a unit.
    ///   - atLeast: smallest units needed.
    ///   - site: the site's plan.
    /// - Throws: ``NothingFound``, ``VigieError``: `noInput` without the plan, `badData` for names of several.
    /// - Complexity: O(doors log doors), and the product's slots.
    public func stockLevels(
        _ what: String, near: String, atLeast: Int64, site: SiteMap?
    ) throws -> StockListAnswer {
        try together {
            let scope = try scope()
            let day = today(scope)
            let product = try self.product(what)
            let units = try reader.units()
            let start = try unit(named: near, in: units, option: "--near")
            let (map, index) = try planned(start, site)
            let reach = Reach(from: index, map: map)
            let places = try StockMap(reader, .unit)
            let byPlace = places.rolledUp(.place)
            let totals = try reader.stockTotals(of: product.id, on: day, groups: byPlace.groups)
            let found = totals.filter { $0.total.usable > 0 }.map { row in
                let id = StockPlaceID(byPlace.names[row.group])
                let sum = row.total
                let place = places.places[id]
                var point: Point?
                if let place, place.xMetres.isFinite, place.yMetres.isFinite {
                    point = Point(xMetres: place.xMetres, yMetres: place.yMetres)
                }
                return (id: id, sum: sum, unit: places.units[id], way: reach.way(to: places.units[id]?.id, at: point))
            }.sorted { left, right in
                left.way.isBefore(right.way) || !right.way.isBefore(left.way) && left.id < right.id
            }
            var answer = StockListAnswer(scope: scope, schema: "vigie.stock-near/1", name: "places")
            var sum: Int64 = 0
            for place in found where sum < atLeast && place.way.metres != nil {
                let take = min(place.sum.usable, atLeast - sum)
                sum += take
                answer.rows.append([
                    Cell("place", .text(place.id.rawValue)), Cell("unit", .text(place.unit?.name ?? "")),
                    Cell("level", .text(place.unit?.level.name ?? "")),
                    Cell("walking_m", .metres(place.way.metres ?? .nan)), Cell("usable", .number(place.sum.usable)),
                    Cell("quantity", .number(take)), Cell("next_expiry", .day(place.sum.nextExpiry)),
                ])
            }
            answer.total = answer.rows.count
            answer.facts = [
                Cell("product", .text(product.id.rawValue)), Cell("name", .text(product.name)),
                Cell("asked", .number(atLeast)), Cell("usable", .number(sum)), Cell("enough", .flag(sum >= atLeast)),
            ]
            return answer
        }
    }
}
