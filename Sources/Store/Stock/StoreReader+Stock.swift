internal import GRDB
public import Model

/// Which movements are asked for; what is nil does not limit.
public struct MovementFilter: Sendable {
    public var product: ProductID?
    public var lot: LotNumber?
    public var serial: SerialNumber?
    public var place: StockPlaceID?
    public var patient: PatientID?
    public var from: Instant?
    public var to: Instant?

    public init() {}

    /// The rows to be looked at: those of a patient or product by their own index, else all from the newest back.
    fileprivate var index: String {
        if patient != nil {
            return "INDEXED BY stock_movement_patient WHERE patient = ?5 AND (?1 IS NULL OR product = ?1)"
        }
        if product != nil { return "INDEXED BY stock_movement_lot WHERE product = ?1 AND ?5 IS NULL" }
        return "WHERE ?1 IS NULL AND ?5 IS NULL"
    }
}

extension StoreReader {
    /// Every slot that is not empty, by product, place, expiry and lot.
    ///
    /// - Parameter day: reservations that end before it count no more.
    /// - Complexity: O(slots that are not empty).
    public func stockLevels(
        product: ProductID? = nil, place: StockPlaceID? = nil, lot: LotNumber? = nil, on day: CalendarDay
    ) throws(VigieError) -> [StockLevel] {
        try read { try StockRows.levels($0, product: product, place: place, lot: lot, on: day) }
    }

    /// The catalogue by id, with the codes unless they are not asked for.
    public func products(withCodes: Bool = true) throws(VigieError) -> [Product] {
        try read { database in
            var products: [Product] = []
            var placeOfKey: [Int64: Int] = [:]
            let statement = try RawStatement(
                database, "SELECT " + StockRows.productColumns + " FROM stock_product ORDER BY id")
            try statement.forEachRow { row in
                placeOfKey[row.int64(0)] = products.count
                products.append(StockRows.product(row).product)
            }
            guard withCodes else { return products }
            try RawStatement(database, "SELECT code, product, units FROM stock_code ORDER BY code").forEachRow { row in
                guard let place = placeOfKey[row.int64(1)] else { return }
                products[place].codes.append(ProductCode(code: row.text(0), units: row.int64(2)))
            }
            return products
        }
    }

    /// Products by id, code or name (any case); several when a name is not unique.
    public func products(named text: String) throws(VigieError) -> [Product] {
        try read { database in
            var products: [Product] = []
            let statement = try RawStatement(
                database,
                "SELECT " + StockRows.productColumns
                    + """
                     FROM stock_product WHERE id = ?1 OR key IN (SELECT product FROM stock_code WHERE code = ?1)
                        OR name = ?1 COLLATE NOCASE ORDER BY id
                    """)
            statement.bind(1, text)
            try statement.forEachRow { products.append(StockRows.product($0).product) }
            return products
        }
    }

    /// Places of stock by id.
    public func stockPlaces() throws(VigieError) -> [StockPlace] {
        try read { database in
            var places: [StockPlace] = []
            let statement = try RawStatement(
                database, "SELECT " + StockRows.placeColumns + " FROM stock_place ORDER BY id")
            try statement.forEachRow { places.append(StockRows.place($0).place) }
            return places
        }
    }

    /// Lots by product and number.
    ///
    /// - Parameter liveOnly: only those of which something is left somewhere.
    public func lots(product: ProductID? = nil, liveOnly: Bool = true) throws(VigieError) -> [(
        lot: Lot, balance: Int64
    )] {
        try read { database in
            var lots: [(lot: Lot, balance: Int64)] = []
            let statement = try RawStatement(
                database,
                """
                SELECT p.id, l.number, l.expiry, l.status, l.status_reason, l.out_of_range,
                    coalesce((SELECT sum(s.balance) FROM stock_slot s
                        WHERE s.product = l.product AND s.lot = l.number), 0)
                FROM stock_lot l JOIN stock_product p ON p.key = l.product WHERE ?1 IS NULL OR p.id = ?1
                ORDER BY p.id, l.expiry IS NULL, l.expiry, l.number
                """)
            statement.bind(1, product?.rawValue)
            try statement.forEachRow { row in
                guard !liveOnly || row.int64(6) != 0 else { return }
                lots.append(
                    (
                        Lot(
                            product: ProductID(row.text(0)), number: LotNumber(row.text(1)),
                            expiry: StockRows.day(row, 2), status: LotStatus(rawValue: row.text(3)) ?? .quarantined,
                            statusReason: row.text(4), outOfRangeMilliseconds: row.int64(5)), row.int64(6)
                    ))
            }
            return lots
        }
    }

