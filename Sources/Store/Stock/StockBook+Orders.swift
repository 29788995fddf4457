internal import GRDB
public import Model

extension StockBook {
    /// Records a fact about an order or a request.
    ///
    /// - Returns: false when a fact with its event id was recorded before.
    public mutating func append(_ fact: OrderFact) throws -> Bool {
        guard let product = try keyed(fact.product)?.key else {
            throw StockRows.missing("product", fact.product.rawValue)
        }
        let statement = try RawStatement(
            database,
            """
            INSERT OR IGNORE INTO stock_order (event, kind, reference, product, place, quantity, occurred_at,
                recorded_at, actor, device, supplier, note, source)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number
            """)
        statement.bind(1, fact.event.rawValue)
        statement.bind(2, fact.kind.rawValue)
        statement.bind(3, fact.order)
        statement.bind(4, product)
        statement.bind(5, try fact.place.map { try key(of: $0) })
        statement.bind(6, fact.quantity)
        statement.bind(7, fact.occurredAt)
        statement.bind(8, fact.recordedAt)
        statement.bind(9, fact.actor)
        statement.bind(10, fact.device)
        statement.bind(11, fact.supplier?.rawValue)
        statement.bind(12, fact.note)
        statement.bind(13, fact.source?.rawValue)
        return try statement.first { _ in true } ?? false
    }

    /// Moves a fact that is known to an earlier time; a later one changes nothing. Only for sightings of one hour, of
    /// which the first counts.
    public mutating func bringForward(_ fact: OrderFact) throws {
        let statement = try RawStatement(
            database,
            """
            UPDATE stock_order SET occurred_at = ?2, recorded_at = ?3, source = ?4
            WHERE event = ?1 AND occurred_at > ?2
            """)
        statement.bind(1, fact.event.rawValue)
        statement.bind(2, fact.occurredAt)
        statement.bind(3, fact.recordedAt)
        statement.bind(4, fact.source?.rawValue)
        try statement.run()
    }

    private mutating func key(of place: StockPlaceID) throws -> Int64 {
        guard let key = try keyed(place)?.key else { throw StockRows.missing("place of stock", place.rawValue) }
        return key
    }

    /// Every fact about orders and requests, in the order of recording.
    public mutating func orderFacts() throws -> [OrderFact] { try OrderRows.facts(database) }

    /// The bin with a tag; nil when there is none.
    public mutating func bin(_ tag: TagID) throws -> StockBin? {
        try OrderRows.bins(database).first { $0.tag == tag }
    }

    /// Adds a bin or takes its new description over.
    ///
    /// - Returns: whether it is new.
    public mutating func put(_ bin: StockBin) throws -> Bool {
        let isNew = try self.bin(bin.tag) == nil
        guard let product = try keyed(bin.product)?.key else {
            throw StockRows.missing("product", bin.product.rawValue)
        }
        let statement = try RawStatement(
            database, "INSERT OR REPLACE INTO stock_bin (tag, product, place, quantity, reader) VALUES (?, ?, ?, ?, ?)")
        statement.bind(1, bin.tag.rawValue)
        statement.bind(2, product)
        statement.bind(3, try key(of: bin.place))
        statement.bind(4, bin.quantity)
        statement.bind(5, bin.reader?.rawValue ?? "")
        try statement.run()
        return isNew
    }

    /// Decides how full a place is kept of a product.
    ///
    /// - Returns: whether nothing was decided before.
    public mutating func put(_ target: StockTarget) throws -> Bool {
        guard let product = try keyed(target.product)?.key else {
            throw StockRows.missing("product", target.product.rawValue)
        }
        let place = try key(of: target.place)
        let known = try RawStatement(database, "SELECT 1 FROM stock_target WHERE product = ? AND place = ?")
        known.bind(1, product)
        known.bind(2, place)
        let isNew = try known.first { _ in true } == nil
        let statement = try RawStatement(
            database, "INSERT OR REPLACE INTO stock_target (product, place, low, high) VALUES (?, ?, ?, ?)")
        statement.bind(1, product)
        statement.bind(2, place)
        statement.bind(3, target.low)
        statement.bind(4, target.high)
        try statement.run()
        return isNew
    }

    /// Tells who makes a device.
    ///
    /// - Returns: whether it was not told before.
    public mutating func put(_ maker: DeviceMaker) throws -> Bool {
        guard let product = try keyed(maker.product)?.key else {
            throw StockRows.missing("product", maker.product.rawValue)
        }
        let known = try RawStatement(database, "SELECT 1 FROM stock_maker WHERE product = ?")
        known.bind(1, product)
        let isNew = try known.first { _ in true } == nil
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO stock_maker (product, model, manufacturer, address, website)
            VALUES (?, ?, ?, ?, ?)
            """)
        statement.bind(1, product)
        statement.bind(2, maker.model)
        statement.bind(3, maker.manufacturer)
        statement.bind(4, maker.address)
        statement.bind(5, maker.website)
        try statement.run()
        return isNew
    }

    /// Keeps an event of another system as it came.
    ///
    /// - Returns: false when it was kept before.
    public mutating func put(_ event: CapturedEvent) throws -> Bool {
        let statement = try RawStatement(
            database,
            """
            INSERT OR IGNORE INTO stock_event (id, is_error, occurred_at, recorded_at, json, context)
            VALUES (?, ?, ?, ?, ?, ?) RETURNING id
            """)
        statement.bind(1, event.id)
        statement.bind(2, event.isError ? 1 : 0)
        statement.bind(3, event.occurredAt)
        statement.bind(4, event.recordedAt)
        statement.bind(5, event.json)
        statement.bind(6, event.context)
        return try statement.first { _ in true } ?? false
    }

    /// Movements that began with an event's id: its own, or those of its things in order.
    public mutating func movements(ofEvent id: String) throws -> [Movement] {
        let statement = try RawStatement(
            database,
            """
            SELECT event FROM stock_movement WHERE event = ?1 OR (event >= ?1 || '#' AND event < ?1 || '$')
            ORDER BY number
            """)
        statement.bind(1, id)
        var events: [StockEventID] = []
        try statement.forEachRow { events.append(StockEventID($0.text(0))) }
        return try events.compactMap { try movement($0)?.movement }
    }
}
