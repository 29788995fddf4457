/// A polygon with holes, in metres. Rings are kept open: the last point is not the first again.
public struct Polygon: Sendable, Hashable {
    /// The outer ring, at least three points, either direction.
    public let exterior: [Point]
    /// The holes, each at least three points.
    public let holes: [[Point]]
    /// The smallest rectangle around the outer ring.
    public let bounds: Bounds
    /// Square metres, holes taken off; never negative.
    public let areaSquareMetres: Double

    /// Points nearer to an edge than this count as on it: far below a survey's error, far above a rounding's.
    public static let edgeToleranceMetres = 1e-6

    /// A polygon from open rings (without the closing point).
    /// - Complexity: O(n) in the points.
    public init(exterior: [Point], holes: [[Point]] = []) {
        self.exterior = exterior
        self.holes = holes
        bounds = Bounds(exterior)
        let holeArea = holes.reduce(0) { $0 + abs(Polygon.signedArea($1)) }
        areaSquareMetres = max(0, abs(Polygon.signedArea(exterior)) - holeArea)
    }

    /// Whether a point lies inside or on an edge, the edges of holes included (even-odd rule).
    /// - Complexity: O(n) in the points.
    public func contains(_ point: Point) -> Bool {
        guard bounds.contains(point, margin: Polygon.edgeToleranceMetres) else { return false }
        switch Polygon.side(of: point, ring: exterior) {
        case .outside: return false
        case .edge: return true
        case .inside: break
        }
        for hole in holes {
            switch Polygon.side(of: point, ring: hole) {
            case .outside: continue
            case .edge: return true
            case .inside: return false
            }
        }
        return true
    }

    /// The distance in metres from a point to the nearest edge, wherever the point lies.
    /// - Complexity: O(n) in the points.
    public func distanceToEdge(from point: Point) -> Double {
        var nearest = Polygon.distance(from: point, ring: exterior)
        for hole in holes { nearest = min(nearest, Polygon.distance(from: point, ring: hole)) }
        return nearest
    }

    /// All rings, the outer one first.
    var rings: [[Point]] { [exterior] + holes }

    enum Side { case inside, edge, outside }

    /// Where a point lies against one ring.
    static func side(of point: Point, ring: [Point]) -> Side {
        guard var previous = ring.last else { return .outside }
        var isInside = false
        let (x, y) = (point.xMetres, point.yMetres)
        for current in ring {
            if (current.yMetres > y) != (previous.yMetres > y) {
                let slope = (previous.xMetres - current.xMetres) / (previous.yMetres - current.yMetres)
                if x < current.xMetres + slope * (y - current.yMetres) { isInside.toggle() }
            }
            if isOnEdge(point, previous, current) { return .edge }
            previous = current
        }
        return isInside ? .inside : .outside
    }

    private static func isOnEdge(_ point: Point, _ start: Point, _ end: Point) -> Bool {
        let margin = edgeToleranceMetres
        guard point.xMetres >= min(start.xMetres, end.xMetres) - margin,
            point.xMetres <= max(start.xMetres, end.xMetres) + margin,
            point.yMetres >= min(start.yMetres, end.yMetres) - margin,
            point.yMetres <= max(start.yMetres, end.yMetres) + margin
        else { return false }
        return Segment(start: start, end: end).distance(from: point) <= margin
    }

    private static func distance(from point: Point, ring: [Point]) -> Double {
        guard var previous = ring.last else { return .infinity }
        var nearest = Double.infinity
        for current in ring {
            nearest = min(nearest, Segment(start: previous, end: current).distance(from: point))
            previous = current
        }
        return nearest
    }

    /// The shoelace formula, relative to the first point so that far origins cost no digits; positive when the ring
    /// runs counter-clockwise.
    static func signedArea(_ ring: [Point]) -> Double {
        guard ring.count >= 3, let origin = ring.first, var previous = ring.last else { return 0 }
        var doubled = 0.0
        for current in ring {
            doubled +=
                (previous.xMetres - origin.xMetres) * (current.yMetres - origin.yMetres)
                - (current.xMetres - origin.xMetres) * (previous.yMetres - origin.yMetres)
            previous = current
        }
        return doubled / 2
    }
}

/// A straight line between two points.
struct Segment: Sendable, Hashable {
    var start: Point
    var end: Point

    var lengthMetres: Double { start.distance(to: end) }

    /// The point at a share of the way, 0 the start, 1 the end.
    func point(at share: Double) -> Point {
        Point(
            xMetres: start.xMetres + (end.xMetres - start.xMetres) * share,
            yMetres: start.yMetres + (end.yMetres - start.yMetres) * share)
    }

    /// The share of the way, clamped to 0…1, where the segment comes nearest to a point.
    func nearestShare(to point: Point) -> Double {
        let x = end.xMetres - start.xMetres
        let y = end.yMetres - start.yMetres
        let squared = x * x + y * y
        guard squared > 0 else { return 0 }
        let share = ((point.xMetres - start.xMetres) * x + (point.yMetres - start.yMetres) * y) / squared
        return min(1, max(0, share))
    }

    func distance(from point: Point) -> Double {
        self.point(at: nearestShare(to: point)).distance(to: point)
    }

    var bounds: Bounds { Bounds([start, end]) }
}
