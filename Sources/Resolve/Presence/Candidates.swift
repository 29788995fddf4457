/// The units of one step with their weights, in memory of the step: room for a few lanes beyond the last one, so that
/// four can be looked at at once.
struct Candidates {
    /// More than that never comes together in a real building; what would is left out.
    static let capacity = 1024

    let units: UnsafeMutablePointer<Int32>
    let weights: UnsafeMutablePointer<Float>
    /// For each unit of the site its place in `units`, or -1.
    private let slots: UnsafeMutableBufferPointer<Int32>
    private(set) var count = 0

    /// Calls `body` with an empty list. `slots` has -1 everywhere, and has to have it again afterwards: ``clear()``.
    @inline(__always)
    static func with(slots: UnsafeMutableBufferPointer<Int32>, _ body: (consuming Candidates) -> Void) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: capacity + 4) { units in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: capacity + 4) { weights in
                guard let first = units.baseAddress, let firstWeight = weights.baseAddress else { return }
                body(Candidates(units: first, weights: firstWeight, slots: slots))
            }
        }
    }

    private init(
        units: UnsafeMutablePointer<Int32>, weights: UnsafeMutablePointer<Float>,
        slots: UnsafeMutableBufferPointer<Int32>
    ) {
        self.units = units
        self.weights = weights
        self.slots = slots
    }

    /// Adds weight to a unit, which becomes a candidate when it is none yet.
    @inline(__always)
    mutating func add(_ unit: Int32, _ weight: Float) {
        let place = slots[Int(unit)]
        if place >= 0 {
            weights[Int(place)] += weight
        } else if count < Candidates.capacity {
            slots[Int(unit)] = Int32(count)
            units[count] = unit
            weights[count] = weight
            count += 1
        }
    }

    /// Takes all out.
    mutating func clear() {
        for index in 0..<count { slots[Int(units[index])] = -1 }
        count = 0
    }

    /// Fills the lanes beyond the last candidate, so that groups of four are whole: unit 0, weight 0.
    /// - Returns: the number of groups.
    mutating func pad() -> Int {
        for lane in 0..<4 {
            units[count + lane] = 0
            weights[count + lane] = 0
        }
        return (count + 3) / 4
    }

    /// Four weights, from candidate `4 × group` on.
    @inline(__always)
    func weights(group: Int) -> SIMD4<Float> {
        UnsafeRawPointer(weights).loadUnaligned(fromByteOffset: group * 16, as: SIMD4<Float>.self)
    }

    @inline(__always)
    func set(_ four: SIMD4<Float>, group: Int) {
        UnsafeMutableRawPointer(weights).storeBytes(of: four, toByteOffset: group * 16, as: SIMD4<Float>.self)
    }

    /// The most probable candidates, most probable first, normalised; nil when nothing has any weight.
    func belief() -> Belief? {
        var total: Float = 0
        for index in 0..<count { total += weights[index] }
        guard total > 0, total.isFinite else { return nil }
        // One pass with an insertion into a short sorted list; ties go to the lower unit, for one order everywhere.
        let least = Belief.weightMin * total
        var belief = Belief()
        for index in 0..<count where weights[index] >= least {
            belief.insert(unit: units[index], weight: weights[index])
        }
        var kept: Float = 0
        for index in 0..<belief.count { kept += belief.weight(index) }
        belief.scale(by: 1 / kept)
        return belief
    }

    /// Multiplies all weights.
    func scale(by factor: Float) {
        for index in 0..<count { weights[index] *= factor }
    }
}
