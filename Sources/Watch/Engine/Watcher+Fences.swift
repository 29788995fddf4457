import Model

extension Watcher {
    func key(_ slot: Int, _ effect: Effect) -> AlarmKey {
        AlarmKey(
            rule: book.entries[Int(effect.rule)].rule.id, track: tracks[slot].facts.track.rawValue, at: effect.key)
    }

    /// What stands of one alarm after some effects.
    private enum Standing: Equatable {
        case none, raised, ended(Int64), retracted

        /// Whether it is among the alarms that are told.
        var isTold: Bool { self == .raised || isEnded }
        var isEnded: Bool { if case .ended = self { true } else { false } }
    }

    private struct Name: Hashable {
        var rule: Int32
        var key: Int64
    }

    /// Tells the difference between two lists of effects over the same time.
    mutating func tell(_ slot: Int, told: [Effect], now: [Effect]) {
        guard told != now else { return }
        // In the order in which things are known, so that numbers are given in that order.
        var names: [Name] = []
        for effect in told + now {
            let name = Name(rule: effect.rule, key: effect.key)
            if !names.contains(name) { names.append(name) }
        }
        for name in names {
            let before = told.filter { $0.rule == name.rule && $0.key == name.key }
            let after = now.filter { $0.rule == name.rule && $0.key == name.key }
            let raised = (after + before).first { $0.kind == .raise }
            // Without its raising in either list it was raised before, and that is settled.
            let base: Standing = raised == nil ? .raised : .none
            change(slot, name, Watcher.standing(before, base), Watcher.standing(after, base), raised)
            if let old = before.first(where: { $0.kind == .raise }), let raised, raised.confidence != old.confidence {
                let certainty = certainty(raised)
                desk.amend(key(slot, raised), clock: clock) { $0.certainty = certainty }
            }
        }
    }

    private static func standing(_ effects: [Effect], _ base: Standing) -> Standing {
        var standing = base
        for effect in effects {
            switch effect.kind {
            case .raise: standing = .raised
            case .end: standing = .ended(effect.endedAt)
            case .retract: standing = .retracted
            }
        }
        return standing
    }

    private mutating func change(
        _ slot: Int, _ name: Name, _ before: Standing, _ after: Standing, _ raised: Effect?
    ) {
        guard before != after else { return }
        let key = AlarmKey(
            rule: book.entries[Int(name.rule)].rule.id, track: tracks[slot].facts.track.rawValue, at: name.key)
        if !before.isTold, after.isTold {
            if let raised { self.raise(slot, raised) } else { desk.restore(key, clock: clock) }
        }
        if before.isTold, !after.isTold { withdraw(slot, key) }
        if before.isEnded, after.isTold { desk.reopen(key, clock: clock) }
        if case .ended(let at) = after {
            endCrossing(key, at: at)
            desk.end(key, at: at, clock: clock)
        }
    }

    private mutating func withdraw(_ slot: Int, _ key: AlarmKey) {
        crossings.removeAll { $0.key == key }
        desk.retract(key, clock: clock)
    }

    private func certainty(_ effect: Effect) -> AlarmCertainty {
        effect.confidence >= book.entries[Int(effect.rule)].rule.confidence ? .sure : .check
    }

    private mutating func raise(_ slot: Int, _ effect: Effect) {
        let rule = book.entries[Int(effect.rule)].rule
        if rule.escort != nil {
            desk.isChanged = true
            let key = key(slot, effect)
            crossings.removeAll { $0.key == key }
            crossings.append(Crossing(slot: slot, effect: effect, key: key))
            judgeCrossings()
        } else {
            raiseNow(slot, effect)
        }
    }

    mutating func raiseNow(_ slot: Int, _ effect: Effect) {
        let rule = book.entries[Int(effect.rule)].rule
        let keys = unitKeys
        desk.raise(key(slot, effect), rule, certainty(effect), clock: clock) { alarm in
            alarm.unit = effect.unit >= 0 ? keys[Int(effect.unit)] : nil
            alarm.fromUnit = effect.fromUnit >= 0 ? keys[Int(effect.fromUnit)] : nil
        }
    }

    // MARK: Outages

    /// What may have left while nobody could see it: told as `cannotTell`, never as silence.
    mutating func judgeDark(_ slot: Int, _ state: TrackState) {
        let track = tracks[slot]
        tracks[slot].isDarkTold = track.cannotTell
        for fence in state.fences where fence.phase != .outside {
            let rule = book.entries[Int(fence.rule)].rule
            guard case .exit = rule.condition else { continue }
            // One per outage: named by no time, since nobody knows when.
            let key = AlarmKey(rule: rule.id, track: track.facts.track.rawValue, at: 0)
            if track.cannotTell, rule.hours?.holds(clock, calendar) ?? true {
                let unit = state.unit >= 0 ? unitKeys[Int(state.unit)] : nil
                let seen = state.heardAt
                desk.raise(key, rule, .cannotTell, clock: clock) { alarm in
                    alarm.at = Instant(milliseconds: seen)
                    alarm.unit = unit
                }
            }
        }
        guard !track.cannotTell else { return }
        for rule in book.exits where track.rules.contains(rule) {
            let key = AlarmKey(rule: book.entries[Int(rule)].rule.id, track: track.facts.track.rawValue, at: 0)
            if desk.open[key] != nil { desk.close(key, at: clock.milliseconds, clock: clock) }
        }
    }

    /// When a rule's hours begin under which an outage that lasts has to be told; `.max` for never.
    func nextDark(_ slot: Int) -> Int64 {
        var next = Int64.max
        for number in book.exits where tracks[slot].rules.contains(number) {
            guard let told = book.entries[Int(number)].rule.toldAt(clock.milliseconds, calendar) else { continue }
            if told > clock.milliseconds { next = min(next, told) }
        }
        return next
    }

    /// Which units no reader watches now.
    /// - Parameter uncovered: per unit of the site, whether all readers that cover it are down.
    public mutating func note(uncovered: [Bool]) {
        guard uncovered != self.uncovered else { return }
        self.uncovered = uncovered
        isCoverChanged = true
    }

    /// A rule that cannot see its region says so.
    mutating func judgeCover() {
        isCoverChanged = false
        for entry in book.entries where entry.isFence {
            let watched = entry.targets.isEmpty ? entry.units : entry.targets + entry.units
            let blind = watched.filter { Int($0) < uncovered.count && uncovered[Int($0)] }
            let key = AlarmKey(rule: entry.rule.id, at: 0)
            if let first = blind.first {
                let unit = unitKeys[Int(first)]
                let clock = clock
                desk.raise(key, entry.rule, .cannotTell, clock: clock) { alarm in
                    alarm.at = clock
                    alarm.unit = unit
                    alarm.detail = "blind \(blind.count)/\(watched.count)"
                }
                desk.amend(key, clock: clock) { $0.detail = "blind \(blind.count)/\(watched.count)" }
            } else if desk.open[key] != nil {
                desk.close(key, at: clock.milliseconds, clock: clock)
            }
        }
    }
}
