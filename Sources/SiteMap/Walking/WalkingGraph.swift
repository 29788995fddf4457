/// Where one walks from unit to unit: portals (doors, stairs, lifts), each at a point and belonging to the units that
/// it opens on. Inside a unit one walks straight from portal to portal, so that a corridor costs only the stretch
/// that is walked.
struct WalkingGraph: Sendable {
    struct Portal: Sendable {
        var point: Point
        /// Rising.
        var units: [Int]
        /// Ways to portals in other frames or on other levels.
        var links: [Link] = []
    }

    struct Link: Sendable, Hashable {
        var portal: Int
        var metres: Double
        /// False for a door between two buildings.
        var isVertical: Bool
    }

    private(set) var portals: [Portal]
    /// For each unit its portals.
    private(set) var portalsOfUnit: [[Int]]
    private var neighbours: [Neighbour] = []
    /// Where each unit's neighbours start; one more than there are units.
    private var starts: [Int] = [0]

    init(portals: [Portal], units: [Unit]) {
        self.portals = portals
        portalsOfUnit = Array(repeating: [], count: units.count)
        for (index, portal) in portals.enumerated() {
            for unit in portal.units { portalsOfUnit[unit].append(index) }
        }
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

/// The shortest ways from one point to all portals (Dijkstra with a binary heap).
struct ShortestWays {
    /// Metres to each portal; infinity when there is no way.
    private(set) var metres: [Double]
    /// The portal before, -1 when it is reached from the start.
    private var previous: [Int32]
    /// The unit crossed from the portal before, -1 for a link.
    private var crossed: [Int32]

    /// - Complexity: O(Σ d² + p log p) for p portals and units with d portals each.
    init(from point: Point, in unit: Int, graph: WalkingGraph) {
        metres = Array(repeating: .infinity, count: graph.portals.count)
        previous = Array(repeating: -1, count: graph.portals.count)
        crossed = Array(repeating: -1, count: graph.portals.count)
        var heap = PortalHeap()
        for portal in graph.portalsOfUnit[unit] {
            metres[portal] = point.distance(to: graph.portals[portal].point)
            heap.push(metres[portal], portal)
        }
        while let (distance, index) = heap.pop() {
            guard distance <= metres[index] else { continue }
            let portal = graph.portals[index]
            for unit in portal.units {
                for other in graph.portalsOfUnit[unit] {
                    let far = distance + portal.point.distance(to: graph.portals[other].point)
                    relax(other, far, from: index, through: unit, &heap)
                }
            }
            for link in portal.links { relax(link.portal, distance + link.metres, from: index, through: -1, &heap) }
        }
    }

    private mutating func relax(
        _ portal: Int, _ distance: Double, from index: Int, through unit: Int, _ heap: inout PortalHeap
    ) {
        guard distance < metres[portal] else { return }
        metres[portal] = distance
        previous[portal] = Int32(truncatingIfNeeded: index)
        crossed[portal] = Int32(truncatingIfNeeded: unit)
        heap.push(distance, portal)
    }

    /// The units crossed on the way to a portal, without the first one.
    func unitsCrossed(to portal: Int) -> [Int] {
        var units: [Int] = []
        var current = portal
        while previous[current] >= 0 {
            if crossed[current] >= 0 { units.append(Int(crossed[current])) }
            current = Int(previous[current])
        }
        return units.reversed()
    }
}

/// A binary heap of portals by distance; old entries stay and are passed over.
private struct PortalHeap {
    private var items: [(metres: Double, portal: Int)] = []

    mutating func push(_ metres: Double, _ portal: Int) {
        items.append((metres, portal))
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child].metres < items[parent].metres else { break }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> (metres: Double, portal: Int)? {
        guard let top = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return top }
        items[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < items.count {
                if items[child].metres < items[least].metres { least = child }
            }
            guard least != parent else { break }
            items.swapAt(parent, least)
            parent = least
        }
        return top
    }
}
