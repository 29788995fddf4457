internal import Model
internal import SiteMap

/// A site as a data set describes it: what becomes an IMDF folder.
struct SiteDraft {
    /// A floor.
    struct Storey {
        var id: String
        var name: String
        var ordinal: Int
        var outline: [Point]
    }

    /// A room.
    struct Room {
        var id: String
        var name: String
        var category: String
        var storey: Int
        var outline: [Point]
        /// What lies inside it and is not walkable.
        var holes: [[Point]] = []
    }

    /// A way through the edge that two rooms share.
    struct Door {
        var id: String
        var storey: Int
        var from: Point
        var to: Point
    }

    /// A fixed receiver.
    struct Receiver {
        var id: String
        var storey: Int
        var point: Point
        var heightMetres: Double
        var cadenceSeconds: Double
    }

    /// `[A-Za-z0-9_.-]{1,64}`, as in topics.
    var id: String
    var storeys: [Storey]
    var rooms: [Room]
    var doors: [Door]
    var receivers: [Receiver]

    /// The room that a place lies in: the one that holds it, else the nearest one within `withinMetres`; nil when
    /// there is none.
    /// - Complexity: O(n) in the points of all rooms.
    func room(at point: Point, storey: Int, withinMetres: Double = 0.3) -> Int? {
        var nearest: (room: Int, metres: Double)?
        for (index, room) in rooms.enumerated() where room.storey == storey {
            let metres = Ring.distance(from: point, to: room.outline)
            if metres == 0 { return index }
            if metres < nearest?.metres ?? withinMetres { nearest = (index, metres) }
        }
        return nearest?.room
    }
}

/// Plane geometry of closed rings, the first point not repeated.
enum Ring {
    /// A rectangle, counter-clockwise.
    static func rectangle(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> [Point] {
        [
            Point(xMetres: x0, yMetres: y0), Point(xMetres: x1, yMetres: y0), Point(xMetres: x1, yMetres: y1),
            Point(xMetres: x0, yMetres: y1),
        ]
    }

    /// Metres from a point to a ring, 0 inside (even-odd rule).
    static func distance(from point: Point, to ring: [Point]) -> Double {
        var isInside = false
        var nearest = Double.infinity
        for (index, a) in ring.enumerated() {
            let b = ring[(index + 1) % ring.count]
            if (a.yMetres > point.yMetres) != (b.yMetres > point.yMetres) {
                let x = (b.xMetres - a.xMetres) * (point.yMetres - a.yMetres) / (b.yMetres - a.yMetres) + a.xMetres
                if point.xMetres < x { isInside.toggle() }
            }
            nearest = min(nearest, segmentDistance(point, a, b))
        }
        return isInside ? 0 : nearest
    }

    private static func segmentDistance(_ point: Point, _ a: Point, _ b: Point) -> Double {
        let dx = b.xMetres - a.xMetres
        let dy = b.yMetres - a.yMetres
        let square = dx * dx + dy * dy
        guard square > 0 else { return point.distance(to: a) }
        let along = (point.xMetres - a.xMetres) * dx + (point.yMetres - a.yMetres) * dy
        let share = min(1, max(0, along / square))
        return point.distance(to: Point(xMetres: a.xMetres + share * dx, yMetres: a.yMetres + share * dy))
    }
}
