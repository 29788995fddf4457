public import Model
public import SiteMap
public import Store

/// Walking distances from one unit to all others over the stored passages.
public struct WalkingDistances: Sendable {
    private let indices: [UnitKey: Int]
    private let metres: [Double]

    /// Dijkstra's algorithm with a binary heap.
    ///
    /// - Parameters:
    ///   - start: the unit that is walked from; without a passage everything else is unreachable.
    ///   - passages: walkable both ways; a length that is negative or not finite is passed over.
    /// - Complexity: O((units + passages) log passages).
    public init(from start: UnitKey, passages: [PassageRow]) {
        var indices: [UnitKey: Int] = [start: 0]
        for key in passages.lazy.flatMap({ [$0.from, $0.to] }) where indices[key] == nil {
            indices[key] = indices.count
        }
        var edges: [Graph.Edge] = []
        for passage in passages where passage.metres.isFinite && passage.metres >= 0 {
            guard let from = indices[passage.from], let to = indices[passage.to] else { continue }
            edges.append(Graph.Edge(from: from, to: to, metres: passage.metres))
        }
        self.indices = indices
        metres = Self.shortest(Graph(unitCount: indices.count, edges: edges))
    }

    /// The plan's own distances, door to door: exact in corridors with many doors.
    ///
    /// - Parameter units: the units of the database; those that the plan does not have are unreachable.
    /// - Complexity: O((doors + ways) log doors + units).
    public init(from start: UnitRow, map: SiteMap, units: [UnitRow]) {
        var indices: [UnitKey: Int] = [:]
        for unit in units { indices[unit.key] = map.unitIndex(unit.id) }
        self.indices = indices
        metres = map.unitIndex(start.id).map { map.walkingDistances(from: $0) } ?? []
    }

    /// Metres to a unit, 0 to the start itself; nil when it cannot be reached.
    public func metres(to unit: UnitKey) -> Double? {
        guard let index = indices[unit], index < metres.count, metres[index].isFinite else { return nil }
        return metres[index]
    }

    /// From index 0.
    private static func shortest(_ graph: Graph) -> [Double] {
        var metres = [Double](repeating: .infinity, count: graph.unitCount)
        metres[0] = 0
        var heap = Heap()
        heap.push((0, 0))
        while let (distance, unit) = heap.pop() {
            guard distance <= metres[unit] else { continue }
            for edge in graph.edges(of: unit) {
                let length = distance + edge.metres
                guard length < metres[edge.unit] else { continue }
                metres[edge.unit] = length
                heap.push((length, edge.unit))
            }
        }
        return metres
    }
}

/// Neighbours in one flat array.
private struct Graph {
    private var starts: [Int]
    private var targets: [(unit: Int, metres: Double)]

    struct Edge {
        var from: Int
        var to: Int
        var metres: Double
    }

    var unitCount: Int { starts.count - 1 }

    init(unitCount: Int, edges: [Edge]) {
        starts = [Int](repeating: 0, count: unitCount + 1)
        for edge in edges {
            starts[edge.from + 1] += 1
            starts[edge.to + 1] += 1
        }
        for unit in 0..<unitCount { starts[unit + 1] += starts[unit] }
        var next = starts
        targets = Array(repeating: (0, 0), count: edges.count * 2)
        for edge in edges {
            targets[next[edge.from]] = (edge.to, edge.metres)
            next[edge.from] += 1
            targets[next[edge.to]] = (edge.from, edge.metres)
            next[edge.to] += 1
        }
    }

    func edges(of unit: Int) -> ArraySlice<(unit: Int, metres: Double)> { targets[starts[unit]..<starts[unit + 1]] }
}

/// A binary min-heap of distances.
private struct Heap {
    private var items: [(Double, Int)] = []

    mutating func push(_ item: (Double, Int)) {
        items.append(item)
        var child = items.count - 1
        while child > 0, items[(child - 1) / 2].0 > items[child].0 {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> (Double, Int)? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return first }
        items[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < items.count else { break }
            let right = left + 1
            let child = right < items.count && items[right].0 < items[left].0 ? right : left
            guard items[child].0 < items[parent].0 else { break }
            items.swapAt(child, parent)
            parent = child
        }
        return first
    }
}
