public import Model

/// What people did to alarms before a restart, from the database.
public struct AlarmAnswers: Sendable {
    /// Numbers acknowledged or resolved.
    public var answered: Set<Int64> = []
    public var mutes: [AlarmMute] = []
    /// The highest number ever given.
    public var lastNumber: Int64 = 0
    /// Over, but a late read may disprove them.
    public var ended: [AlarmRecord] = []

    public init() {}
}

extension Watcher {
    // MARK: People

    /// Somebody acknowledged or resolved an alarm: it is not escalated any more.
    public mutating func answer(_ number: Int64) { desk.answered.insert(number) }

    /// Mutes from now on; ended ones go by themselves.
    public mutating func mute(_ mutes: [AlarmMute]) { desk.mutes = mutes }

    // MARK: Restart

    /// Takes over what the database kept. Call it once, before anything else; then give every trackable's view.
    ///
    /// State of rules that were changed begins anew; their alarms end. State that cannot be read is left out.
    public mutating func restore(_ state: WatchState, _ answers: AlarmAnswers) {
        let rules = marks
        desk.answered = answers.answered
        desk.mutes = answers.mutes
        var isSameSite = false
        if !state.whole.isEmpty {
            isSameSite = (try? WatchBlob.read(state.whole, into: &self, rules: rules)) ?? false
        }
        desk.nextNumber = max(desk.nextNumber, answers.lastNumber + 1)
        for (track, bytes) in state.tracks {
            guard isSameSite, let slot = slots[track] else { continue }
            var restored = tracks[slot]
            guard (try? WatchBlob.read(bytes, into: &restored, rules: rules)) != nil else { continue }
            tracks[slot] = restored
            if !restored.samples.isEmpty { lagging.insert(slot) }
        }
        if isSameSite { desk.remember(answers.ended) }
        endOrphans()
        if isSameSite { adopt() } else { endPlaced() }
        desk.renewEscalations(book.rules)
    }

    private var marks: [UInt64: Int32] {
        var marks: [UInt64: Int32] = [:]
        for (number, entry) in book.entries.enumerated() { marks[entry.mark] = Int32(number) }
        return marks
    }

    /// Another site: what was told of its units cannot be followed any more.
    private mutating func endPlaced() {
        for key in desk.open.keys.sorted(by: { ($0.at, $0.track) < ($1.at, $1.track) }) {
            desk.close(key, at: clock.milliseconds, clock: clock)
        }
    }

    // MARK: Reload

    /// Takes new rules, all at once. A rule that says the same as before goes on where it was, its alarms untouched;
    /// one that is gone or says something else ends its alarms; a new one looks at what is inside already.
    public mutating func replace(_ fresh: RuleBook) {
        let old = book
        book = fresh
        let marks = marks
        let number = old.entries.map { marks[$0.mark] ?? -1 }
        for slot in tracks.indices {
            for index in tracks[slot].settled.fences.indices {
                tracks[slot].settled.fences[index].rule = number[Int(tracks[slot].settled.fences[index].rule)]
            }
            tracks[slot].settled.fences.removeAll { $0.rule < 0 }
            tracks[slot].settled.fences.sort { $0.rule < $1.rule }
            for index in tracks[slot].told.indices {
                tracks[slot].told[index].rule = number[Int(tracks[slot].told[index].rule)]
            }
            tracks[slot].told.removeAll { $0.rule < 0 }
            tracks[slot].isChanged = true
            tracks[slot].nextDue = .max
        }
        for index in crossings.indices { crossings[index].effect.rule = number[Int(crossings[index].effect.rule)] }
        crossings.removeAll { $0.effect.rule < 0 }
        spans = Watcher.renumbered(spans, number)
        var events: [EventKey: [TagEventSpan]] = [:]
        for (key, value) in tagEvents where number[Int(key.rule)] >= 0 {
            events[EventKey(rule: number[Int(key.rule)], slot: key.slot)] = value
        }
        tagEvents = events
        register(tracks.map(\.facts))
        let kept = Set(number.indices.filter { number[$0] >= 0 }.map { old.entries[$0].rule.id })
        endOrphans(keeping: kept)
        adopt()
        isCoverChanged = true
        desk.isChanged = true
    }

    private static func renumbered(_ spans: [SpanKey: Int64], _ number: [Int32]) -> [SpanKey: Int64] {
        var fresh: [SpanKey: Int64] = [:]
        for (key, since) in spans where number[Int(key.rule)] >= 0 {
            fresh[SpanKey(rule: number[Int(key.rule)], slot: key.slot, subject: key.subject)] = since
        }
        return fresh
    }

    /// The registry changed.
    public mutating func register(all facts: [TrackFacts]) {
        register(facts)
        let known = Set(facts.map(\.track))
        for slot in tracks.indices where !known.contains(tracks[slot].facts.track) {
            tracks[slot].rules = RuleSet(count: book.entries.count)
        }
        adopt()
    }

    /// Ends alarms whose rule is no more, or says something else.
    private mutating func endOrphans(keeping kept: Set<RuleID>? = nil) {
        let present = kept ?? Set(book.rules.map(\.id))
        let orphans = desk.open.filter { !present.contains($0.key.rule) }.sorted { $0.value.number < $1.value.number }
        for (key, _) in orphans { desk.close(key, at: clock.milliseconds, clock: clock) }
    }

    /// Rules that do not know a trackable yet look at where it is.
    private mutating func adopt() {
        for slot in tracks.indices where tracks[slot].settled.isPlaced || !tracks[slot].pending.isEmpty {
            var machine = machine(slot)
            machine.adopt(&tracks[slot].settled)
            tell(slot, told: [], now: machine.takeEffects())
            evaluate(slot)
        }
    }
}
