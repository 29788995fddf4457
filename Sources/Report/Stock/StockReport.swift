public import Model
import SiteMap
import Store

/// `stock.json`: balances, days of cover, stock-outs, what expires, open cases and freshness. No patients.
public struct StockReport: Answer {
    public static let schema = "vigie.stock/1"

    /// One product.
    public struct Item: Sendable {
        public var product: Product
        public var quantity: Int64
        public var usable: Int64
        public var expired: Int64
        public var blocked: Int64
        /// Units used up per day, the mean of the last ninety.
        public var perDay: Double
        /// Usable stock over mean daily use; NaN without use.
        public var daysOfCover: Double
        /// Asked for from suppliers and not come.
        public var onOrder: Int64 = 0
        /// Units that expire within 90 days.
        public var expiring: Int64
        /// The first day on which something usable expires.
        public var nextExpiry: CalendarDay?
        /// When the last of its movements happened.
        public var lastAt: Instant?
        public var places: [Part]
        /// The same over the parts of the map that the places are in now.
        public var units: [Part]
        public var levels: [Part]
        public var buildings: [Part]
    }

    /// What lies in a place or a part of the map; its name is empty for what is on no map.
    public struct Part: Sendable {
        public var name: String
        public var quantity: Int64
        public var usable: Int64
    }

    public var scope: AnswerScope
    /// By product id.
    public var items: [Item]
    /// Open cases by kind.
    public var cases: [(kind: String, count: Int)]
    /// The newest open cases that are about an amount or an object, ``discrepanciesMax`` of them.
    public var discrepancies: [StockCase]
    /// Empty bins that wait to be filled, the oldest first.
    public var requests: [OpenOrder] = []
    /// Places whose temperature is measured, over the past day.
    var climates: [PlaceClimate] = []
    /// The newest movement.
    public var lastMovementAt: Instant?

    public static let discrepanciesMax = 1000

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.member("last_movement_at", lastMovementAt)
            json.member("stock_outs", items.count { $0.usable <= 0 })
            json.array("products") { json in
                for item in items { json.object { write(item, &$0) } }
            }
            json.array("requests") { json in
                for request in requests {
                    json.object { json in
                        json.member("product", request.product.rawValue)
                        json.member("place", request.place?.rawValue)
                        json.member("quantity", Int(request.outstanding))
                        json.member("since", request.placedAt)
                    }
                }
            }
            json.array("temperatures") { json in
                for climate in climates { json.object { Self.write(climate, &$0) } }
            }
            json.array("open_cases") { json in
                for count in cases {
                    json.object { json in
                        json.member("kind", count.kind)
                        json.member("count", count.count)
                    }
                }
            }
            json.array("discrepancies") { json in
                for known in discrepancies { json.object { Self.write(known, &$0) } }
            }
        }
    }

    private static func write(_ climate: PlaceClimate, _ json: inout JSONWriter) {
        json.member("place", climate.row.sensor.place.rawValue)
        json.member("sensor", climate.row.sensor.tag.rawValue)
        json.member("state", climate.state)
        if climate.latestCelsius.isFinite { json.member("celsius", climate.latestCelsius, decimals: 2) }
        json.member("at", climate.measuredUntil)
        json.member("minutes_outside", Int(climate.minutesOutside))
    }

    /// Without its detail and its event, which may come from a scan's text.
    private static func write(_ known: StockCase, _ json: inout JSONWriter) {
        json.member("id", known.id)
        json.member("kind", known.kind.rawValue)
        json.member("at", known.occurredAt)
        json.member("owner", known.owner)
        json.member("product", known.product?.rawValue)
        json.member("lot", known.lot?.rawValue)
        json.member("serial", known.serial?.rawValue)
        json.member("place", known.place?.rawValue)
        json.member("quantity", Int(known.quantity))
    }

    private func write(_ item: Item, _ json: inout JSONWriter) {
        json.member("product", item.product.id.rawValue)
        json.member("name", item.product.name)
        json.member("unit", item.product.unit)
        json.member("quantity", Int(item.quantity))
        json.member("usable", Int(item.usable))
        json.member("expired", Int(item.expired))
        json.member("blocked", Int(item.blocked))
        json.member("expiring_90_days", Int(item.expiring))
        json.member("next_expiry", item.nextExpiry?.description)
        json.member("last_movement_at", item.lastAt)
        json.member("per_day", item.perDay, decimals: 3)
        json.member("on_order", Int(item.onOrder))
        if item.daysOfCover.isFinite { json.member("days_of_cover", item.daysOfCover, decimals: 1) }
        json.member("stock_out", item.usable <= 0)
        json.array("places") { json in
            for part in item.places { json.object { Self.write(part, "place", &$0) } }
        }
        for (name, key, parts) in [
            ("units", "unit", item.units), ("levels", "level", item.levels), ("buildings", "building", item.buildings),
        ] {
            json.key(name)
            json.array { json in
                for part in parts where !part.name.isEmpty { json.object { Self.write(part, key, &$0) } }
            }
        }
    }

    private static func write(_ part: Part, _ key: String, _ json: inout JSONWriter) {
        json.key(key)
        json.string(part.name)
        json.member("quantity", Int(part.quantity))
        json.member("usable", Int(part.usable))
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard !items.isEmpty else { return StockWords.nothing(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(StockWords.column("product")(language), elasticDownTo: 10),
            .init(StockWords.column("name")(language), elasticDownTo: 10),
            .init(StockWords.column("quantity")(language), isRightAligned: true),
            .init(StockWords.column("usable")(language), isRightAligned: true),
            .init(StockWords.column("days_of_cover")(language), isRightAligned: true),
            .init(StockWords.column("state")(language)),
        ])
        let shown = items.prefix(style.rowsMax ?? items.count)
        for item in shown {
            table.add([
                .init(item.product.id.rawValue), .init(item.product.name),
                .init(Spoken.count(Int(item.quantity), language)), .init(Spoken.count(Int(item.usable), language)),
                .init(item.daysOfCover.isFinite ? "\(Int(item.daysOfCover))" : ""),
                .init(StockWords.word(item.usable > 0 ? "ok" : "out")(language)),
            ])
        }
        let left = items.count - shown.count
        return table.text(style) + (left > 0 ? Phrases.moreInFile(left, language) + "\n" : "") + scope.footer(style)
    }
}

