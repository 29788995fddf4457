/// The shortest ways from one point to all portals (Dijkstra with a binary heap), as far as they were asked for.
///
/// A portal that is reached through a unit is never a way on through the same unit: straight on is as short, because
/// inside a unit one walks in a straight line. So each corridor is crossed from the few portals where it is entered
/// instead of from all its doors, and a hospital's ways cost a few relaxations for each portal.
struct ShortestWays {
    private let flat: FlatGraph
    /// Metres to each portal; infinity when there is no way, or none yet.
    private(set) var metres: [Double]
    /// The portal before, -1 when it is reached from the start.
    private(set) var previous: [Int32]
    /// The unit crossed from the portal before, -1 for a link.
    private(set) var crossed: [Int32]
    private var heap = PortalHeap()
    /// Whether portals are only reached and not told, so that dead ends need not wait for their turn.
    private var isWhole = false

    /// The whole search.
    /// - Complexity: O(Σ d · e + p log p) for p portals and units with d portals, of which e are entered by.
    init(from point: Point, in unit: Int, graph: WalkingGraph) {
        self.init(graph: graph)
        run(from: point, in: unit)
    }

    /// The whole search, with the memory that there is.
    mutating func run(from point: Point, in unit: Int) {
        start(from: point, in: unit)
        isWhole = true
        while next() != nil {}
        isWhole = false
    }

    /// A search that has not started.
    init(graph: WalkingGraph) {
        flat = graph.flat
        metres = Array(repeating: .infinity, count: graph.portals.count)
        previous = Array(repeating: -1, count: graph.portals.count)
        crossed = Array(repeating: -1, count: graph.portals.count)
    }

    /// Starts anew, with the memory that there is.
    mutating func start(from point: Point, in unit: Int) {
        for portal in metres.indices { metres[portal] = .infinity }
        heap.removeAll()
        for portal in flat.portals(ofUnit: unit) {
            let index = Int(portal)
            metres[index] = point.distance(to: flat.points[index])
            previous[index] = -1
            crossed[index] = Int32(truncatingIfNeeded: unit)
            heap.push(metres[index], portal)
        }
    }

    /// The next portal, by rising distance; nil when all that can be reached were told.
    mutating func next() -> Int? {
        while let (distance, portal) = heap.pop() {
            let index = Int(portal)
            guard distance <= metres[index] else { continue }
            expand(index, distance)
            return index
        }
        return nil
    }

    private mutating func expand(_ index: Int, _ distance: Double) {
        let through = crossed[index]
        let here = flat.points[index]
        for side in Int(flat.sideStarts[index])..<Int(flat.sideStarts[index + 1]) {
            let unit = flat.sides[side].unit
            if unit == through { continue }
            for place in Int(flat.portalStarts[Int(unit)])..<Int(flat.portalStarts[Int(unit) + 1]) {
                let other = flat.portals[place]
                relax(other, distance + here.distance(to: flat.points[Int(other)]), from: index, through: unit)
            }
        }
        for way in Int(flat.wayStarts[index])..<Int(flat.wayStarts[index + 1]) {
            relax(flat.ways[way].portal, distance + flat.ways[way].metres, from: index, through: -1)
        }
    }

    private mutating func relax(_ portal: Int32, _ distance: Double, from index: Int, through unit: Int32) {
        guard distance < metres[Int(portal)] else { return }
        metres[Int(portal)] = distance
        previous[Int(portal)] = Int32(truncatingIfNeeded: index)
        crossed[Int(portal)] = unit
        if isWhole, flat.isDeadEnd[Int(portal)] { return }
        heap.push(distance, portal)
    }

    /// The portals on the way to a portal, itself last.
    func portals(to portal: Int) -> [Int] {
        var portals = [portal]
        var current = portal
        while previous[current] >= 0 {
            current = Int(previous[current])
            portals.append(current)
        }
        return portals.reversed()
    }

    /// The units crossed on the way to a portal, without the first one.
    func unitsCrossed(to portal: Int) -> [Int] {
        portals(to: portal).dropFirst().compactMap { crossed[$0] >= 0 ? Int(crossed[$0]) : nil }
    }
}

/// A binary heap of portals by distance; old entries stay and are passed over.
private struct PortalHeap {
    private var items: [(metres: Double, portal: Int32)] = []

    mutating func removeAll() { items.removeAll(keepingCapacity: true) }

    mutating func push(_ metres: Double, _ portal: Int32) {
        items.append((metres, portal))
        items.withUnsafeMutableBufferPointer { items in
            var child = items.count - 1
            while child > 0 {
                let parent = (child - 1) / 2
                guard metres < items[parent].metres else { break }
                items[child] = items[parent]
                child = parent
            }
            items[child] = (metres, portal)
        }
    }

    mutating func pop() -> (metres: Double, portal: Int32)? {
        guard let top = items.first, let last = items.popLast() else { return nil }
        items.withUnsafeMutableBufferPointer { items in
            guard !items.isEmpty else { return }
            var parent = 0
            while true {
                var child = 2 * parent + 1
                guard child < items.count else { break }
                if child + 1 < items.count, items[child + 1].metres < items[child].metres { child += 1 }
                guard items[child].metres < last.metres else { break }
                items[parent] = items[child]
                parent = child
            }
            items[parent] = last
        }
        return top
    }
}
