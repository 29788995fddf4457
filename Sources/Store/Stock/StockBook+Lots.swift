internal import GRDB
public import Model

extension StockBook {
    /// See ``LedgerBook``.
    public mutating func lot(_ product: ProductID, _ number: LotNumber) throws -> Lot? {
        guard let key = try keyed(product)?.key else { return nil }
        let statement = try RawStatement(
            database,
            "SELECT expiry, status, status_reason, out_of_range FROM stock_lot WHERE product = ? AND number = ?")
        statement.bind(1, key)
        statement.bind(2, number.rawValue)
        return try statement.first { row in
            Lot(
                product: product, number: number, expiry: StockRows.day(row, 0),
                status: LotStatus(rawValue: row.text(1)) ?? .quarantined, statusReason: row.text(2),
                outOfRangeMilliseconds: row.int64(3))
        }
    }

    /// See ``LedgerBook``.
    public mutating func put(_ lot: Lot) throws {
        guard let key = try keyed(lot.product)?.key else { return }
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO stock_lot (product, number, expiry, status, status_reason, out_of_range)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        statement.bind(1, key)
        statement.bind(2, lot.number.rawValue)
        statement.bind(3, lot.expiry.map { Int64($0.days) })
        statement.bind(4, lot.status.rawValue)
        statement.bind(5, lot.statusReason)
        statement.bind(6, lot.outOfRangeMilliseconds)
        try statement.run()
    }

    /// See ``LedgerBook``.
    public mutating func claims(_ product: ProductID, _ number: LotNumber) throws -> [ExpiryClaim] {
        guard let key = try keyed(product)?.key else { return [] }
        let statement = try RawStatement(
            database,
            "SELECT expiry, occurred_at, tie, event, decided FROM stock_claim WHERE product = ? AND lot = ?")
        statement.bind(1, key)
        statement.bind(2, number.rawValue)
        var claims: [ExpiryClaim] = []
        try statement.forEachRow { row in
            claims.append(
                ExpiryClaim(
                    expiry: CalendarDay(days: row.int32(0)),
                    position: LedgerPosition(occurredAt: row.instant(1), tie: row.int64(2)),
                    event: StockEventID(row.text(3)), isDecision: row.int(4) != 0))
        }
        return claims
    }

    /// See ``LedgerBook``.
    public mutating func put(_ claim: ExpiryClaim, _ product: ProductID, _ number: LotNumber) throws {
        guard let key = try keyed(product)?.key else { return }
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO stock_claim (product, lot, expiry, occurred_at, tie, event, decided)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        statement.bind(1, key)
        statement.bind(2, number.rawValue)
        statement.bind(3, Int64(claim.expiry.days))
        statement.bind(4, claim.position.occurredAt)
        statement.bind(5, claim.position.tie)
        statement.bind(6, claim.event.rawValue)
        statement.bind(7, claim.isDecision ? 1 : 0)
        try statement.run()
    }

    // MARK: Cases

    /// See ``LedgerBook``.
    public mutating func stockCase(_ id: String) throws -> StockCase? {
        let statement = try RawStatement(database, "SELECT " + StockRows.caseColumns + " FROM stock_case WHERE id = ?")
        statement.bind(1, id)
        return try statement.first(StockRows.stockCase)
    }

    /// See ``LedgerBook``.
    public mutating func put(_ stockCase: StockCase) throws {
        let statement = try RawStatement(
            database,
            "INSERT OR REPLACE INTO stock_case (" + StockRows.caseColumns
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        statement.bind(1, stockCase.id)
        statement.bind(2, stockCase.kind.rawValue)
        statement.bind(3, stockCase.product?.rawValue)
        statement.bind(4, stockCase.lot?.rawValue)
        statement.bind(5, stockCase.serial?.rawValue)
        statement.bind(6, stockCase.place?.rawValue)
        statement.bind(7, stockCase.event?.rawValue)
        statement.bind(8, stockCase.occurredAt)
        statement.bind(9, stockCase.openedAt)
        statement.bind(10, stockCase.quantity)
        statement.bind(11, stockCase.detail)
        statement.bind(12, stockCase.owner)
        statement.bind(13, stockCase.state.rawValue)
        statement.bind(14, stockCase.resolution)
        statement.bind(15, stockCase.closedAt?.milliseconds)
        try statement.run()
    }

    /// See ``LedgerBook``.
    public mutating func cases(_ kind: StockCase.Kind, of slot: StockSlot) throws -> [StockCase] {
        try cases(kind, slot.product, slot.lot).filter {
            $0.place == slot.place && ($0.serial ?? .untold) == slot.serial
        }
    }

    /// See ``LedgerBook``.
    public mutating func cases(
        _ kind: StockCase.Kind, of product: ProductID, lot: LotNumber
    ) throws -> [StockCase] {
        try cases(kind, product, lot)
    }

    private func cases(_ kind: StockCase.Kind, _ product: ProductID, _ lot: LotNumber) throws -> [StockCase] {
        let statement = try RawStatement(
            database,
            "SELECT " + StockRows.caseColumns
                + " FROM stock_case WHERE kind = ? AND product = ? AND coalesce(lot, '') = ? ORDER BY id")
        statement.bind(1, kind.rawValue)
        statement.bind(2, product.rawValue)
        statement.bind(3, lot.rawValue)
        var cases: [StockCase] = []
        try statement.forEachRow { cases.append(StockRows.stockCase($0)) }
        return cases
    }
}
