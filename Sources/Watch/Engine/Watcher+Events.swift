public import Model
import SiteMap

/// A tag event by rule and trackable.
struct EventKey: Hashable, Sendable {
    var rule: Int32
    var slot: Int
}

/// One happening: a tag says it again and again while it lasts.
struct TagEventSpan: Hashable, Sendable {
    var first: Int64
    var last: Int64
    var key: AlarmKey
}

extension Watcher {
    /// The same event within so long is the same happening, in milliseconds.
    private static let repeatMilliseconds: Int64 = 60_000

    /// Relays what a tag said of itself or of who wears it.
    ///
    /// - Parameters:
    ///   - at: event time.
    ///   - detail: what the device measured with it, as a few words; empty for nothing.
    public mutating func note(_ events: Observation.Events, track: TrackKey, at: Instant, detail: String) {
        guard !book.events.isEmpty, let slot = slots[track] else { return }
        for number in book.events where tracks[slot].rules.contains(number) {
            let rule = book.entries[Int(number)].rule
            guard case .event(let event) = rule.condition, events.contains(event.flag) else { continue }
            guard rule.hours?.holds(at, calendar) ?? true else { continue }
            note(rule, EventKey(rule: number, slot: slot), at: at.milliseconds, detail: detail)
        }
    }

    private mutating func note(_ rule: Rule, _ name: EventKey, at: Int64, detail: String) {
        var spans = tagEvents[name] ?? []
        let near = spans.firstIndex {
            at >= $0.first - Watcher.repeatMilliseconds && at <= $0.last + Watcher.repeatMilliseconds
        }
        if let near {
            spans[near].last = max(spans[near].last, at)
            if at < spans[near].first {
                // It happened earlier than was told.
                spans[near].first = at
                desk.amend(spans[near].key, clock: clock) { $0.at = Instant(milliseconds: at) }
            }
        } else {
            let key = AlarmKey(rule: rule.id, track: tracks[name.slot].facts.track.rawValue, at: at)
            spans.append(TagEventSpan(first: at, last: at, key: key))
            spans.sort { $0.first < $1.first }
            let unit = presentUnit(name.slot)
            let keys = unitKeys
            desk.raise(key, rule, .sure, clock: clock) { alarm in
                // Where it was last is told also when the readers are down: somebody has to begin somewhere.
                alarm.unit = unit.map { keys[Int($0)] }
                alarm.detail = detail
            }
        }
        tagEvents[name] = spans
        desk.isChanged = true
    }

    /// What a tag said long ago can be neither repeated nor dated back any more: the database has it, the watch needs
    /// it no longer. What waits for its escalation stays.
    mutating func forgetEvents() {
        let oldest = clock.milliseconds - Watcher.eventMilliseconds
        for (name, spans) in tagEvents where (spans.first?.last ?? 0) <= oldest {
            let kept = spans.filter { $0.last > oldest || !desk.forget($0.key) }
            tagEvents[name] = kept.isEmpty ? nil : kept
        }
    }

    /// What tags said is held for so long, in milliseconds.
    private static let eventMilliseconds: Int64 = 600_000

    /// The confirmed unit now; nil when none is known.
    func presentUnit(_ slot: Int) -> Int32? {
        let unit = tracks[slot].pending.last { $0.unit != -2 }?.unit ?? tracks[slot].settled.unit
        return unit >= 0 ? unit : nil
    }

    // MARK: Silence

    /// A tag that is not heard: cut, lost, empty, or out of reach.
    mutating func judgeSilence(_ slot: Int) {
        let newest = tracks[slot].newest
        guard newest != .min else { return }
        for number in book.silences where tracks[slot].rules.contains(number) {
            let rule = book.entries[Int(number)].rule
            guard case .silent(let milliseconds) = rule.condition,
                let told = rule.toldAt(newest + milliseconds, calendar), clock.milliseconds >= told
            else { continue }
            let unit = presentUnit(slot)
            let isBlind = unit.map { Int($0) < uncovered.count && uncovered[Int($0)] } ?? false
            let keys = unitKeys
            let key = AlarmKey(rule: rule.id, track: tracks[slot].facts.track.rawValue, at: told)
            desk.raise(
                key, rule, tracks[slot].cannotTell || isBlind ? .cannotTell : .sure, clock: clock
            ) { alarm in alarm.unit = unit.map { keys[Int($0)] } }
        }
    }

    /// It was heard again: what said that it is silent is over.
    ///
    /// - Parameter last: when it was heard before.
    mutating func heard(_ slot: Int, after last: Int64) {
        for number in book.silences where tracks[slot].rules.contains(number) {
            let rule = book.entries[Int(number)].rule
            guard case .silent(let milliseconds) = rule.condition, last != .min,
                clock.milliseconds >= last + milliseconds
            else { continue }
            let track = tracks[slot].facts.track.rawValue
            let newest = tracks[slot].newest
            for key in desk.open.keys where key.rule == rule.id && key.track == track && key.at <= newest {
                desk.close(key, at: newest, clock: clock)
            }
        }
    }

    // MARK: Readers

    /// How the site's readers do, by index: true for one that is silent or offline.
    public mutating func note(readersDown: [Bool]) {
        guard readersDown != readerStates else { return }
        for (index, isDown) in readersDown.enumerated() {
            let index = Int32(index)
            if isDown, downSince[index] == nil { downSince[index] = clock.milliseconds }
            if !isDown, downSince.removeValue(forKey: index) != nil { readerIsBack(index) }
        }
        readerStates = readersDown
    }

    private mutating func readerIsBack(_ index: Int32) {
        for number in book.readerRules {
            let key = AlarmKey(rule: book.entries[Int(number)].rule.id, at: 0, subject: index)
            if desk.open[key] != nil { desk.close(key, at: clock.milliseconds, clock: clock) }
        }
    }

    mutating func judgeReaders() {
        guard !book.readerRules.isEmpty, !downSince.isEmpty else { return }
        for (index, since) in downSince.sorted(by: { $0.key < $1.key }) {
            for number in book.readerRules {
                let rule = book.entries[Int(number)].rule
                guard case .readerDown(let milliseconds) = rule.condition,
                    let told = rule.toldAt(since + milliseconds, calendar), clock.milliseconds >= told
                else { continue }
                let reader = book.map.readers[Int(index)]
                let keys = unitKeys
                desk.raise(AlarmKey(rule: rule.id, at: 0, subject: index), rule, .sure, clock: clock) { alarm in
                    alarm.at = Instant(milliseconds: since)
                    alarm.reader = reader.id
                    alarm.unit = reader.unit.map { keys[$0] }
                }
            }
        }
    }
}
