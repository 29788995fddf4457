import Model
import SiteMap

/// What the filter knows of a site: it does not change while it runs.
final class UnitModel: Sendable {
    let map: SiteMap
    let graph: UnitGraph
    let cells: CellMap
    let radio: RadioMap
    let survey: SurveyRadio
    let parameters: ResolveParameters
    let quiet: QuietMap
    /// By reader: variance of one read around the mean of its place, dB²: what is not the map's error.
    let readVariance: [Float]

    init(map: SiteMap, radio: RadioMap, survey: SurveyRadio, parameters: ResolveParameters) {
        self.map = map
        self.radio = radio
        self.survey = survey
        self.parameters = parameters
        cells = CellMap(map)
        readVariance = survey.readers.map { Float($0.readDB * $0.readDB) }
        quiet = QuietMap(map, radio: radio, survey: survey, parameters: parameters)
        graph = UnitGraph(map, verticalShare: parameters.verticalShare)
    }
}

/// The filter of one trackable: one step per read.
///
/// A hidden Markov model over units for every trackable (``UnitStep``), and beside it a grid over cells for those that
/// move and are well heard (``GridFilter``); P(unit) pools both. It owns scratch memory, so one instance serves one
/// thread.
struct UnitFilter: Sendable {
    let model: UnitModel
    /// For each unit its place among the candidates of the step in hand, or -1.
    private var slots: [Int32]
    private var grid: GridFilter
    private var quiet: QuietFilter
    /// A tag with fewer readings is not known yet.
    private static let strangerReads: Int32 = 100
    /// A thing of which another unit was confirmed is followed by cells when that was not longer ago.
    private static let followMilliseconds: Int64 = 3000
    /// Readings farther than so many deviations from the map, squared, are no news of its error.
    private static let gateSquared: Float = 6.25
    /// How far back a read may come; more than the usual for a filter that derives a piece of history again, which
    /// then keeps all its reads and folds them at the end.
    let rewindMilliseconds: Int64

    init(model: UnitModel, rewindMilliseconds: Int64 = Limits.rewindMilliseconds) {
        self.model = model
        self.rewindMilliseconds = rewindMilliseconds
        slots = Array(repeating: -1, count: model.map.units.count)
        grid = GridFilter(model)
        quiet = QuietFilter(model)
    }

    var graph: UnitGraph { model.graph }
    var radio: RadioMap { model.radio }

    /// Folds one read into the state.
    ///
    /// - Parameters:
    ///   - sinceSameReader: milliseconds since the same reader's last read of this trackable; large when there is none.
    ///   - isWellHeard: at least three readers heard it in the last seconds.
    /// - Complexity: O(support × doors), about 40 candidates, and O(cells believed); no allocation in the steady state.
    mutating func step(
        _ state: inout FilterState, _ read: Read, sinceSameReader: Int64, isWellHeard: Bool, kind: TrackableKind
    ) {
        let model = model
        let before = state.time
        let isDecisive = model.isDecisive(read)
        let power = max(-200, min(100, read.rssiDBm)) - state.offsetMeanDB
        let error = model.lastingError(state, at: read.at, kind: kind)
        if !isDecisive { quiet.weigh(&state, read, model) }
        let entry =
            isDecisive || !power.isFinite
            ? -1 : state.heard.recall(read.reader, at: read.at, seconds: error.seconds)
        let view = entry < 0 ? ReadView(power: power, scale: 1) : state.heard.view(at: entry, power: power)
        state.readVariance = 0
        slots.withUnsafeMutableBufferPointer { slots in
            Candidates.with(slots: slots) { candidates in
                var step = UnitStep(model: model, candidates: candidates, view: view)
                step.run(&state, read, sinceSameReader: sinceSameReader, kind: kind)
                step.candidates.clear()
            }
        }
        if usesGrid(state, read, since: before, isWellHeard: isWellHeard, kind: kind) {
            walk(&state, read, view, sinceSameReader: sinceSameReader)
        } else {
            leaveCells(&state, read)
        }
        if entry >= 0 {
            let distance = view.power - state.readMean
            let isWeighed = state.readVariance > 0
            // A wild reading says nothing of the map.
            if !isWeighed || distance * distance <= UnitFilter.gateSquared * state.readVariance * view.scale {
                let lasting = error.share * (1 - model.readVariance[Int(read.reader)] / state.readVariance)
                state.heard.note(at: entry, power: power, lasting: isWeighed ? lasting : nil)
            }
        }
        model.decide(&state, isDecisive: isDecisive)
    }

