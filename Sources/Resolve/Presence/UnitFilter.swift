import Model
import SiteMap

/// The hidden Markov model over units: one step per read.
///
/// Forward algorithm (Rabiner 1989) in continuous time with truncated support; Student-t emission, tempered; scalar
/// Kalman filter for the tag's offset. It owns scratch memory, so one instance serves one thread.
/// The grid filter of a later version sits beside it behind the same `step`.
struct UnitFilter: Sendable {
    let map: SiteMap
    let graph: UnitGraph
    let radio: RadioMap
    let parameters: ResolveParameters

    // Candidates of the step in hand; `slot[unit]` is the candidate's place, or -1.
    private var slot: [Int32]
    private var units: [Int32] = []
    private var weights: [Float] = []
    private var logs: [Float] = []

    init(map: SiteMap, radio: RadioMap, parameters: ResolveParameters) {
        self.map = map
        self.radio = radio
        self.parameters = parameters
        graph = UnitGraph(map, verticalShare: parameters.verticalShare)
        slot = Array(repeating: -1, count: map.units.count)
        units.reserveCapacity(128)
        weights.reserveCapacity(128)
    }

    /// Folds one read into the state.
    ///
    /// - Parameters:
    ///   - sinceSameReader: milliseconds since the same reader's last read of this trackable; large when there is none.
    /// - Complexity: O(support × doors), about 40 candidates; no allocation.
    mutating func step(_ state: inout FilterState, _ read: Read, sinceSameReader: Int64, kind: TrackableKind) {
        let isFirst = state.time == .min
        let elapsed = isFirst ? 0 : max(0, Float(read.at - state.time) / 1000)
        if !isFirst {
            let gap = Float(read.at - state.time)
            if gap > 0 { state.intervalMilliseconds += (gap - state.intervalMilliseconds) * 0.1 }
            state.offsetVariance = min(
                parameters.offsetSigmaDB * parameters.offsetSigmaDB,
                state.offsetVariance + parameters.offsetDriftPerSecond * elapsed)
        }
        state.time = read.at
        state.foldedReads &+= 1
        clearCandidates()
        spread(state.belief, seconds: elapsed, leaveRate: parameters.leaveRate(of: kind))
        if read.reader >= 0 {
            hear(&state, read, sinceSameReader: sinceSameReader, elapsed: elapsed)
        } else {
            locate(&state, read)
        }
        settle(&state)
        decide(&state, isDecisive: isDecisive(read))
    }

    /// A crossing or a position says where, not how loud: one is enough.
    private func isDecisive(_ read: Read) -> Bool {
        guard read.reader >= 0 else { return true }
        let kind = radio.kinds[Int(read.reader)]
        return kind == .uhf || kind == .choke
    }

    // MARK: Prediction

    /// Mean mass per door under which a unit's leaving is put off.
    private static let spreadMin: Float = 3e-5

    private mutating func clearCandidates() {
        for unit in units { slot[Int(unit)] = -1 }
        units.removeAll(keepingCapacity: true)
        weights.removeAll(keepingCapacity: true)
    }

    private mutating func add(_ unit: Int32, _ weight: Float) {
        let place = slot[Int(unit)]
        if place >= 0 {
            weights[Int(place)] += weight
        } else {
            slot[Int(unit)] = Int32(units.count)
            units.append(unit)
            weights.append(weight)
        }
    }

    /// One hop through doors with probability 1 − e^(−rate·dt).
    private mutating func spread(_ belief: Belief, seconds: Float, leaveRate: Float) {
        let leave = 1 - FastMath.exp2(-leaveRate * seconds * 1.442_695)
        for index in 0..<belief.count {
            let unit = belief.unit(index)
            let weight = belief.weight(index)
            let start = Int(graph.starts[Int(unit)])
            let end = Int(graph.starts[Int(unit) + 1])
            // Mass that would vanish in the next normalisation stays where it is: a corridor has thirty doors, and
            // reads come ten times a second.
            guard end > start, weight * leave >= UnitFilter.spreadMin * Float(end - start) else {
                add(unit, weight)
                continue
            }
            add(unit, weight * (1 - leave))
            for neighbour in start..<end {
                add(graph.neighbours[neighbour], weight * leave * graph.shares[neighbour])
            }
        }
    }

