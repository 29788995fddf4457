/// What can be done with a device now.
public enum EquipmentStatus: String, Sendable, CaseIterable {
    case available, inUse, idle, dirty, maintenance, lost, rented
    /// The readers that would know are down.
    case cannotTell

    /// As `locate --status` and the rules' `status:` name it.
    public var name: String {
        switch self {
        case .inUse: "in_use"
        case .cannotTell: "cannot_tell"
        default: rawValue
        }
    }

    public init?(name: String) {
        guard let found = EquipmentStatus.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

/// What a unit says of the devices in it, from `status:` of `rules.yaml`; a unit that is not in it says what its
/// category says.
public struct StatusPlaces: Sendable {
    /// By unit id.
    public var units: [UnitID: EquipmentStatus]

    public init(units: [UnitID: EquipmentStatus] = [:]) {
        self.units = units
    }
}

/// A named step of patients' ways, by the units that it stands for, from `milestones:` of `rules.yaml`.
public struct MilestoneUnits: Hashable, Sendable {
    public var name: String
    public var units: [UnitID]

    public init(name: String, units: [UnitID]) {
        self.name = name
        self.units = units
    }
}
