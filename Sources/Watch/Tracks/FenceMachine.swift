import Model
import SiteMap

/// Moves a trackable's state from location to location, in order of time. What comes out depends on the locations and
/// on the time alone, not on how they came.
struct FenceMachine {
    let book: RuleBook
    let calendar: SiteCalendar
    /// The rules that concern the trackable.
    let rules: RuleSet
    private let facts: TrackFacts
    private var assignedUnit: Int? { facts.assignedUnit }
    private(set) var effects: [Effect] = []
    private var crossings = FenceCrossings()
    private var inside: [Int32] = []
    private var isSameInstant = false

    init(book: RuleBook, calendar: SiteCalendar, rules: RuleSet, facts: TrackFacts) {
        self.book = book
        self.calendar = calendar
        self.rules = rules
        self.facts = facts
    }

    // MARK: Time

    /// Lets time pass up to and with `instant`.
    mutating func advance(_ state: inout TrackState, to instant: Int64) {
        while let (index, due) = next(state), due <= instant { fire(index, due, &state) }
        state.time = max(state.time, instant)
    }

    /// When the state changes by itself next; `.max` for never.
    func nextDue(_ state: TrackState) -> Int64 { next(state)?.due ?? .max }

    private func next(_ state: TrackState) -> (index: Int, due: Int64)? {
        var first: (index: Int, due: Int64)?
        for index in state.fences.indices {
            let due = due(state.fences[index], state)
            if due < first?.due ?? .max { first = (index, due) }
        }
        return first
    }

    private func due(_ fence: FenceState, _ state: TrackState) -> Int64 {
        guard fence.phase != .outside else { return fence.heldDue }
        let (timeout, dwell) = book.waits(fence.rule, facts, source: state.source)
        var due = min(fence.due, fence.heldDue)
        if timeout < .max, state.heardAt != .min { due = min(due, state.heardAt + timeout) }
        if dwell < .max, !fence.isDwellTold { due = min(due, fence.since + dwell) }
        return due
    }

    private mutating func fire(_ index: Int, _ due: Int64, _ state: inout TrackState) {
        let fence = state.fences[index]
        let rule = book.entries[Int(fence.rule)].rule
        if fence.heldDue == due {
            state.fences[index].heldDue = .max
            state.fences[index].held = .min
            tell(index, at: fence.held, order: due, &state)
        } else if case .dwell(_, let milliseconds) = rule.condition, !fence.isDwellTold,
            fence.since + milliseconds == due
        {
            state.fences[index].isDwellTold = true
            state.fences[index].crossedUnit = -2
            raise(index, at: due, order: due, &state)
        } else if fence.phase != .inside, fence.due == due {
            leave(index, at: fence.outsideSince, order: due, &state)
        } else {
            cross(index, &state)
            leave(index, at: due, order: due, &state)
        }
        if state.fences[index].rule < 0 { state.fences.remove(at: index) }
    }

    // MARK: Locations

    /// Takes a location; time must have been advanced to it.
    mutating func take(_ location: Location, _ state: inout TrackState) {
        let isFirst = !state.isPlaced
        // A read that decides a unit also brings a position: both are one location.
        isSameInstant = location.at == state.heardAt
        if location.unit != -2 {
            if state.unit != -2 { state.fromUnit = state.unit }
            state.unit = location.unit
            state.since = location.from
            state.confidence = location.confidence
        }
        if location.level >= 0 {
            (state.level, state.xMetres, state.yMetres) = (location.level, location.xMetres, location.yMetres)
        } else if location.unit == -1 {
            state.level = -1
        }
        state.heardAt = max(state.heardAt, location.at)
        state.source = location.source
        let changedAt = location.unit != -2 ? min(location.from, location.at) : location.at
        settle(&state, changedAt: changedAt, at: location.at, isFirst: isFirst)
    }

    /// Brings in rules that have not looked at the state yet: what is inside counts as inside at the start.
    mutating func adopt(_ state: inout TrackState) {
        state.fences.removeAll { !rules.contains($0.rule) }
        guard state.isPlaced else { return }
        findInside(state)
        for rule in inside where !state.fences.contains(where: { $0.rule == rule }) {
            let since = state.since > .min ? state.since : state.time
            enter(rule, at: since, order: state.time, isFirst: true, &state)
        }
    }

    /// The rules whose fence holds the state, rising, each once.
    private mutating func findInside(_ state: TrackState) {
        inside.removeAll(keepingCapacity: true)
        let place =
            state.level >= 0 ? FencePlace(level: state.level, xMetres: state.xMetres, yMetres: state.yMetres) : nil
        var found: [Int32] = []
        let rules = rules
        book.forEachRule(unit: max(-1, state.unit), assigned: assignedUnit, place: place, &crossings) { rule in
            if rules.contains(rule) { found.append(rule) }
        }
        found.sort()
        for rule in found where inside.last != rule { inside.append(rule) }
    }

    private mutating func settle(_ state: inout TrackState, changedAt: Int64, at: Int64, isFirst: Bool) {
        findInside(state)
        let now = inside
        var index = 0
        while index < state.fences.count {
            let isInside = now.contains(state.fences[index].rule)
            if isInside { stay(index, changedAt, at, &state) } else { outside(index, changedAt, at, &state) }
            // What was left is removed, unless its alarm lasts.
            if state.fences[index].rule < 0 { state.fences.remove(at: index) } else { index += 1 }
        }
        for rule in now where !state.fences.contains(where: { $0.rule == rule }) {
            enter(rule, at: changedAt, order: at, isFirst: isFirst, &state)
        }
    }

