internal import Model

/// How big the hospital is to be.
struct SiteRequest {
    var seed: UInt64
    var units: Int
    /// Nil: by the number of units.
    var levels: Int?
    var language: Language
    var readers: ReaderPlan = .perRoom
    var readerNames: ReaderNames = .names
    var wrongOffsets = false

    var levelCount: Int {
        if let levels { return levels }
        switch units {
        case ..<40: return 1
        case ..<150: return 2
        case ..<400: return 3
        case ..<800: return 4
        case ..<1400: return 5
        default: return 6
        }
    }
}

/// How many readers there are.
enum ReaderPlan: Hashable {
    case perRoom
    case perThreeRooms
    case count(Int)

    init?(_ text: String) {
        switch text {
        case "per-room": self = .perRoom
        case "per-three-rooms": self = .perThreeRooms
        default:
            guard let count = Int(text), (1...20_000).contains(count) else { return nil }
            self = .count(count)
        }
    }
}

/// How readers are named: as people do, or by the MAC address, as gateways do that know no other name.
enum ReaderNames: String, CaseIterable {
    case names, macs, mixed
}

/// The dimensions of the building, chosen so that the number of units comes out exactly where that is possible.
///
/// The plan is a comb: a spine corridor with service rooms, and wings (one ward each) that leave it to the north and
/// the south. A module of the spine is one wing wide plus one core (stairs, lifts, stores).
struct SitePlan: Hashable {
    var levels: Int
    var wings: Int
    var roomsPerSide: Int
    /// How many rooms of the whole site have a bathroom of their own.
    var bathrooms: Int

    static let roomsPerCorridorPart = 6

    var modules: Int { (wings + 1) / 2 }
    var corridorPartsPerWing: Int {
        (roomsPerSide + SitePlan.roomsPerCorridorPart - 1) / SitePlan.roomsPerCorridorPart
    }

    /// Units of one level without bathrooms.
    var baseUnitsPerLevel: Int {
        var count = 0
        for module in 0..<modules {
            count += 2 + (hasCore(module: module) ? 4 : 3) + 3
            if !hasSouthWing(module: module) { count += 3 }
        }
        return count + wings * (corridorPartsPerWing + 2 * roomsPerSide)
    }

    /// Rooms of one level that carry a number: it needs three digits above 99.
    var numberedRoomsPerLevel: Int {
        var count = wings * (2 * roomsPerSide - 2)
        for module in 0..<modules {
            count += 3 + (hasCore(module: module) ? 1 : 3) + (hasSouthWing(module: module) ? 0 : 3)
        }
        return count
    }

    var units: Int { levels * baseUnitsPerLevel + bathrooms }

    func hasSouthWing(module: Int) -> Bool { 2 * module + 1 < wings }

    /// Whether the module has stairs and lifts: every second one, so that no room is far from them.
    func hasCore(module: Int) -> Bool { module.isMultiple(of: 2) }

    /// Rooms that can have a bathroom: those of wards. The first pair of a wing is its nurse station and its store.
    var wardRooms: Int {
        var rooms = 0
        for level in 0..<levels {
            for wing in 0..<wings where SitePlan.isWard(level: level, wing: wing, levels: levels) {
                rooms += 2 * roomsPerSide - 2
            }
        }
        return rooms
    }

    /// Level 0 is the lowest. A basement holds stores, the ground floor half consultations; wards are above.
    static func isWard(level: Int, wing: Int, levels: Int) -> Bool {
        let ordinal = level - basementLevels(levels: levels)
        if ordinal < 0 { return false }
        return ordinal > 0 || levels == 1 || !wing.isMultiple(of: 2)
    }

    static func basementLevels(levels: Int) -> Int { levels >= 4 ? 1 : 0 }

    /// The plan that comes nearest to the number of units, and among equals the most believable one.
    static func choose(_ request: SiteRequest) -> SitePlan {
        let levels = request.levelCount
        var best = SitePlan(levels: levels, wings: 1, roomsPerSide: 2, bathrooms: 0)
        var bestCost = Double.infinity
        for wings in 1...16 {
            for rooms in 2...12 {
                var plan = SitePlan(levels: levels, wings: wings, roomsPerSide: rooms, bathrooms: 0)
                let capacity = plan.wardRooms
                plan.bathrooms = min(capacity, max(0, request.units - plan.units))
                let miss = Double(abs(plan.units - request.units))
                let share = capacity > 0 ? Double(plan.bathrooms) / Double(capacity) : 0
                let length = Double(abs(rooms - 8)) * 0.03
                let cost = miss * 10 + abs(share - 0.85) + length
                if cost < bestCost { (best, bestCost) = (plan, cost) }
            }
        }
        return best
    }
}
