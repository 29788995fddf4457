/// Walking distances between all units of a site, computed once.
///
/// Half a matrix of `Float`, because one walks back as far as forth: 8 MB for 2,000 units, exact to a tenth of a
/// millimetre. Decimetres in 16 bits would be half of that, and not worth their rounding. For a few questions
/// ``SiteMap/walkingDistances(from:at:)`` is cheaper than the table.
public struct WalkingTable: Sendable {
    /// How many units the site has.
    public let unitCount: Int
    /// Row by row below the diagonal: unit `i` to each `j < i`.
    private let metres: [Float]

    /// Computes all distances.
    /// - Complexity: O(n) searches, each as ``SiteMap/walkingDistances(from:at:)``.
    public init(_ map: SiteMap) {
        let count = map.units.count
        unitCount = count
        let flat = map.graph.flat
        metres = Array(unsafeUninitializedCapacity: count * max(0, count - 1) / 2) { table, initialized in
            table.initialize(repeating: .infinity)
            var ways = ShortestWays(graph: map.graph)
            for unit in 1..<max(1, count) {
                let row = unit * (unit - 1) / 2
                ways.run(from: map.units[unit].point, in: unit)
                for (portal, reached) in ways.metres.enumerated() where reached < .infinity {
                    for side in Int(flat.sideStarts[portal])..<Int(flat.sideStarts[portal + 1]) {
                        let other = Int(flat.sides[side].unit)
                        guard other < unit else { continue }
                        let whole = Float(reached + flat.sides[side].metresToPoint)
                        if whole < table[row + other] { table[row + other] = whole }
                    }
                }
            }
            initialized = table.count
        }
    }

    /// Metres from unit to unit, as ``SiteMap/walkingDistances(from:at:)`` has them; 0 to itself, infinity where no
    /// way leads.
    ///
    /// - Parameters:
    ///   - from: index into ``SiteMap/units``.
    ///   - to: index into ``SiteMap/units``.
    /// - Complexity: O(1).
    public func metres(from: Int, to: Int) -> Float {
        if from == to { return 0 }
        let (low, high) = (min(from, to), max(from, to))
        return metres[high * (high - 1) / 2 + low]
    }

    /// Bytes that the distances take.
    public var byteCount: Int { metres.count * MemoryLayout<Float>.stride }
}
