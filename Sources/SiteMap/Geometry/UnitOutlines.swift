/// The polygons of a level's units as one flat list of edges, for point-in-unit.
struct UnitOutlines: Sendable {
    private struct Edge: Sendable {
        var startX: Double
        var startY: Double
        var endX: Double
        var endY: Double
    }

    /// One polygon of a unit: its edges, those of its holes with them.
    private struct Part: Sendable {
        var bounds: Bounds
        var firstEdge: Int
        var endEdge: Int
    }

    private var edges: [Edge] = []
    private var parts: [Part] = []
    /// Where each unit's parts are, by the unit's index less the first one's.
    private var ranges: [Range<Int>] = []
    private var firstUnit = 0

    init(indices: [Int], units: [Unit]) {
        guard let first = indices.min(), let last = indices.max() else { return }
        firstUnit = first
        ranges = Array(repeating: 0..<0, count: last - first + 1)
        for index in indices {
            let start = parts.count
            for polygon in units[index].polygons { append(polygon) }
            ranges[index - first] = start..<parts.count
        }
    }

    private mutating func append(_ polygon: Polygon) {
        let start = edges.count
        for ring in polygon.rings {
            guard var previous = ring.last else { continue }
            for current in ring {
                edges.append(
                    Edge(
                        startX: previous.xMetres, startY: previous.yMetres, endX: current.xMetres,
                        endY: current.yMetres))
                previous = current
            }
        }
        parts.append(Part(bounds: polygon.bounds, firstEdge: start, endEdge: edges.count))
    }

    /// Whether a point lies in a unit or on an edge of it: what ``Unit/contains(_:)`` says.
    ///
    /// A hole lies inside its outer ring, so one even-odd count over all rings tells the same as ring by ring.
    /// - Complexity: O(n) in the unit's points; no allocation.
    func contains(_ unit: Int, _ point: Point) -> Bool {
        let range = ranges[unit - firstUnit]
        var at = range.lowerBound
        while at < range.upperBound {
            if contains(parts[at], point) { return true }
            at += 1
        }
        return false
    }

    @inline(__always)
    private func contains(_ part: Part, _ point: Point) -> Bool {
        let margin = Polygon.edgeToleranceMetres
        guard part.bounds.contains(point, margin: margin) else { return false }
        let (x, y) = (point.xMetres, point.yMetres)
        var isInside = false
        var at = part.firstEdge
        while at < part.endEdge {
            let edge = edges[at]
            at += 1
            if (edge.endY > y) != (edge.startY > y) {
                let slope = (edge.startX - edge.endX) / (edge.startY - edge.endY)
                if x < edge.endX + slope * (y - edge.endY) { isInside.toggle() }
            }
            guard x >= min(edge.startX, edge.endX) - margin, x <= max(edge.startX, edge.endX) + margin,
                y >= min(edge.startY, edge.endY) - margin, y <= max(edge.startY, edge.endY) + margin
            else { continue }
            let segment = Segment(
                start: Point(xMetres: edge.startX, yMetres: edge.startY),
                end: Point(xMetres: edge.endX, yMetres: edge.endY))
            if segment.distance(from: point) <= margin { return true }
        }
        return isInside
    }
}
