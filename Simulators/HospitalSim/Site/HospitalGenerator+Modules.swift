internal import SimKit

extension HospitalGenerator {
    private func ordinal(_ level: Int) -> Int { hospital.levels[level].ordinal }

    mutating func number(level: Int) -> String {
        defer { nextRoomNumber += 1 }
        return SiteNames.roomNumber(nextRoomNumber, ordinal: ordinal(level), wide: plan.numberedRoomsPerLevel > 99)
    }

    /// One module of the spine: a wing (or two) and a core.
    mutating func addModule(_ module: Int, level: Int) {
        let x = Double(module) * moduleWidth
        let mark = "\(hospital.levels[level].shortName.english).\(2 * module + 1)"
        let isEntrance = module == 0 && ordinal(level) == 0
        let spine = addUnit(
            .rectangle(x, spineSouth, x + wingWidth, spineNorth),
            name: isEntrance
                ? Label(english: "Entrance hall", french: "Hall d'entrée")
                : Label(english: "Main corridor \(mark)", french: "Galerie \(mark)"),
            category: isEntrance ? "lobby" : "walkway", level: level)
        let nextMark = "\(hospital.levels[level].shortName.english).\(2 * module + 2)"
        let core = addUnit(
            .rectangle(x + wingWidth, spineSouth, x + moduleWidth, spineNorth),
            name: Label(english: "Main corridor \(nextMark)", french: "Galerie \(nextMark)"),
            category: "walkway", level: level)
        addDoor(
            spine, core, from: Point(x + wingWidth, spineSouth + 0.4), to: Point(x + wingWidth, spineNorth - 0.4),
            category: "pedestrian.transit")
        addSpineEnds(spine, core, module: module, level: level)
        addWing(2 * module, level: level, west: x, spine: spine, isNorth: true)
        if plan.hasSouthWing(module: module) {
            addWing(2 * module + 1, level: level, west: x, spine: spine, isNorth: false)
        } else {
            addServices(from: x, width: wingWidth, y: spineSouth - spineDepth, corridor: spine, level: level)
        }
        addServices(
            from: x + wingWidth, width: coreWidth, y: spineSouth - spineDepth, corridor: core, level: level)
        if plan.hasCore(module: module) {
            addShafts(from: x + wingWidth, corridor: core, module: module, level: level)
        } else {
            addServices(from: x + wingWidth, width: coreWidth, y: spineNorth, corridor: core, level: level)
        }
    }

    /// Joins the spine to the module before it, and opens it to the outside at its ends on the ground floor.
    private mutating func addSpineEnds(_ spine: Int, _ core: Int, module: Int, level: Int) {
        let x = Double(module) * moduleWidth
        let low = Point(x, spineSouth + 0.4)
        let high = Point(x, spineNorth - 0.4)
        if module > 0 {
            let before = hospital.units.indices.last {
                hospital.units[$0].level == level && hospital.units[$0].category == "walkway"
                    && hospital.units[$0].polygon.bounds.high == Point(x, spineNorth)
            }
            if let before { addDoor(before, spine, from: low, to: high, category: "pedestrian.transit") }
        }
        guard ordinal(level) == 0 else { return }
        if module == 0 { addDoor(spine, nil, from: low, to: high, category: "pedestrian.principal") }
        if module == plan.modules - 1 {
            let east = x + moduleWidth
            addDoor(
                core, nil, from: Point(east, spineSouth + 0.9), to: Point(east, spineNorth - 0.9),
                category: "emergencyexit")
        }
    }

    /// Three service rooms side by side, each with a door to the corridor that touches their row.
    private mutating func addServices(from x: Double, width: Double, y: Double, corridor: Int, level: Int) {
        let step = width / 3
        let isNorth = y >= spineNorth - 1e-9
        let edge = isNorth ? y : y + spineDepth
        for index in 0..<3 {
            let service = SiteNames.services[random.below(SiteNames.services.count)]
            let west = index == 0 ? x : x + step * Double(index)
            let east = index == 2 ? x + width : x + step * Double(index + 1)
            let mark = number(level: level)
            let room = addUnit(
                .rectangle(west, y, east, y + spineDepth),
                name: Label(
                    english: "\(service.name.english) \(mark)", french: "\(service.name.french) \(mark)"),
                category: service.category, level: level)
            let middle = (west + east) / 2
            addDoor(room, corridor, from: Point(middle - 0.5, edge), to: Point(middle + 0.5, edge))
        }
    }

