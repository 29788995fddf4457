internal import GRDB
public import Model

extension StockBook {
    /// What a code on a pack means: the product, and the smallest units that the pack holds.
    ///
    /// - Parameter code: a GTIN as 14 digits, else the scheme and its code; a product's own id counts as its code.
    public mutating func product(code: String) throws -> (product: ProductID, units: Int64)? {
        let statement = try RawStatement(
            database,
            """
            SELECT p.id, c.units FROM stock_code c JOIN stock_product p ON p.key = c.product WHERE c.code = ?
            """)
        statement.bind(1, code)
        if let found = try statement.first({ (ProductID($0.text(0)), $0.int64(1)) }) { return found }
        return try product(ProductID(code)).map { ($0.id, 1) }
    }

    /// Adds a product or takes its new description over, with its codes.
    ///
    /// - Returns: whether it is new.
    /// - Throws: 65 when a code means another product already.
    public mutating func put(_ product: Product) throws -> Bool {
        let isNew = try keyed(product.id) == nil
        let statement = try RawStatement(
            database,
            """
            INSERT INTO stock_product (id, name, unit, criticality, reorder_level, order_quantity, price_milli,
                keeps_serials, celsius_min, celsius_max)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, unit = excluded.unit,
                criticality = excluded.criticality, reorder_level = excluded.reorder_level,
                order_quantity = excluded.order_quantity, price_milli = excluded.price_milli,
                keeps_serials = excluded.keeps_serials, celsius_min = excluded.celsius_min,
                celsius_max = excluded.celsius_max
            """)
        statement.bind(1, product.id.rawValue)
        statement.bind(2, product.name)
        statement.bind(3, product.unit)
        statement.bind(4, product.criticality.rawValue)
        statement.bind(5, product.reorderLevel)
        statement.bind(6, product.orderQuantity)
        statement.bind(7, product.priceMilli)
        statement.bind(8, product.keepsSerials ? 1 : 0)
        statement.bind(9, product.celsius.map { Int64($0.lowerBound) })
        statement.bind(10, product.celsius.map { Int64($0.upperBound) })
        try statement.run()
        cache.productRows[product.id] = nil
        guard let key = try keyed(product.id)?.key else { return isNew }
        for code in product.codes {
            let known = try self.product(code: code.code)
            if let known, known.product != product.id {
                throw VigieError(
                    .badData, "code \(Printable.clean(code.code)) means product \(known.product) already",
                    remedy: "Give each code to one product")
            }
            let put = try RawStatement(
                database, "INSERT OR REPLACE INTO stock_code (code, product, units) VALUES (?, ?, ?)")
            put.bind(1, code.code)
            put.bind(2, key)
            put.bind(3, code.units)
            try put.run()
        }
        return isNew
    }

    /// Adds a place of stock or takes its new description over.
    ///
    /// - Returns: whether it is new.
    /// - Throws: 65 when a place with movements would begin or cease to hold stock.
    public mutating func put(_ place: StockPlace) throws -> Bool {
        let known = try keyed(place.id)
        if let known, known.place.kind.holdsStock != place.kind.holdsStock, try isUsed(known.key) {
            throw VigieError(
                .badData, "place \(place.id) has movements and cannot become \(place.kind.rawValue)",
                remedy: "Give the new place another id")
        }
        let statement = try RawStatement(
            database,
            """
            INSERT INTO stock_place (id, name, kind, unit, x, y, trackable, owner) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, unit = excluded.unit,
                x = excluded.x, y = excluded.y, trackable = excluded.trackable, owner = excluded.owner
            """)
        statement.bind(1, place.id.rawValue)
        statement.bind(2, place.name)
        statement.bind(3, place.kind.rawValue)
        statement.bind(4, place.unit?.rawValue)
        statement.bind(5, place.xMetres)
        statement.bind(6, place.yMetres)
        statement.bind(7, place.trackable?.rawValue)
        statement.bind(8, place.owner)
        try statement.run()
        cache.placeRows[place.id] = nil
        return known == nil
    }

    private func isUsed(_ key: Int64) throws -> Bool {
        let statement = try RawStatement(
            database, "SELECT 1 FROM stock_movement WHERE from_place = ?1 OR to_place = ?1 LIMIT 1")
        statement.bind(1, key)
        return try statement.first { _ in true } ?? false
    }

    // MARK: Scans

