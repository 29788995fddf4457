public import Model

/// Times are milliseconds since 1970 UTC; spans are half open and not empty.
public typealias TimeSpan = Range<Int64>

/// What a unit means for the devices in it.
public struct UnitMeaning: Hashable, Sendable {
    /// What the rules say of it; nil when they say nothing.
    public var status: EquipmentStatus?
    public var isStore: Bool

    public init(status: EquipmentStatus? = nil, isStore: Bool = false) {
        self.status = status
        self.isStore = isStore
    }

    /// IMDF categories of stores.
    public static let storeCategories: Set<String> = ["storage", "mailroom", "serverroom"]
}

/// A device in a unit.
public struct DeviceStay: Hashable, Sendable {
    public var unit: UnitKey
    public var from: Int64
    /// `.max` while it lasts.
    public var to: Int64

    public init(unit: UnitKey, from: Int64, to: Int64) {
        self.unit = unit
        self.from = from
        self.to = to
    }
}

/// All that is known of one device, for its statuses over a span of time.
public struct DeviceEvidence: Sendable {
    /// In rising order, not overlapping.
    public var stays: [DeviceStay] = []
    /// The newest read; nil when it was never heard.
    public var heardUntil: Int64?
    /// Spans between two reads that made it lost, in rising order.
    public var silences: [TimeSpan] = []
    /// In any order.
    public var overrides: [StatusOverride] = []
    /// When it was lent to somebody outside.
    public var lent: [TimeSpan] = []
    /// When a plan that keeps it from use was overdue.
    public var overdue: [TimeSpan] = []

    public init() {}
}

/// What is around the devices.
public struct StatusSurroundings: Sendable {
    public var units: [UnitKey: UnitMeaning]
    /// When a patient was in a unit: merged, in rising order.
    public var patients: [UnitKey: [TimeSpan]]
    /// When every reader of a unit was down: merged, in rising order.
    public var dark: [UnitKey: [TimeSpan]]

    public init(
        units: [UnitKey: UnitMeaning] = [:], patients: [UnitKey: [TimeSpan]] = [:], dark: [UnitKey: [TimeSpan]] = [:]
    ) {
        self.units = units
        self.patients = patients
        self.dark = dark
    }
}

/// A device's status for a while, and why.
public struct StatusSpan: Hashable, Sendable {
    public var status: EquipmentStatus
    public var reason: StatusReason
    public var from: Int64
    public var to: Int64
    /// Where it was; nil outside of all units.
    public var unit: UnitKey?

    public init(status: EquipmentStatus, reason: StatusReason, from: Int64, to: Int64, unit: UnitKey? = nil) {
        self.status = status
        self.reason = reason
        self.from = from
        self.to = to
        self.unit = unit
    }

    /// How long it lasted.
    public var milliseconds: Int64 { to - from }
}
