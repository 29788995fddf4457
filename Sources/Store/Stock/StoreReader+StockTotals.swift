internal import GRDB
public import Model

extension StoreReader {
    /// What lies where, added up by product and groups of places, by integers and in one pass over the slots that are
    /// not empty.
    ///
    /// - Parameters:
    ///   - product: nil for all.
    ///   - place: nil for all.
    ///   - horizon: up to this day what is usable counts as expiring.
    ///   - groups: the group of each place; a place that is missing is left out.
    /// - Returns: by product id, then group.
    /// - Complexity: O(slots that are not empty).
    public func stockTotals(
        of product: ProductID? = nil, at place: StockPlaceID? = nil, on day: CalendarDay, horizon: CalendarDay? = nil,
        groups: [StockPlaceID: Int]
    ) throws(VigieError) -> [StockTotalRow] {
        try read { database in
            var totals = StockTotals(groups: groups, day: day, horizon: horizon ?? day)
            try totals.read(database, product, place)
            return totals.rows
        }
    }

    /// What was used up of each product in a span: issues, dispensing and implants, less what came back; reversed
    /// movements do not count. Products without any are left out.
    ///
    /// - Complexity: O(movements in the span).
    public func demandSums(from: CalendarDay, to: CalendarDay) throws(VigieError) -> [ProductID: Int64] {
        try read { database in
            let names = try StockRows.Names(database)
            let statement = try RawStatement(
                database,
                """
                SELECT m.product, sum(CASE m.kind WHEN 4 THEN -m.quantity ELSE m.quantity END)
                FROM stock_movement m INDEXED BY stock_movement_at
                WHERE m.occurred_at >= ?1 AND m.occurred_at < ?2 AND m.kind IN (2, 4, 8, 9)
                    AND NOT EXISTS (SELECT 1 FROM stock_movement r WHERE r.reverses = m.event)
                GROUP BY m.product
                """)
            statement.bind(1, from.start)
            statement.bind(2, to.start)
            var sums: [ProductID: Int64] = [:]
            try statement.forEachRow { row in
                if let id = names.products[row.int64(0)] { sums[id] = row.int64(1) }
            }
            return sums
        }
    }
}

/// Balances as they are added up.
private struct StockTotals {
    private struct Running {
        var total = StockTotal()
        var lots: Set<String> = []
    }

    let groups: [StockPlaceID: Int]
    let day: CalendarDay
    let horizon: CalendarDay
    private(set) var rows: [StockTotalRow] = []
    private var running: [Int: Running] = [:]

    init(groups: [StockPlaceID: Int], day: CalendarDay, horizon: CalendarDay) {
        self.groups = groups
        self.day = day
        self.horizon = horizon
    }

    mutating func read(_ database: Database, _ product: ProductID?, _ place: StockPlaceID?) throws {
        let names = try StockRows.Names(database)
        var groupOfKey: [Int64: Int] = [:]
        for (key, id) in names.places where place == nil || id == place { groupOfKey[key] = groups[id] }
        // What reservations and recalls touch is taken lot by lot; the rest needs no names.
        let special = try StockRows.named(database, on: day).filter { product == nil || $0 == product }
        let specialKeys = Set(names.products.filter { special.contains($0.value) }.map(\.key))
        let asked = try product.map { try StockRows.product(database, $0)?.key ?? -1 }
        let statement = try RawStatement(database, asked == nil ? Self.all : Self.one)
        if let asked { statement.bind(1, asked) }
        var current: Int64 = -1
        try statement.forEachRow { row in
            let key = row.int64(0)
            if key != current {
                flush(names.products[current])
                current = key
            }
            guard let group = groupOfKey[row.int64(1)], !specialKeys.contains(key) else { return }
            let balance = row.int64(3)
            let expiry = StockRows.day(row, 5)
            let isUsableLot = row.int(6) != 0
            let isFit = isUsableLot && (expiry.map { $0 >= day } ?? true)
            running[group, default: Running()].lots.insert(row.text(2))
            running[group, default: Running()].total.add(
                balance: balance, usable: isFit ? max(0, balance) : 0, isUsableLot: isUsableLot, expiry: expiry,
                reserved: 0, lastAt: row.optionalInstant(4), on: day, horizon: horizon)
        }
        flush(names.products[current])
        for id in special { try add(database, id, place) }
        rows.sort { $0.product != $1.product ? $0.product < $1.product : $0.group < $1.group }
    }

    private mutating func add(_ database: Database, _ product: ProductID, _ place: StockPlaceID?) throws {
        for level in try StockRows.levels(database, product: product, place: place, lot: nil, on: day) {
            guard let group = groups[level.slot.place] else { continue }
            running[group, default: Running()].lots.insert(level.slot.lot.rawValue)
            running[group, default: Running()].total.add(
                balance: level.balance, usable: level.usable(on: day), isUsableLot: level.status.isUsable,
                expiry: level.expiry, reserved: level.reserved, lastAt: level.lastAt, on: day, horizon: horizon)
        }
        flush(product)
    }

    private mutating func flush(_ product: ProductID?) {
        guard let product, !running.isEmpty else { return }
        for (group, sum) in running {
            var total = sum.total
            total.lots = sum.lots.count
            rows.append(StockTotalRow(product: product, group: group, total: total))
        }
        running.removeAll(keepingCapacity: true)
    }

    private static let columns =
        """
        SELECT s.product, s.place, s.lot, s.balance, s.last_at, l.expiry, coalesce(l.status, 'available') = 'available'
        FROM stock_slot s INDEXED BY stock_slot_live
        LEFT JOIN stock_lot l ON l.product = s.product AND l.number = s.lot
        WHERE s.balance <> 0
        """
    private static let all = columns + " ORDER BY s.product"
    private static let one = columns + " AND s.product = ?1"
}
