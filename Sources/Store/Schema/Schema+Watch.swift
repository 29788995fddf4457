extension Schema {
    /// Alarms with their lives, what people muted, and what the watch needs to go on. An alarm's row holds what is
    /// derived; what people did to it stands in columns of its own, which the fold never writes.
    static let version5: [String] = [
        """
        CREATE TABLE alarm (
            number INTEGER PRIMARY KEY,
            rule TEXT NOT NULL,
            condition TEXT NOT NULL,
            severity TEXT NOT NULL,
            certainty TEXT NOT NULL,
            track INTEGER,
            unit INTEGER,
            from_unit INTEGER,
            reader TEXT,
            at INTEGER NOT NULL,
            raised_at INTEGER NOT NULL,
            ended_at INTEGER,
            retracted INTEGER NOT NULL DEFAULT 0,
            limited INTEGER NOT NULL DEFAULT 0,
            muted INTEGER NOT NULL DEFAULT 0,
            escalated_at INTEGER,
            notify TEXT NOT NULL,
            detail TEXT NOT NULL,
            acknowledged_at INTEGER,
            acknowledged_by TEXT,
            resolved_at INTEGER,
            resolved_by TEXT,
            cause TEXT
        ) STRICT
        """,
        "CREATE INDEX alarm_at ON alarm (at)",
        "CREATE INDEX alarm_track ON alarm (track, at)",
        // What nobody has resolved and nothing disproved: few, and asked for most.
        "CREATE INDEX alarm_open ON alarm (number) WHERE resolved_at IS NULL AND retracted = 0",
        """
        CREATE TABLE alarm_event (
            id INTEGER PRIMARY KEY,
            alarm INTEGER NOT NULL,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            who TEXT NOT NULL,
            text TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX alarm_event_alarm ON alarm_event (alarm, id)",
        """
        CREATE TABLE alarm_mute (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            track INTEGER,
            rule TEXT NOT NULL,
            from_at INTEGER NOT NULL,
            until_at INTEGER NOT NULL,
            who TEXT NOT NULL
        ) STRICT
        """,
        "CREATE TABLE watch (id INTEGER PRIMARY KEY CHECK (id = 1), state BLOB NOT NULL) STRICT",
        "CREATE TABLE watch_track (track INTEGER PRIMARY KEY, state BLOB NOT NULL) STRICT",
    ]
}
