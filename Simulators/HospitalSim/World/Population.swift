internal import Model
internal import SimKit

/// How many of each, and what is the matter with their tags.
struct PopulationOptions {
    var equipment = 40
    var patients = 20
    var staff = 10
    var containers = 0
    var unknownTags = 0
    /// Share of tags that send 6 dB less.
    var weakTags = 0.0
    /// Every tag is passive (the Impinj dialect everywhere).
    var allPassive = false
}

/// Equips a hospital: trackables with ids, categories, homes and tags.
struct Population {
    var trackables: [SimTrackable] = []

    private static let equipmentKinds: [(name: String, category: String, share: Double)] = [
        ("Infusion pump", "infusion pump", 0.30), ("Syringe pump", "syringe pump", 0.12),
        ("Ventilator", "ventilator", 0.08), ("Wheelchair", "wheelchair", 0.15), ("Bed", "bed", 0.12),
        ("Monitor", "monitor", 0.15), ("Ultrasound", "ultrasound", 0.04), ("Defibrillator", "defibrillator", 0.04),
    ]

    init(_ options: PopulationOptions, hospital: Hospital, seed: UInt64) {
        var random = SeededRandom(seed: seed, stream: 10)
        let roles = UnitRoles(hospital)
        func add(_ kind: TrackableKind, count: Int, prefix: String, digits: Int, isKnown: Bool = true) {
            for number in 0..<count {
                let isWeak = random.chance(options.weakTags)
                let spread = max(-2, min(2, random.normal()))
                let tag = SimTag.make(
                    index: trackables.count + 1, seed: seed, isPassive: kind == .container || options.allPassive,
                    kind: kind, offsetDB: spread + (isWeak ? -6 : 0))
                var entry = SimTrackable(
                    id: prefix + Population.padded(number + 1, digits: digits), kind: kind, tag: tag)
                entry.isRegistered = isKnown
                Population.describe(&entry, number: number, roles: roles, &random)
                trackables.append(entry)
            }
        }
        let digits = max(4, String(options.equipment).count)
        add(.equipment, count: options.equipment, prefix: "P-", digits: digits)
        add(.container, count: options.containers, prefix: "C-", digits: 4)
        add(.patient, count: options.patients, prefix: "PAT-", digits: 4)
        add(.staff, count: options.staff, prefix: "STF-", digits: 4)
        add(.robot, count: options.unknownTags, prefix: "UNKNOWN-", digits: 4, isKnown: false)
    }

    private static func describe(
        _ entry: inout SimTrackable, number: Int, roles: UnitRoles, _ random: inout SeededRandom
    ) {
        switch entry.kind {
        case .equipment:
            var share = random.unit()
            var kind = equipmentKinds[0]
            for candidate in equipmentKinds {
                kind = candidate
                share -= candidate.share
                if share < 0 { break }
            }
            entry.name = "\(kind.name) \(padded(number + 1, digits: 4))"
            entry.category = kind.category
            entry.model = "\(kind.name.prefix(1))\(100 + random.below(9) * 10)"
            entry.serial = "SN\(10_000_000 + random.below(89_999_999))"
            entry.home = random.pick(roles.stores)
        case .container:
            entry.name = "Box \(padded(number + 1, digits: 4))"
            entry.category = random.chance(0.5) ? "sterile container" : "transport box"
            entry.home = random.pick(roles.stores)
        case .patient: entry.home = roles.patientRooms[number % roles.patientRooms.count]
        case .staff: entry.home = roles.stations[number % roles.stations.count]
        case .robot: entry.home = random.pick(roles.public)
        }
    }

    static func padded(_ number: Int, digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// The registry as `vigie tags import` reads it (DESIGN 5.1); nothing but pseudonyms for people.
    ///
    /// - Parameter listsAddresses: BLE tags a second time by their address, where a positioning engine knows no other.
    static func csv(of trackables: [SimTrackable], hospital: Hospital, listsAddresses: Bool = false) -> [UInt8] {
        var text = "tag,trackable,kind,name,category,assigned_unit,model,serial\n"
        for entry in trackables where entry.isRegistered {
            let isThing = entry.kind == .equipment || entry.kind == .container
            let home = isThing ? entry.home.map { hospital.units[$0].id } ?? "" : ""
            let rest =
                "\(entry.id),\(entry.kind.rawValue),\(entry.name),\(entry.category),"
                + "\(home),\(entry.model),\(entry.serial)\n"
            text += "\(entry.tag.canonical),\(rest)"
            if listsAddresses, !entry.tag.isPassive { text += "\(entry.tag.mac),\(rest)" }
        }
        return Array(text.utf8)
    }
}

/// Units by what they are for.
struct UnitRoles {
    var patientRooms: [Int] = []
    var stations: [Int] = []
    var stores: [Int] = []
    var treatment: [Int] = []
    var restrooms: [Int] = []
    var lounges: [Int] = []
    var corridors: [Int] = []

    init(_ hospital: Hospital) {
        for (index, unit) in hospital.units.enumerated() {
            switch unit.category {
            case "room": patientRooms.append(index)
            case "office": stations.append(index)
            case "storage": stores.append(index)
            case "laboratory", "firstaid", "examroom": treatment.append(index)
            case "restroom": restrooms.append(index)
            case "lounge", "kitchen", "conferenceroom", "waitingroom", "foodservice": lounges.append(index)
            case "walkway", "lobby": corridors.append(index)
            default: break
            }
        }
        // A site that lacks a kind of room uses others, so that every wish can be met.
        let any = Array(hospital.units.indices)
        if patientRooms.isEmpty { patientRooms = treatment.isEmpty ? any : treatment }
        if stations.isEmpty { stations = lounges.isEmpty ? patientRooms : lounges }
        if stores.isEmpty { stores = stations }
        if treatment.isEmpty { treatment = stations }
        if lounges.isEmpty { lounges = stations }
        if corridors.isEmpty { corridors = any }
    }

    /// Where visitors are.
    var `public`: [Int] { corridors }
}
