internal import GRDB
public import Model

extension StockBook {
    /// Forgets what came from messages, and gives what people entered, to be taken again in its old order: a replay
    /// begins its folder anew. Catalogue, places, papers, lots' status and decided expiries stay.
    ///
    /// - Returns: nil when nothing ever came from messages; then nothing is forgotten.
    public mutating func forgetMessages() throws -> [Movement]? {
        let isUsed = try database.integer(
            """
            SELECT (SELECT count(*) FROM (SELECT 1 FROM stock_scan LIMIT 1))
                + (SELECT count(*) FROM (SELECT 1 FROM stock_movement WHERE source IS NOT NULL LIMIT 1))
                + (SELECT count(*) FROM (SELECT 1 FROM stock_temperature LIMIT 1))
            """)
        guard isUsed > 0 else { return nil }
        var numbers: [MovementNumber] = []
        try RawStatement(database, "SELECT number FROM stock_movement WHERE source IS NULL ORDER BY number").forEachRow
        {
            numbers.append(MovementNumber($0.int64(0)))
        }
        var kept: [Movement] = []
        for number in numbers {
            if let movement = try movement(number) { kept.append(movement) }
        }
        for statement in [
            "DELETE FROM stock_order WHERE source IS NOT NULL",
            "DELETE FROM stock_scan", "DELETE FROM stock_movement", "DELETE FROM stock_entry", "DELETE FROM stock_slot",
            "DELETE FROM stock_case", "DELETE FROM stock_sweep", "DELETE FROM stock_claim WHERE decided = 0",
            "DELETE FROM stock_temperature", "DELETE FROM stock_excursion WHERE sensor IS NOT NULL",
            // What excursions did follows from the movements that come again.
            "DELETE FROM stock_decision WHERE event LIKE 'excursion:%'",
            "UPDATE stock_lot SET expiry = NULL, out_of_range = 0",
            """
            UPDATE stock_lot SET
                status = coalesce((SELECT d.status FROM stock_decision d WHERE d.product = stock_lot.product
                    AND d.lot = number AND d.serial = '' ORDER BY d.at DESC, d.event DESC LIMIT 1), 'available'),
                status_reason = coalesce((SELECT d.reason FROM stock_decision d WHERE d.product = stock_lot.product
                    AND d.lot = number AND d.serial = '' ORDER BY d.at DESC, d.event DESC LIMIT 1), '')
            """,
            """
            DELETE FROM stock_lot WHERE status = 'available'
                AND NOT EXISTS (SELECT 1 FROM stock_claim c WHERE c.product = stock_lot.product AND c.lot = number)
            """,
            """
            UPDATE stock_lot SET expiry = (SELECT c.expiry FROM stock_claim c
                WHERE c.product = stock_lot.product AND c.lot = number ORDER BY c.occurred_at DESC LIMIT 1)
            """,
        ] {
            try database.run(statement)
        }
        return kept
    }
}
