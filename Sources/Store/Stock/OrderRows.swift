internal import GRDB
public import Model

/// How orders, bins, targets and makers lie in rows.
enum OrderRows {
    static func facts(_ database: Database) throws -> [OrderFact] {
        var facts: [OrderFact] = []
        try RawStatement(
            database,
            """
            SELECT o.event, o.kind, o.reference, p.id, l.id, o.quantity, o.occurred_at, o.recorded_at, o.actor,
                o.device, o.supplier, o.note, o.source
            FROM stock_order o JOIN stock_product p ON p.key = o.product LEFT JOIN stock_place l ON l.key = o.place
            ORDER BY o.number
            """
        ).forEachRow { row in
            guard let kind = OrderFact.Kind(rawValue: row.text(1)) else { return }
            var fact = OrderFact(
                event: StockEventID(row.text(0)), kind: kind, order: row.text(2), product: ProductID(row.text(3)),
                place: row.isNull(4) ? nil : StockPlaceID(row.text(4)), quantity: row.int64(5),
                occurredAt: row.instant(6), recordedAt: row.instant(7))
            fact.actor = row.text(8)
            fact.device = row.text(9)
            fact.supplier = row.isNull(10) ? nil : PartnerID(row.text(10))
            fact.note = row.text(11)
            fact.source = row.optionalInt64(12).map { LogPosition($0) }
            facts.append(fact)
        }
        return facts
    }

    static func bins(_ database: Database) throws -> [StockBin] {
        var bins: [StockBin] = []
        try RawStatement(
            database,
            """
            SELECT b.tag, p.id, l.id, b.quantity, b.reader FROM stock_bin b JOIN stock_product p ON p.key = b.product
            JOIN stock_place l ON l.key = b.place ORDER BY b.tag
            """
        ).forEachRow { row in
            bins.append(
                StockBin(
                    tag: TagID(row.text(0)), product: ProductID(row.text(1)), place: StockPlaceID(row.text(2)),
                    quantity: row.int64(3), reader: row.text(4).isEmpty ? nil : ReaderID(row.text(4))))
        }
        return bins
    }

    static func targets(_ database: Database) throws -> [StockTarget] {
        var targets: [StockTarget] = []
        try RawStatement(
            database,
            """
            SELECT p.id, l.id, t.low, t.high FROM stock_target t JOIN stock_product p ON p.key = t.product
            JOIN stock_place l ON l.key = t.place ORDER BY p.id, l.id
            """
        ).forEachRow { row in
            targets.append(
                StockTarget(
                    product: ProductID(row.text(0)), place: StockPlaceID(row.text(1)), low: row.optionalInt64(2),
                    high: row.int64(3)))
        }
        return targets
    }

    static func event(_ row: RawStatement) -> CapturedEvent {
        CapturedEvent(
            id: row.text(0), isError: row.int(1) != 0, occurredAt: row.instant(2), recordedAt: row.instant(3),
            json: row.text(4), context: row.text(5))
    }
}

extension StoreReader {
    /// Every fact about orders and requests, in the order of recording.
    public func orderFacts() throws(VigieError) -> [OrderFact] { try read { try OrderRows.facts($0) } }

    /// Orders and requests with what came of them, by when they were placed.
    ///
    /// - Complexity: O(facts, and movements of their products since the first).
    public func orders() throws(VigieError) -> [OpenOrder] {
        let facts = try orderFacts()
        var firstOfProduct: [ProductID: Instant] = [:]
        for fact in facts {
            firstOfProduct[fact.product] = min(firstOfProduct[fact.product] ?? fact.occurredAt, fact.occurredAt)
        }
        var arrivals: [Arrival] = []
        for (product, first) in firstOfProduct {
            var filter = MovementFilter()
            filter.product = product
            filter.from = first
            let rows = try movements(filter, limit: 5_000_000)
            arrivals += rows.filter { !$0.isReversed }.compactMap { Arrival($0.movement) }
        }
        return OrderBook.orders(facts, arrivals)
    }

    /// The bins, by tag.
    public func bins() throws(VigieError) -> [StockBin] { try read { try OrderRows.bins($0) } }

    /// How full places are kept, by product and place.
    public func stockTargets() throws(VigieError) -> [StockTarget] { try read { try OrderRows.targets($0) } }

    /// Who makes devices, by product.
    public func deviceMakers() throws(VigieError) -> [DeviceMaker] {
        try read { database in
            var makers: [DeviceMaker] = []
            try RawStatement(
                database,
                """
                SELECT p.id, m.model, m.manufacturer, m.address, m.website
                FROM stock_maker m JOIN stock_product p ON p.key = m.product ORDER BY p.id
                """
            ).forEachRow { row in
                makers.append(
                    DeviceMaker(
                        product: ProductID(row.text(0)), model: row.text(1), manufacturer: row.text(2),
                        address: row.text(3), website: row.text(4)))
            }
            return makers
        }
    }

    /// Events of other systems that happened in a span, the oldest first.
    ///
    /// - Parameters:
    ///   - from: nil from the first on.
    ///   - to: nil to the last; not included.
    public func capturedEvents(from: Instant?, to: Instant?) throws(VigieError) -> [CapturedEvent] {
        try read { database in
            var events: [CapturedEvent] = []
            let statement = try RawStatement(
                database,
                """
                SELECT id, is_error, occurred_at, recorded_at, json, context FROM stock_event
                WHERE occurred_at >= ?1 AND occurred_at < ?2 ORDER BY occurred_at, id, is_error
                """)
            statement.bind(1, from ?? .distantPast)
            statement.bind(2, to ?? .distantFuture)
            try statement.forEachRow { events.append(OrderRows.event($0)) }
            return events
        }
    }
}
