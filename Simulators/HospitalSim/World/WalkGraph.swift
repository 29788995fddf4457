/// The ways through a hospital: doors, stairs and lifts, with the shortest way to each unit found once and kept.
///
/// - Complexity: the first trip to a unit costs O(p log p) over the p doors (Dijkstra); later ones O(steps).
final class WalkGraph {
    /// A door, or a flight between two levels, seen from both sides.
    struct Portal {
        var units: (Int, Int)
        var points: (Point, Point)
        /// What crossing costs, in metres of walking; 0 for a door.
        var metres: Double
        var isStairs: Bool

        func point(in unit: Int) -> Point { unit == units.0 ? points.0 : points.1 }
        func other(than unit: Int) -> Int { unit == units.0 ? units.1 : units.0 }
    }

    /// For each portal: metres to the target, the unit to walk into, and the next portal there (-1: the target).
    private struct Tree {
        var metres: [Double]
        var unit: [Int32]
        var next: [Int32]
    }

    private struct TreeKey: Hashable {
        var unit: Int
        var avoidsStairs: Bool
    }

    /// A place to walk to, and the unit in which the way lies.
    struct Step {
        var unit: Int
        var point: Point
        /// Seconds to wait before, in the earlier unit: a lift, a flight of stairs. The place changes after it.
        var rideSeconds = 0.0
    }

    let hospital: Hospital
    private(set) var portals: [Portal] = []
    private(set) var portalsOfUnit: [[Int]]
    private let bends: [[Point]]
    private var trees: [TreeKey: Tree] = [:]

    static let liftMetresPerLevel = 10.0
    static let stairsMetresPerLevel = 14.0

    init(_ hospital: Hospital) {
        self.hospital = hospital
        portalsOfUnit = Array(repeating: [], count: hospital.units.count)
        bends = hospital.units.map { $0.polygon.bends() }
        for door in hospital.doors {
            guard let other = door.otherUnit else { continue }
            add(
                Portal(units: (door.unit, other), points: (door.middle, door.middle), metres: 0, isStairs: false))
        }
        for link in hospital.links {
            let isStairs = hospital.units[link.lower].category != "elevator"
            add(
                Portal(
                    units: (link.lower, link.upper),
                    points: (hospital.units[link.lower].inside, hospital.units[link.upper].inside),
                    metres: isStairs ? WalkGraph.stairsMetresPerLevel : WalkGraph.liftMetresPerLevel,
                    isStairs: isStairs))
        }
    }

    private func add(_ portal: Portal) {
        portalsOfUnit[portal.units.0].append(portals.count)
        portalsOfUnit[portal.units.1].append(portals.count)
        portals.append(portal)
    }

    /// Metres on foot between the inner points of two units; infinite when there is no way.
    func metres(from: Int, to: Int) -> Double {
        if from == to { return 0 }
        let tree = tree(to: to, avoidsStairs: false)
        let start = hospital.units[from].inside
        var best = Double.infinity
        for portal in portalsOfUnit[from] where tree.unit[portal] != Int32(from) {
            best = min(best, start.distance(to: portals[portal].point(in: from)) + tree.metres[portal])
        }
        return best
    }

    /// The steps from a place in one unit to a place in another one; nil when there is no way.
    func route(from unit: Int, _ place: Point, to target: Int, _ goal: Point, avoidsStairs: Bool) -> [Step]? {
        if unit == target { return walk(in: unit, from: place, to: goal) }
        let tree = tree(to: target, avoidsStairs: avoidsStairs)
        var best = -1
        var bestMetres = Double.infinity
        // A portal whose way on leads back into this unit is for those who come from its other side.
        for portal in portalsOfUnit[unit]
        where tree.unit[portal] != Int32(unit) && !(avoidsStairs && portals[portal].isStairs) {
            let metres = place.distance(to: portals[portal].point(in: unit)) + tree.metres[portal]
            if metres < bestMetres { (best, bestMetres) = (portal, metres) }
        }
        guard best >= 0, bestMetres.isFinite else { return nil }
        var steps: [Step] = []
        var here = unit
        var at = place
        var portal = best
        while true {
            steps += walk(in: here, from: at, to: portals[portal].point(in: here))
            let into = portals[portal].other(than: here)
            at = portals[portal].point(in: into)
            if portals[portal].metres > 0 {
                steps.append(Step(unit: into, point: at, rideSeconds: portals[portal].isStairs ? 15 : 9))
            }
            here = into
            if tree.next[portal] < 0 { break }
            portal = Int(tree.next[portal])
        }
        return steps + walk(in: here, from: at, to: goal)
    }

    /// The way inside one unit: straight where the polygon allows it, else round its inward corners.
    func walk(in unit: Int, from: Point, to goal: Point) -> [Step] {
        let polygon = hospital.units[unit].polygon
        if bends[unit].isEmpty || polygon.sees(from, goal) { return [Step(unit: unit, point: goal)] }
        for bend in bends[unit] where polygon.sees(from, bend) && polygon.sees(bend, goal) {
            return [Step(unit: unit, point: bend), Step(unit: unit, point: goal)]
        }
        for first in bends[unit] where polygon.sees(from, first) {
            for second in bends[unit] where polygon.sees(first, second) && polygon.sees(second, goal) {
                return [first, second, goal].map { Step(unit: unit, point: $0) }
            }
        }
        return [Step(unit: unit, point: goal)]
    }

    private func tree(to target: Int, avoidsStairs: Bool) -> Tree {
        let key = TreeKey(unit: target, avoidsStairs: avoidsStairs)
        if let tree = trees[key] { return tree }
        var tree = Tree(
            metres: Array(repeating: .infinity, count: portals.count),
            unit: Array(repeating: -1, count: portals.count), next: Array(repeating: -1, count: portals.count))
        var queue = EventHeap<Int>()
        for portal in portalsOfUnit[target] where !(avoidsStairs && portals[portal].isStairs) {
            let metres =
                portals[portal].point(in: target).distance(to: hospital.units[target].inside) + portals[portal].metres
            tree.metres[portal] = metres
            tree.unit[portal] = Int32(target)
            queue.push(portal, at: Int64(metres * 1000))
        }
        while let (portal, time) = queue.pop() {
            guard time <= Int64(tree.metres[portal] * 1000) else { continue }
            // The way on from this portal leads into `tree.unit`; one comes to it through its other side.
            let from = portals[portal].other(than: Int(tree.unit[portal]))
            let place = portals[portal].point(in: from)
            for other in portalsOfUnit[from] where other != portal && !(avoidsStairs && portals[other].isStairs) {
                let metres =
                    tree.metres[portal] + place.distance(to: portals[other].point(in: from)) + portals[other].metres
                guard metres < tree.metres[other] else { continue }
                tree.metres[other] = metres
                tree.unit[other] = Int32(from)
                tree.next[other] = Int32(portal)
                queue.push(other, at: Int64(metres * 1000))
            }
        }
        trees[key] = tree
        return tree
    }
}
