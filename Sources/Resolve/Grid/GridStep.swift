import Model
import SiteMap

/// The Bayes filter over cells: prediction by walking, evidence by the radio map, truncation to what is believed.
///
/// Grid localisation (Fox, Burgard and Thrun 1999, "Markov localization for mobile robots in dynamic environments")
/// with a sparse support: cost follows uncertainty, not floor area.
struct GridFilter: Sendable {
    /// Standard deviation of walking indoors after one second, in metres: it grows with the root of the time. 0.6 m,
    /// and a cell's own extent.
    static let diffusionMetres: Float = 0.66
    /// Reads closer together than this share one prediction.
    private static let predictionMilliseconds: Int64 = 250
    /// Longer without a read, the belief over cells says no more than the one over units.
    static let forgetMilliseconds: Int64 = 15_000
    /// Share of the mass that takes a link (stairs, lifts, doors between cells) in a second.
    private static let linkRate: Float = 0.1

    private var field: CellField
    /// For each cell its place in the lists of the step in hand, or -1.
    private var places: [Int32]
    private var cells: [Int32] = []
    private var weights: [Float] = []

    init(_ model: UnitModel) {
        field = CellField(readerCount: model.map.readers.count)
        places = Array(repeating: -1, count: model.cells.count)
    }

    // MARK: Life

    /// Begins with the units' belief, spread evenly over their cells.
    mutating func begin(_ state: inout FilterState, _ model: UnitModel) {
        for index in 0..<state.belief.count {
            let own = model.cells.cellsOfUnit[Int(state.belief.unit(index))]
            guard !own.isEmpty else { continue }
            let share = state.belief.weight(index) / Float(own.count)
            for cell in own { add(cell, share) }
        }
        keep(&state.cells)
        state.cells.spreadAt = state.time
    }

    /// Folds one reading into a belief over cells that is not empty.
    ///
    /// - Parameters:
    ///   - look: the reading less what is known of the map's error.
    ///   - temper: share of the reading's log-likelihood that counts.
    /// - Returns: mean over the belief of reading minus map, dB, for the tag's offset, and log2 of the tempered
    ///   likelihood with which the belief foresaw the reading; nil when nothing fits.
    /// - Complexity: O(cells believed); no allocation in the steady state.
    mutating func hear(_ state: inout FilterState, _ read: Read, _ look: ReadView, temper: Float, _ model: UnitModel)
        -> (residualDB: Float, log: Float)?
    {
        predict(&state.cells, at: read.at, model)
        guard temper > 0, read.rssiDBm.isFinite else {
            keep(&state.cells)
            return nil
        }
        let outcome = weigh(read, look, &state, temper: temper, model)
        keep(&state.cells)
        return outcome
    }

    // MARK: Prediction

    @inline(__always)
    private mutating func add(_ cell: Int32, _ weight: Float) {
        let place = places[Int(cell)]
        if place >= 0 {
            weights[Int(place)] += weight
        } else {
            places[Int(cell)] = Int32(cells.count)
            cells.append(cell)
            weights.append(weight)
        }
    }

    private mutating func predict(_ belief: inout CellBelief, at: Int64, _ model: UnitModel) {
        let since = at - belief.spreadAt
        guard since >= GridFilter.predictionMilliseconds else {
            for entry in belief.entries { add(entry.cell, entry.weight) }
            return
        }
        belief.spreadAt = at
        let seconds = min(Float(GridFilter.forgetMilliseconds), Float(since)) / 1000
        let rounds = max(1, Int(seconds.rounded(.up)))
        let part = seconds / Float(rounds)
        // A step to each of four neighbours with probability p has a variance of 2p per axis.
        let share = GridFilter.diffusionMetres * GridFilter.diffusionMetres * part / 2
        for round in 0..<rounds {
            spread(belief.entries, share: share, linkShare: GridFilter.linkRate * part, model.cells)
            if round + 1 < rounds { keep(&belief) }
        }
    }

    private mutating func spread(_ entries: [CellBelief.Entry], share: Float, linkShare: Float, _ map: CellMap) {
        for entry in entries {
            let way = map.ways[Int(entry.cell)]
            let part = entry.weight * share
            guard part > CellBelief.shareMin * 0.05 else {
                add(entry.cell, entry.weight)
                continue
            }
            var rest = entry.weight
            let columns = self.columns(of: entry.cell, map)
            if way & CellMap.Way.east != 0 {
                add(entry.cell + 1, part)
                rest -= part
            }
            if way & CellMap.Way.west != 0 {
                add(entry.cell - 1, part)
                rest -= part
            }
            if way & CellMap.Way.north != 0 {
                add(entry.cell + columns, part)
                rest -= part
            }
            if way & CellMap.Way.south != 0 {
                add(entry.cell - columns, part)
                rest -= part
            }
            if way & CellMap.Way.links != 0, let links = map.links[entry.cell] {
                let linked = min(rest, entry.weight * linkShare) / Float(links.count)
                for link in links { add(link, linked) }
                rest -= linked * Float(links.count)
            }
            add(entry.cell, rest)
        }
    }

