/// Probabilities of the few units where one trackable may be; a plain value of fixed size.
///
/// Support is truncated to ``capacity`` units: cost and memory follow uncertainty, not the size of the building.
struct Belief: Sendable {
    static let capacity = 12
    /// Units less probable than this are dropped.
    static let weightMin: Float = 1e-4

    private(set) var count = 0
    private var units: InlineArray<12, Int32> = .init(repeating: -1)
    private var weights: InlineArray<12, Float> = .init(repeating: 0)

    var isEmpty: Bool { count == 0 }

    func unit(_ index: Int) -> Int32 { units[index] }
    func weight(_ index: Int) -> Float { weights[index] }

    mutating func removeAll() { count = 0 }

    /// Appends a unit; the caller keeps the order (most probable first) and the capacity.
    mutating func append(unit: Int32, weight: Float) {
        precondition(count < Belief.capacity, "a belief holds at most \(Belief.capacity) units")
        units[count] = unit
        weights[count] = weight
        count += 1
    }

    /// Puts a unit at its place by falling weight, equal ones by rising unit; the least probable falls out beyond the
    /// capacity.
    mutating func insert(unit: Int32, weight: Float) {
        if count == Belief.capacity {
            let last = weights[count - 1]
            guard weight > last || (weight == last && unit < units[count - 1]) else { return }
            count -= 1
        }
        var place = count
        while place > 0, weights[place - 1] < weight || (weights[place - 1] == weight && units[place - 1] > unit) {
            weights[place] = weights[place - 1]
            units[place] = units[place - 1]
            place -= 1
        }
        weights[place] = weight
        units[place] = unit
        count += 1
    }

    /// Multiplies all weights.
    mutating func scale(by factor: Float) {
        for index in 0..<count { weights[index] *= factor }
    }

    /// Probability of a unit; 0 outside the support.
    func weight(of unit: Int32) -> Float {
        for index in 0..<count where units[index] == unit { return weights[index] }
        return 0
    }
}
