extension Schema {
    /// Sensors of places of stock, what they measured, and which excursions are theirs.
    ///
    /// A sensor that gets another place or other limits is a new row from then on: what it measured before stays
    /// judged by what held then. `number` counts slots of five minutes since 1970.
    static let version9: [String] = [
        """
        CREATE TABLE stock_sensor (
            key INTEGER PRIMARY KEY,
            tag TEXT NOT NULL,
            place INTEGER NOT NULL REFERENCES stock_place (key),
            celsius_min REAL NOT NULL,
            celsius_max REAL NOT NULL,
            tolerated_minutes INTEGER NOT NULL,
            from_at INTEGER,
            to_at INTEGER
        ) STRICT
        """,
        "CREATE UNIQUE INDEX stock_sensor_now ON stock_sensor (tag) WHERE to_at IS NULL",
        "CREATE INDEX stock_sensor_tag ON stock_sensor (tag)",
        """
        CREATE TABLE stock_temperature (
            sensor INTEGER NOT NULL REFERENCES stock_sensor (key),
            number INTEGER NOT NULL,
            celsius_min REAL NOT NULL,
            celsius_max REAL NOT NULL,
            PRIMARY KEY (sensor, number)
        ) STRICT, WITHOUT ROWID
        """,
        "ALTER TABLE stock_excursion ADD COLUMN sensor INTEGER REFERENCES stock_sensor (key)",
        """
        CREATE INDEX stock_excursion_sensor ON stock_excursion (sensor, from_at) WHERE sensor IS NOT NULL
        """,
    ]
}
