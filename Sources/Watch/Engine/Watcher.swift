public import Model
import SiteMap

/// Fixes, rules, registry and calendar → alarms, for one site.
///
/// Pure: time comes with ``tick(_:)`` and with what is given. What stands in the end depends on the events and their
/// times, not on the order in which they came inside the reorder window; what a later read disproves is retracted and
/// says so. One instance serves one thread. No alarm ever acts on a person: it is told, nothing more.
public struct Watcher: Sendable {
    public internal(set) var book: RuleBook
    let calendar: SiteCalendar
    /// Durable key of each unit, by index.
    let unitKeys: [UnitKey]
    /// Stands for the site's version in stored state.
    let siteMark: UInt64
    var tracks: [WatchedTrack] = []
    var slots: [TrackKey: Int] = [:]
    var desk = AlarmDesk()
    var due = DueHeap()
    /// Receive time.
    var clock = Instant.distantPast
    /// Crossings that an escort may clear, of the last minutes.
    var crossings: [Crossing] = []
    /// What tags said happened, of the last minutes.
    var tagEvents: [EventKey: [TagEventSpan]] = [:]
    var lagging: Set<Int> = []
    var spans: [SpanKey: Int64] = [:]
    var downSince: [Int32: Int64] = [:]
    var readerStates: [Bool] = []
    var uncovered: [Bool] = []
    var isCoverChanged = false
    var laggedTick = Int64.min
    /// An escort was seen since crossings were judged.
    var isEscortNews = false
    /// Slots of those that rules look for, in the order of their tracks.
    var followed: [Int] = []

    /// How far behind the present what rests on several trackables or on measurements is judged: by then all reads
    /// that the reorder window allows are there, in milliseconds.
    public static let lagMilliseconds = Limits.rewindMilliseconds

    /// - Parameters:
    ///   - facts: the registry.
    ///   - unitKeys: durable key of each unit of the book's site, by index.
    ///   - siteMark: changes with the site's content; stored state of another mark is not taken over.
    public init(
        book: RuleBook, calendar: SiteCalendar, facts: [TrackFacts], unitKeys: [UnitKey], siteMark: UInt64
    ) {
        self.book = book
        self.calendar = calendar
        self.unitKeys = unitKeys
        self.siteMark = siteMark
        register(facts)
    }

    /// Takes the registry's trackables; those that are known keep their state.
    mutating func register(_ facts: [TrackFacts]) {
        var sorter = RuleSorter(book)
        let followed = book.entries.flatMap { entry -> [Selector] in
            var selectors = entry.rule.escort.map { [$0.who] } ?? []
            if case .near(let others, _, _) = entry.rule.condition { selectors.append(others) }
            return selectors
        }
        let zones = book.entries.compactMap { entry -> Selector? in
            if case .near(let others, .some, _) = entry.rule.condition { others } else { nil }
        }
        for fact in facts {
            let rules = sorter.rules(for: fact)
            var track = slots[fact.track].map { tracks[$0] } ?? WatchedTrack(fact, rules: rules)
            if track.facts != fact { track = track.renamed(fact) }
            track.rules = rules
            track.isTrailed = book.entries.indices.contains {
                rules.contains(Int32($0)) && book.entries[$0].isTrailed
            }
            track.isTrailed = track.isTrailed || zones.contains { $0.holds(fact) }
            track.needsSources = book.entries.indices.contains {
                rules.contains(Int32($0)) && book.entries[$0].sources.contains { !$0.isEmpty }
            }
            track.isFollowed =
                followed.contains { $0.holds(fact) }
                || (book.pars + book.nears).contains { rules.contains($0) }
            track.keepsRecent =
                track.isFollowed
                || book.entries.indices.contains { rules.contains(Int32($0)) && book.entries[$0].rule.escort != nil }
            if let slot = slots[fact.track] {
                tracks[slot] = track
            } else {
                slots[fact.track] = tracks.count
                tracks.append(track)
            }
        }
        self.followed = tracks.indices.filter { tracks[$0].isFollowed }
            .sorted { tracks[$0].facts.track < tracks[$1].facts.track }
    }

    // MARK: What the pipeline asks

    /// Whether any rule looks at a trackable.
    public func isWatched(_ track: TrackKey) -> Bool {
        guard let slot = slots[track] else { return false }
        return tracks[slot].isFollowed || !tracks[slot].rules.isEmpty
    }

    /// Whether rules need each of its positions.
    public func needsPlaces(_ track: TrackKey) -> Bool { slots[track].map { tracks[$0].isTrailed } ?? false }

    /// Whether rules ask for what tags measure.
    public var needsTelemetry: Bool { !book.telemetry.isEmpty }
    /// Whether there are steps of alarms to be told at once.
    public var hasNews: Bool { !desk.changes.isEmpty }
    /// Alarms that are raised and not over.
    public var openCount: Int { desk.open.values.count { $0.endedAt == nil } }

    // MARK: Evidence