    // MARK: Evidence

    private mutating func hear(_ state: inout FilterState, _ read: Read, sinceSameReader: Int64, elapsed: Float) {
        restart(reader: read.reader, isFirst: state.belief.isEmpty, seconds: elapsed)
        switch radio.kinds[Int(read.reader)] {
        case .uhf, .choke: meetAntenna(read, sinceSameReader: sinceSameReader)
        case .ble, .lorawan: weigh(&state, read, sinceSameReader: sinceSameReader)
        }
    }

    /// Gives the units that this reader hears best some probability of a fresh start.
    private mutating func restart(reader: Int32, isFirst: Bool, seconds: Float) {
        let strongest = radio.strongest[Int(reader)]
        guard !strongest.isEmpty else { return }
        let total = isFirst ? 1 : min(parameters.restartMax, parameters.restartRate * (1 + seconds))
        if !isFirst {
            for index in weights.indices { weights[index] *= 1 - total }
        }
        let share = total / Float(strongest.count)
        for unit in strongest { add(unit, share) }
    }

    /// Multiplies every candidate by the tempered likelihood of the reading.
    private mutating func weigh(_ state: inout FilterState, _ read: Read, sinceSameReader: Int64) {
        guard read.rssiDBm.isFinite else { return }
        let fresh = min(1, Float(sinceSameReader) / Float(parameters.cadenceMilliseconds))
        let temper = parameters.temper * fresh
        guard temper > 0 else { return }
        let shadowing = parameters.shadowingDB * parameters.shadowingDB + state.offsetVariance * 0.5
        let power = read.rssiDBm - state.offsetMeanDB
        // The density falls with sigma: without that term wide units would win everywhere.
        var best: Float = -.infinity
        radio.withRow(read.reader) { means, spreads in
            for unit in units {
                let spread = Float(spreads[Int(unit)]) * 0.1
                let variance = shadowing + spread * spread
                let z = (power - Float(means[Int(unit)]) * 0.01) / variance.squareRoot()
                let log = temper * (-2.5 * FastMath.log2(1 + z * z * 0.25) - 0.5 * FastMath.log2(variance))
                logs.append(log)
                best = max(best, log)
            }
        }
        for index in units.indices { weights[index] *= FastMath.exp2(logs[index] - best) }
        logs.removeAll(keepingCapacity: true)
        learnOffset(&state, read, share: fresh)
    }

    /// A choke point or an RFID antenna: its own unit almost for certain, what touches it perhaps.
    private mutating func meetAntenna(_ read: Read, sinceSameReader: Int64) {
        guard sinceSameReader > 0, let own = map.readers[Int(read.reader)].unit else { return }
        let start = Int(graph.starts[own])
        let end = Int(graph.starts[own + 1])
        for index in units.indices {
            let unit = units[index]
            if Int(unit) == own { continue }
            let touches = graph.neighbours[start..<end].contains(unit)
            weights[index] *= touches ? 0.08 : 0.004
        }
        add(Int32(own), 0)
    }

    /// Scalar Kalman filter on the mean residual over the units that are likely.
    private mutating func learnOffset(_ state: inout FilterState, _ read: Read, share: Float) {
        var total: Float = 0
        var top: Float = 0
        var residual: Float = 0
        radio.withRow(read.reader) { means, _ in
            for index in units.indices {
                total += weights[index]
                top = max(top, weights[index])
                residual += weights[index] * (read.rssiDBm - Float(means[Int(units[index])]) * 0.01)
            }
        }
        guard total > 0, top >= parameters.offsetBeliefMin * total else { return }
        let noise = parameters.offsetNoiseDB * parameters.offsetNoiseDB / max(0.05, share)
        let gain = state.offsetVariance / (state.offsetVariance + noise)
        let innovation = max(-15, min(15, residual / total - state.offsetMeanDB))
        state.offsetMeanDB += gain * innovation
        state.offsetVariance *= 1 - gain
    }