    /// Movements by when they happened, newest first.
    public func movements(_ filter: MovementFilter, limit: Int) throws(VigieError) -> [MovementRow] {
        try read { database in
            let names = try StockRows.Names(database)
            let product = filter.product.flatMap { id in names.products.first { $0.value == id }?.key ?? -1 }
            let place = filter.place.flatMap { id in names.places.first { $0.value == id }?.key ?? -1 }
            let statement = try RawStatement(
                database,
                "SELECT " + StockRows.movementColumns
                    + ", EXISTS (SELECT 1 FROM stock_movement r WHERE r.reverses = m.event) FROM stock_movement m "
                    + filter.index
                        + """
                         AND (?2 IS NULL OR lot = ?2) AND (?3 IS NULL OR serial = ?3)
                            AND (?4 IS NULL OR from_place = ?4 OR to_place = ?4)
                            AND occurred_at >= ?6 AND occurred_at < ?7
                        ORDER BY occurred_at DESC, number DESC LIMIT ?8
                        """)
            statement.bind(1, product)
            statement.bind(2, filter.lot?.rawValue)
            statement.bind(3, filter.serial?.rawValue)
            statement.bind(4, place)
            statement.bind(5, filter.patient?.rawValue)
            statement.bind(6, filter.from ?? .distantPast)
            statement.bind(7, filter.to ?? .distantFuture)
            statement.bind(8, limit)
            var rows: [MovementRow] = []
            try statement.forEachRow { row in
                let keyed = StockRows.movement(row)
                var movement = keyed.movement
                movement.product = names.products[keyed.product] ?? ProductID("")
                movement.from = keyed.from.flatMap { names.places[$0] }
                movement.to = keyed.to.flatMap { names.places[$0] }
                rows.append(MovementRow(number: keyed.number, movement: movement, isReversed: row.int(21) != 0))
            }
            return rows
        }
    }

    /// Cases, the newest first.
    ///
    /// - Parameter openOnly: otherwise those that are resolved too; what late facts withdrew never.
    public func stockCases(openOnly: Bool = true, limit: Int) throws(VigieError) -> [StockCase] {
        try read { database in
            let statement = try RawStatement(
                database,
                "SELECT " + StockRows.caseColumns
                    + """
                     FROM stock_case WHERE state <> 'withdrawn' AND (?1 = 0 OR state = 'open')
                    ORDER BY occurred_at DESC, id LIMIT ?2
                    """)
            statement.bind(1, openOnly ? 1 : 0)
            statement.bind(2, limit)
            var cases: [StockCase] = []
            try statement.forEachRow { cases.append(StockRows.stockCase($0)) }
            return cases
        }
    }

    /// How many cases are open, by kind.
    public func openCaseCounts() throws(VigieError) -> [(kind: String, count: Int)] {
        try read { database in
            var counts: [(kind: String, count: Int)] = []
            try RawStatement(
                database, "SELECT kind, count(*) FROM stock_case WHERE state = 'open' GROUP BY kind ORDER BY kind"
            ).forEachRow { counts.append(($0.text(0), $0.int(1))) }
            return counts
        }
    }

    /// Every recall, by when it was opened.
    public func recalls() throws(VigieError) -> [Recall] {
        try read { try StockRows.recalls($0, openOnly: false) }
    }

    /// Every loan, the latest change first, with what moved as the ledger says.
    public func loans() throws(VigieError) -> [Loan] {
        try read { try StockRows.loans($0) }
    }

    /// What is kept for somebody, by id.
    public func reservations() throws(VigieError) -> [Reservation] {
        try read { try StockRows.reservations($0) }
    }

    /// What was used up per day (UTC): issues, dispensing and implants, less what came back; reversed movements do not
    /// count, losses and transfers neither. Days without any are left out.
    ///
    /// - Parameters:
    ///   - place: nil for all places together.
    ///   - from: the first day.
    ///   - to: the day after the last.
    /// - Complexity: O(movements of the product in the span).
    public func dailyDemand(
        of product: ProductID, at place: StockPlaceID? = nil, from: CalendarDay, to: CalendarDay
    ) throws(VigieError) -> [DailyDemand] {
        try read { database in
            guard let key = try StockRows.product(database, product)?.key else { return [] }
            let placeKey = try place.map { try StockRows.place(database, $0)?.key ?? -1 }
            let statement = try RawStatement(
                database,
                """
                SELECT m.occurred_at / 86400000, sum(CASE m.kind WHEN 4 THEN -m.quantity ELSE m.quantity END)
                FROM stock_movement m
                WHERE m.product = ?1 AND m.kind IN (2, 4, 8, 9) AND m.occurred_at >= ?2 AND m.occurred_at < ?3
                    AND (?4 IS NULL OR CASE m.kind WHEN 4 THEN m.to_place ELSE m.from_place END = ?4)
                    AND NOT EXISTS (SELECT 1 FROM stock_movement r WHERE r.reverses = m.event)
                GROUP BY 1 ORDER BY 1
                """)
            statement.bind(1, key)
            statement.bind(2, from.start)
            statement.bind(3, to.start)
            statement.bind(4, placeKey)
            var demand: [DailyDemand] = []
            try statement.forEachRow { row in
                demand.append(DailyDemand(day: CalendarDay(days: row.int32(0)), quantity: row.int64(1)))
            }
            return demand
        }
    }
}
