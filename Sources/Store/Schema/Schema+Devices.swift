extension Schema {
    /// What people keep about devices, and what of the past stays do not tell: when a device was not heard, and when
    /// every reader of a unit was down.
    static let version7: [String] = [
        """
        CREATE TABLE silence (
            track INTEGER NOT NULL,
            from_at INTEGER NOT NULL,
            to_at INTEGER NOT NULL,
            PRIMARY KEY (track, from_at)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE dark_unit (
            unit INTEGER NOT NULL,
            from_at INTEGER NOT NULL,
            to_at INTEGER,
            PRIMARY KEY (unit, from_at)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX dark_unit_open ON dark_unit (unit) WHERE to_at IS NULL",
        // `status` is empty where a device is given back to the readers.
        """
        CREATE TABLE device_override (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            track INTEGER NOT NULL,
            status TEXT NOT NULL,
            from_at INTEGER NOT NULL,
            until_at INTEGER,
            role TEXT NOT NULL,
            note TEXT NOT NULL,
            recorded_at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX device_override_track ON device_override (track, from_at)",
        // One of `days` and `hours_in_use` is given.
        """
        CREATE TABLE device_plan (
            track INTEGER NOT NULL,
            name TEXT NOT NULL,
            days INTEGER,
            hours_in_use INTEGER,
            start_at INTEGER NOT NULL,
            blocks INTEGER NOT NULL,
            PRIMARY KEY (track, name)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE device_done (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            track INTEGER NOT NULL,
            plan TEXT NOT NULL,
            at INTEGER NOT NULL,
            role TEXT NOT NULL,
            note TEXT NOT NULL,
            recorded_at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX device_done_track ON device_done (track, plan, at)",
        """
        CREATE TABLE device_loan (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            track INTEGER NOT NULL,
            borrower TEXT NOT NULL,
            outside INTEGER NOT NULL,
            out_at INTEGER NOT NULL,
            due_at INTEGER,
            back_at INTEGER,
            role TEXT NOT NULL,
            note TEXT NOT NULL,
            recorded_at INTEGER NOT NULL
        ) STRICT
        """,
        // A device is out once at a time.
        "CREATE UNIQUE INDEX device_loan_out ON device_loan (track) WHERE back_at IS NULL",
        "CREATE INDEX device_loan_track ON device_loan (track, out_at)",
        """
        CREATE TABLE device_fact (
            track INTEGER PRIMARY KEY,
            manufacturer TEXT NOT NULL,
            model_number TEXT NOT NULL,
            supplier TEXT NOT NULL,
            contract TEXT NOT NULL,
            rental INTEGER NOT NULL
        ) STRICT
        """,
    ]
}
