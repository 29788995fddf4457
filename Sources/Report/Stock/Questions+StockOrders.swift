import Model
import Store

extension Questions {
    /// Orders and requests with what came of them, the newest first.
    ///
    /// - Parameters:
    ///   - what: a product; nil for all.
    ///   - includesDone: those of which nothing is to come any more, too.
    public func stockOrders(_ what: String? = nil, includesDone: Bool = false) throws -> StockListAnswer {
        try together {
            let product = try what.map { try self.product($0).id }
            let orders = try reader.orders().reversed().filter { order in
                (product == nil || order.product == product) && (includesDone || order.outstanding > 0)
            }
            let rows = orders.map { order in
                let state =
                    order.outstanding > 0
                    ? (order.received > 0 ? "partly" : order.isRequest ? "requested" : "ordered")
                    : order.cancelled > 0 ? "cancelled" : "filled"
                return [
                    Cell("id", .text(order.id)), Cell("kind", .word(order.isRequest ? "request" : "order")),
                    Cell("product", .text(order.product.rawValue)),
                    Cell("place", .text(order.place?.rawValue ?? "")),
                    Cell("supplier", .text(order.supplier?.rawValue ?? "")), Cell("state", .word(state)),
                    Cell("quantity", .number(order.quantity)), Cell("received", .number(order.received)),
                    Cell("cancelled", .number(order.cancelled)), Cell("outstanding", .number(order.outstanding)),
                    Cell("placed_at", .time(order.placedAt)), Cell("filled_at", .time(order.filledAt)),
                ] + (order.leadDays.map { [Cell("lead_days", .number(Int64($0)))] } ?? [])
            }
            var answer = StockListAnswer(
                scope: try scope(), schema: "vigie.stock-orders/1", name: "orders", rows: Array(rows))
            answer.isEmptyFound = what == nil
            return answer
        }
    }
}
