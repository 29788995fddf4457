internal import GRDB
public import Model

/// What people keep about devices, inside one transaction of the writer. What cannot be is refused with what, where and
/// remedy; then nothing of the transaction is kept.
public struct DeviceBook {
    let database: Database
    /// The instant of the change; what people say of later is refused, but for when something ends.
    let now: Instant

    init(_ database: Database, now: Instant) {
        self.database = database
        self.now = now
    }

    // MARK: Devices

    /// The devices that a text means: one by its id, else all of a model or category.
    ///
    /// - Throws: 65 when there is none.
    public func devices(_ text: String) throws -> [TrackableRow] {
        for clause in [DeviceQuery.byID, DeviceQuery.byModel, DeviceQuery.byCategory] {
            let statement = try RawStatement(database, clause)
            statement.bind(1, text)
            var rows: [TrackableRow] = []
            try statement.forEachRow { if let row = TrackableQuery.trackable($0) { rows.append(row) } }
            if !rows.isEmpty { return rows }
        }
        throw VigieError(
            .badData, "the registry has no device '\(Printable.clean(text))'", place: "device",
            remedy: "See 'vigie tags list', or add it with 'vigie devices import'")
    }

    /// One device by its id. - Throws: 65 when there is none.
    public func device(_ id: String) throws -> TrackableRow {
        let statement = try RawStatement(database, DeviceQuery.byID)
        statement.bind(1, id)
        guard let found = try statement.first({ TrackableQuery.trackable($0) }), let device = found else {
            throw VigieError(
                .badData, "the registry has no device '\(Printable.clean(id))'", place: "device",
                remedy: "See 'vigie tags list', or add it with 'vigie devices import'")
        }
        return device
    }

    private func refuseFuture(_ instant: Instant, _ field: String) throws {
        guard instant > now else { return }
        throw VigieError(
            .badData, "\(instant.rfc3339) is in the future", place: field,
            remedy: "Give a time that is past; it is \(now.rfc3339) now")
    }

    // MARK: Statuses

    /// Sets a status, or with nil gives the device back to what the readers say.
    ///
    /// - Throws: 65 for a beginning in the future, or an end that is not after it.
    public func set(_ override: StatusOverride) throws {
        try refuseFuture(override.from, "from")
        if let until = override.until, until <= override.from {
            throw VigieError(
                .badData, "it ends before it begins", place: "until",
                remedy: "Give an end after \(override.from.rfc3339)")
        }
        let insert = try RawStatement(
            database,
            """
            INSERT INTO device_override (track, status, from_at, until_at, role, note, recorded_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        insert.bind(1, override.track.rawValue)
        insert.bind(2, override.status?.name ?? "")
        insert.bind(3, override.from)
        insert.bind(4, override.until?.milliseconds)
        insert.bind(5, override.role)
        insert.bind(6, override.note)
        insert.bind(7, now)
        try insert.run()
    }

    // MARK: Maintenance

    /// Adds a plan, or changes the one of that name; its done-entries stay.
    ///
    /// - Returns: whether it is new.
    /// - Throws: 65 for an interval below one, or a start in the future.
    public func put(_ plan: MaintenancePlan) throws -> Bool {
        try refuseFuture(plan.start, "from")
        let (days, hours): (Int?, Int?) =
            switch plan.interval {
            case .days(let days): (days, nil)
            case .hoursInUse(let hours): (nil, hours)
            }
        guard let length = days ?? hours, (1...100_000).contains(length) else {
            throw VigieError(
                .badData, "an interval must be 1 to 100000", place: "every",
                remedy: "Write days as 365d or hours in use as 500h")
        }
        let isNew = try !hasPlan(plan.track, plan.name)
        let insert = try RawStatement(
            database,
            """
            INSERT INTO device_plan (track, name, days, hours_in_use, start_at, blocks) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (track, name) DO UPDATE SET days = excluded.days, hours_in_use = excluded.hours_in_use,
                start_at = excluded.start_at, blocks = excluded.blocks
            """)
        insert.bind(1, plan.track.rawValue)
        insert.bind(2, plan.name)
        insert.bind(3, days.map { Int64($0) })
        insert.bind(4, hours.map { Int64($0) })
        insert.bind(5, plan.start)
        insert.bind(6, plan.blocksUse ? 1 : 0)
        try insert.run()
        return isNew
    }

    /// Removes a plan; its done-entries stay. - Throws: 65 when the device has no such plan.
    public func removePlan(_ device: TrackableRow, _ name: String) throws {
        try requirePlan(device, name)
        let statement = try RawStatement(database, "DELETE FROM device_plan WHERE track = ? AND name = ?")
        statement.bind(1, device.track.rawValue)
        statement.bind(2, name)
        try statement.run()
    }

    /// Notes that a plan was done. - Throws: 65 for a plan that the device has not, or a time in the future.
    public func note(_ entry: MaintenanceEntry, of device: TrackableRow) throws {
        try requirePlan(device, entry.plan)
        try refuseFuture(entry.at, "at")
        let insert = try RawStatement(
            database,
            "INSERT INTO device_done (track, plan, at, role, note, recorded_at) VALUES (?, ?, ?, ?, ?, ?)")
        insert.bind(1, device.track.rawValue)
        insert.bind(2, entry.plan)
        insert.bind(3, entry.at)
        insert.bind(4, entry.role)
        insert.bind(5, entry.note)
        insert.bind(6, now)
        try insert.run()
    }

    private func hasPlan(_ track: TrackKey, _ name: String) throws -> Bool {
        let statement = try RawStatement(database, "SELECT 1 FROM device_plan WHERE track = ? AND name = ?")
        statement.bind(1, track.rawValue)
        statement.bind(2, name)
        return try statement.first { _ in true } ?? false
    }

    private func requirePlan(_ device: TrackableRow, _ name: String) throws {
        guard try !hasPlan(device.track, name) else { return }
        var names: [String] = []
        let statement = try RawStatement(database, "SELECT name FROM device_plan WHERE track = ? ORDER BY name")
        statement.bind(1, device.track.rawValue)
        try statement.forEachRow { names.append($0.text(0)) }
        throw VigieError(
            .badData,
            "\(Printable.clean(device.id.rawValue)) has no plan '\(Printable.clean(name))'", place: "plan",
            remedy: names.isEmpty
                ? "Add it with 'vigie maintenance plan'" : "Its plans: \(names.joined(separator: ", "))")
    }
}

/// The questions over devices; the trackable's columns first, in one order.
enum DeviceQuery {
    private static let start = """
        SELECT key, id, kind, name, category, assigned_unit, model, serial FROM trackable
        WHERE kind = 'equipment' AND
        """
    static let byID = start + " id = ?1"
    static let byModel = start + " model = ?1 COLLATE NOCASE AND ?1 <> '' ORDER BY id"
    static let byCategory = start + " category = ?1 COLLATE NOCASE AND ?1 <> '' ORDER BY id"
    static let all = start + " 1 ORDER BY id"
}
