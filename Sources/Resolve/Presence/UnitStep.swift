import Model
import SiteMap

/// One read folded into the belief over units: prediction, evidence, normalisation.
///
/// Forward algorithm (Rabiner 1989) in continuous time with truncated support; Student-t emission, tempered; scalar
/// Kalman filter for the tag's offset.
struct UnitStep {
    let model: UnitModel
    var candidates: Candidates
    var view: ReadView

    /// Reads closer together than this share one prediction: one advert is heard by several readers at once.
    private static let predictionMilliseconds: Int64 = 250
    /// Mean mass per door under which a unit's leaving is put off.
    private static let spreadMin: Float = 3e-5

    mutating func run(_ state: inout FilterState, _ read: Read, sinceSameReader: Int64, kind: TrackableKind) {
        let isFirst = state.time == .min
        let elapsed = isFirst ? 0 : max(0, Float(read.at - state.time) / 1000)
        if isFirst {
            state.spreadAt = read.at
        } else {
            let gap = Float(read.at - state.time)
            if gap > 0 { state.intervalMilliseconds += (gap - state.intervalMilliseconds) * 0.1 }
            state.offsetVariance = min(
                model.parameters.offsetSigmaDB * model.parameters.offsetSigmaDB,
                state.offsetVariance + model.parameters.offsetDriftPerSecond * elapsed)
        }
        state.time = read.at
        state.unitLog = 0
        state.foldedReads &+= 1
        predict(&state, at: read.at, kind: kind)
        if read.reader >= 0 {
            hear(&state, read, sinceSameReader: sinceSameReader, elapsed: elapsed)
        } else {
            locate(&state, read)
        }
        settle(&state)
    }

    // MARK: Prediction

    private mutating func predict(_ state: inout FilterState, at: Int64, kind: TrackableKind) {
        let since = at - state.spreadAt
        guard since >= UnitStep.predictionMilliseconds else {
            for index in 0..<state.belief.count { candidates.add(state.belief.unit(index), state.belief.weight(index)) }
            return
        }
        state.spreadAt = at
        spread(state.belief, seconds: Float(since) / 1000, leaveRate: model.parameters.leaveRate(of: kind))
    }

    /// One hop through doors with probability 1 − e^(−rate·dt).
    private mutating func spread(_ belief: Belief, seconds: Float, leaveRate: Float) {
        let leaving = 1 - FastMath.exp2(-leaveRate * seconds * 1.442_695)
        let passing = 1 - FastMath.exp2(-leaveRate * model.parameters.passageHaste * seconds * 1.442_695)
        let visiting = 1 - FastMath.exp2(-leaveRate * model.parameters.restroomHaste * seconds * 1.442_695)
        let graph = model.graph
        for index in 0..<belief.count {
            let unit = belief.unit(index)
            let weight = belief.weight(index)
            let leave =
                graph.isPassage[Int(unit)] ? passing : graph.isRestroom[Int(unit)] ? visiting : leaving
            let start = Int(graph.starts[Int(unit)])
            let end = Int(graph.starts[Int(unit) + 1])
            // Mass that would vanish in the next normalisation stays where it is: a corridor has thirty doors.
            guard end > start, weight * leave >= UnitStep.spreadMin * Float(end - start) else {
                candidates.add(unit, weight)
                continue
            }
            candidates.add(unit, weight * (1 - leave))
            for neighbour in start..<end {
                candidates.add(graph.neighbours[neighbour], weight * leave * graph.shares[neighbour])
            }
        }
    }

    // MARK: Evidence

    private mutating func hear(_ state: inout FilterState, _ read: Read, sinceSameReader: Int64, elapsed: Float) {
        restart(reader: read.reader, isFirst: state.belief.isEmpty, seconds: elapsed)
        switch model.radio.kinds[Int(read.reader)] {
        case .uhf, .choke: meetAntenna(read, sinceSameReader: sinceSameReader)
        case .ble, .lorawan: weigh(&state, read, sinceSameReader: sinceSameReader)
        }
    }

    /// Gives the units that this reader hears best some probability of a fresh start.
    private mutating func restart(reader: Int32, isFirst: Bool, seconds: Float) {
        let places = model.radio.strongestPlaces(of: reader)
        guard !places.isEmpty else { return }
        let total =
            isFirst ? 1 : min(model.parameters.restartMax, model.parameters.restartRate * (1 + seconds))
        if !isFirst { candidates.scale(by: 1 - total) }
        let share = total / Float(places.count)
        for place in places { candidates.add(model.radio.strongest[place], share) }
    }