    /// Stairs, two lifts, and a store that reaches round behind the lifts.
    private mutating func addShafts(from x: Double, corridor: Int, module: Int, level: Int) {
        let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(module / 2)))
        let edge = spineNorth
        let back = edge + spineDepth
        let stairs = addUnit(
            .rectangle(x, edge, x + 3.4, back),
            name: Label(english: "Stairs \(letter)", french: "Escalier \(letter)"), category: "stairs", level: level)
        addDoor(stairs, corridor, from: Point(x + 1.2, edge), to: Point(x + 2.2, edge))
        for index in 0..<2 {
            let west = x + 3.4 + 2.8 * Double(index)
            let lift = addUnit(
                .rectangle(west, edge, west + 2.8, edge + 3),
                name: Label(
                    english: "Lift \(letter)\(index + 1)", french: "Ascenseur \(letter)\(index + 1)"),
                category: "elevator", level: level)
            addDoor(lift, corridor, from: Point(west + 0.7, edge), to: Point(west + 2.1, edge))
        }
        let mark = number(level: level)
        let store = addUnit(
            Polygon([
                Point(x + 9, edge), Point(x + coreWidth, edge), Point(x + coreWidth, back), Point(x + 3.4, back),
                Point(x + 3.4, edge + 3), Point(x + 9, edge + 3),
            ]),
            name: Label(english: "Equipment store \(mark)", french: "Réserve matériel \(mark)"),
            category: "storage", level: level)
        addDoor(store, corridor, from: Point(x + 11, edge), to: Point(x + 12.4, edge))
    }

    /// A wing: a corridor in parts, rooms on both sides.
    private mutating func addWing(_ wing: Int, level: Int, west: Double, spine: Int, isNorth: Bool) {
        let theme = wingTheme(wing, level: level)
        let left = west + roomDepth
        let right = left + corridorWidth
        let start = isNorth ? spineNorth : spineSouth
        let direction = isNorth ? 1.0 : -1.0
        var corridors: [Int] = []
        let parts = plan.corridorPartsPerWing
        for part in 0..<parts {
            let from = start + direction * Double(part * SitePlan.roomsPerCorridorPart) * roomWidth
            let rooms = min((part + 1) * SitePlan.roomsPerCorridorPart, plan.roomsPerSide)
            let to = start + direction * Double(rooms) * roomWidth
            let suffix = parts > 1 ? " \(part + 1)" : ""
            let mark = hospital.levels[level].shortName.english
            let corridor = addUnit(
                .rectangle(left, min(from, to), right, max(from, to)),
                name: Label(
                    english: "\(theme.name.english) corridor \(mark)\(suffix)",
                    french: "Couloir \(theme.name.french) \(mark)\(suffix)"),
                category: "walkway", level: level)
            addDoor(
                corridor, corridors.last ?? spine, from: Point(left + 0.3, from), to: Point(right - 0.3, from),
                category: "pedestrian.transit")
            corridors.append(corridor)
        }
        if ordinal(level) == 0, let last = corridors.last {
            let end = start + direction * wingLength
            addDoor(
                last, nil, from: Point(left + 0.6, end), to: Point(right - 0.6, end), category: "emergencyexit")
        }
        for index in 0..<plan.roomsPerSide {
            let y = start + direction * Double(index) * roomWidth
            let low = min(y, y + direction * roomWidth)
            let corridor = corridors[index / SitePlan.roomsPerCorridorPart]
            for isLeft in [true, false] {
                let slot = RoomSlot(
                    low: low, wall: isLeft ? left : right, isLeft: isLeft, bathroomIsHigh: index.isMultiple(of: 2))
                addRoom(slot, index: index, theme: theme, corridor: corridor, level: level)
            }
        }
    }

    private func wingTheme(_ wing: Int, level: Int) -> WingTheme {
        let place = ordinal(level)
        if SitePlan.isWard(level: level, wing: wing, levels: plan.levels) {
            let index = (max(0, place) * plan.wings + wing) % wardOrder.count
            return WingTheme(
                name: SiteNames.wards[wardOrder[index]], room: Label(english: "Room", french: "Chambre"),
                category: "room", isWard: true)
        }
        let list = place < 0 ? SiteNames.basements : SiteNames.clinics
        let entry = list[(wing / (place < 0 ? 1 : 2)) % list.count]
        return WingTheme(name: entry.wing, room: entry.room, category: entry.category, isWard: false)
    }
}

/// What a wing is for.
struct WingTheme {
    var name: Label
    var room: Label
    var category: String
    var isWard: Bool
}
