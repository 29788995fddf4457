internal import Model
internal import SimKit

/// Builds a hospital out of a plan: the same request gives the same hospital, to the bit.
struct HospitalGenerator {
    let request: SiteRequest
    let plan: SitePlan
    var random: SeededRandom
    var hospital: Hospital

    let roomWidth: Double
    let roomDepth: Double
    let corridorWidth: Double
    let spineDepth = 6.0
    let spineWidth = 3.0
    let coreWidth = 14.0
    /// Ward names in the order in which wings take them.
    var wardOrder: [Int] = []
    /// Which ward rooms of the site have a bathroom, by number of the room.
    var hasBathroom: [Bool] = []
    var nextWardRoom = 0
    var nextRoomNumber = 1

    init(_ request: SiteRequest) {
        self.request = request
        plan = SitePlan.choose(request)
        random = SeededRandom(seed: request.seed, stream: 1)
        roomWidth = (random.uniform(3.6...4.4) * 10).rounded() / 10
        roomDepth = (random.uniform(5.2...6.0) * 10).rounded() / 10
        corridorWidth = (random.uniform(2.4...3.0) * 10).rounded() / 10
        // An invented place: open country in the middle of France.
        let origin = LocalFrame(
            longitude: 2.31 + Double(random.below(1000)) / 10_000, latitude: 46.62 + Double(random.below(1000)) / 10_000
        )
        hospital = Hospital(
            siteID: SiteNames.siteID, name: SiteNames.hospital, language: request.language, frame: origin)
    }

    var wingWidth: Double { 2 * roomDepth + corridorWidth }
    var moduleWidth: Double { wingWidth + coreWidth }
    var wingLength: Double { Double(plan.roomsPerSide) * roomWidth }
    /// The spine corridor's south and north edges, with the building's south-west corner at 0, 0.
    var spineSouth: Double { (plan.wings > 1 ? wingLength : 0) + (plan.wings > 1 ? 0 : spineDepth) }
    var spineNorth: Double { spineSouth + spineWidth }

    mutating func build() -> Hospital {
        wardOrder = Array(SiteNames.wards.indices)
        wardOrder.shuffle(using: &random)
        chooseBathrooms()
        let basements = SitePlan.basementLevels(levels: plan.levels)
        for level in 0..<plan.levels {
            let ordinal = level - basements
            let names = SiteNames.level(ordinal: ordinal)
            hospital.levels.append(
                HospitalLevel(
                    id: uuid(), ordinal: ordinal, name: names.name, shortName: names.short, outline: outline()))
            nextRoomNumber = 1
            for module in 0..<plan.modules { addModule(module, level: level) }
        }
        linkLevels()
        ReaderPlacer.place(request, random: SeededRandom(seed: request.seed, stream: 2), in: &hospital)
        return hospital
    }

    /// Spreads the plan's bathrooms over the ward rooms at random.
    private mutating func chooseBathrooms() {
        hasBathroom = (0..<plan.wardRooms).map { $0 < plan.bathrooms }
        hasBathroom.shuffle(using: &random)
    }

    mutating func uuid() -> String {
        SiteIdentifier.uuid(random.next(), random.next())
    }

    /// The level's outline: a comb, walked counter-clockwise.
    func outline() -> Polygon {
        var south: [Point] = []
        var north: [Point] = []
        func add(_ list: inout [Point], _ from: Double, _ to: Double, _ y: Double) {
            if let last = list.last, last.y == y {
                list[list.count - 1].x = to
            } else {
                list.append(Point(from, y))
                list.append(Point(to, y))
            }
        }
        for module in 0..<plan.modules {
            let x = Double(module) * moduleWidth
            let wing = plan.hasSouthWing(module: module) ? wingLength : spineDepth
            add(&south, x, x + wingWidth, spineSouth - wing)
            add(&south, x + wingWidth, x + moduleWidth, spineSouth - spineDepth)
            add(&north, x, x + wingWidth, spineNorth + wingLength)
            add(&north, x + wingWidth, x + moduleWidth, spineNorth + spineDepth)
        }
        return Polygon(south + north.reversed())
    }

    @discardableResult
    mutating func addUnit(_ polygon: Polygon, name: Label, category: String, level: Int) -> Int {
        hospital.units.append(
            HospitalUnit(
                id: uuid(), name: name, category: category, level: level, polygon: polygon,
                inside: polygon.innerPoint))
        return hospital.units.count - 1
    }

    mutating func addDoor(
        _ unit: Int, _ other: Int?, from: Point, to: Point, category: String = "pedestrian"
    ) {
        let name = hospital.units[unit].name
        hospital.doors.append(
            HospitalDoor(
                id: uuid(), name: name, category: category, from: from, to: to, unit: unit, otherUnit: other))
    }

    /// Stairs and lifts stand in the same place on every level: each is linked to the one above.
    private mutating func linkLevels() {
        for category in ["elevator", "stairs"] {
            let shafts = hospital.units.indices.filter { hospital.units[$0].category == category }
            for lower in shafts {
                let place = hospital.units[lower].polygon
                let level = hospital.units[lower].level + 1
                guard
                    let upper = shafts.first(where: {
                        hospital.units[$0].level == level && hospital.units[$0].polygon == place
                    })
                else { continue }
                hospital.links.append(
                    HospitalLink(id: uuid(), category: category, lower: lower, upper: upper))
            }
        }
    }
}

/// Identifiers in the shape that IMDF asks for.
enum SiteIdentifier {
    /// A UUID of version 4 (RFC 9562) out of two random numbers, lower case.
    static func uuid(_ high: UInt64, _ low: UInt64) -> String {
        let first = (high & 0xffff_ffff_ffff_0fff) | 0x4000
        let second = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000
        let text = hex(first, digits: 16) + hex(second, digits: 16)
        var parts: [Substring] = []
        var start = text.startIndex
        for length in [8, 4, 4, 4, 12] {
            let end = text.index(start, offsetBy: length)
            parts.append(text[start..<end])
            start = end
        }
        return parts.joined(separator: "-")
    }

    static func hex(_ value: UInt64, digits: Int, upper: Bool = false) -> String {
        let text = String(value, radix: 16, uppercase: upper)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
