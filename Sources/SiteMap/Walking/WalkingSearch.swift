/// The units around a place in the order in which one walks into them: what looks for the nearest by walking stops as
/// soon as it has enough.
///
///     var search = map.walkingSearch(from: unit)
///     while let entrance = search.next() { … }
public struct WalkingSearch: Sendable {
    /// Where one comes into a unit, and how far it is to there.
    public struct Entrance: Sendable, Hashable {
        /// Index into ``SiteMap/units``.
        public var unit: Int
        /// The door, or where the stairs or the lift let one out; where the search starts for its own unit.
        public var point: Point
        /// Metres walked, stairs and lifts at ``VerticalKind/metresPerLevel``.
        public var metres: Double
    }

    private let graph: WalkingGraph
    private var ways: ShortestWays
    private var pending: [Entrance]

    init(from point: Point, in unit: Int, graph: WalkingGraph) {
        self.graph = graph
        ways = ShortestWays(graph: graph)
        ways.start(from: point, in: unit)
        pending = [Entrance(unit: unit, point: point, metres: 0)]
    }

    /// The next entrance, never nearer than the one before; nil after the last. A unit comes once for each of its doors
    /// that is reached from elsewhere, so that the way to any place in it is the least of these and the straight line
    /// from there.
    /// - Complexity: O(d + log p) for a unit with d doors of p.
    public mutating func next() -> Entrance? {
        while pending.isEmpty {
            guard let portal = ways.next() else { return nil }
            for unit in graph.portals[portal].units where unit != Int(ways.crossed[portal]) {
                pending.append(
                    Entrance(unit: unit, point: graph.portals[portal].point, metres: ways.metres[portal]))
            }
        }
        return pending.removeLast()
    }
}

extension SiteMap {
    /// A search for what is near by walking.
    ///
    /// - Parameters:
    ///   - unit: index into ``units``.
    ///   - start: where in the unit; its representative point unless given.
    public func walkingSearch(from unit: Int, at start: Point? = nil) -> WalkingSearch {
        WalkingSearch(from: start ?? units[unit].point, in: unit, graph: graph)
    }
}