    /// Keeps a raw scan.
    ///
    /// - Parameter outcome: `posted`, `duplicate`, `held`, `refused`.
    public mutating func keep(_ scan: StockScan, event: StockEventID, outcome: String) throws {
        let statement = try RawStatement(
            database,
            """
            INSERT INTO stock_scan (event, station, occurred_at, received_at, position, payload, outcome)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        statement.bind(1, event.rawValue)
        statement.bind(2, scan.station)
        statement.bind(3, scan.occurredAt)
        statement.bind(4, scan.receivedAt)
        statement.bind(5, scan.position.rawValue)
        try scan.payload.withUnsafeBytes { bytes in
            statement.bindUncopied(6, bytes)
            statement.bind(7, outcome)
            try statement.run()
        }
    }

    /// Whether a scan with this event id was kept, and what became of it last.
    public mutating func outcome(of event: StockEventID) throws -> String? {
        let statement = try RawStatement(
            database, "SELECT outcome FROM stock_scan WHERE event = ? ORDER BY id DESC LIMIT 1")
        statement.bind(1, event.rawValue)
        return try statement.first { $0.text(0) }
    }

    /// Scans that wait for the catalogue: row, station, receive time, position and payload, in the order of arrival.
    public mutating func heldScans() throws -> [(id: Int64, scan: StockScan)] {
        var held: [(id: Int64, scan: StockScan)] = []
        try RawStatement(
            database,
            """
            SELECT id, station, occurred_at, received_at, position, payload FROM stock_scan WHERE outcome = 'held'
            ORDER BY id
            """
        ).forEachRow { row in
            held.append(
                (
                    row.int64(0),
                    StockScan(
                        station: row.text(1), occurredAt: row.instant(2), receivedAt: row.instant(3),
                        position: LogPosition(row.int64(4)), payload: Array(row.bytes(5)))
                ))
        }
        return held
    }

    /// A scan that waited is dealt with.
    public mutating func release(_ id: Int64, outcome: String) throws {
        let statement = try RawStatement(database, "UPDATE stock_scan SET outcome = ? WHERE id = ?")
        statement.bind(1, outcome)
        statement.bind(2, id)
        try statement.run()
    }

    // MARK: Papers

    /// What lies where of a product; see ``StoreReader/stockLevels(product:place:lot:)``.
    public mutating func levels(
        product: ProductID, place: StockPlaceID? = nil, lot: LotNumber? = nil, on day: CalendarDay
    ) throws -> [StockLevel] {
        try StockRows.levels(database, product: product, place: place, lot: lot, on: day)
    }

    /// The lot that a serial number was recorded with; nil when none was told. The newest slot holds.
    public mutating func lot(of product: ProductID, serial: SerialNumber) throws -> LotNumber? {
        guard let key = try keyed(product)?.key else { return nil }
        let statement = try RawStatement(
            database,
            "SELECT lot FROM stock_slot WHERE product = ? AND serial = ? AND lot <> '' ORDER BY key DESC LIMIT 1")
        statement.bind(1, key)
        statement.bind(2, serial.rawValue)
        return try statement.first { LotNumber($0.text(0)) }
    }

    /// Adds a recall, or writes its new state.
    public mutating func put(_ recall: Recall) throws {
        guard let key = try keyed(recall.product)?.key else {
            throw StockRows.missing("product", recall.product.rawValue)
        }
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO stock_recall (id, product, lot, serial, reason, opened_at, opened_by, closed_at,
                closed_by, proof, withdrawn)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        statement.bind(1, recall.id)
        statement.bind(2, key)
        statement.bind(3, recall.lot.rawValue)
        statement.bind(4, recall.serial.rawValue)
        statement.bind(5, recall.reason)
        statement.bind(6, recall.openedAt)
        statement.bind(7, recall.openedBy)
        statement.bind(8, recall.closedAt?.milliseconds)
        statement.bind(9, recall.closedBy)
        statement.bind(10, recall.proof)
        statement.bind(11, recall.isWithdrawn ? 1 : 0)
        try statement.run()
    }

    /// The recalls of a product that are open, by id.
    public mutating func openRecalls(of product: ProductID) throws -> [Recall] {
        try StockRows.recalls(database, openOnly: true).filter { $0.product == product }
    }

    /// A recall by its id; nil when there is none.
    public mutating func recall(_ id: String) throws -> Recall? {
        try StockRows.recalls(database, openOnly: false).first { $0.id == id }
    }

    public mutating func put(_ loan: Loan) throws {
        guard let key = try keyed(loan.product)?.key else {
            throw StockRows.missing("product", loan.product.rawValue)
        }
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO stock_loan (id, partner, lent, product, quantity, due, state, note, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        statement.bind(1, loan.id)
        statement.bind(2, loan.partner.rawValue)
        statement.bind(3, loan.isLent ? 1 : 0)
        statement.bind(4, key)
        statement.bind(5, loan.quantity)
        statement.bind(6, loan.due.map { Int64($0.days) })
        statement.bind(7, loan.state.rawValue)
        statement.bind(8, loan.note)
        statement.bind(9, loan.changedAt)
        try statement.run()
    }

    /// A loan by its id; nil when there is none.
    public mutating func loan(_ id: String) throws -> Loan? {
        try StockRows.loans(database).first { $0.id == id }
    }

    public mutating func put(_ reservation: Reservation) throws {
        guard let product = try keyed(reservation.product)?.key else {
            throw StockRows.missing("product", reservation.product.rawValue)
        }
        guard let place = try keyed(reservation.place)?.key else {
            throw StockRows.missing("place of stock", reservation.place.rawValue)
        }
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO stock_reservation (id, product, lot, place, quantity, purpose, until)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        statement.bind(1, reservation.id)
        statement.bind(2, product)
        statement.bind(3, reservation.lot.rawValue)
        statement.bind(4, place)
        statement.bind(5, reservation.quantity)
        statement.bind(6, reservation.purpose)
        statement.bind(7, reservation.until.map { Int64($0.days) })
        try statement.run()
    }

    /// - Returns: whether there was one.
    public mutating func removeReservation(_ id: String) throws -> Bool {
        let statement = try RawStatement(database, "DELETE FROM stock_reservation WHERE id = ? RETURNING id")
        statement.bind(1, id)
        return try statement.first { _ in true } ?? false
    }
}
