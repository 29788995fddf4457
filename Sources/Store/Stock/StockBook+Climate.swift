internal import GRDB
public import Model

/// A sensor as it hangs since some moment: its place and limits never change.
public struct HangingSensor: Hashable, Sendable {
    public var key: Int64
    public var sensor: TemperatureSensor
}

extension StockBook {
    // MARK: Sensors

    /// Hangs a sensor, or takes another place or other limits over from an instant on.
    ///
    /// - Returns: nil when it hangs so already, else whether it is new.
    public mutating func put(_ sensor: TemperatureSensor, at instant: Instant) throws -> Bool? {
        let known = try ClimateRows.sensors(database, of: sensor.tag).last { $0.to == nil }
        if let known, known.hanging.sensor == sensor { return nil }
        guard let place = try keyed(sensor.place)?.key else {
            throw StockRows.missing("place of stock", sensor.place.rawValue)
        }
        if let known {
            let end = try RawStatement(database, "UPDATE stock_sensor SET to_at = ? WHERE key = ?")
            end.bind(1, instant)
            end.bind(2, known.hanging.key)
            try end.run()
        }
        let statement = try RawStatement(
            database,
            """
            INSERT INTO stock_sensor (tag, place, celsius_min, celsius_max, tolerated_minutes, from_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        statement.bind(1, sensor.tag.rawValue)
        statement.bind(2, place)
        statement.bind(3, sensor.celsius.lowerBound)
        statement.bind(4, sensor.celsius.upperBound)
        statement.bind(5, sensor.toleratedMinutes)
        // The first one holds for all that was ever measured.
        statement.bind(6, known == nil ? nil : instant.milliseconds)
        try statement.run()
        return known == nil
    }

    /// The sensor as it hung in a slot; nil when no place had it.
    public mutating func sensor(_ tag: TagID, in slot: TemperatureSlot) throws -> HangingSensor? {
        try ClimateRows.sensors(database, of: tag).last { row in
            (row.from ?? .distantPast) <= slot.start && slot.start < (row.to ?? .distantFuture)
        }?.hanging
    }

    // MARK: Slots

    /// Joins a reading to its slot.
    ///
    /// - Returns: whether the slot is new or wider now.
    public mutating func join(_ slot: TemperatureSlot, _ sensor: HangingSensor) throws -> Bool {
        let known = try RawStatement(
            database, "SELECT celsius_min, celsius_max FROM stock_temperature WHERE sensor = ? AND number = ?")
        known.bind(1, sensor.key)
        known.bind(2, slot.number)
        let before = try known.first { ($0.double(0), $0.double(1)) }
        let low = min(before?.0 ?? .infinity, slot.celsius.lowerBound)
        let high = max(before?.1 ?? -.infinity, slot.celsius.upperBound)
        if let before, before == (low, high) { return false }
        let statement = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO stock_temperature (sensor, number, celsius_min, celsius_max) VALUES (?, ?, ?, ?)
            """)
        statement.bind(1, sensor.key)
        statement.bind(2, slot.number)
        statement.bind(3, low)
        statement.bind(4, high)
        try statement.run()
        return true
    }

    /// The slots of a sensor around some of them, as far as the nearest ones before and after that are within its
    /// limits, by number: no span of theirs goes further.
    ///
    /// - Complexity: O(slots outside its limits there).
    public mutating func slots(
        _ sensor: HangingSensor, around numbers: ClosedRange<Int64>
    ) throws -> [TemperatureSlot] {
        let first = try nearestInside(
            sensor, numbers.lowerBound,
            """
            SELECT number FROM stock_temperature WHERE sensor = ? AND number < ? AND celsius_min >= ?
                AND celsius_max <= ? ORDER BY number DESC LIMIT 1
            """)
        let last = try nearestInside(
            sensor, numbers.upperBound,
            """
            SELECT number FROM stock_temperature WHERE sensor = ? AND number > ? AND celsius_min >= ?
                AND celsius_max <= ? ORDER BY number LIMIT 1
            """)
        let statement = try RawStatement(
            database,
            """
            SELECT number, celsius_min, celsius_max FROM stock_temperature
            WHERE sensor = ? AND number BETWEEN ? AND ? ORDER BY number
            """)
        statement.bind(1, sensor.key)
        statement.bind(2, first ?? .min)
        statement.bind(3, last ?? .max)
        var slots: [TemperatureSlot] = []
        try statement.forEachRow { slots.append(ClimateRows.slot($0)) }
        return slots
    }

    private func nearestInside(_ sensor: HangingSensor, _ number: Int64, _ sql: String) throws -> Int64? {
        let statement = try RawStatement(database, sql)
        statement.bind(1, sensor.key)
        statement.bind(2, number)
        statement.bind(3, sensor.sensor.celsius.lowerBound)
        statement.bind(4, sensor.sensor.celsius.upperBound)
        return try statement.first { $0.int64(0) }
    }

    // MARK: Its excursions

    /// The excursions of a sensor that begin in a span, by their beginning.
    public mutating func excursions(
        of sensor: HangingSensor, from: Instant, through to: Instant
    ) throws -> [Excursion] {
        let statement = try RawStatement(
            database,
            """
            SELECT id, from_at, to_at, celsius_min, celsius_max, recorded_at FROM stock_excursion
            WHERE sensor = ? AND from_at BETWEEN ? AND ? ORDER BY from_at
            """)
        statement.bind(1, sensor.key)
        statement.bind(2, from)
        statement.bind(3, to)
        var excursions: [Excursion] = []
        try statement.forEachRow { excursions.append(ClimateRows.excursion($0, at: sensor.sensor.place)) }
        return excursions
    }

    /// Keeps an excursion of a sensor, in the place of what it was before.
    public mutating func put(_ excursion: Excursion, of sensor: HangingSensor) throws {
        try remove(excursion)
        guard try put(excursion) else { return }
        let statement = try RawStatement(database, "UPDATE stock_excursion SET sensor = ? WHERE id = ?")
        statement.bind(1, sensor.key)
        statement.bind(2, excursion.id)
        try statement.run()
    }

    /// Forgets an excursion.
    public mutating func remove(_ excursion: Excursion) throws {
        let statement = try RawStatement(database, "DELETE FROM stock_excursion WHERE id = ?")
        statement.bind(1, excursion.id)
        try statement.run()
    }
}
