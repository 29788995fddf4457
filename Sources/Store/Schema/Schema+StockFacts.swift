extension Schema {
    /// What the ledger judges late facts by: decisions about lots and objects with the time from which they hold,
    /// sweeps of cabinets, and when excursions were told. Indexes for patients and objects.
    static let version6: [String] = [
        """
        CREATE TABLE stock_decision (
            event TEXT PRIMARY KEY,
            product INTEGER NOT NULL,
            lot TEXT NOT NULL,
            serial TEXT NOT NULL,
            at INTEGER NOT NULL,
            status TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX stock_decision_subject ON stock_decision (product, lot, serial)",
        // What was blocked before is blocked from its last movement on: uses before it were judged when they came.
        """
        INSERT INTO stock_decision (event, product, lot, serial, at, status, reason)
        SELECT 'v6:' || l.product || ':' || l.number, l.product, l.number, '',
            coalesce((SELECT max(m.occurred_at) + 1 FROM stock_movement m
                WHERE m.product = l.product AND m.lot = l.number), 0), l.status, l.status_reason
        FROM stock_lot l WHERE l.status <> 'available'
        """,
        """
        INSERT INTO stock_decision (event, product, lot, serial, at, status, reason)
        SELECT 'recall:' || id, product, '', serial, opened_at, 'recalled', reason FROM stock_recall WHERE serial <> ''
        """,
        """
        CREATE TABLE stock_sweep (
            place INTEGER NOT NULL,
            occurred_at INTEGER NOT NULL,
            event TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            device TEXT NOT NULL,
            source INTEGER,
            PRIMARY KEY (place, occurred_at, event)
        ) STRICT, WITHOUT ROWID
        """,
        "ALTER TABLE stock_excursion ADD COLUMN recorded_at INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX stock_excursion_place ON stock_excursion (place, to_at)",
        "ALTER TABLE stock_recall ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX stock_movement_patient ON stock_movement (patient, occurred_at) WHERE patient IS NOT NULL",
        "CREATE INDEX stock_scan_unposted ON stock_scan (occurred_at) WHERE outcome IN ('held', 'refused')",
        "CREATE INDEX stock_movement_serial ON stock_movement (product, serial) WHERE serial <> ''",
        "CREATE INDEX stock_slot_object ON stock_slot (place, last_at) WHERE serial <> ''",
    ]
}
