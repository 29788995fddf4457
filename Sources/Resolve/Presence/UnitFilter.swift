import Model
import SiteMap

/// What the filter knows of a site: it does not change while it runs.
final class UnitModel: Sendable {
    let map: SiteMap
    let graph: UnitGraph
    let radio: RadioMap
    let parameters: ResolveParameters

    init(map: SiteMap, radio: RadioMap, parameters: ResolveParameters) {
        self.map = map
        self.radio = radio
        self.parameters = parameters
        graph = UnitGraph(map, verticalShare: parameters.verticalShare)
    }
}

/// The hidden Markov model over units: one step per read.
///
/// Forward algorithm (Rabiner 1989) in continuous time with truncated support; Student-t emission, tempered; scalar
/// Kalman filter for the tag's offset. It owns scratch memory, so one instance serves one thread.
/// The grid filter of a later version sits beside it behind the same `step`.
struct UnitFilter: Sendable {
    let model: UnitModel
    /// For each unit its place among the candidates of the step in hand, or -1.
    private var slots: [Int32]
    /// How far back a read may come; more than the usual for a filter that derives a piece of history again, which
    /// then keeps all its reads and folds them at the end.
    let rewindMilliseconds: Int64

    init(model: UnitModel, rewindMilliseconds: Int64 = Limits.rewindMilliseconds) {
        self.model = model
        self.rewindMilliseconds = rewindMilliseconds
        slots = Array(repeating: -1, count: model.map.units.count)
    }

    var graph: UnitGraph { model.graph }
    var radio: RadioMap { model.radio }

    /// Folds one read into the state.
    ///
    /// - Parameters:
    ///   - sinceSameReader: milliseconds since the same reader's last read of this trackable; large when there is none.
    /// - Complexity: O(support × doors), about 40 candidates; no allocation.
    mutating func step(_ state: inout FilterState, _ read: Read, sinceSameReader: Int64, kind: TrackableKind) {
        let model = model
        slots.withUnsafeMutableBufferPointer { slots in
            Candidates.with(slots: slots) { candidates in
                var step = UnitStep(model: model, candidates: candidates)
                step.run(&state, read, sinceSameReader: sinceSameReader, kind: kind)
                step.candidates.clear()
            }
        }
    }
}
