/// Where one walks from unit to unit: portals (doors, stairs, lifts), each at a point and belonging to the units that
/// it opens on. Inside a unit one walks straight from portal to portal, so that a corridor costs only the stretch
/// that is walked.
struct WalkingGraph: Sendable {
    struct Portal: Sendable {
        var point: Point
        /// Rising.
        var units: [Int]
        /// The opening that it is, as index into ``SiteMap/openings``; nil for other ways.
        var opening: Int?
        /// Ways to portals in other frames or on other levels.
        var links: [Link] = []
    }

    struct Link: Sendable, Hashable {
        var portal: Int
        var metres: Double
        /// False for a door between two buildings.
        var isVertical: Bool
        /// Stairs, a lift, … when the site says by what the level changes.
        var kind: VerticalKind?

        /// Whether wheels cannot take it: stairs, an escalator, or a change of level that the site does not explain.
        var isStepped: Bool { isVertical && kind != .elevator && kind != .ramp }
    }

    private(set) var portals: [Portal]
    /// For each unit its portals.
    private(set) var portalsOfUnit: [[Int]]
    let flat: FlatGraph
    private var neighbours: [Neighbour] = []
    /// Where each unit's neighbours start; one more than there are units.
    private var starts: [Int] = [0]

    init(portals: [Portal], units: [Unit]) {
        self.portals = portals
        portalsOfUnit = Array(repeating: [], count: units.count)
        for (index, portal) in portals.enumerated() {
            for unit in portal.units { portalsOfUnit[unit].append(index) }
        }
        flat = FlatGraph(portals: portals, portalsOfUnit: portalsOfUnit, units: units)
        for unit in units.indices {
            neighbours += findNeighbours(of: unit, units: units)
            starts.append(neighbours.count)
        }
    }

    func neighbours(of unit: Int) -> ArraySlice<Neighbour> {
        neighbours[starts[unit]..<starts[unit + 1]]
    }

    private func findNeighbours(of unit: Int, units: [Unit]) -> [Neighbour] {
        var nearest: [Int: Neighbour] = [:]
        func offer(_ other: Int, _ metres: Double, isVertical: Bool) {
            guard other != unit, metres < nearest[other]?.metres ?? .infinity else { return }
            nearest[other] = Neighbour(unit: other, metres: metres, isVertical: isVertical)
        }
        for index in portalsOfUnit[unit] {
            let portal = portals[index]
            let toPortal = units[unit].point.distance(to: portal.point)
            for other in portal.units {
                offer(other, toPortal + portal.point.distance(to: units[other].point), isVertical: false)
            }
            for link in portal.links {
                let far = portals[link.portal]
                for other in far.units {
                    let metres = toPortal + link.metres + far.point.distance(to: units[other].point)
                    offer(other, metres, isVertical: link.isVertical)
                }
            }
        }
        return nearest.values.sorted { $0.unit < $1.unit }
    }
}
