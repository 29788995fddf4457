internal import GRDB
public import Model

/// All that people keep about devices, by trackable.
public struct DeviceRecords: Sendable {
    public var overrides: [TrackKey: [StatusOverride]] = [:]
    /// By name.
    public var plans: [TrackKey: [MaintenancePlan]] = [:]
    public var entries: [TrackKey: [MaintenanceEntry]] = [:]
    /// In order of leaving.
    public var loans: [TrackKey: [DeviceLoan]] = [:]
    public var facts: [TrackKey: DeviceFacts] = [:]

    public init() {}
}

extension StoreReader {
    /// All that people keep about devices. - Complexity: O(what they keep).
    public func deviceRecords() throws(VigieError) -> DeviceRecords {
        try read { database in
            var records = DeviceRecords()
            try RawStatement(database, DeviceTables.overrides + " ORDER BY number").forEachRow { row in
                let override = DeviceTables.override(row)
                records.overrides[override.track, default: []].append(override)
            }
            try RawStatement(database, DeviceTables.plans + " ORDER BY track, name").forEachRow { row in
                guard let plan = DeviceTables.plan(row) else { return }
                records.plans[plan.track, default: []].append(plan)
            }
            try RawStatement(database, DeviceTables.entries + " ORDER BY at, number").forEachRow { row in
                let entry = DeviceTables.entry(row)
                records.entries[entry.track, default: []].append(entry)
            }
            try RawStatement(database, DeviceTables.loans + " ORDER BY out_at, number").forEachRow { row in
                let loan = DeviceTables.loan(row)
                records.loans[loan.track, default: []].append(loan)
            }
            try RawStatement(database, DeviceTables.facts).forEachRow { row in
                records.facts[TrackKey(row.int32(5))] = DeviceTables.facts(row)
            }
            return records
        }
    }

    /// The spans in which devices were not heard for a day or more, by trackable, in rising order.
    public func silences(from: Instant, to: Instant) throws(VigieError) -> [TrackKey: [Silence]] {
        try read { database in
            var silences: [TrackKey: [Silence]] = [:]
            let statement = try RawStatement(
                database,
                "SELECT track, from_at, to_at FROM silence WHERE from_at < ? AND to_at > ? ORDER BY track, from_at")
            statement.bind(1, to)
            statement.bind(2, from)
            try statement.forEachRow { row in
                let track = TrackKey(row.int32(0))
                silences[track, default: []].append(
                    Silence(track: track, from: row.instant(1), to: row.instant(2)))
            }
            return silences
        }
    }

    /// The spans in which every reader of a unit was down, by unit, in rising order; `to` is nil while it lasts.
    public func darkSpans(from: Instant, to: Instant) throws(VigieError) -> [UnitKey: [(from: Instant, to: Instant?)]] {
        try read { database in
            var spans: [UnitKey: [(from: Instant, to: Instant?)]] = [:]
            let statement = try RawStatement(
                database,
                """
                SELECT unit, from_at, to_at FROM dark_unit WHERE from_at < ? AND (to_at IS NULL OR to_at > ?)
                ORDER BY unit, from_at
                """)
            statement.bind(1, to)
            statement.bind(2, from)
            try statement.forEachRow { row in
                spans[UnitKey(row.int32(0)), default: []].append((row.instant(1), row.optionalInstant(2)))
            }
            return spans
        }
    }
}

/// The rows of the devices' tables, as the book and the reader read them alike.
enum DeviceTables {
    static let overrides = "SELECT number, track, status, from_at, until_at, role, note FROM device_override"
    static let plans = "SELECT track, name, days, hours_in_use, start_at, blocks FROM device_plan"
    static let entries = "SELECT number, track, plan, at, role, note FROM device_done"
    static let loans = """
        SELECT number, track, borrower, outside, out_at, due_at, back_at, role, note FROM device_loan
        """
    static let facts = "SELECT manufacturer, model_number, supplier, contract, rental, track FROM device_fact"

    static func override(_ row: RawStatement) -> StatusOverride {
        StatusOverride(
            number: row.int64(0), track: TrackKey(row.int32(1)), status: EquipmentStatus(name: row.text(2)),
            from: row.instant(3), until: row.optionalInstant(4), role: row.text(5), note: row.text(6))
    }

    static func plan(_ row: RawStatement) -> MaintenancePlan? {
        let interval: MaintenancePlan.Interval
        if let days = row.optionalInt(2) {
            interval = .days(days)
        } else if let hours = row.optionalInt(3) {
            interval = .hoursInUse(hours)
        } else {
            return nil
        }
        return MaintenancePlan(
            track: TrackKey(row.int32(0)), name: row.text(1), interval: interval, start: row.instant(4),
            blocksUse: row.int(5) != 0)
    }

    static func entry(_ row: RawStatement) -> MaintenanceEntry {
        MaintenanceEntry(
            number: row.int64(0), track: TrackKey(row.int32(1)), plan: row.text(2), at: row.instant(3),
            role: row.text(4), note: row.text(5))
    }

    static func loan(_ row: RawStatement) -> DeviceLoan {
        DeviceLoan(
            number: row.int64(0), track: TrackKey(row.int32(1)), borrower: row.text(2), isOutside: row.int(3) != 0,
            out: row.instant(4), due: row.optionalInstant(5), back: row.optionalInstant(6), role: row.text(7),
            note: row.text(8))
    }

    static func facts(_ row: RawStatement) -> DeviceFacts {
        DeviceFacts(
            manufacturer: row.text(0), modelNumber: row.text(1), supplier: row.text(2), contract: row.text(3),
            isRental: row.int(4) != 0)
    }
}