    private func columns(of cell: Int32, _ map: CellMap) -> Int32 { map.levels[level(of: cell, map)].columns }

    private func level(of cell: Int32, _ map: CellMap) -> Int {
        var level = map.levels.count - 1
        while level > 0, map.levels[level].start > cell { level -= 1 }
        return level
    }

    // MARK: Evidence

    /// Multiplies every cell by the tempered likelihood of the reading: Student-t with four degrees of freedom.
    private mutating func weigh(
        _ read: Read, _ look: ReadView, _ state: inout FilterState, temper: Float, _ model: UnitModel
    )
        -> (residualDB: Float, log: Float)?
    {
        let rssi = max(-200, min(100, read.rssiDBm))
        let power = look.power
        let extra = state.offsetVariance * 0.5
        var before = SIMD4<Float>.zero
        var total = SIMD4<Float>.zero
        var expected = SIMD4<Float>.zero
        var scatter = SIMD4<Float>.zero
        let precision = 0.25 / look.scale
        let patch = field.patch(of: Int(read.reader), model)
        let map = model.cells
        while !cells.count.isMultiple(of: 4) {
            cells.append(cells.last ?? 0)
            weights.append(0)
        }
        model.radio.withRow(read.reader) { row in
            PatchView.with(patch, row: row, map) { view in
                cells.withUnsafeBufferPointer { cells in
                    weights.withUnsafeMutableBytes { weights in
                        for group in stride(from: 0, to: cells.count, by: 4) {
                            let packed = SIMD4(
                                view.expectation(cells[group]), view.expectation(cells[group + 1]),
                                view.expectation(cells[group + 2]), view.expectation(cells[group + 3]))
                            let weight = weights.loadUnaligned(fromByteOffset: group * 4, as: SIMD4<Float>.self)
                            let mean = RadioCell.means(packed)
                            let variance = RadioCell.variances(packed) + extra
                            let distance = power - mean
                            let heaviness = 1 + distance * distance * precision / variance
                            let square = heaviness * heaviness
                            let log = FastMath.log2(square * square * heaviness * variance)
                            let posterior = weight * FastMath.exp2(log * (-0.5 * temper))
                            weights.storeBytes(of: posterior, toByteOffset: group * 4, as: SIMD4<Float>.self)
                            before += weight
                            total += posterior
                            expected += posterior * mean
                            scatter += posterior * variance
                        }
                    }
                }
            }
        }
        if total.sum() > 0 {
            state.readMean = expected.sum() / total.sum()
            state.readVariance = scatter.sum() / total.sum()
        }
        return outcome(rssi, before: before.sum(), total: total.sum(), expected: expected.sum())
    }

    private func outcome(_ rssi: Float, before: Float, total: Float, expected: Float)
        -> (residualDB: Float, log: Float)?
    {
        guard total > 0, total.isFinite else { return nil }
        return (rssi - expected / total, FastMath.log2(total / before))
    }

    // MARK: Truncation

    /// Moves the lists into the belief: normalised, without what is too improbable, at most ``CellBelief/capacity``.
    private mutating func keep(_ belief: inout CellBelief) {
        var total: Float = 0
        places.withUnsafeMutableBufferPointer { places in
            for cell in cells { places[Int(cell)] = -1 }
        }
        for weight in weights { total += weight }
        defer {
            cells.removeAll(keepingCapacity: true)
            weights.removeAll(keepingCapacity: true)
        }
        guard total > 0, total.isFinite else { return }
        let least = bound(share: CellBelief.shareMin * total)
        belief.entries.removeAll(keepingCapacity: true)
        var kept: Float = 0
        for index in cells.indices where weights[index] >= least && weights[index] > 0 {
            belief.entries.append(CellBelief.Entry(cell: cells[index], weight: weights[index]))
            kept += weights[index]
        }
        let scale = 1 / kept
        belief.entries.withUnsafeMutableBufferPointer { entries in
            for index in entries.indices { entries[index].weight *= scale }
        }
    }

    /// The least weight that is kept: not less than `share`, and such that ``CellBelief/capacity`` holds.
    private func bound(share: Float) -> Float {
        var least = share
        guard cells.count > CellBelief.capacity else { return least }
        var count = weights.count { $0 >= least }
        while count > CellBelief.capacity {
            let fewer = weights.count { $0 >= least * 1.5 }
            // An even belief over a large floor has no tail to cut.
            guard fewer > 0 else { break }
            least *= 1.5
            count = fewer
        }
        return least
    }
}