    /// Takes over where a trackable is.
    /// - Complexity: O(locations of the reorder window · fences near them).
    public mutating func update(_ track: TrackKey, _ view: TrackView) {
        guard let slot = slots[track] else { return }
        let wasDark = tracks[slot].cannotTell
        let before = (tracks[slot].pending, tracks[slot].settled.time, tracks[slot].newest)
        let done = tracks[slot].take(view)
        var settled: [Effect] = []
        if !done.isEmpty || view.settledUntil > tracks[slot].settled.time {
            settled = settle(slot, done, view.settledUntil)
        }
        let isSame =
            done.isEmpty && before.0 == tracks[slot].pending && before.1 == tracks[slot].settled.time
            && before.2 == tracks[slot].newest && wasDark == view.cannotTell
        guard !isSame else { return }
        tracks[slot].isChanged = true
        evaluate(slot, settled)
        if tracks[slot].keepsRecent, !crossings.isEmpty { isEscortNews = true }
        if view.newest > before.2 { heard(slot, after: before.2) }
    }

    /// Moves what cannot change any more into the settled state.
    ///
    /// - Returns: what it did. What was told of this time may have been told with another order: a crossing that is
    ///   sure now is known earlier than one that had to hold for a while. So it is compared with all that was told,
    ///   together with what comes after it.
    private mutating func settle(_ slot: Int, _ done: [Location], _ until: Int64) -> [Effect] {
        var machine = machine(slot)
        var state = tracks[slot].settled
        for location in done {
            machine.advance(&state, to: location.at)
            machine.take(location, &state)
        }
        machine.advance(&state, to: until)
        tracks[slot].settled = state
        return machine.takeEffects()
    }

    func machine(_ slot: Int) -> FenceMachine {
        FenceMachine(book: book, calendar: calendar, rules: tracks[slot].rules, facts: tracks[slot].facts)
    }

    /// Looks at what is not settled again, up to now.
    ///
    /// - Parameter settled: what was settled since the last look, and is told and forgotten with this one.
    mutating func evaluate(_ slot: Int, _ settled: [Effect] = []) {
        var machine = machine(slot)
        var state = tracks[slot].settled
        for location in tracks[slot].pending {
            machine.advance(&state, to: location.at)
            machine.take(location, &state)
        }
        machine.advance(&state, to: max(state.time, clock.milliseconds))
        let effects = machine.takeEffects()
        tell(slot, told: tracks[slot].told, now: settled + effects)
        tracks[slot].told = effects
        // Those that the time after it ends again may still change.
        for effect in settled where effect.kind != .raise {
            let isOpen = effects.contains { $0.rule == effect.rule && $0.key == effect.key }
            if !isOpen { desk.settle(key(slot, effect)) }
        }
        if tracks[slot].cannotTell || tracks[slot].isDarkTold { judgeDark(slot, state) }
        schedule(slot, machine.nextDue(state))
    }

    private mutating func schedule(_ slot: Int, _ machineDue: Int64) {
        var next = machineDue
        if tracks[slot].newest != .min {
            for rule in book.silences where tracks[slot].rules.contains(rule) {
                guard case .silent(let milliseconds) = book.entries[Int(rule)].rule.condition else { continue }
                let silentAt = book.entries[Int(rule)].rule.toldAt(tracks[slot].newest + milliseconds, calendar)
                if let silentAt, silentAt > clock.milliseconds { next = min(next, silentAt) }
            }
        }
        if tracks[slot].cannotTell { next = min(next, nextDark(slot)) }
        guard next != tracks[slot].nextDue else { return }
        tracks[slot].nextDue = next
        if next < .max { due.push(next, slot) }
    }

    /// Ends a batch of ``update(_:_:)``: what rests on several trackables is judged once for all of them.
    public mutating func conclude() {
        guard isEscortNews else { return }
        isEscortNews = false
        judgeCrossings()
    }

    // MARK: Time

    /// Lets receive time pass.
    /// - Complexity: O(trackables whose time has come), and O(trackables of PAR and near rules).
    public mutating func tick(_ now: Instant) {
        guard now > clock else { return }
        clock = now
        while let (time, slot) = due.pop(until: now.milliseconds) {
            guard tracks[slot].nextDue == time else { continue }
            tracks[slot].nextDue = .max
            evaluate(slot)
            judgeSilence(slot)
        }
        judgeCrossings()
        judgeReaders()
        if isCoverChanged { judgeCover() }
        judgeLagged()
        desk.escalate(clock: clock)
        desk.forgetOldMutes(clock: clock)
        forgetEvents()
    }

    // MARK: Output

    /// Moves the steps of alarms, and the state that changed, into `derivations`.
    public mutating func drain(into derivations: inout Derivations) {
        derivations.alarms += desk.changes
        desk.changes.removeAll()
        for slot in tracks.indices where tracks[slot].isChanged {
            tracks[slot].isChanged = false
            derivations.watch.tracks[tracks[slot].facts.track] = WatchBlob.write(tracks[slot], book: book)
        }
        guard desk.isChanged else { return }
        desk.isChanged = false
        derivations.watch.whole = WatchBlob.write(self)
    }
}

extension WatchedTrack {
    /// The same under what the registry says now.
    func renamed(_ facts: TrackFacts) -> WatchedTrack {
        var copy = WatchedTrack(facts, rules: rules)
        copy.isTrailed = isTrailed
        copy.needsSources = needsSources
        copy.settled = settled
        copy.pending = pending
        copy.told = told
        copy.newest = newest
        copy.cannotTell = cannotTell
        copy.recent = recent
        copy.samples = samples
        return copy
    }
}