    /// A ready-made position: a Gaussian around it, by the distance from each unit.
    private mutating func locate(_ state: inout FilterState, _ read: Read) {
        state.positionAt = read.at
        state.positionX = read.xMetres
        state.positionY = read.yMetres
        state.positionAccuracy = read.accuracyMetres
        state.positionLevel = read.level
        let point = Point(xMetres: Double(read.xMetres), yMetres: Double(read.yMetres))
        guard read.level >= 0 else { return leaveBuilding(&state) }
        let sigma = max(0.3, read.accuracyMetres.isNaN ? 1 : read.accuracyMetres)
        let inside = map.unit(at: point, level: Int(read.level))
        let near = inside ?? map.nearestUnit(to: point, level: Int(read.level), within: Double(3 * sigma) + 1)
        guard let near else { return leaveBuilding(&state) }
        state.isOutside = false
        if weights.isEmpty { add(Int32(near), 1) } else { add(Int32(near), 1e-3) }
        for neighbour in Int(graph.starts[near])..<Int(graph.starts[near + 1]) {
            add(graph.neighbours[neighbour], 1e-4)
        }
        for index in units.indices {
            let unit = Int(units[index])
            guard graph.level[unit] == read.level else {
                weights[index] *= 1e-9
                continue
            }
            let z = Float(map.distance(from: point, toUnit: unit)) / sigma
            weights[index] *= max(1e-9, FastMath.exp2(-0.721_347_5 * z * z))
        }
    }

    private mutating func leaveBuilding(_ state: inout FilterState) {
        clearCandidates()
        state.isOutside = true
        guard state.confirmed >= 0 else { return }
        state.confirmed = -1
        state.confirmedSince = state.time
        state.decidedAt = state.time
        state.confidenceSum = 0
        state.confidenceCount = 0
    }

    // MARK: Normalisation and decision

    /// Keeps the most probable candidates, most probable first, and normalises them.
    private mutating func settle(_ state: inout FilterState) {
        var total: Float = 0
        for weight in weights { total += weight }
        guard total > 0, total.isFinite else {
            // No evidence fits at all: keep what was believed rather than divide by nothing.
            if state.isOutside { state.belief.removeAll() }
            return
        }
        state.isOutside = false
        // One pass with an insertion into a short sorted list; ties go to the lower unit, for one order everywhere.
        let least = Belief.weightMin * total
        var top = Belief()
        for index in units.indices where weights[index] >= least {
            top.insert(unit: units[index], weight: weights[index])
        }
        state.belief = top
        var kept: Float = 0
        for index in 0..<top.count { kept += top.weight(index) }
        state.belief.scale(by: 1 / kept)
    }

    /// Confirms the challenger when its odds against the confirmed unit held for long enough.
    private func decide(_ state: inout FilterState, isDecisive: Bool) {
        guard !state.belief.isEmpty else {
            state.challenger = -1
            return
        }
        let top = state.belief.unit(0)
        let confidence = state.belief.weight(0)
        if state.confirmed < 0 {
            confirm(&state, top, since: state.time)
        } else if top == state.confirmed {
            state.challenger = -1
        } else {
            if state.challenger != top {
                state.challenger = top
                state.challengerSince = state.time
            }
            let isSameLevel = graph.level[Int(top)] == graph.level[Int(state.confirmed)]
            let odds = isSameLevel ? parameters.confirmOdds : parameters.confirmOddsAcrossLevels
            let hold = isSameLevel ? parameters.confirmMilliseconds : parameters.confirmMillisecondsAcrossLevels
            if isDecisive, confidence > parameters.decisiveOdds * state.belief.weight(of: state.confirmed) {
                confirm(&state, top, since: state.time)
            } else if confidence < odds * state.belief.weight(of: state.confirmed) {
                state.challengerSince = state.time
            } else if state.time - state.challengerSince >= hold {
                confirm(&state, top, since: state.challengerSince)
            }
        }
        state.confidenceSum += confidence
        state.confidenceCount += 1
    }

    private func confirm(_ state: inout FilterState, _ unit: Int32, since: Int64) {
        state.confirmed = unit
        state.confirmedSince = since
        state.decidedAt = state.time
        state.challenger = -1
        state.confidenceSum = 0
        state.confidenceCount = 0
    }
}
