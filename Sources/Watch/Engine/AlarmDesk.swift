import Model

/// Names an alarm by what it is about: the same evidence gives the same key, however often it is looked at.
struct AlarmKey: Hashable, Sendable {
    var rule: RuleID
    /// -1 when it is about no trackable.
    var track: Int32 = -1
    /// Event time; for what lasts without an event, 0.
    var at: Int64
    /// The unit, level or reader that it is about; -1 for none.
    var subject: Int32 = -1
}

/// Numbers alarms, limits and mutes their telling, escalates them, and collects what is to be written.
struct AlarmDesk: Sendable {
    /// Every alarm that may still change, by what it is about.
    var open: [AlarmKey: AlarmRecord] = [:]
    var nextNumber: Int64 = 1
    /// Steps not drained yet.
    var changes: [AlarmChange] = []
    /// Acknowledged or resolved by people: not escalated.
    var answered: Set<Int64> = []
    var mutes: [AlarmMute] = []
    /// Tellings of the present hour by rule.
    var hours: [RuleID: Hour] = [:]
    private var escalations: [(due: Int64, key: AlarmKey)] = []
    var isChanged = false
    /// Retracted lately: another late read may bring it back.
    private var withdrawn: [AlarmKey: AlarmRecord] = [:]
    private static let withdrawnMax = 1000
    /// Over and settled, but a correction of history may disprove it; after a restart it comes from the database.
    private(set) var past: [AlarmKey: AlarmRecord] = [:]
    static let pastMax = 10_000

    struct Hour: Hashable, Sendable {
        /// Hours since 1970-01-01.
        var hour: Int64
        var told: Int
        var isNoticeTold = false
    }

    /// Raises an alarm unless it is there.
    mutating func raise(
        _ key: AlarmKey, _ rule: Rule, _ certainty: AlarmCertainty, clock: Instant, fill: (inout AlarmRecord) -> Void
    ) {
        guard open[key] == nil else { return }
        var alarm = AlarmRecord(
            number: nextNumber, rule: rule.id.rawValue, condition: rule.condition.name, severity: rule.severity,
            certainty: certainty, at: Instant(milliseconds: key.at),
            raisedAt: max(clock, Instant(milliseconds: key.at)))
        alarm.notify = rule.notify
        alarm.track = key.track >= 0 ? TrackKey(key.track) : nil
        fill(&alarm)
        nextNumber += 1
        alarm.isMuted = isMuted(alarm)
        if !alarm.isMuted { alarm.isLimited = isOverLimit(rule, clock: clock) }
        open[key] = alarm
        note(alarm, .raised, clock)
        if let delay = rule.escalateAfterMilliseconds, !alarm.isMuted {
            escalations.append((clock.milliseconds + delay, key))
        }
    }

    private func isMuted(_ alarm: AlarmRecord) -> Bool {
        mutes.contains { mute in
            (mute.track == nil || mute.track == alarm.track) && (mute.rule.isEmpty || mute.rule == alarm.rule)
                && mute.from <= alarm.raisedAt && alarm.raisedAt < mute.until
        }
    }

    /// Counts a telling, and says whether it is one too many. The first one too many in an hour is told as such.
    private mutating func isOverLimit(_ rule: Rule, clock: Instant) -> Bool {
        let hour = clock.milliseconds / 3_600_000
        var entry = hours[rule.id] ?? Hour(hour: hour, told: 0)
        if entry.hour != hour { entry = Hour(hour: hour, told: 0) }
        defer { hours[rule.id] = entry }
        entry.told += 1
        guard entry.told > rule.limitPerHour else { return false }
        guard !entry.isNoticeTold else { return true }
        entry.isNoticeTold = true
        var notice = AlarmRecord(
            number: nextNumber, rule: rule.id.rawValue, condition: "flood", severity: rule.severity, certainty: .sure,
            at: clock, raisedAt: clock)
        notice.notify = rule.notify
        notice.detail = "limit \(rule.limitPerHour)/h"
        nextNumber += 1
        note(notice, .raised, clock)
        return true
    }

    mutating func end(_ key: AlarmKey, at: Int64, clock: Instant) {
        guard var alarm = open[key], !alarm.isRetracted, alarm.endedAt == nil else { return }
        alarm.endedAt = Instant(milliseconds: at)
        open[key] = alarm
        note(alarm, .ended, clock)
    }

    mutating func reopen(_ key: AlarmKey, clock: Instant) {
        guard var alarm = open[key], alarm.endedAt != nil else { return }
        alarm.endedAt = nil
        open[key] = alarm
        note(alarm, .reopened, clock)
    }

