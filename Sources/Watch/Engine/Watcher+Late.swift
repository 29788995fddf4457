public import Model

extension Watcher {
    /// History was corrected by reads that came later than the reorder window: what they disprove is retracted, what
    /// they show is told late. An escort of then is not looked for: crossings are only retracted.
    ///
    /// - Parameters:
    ///   - told, corrected: the end of the trackable's history before and after, in rising order, from the same stay
    ///     on.
    public mutating func amend(_ track: TrackKey, told: [TrialStay], corrected: [TrialStay]) {
        guard let slot = slots[track] else { return }
        let before = outcome(slot, told)
        let after = outcome(slot, corrected)
        for (name, effect) in before.sorted(by: { $0.value.order < $1.value.order }) where after[name] == nil {
            desk.disprove(key(slot, effect), clock: clock)
        }
        for (name, effect) in after.sorted(by: { $0.value.order < $1.value.order }) where before[name] == nil {
            guard book.entries[Int(effect.rule)].rule.escort == nil, desk.past[key(slot, effect)] == nil else {
                continue
            }
            raiseNow(slot, effect)
            // What ended since then ends at once; what lasts is followed from now on, so that it ends when it is over.
            if effect.endedAt < .max {
                desk.close(key(slot, effect), at: effect.endedAt, clock: clock)
            } else {
                follow(slot, effect)
            }
        }
    }

    /// Puts what a correction raised into the present state, as if it had been known in time.
    private mutating func follow(_ slot: Int, _ effect: Effect) {
        var isExit = false
        if case .exit = book.entries[Int(effect.rule)].rule.condition { isExit = true }
        let fences = tracks[slot].settled.fences
        if let index = fences.firstIndex(where: { $0.rule == effect.rule }) {
            guard fences[index].open == .min, isExit == (fences[index].phase == .outside) else { return }
            tracks[slot].settled.fences[index].open = effect.key
        } else if isExit {
            var fence = FenceState(rule: effect.rule, phase: .outside, since: effect.key)
            fence.open = effect.key
            let place = fences.firstIndex { $0.rule > effect.rule } ?? fences.count
            tracks[slot].settled.fences.insert(fence, at: place)
        }
        tracks[slot].isChanged = true
        evaluate(slot)
    }

    private struct Happening: Hashable {
        var rule: Int32
        var key: Int64
    }

    /// What the rules raise over some stays and nothing disproves; `endedAt` says when it was over.
    private func outcome(_ slot: Int, _ stays: [TrialStay]) -> [Happening: Effect] {
        var machine = machine(slot)
        var state = TrackState()
        var end = Int64.min
        for stay in stays {
            if end != .min, stay.from > end { go(&machine, &state, -1, end, 0) }
            go(&machine, &state, stay.unit, stay.from, stay.confidence)
            end = stay.to
        }
        if end < .max { go(&machine, &state, -1, end, 0) }
        machine.advance(&state, to: max(state.time, clock.milliseconds))
        var outcome: [Happening: Effect] = [:]
        for effect in machine.takeEffects() {
            let name = Happening(rule: effect.rule, key: effect.key)
            switch effect.kind {
            case .raise: outcome[name] = effect
            case .end: outcome[name]?.endedAt = effect.endedAt
            case .retract: outcome[name] = nil
            }
        }
        return outcome
    }

    private func go(
        _ machine: inout FenceMachine, _ state: inout TrackState, _ unit: Int32, _ at: Int64, _ confidence: Float
    ) {
        machine.advance(&state, to: at)
        machine.take(Location(at: at, unit: unit, from: at, confidence: confidence), &state)
    }
}
