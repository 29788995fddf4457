internal import GRDB
public import Model

/// How sensors and what they measured lie in rows.
enum ClimateRows {
    /// A sensor with when it hung so; nil for no end.
    struct Row {
        var hanging: HangingSensor
        var from: Instant?
        var to: Instant?
    }

    /// How a tag hung over time, the oldest first; of all tags by tag when none is named.
    static func sensors(_ database: Database, of tag: TagID? = nil) throws -> [Row] {
        var rows: [Row] = []
        let statement = try RawStatement(
            database,
            """
            SELECT s.key, s.tag, l.id, s.celsius_min, s.celsius_max, s.tolerated_minutes, s.from_at, s.to_at
            FROM stock_sensor s JOIN stock_place l ON l.key = s.place WHERE ?1 IS NULL OR s.tag = ?1
            ORDER BY s.tag, s.key
            """)
        statement.bind(1, tag?.rawValue)
        try statement.forEachRow { row in
            let sensor = TemperatureSensor(
                tag: TagID(row.text(1)), place: StockPlaceID(row.text(2)),
                celsius: row.double(3)...max(row.double(3), row.double(4)), toleratedMinutes: row.int(5))
            rows.append(
                Row(
                    hanging: HangingSensor(key: row.int64(0), sensor: sensor),
                    from: row.isNull(6) ? nil : row.instant(6), to: row.isNull(7) ? nil : row.instant(7)))
        }
        return rows
    }

    static func slot(_ row: RawStatement) -> TemperatureSlot {
        TemperatureSlot(number: row.int64(0), celsius: row.double(1)...max(row.double(1), row.double(2)))
    }

    static func excursion(_ row: RawStatement, at place: StockPlaceID) -> Excursion {
        Excursion(
            id: row.text(0), place: place, from: row.instant(1), to: row.instant(2),
            celsius: row.double(3)...max(row.double(3), row.double(4)), recordedAt: row.instant(5))
    }
}

extension StoreWriter {
    /// The tags that say something about stock by being read, now.
    public func stockTags() throws(StoreFailure) -> StockTags {
        try access { database in
            StockTags(
                sensors: try ClimateRows.sensors(database).filter { $0.to == nil }.map(\.hanging.sensor.tag),
                bins: try OrderRows.bins(database).filter { $0.reader != nil })
        }
    }
}

/// A sensor that hangs now, with what it measured lately.
public struct SensorRow: Hashable, Sendable {
    public var sensor: TemperatureSensor
    /// By number; empty when it measured nothing in the span.
    public var slots: [TemperatureSlot]
    /// The last that it ever measured, within the span or before it.
    public var last: TemperatureSlot?
    /// Its excursions that touch the span, by their beginning.
    public var excursions: [Excursion]
}

extension StoreReader {
    /// The sensors that hang now, by tag, with what they measured in a span.
    ///
    /// - Parameter withSlots: whether ``SensorRow/slots`` are read; without them they are empty. Default true.
    /// - Complexity: O(sensors + slots of the span).
    public func sensors(from: Instant, to: Instant, withSlots: Bool = true) throws(VigieError) -> [SensorRow] {
        try read { database in
            var rows: [SensorRow] = []
            for row in try ClimateRows.sensors(database) where row.to == nil {
                let key = row.hanging.key
                let measured = try RawStatement(
                    database,
                    """
                    SELECT number, celsius_min, celsius_max FROM stock_temperature
                    WHERE sensor = ? AND number BETWEEN ? AND ? ORDER BY number
                    """)
                measured.bind(1, key)
                measured.bind(2, TemperatureSlot.number(from))
                measured.bind(3, TemperatureSlot.number(to))
                var slots: [TemperatureSlot] = []
                if withSlots { try measured.forEachRow { slots.append(ClimateRows.slot($0)) } }
                let newest = try RawStatement(
                    database,
                    """
                    SELECT number, celsius_min, celsius_max FROM stock_temperature
                    WHERE sensor = ? AND number <= ? ORDER BY number DESC LIMIT 1
                    """)
                newest.bind(1, key)
                newest.bind(2, TemperatureSlot.number(to))
                let found = try RawStatement(
                    database,
                    """
                    SELECT id, from_at, to_at, celsius_min, celsius_max, recorded_at FROM stock_excursion
                    WHERE sensor = ? AND to_at > ? AND from_at < ? ORDER BY from_at
                    """)
                found.bind(1, key)
                found.bind(2, from)
                found.bind(3, to)
                var excursions: [Excursion] = []
                let place = row.hanging.sensor.place
                try found.forEachRow { excursions.append(ClimateRows.excursion($0, at: place)) }
                rows.append(
                    SensorRow(
                        sensor: row.hanging.sensor, slots: slots, last: try newest.first { ClimateRows.slot($0) },
                        excursions: excursions))
            }
            return rows
        }
    }
}
