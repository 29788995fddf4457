// What people keep about devices: plans and their done-entries, statuses that they set, loans, and what was bought.
// Who did it is a role, never a name.

/// A status that a person set. A later one takes its place from its own beginning on.
public struct StatusOverride: Hashable, Sendable {
    /// Order of entry: of two that begin together the later one counts.
    public var number: Int64
    public var track: TrackKey
    /// Nil gives the device back to what the readers say.
    public var status: EquipmentStatus?
    public var from: Instant
    /// Nil until the next one.
    public var until: Instant?
    public var role: String
    public var note: String

    public init(
        number: Int64 = 0, track: TrackKey, status: EquipmentStatus?, from: Instant, until: Instant? = nil,
        role: String = "", note: String = ""
    ) {
        self.number = number
        self.track = track
        self.status = status
        self.from = from
        self.until = until
        self.role = role
        self.note = note
    }
}

/// Something that must be done to a device again and again. A device may have several.
public struct MaintenancePlan: Hashable, Sendable {
    /// After what it is due again.
    public enum Interval: Hashable, Sendable {
        /// Days of the calendar.
        case days(Int)
        /// Hours in use.
        case hoursInUse(Int)
    }

    public var track: TrackKey
    /// Its name, once per device.
    public var name: String
    public var interval: Interval
    /// What counts as done before the first done-entry.
    public var start: Instant
    /// Whether the device is not for use while it is overdue.
    public var blocksUse: Bool

    public init(track: TrackKey, name: String, interval: Interval, start: Instant, blocksUse: Bool = false) {
        self.track = track
        self.name = name
        self.interval = interval
        self.start = start
        self.blocksUse = blocksUse
    }
}

/// One time that a plan was done.
public struct MaintenanceEntry: Hashable, Sendable {
    public var number: Int64
    public var track: TrackKey
    public var plan: String
    public var at: Instant
    public var role: String
    public var note: String

    public init(
        number: Int64 = 0, track: TrackKey, plan: String, at: Instant, role: String = "", note: String = ""
    ) {
        self.number = number
        self.track = track
        self.plan = plan
        self.at = at
        self.role = role
        self.note = note
    }
}

/// A device that somebody took, with when it is expected back.
public struct DeviceLoan: Hashable, Sendable {
    public var number: Int64
    public var track: TrackKey
    /// A unit or a house; never a person.
    public var borrower: String
    /// Whether it leaves the house: then it is not for use here.
    public var isOutside: Bool
    public var out: Instant
    public var due: Instant?
    /// Nil while it is out.
    public var back: Instant?
    public var role: String
    public var note: String

    public init(
        number: Int64 = 0, track: TrackKey, borrower: String, isOutside: Bool, out: Instant, due: Instant? = nil,
        back: Instant? = nil, role: String = "", note: String = ""
    ) {
        self.number = number
        self.track = track
        self.borrower = borrower
        self.isOutside = isOutside
        self.out = out
        self.due = due
        self.back = back
        self.role = role
        self.note = note
    }

    /// Whether it should be back at `now` and is not.
    public func isOverdue(now: Instant) -> Bool {
        guard back == nil, let due else { return false }
        return due < now
    }
}

/// What was bought or rented, beside the registry's row.
public struct DeviceFacts: Hashable, Sendable {
    public var manufacturer: String
    public var modelNumber: String
    public var supplier: String
    /// Pay-per-use contract that counts its uses; empty for none.
    public var contract: String
    /// Rented from the supplier.
    public var isRental: Bool

    public init(
        manufacturer: String = "", modelNumber: String = "", supplier: String = "", contract: String = "",
        isRental: Bool = false
    ) {
        self.manufacturer = manufacturer
        self.modelNumber = modelNumber
        self.supplier = supplier
        self.contract = contract
        self.isRental = isRental
    }
}

/// A device as an inventory names it, to be taken into the registry; it may have no tag yet.
public struct DeviceRow: Hashable, Sendable {
    public var trackable: TrackableID
    /// Nil leaves its tags as they are.
    public var tag: TagID?
    public var name: String
    public var category: String
    public var assignedUnit: String
    public var model: String
    public var serial: String
    public var facts: DeviceFacts
    /// A status that the inventory knows better than the readers; nil for none.
    public var status: EquipmentStatus?
    /// The inventory says that nothing is wrong with it: a status that an earlier import set ends.
    public var isReady = false

    public init(
        trackable: TrackableID, tag: TagID? = nil, name: String = "", category: String = "", assignedUnit: String = "",
        model: String = "", serial: String = "", facts: DeviceFacts = DeviceFacts(), status: EquipmentStatus? = nil
    ) {
        self.trackable = trackable
        self.tag = tag
        self.name = name
        self.category = category
        self.assignedUnit = assignedUnit
        self.model = model
        self.serial = serial
        self.facts = facts
        self.status = status
    }
}

/// A span in which a device was not heard, as long as makes it lost.
public struct Silence: Hashable, Sendable {
    /// Not heard for so long is lost.
    public static let lostAfterMilliseconds: Int64 = 24 * 3_600_000

    public var track: TrackKey
    /// The last read before it.
    public var from: Instant
    /// The first read after it.
    public var to: Instant

    public init(track: TrackKey, from: Instant, to: Instant) {
        self.track = track
        self.from = from
        self.to = to
    }
}

/// The units whose every reader is down from an instant on: all of them, so that a restart forgets none.
public struct DarkUnits: Hashable, Sendable {
    public var at: Instant
    public var units: [UnitKey]

    public init(at: Instant, units: [UnitKey]) {
        self.at = at
        self.units = units
    }
}
