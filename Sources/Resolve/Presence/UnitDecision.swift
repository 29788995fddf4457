import Model

extension UnitModel {
    /// Confirms the challenger when its odds against the confirmed unit held for long enough.
    func decide(_ state: inout FilterState, isDecisive: Bool) {
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
