/// Something that came to a place.
public struct Arrival: Sendable, Hashable {
    public var event: StockEventID
    public var product: ProductID
    public var place: StockPlaceID
    public var quantity: Int64
    public var at: Instant
    /// The order that it was received for; empty when nobody said.
    public var reference: String
    /// Whether a supplier brought it.
    public var isReceipt: Bool

    /// What a movement brings to a place; nil for those that bring nothing that could have been asked for.
    public init?(_ movement: Movement) {
        guard let to = movement.to else { return nil }
        switch movement.kind {
        case .receive, .borrow, .transfer, .issue: break
        default: return nil
        }
        event = movement.event
        product = movement.product
        place = to
        quantity = movement.quantity
        at = movement.occurredAt
        reference = movement.reference
        isReceipt = movement.kind == .receive
    }
}

/// How far an order or a request is.
public struct OpenOrder: Sendable, Hashable {
    /// The order, or the event of the empty bin.
    public let id: String
    /// Whether it is a request for an empty bin.
    public let isRequest: Bool
    public let product: ProductID
    public let place: StockPlaceID?
    public let supplier: PartnerID?
    /// Smallest units.
    public let quantity: Int64
    public let placedAt: Instant
    public internal(set) var received: Int64 = 0
    public internal(set) var cancelled: Int64 = 0
    /// When all of it had come; nil as long as something is missing.
    public internal(set) var filledAt: Instant?

    /// Smallest units that are still to come.
    public var outstanding: Int64 { max(0, quantity - received - cancelled) }

    /// Whole days from placing to the receipt that filled it; nil for requests and as long as something is missing.
    public var leadDays: Int? {
        guard !isRequest, let filledAt else { return nil }
        return max(0, Int(CalendarDay(filledAt).days - CalendarDay(placedAt).days))
    }
}

/// What is on order, from the facts alone: the same in whatever order they arrived.
public enum OrderBook {
    private enum Entry {
        case fact(OrderFact)
        case arrival(Arrival)

        var at: Instant {
            switch self {
            case .fact(let fact): fact.occurredAt
            case .arrival(let arrival): arrival.at
            }
        }

        /// Of what happened at once, what was asked for comes before what came.
        var rank: Int {
            switch self {
            case .fact(let fact): fact.kind == .cancelled ? 1 : 0
            case .arrival: 2
            }
        }

        var event: StockEventID {
            switch self {
            case .fact(let fact): fact.event
            case .arrival(let arrival): arrival.event
            }
        }
    }

    /// Orders and requests by when they were placed.
    ///
    /// A receipt that names an order fills it. One that names none fills the oldest open order of the product for that
    /// place or for no place in particular. Whatever comes to a place fills the oldest open request there. A bin that
    /// is found empty again while its request is open asks for nothing new.
    ///
    /// - Parameter arrivals: what came since the first fact; more does no harm.
    /// - Complexity: O(n log n) in the facts and arrivals, times the orders that are open at once.
    public static func orders(_ facts: [OrderFact], _ arrivals: [Arrival]) -> [OpenOrder] {
        let entries = (facts.map(Entry.fact) + arrivals.map(Entry.arrival)).sorted { left, right in
            (left.at.milliseconds, left.rank, left.event.rawValue)
                < (right.at.milliseconds, right.rank, right.event.rawValue)
        }
        var orders: [OpenOrder] = []
        var positions: [String: Int] = [:]
        for entry in entries {
            switch entry {
            case .fact(let fact): take(fact, &orders, &positions)
            case .arrival(let arrival): fill(arrival, &orders, positions)
            }
        }
        return orders
    }

    private static func take(
        _ fact: OrderFact, _ orders: inout [OpenOrder], _ positions: inout [String: Int]
    ) {
        let key = fact.kind == .empty ? "bin:" + fact.order : fact.order
        switch fact.kind {
        case .placed:
            guard positions[key] == nil else { return }
        case .empty:
            if let known = positions[key], orders[known].outstanding > 0 { return }
        case .cancelled:
            // A request is cancelled by the event that opened it.
            let known = positions[fact.order] ?? orders.lastIndex { $0.isRequest && $0.id == fact.order }
            guard let known else { return }
            let left = orders[known].outstanding
            orders[known].cancelled += fact.quantity > 0 ? min(fact.quantity, left) : left
            return
        }
        positions[key] = orders.count
        orders.append(
            OpenOrder(
                id: fact.kind == .empty ? fact.event.rawValue : fact.order, isRequest: fact.kind == .empty,
                product: fact.product, place: fact.place, supplier: fact.supplier, quantity: fact.quantity,
                placedAt: fact.occurredAt))
    }

    private static func fill(_ arrival: Arrival, _ orders: inout [OpenOrder], _ positions: [String: Int]) {
        func put(_ units: Int64, _ position: Int) {
            orders[position].received += units
            if orders[position].outstanding == 0, orders[position].filledAt == nil {
                orders[position].filledAt = arrival.at
            }
        }
        /// What is left of the arrival goes to the oldest first.
        func spread(_ isWanted: (OpenOrder) -> Bool) {
            var left = arrival.quantity
            for position in orders.indices where left > 0 && isWanted(orders[position]) {
                let units = min(left, orders[position].outstanding)
                guard units > 0 else { continue }
                put(units, position)
                left -= units
            }
        }
        if arrival.isReceipt {
            if let named = positions[arrival.reference], orders[named].product == arrival.product {
                put(arrival.quantity, named)
            } else {
                spread { order in
                    !order.isRequest && order.product == arrival.product
                        && (order.place ?? arrival.place) == arrival.place
                }
            }
        }
        spread { $0.isRequest && $0.product == arrival.product && $0.place == arrival.place }
    }
}
