import SiteMap

/// What the walls of the plan cost a radio, in ordinary walls.
///
/// Walls are told by what they enclose: corridors and halls that meet have none; stairs and lifts stand in concrete or
/// steel, which costs about twice as much as a partition (6.9 against 3.4 dB in the multi-wall model of COST 231, final
/// report 1999, part 4.7), and tiled rooms with their pipes lie between.
struct WallPlan: Sendable {
    private enum Enclosure: UInt8, Sendable {
        case room, passage, tiled, shaft

        init(category: String) {
            switch category {
            case "elevator", "stairs", "escalator": self = .shaft
            case "walkway", "lobby", "movingwalkway", "ramp", "steps": self = .passage
            default: self = category.hasPrefix("restroom") || category == "shower" ? .tiled : .room
            }
        }
    }

    /// The straight line is looked at in steps of this length, in metres.
    private static let stepMetres = 0.8

    private let map: SiteMap
    private let enclosures: [Enclosure]

    private let shaftWalls: Double
    private let tiledWalls: Double

    init(_ map: SiteMap, _ parameters: ResolveParameters) {
        self.map = map
        shaftWalls = Double(parameters.shaftWalls)
        tiledWalls = Double(parameters.tiledWalls)
        enclosures = map.units.map { Enclosure(category: $0.category) }
    }

    /// The walls on the straight line between two points of a level.
    ///
    /// - Parameter last: the unit in which the line ends; nil for the one that lies there.
    /// - Complexity: O(d) in the metres between.
    func walls(from start: Point, to end: Point, level: Int, last: Int? = nil) -> Double {
        let dx = end.xMetres - start.xMetres
        let dy = end.yMetres - start.yMetres
        let steps = max(1, Int((dx * dx + dy * dy).squareRoot() / WallPlan.stepMetres))
        var walls = 0.0
        var before = map.unit(at: start, level: level)
        for step in 1...steps {
            let share = Double(step) / Double(steps)
            let point = Point(xMetres: start.xMetres + dx * share, yMetres: start.yMetres + dy * share)
            let here = step == steps ? last ?? map.unit(at: point, level: level) : map.unit(at: point, level: level)
            guard let here, here != before else { continue }
            if let before { walls += wall(before, here) }
            before = here
        }
        return walls
    }

    private func wall(_ one: Int, _ two: Int) -> Double {
        let (first, second) = (enclosures[one], enclosures[two])
        if first == .shaft || second == .shaft { return shaftWalls }
        if first == .tiled || second == .tiled { return tiledWalls }
        return first == .passage && second == .passage ? 0 : 1
    }
}
