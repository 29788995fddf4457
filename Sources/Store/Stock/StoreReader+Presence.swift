internal import GRDB
public import Model

/// What is known of one object in one place, and how.
public struct ObjectRow: Hashable, Sendable {
    /// How sure it is.
    public enum Confidence: String, Sendable, CaseIterable {
        /// The last that is known is that it was seen there.
        case seen
        /// Records have it there, and nobody has looked since.
        case expected
        /// Records had it there, whoever looked last did not see it, and it is nowhere else.
        case missing
    }

    public var slot: StockSlot
    public var confidence: Confidence
    /// When it was seen, brought, or missed.
    public var at: Instant
}

extension StoreReader {
    /// The single objects that lie in a place, or are missed there.
    ///
    /// - Parameter place: nil for all.
    /// - Returns: by place, product and serial number.
    /// - Complexity: O(objects ever recorded).
    public func presence(at place: StockPlaceID? = nil) throws(VigieError) -> [ObjectRow] {
        try read { database in
            let statement = try RawStatement(
                database,
                """
                SELECT p.id, s.lot, s.serial, l.id, s.balance, e.flags, e.quantity, e.change, e.occurred_at
                FROM stock_slot s JOIN stock_product p ON p.key = s.product JOIN stock_place l ON l.key = s.place
                JOIN stock_entry e ON e.slot = s.key AND e.occurred_at = s.last_at
                    AND e.tie = (SELECT max(x.tie) FROM stock_entry x
                        WHERE x.slot = s.key AND x.occurred_at = s.last_at)
                WHERE s.serial <> '' AND (?1 IS NULL OR l.id = ?1) AND (s.balance > 0
                    OR (e.flags & 6 = 2 AND e.quantity = 0 AND e.change < 0 AND NOT EXISTS (
                        SELECT 1 FROM stock_slot o
                        WHERE o.product = s.product AND o.serial = s.serial AND o.balance > 0)))
                ORDER BY l.id, p.id, s.serial, s.lot
                """)
            statement.bind(1, place?.rawValue)
            var rows: [ObjectRow] = []
            try statement.forEachRow { row in
                let isCount = row.int(5) & 6 == 2
                rows.append(
                    ObjectRow(
                        slot: StockSlot(
                            product: ProductID(row.text(0)), lot: LotNumber(row.text(1)),
                            serial: SerialNumber(row.text(2)), place: StockPlaceID(row.text(3))),
                        confidence: row.int64(4) <= 0 ? .missing : isCount ? .seen : .expected, at: row.instant(8)))
            }
            return rows
        }
    }
}
