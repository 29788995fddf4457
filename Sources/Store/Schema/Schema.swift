internal import GRDB

/// The tables, version by version. A published version never changes; a change is a new one.
enum Schema {
    /// In the file's header, so that another program's database is refused ("VGIE").
    static let applicationID: Int64 = 0x5647_4945

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        let versions = [
            version1, version2, version3, version4, version5, version6, version7, version8, version9,
            version10, version11,
        ]
        for (index, statements) in versions.enumerated() {
            migrator.registerMigration("v\(index + 1)") { database in
                for statement in statements { try database.execute(sql: statement) }
            }
        }
        return migrator
    }

    /// Stays longer than this are in an index of their own; see ``version3``.
    static let longStayMilliseconds: Int64 = 3_600_000

    /// Who was in a unit in a span of time, without all that began there before: the short stays that touch it began
    /// at most an hour before it, and the long and the lasting ones, which are few, have their own index by their end.
    /// Both hold all that a contact needs, so that its many stays are read from the index alone.
    static let version3: [String] = [
        "DROP INDEX stay_unit",
        "CREATE INDEX stay_unit ON stay (unit, from_at, to_at, confidence)",
        """
        CREATE INDEX stay_long ON stay (unit, to_at, from_at, confidence)
        WHERE to_at IS NULL OR to_at - from_at > 3600000
        """,
    ]

    /// History that late reads corrected says so, and the spans that wait for it are kept.
    static let version2: [String] = [
        "ALTER TABLE stay ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0",
        """
        CREATE TABLE late_span (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            track INTEGER NOT NULL,
            from_at INTEGER NOT NULL,
            to_at INTEGER NOT NULL,
            first_position INTEGER NOT NULL,
            last_position INTEGER NOT NULL,
            noted_at INTEGER NOT NULL
        ) STRICT
        """,
    ]

    /// Times are milliseconds since 1970 UTC. `key` columns are the durable numbers of Model's `UnitKey` and
    /// `TrackKey`, AUTOINCREMENT so that none is ever used again.
    static let version1: [String] = [
        // One row: how far log and fold came. `log_end` is the highest position ever given.
        """
        CREATE TABLE progress (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            cursor INTEGER NOT NULL DEFAULT 0,
            data_until INTEGER,
            log_end INTEGER NOT NULL DEFAULT 0,
            log_trimmed INTEGER NOT NULL DEFAULT 0,
            log_bytes INTEGER NOT NULL DEFAULT 0,
            clock TEXT NOT NULL DEFAULT 'wall'
        ) STRICT
        """,
        "INSERT INTO progress (id) VALUES (1)",
        """
        CREATE TABLE log (
            position INTEGER PRIMARY KEY,
            received_at INTEGER NOT NULL,
            packet_id INTEGER NOT NULL,
            qos INTEGER NOT NULL,
            flags INTEGER NOT NULL,
            topic BLOB NOT NULL,
            payload BLOB NOT NULL
        ) STRICT
        """,
        "CREATE TABLE attempt (position INTEGER PRIMARY KEY, attempts INTEGER NOT NULL) STRICT",
        "CREATE TABLE quarantine (position INTEGER PRIMARY KEY) STRICT",
        // The site.
        """
        CREATE TABLE site (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            site TEXT NOT NULL,
            time_zone TEXT NOT NULL,
            version TEXT NOT NULL
        ) STRICT
        """,
        // `place` is the index in the site's records; NULL when the present site has it no more.
        """
        CREATE TABLE level (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            place INTEGER
        ) STRICT
        """,
        """
        CREATE TABLE unit (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            category TEXT NOT NULL,
            level INTEGER NOT NULL REFERENCES level (key),
            x REAL,
            y REAL,
            area REAL,
            place INTEGER
        ) STRICT
        """,
        """
        CREATE TABLE passage (
            from_unit INTEGER NOT NULL REFERENCES unit (key),
            to_unit INTEGER NOT NULL REFERENCES unit (key),
            metres REAL NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE reader_place (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            level INTEGER REFERENCES level (key),
            unit INTEGER REFERENCES unit (key),
            x REAL,
            y REAL
        ) STRICT, WITHOUT ROWID
        """,
        // The registry.
        """
        CREATE TABLE trackable (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            category TEXT NOT NULL,
            assigned_unit TEXT NOT NULL,
            model TEXT NOT NULL,
            serial TEXT NOT NULL
        ) STRICT
        """,
        // With the id, so that matches come in its order without sorting.
        "CREATE INDEX trackable_name ON trackable (name COLLATE NOCASE, id)",
        "CREATE INDEX trackable_kind ON trackable (kind, id)",
        "CREATE INDEX trackable_category ON trackable (category COLLATE NOCASE, id)",
        // `trackable` is NULL while the tag is bound to nothing.
        """
        CREATE TABLE tag (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            trackable INTEGER REFERENCES trackable (key),
            bound_at INTEGER
        ) STRICT
        """,
        "CREATE INDEX tag_trackable ON tag (trackable)",
        // Bindings that ended.
        """
        CREATE TABLE past_binding (
            id INTEGER PRIMARY KEY,
            tag INTEGER NOT NULL REFERENCES tag (key),
            trackable INTEGER NOT NULL REFERENCES trackable (key),
            bound_at INTEGER,
            unbound_at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX past_binding_trackable ON past_binding (trackable)",
        // What the fold derives. No foreign keys here: each costs a look-up per row in the hot path, and `verify`
        // proves the same.
        """
        CREATE TABLE current (
            track INTEGER PRIMARY KEY,
            tag INTEGER NOT NULL,
            unit INTEGER,
            confirmed_unit INTEGER,
            second_unit INTEGER,
            confidence REAL,
            second_confidence REAL,
            level INTEGER,
            x REAL,
            y REAL,
            latitude REAL,
            longitude REAL,
            uncertainty REAL,
            observed_at INTEGER NOT NULL,
            since INTEGER NOT NULL,
            interval INTEGER NOT NULL,
            flags INTEGER NOT NULL,
            battery REAL,
            temperature REAL,
            down_readers TEXT NOT NULL,
            filter BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE stay (
            track INTEGER NOT NULL,
            from_at INTEGER NOT NULL,
            to_at INTEGER,
            unit INTEGER NOT NULL,
            confidence REAL,
            PRIMARY KEY (track, from_at)
        ) STRICT, WITHOUT ROWID
        """,
        // Who was in a unit at a time: answered from the index alone. It doubles the cost of a stay (about 30 bytes
        // and one more page touched); a question costs the stays that began in that unit before the time asked.
        "CREATE INDEX stay_unit ON stay (unit, from_at, to_at)",
        """
        CREATE TABLE reader (
            id TEXT PRIMARY KEY,
            status TEXT NOT NULL,
            last_heard INTEGER,
            observations INTEGER NOT NULL,
            rejections INTEGER NOT NULL,
            unknown_tags INTEGER NOT NULL,
            clock_skew INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        // `gaps` as `3..5 9..9`: at most 1,000 ranges, always read and written together.
        """
        CREATE TABLE sequence (
            reader TEXT NOT NULL,
            boot TEXT NOT NULL,
            high_water INTEGER NOT NULL,
            lowest INTEGER NOT NULL,
            duplicates INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            gaps TEXT NOT NULL,
            PRIMARY KEY (reader, boot)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE rejection (
            reason TEXT NOT NULL,
            dialect TEXT NOT NULL,
            reader TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (reason, dialect, reader)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE rejection_sample (
            id INTEGER PRIMARY KEY,
            position INTEGER NOT NULL,
            at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT NOT NULL,
            topic TEXT NOT NULL
        ) STRICT
        """,
        "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            topic TEXT NOT NULL,
            payload BLOB NOT NULL,
            retained INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX outbox_retained ON outbox (topic) WHERE retained = 1",
    ]
}
