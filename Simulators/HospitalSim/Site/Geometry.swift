/// A place on a level, in metres of the building's frame: x east, y north.
struct Point: Hashable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }

    func distance(to other: Point) -> Double {
        let dx = x - other.x
        let dy = y - other.y
        return (dx * dx + dy * dy).squareRoot()
    }

    /// The point at a share (0…1) of the way to another one.
    func toward(_ other: Point, share: Double) -> Point {
        Point(x + (other.x - x) * share, y + (other.y - y) * share)
    }
}

/// A simple polygon without holes, counter-clockwise, its first point not repeated.
struct Polygon: Hashable {
    var points: [Point]

    init(_ points: [Point]) {
        self.points = points
        if signedArea < 0 { self.points.reverse() }
    }

    static func rectangle(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> Polygon {
        Polygon([Point(x0, y0), Point(x1, y0), Point(x1, y1), Point(x0, y1)])
    }

    /// Half the sum of cross products: positive when counter-clockwise, square metres.
    var signedArea: Double {
        var sum = 0.0
        for (index, a) in points.enumerated() {
            let b = points[(index + 1) % points.count]
            sum += a.x * b.y - b.x * a.y
        }
        return sum / 2
    }

    var bounds: (low: Point, high: Point) {
        var low = Point(.infinity, .infinity)
        var high = Point(-.infinity, -.infinity)
        for point in points {
            low = Point(min(low.x, point.x), min(low.y, point.y))
            high = Point(max(high.x, point.x), max(high.y, point.y))
        }
        return (low, high)
    }

    /// Whether a point lies inside or within `tolerance` metres of the border (even-odd rule).
    func contains(_ point: Point, tolerance: Double = 1e-6) -> Bool {
        var inside = false
        for (index, a) in points.enumerated() {
            let b = points[(index + 1) % points.count]
            if segmentDistance(point, a, b) <= tolerance { return true }
            if (a.y > point.y) != (b.y > point.y),
                point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
            {
                inside.toggle()
            }
        }
        return inside
    }

    /// Whether the straight way between two points of the polygon stays in it: between any two places where it meets
    /// the border, its middle is inside.
    ///
    /// - Complexity: O(n²) in the polygon's points, which are few.
    func sees(_ from: Point, _ to: Point) -> Bool {
        var shares = [0.0, 1.0]
        let way = Point(to.x - from.x, to.y - from.y)
        for (index, a) in points.enumerated() {
            let b = points[(index + 1) % points.count]
            let edge = Point(b.x - a.x, b.y - a.y)
            let cross = way.x * edge.y - way.y * edge.x
            guard abs(cross) > 1e-12 else { continue }
            let share = ((a.x - from.x) * edge.y - (a.y - from.y) * edge.x) / cross
            if share > 0, share < 1 { shares.append(share) }
        }
        shares.sort()
        return zip(shares, shares.dropFirst()).allSatisfy { low, high in
            contains(from.toward(to, share: (low + high) / 2), tolerance: 1e-6)
        }
    }

    /// Points just inside the polygon's inward corners: where a shortest way inside it can bend.
    func bends() -> [Point] {
        var found: [Point] = []
        for (index, corner) in points.enumerated() {
            let before = points[(index + points.count - 1) % points.count]
            let after = points[(index + 1) % points.count]
            let cross = (corner.x - before.x) * (after.y - corner.y) - (corner.y - before.y) * (after.x - corner.x)
            guard cross < -1e-9 else { continue }
            let first = corner.distance(to: before)
            let second = corner.distance(to: after)
            guard first > 0, second > 0 else { continue }
            // The bisector that points away from both edges' solid side lies in the open side of the corner.
            let dx = (corner.x - before.x) / first + (corner.x - after.x) / second
            let dy = (corner.y - before.y) / first + (corner.y - after.y) / second
            let length = max((dx * dx + dy * dy).squareRoot(), 1e-9)
            found.append(Point(corner.x + 0.3 * dx / length, corner.y + 0.3 * dy / length))
        }
        return found
    }

    /// A point well inside: the centroid when it is inside, else the best of a lattice.
    var innerPoint: Point {
        let area = signedArea
        var x = 0.0
        var y = 0.0
        for (index, a) in points.enumerated() {
            let b = points[(index + 1) % points.count]
            let cross = a.x * b.y - b.x * a.y
            x += (a.x + b.x) * cross
            y += (a.y + b.y) * cross
        }
        let centroid = Point(x / (6 * area), y / (6 * area))
        if contains(centroid), borderDistance(centroid) > 0.3 { return centroid }
        let (low, high) = bounds
        var best = centroid
        var bestDistance = -1.0
        for row in 1..<12 {
            for column in 1..<12 {
                let candidate = Point(
                    low.x + (high.x - low.x) * Double(column) / 12, low.y + (high.y - low.y) * Double(row) / 12)
                guard contains(candidate) else { continue }
                let distance = borderDistance(candidate)
                if distance > bestDistance { (best, bestDistance) = (candidate, distance) }
            }
        }
        return best
    }

    /// Metres to the nearest wall.
    func borderDistance(_ point: Point) -> Double {
        var nearest = Double.infinity
        for (index, a) in points.enumerated() {
            nearest = min(nearest, segmentDistance(point, a, points[(index + 1) % points.count]))
        }
        return nearest
    }
}

/// Metres from a point to a segment.
func segmentDistance(_ point: Point, _ a: Point, _ b: Point) -> Double {
    let dx = b.x - a.x
    let dy = b.y - a.y
    let square = dx * dx + dy * dy
    guard square > 0 else { return point.distance(to: a) }
    let share = min(1, max(0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / square))
    return point.distance(to: Point(a.x + share * dx, a.y + share * dy))
}
