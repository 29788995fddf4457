public import Model
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
        /// Usable stock over mean daily use; NaN without use.
        public var daysOfCover: Double
        /// Asked for from suppliers and not come.
        public var onOrder: Int64 = 0
        /// Units that expire within 90 days.
        public var expiring: Int64
        public var places: [(place: StockPlaceID, quantity: Int64, usable: Int64)]
    }

    public var scope: AnswerScope
    /// By product id.
    public var items: [Item]
    /// Open cases by kind.
    public var cases: [(kind: String, count: Int)]
    /// Empty bins that wait to be filled, the oldest first.
    public var requests: [OpenOrder] = []
    /// The newest movement.
    public var lastMovementAt: Instant?

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
            json.array("open_cases") { json in
                for count in cases {
                    json.object { json in
                        json.member("kind", count.kind)
                        json.member("count", count.count)
                    }
                }
            }
        }
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
        json.member("on_order", Int(item.onOrder))
        if item.daysOfCover.isFinite { json.member("days_of_cover", item.daysOfCover, decimals: 1) }
        json.member("stock_out", item.usable <= 0)
        json.array("places") { json in
            for place in item.places {
                json.object { json in
                    json.member("place", place.place.rawValue)
                    json.member("quantity", Int(place.quantity))
                    json.member("usable", Int(place.usable))
                }
            }
        }
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
    /// - Parameter demandDays: days of the past that the use is taken from.
    func stockReport(_ scope: AnswerScope, demandDays: Int = 90) throws(VigieError) -> StockReport {
        let day = today(scope)
        let horizon = day.advanced(byDays: 90)
        var report = StockReport(scope: scope, items: [], cases: try reader.openCaseCounts())
        let orders = try reader.orders().filter { $0.outstanding > 0 }
        report.requests = orders.filter(\.isRequest)
        let levels = Dictionary(grouping: try reader.stockLevels(on: day), by: \.slot.product)
        for product in try reader.products() {
            let own = levels[product.id] ?? []
            var all = StockSum()
            var places: [StockPlaceID: StockSum] = [:]
            for level in own {
                all.add(level, on: day)
                places[level.slot.place, default: StockSum()].add(level, on: day)
            }
            let used = try reader.dailyDemand(
                of: product.id, from: day.advanced(byDays: -demandDays), to: day.advanced(byDays: 1))
            let mean = Double(used.reduce(0) { $0 + $1.quantity }) / Double(demandDays)
            let expiring = own.filter { ($0.expiry ?? .init(days: .max)) <= horizon }
            report.items.append(
                StockReport.Item(
                    product: product, quantity: all.quantity, usable: all.usable, expired: all.expired,
                    blocked: all.blocked, daysOfCover: mean > 0 ? Double(all.usable) / mean : .nan,
                    onOrder: orders.filter { !$0.isRequest && $0.product == product.id }.reduce(0) {
                        $0 + $1.outstanding
                    },
                    expiring: expiring.reduce(0) { $0 + $1.usable(on: day) },
                    places: places.sorted { $0.key < $1.key }.map { ($0.key, $0.value.quantity, $0.value.usable) }))
            if let at = all.lastAt { report.lastMovementAt = max(report.lastMovementAt ?? at, at) }
        }
        return report
    }
}
