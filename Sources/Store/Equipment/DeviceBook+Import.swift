internal import GRDB
public import Model

extension DeviceBook {
    /// Takes an inventory's devices into the registry. Fields that a row leaves empty stay as they are.
    ///
    /// - Throws: 65 naming the device for an id that is something else than a device.
    /// - Complexity: O(rows log trackables).
    public func take(_ rows: [DeviceRow], role: String) throws -> RegistryImport {
        let find = try RawStatement(
            database,
            "SELECT key, id, kind, name, category, assigned_unit, model, serial FROM trackable WHERE id = ?")
        var result = RegistryImport()
        for row in rows {
            find.bind(1, row.trackable.rawValue)
            let stored = try find.first { TrackableQuery.trackable($0) } ?? nil
            let track: TrackKey
            var hasChanged = false
            if let stored {
                guard stored.kind == .equipment else {
                    throw VigieError(
                        .badData, "\(Printable.clean(stored.id.rawValue)) is no device in the registry",
                        place: "Asset Tag", remedy: "Give the device another id")
                }
                track = stored.track
                hasChanged = try update(stored, row)
            } else {
                track = try insert(row)
            }
            if try putFacts(track, row.facts) { hasChanged = true }
            if let tag = row.tag {
                let binding = try RawStatement(database, "SELECT trackable FROM tag WHERE id = ?")
                binding.bind(1, tag.rawValue)
                let present = try binding.first { $0.optionalInt32(0) } ?? nil
                if present != track.rawValue {
                    _ = try RegistryWriter(database).bind(tag, to: row.trackable, at: now)
                    hasChanged = true
                }
            }
            let present = try presentOverride(track)
            let isOurs = present?.role == role
            if let status = row.status, present?.status != status {
                try set(StatusOverride(track: track, status: status, from: now, role: role))
                hasChanged = true
            } else if row.isReady, isOurs {
                try set(StatusOverride(track: track, status: nil, from: now, role: role))
                hasChanged = true
            }
            if stored == nil {
                result.added += 1
            } else if hasChanged {
                result.changed += 1
            } else {
                result.unchanged += 1
            }
        }
        return result
    }

    private func insert(_ row: DeviceRow) throws -> TrackKey {
        let statement = try RawStatement(
            database,
            """
            INSERT INTO trackable (id, kind, name, category, assigned_unit, model, serial)
            VALUES (?, 'equipment', ?, ?, ?, ?, ?)
            """)
        statement.bind(1, row.trackable.rawValue)
        statement.bind(2, row.name)
        statement.bind(3, row.category)
        statement.bind(4, row.assignedUnit)
        statement.bind(5, row.model)
        statement.bind(6, row.serial)
        try statement.run()
        return TrackKey(Int32(truncatingIfNeeded: database.lastInsertedRowID))
    }

    /// - Returns: whether anything is different now.
    private func update(_ stored: TrackableRow, _ row: DeviceRow) throws -> Bool {
        let old = [stored.name, stored.category, stored.assignedUnit, stored.model, stored.serial]
        let new = zip(old, [row.name, row.category, row.assignedUnit, row.model, row.serial])
            .map { $1.isEmpty ? $0 : $1 }
        guard new != old else { return false }
        let statement = try RawStatement(
            database,
            "UPDATE trackable SET name = ?, category = ?, assigned_unit = ?, model = ?, serial = ? WHERE key = ?")
        for (index, text) in new.enumerated() { statement.bind(Int32(index + 1), text) }
        statement.bind(6, stored.track.rawValue)
        try statement.run()
        return true
    }

    private func putFacts(_ track: TrackKey, _ facts: DeviceFacts) throws -> Bool {
        guard facts != DeviceFacts() else { return false }
        let find = try RawStatement(database, DeviceTables.facts + " WHERE track = ?")
        find.bind(1, track.rawValue)
        guard try find.first({ DeviceTables.facts($0) }) != facts else { return false }
        let put = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO device_fact (track, manufacturer, model_number, supplier, contract, rental)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        put.bind(1, track.rawValue)
        put.bind(2, facts.manufacturer)
        put.bind(3, facts.modelNumber)
        put.bind(4, facts.supplier)
        put.bind(5, facts.contract)
        put.bind(6, facts.isRental ? 1 : 0)
        try put.run()
        return true
    }

    /// The status that a person, or an import, set and that holds now.
    private func presentOverride(_ track: TrackKey) throws -> StatusOverride? {
        let statement = try RawStatement(
            database,
            DeviceTables.overrides + " WHERE track = ? AND from_at <= ? ORDER BY from_at DESC, number DESC LIMIT 1")
        statement.bind(1, track.rawValue)
        statement.bind(2, now)
        guard let found = try statement.first({ DeviceTables.override($0) }), found.status != nil else { return nil }
        return found.until.map { $0 <= now } ?? false ? nil : found
    }

    /// What is wrong with a unit that an inventory assigns, and what to do; nil for nothing. A database without a site
    /// takes any.
    public func problem(assignedUnit text: String) throws -> String? {
        guard try database.integer("SELECT count(*) FROM unit WHERE place IS NOT NULL") > 0 else { return nil }
        let find = try RawStatement(
            database,
            """
            SELECT id = ?1, id FROM unit WHERE place IS NOT NULL AND (id = ?1 OR name = ?1 COLLATE NOCASE) ORDER BY id
            """)
        find.bind(1, text)
        var (isID, ids): (Bool, [String]) = (false, [])
        try find.forEachRow { row in
            if row.int(0) == 1 { isID = true }
            ids.append(row.text(1))
        }
        if isID || ids.count == 1 { return nil }
        guard !ids.isEmpty else { return "the site has no unit '\(text)'; give the id or name of one" }
        return
            "'\(text)' is the name of \(ids.count) units; give the id of one: \(ids.prefix(5).joined(separator: ", "))"
    }
}

extension StoreWriter {
    /// Runs a change of what people keep about devices in one transaction: all of it or nothing.
    ///
    /// - Throws: what `body` throws as a ``VigieError``; 73 or 74 when it cannot be written.
    public func devices<Value>(now: Instant, _ body: (DeviceBook) throws -> Value) throws(VigieError) -> Value {
        do {
            return try transact { try body(DeviceBook($0, now: now)) }
        } catch {
            throw error.error
        }
    }
}
