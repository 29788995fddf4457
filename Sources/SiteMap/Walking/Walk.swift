/// The shortest way from one place to another, stretch by stretch.
public struct Walk: Sendable, Hashable {
    /// A straight stretch through one unit, and how one leaves the unit at its end.
    public struct Stretch: Sendable, Hashable {
        /// Index into ``SiteMap/units``.
        public var unit: Int
        public var start: Point
        public var end: Point
        /// Straight from start to end.
        public var metres: Double
        /// Nil for the last one: one has arrived.
        public var exit: Exit?
    }

    /// How one unit is left for the next.
    public struct Exit: Sendable, Hashable {
        /// Index into ``SiteMap/openings``; nil where no opening is drawn.
        public var opening: Int?
        /// Stairs, a lift, …, when the level changes by what the site calls so.
        public var verticalKind: VerticalKind?
        /// Whether the level changes.
        public var isVertical: Bool
        /// What it costs in metres of walking: 0 for a door, ``VerticalKind/metresPerLevel`` for each level.
        public var metres: Double
    }

    /// In the order of walking; at least one. Each one's unit is a neighbour of the one before.
    public var stretches: [Stretch]

    /// The whole way with what stairs and lifts cost.
    public var metres: Double { stretches.reduce(0) { $0 + $1.metres + ($1.exit?.metres ?? 0) } }

    /// How long it takes at ``metresPerSecond``.
    public var seconds: Double { metres / Walk.metresPerSecond }

    /// Comfortable walking of adults: the means of Bohannon, "Comfortable and maximum walking speed of adults aged
    /// 20–79 years" (Age and Ageing 1997) lie between 1.27 and 1.46 m/s. At this pace a level by stairs takes 12 s and
    /// by lift 15 s, its waiting included.
    public static let metresPerSecond = 1.3
}

extension SiteMap {
    /// The shortest walk between two places; nil when no way leads there.
    ///
    /// - Parameters:
    ///   - from: index into ``units``.
    ///   - start: where in it; its representative point unless given.
    ///   - to: index into ``units``.
    ///   - goal: where in it; its representative point unless given.
    /// - Complexity: as ``walkingDistances(from:at:)`` up to the goal.
    public func walk(from: Int, at start: Point? = nil, to: Int, at goal: Point? = nil) -> Walk? {
        let (start, goal) = (start ?? units[from].point, goal ?? units[to].point)
        let straight = Walk.Stretch(unit: to, start: start, end: goal, metres: start.distance(to: goal))
        if from == to { return Walk(stretches: [straight]) }
        var ways = ShortestWays(graph: graph)
        ways.start(from: start, in: from)
        var best: (portal: Int, metres: Double)?
        while let portal = ways.next() {
            if let best, best.metres <= ways.metres[portal] { break }
            guard graph.portals[portal].units.contains(to) else { continue }
            let metres = ways.metres[portal] + graph.portals[portal].point.distance(to: goal)
            if metres < best?.metres ?? .infinity { best = (portal, metres) }
        }
        guard let best else { return nil }
        var builder = WalkBuilder(graph: graph, start: start)
        let portals = ways.portals(to: best.portal)
        for (index, portal) in portals.enumerated() {
            let unit = Int(ways.crossed[portal])
            if unit >= 0 {
                builder.walk(unit, to: portal)
            } else if index > 0 {
                builder.link(portals[index - 1], portal)
            }
        }
        return builder.finish(in: to, at: goal)
    }
}

/// Puts a walk together from the portals on the way.
private struct WalkBuilder {
    let graph: WalkingGraph
    /// Where one stands.
    var point: Point
    var portal: Int?
    /// The unit that one stands in after a link, until it is walked in.
    var arrived: Int?
    var stretches: [Walk.Stretch] = []

    init(graph: WalkingGraph, start: Point) {
        self.graph = graph
        point = start
    }

    mutating func walk(_ unit: Int, to portal: Int) {
        add(unit, to: graph.portals[portal].point)
        self.portal = portal
    }

    mutating func finish(in unit: Int, at goal: Point) -> Walk {
        add(unit, to: goal)
        return Walk(stretches: stretches)
    }

    /// A link from portal to portal: it becomes the exit of the stretch before.
    mutating func link(_ from: Int, _ to: Int) {
        let link = graph.portals[from].links.filter { $0.portal == to }.min { $0.metres < $1.metres }
        // After another link the unit between is passed without a step: a lift that goes on.
        if let arrived { add(arrived, to: graph.portals[from].point) }
        let isVertical = link?.isVertical ?? false
        let exit = Walk.Exit(
            opening: isVertical ? nil : graph.portals[from].opening,
            verticalKind: link?.kind,
            isVertical: isVertical, metres: link?.metres ?? 0)
        if !stretches.isEmpty { stretches[stretches.count - 1].exit = exit }
        point = graph.portals[to].point
        portal = to
        arrived = graph.portals[to].units.first
    }

    private mutating func add(_ unit: Int, to end: Point) {
        arrived = nil
        if let last = stretches.last, last.exit == nil {
            if last.unit == unit {
                stretches[stretches.count - 1].end = end
                stretches[stretches.count - 1].metres = last.start.distance(to: end)
                point = end
                return
            }
            stretches[stretches.count - 1].exit = Walk.Exit(
                opening: portal.flatMap { graph.portals[$0].opening }, verticalKind: nil, isVertical: false, metres: 0)
        }
        stretches.append(Walk.Stretch(unit: unit, start: point, end: end, metres: point.distance(to: end)))
        point = end
    }
}
