import Model
import Store

/// What was ordered and what came, from a database's facts and its ledger.
struct OrderPast {
    /// Orders from which lead times are learnt, at least.
    static let ordersMin = 3

    /// By when they were placed.
    let orders: [OpenOrder]

    /// - Complexity: O(facts, and movements of their products since the first).
    init(_ reader: StoreReader) throws(VigieError) { orders = try reader.orders() }

    /// Orders or requests of a product of which something is still to come.
    ///
    /// - Parameter place: nil for all places together.
    func open(_ product: ProductID, at place: StockPlaceID?, isRequest: Bool) -> [OpenOrder] {
        orders.filter { order in
            order.isRequest == isRequest && order.product == product && order.outstanding > 0
                && (place == nil || order.place == place)
        }
    }

    /// Days that orders took, in the order of the orders; nil for all products.
    func leadDays(_ product: ProductID?) -> [Int] {
        orders.filter { product == nil || $0.product == product }.compactMap(\.leadDays)
    }
}
