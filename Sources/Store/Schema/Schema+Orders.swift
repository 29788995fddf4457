extension Schema {
    /// What was asked for, how full places are kept, who makes devices, and events of other systems as they came.
    ///
    /// `stock_order` holds facts: rows are added and never changed; what is on order follows from them and from the
    /// ledger's receipts.
    static let version8: [String] = [
        """
        CREATE TABLE stock_order (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            event TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            reference TEXT NOT NULL,
            product INTEGER NOT NULL REFERENCES stock_product (key),
            place INTEGER REFERENCES stock_place (key),
            quantity INTEGER NOT NULL,
            occurred_at INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            device TEXT NOT NULL,
            supplier TEXT,
            note TEXT NOT NULL,
            source INTEGER
        ) STRICT
        """,
        "CREATE INDEX stock_order_reference ON stock_order (reference, kind)",
        """
        CREATE TABLE stock_bin (
            tag TEXT PRIMARY KEY,
            product INTEGER NOT NULL REFERENCES stock_product (key),
            place INTEGER NOT NULL REFERENCES stock_place (key),
            quantity INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE stock_target (
            product INTEGER NOT NULL REFERENCES stock_product (key),
            place INTEGER NOT NULL REFERENCES stock_place (key),
            low INTEGER,
            high INTEGER NOT NULL,
            PRIMARY KEY (product, place)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE stock_maker (
            product INTEGER PRIMARY KEY REFERENCES stock_product (key),
            model TEXT NOT NULL,
            manufacturer TEXT NOT NULL,
            address TEXT NOT NULL,
            website TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE stock_event (
            id TEXT NOT NULL,
            is_error INTEGER NOT NULL,
            occurred_at INTEGER NOT NULL,
            recorded_at INTEGER NOT NULL,
            json TEXT NOT NULL,
            context TEXT NOT NULL,
            PRIMARY KEY (id, is_error)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX stock_event_at ON stock_event (occurred_at)",
    ]
}
