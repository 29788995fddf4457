/// How much two units have in common.
enum Overlap {
    /// Whether two units of different levels lie above each other: at least a quarter of the smaller one. A sliver
    /// between neighbouring shafts does not count.
    ///
    /// By 24 × 24 sample points: holes and several parts cost nothing extra, and a quarter needs no exactness.
    static func isLarge(_ first: Unit, _ second: Unit) -> Bool {
        let shared = first.bounds.intersection(second.bounds)
        guard shared.widthMetres > 0, shared.heightMetres > 0 else { return false }
        let side = 24
        var hits = 0
        for row in 0..<side {
            for column in 0..<side {
                let point = Point(
                    xMetres: shared.minimum.xMetres + shared.widthMetres * (Double(column) + 0.5) / Double(side),
                    yMetres: shared.minimum.yMetres + shared.heightMetres * (Double(row) + 0.5) / Double(side))
                if first.contains(point), second.contains(point) { hits += 1 }
            }
        }
        let area = shared.widthMetres * shared.heightMetres * Double(hits) / Double(side * side)
        return area >= min(first.areaSquareMetres, second.areaSquareMetres) / 4
    }

    /// The shared edge must be at least as long as a narrow door.
    static let sharedEdgeMetresMin = 0.6

    /// The middle of the edge that two units of a level share, within ``DoorMatcher/toleranceMetres``; nil when they
    /// share less than ``sharedEdgeMetresMin``.
    /// - Complexity: O(n · m) in the points and in the decimetres of the edges near the other unit.
    static func middleOfSharedEdge(_ first: Unit, _ second: Unit) -> Point? {
        let tolerance = DoorMatcher.toleranceMetres
        guard second.bounds.distance(from: first.bounds) <= tolerance else { return nil }
        let step = 0.1
        var longest: (metres: Double, middle: Point)?
        for polygon in first.polygons {
            for ring in polygon.rings {
                guard var previous = ring.last else { continue }
                for current in ring {
                    let edge = Segment(start: previous, end: current)
                    previous = current
                    guard second.bounds.distance(from: edge.bounds) <= tolerance else { continue }
                    let count = max(1, min(2000, Int(edge.lengthMetres / step)))
                    let shares = (0..<count).map { (Double($0) + 0.5) / Double(count) }
                    let near = shares.filter { second.distanceToEdge(from: edge.point(at: $0)) <= tolerance }
                    // What is near only because of the corner's tolerance is no shared edge.
                    let metres = edge.lengthMetres * Double(near.count) / Double(count) - tolerance
                    guard metres >= sharedEdgeMetresMin, metres > longest?.metres ?? 0 else { continue }
                    longest = (metres, edge.point(at: near[near.count / 2]))
                }
            }
        }
        return longest?.middle
    }
}

extension Bounds {
    /// The distance between two rectangles in metres; 0 when they touch.
    func distance(from other: Bounds) -> Double {
        let x = max(minimum.xMetres - other.maximum.xMetres, 0, other.minimum.xMetres - maximum.xMetres)
        let y = max(minimum.yMetres - other.maximum.yMetres, 0, other.minimum.yMetres - maximum.yMetres)
        return (x * x + y * y).squareRoot()
    }
}
