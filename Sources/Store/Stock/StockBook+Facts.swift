internal import GRDB
public import Model

/// What late facts are judged by: decisions, excursions, sweeps.
extension StockBook {
    /// See ``LedgerBook``.
    public mutating func decisions(
        _ product: ProductID, lot: LotNumber, serial: SerialNumber
    ) throws -> [LotDecision] {
        guard let key = try keyed(product)?.key else { return [] }
        let statement = try RawStatement(
            database,
            """
            SELECT event, at, status, reason FROM stock_decision WHERE product = ? AND lot = ? AND serial = ?
            """)
        statement.bind(1, key)
        statement.bind(2, lot.rawValue)
        statement.bind(3, serial.rawValue)
        var decisions: [LotDecision] = []
        try statement.forEachRow { row in
            decisions.append(
                LotDecision(
                    product: product, lot: lot, serial: serial, event: StockEventID(row.text(0)), at: row.instant(1),
                    status: LotStatus(rawValue: row.text(2)) ?? .quarantined, reason: row.text(3)))
        }
        return decisions
    }

    /// See ``LedgerBook``.
    public mutating func put(_ decision: LotDecision) throws {
        guard let key = try keyed(decision.product)?.key else {
            throw StockRows.missing("product", decision.product.rawValue)
        }
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO stock_decision (event, product, lot, serial, at, status, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        statement.bind(1, decision.event.rawValue)
        statement.bind(2, key)
        statement.bind(3, decision.lot.rawValue)
        statement.bind(4, decision.serial.rawValue)
        statement.bind(5, decision.at)
        statement.bind(6, decision.status.rawValue)
        statement.bind(7, decision.reason)
        try statement.run()
    }

    /// See ``LedgerBook``.
    public mutating func removeDecision(_ event: StockEventID) throws {
        let statement = try RawStatement(database, "DELETE FROM stock_decision WHERE event = ?")
        statement.bind(1, event.rawValue)
        try statement.run()
    }

    // MARK: Excursions

    /// Keeps an excursion of a place's temperature.
    ///
    /// - Returns: false when it was kept before.
    public mutating func put(_ excursion: Excursion) throws -> Bool {
        guard let key = try keyed(excursion.place)?.key else {
            throw StockRows.missing("place of stock", excursion.place.rawValue)
        }
        let statement = try RawStatement(
            database,
            """
            INSERT OR IGNORE INTO stock_excursion (id, place, from_at, to_at, celsius_min, celsius_max, recorded_at)
            VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
            """)
        statement.bind(1, excursion.id)
        statement.bind(2, key)
        statement.bind(3, excursion.from)
        statement.bind(4, excursion.to)
        statement.bind(5, excursion.celsius.lowerBound)
        statement.bind(6, excursion.celsius.upperBound)
        statement.bind(7, excursion.recordedAt)
        return try statement.first { _ in true } ?? false
    }

    /// See ``LedgerBook``.
    public mutating func excursions(at place: StockPlaceID, endingAfter instant: Instant) throws -> [Excursion] {
        guard let key = try keyed(place)?.key else { return [] }
        let statement = try RawStatement(
            database,
            """
            SELECT id, from_at, to_at, celsius_min, celsius_max, recorded_at FROM stock_excursion
            WHERE place = ? AND to_at > ? ORDER BY id
            """)
        statement.bind(1, key)
        statement.bind(2, instant)
        var excursions: [Excursion] = []
        try statement.forEachRow { excursions.append(ClimateRows.excursion($0, at: place)) }
        return excursions
    }

    /// The lots that a place ever had, by product and number.
    public mutating func lots(at place: StockPlaceID) throws -> [(product: ProductID, lot: LotNumber)] {
        guard let key = try keyed(place)?.key else { return [] }
        var lots: [(product: ProductID, lot: LotNumber)] = []
        let statement = try RawStatement(
            database,
            """
            SELECT DISTINCT p.id, s.lot FROM stock_slot s JOIN stock_product p ON p.key = s.product
            WHERE s.place = ? AND s.lot <> '' ORDER BY p.id, s.lot
            """)
        statement.bind(1, key)
        try statement.forEachRow { lots.append((ProductID($0.text(0)), LotNumber($0.text(1)))) }
        return lots
    }

    /// See ``LedgerBook``.
    public mutating func slots(of product: ProductID, lot: LotNumber) throws -> [(key: SlotKey, slot: StockSlot)] {
        guard let key = try keyed(product)?.key else { return [] }
        let statement = try RawStatement(
            database,
            """
            SELECT s.key, s.serial, l.id FROM stock_slot s JOIN stock_place l ON l.key = s.place
            WHERE s.product = ? AND s.lot = ? ORDER BY s.key
            """)
        statement.bind(1, key)
        statement.bind(2, lot.rawValue)
        var slots: [(key: SlotKey, slot: StockSlot)] = []
        try statement.forEachRow { row in
            slots.append(
                (
                    SlotKey(row.int64(0)),
                    StockSlot(
                        product: product, lot: lot, serial: SerialNumber(row.text(1)), place: StockPlaceID(row.text(2)))
                ))
        }
        return slots
    }

    // MARK: Sweeps

    /// See ``LedgerBook``.
    public mutating func objects(
        at place: StockPlaceID, since: Instant
    ) throws -> [(key: SlotKey, slot: StockSlot)] {
        guard let key = try keyed(place)?.key else { return [] }
        let statement = try RawStatement(
            database,
            """
            SELECT s.key, p.id, s.lot, s.serial FROM stock_slot s JOIN stock_product p ON p.key = s.product
            WHERE s.place = ?1 AND s.serial <> '' AND (s.last_at >= ?2 OR s.balance <> 0) ORDER BY s.key
            """)
        statement.bind(1, key)
        statement.bind(2, since)
        var slots: [(key: SlotKey, slot: StockSlot)] = []
        try statement.forEachRow { row in
            let slot = StockSlot(
                product: ProductID(row.text(1)), lot: LotNumber(row.text(2)), serial: SerialNumber(row.text(3)),
                place: place)
            slots.append((SlotKey(row.int64(0)), slot))
        }
        return slots
    }

    /// See ``LedgerBook``.
    public mutating func sweep(of place: StockPlaceID, from instant: Instant) throws -> Sweep? {
        try sweep(
            place, instant,
            """
            SELECT event, occurred_at, recorded_at, device, source FROM stock_sweep
            WHERE place = ? AND occurred_at >= ? ORDER BY occurred_at, event LIMIT 1
            """)
    }

    /// See ``LedgerBook``.
    public mutating func sweep(of place: StockPlaceID, before instant: Instant) throws -> Sweep? {
        try sweep(
            place, instant,
            """
            SELECT event, occurred_at, recorded_at, device, source FROM stock_sweep
            WHERE place = ? AND occurred_at < ? ORDER BY occurred_at DESC, event DESC LIMIT 1
            """)
    }

    private mutating func sweep(_ place: StockPlaceID, _ instant: Instant, _ sql: String) throws -> Sweep? {
        guard let key = try keyed(place)?.key else { return nil }
        let statement = try RawStatement(database, sql)
        statement.bind(1, key)
        statement.bind(2, instant)
        return try statement.first { row in
            Sweep(
                event: StockEventID(row.text(0)), place: place, occurredAt: row.instant(1), recordedAt: row.instant(2),
                device: row.text(3), source: row.optionalInt64(4).map { LogPosition($0) })
        }
    }

    /// See ``LedgerBook``.
    public mutating func put(_ sweep: Sweep) throws {
        guard let key = try keyed(sweep.place)?.key else {
            throw StockRows.missing("place of stock", sweep.place.rawValue)
        }
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO stock_sweep (place, occurred_at, event, recorded_at, device, source)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        statement.bind(1, key)
        statement.bind(2, sweep.occurredAt)
        statement.bind(3, sweep.event.rawValue)
        statement.bind(4, sweep.recordedAt)
        statement.bind(5, sweep.device)
        statement.bind(6, sweep.source?.rawValue)
        try statement.run()
    }
}
