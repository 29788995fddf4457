extension Schema {
    /// The pharmacy: catalogue, places, the ledger, and what follows from it.
    ///
    /// `stock_movement`, `stock_scan` and the catalogue are what was told; `stock_slot.balance`, `stock_entry`,
    /// `stock_lot.expiry` and the timeline's cases follow from them. `key` columns are durable numbers.
    static let version4: [String] = [
        """
        CREATE TABLE stock_product (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            unit TEXT NOT NULL,
            criticality TEXT NOT NULL,
            reorder_level INTEGER,
            order_quantity INTEGER,
            price_milli INTEGER,
            keeps_serials INTEGER NOT NULL,
            celsius_min INTEGER,
            celsius_max INTEGER
        ) STRICT
        """,
        "CREATE INDEX stock_product_name ON stock_product (name COLLATE NOCASE)",
        """
        CREATE TABLE stock_code (
            code TEXT PRIMARY KEY,
            product INTEGER NOT NULL REFERENCES stock_product (key),
            units INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX stock_code_product ON stock_code (product)",
        """
        CREATE TABLE stock_place (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            unit TEXT,
            x REAL,
            y REAL,
            trackable TEXT,
            owner TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE stock_lot (
            product INTEGER NOT NULL REFERENCES stock_product (key),
            number TEXT NOT NULL,
            expiry INTEGER,
            status TEXT NOT NULL,
            status_reason TEXT NOT NULL,
            out_of_range INTEGER NOT NULL,
            PRIMARY KEY (product, number)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX stock_lot_expiry ON stock_lot (expiry) WHERE expiry IS NOT NULL",
        """
        CREATE TABLE stock_claim (
            product INTEGER NOT NULL,
            lot TEXT NOT NULL,
            expiry INTEGER NOT NULL,
            occurred_at INTEGER NOT NULL,
            tie INTEGER NOT NULL,
            event TEXT NOT NULL,
            decided INTEGER NOT NULL,
            PRIMARY KEY (product, lot, expiry)
        ) STRICT, WITHOUT ROWID
        """,
        // The ledger: rows are added and never changed.
        """
        CREATE TABLE stock_movement (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            event TEXT NOT NULL UNIQUE,
            kind INTEGER NOT NULL,
            product INTEGER NOT NULL,
            lot TEXT NOT NULL,
            serial TEXT NOT NULL,
            expiry INTEGER,
            from_place INTEGER,
            to_place INTEGER,
            quantity INTEGER NOT NULL,
            occurred_at INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            device TEXT NOT NULL,
            reason TEXT NOT NULL,
            patient TEXT,
            procedure TEXT NOT NULL,
            reference TEXT NOT NULL,
            partner TEXT,
            reverses TEXT,
            source INTEGER
        ) STRICT
        """,
        "CREATE INDEX stock_movement_lot ON stock_movement (product, lot, occurred_at)",
        "CREATE INDEX stock_movement_at ON stock_movement (occurred_at)",
        "CREATE UNIQUE INDEX stock_movement_reverses ON stock_movement (reverses) WHERE reverses IS NOT NULL",
        "CREATE INDEX stock_movement_reference ON stock_movement (reference) WHERE reference <> ''",
        // Balances. Those that are not zero have an index of their own: after years most slots are empty.
        """
        CREATE TABLE stock_slot (
            key INTEGER PRIMARY KEY,
            product INTEGER NOT NULL,
            lot TEXT NOT NULL,
            serial TEXT NOT NULL,
            place INTEGER NOT NULL,
            balance INTEGER NOT NULL DEFAULT 0,
            last_at INTEGER,
            UNIQUE (product, lot, serial, place)
        ) STRICT
        """,
        """
        CREATE INDEX stock_slot_live ON stock_slot (product, place, lot, serial, balance, last_at) WHERE balance <> 0
        """,
        """
        CREATE TABLE stock_entry (
            slot INTEGER NOT NULL,
            occurred_at INTEGER NOT NULL,
            tie INTEGER NOT NULL,
            movement INTEGER NOT NULL,
            flags INTEGER NOT NULL,
            quantity INTEGER NOT NULL,
            change INTEGER NOT NULL,
            balance INTEGER NOT NULL,
            PRIMARY KEY (slot, occurred_at, tie)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE stock_case (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            product TEXT,
            lot TEXT,
            serial TEXT,
            place TEXT,
            event TEXT,
            occurred_at INTEGER NOT NULL,
            opened_at INTEGER NOT NULL,
            quantity INTEGER NOT NULL,
            detail TEXT NOT NULL,
            owner TEXT NOT NULL,
            state TEXT NOT NULL,
            resolution TEXT NOT NULL,
            closed_at INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX stock_case_open ON stock_case (occurred_at) WHERE state = 'open'",
        "CREATE INDEX stock_case_subject ON stock_case (kind, product, lot, place)",
        // Raw scans, kept for ever. `outcome`: posted, duplicate, held (waits for the catalogue), refused.
        """
        CREATE TABLE stock_scan (
            id INTEGER PRIMARY KEY,
            event TEXT NOT NULL,
            station TEXT NOT NULL,
            occurred_at INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            position INTEGER NOT NULL,
            payload BLOB NOT NULL,
            outcome TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX stock_scan_event ON stock_scan (event)",
        "CREATE INDEX stock_scan_held ON stock_scan (id) WHERE outcome = 'held'",
        """
        CREATE TABLE stock_recall (
            id TEXT PRIMARY KEY,
            product INTEGER NOT NULL REFERENCES stock_product (key),
            lot TEXT NOT NULL,
            serial TEXT NOT NULL,
            reason TEXT NOT NULL,
            opened_at INTEGER NOT NULL,
            opened_by TEXT NOT NULL,
            closed_at INTEGER,
            closed_by TEXT NOT NULL,
            proof TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE stock_loan (
            id TEXT PRIMARY KEY,
            partner TEXT NOT NULL,
            lent INTEGER NOT NULL,
            product INTEGER NOT NULL REFERENCES stock_product (key),
            quantity INTEGER NOT NULL,
            due INTEGER,
            state TEXT NOT NULL,
            note TEXT NOT NULL,
            changed_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE stock_reservation (
            id TEXT PRIMARY KEY,
            product INTEGER NOT NULL REFERENCES stock_product (key),
            lot TEXT NOT NULL,
            place INTEGER NOT NULL REFERENCES stock_place (key),
            quantity INTEGER NOT NULL,
            purpose TEXT NOT NULL,
            until INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        // Times at which a place was too warm or too cold.
        """
        CREATE TABLE stock_excursion (
            id TEXT PRIMARY KEY,
            place INTEGER NOT NULL REFERENCES stock_place (key),
            from_at INTEGER NOT NULL,
            to_at INTEGER NOT NULL,
            celsius_min REAL NOT NULL,
            celsius_max REAL NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