    private mutating func enter(_ rule: Int32, at: Int64, order: Int64, isFirst: Bool, _ state: inout TrackState) {
        let place = state.fences.firstIndex { $0.rule > rule } ?? state.fences.count
        state.fences.insert(FenceState(rule: rule, since: at), at: place)
        cross(place, &state)
        let entry = book.entries[Int(rule)].rule
        if isFirst, !entry.countsInsideAtStart {
            state.fences[place].isDwellTold = true
            return
        }
        switch entry.condition {
        case .enter, .approach: raise(place, at: at, order: order, &state)
        default: break
        }
    }

    /// It crosses now: what tells it may wait, and it may be elsewhere by then.
    private func cross(_ index: Int, _ state: inout TrackState) {
        state.fences[index].crossedUnit = max(-1, state.unit)
        state.fences[index].crossedFrom = state.fromUnit
    }

    /// Inside again, or still.
    private mutating func stay(_ index: Int, _ changedAt: Int64, _ at: Int64, _ state: inout TrackState) {
        switch state.fences[index].phase {
        case .inside: break
        case .tolerated, .leaving:
            state.fences[index].phase = .inside
            state.fences[index].due = .max
        case .outside:
            // It came back: what told that it left has ended.
            end(index, at: changedAt, order: at, &state)
            state.fences[index].phase = .inside
            state.fences[index].since = changedAt
        }
    }

    private mutating func outside(_ index: Int, _ changedAt: Int64, _ at: Int64, _ state: inout TrackState) {
        let fence = state.fences[index]
        let timers = book.timers(fence.rule, facts, source: state.source)
        switch fence.phase {
        case .outside: return
        case .leaving where isSameInstant: return
        case .leaving: return leave(index, at: fence.outsideSince, order: at, &state)
        case .inside, .tolerated: break
        }
        let isTolerated = fence.phase == .tolerated
        let since = isTolerated ? fence.outsideSince : changedAt
        if timers.exitToleranceMetres > 0, state.level >= 0,
            book.distance(
                from: FencePlace(level: state.level, xMetres: state.xMetres, yMetres: state.yMetres), to: fence.rule,
                assigned: assignedUnit) <= timers.exitToleranceMetres
        {
            if !isTolerated { cross(index, &state) }
            state.fences[index].phase = .tolerated
            state.fences[index].outsideSince = since
            state.fences[index].due = timers.toleranceTimeoutMilliseconds.map { since + $0 } ?? .max
        } else if timers.exitDelayMilliseconds > 0 {
            cross(index, &state)
            state.fences[index].phase = .leaving
            state.fences[index].outsideSince = changedAt
            state.fences[index].due = at + timers.exitDelayMilliseconds
        } else {
            cross(index, &state)
            leave(index, at: changedAt, order: at, &state)
        }
    }

    // MARK: Effects

    private mutating func leave(_ index: Int, at: Int64, order: Int64, _ state: inout TrackState) {
        let fence = state.fences[index]
        let isExit = if case .exit = book.entries[Int(fence.rule)].rule.condition { true } else { false }
        if isExit, at > fence.since {
            state.fences[index].phase = .outside
            state.fences[index].due = .max
            raise(index, at: at, order: order, &state)
            return
        }
        end(index, at: at, order: order, &state)
        // Nothing more to follow: the caller removes it.
        state.fences[index].rule = -1
    }

    private mutating func raise(_ index: Int, at: Int64, order: Int64, _ state: inout TrackState) {
        let fence = state.fences[index]
        let rule = book.entries[Int(fence.rule)].rule
        guard let told = rule.toldAt(at, calendar) else { return }
        if told > at {
            // What is inside already when the hours begin is told then; a crossing out of hours was one of then.
            guard fence.phase != .outside else { return }
            state.fences[index].held = told
            state.fences[index].heldDue = max(told, order)
            state.fences[index].crossedUnit = -2
            return
        }
        let isSure = state.unit < 0 || state.confidence >= rule.confidence
        if !isSure, rule.condition.isFence, !fence.isDwellTold {
            // A place that is not sure is often another one a moment later.
            state.fences[index].held = at
            state.fences[index].heldDue = order + FenceMachine.unsureMilliseconds
            return
        }
        tell(index, at: at, order: order, &state)
    }

    /// What is not sure has to hold for so long before it is told, in milliseconds.
    static let unsureMilliseconds: Int64 = 10_000

    private mutating func tell(_ index: Int, at: Int64, order: Int64, _ state: inout TrackState) {
        let fence = state.fences[index]
        let isCrossing = fence.crossedUnit != -2
        state.fences[index].open = at
        effects.append(
            Effect(
                kind: .raise, rule: fence.rule, key: at, order: order,
                unit: isCrossing ? fence.crossedUnit : max(-1, state.unit),
                fromUnit: isCrossing ? fence.crossedFrom : state.fromUnit,
                // How sure it is by now that it is there.
                confidence: state.unit >= 0 ? state.confidence : 1))
    }

    /// What was raised ends; when it turns out that it was over before it was raised, it never was.
    private mutating func end(_ index: Int, at: Int64, order: Int64, _ state: inout TrackState) {
        state.fences[index].held = .min
        state.fences[index].heldDue = .max
        let open = state.fences[index].open
        guard open != .min else { return }
        state.fences[index].open = .min
        effects.append(
            Effect(
                kind: at <= open ? .retract : .end, rule: state.fences[index].rule, key: open, endedAt: at,
                order: order))
    }

    mutating func takeEffects() -> [Effect] {
        defer { effects.removeAll() }
        return effects
    }
}
