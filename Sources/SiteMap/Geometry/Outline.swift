/// What can be said of a unit's outline once, when it is loaded.
enum Outline {
    /// Whether two edges of a ring that are not neighbours cross in the open; touching is allowed. Rings of more than
    /// 1,000 points are not looked at.
    /// - Complexity: O(n²).
    static func crossesItself(_ ring: [Point]) -> Bool {
        let count = ring.count
        guard count >= 4, count <= 1000 else { return false }
        for first in 0..<(count - 2) {
            let a = ring[first]
            let b = ring[first + 1]
            for second in (first + 2)..<count {
                if first == 0, second == count - 1 { continue }
                if cross(a, b, ring[second], ring[(second + 1) % count]) { return true }
            }
        }
        return false
    }

    private static func cross(_ a: Point, _ b: Point, _ c: Point, _ d: Point) -> Bool {
        guard max(a.xMetres, b.xMetres) > min(c.xMetres, d.xMetres),
            max(c.xMetres, d.xMetres) > min(a.xMetres, b.xMetres),
            max(a.yMetres, b.yMetres) > min(c.yMetres, d.yMetres),
            max(c.yMetres, d.yMetres) > min(a.yMetres, b.yMetres)
        else { return false }
        // Twice the area of the triangle; below a square centimetre the three points are on one line.
        func side(_ p: Point, _ q: Point, _ r: Point) -> Double {
            let doubled =
                (q.xMetres - p.xMetres) * (r.yMetres - p.yMetres) - (q.yMetres - p.yMetres) * (r.xMetres - p.xMetres)
            return abs(doubled) < 2e-4 ? 0 : doubled
        }
        return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
    }

    /// A point inside the polygons: the preferred one when it is, else the centroid of the largest polygon when it
    /// is, else the middle of the longest inner stretch on 15 horizontal cuts through that polygon.
    static func pointInside(_ polygons: [Polygon], preferred: Point?) -> Point {
        if let preferred, polygons.contains(where: { $0.contains(preferred) }) { return preferred }
        guard let largest = polygons.max(by: { $0.areaSquareMetres < $1.areaSquareMetres }) else {
            return Point(xMetres: 0, yMetres: 0)
        }
        let centroid = centroid(largest.exterior)
        if largest.contains(centroid) { return centroid }
        var best: (length: Double, point: Point)?
        for cut in 1...15 {
            let y = largest.bounds.minimum.yMetres + largest.bounds.heightMetres * Double(cut) / 16
            let crossings = crossings(of: largest, y: y)
            for index in stride(from: 0, to: crossings.count - 1, by: 2) {
                let (west, east) = (crossings[index], crossings[index + 1])
                if east - west > best?.length ?? 0 {
                    best = (east - west, Point(xMetres: (west + east) / 2, yMetres: y))
                }
            }
        }
        return best?.point ?? largest.exterior.first ?? centroid
    }

    /// Where a horizontal line passes the edges, from west to east.
    private static func crossings(of polygon: Polygon, y: Double) -> [Double] {
        var crossings: [Double] = []
        for ring in polygon.rings {
            guard var previous = ring.last else { continue }
            for current in ring {
                if (current.yMetres > y) != (previous.yMetres > y) {
                    let share = (y - previous.yMetres) / (current.yMetres - previous.yMetres)
                    crossings.append(previous.xMetres + share * (current.xMetres - previous.xMetres))
                }
                previous = current
            }
        }
        return crossings.sorted()
    }

    private static func centroid(_ ring: [Point]) -> Point {
        guard let origin = ring.first, var previous = ring.last else { return Point(xMetres: 0, yMetres: 0) }
        var (x, y, doubled) = (0.0, 0.0, 0.0)
        for current in ring {
            let (px, py) = (previous.xMetres - origin.xMetres, previous.yMetres - origin.yMetres)
            let (cx, cy) = (current.xMetres - origin.xMetres, current.yMetres - origin.yMetres)
            let cross = px * cy - cx * py
            x += (px + cx) * cross
            y += (py + cy) * cross
            doubled += cross
            previous = current
        }
        guard doubled != 0 else { return origin }
        return Point(xMetres: origin.xMetres + x / (3 * doubled), yMetres: origin.yMetres + y / (3 * doubled))
    }
}
