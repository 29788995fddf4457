public import SiteMap

/// The site as the filter walks it: units with their place, and which ones touch, as flat arrays.
public struct UnitGraph: Sendable {
    public let unitCount: Int
    /// Representative points in metres.
    let x: [Float]
    let y: [Float]
    /// Index of the level.
    let level: [Int32]
    let areaSquareMetres: [Float]
    /// Neighbours of unit `u`: `neighbours[starts[u]..<starts[u + 1]]`.
    let starts: [Int32]
    let neighbours: [Int32]
    /// Share of a leave from `u` that goes to each neighbour; sums to 1 for a unit that has any.
    let shares: [Float]
    /// Whether a unit is only passed through.
    let isPassage: [Bool]
    /// Whether a unit is left soon: nobody stays there, and nothing is parked.
    let isRestroom: [Bool]

    /// IMDF categories of units that people pass through and do not stay in.
    private static let passages: Set<String> = [
        "walkway", "stairs", "steps", "elevator", "escalator", "movingwalkway", "ramp",
    ]

    /// Flattens a site map. Stairs and lifts get `verticalShare` of a leave where there are doors as well.
    /// - Complexity: O(units + passages).
    public init(_ map: SiteMap, verticalShare: Float) {
        unitCount = map.units.count
        x = map.units.map { Float($0.point.xMetres) }
        y = map.units.map { Float($0.point.yMetres) }
        level = map.units.map { Int32($0.level) }
        areaSquareMetres = map.units.map { Float($0.areaSquareMetres) }
        isPassage = map.units.map { UnitGraph.passages.contains($0.category) }
        isRestroom = map.units.map { $0.category.hasPrefix("restroom") || $0.category == "shower" }
        var starts: [Int32] = [0]
        var neighbours: [Int32] = []
        var shares: [Float] = []
        for unit in 0..<unitCount {
            let touching = map.neighbours(of: unit)
            let verticals = touching.filter(\.isVertical).count
            let doors = touching.count - verticals
            for neighbour in touching {
                neighbours.append(Int32(neighbour.unit))
                if verticals == 0 || doors == 0 {
                    shares.append(1 / Float(touching.count))
                } else if neighbour.isVertical {
                    shares.append(verticalShare / Float(verticals))
                } else {
                    shares.append((1 - verticalShare) / Float(doors))
                }
            }
            starts.append(Int32(neighbours.count))
        }
        self.starts = starts
        self.neighbours = neighbours
        self.shares = shares
    }
}
