import Model
import SiteMap

extension UnitModel {
    /// A crossing or a position says where, not how loud: one is enough.
    func isDecisive(_ read: Read) -> Bool {
        guard read.reader >= 0 else { return true }
        let kind = radio.kinds[Int(read.reader)]
        return kind == .uhf || kind == .choke
    }

    /// How long the map's error lasts, in seconds, and the share of it that does: both grow while it stands still, as
    /// the error is that of its place. Not for robots: they creep, and a fix cannot tell that from standing.
    func lastingError(_ state: FilterState, at: Int64, kind: TrackableKind) -> (seconds: Float, share: Float) {
        var error = parameters.lastingError(of: kind)
        let since = state.cells.isEmpty ? state.confirmedSince : state.anchorAt
        guard state.time != .min, since != .min, kind != .robot else { return error }
        let rest = max(0, min(1, Float(at - since) / parameters.restMilliseconds - 1))
        error.seconds += (parameters.errorSecondsResting - error.seconds) * rest
        error.share += (1 - error.share) * rest
        return error
    }

    /// Scalar Kalman filter on the mean residual over what is believed, reading minus map.
    ///
    /// - Parameters:
    ///   - variance: of the reading around the map there, dB²; large in a wide unit, which says little of the tag.
    ///   - share: how much of a whole reading it counts.
    func learnOffset(_ state: inout FilterState, residual: Float, variance: Float, share: Float) {
        let shadowing = parameters.shadowingDB * parameters.shadowingDB
        let noise =
            (parameters.offsetNoiseDB * parameters.offsetNoiseDB + 4 * max(0, variance - shadowing)) / max(0.05, share)
        let gain = state.offsetVariance / (state.offsetVariance + noise)
        let innovation = max(-15, min(15, residual - state.offsetMeanDB))
        state.offsetMeanDB += gain * innovation
        state.offsetVariance *= 1 - gain
    }

    /// Confirms the challenger when its odds against the confirmed unit held for long enough.
    func decide(_ state: inout FilterState, isDecisive: Bool) {
        let belief = state.believed
        guard !belief.isEmpty else {
            state.challenger = -1
            return
        }
        let top = belief.unit(0)
        let confidence = belief.weight(0)
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
            if isDecisive, confidence > parameters.decisiveOdds * belief.weight(of: state.confirmed) {
                confirm(&state, top, since: state.time)
            } else if confidence < odds * belief.weight(of: state.confirmed) {
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