    /// Multiplies every candidate by the tempered likelihood of the reading, and learns the tag's offset from it.
    ///
    /// Student-t with four degrees of freedom: (1 + z²/4)^(−5/2) / σ, to the power of the temper. The density falls
    /// with σ: without that term wide units would win everywhere.
    private mutating func weigh(_ state: inout FilterState, _ read: Read, sinceSameReader: Int64) {
        guard read.rssiDBm.isFinite else { return }
        let fresh = min(1, Float(sinceSameReader) / Float(model.parameters.cadenceMilliseconds))
        let temper = model.parameters.temper * fresh
        guard temper > 0 else { return }
        let extra = state.offsetVariance * 0.5
        let rssi = max(-200, min(100, read.rssiDBm))
        let power = view.power
        var before = SIMD4<Float>.zero
        var total = SIMD4<Float>.zero
        var top = SIMD4<Float>.zero
        var expected = SIMD4<Float>.zero
        var scatter = SIMD4<Float>.zero
        let precision = 0.25 / view.scale
        let groups = candidates.pad()
        model.radio.withRow(read.reader) { row in
            for group in 0..<groups {
                let units = candidates.units + group * 4
                let cells = SIMD4(
                    row[Int(units[0])], row[Int(units[1])], row[Int(units[2])], row[Int(units[3])])
                let mean = RadioCell.means(cells)
                let variance = RadioCell.variances(cells) + extra
                let distance = power - mean
                let heaviness = 1 + distance * distance * precision / variance
                let square = heaviness * heaviness
                let log = FastMath.log2(square * square * heaviness * variance)
                let prior = candidates.weights(group: group)
                let weight = prior * FastMath.exp2(log * (-0.5 * temper))
                before += prior
                candidates.set(weight, group: group)
                total += weight
                top.replace(with: weight, where: weight .> top)
                expected += weight * mean
                scatter += weight * variance
            }
        }
        state.unitLog = FastMath.log2(total.sum() / before.sum())
        if total.sum() > 0 {
            state.readMean = expected.sum() / total.sum()
            state.readVariance = scatter.sum() / total.sum()
        }
        // Cells know better where the tag is, and learn its offset themselves.
        guard state.cells.isEmpty, total.sum() > 0, top.max() >= model.parameters.offsetBeliefMin * total.sum() else {
            return
        }
        model.learnOffset(
            &state, residual: rssi - expected.sum() / total.sum(), variance: scatter.sum() / total.sum(), share: fresh)
    }

    /// A choke point or an RFID antenna: its own unit almost for certain, what touches it perhaps.
    private mutating func meetAntenna(_ read: Read, sinceSameReader: Int64) {
        guard sinceSameReader > 0, let own = model.map.readers[Int(read.reader)].unit else { return }
        let graph = model.graph
        let touching = graph.neighbours[Int(graph.starts[own])..<Int(graph.starts[own + 1])]
        for index in 0..<candidates.count {
            let unit = candidates.units[index]
            if Int(unit) == own { continue }
            candidates.weights[index] *= touching.contains(unit) ? 0.08 : 0.004
        }
        candidates.add(Int32(own), 0)
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
        let inside = model.map.unit(at: point, level: Int(read.level))
        let near =
            inside ?? model.map.nearestUnit(to: point, level: Int(read.level), within: Double(3 * sigma) + 1)
        guard let near else { return leaveBuilding(&state) }
        state.isOutside = false
        let graph = model.graph
        candidates.add(Int32(near), candidates.count == 0 ? 1 : 1e-3)
        for neighbour in Int(graph.starts[near])..<Int(graph.starts[near + 1]) {
            candidates.add(graph.neighbours[neighbour], 1e-4)
        }
        for index in 0..<candidates.count {
            let unit = Int(candidates.units[index])
            guard graph.level[unit] == read.level else {
                candidates.weights[index] *= 1e-9
                continue
            }
            let z = Float(model.map.distance(from: point, toUnit: unit)) / sigma
            candidates.weights[index] *= max(1e-9, FastMath.exp2(-0.721_347_5 * z * z))
        }
    }

    private mutating func leaveBuilding(_ state: inout FilterState) {
        candidates.clear()
        state.isOutside = true
        guard state.confirmed >= 0 else { return }
        state.confirmed = -1
        state.confirmedSince = state.time
        state.decidedAt = state.time
        state.confidenceSum = 0
        state.confidenceCount = 0
    }

    // MARK: Normalisation

    /// Keeps the most probable candidates, most probable first, and normalises them.
    private mutating func settle(_ state: inout FilterState) {
        guard let belief = candidates.belief() else {
            // No evidence fits at all: keep what was believed rather than divide by nothing.
            if state.isOutside { state.belief.removeAll() }
            return
        }
        state.isOutside = false
        state.belief = belief
    }
}
