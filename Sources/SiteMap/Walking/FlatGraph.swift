/// The walking graph without arrays in arrays, as the search reads it.
struct FlatGraph: Sendable {
    /// A unit that a portal opens on.
    struct Side: Sendable {
        var unit: Int32
        /// From the portal to the unit's own point.
        var metresToPoint: Double
    }

    struct Way: Sendable {
        var portal: Int32
        var metres: Double
    }

    private(set) var points: [Point] = []
    /// The portals of unit `u`: `portals[portalStarts[u]..<portalStarts[u + 1]]`, rising.
    private(set) var portalStarts: [Int32] = [0]
    private(set) var portals: [Int32] = []
    /// The units of portal `p`: `sides[sideStarts[p]..<sideStarts[p + 1]]`.
    private(set) var sideStarts: [Int32] = [0]
    private(set) var sides: [Side] = []
    /// The links of portal `p`: `ways[wayStarts[p]..<wayStarts[p + 1]]`.
    private(set) var wayStarts: [Int32] = [0]
    private(set) var ways: [Way] = []
    /// Whether a portal leads from one unit on into dead ends only, like the door of a room that has no other.
    private(set) var isDeadEnd: [Bool] = []

    init(portals: [WalkingGraph.Portal], portalsOfUnit: [[Int]], units: [Unit]) {
        for portal in portals {
            points.append(portal.point)
            for unit in portal.units {
                sides.append(Side(unit: Int32(unit), metresToPoint: portal.point.distance(to: units[unit].point)))
            }
            sideStarts.append(Int32(sides.count))
            ways += portal.links.map { Way(portal: Int32($0.portal), metres: $0.metres) }
            wayStarts.append(Int32(ways.count))
            isDeadEnd.append(portal.links.isEmpty && portal.units.count { portalsOfUnit[$0].count > 1 } <= 1)
        }
        for own in portalsOfUnit {
            self.portals += own.map(Int32.init)
            portalStarts.append(Int32(self.portals.count))
        }
    }

    func portals(ofUnit unit: Int) -> ArraySlice<Int32> {
        portals[Int(portalStarts[unit])..<Int(portalStarts[unit + 1])]
    }
}
