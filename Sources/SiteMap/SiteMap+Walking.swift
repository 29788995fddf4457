extension SiteMap {
    /// The units one door away, and those above and below by stairs or a lift; each once, rising by index.
    /// - Complexity: O(1).
    public func neighbours(of unit: Int) -> ArraySlice<Neighbour> {
        graph.neighbours(of: unit)
    }

    /// Walking distances in metres from a unit to every unit, by index; infinity where there is no way, 0 to itself.
    ///
    /// From point to door to door to point, straight inside each unit (so it is a lower bound where a unit is not
    /// convex); stairs and lifts with ``VerticalKind/metresPerLevel``.
    ///
    /// - Parameter start: where in the unit the way starts; its representative point unless given.
    /// - Complexity: O(Σ d² + p log p) for p doors and units with d doors each.
    public func walkingDistances(from unit: Int, at start: Point? = nil) -> [Double] {
        let ways = ShortestWays(from: start ?? units[unit].point, in: unit, graph: graph)
        var distances = Array(repeating: Double.infinity, count: units.count)
        for (index, portal) in graph.portals.enumerated() where ways.metres[index] < .infinity {
            for other in portal.units {
                let metres = ways.metres[index] + portal.point.distance(to: units[other].point)
                if metres < distances[other] { distances[other] = metres }
            }
        }
        distances[unit] = start.map { $0.distance(to: units[unit].point) } ?? 0
        return distances
    }

    /// The units on the shortest way, both ends included; nil where there is no way, `[from]` when it is the goal.
    ///
    /// Each one is a neighbour of the one before. The length is `walkingDistances(from:)[to]`.
    /// - Complexity: as ``walkingDistances(from:at:)``.
    public func route(from: Int, to: Int) -> [Int]? {
        if from == to { return [from] }
        let ways = ShortestWays(from: units[from].point, in: from, graph: graph)
        var last: (portal: Int, metres: Double)?
        for portal in graph.portalsOfUnit[to] {
            let metres = ways.metres[portal] + graph.portals[portal].point.distance(to: units[to].point)
            if metres < last?.metres ?? .infinity { last = (portal, metres) }
        }
        guard let last else { return nil }
        var route = [from]
        for unit in ways.unitsCrossed(to: last.portal) + [to] where route.last != unit { route.append(unit) }
        return route
    }
}
