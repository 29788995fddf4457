public import Model
import Store

/// A device's status and why.
public struct JudgedStatus: Hashable, Sendable {
    /// Why, the first of these that holds.
    public enum Reason: String, Sendable, CaseIterable {
        /// The readers that would know are down.
        case readersDown = "readers_down"
        /// It was not heard for a day, or never.
        case notHeard = "not_heard"
        /// The rules say so of its unit.
        case unit
        /// A patient is in the same unit.
        case withPatient = "with_patient"
        /// Its unit is a store.
        case store
        /// It has stood there for hours, with no patient.
        case standing
        /// None of these: it is somewhere else, for a short while.
        case passing
    }

    public var status: EquipmentStatus
    public var reason: Reason

    public init(_ status: EquipmentStatus, _ reason: Reason) {
        self.status = status
        self.reason = reason
    }
}

/// Decides what a device's place says of it.
public struct StatusJudge: Sendable {
    /// Standing without a patient for so long, outside a store, is idle.
    public static let idleAfterMilliseconds: Int64 = 4 * 3_600_000
    /// Not heard for so long is lost.
    public static let lostAfterMilliseconds: Int64 = 24 * 3_600_000
    /// IMDF categories of stores.
    static let storeCategories: Set<String> = ["storage", "mailroom", "serverroom"]

    public var places: StatusPlaces

    public init(_ places: StatusPlaces = StatusPlaces()) {
        self.places = places
    }

    /// The status of a device in a unit.
    ///
    /// - Parameters:
    ///   - isWithPatient: a patient is in the same unit.
    ///   - standingMilliseconds: how long it has been there.
    public func judge(
        unit: UnitID?, category: String?, isWithPatient: Bool, standingMilliseconds: Int64
    ) -> JudgedStatus {
        if let unit, let status = places.units[unit] { return JudgedStatus(status, .unit) }
        if isWithPatient { return JudgedStatus(.inUse, .withPatient) }
        if let category, StatusJudge.storeCategories.contains(category) { return JudgedStatus(.available, .store) }
        if standingMilliseconds >= StatusJudge.idleAfterMilliseconds { return JudgedStatus(.idle, .standing) }
        return JudgedStatus(.available, .passing)
    }

    /// The status now.
    func judge(_ row: CurrentRow, patients: Set<UnitKey>, now: Instant) -> JudgedStatus {
        if row.flags.contains(.cannotTell) { return JudgedStatus(.cannotTell, .readersDown) }
        if now.milliseconds - row.observedAt.milliseconds >= StatusJudge.lostAfterMilliseconds {
            return JudgedStatus(.lost, .notHeard)
        }
        return judge(
            unit: row.unit?.id, category: row.unit?.category,
            isWithPatient: row.unit.map { patients.contains($0.key) } ?? false,
            standingMilliseconds: now.milliseconds - row.since.milliseconds)
    }
}