    mutating func retract(_ key: AlarmKey, clock: Instant) {
        guard var alarm = open.removeValue(forKey: key) else { return }
        withdrawn[key] = alarm
        if withdrawn.count > AlarmDesk.withdrawnMax { withdrawn = [key: alarm] }
        alarm.isRetracted = true
        note(alarm, .retracted, clock)
    }

    /// A correction of history disproves an alarm, also one that is over.
    mutating func disprove(_ key: AlarmKey, clock: Instant) {
        if open[key] != nil { return retract(key, clock: clock) }
        guard var alarm = past.removeValue(forKey: key) else { return }
        alarm.isRetracted = true
        note(alarm, .retracted, clock)
    }

    /// Raises again what was retracted, under a number of its own.
    mutating func restore(_ key: AlarmKey, clock: Instant) {
        guard open[key] == nil, var alarm = withdrawn.removeValue(forKey: key) else { return }
        alarm.number = nextNumber
        alarm.raisedAt = clock
        alarm.endedAt = nil
        nextNumber += 1
        open[key] = alarm
        note(alarm, .raised, clock)
    }

    mutating func amend(_ key: AlarmKey, clock: Instant, _ change: (inout AlarmRecord) -> Void) {
        guard var alarm = open[key] else { return }
        let before = alarm
        change(&alarm)
        guard alarm != before else { return }
        open[key] = alarm
        note(alarm, .amended, clock)
    }

    /// Forgets an alarm that nothing but a correction of history can change any more.
    mutating func settle(_ key: AlarmKey) {
        guard let alarm = open[key], alarm.endedAt != nil else { return }
        open[key] = nil
        keepPast(key, alarm)
        answered.remove(alarm.number)
        isChanged = true
    }

    /// The oldest half goes when there are too many.
    private mutating func keepPast(_ key: AlarmKey, _ alarm: AlarmRecord) {
        if past.count >= AlarmDesk.pastMax {
            let numbers = past.values.map(\.number).sorted()
            let oldest = numbers[numbers.count / 2]
            past = past.filter { $0.value.number >= oldest }
        }
        past[key] = alarm
    }

    /// After a restart: alarms of crossings that are over, by what they are about. One of an outage is about no moment.
    mutating func remember(_ ended: [AlarmRecord]) {
        for alarm in ended.sorted(by: { $0.number < $1.number }) where alarm.certainty != .cannotTell {
            guard let track = alarm.track, alarm.endedAt != nil, !alarm.isRetracted else { continue }
            let key = AlarmKey(rule: RuleID(alarm.rule), track: track.rawValue, at: alarm.at.milliseconds)
            if open[key] == nil { keepPast(key, alarm) }
        }
    }

    /// Lets go of an alarm that nothing can change any more, without a step.
    /// - Returns: false when it waits for its escalation.
    mutating func forget(_ key: AlarmKey) -> Bool {
        guard !escalations.contains(where: { $0.key == key }) else { return false }
        if let alarm = open.removeValue(forKey: key) { answered.remove(alarm.number) }
        isChanged = true
        return true
    }

    /// Ends an alarm at once and for good.
    mutating func close(_ key: AlarmKey, at: Int64, clock: Instant) {
        end(key, at: at, clock: clock)
        settle(key)
    }

    private mutating func note(_ alarm: AlarmRecord, _ kind: AlarmEventKind, _ clock: Instant) {
        changes.append(AlarmChange(alarm, kind, at: clock))
        isChanged = true
    }

    /// Tells what nobody answered again, once.
    mutating func escalate(clock: Instant) {
        guard escalations.contains(where: { $0.due <= clock.milliseconds }) else { return }
        for escalation in escalations where escalation.due <= clock.milliseconds {
            guard let alarm = open[escalation.key], !answered.contains(alarm.number), alarm.endedAt == nil else {
                continue
            }
            note(alarm, .escalated, clock)
        }
        escalations.removeAll { $0.due <= clock.milliseconds }
    }

    /// After a restart: what was raised and not answered waits for its escalation again.
    mutating func renewEscalations(_ rules: [Rule]) {
        escalations = []
        for (key, alarm) in open where alarm.endedAt == nil && !alarm.isMuted && !answered.contains(alarm.number) {
            guard let rule = rules.first(where: { $0.id == key.rule }), let delay = rule.escalateAfterMilliseconds
            else { continue }
            escalations.append((alarm.raisedAt.milliseconds + delay, key))
        }
    }

    mutating func forgetOldMutes(clock: Instant) {
        guard mutes.contains(where: { $0.until <= clock }) else { return }
        mutes.removeAll { $0.until <= clock }
    }
}
