import Decode
public import Model
import Resolve
import SiteMap
import Watch

/// The daemon's fold without its broker and its database: raw messages in, steps of alarms out. For simulators that
/// know what should have been told, and for tests; time comes with the messages.
///
/// Not thread-safe. What is derived besides alarms is thrown away.
public struct Rehearsal {
    /// A step of an alarm before muting and limits.
    public struct Step: Sendable {
        public var kind: AlarmEventKind
        public var alarm: AlarmRecord
        /// Nil for what is about no trackable.
        public var trackable: TrackableID?
    }

    private let map: SiteMap
    var fold: Fold
    private var batch = MessageBatch()
    private var position = LogPosition.start.rawValue
    private var steps: [Step] = []
    private var trackables: [TrackKey: TrackableID] = [:]
    private var tracks: [TrackableID: TrackKey] = [:]
    private var messagesSinceDrain = 0
    private static let drainMessages = 50_000

    /// - Parameters:
    ///   - folder: a site folder; its `rules.yaml` is what is watched for.
    ///   - rows: the registry.
    ///   - calendar: the clock of the site's zone for the rules' hours; nil for UTC.
    /// - Throws: 65, 66 and 78 as the daemon does.
    public init(site folder: String, registry rows: [RegistryRow], calendar: CalendarSource? = nil) throws(VigieError) {
        let site = try OpenedSite.open(folder: folder)
        map = site.map
        let keys = site.map.units.indices.map { UnitKey(Int32($0) + 1) }
        var bindings: [TagBinding] = []
        var facts: [TrackFacts] = []
        for row in rows {
            let known = tracks[row.trackable]
            let track = known ?? TrackKey(Int32(tracks.count) + 1)
            bindings.append(
                TagBinding(
                    tag: row.tag, tagKey: Int32(bindings.count) + 1, track: track, trackable: row.trackable,
                    kind: row.kind))
            guard known == nil else { continue }
            tracks[row.trackable] = track
            trackables[track] = row.trackable
            let units = row.assignedUnit.isEmpty ? [] : site.map.unit(named: row.assignedUnit)
            facts.append(
                TrackFacts(
                    track: track, trackable: row.trackable, kind: row.kind, category: row.category, model: row.model,
                    assignedUnit: units.count == 1 ? units[0] : nil))
        }
        let resolver = Resolver(map: site.map, unitKeys: keys, siteMark: site.mark, survey: site.survey)
        fold = Fold(
            map: site.map, dialects: .recognising, resolver: resolver, bindings: bindings, cursor: .start,
            dataUntil: .distantPast, faults: FaultSwitches())
        let clock = calendar.map { SiteCalendar(offsetSeconds: $0(site.map.settings.timeZone)) } ?? .utc
        fold.begin(
            FoldWatch(
                rules: try RulesReader.read(folder: folder, map: site.map, facts: facts), map: site.map,
                unitKeys: keys, siteMark: site.mark, facts: facts, calendar: clock))
    }

    /// Takes a message; it is folded with the next ``foldBatch()``.
    public mutating func take(topic: String, payload: [UInt8], receivedAt: Instant) {
        var topic = topic
        topic.withUTF8 { name in
            payload.withUnsafeBytes {
                batch.append(topic: UnsafeRawBufferPointer(name), payload: $0, receivedAt: receivedAt)
            }
        }
    }

    /// Folds what was taken as one batch, as the daemon does after 20 ms or 500 messages at the latest.
    public mutating func foldBatch() {
        guard !batch.isEmpty else { return }
        fold.fold(batch, first: LogPosition(position))
        position += Int64(batch.count)
        messagesSinceDrain += batch.count
        batch.removeAll()
        drain()
    }

    /// Lets receive time pass while nothing comes.
    public mutating func tick(_ now: Instant) {
        fold.tick(now)
        drain()
    }

    private mutating func drain() {
        var derivations = Derivations()
        if messagesSinceDrain >= Rehearsal.drainMessages {
            messagesSinceDrain = 0
            fold.drain(into: &derivations)
        } else if fold.hasAlarms {
            fold.drainAlarms(into: &derivations)
        }
        for change in derivations.alarms {
            let who = change.alarm.track.flatMap { trackables[$0] }
            steps.append(Step(kind: change.kind, alarm: change.alarm, trackable: who))
        }
    }

    /// The steps since the last call.
    public mutating func takeSteps() -> [Step] {
        defer { steps.removeAll() }
        return steps
    }

    /// A unit that is confirmed for a trackable.
    public struct Confirmed: Sendable {
        public var id: UnitID
        public var category: String
        /// Event time.
        public var since: Instant
        /// 0–1, at the read that decided it.
        public var confidence: Float
    }

    /// Where a trackable is now; nil when no unit is confirmed.
    public mutating func confirmedUnit(of trackable: TrackableID) -> Confirmed? {
        // Slots are given in the order of the registry. What no rule asks for is not settled yet.
        guard let track = tracks[trackable] else { return nil }
        let slot = Int(track.rawValue) - 1
        fold.settle(slot: slot)
        guard let last = fold.resolver.changes(slot: slot).last, last.unit >= 0 else { return nil }
        let unit = map.units[Int(last.unit)]
        return Confirmed(
            id: unit.id, category: unit.category, since: Instant(milliseconds: last.from), confidence: last.confidence)
    }

    /// Reads that went into a filter, duplicates and what is unknown left out.
    public var readCount: Int { fold.totals.resolved + fold.readCount }
}