extension Questions {
    /// The stock as its file tells it.
    ///
    /// - Parameters:
    ///   - site: the plan, which knows the buildings.
    ///   - demandDays: days of the past that the use is taken from.
    /// - Complexity: O(slots that are not empty + products + movements of the past days).
    func stockReport(_ scope: AnswerScope, site: SiteMap?, demandDays: Int = 90) throws(VigieError) -> StockReport {
        let day = today(scope)
        let horizon = day.advanced(byDays: 90)
        let orders = try reader.orders().filter { $0.outstanding > 0 }
        var onOrder: [ProductID: Int64] = [:]
        for order in orders where !order.isRequest { onOrder[order.product, default: 0] += order.outstanding }
        let used = try reader.demandSums(from: day.advanced(byDays: -demandDays), to: day.advanced(byDays: 1))
        let units = try StockMap(reader, .unit)
        var parts: [StockRollUp: [ProductID: [(part: StockReport.Part, total: StockTotal)]]] = [:]
        for rollUp in [StockRollUp.place, .unit, .level, .building] {
            let map = units.rolledUp(rollUp, site: site)
            for row in try reader.stockTotals(on: day, horizon: horizon, groups: map.groups) {
                let part = StockReport.Part(
                    name: map.names[row.group], quantity: row.total.quantity, usable: row.total.usable)
                parts[rollUp, default: [:]][row.product, default: []].append((part, row.total))
            }
        }
        var report = StockReport(
            scope: scope, items: [], cases: try reader.openCaseCounts(),
            discrepancies: try reader.stockCases(limit: StockReport.discrepanciesMax),
            requests: orders.filter(\.isRequest), climates: try climates(scope, days: 1, withSlots: false))
        for product in try reader.products(withCodes: false) {
            var all = StockTotal()
            for place in parts[.place]?[product.id] ?? [] { all.add(place.total) }
            let perDay = max(0, Double(used[product.id] ?? 0) / Double(demandDays))
            let shares = parts.mapValues { $0[product.id]?.map(\.part) ?? [] }
            report.items.append(
                StockReport.Item(
                    product: product, quantity: all.quantity, usable: all.usable, expired: all.expired,
                    blocked: all.blocked, perDay: perDay, daysOfCover: perDay > 0 ? Double(all.usable) / perDay : .nan,
                    onOrder: onOrder[product.id] ?? 0, expiring: all.expiring, nextExpiry: all.nextExpiry,
                    lastAt: all.lastAt,
                    places: shares[.place] ?? [], units: shares[.unit] ?? [], levels: shares[.level] ?? [],
                    buildings: shares[.building] ?? []))
            if let at = all.lastAt { report.lastMovementAt = max(report.lastMovementAt ?? at, at) }
        }
        return report
    }
}
