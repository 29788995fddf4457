import Model
import Testing

/// What is on order follows from the facts, in whatever order they came.
@Suite struct OrderBookTests {
    private let product = ProductID("A")
    private let shelf = StockPlaceID("shelf")

    private func fact(_ kind: OrderFact.Kind, _ order: String, _ quantity: Int64, at hour: Int64) -> OrderFact {
        OrderFact(
            event: StockEventID("\(kind.rawValue)-\(order)-\(hour)"), kind: kind, order: order, product: product,
            place: kind == .empty ? shelf : nil, quantity: quantity,
            occurredAt: Instant(milliseconds: hour * 3_600_000), recordedAt: Instant(milliseconds: 0))
    }

    private func arrival(
        _ quantity: Int64, at hour: Int64, to place: String = "shelf", reference: String = "",
        _ kind: MovementKind = .receive
    ) -> Arrival? {
        var movement = Movement(
            event: StockEventID("m-\(hour)-\(place)"), kind: kind, product: product, quantity: quantity,
            occurredAt: Instant(milliseconds: hour * 3_600_000), recordedAt: Instant(milliseconds: 0))
        movement.to = StockPlaceID(place)
        movement.reference = reference
        return Arrival(movement)
    }

    @Test func aReceiptWithoutAReferenceFillsTheOldest() {
        let orders = OrderBook.orders(
            [fact(.placed, "1", 10, at: 1), fact(.placed, "2", 10, at: 2)],
            [arrival(12, at: 50), arrival(3, at: 60, reference: "2"), arrival(9, at: 70, .giveBack)].compactMap { $0 })
        #expect(orders.map(\.received) == [10, 5] && orders.map(\.outstanding) == [0, 5])
        #expect(orders[0].leadDays == 2 && orders[1].leadDays == nil)
    }

    @Test func whatCameBeforeTheOrderDoesNotFillItAndCancellationsEndIt() {
        let orders = OrderBook.orders(
            [fact(.placed, "1", 10, at: 5), fact(.cancelled, "1", 0, at: 9), fact(.cancelled, "7", 0, at: 9)],
            [arrival(10, at: 1), arrival(4, at: 6)].compactMap { $0 })
        #expect(orders.count == 1 && orders[0].received == 4 && orders[0].cancelled == 6)
        #expect(orders[0].outstanding == 0 && orders[0].leadDays == nil)
        let late = OrderBook.orders(
            [fact(.placed, "1", 10, at: 5), fact(.placed, "1", 99, at: 6)],
            [arrival(25, at: 7, reference: "1")].compactMap { $0 })
        #expect(late.count == 1 && late[0].outstanding == 0 && late[0].received == 25)
    }

    @Test func requestsAreClosedByWhatComesToTheirPlaceAlone() {
        let empties = [fact(.empty, "tag", 5, at: 1), fact(.empty, "tag", 5, at: 2), fact(.empty, "other", 5, at: 3)]
        let open = OrderBook.orders(empties, [arrival(50, at: 4, to: "cellar")].compactMap { $0 })
        #expect(open.map(\.outstanding) == [5, 5] && open.allSatisfy { $0.isRequest && $0.leadDays == nil })
        let filled = OrderBook.orders(
            empties + [fact(.empty, "tag", 5, at: 9)], [arrival(7, at: 5, .transfer)].compactMap { $0 })
        // The first is full, so the bin can ask again; the second has two of five.
        #expect(filled.map(\.outstanding) == [0, 3, 5])
    }

    @Test func shuffledFactsGiveTheSameOrders() {
        let seed: UInt64 = 20_261_122
        var random = Chance(seed: seed)
        for round in 0..<40 {
            var facts: [OrderFact] = []
            var arrivals: [Arrival] = []
            for hour in 0..<60 {
                switch random.below(5) {
                case 0: facts.append(fact(.placed, "o\(hour)", Int64(1 + random.below(20)), at: Int64(hour)))
                case 1: facts.append(fact(.empty, "t\(random.below(3))", 5, at: Int64(hour)))
                case 2: facts.append(fact(.cancelled, "o\(random.below(60))", 0, at: Int64(hour)))
                default:
                    if let came = arrival(Int64(1 + random.below(9)), at: Int64(hour)) { arrivals.append(came) }
                }
            }
            let orders = OrderBook.orders(facts, arrivals)
            for position in stride(from: facts.count - 1, to: 0, by: -1) {
                facts.swapAt(position, random.below(position + 1))
            }
            arrivals.reverse()
            #expect(OrderBook.orders(facts, arrivals) == orders, "round \(round), seed \(seed)")
            #expect(orders.allSatisfy { $0.outstanding >= 0 && $0.received >= 0 })
        }
    }
}