    /// Whether cells are worth their cost: it is heard by several readers, and moves or may have moved.
    private func usesGrid(
        _ state: FilterState, _ read: Read, since before: Int64, isWellHeard: Bool, kind: TrackableKind
    ) -> Bool {
        guard read.reader >= 0, !state.belief.isEmpty, !model.isDecisive(read) else { return false }
        if before == .min || read.at - before > GridFilter.forgetMilliseconds { return false }
        guard isWellHeard || !state.cells.isEmpty else { return false }
        switch kind {
        case .patient, .staff, .robot: return true
        case .equipment, .container:
            if !state.cells.isEmpty { return state.time - state.anchorAt < model.parameters.parkedMilliseconds }
            // A thing that stands may look a little like next door at times: its unit will do until it stirs, or until
            // another unit was confirmed just now.
            return state.foldedReads >= UnitFilter.strangerReads
                && (state.isStirring || state.time - state.decidedAt < UnitFilter.followMilliseconds)
        }
    }

    /// Cells are given up; a thing that did not move for a while is parked where it is.
    private func leaveCells(_ state: inout FilterState, _ read: Read) {
        if state.cells.isEmpty {
            if read.reader >= 0, state.unitLog != 0 { state.noteForesight() }
            return
        }
        let isParked = read.reader >= 0 && state.time - state.anchorAt >= model.parameters.parkedMilliseconds
        if isParked, let place = model.place(of: state.cells) {
            state.parkedUnit = state.confirmed
            state.anchorX = place.x
            state.anchorY = place.y
            state.parkedUncertainty = place.uncertaintyMetres
        }
        state.shortLog = .nan
        state.longLog = .nan
        state.removeCells()
    }

    /// Notes when it last went some metres.
    private func follow(_ state: inout FilterState) {
        guard let place = model.place(of: state.cells) else { return }
        let (dx, dy) = (place.x - state.anchorX, place.y - state.anchorY)
        let moved = dx * dx + dy * dy
        let least = model.parameters.anchorMetres
        guard !(moved <= least * least) else { return }
        state.anchorX = place.x
        state.anchorY = place.y
        state.anchorAt = state.time
    }

    private mutating func walk(_ state: inout FilterState, _ read: Read, _ view: ReadView, sinceSameReader: Int64) {
        let parameters = model.parameters
        if state.cells.isEmpty {
            begin(&state)
            // What a few readings over whole units said of the tag's strength is worth less than nothing here.
            if state.foldedReads < UnitFilter.strangerReads {
                state.offsetMeanDB = 0
                state.offsetVariance = parameters.offsetSigmaDB * parameters.offsetSigmaDB
            }
        }
        let fresh = min(1, Float(sinceSameReader) / Float(parameters.cadenceMilliseconds))
        // While it moves, two readings a second of one reader say more than one.
        let part = min(
            1, Float(max(Track.paceMilliseconds, sinceSameReader)) / Float(parameters.cellCadenceMilliseconds))
        if let outcome = grid.hear(&state, read, view, temper: parameters.temper * part, model) {
            model.learnOffset(&state, residual: outcome.residualDB, variance: 0, share: fresh)
            let advantage = outcome.log * (fresh / max(part, 1e-3)) - state.unitLog
            state.cellScore = max(
                -parameters.cellScoreMax, min(parameters.cellScoreMax, state.cellScore * 0.98 + advantage))
            // Carried faster than one walks, or begun in the wrong place: the units know better.
            if state.cellScore <= -parameters.cellScoreMax { begin(&state) }
        }
        guard !state.cells.isEmpty else { return }
        if state.cells.spreadAt == state.time { follow(&state) }
        pool(&state)
    }

    private mutating func begin(_ state: inout FilterState) {
        state.cells.removeAll()
        grid.begin(&state, model)
        state.cellScore = 0
        state.parkedUnit = -1
        state.anchorX = .nan
        state.anchorY = .nan
        state.anchorAt = state.time
    }

    /// P(unit) as the mean of the one by units and the one by cells, each weighted by how well it foresaw the last
    /// readings (Bayesian model averaging, Hoeting et al. 1999): the first knows rooms as a survey saw them, the second
    /// what lies between the places of the survey.
    private mutating func pool(_ state: inout FilterState) {
        let odds = FastMath.exp2(state.cellScore) * (1 - model.parameters.unitShare) / model.parameters.unitShare
        let share = 1 / (1 + odds)
        slots.withUnsafeMutableBufferPointer { slots in
            Candidates.with(slots: slots) { candidates in
                var candidates = candidates
                for index in 0..<state.belief.count {
                    candidates.add(state.belief.unit(index), state.belief.weight(index) * share)
                }
                for entry in state.cells.entries {
                    candidates.add(model.cells.units[Int(entry.cell)], entry.weight * (1 - share))
                }
                if let pooled = candidates.belief() { state.pooled = pooled }
                candidates.clear()
            }
        }
    }
}
