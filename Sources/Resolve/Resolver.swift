public import Model
public import SiteMap

/// Reads → fixes and stays, for all trackables of a site.
///
/// Pure: time comes with the reads and with ``tick(_:)``. One instance serves one thread. Memory is about 1 kB per
/// trackable plus its reads of the last twenty seconds.
public struct Resolver: Sendable {
    public let map: SiteMap
    public let parameters: ResolveParameters
    var filter: UnitFilter
    var tracks: [Track] = []
    private var slots: [TrackKey: Int] = [:]
    private var dirty: [Int32] = []
    /// For each unit whether all readers that cover it are down.
    var uncovered: [Bool]
    /// Trackables whose positions rules follow.
    var trailed: Set<TrackKey> = []
    public private(set) var health: ReaderHealth
    private var listening: Listening
    /// Durable key of each unit, by index.
    let unitKeys: [UnitKey]
    /// Stands for the site's version in stored filters.
    private let siteMark: UInt64
    var clock = Instant.distantPast

    /// - Parameters:
    ///   - unitKeys: durable key of each unit of `map`, by index.
    ///   - survey: the learned radio map; nil for what the plan says.
    ///   - siteMark: changes with the site's content; stored filters of another mark are not taken over.
    public init(
        map: SiteMap, unitKeys: [UnitKey], siteMark: UInt64, parameters: ResolveParameters = ResolveParameters(),
        survey: SurveyRadio? = nil
    ) {
        precondition(unitKeys.count == map.units.count, "one key per unit")
        self.map = map
        self.unitKeys = unitKeys
        self.siteMark = siteMark
        self.parameters = parameters
        filter = UnitFilter(
            model: UnitModel(
                map: map, radio: RadioMap(map, parameters, survey: survey),
                survey: survey ?? SurveyLearner(map, parameters: parameters).learn([]).radio, parameters: parameters))
        health = ReaderHealth(map: map, parameters: parameters)
        listening = Listening(readerCount: map.readers.count)
        uncovered = Array(repeating: false, count: map.units.count)
    }

    /// An empty resolver over the same site and radio map that takes reads of any age: it derives a piece of history
    /// again, and is drained once.
    public func forHistory() -> Resolver {
        var copy = self
        copy.filter = UnitFilter(model: filter.model, rewindMilliseconds: .max / 4)
        copy.tracks = []
        copy.slots = [:]
        copy.dirty = []
        copy.health = ReaderHealth(map: map, parameters: parameters)
        copy.listening = Listening(readerCount: map.readers.count)
        copy.uncovered = Array(repeating: false, count: map.units.count)
        copy.clock = .distantPast
        copy.trailed = []
        return copy
    }

    // MARK: Trackables

    /// Trackables that have a slot.
    public var trackCount: Int { tracks.count }

    /// The place of a trackable in this resolver; made when it is new.
    public mutating func slot(of key: TrackKey, kind: TrackableKind) -> Int {
        if let slot = slots[key] {
            tracks[slot].kind = kind
            return slot
        }
        tracks.append(Track(key: key, kind: kind))
        tracks[tracks.count - 1].isTrailed = trailed.contains(key)
        slots[key] = tracks.count - 1
        return tracks.count - 1
    }

    /// Takes a trackable's filter over from the database.
    /// - Returns: false when the stored filter does not fit this site or version; the trackable then starts anew.
    public mutating func restore(_ record: TrackRecord, kind: TrackableKind, filter bytes: UnsafeRawBufferPointer)
        -> Bool
    {
        let slot = slot(of: record.track, kind: kind)
        tracks[slot].tagKey = record.tagKey
        tracks[slot].batteryPercent = record.batteryPercent
        tracks[slot].temperatureCelsius = record.temperatureCelsius
        tracks[slot].latitude = record.latitude
        tracks[slot].longitude = record.longitude
        tracks[slot].isRetainedOnly = record.flags.contains(.retainedOnly)
        tracks[slot].hasFutureClock = record.flags.contains(.futureClamped)
        return FilterBlob.read(bytes, siteMark: siteMark, into: &tracks[slot], filter: &filter)
    }

    // MARK: Evidence

    /// What came of a read.
    public enum Outcome: Sendable {
        /// Folded, at once or by a rewind.
        case folded, rewound
        /// The same read was there already.
        case repeated
        /// Older than the rewind window: the present fix is untouched.
        case late
        /// A retained message while something newer is known.
        case superseded
    }

    /// Folds one read of a trackable.
    public mutating func apply(_ read: Read, slot: Int, tagKey: Int32, isRetained: Bool, isFutureClamped: Bool)
        -> Outcome
    {
        if isRetained {
            guard tracks[slot].newest == .min else { return .superseded }
            tracks[slot].isRetainedOnly = true
        }
        let wasRetainedOnly = tracks[slot].isRetainedOnly && !isRetained
        if wasRetainedOnly {
            // A retained message has no age: what is heard now begins a history of its own.
            tracks[slot] = Track(key: tracks[slot].key, kind: tracks[slot].kind)
            tracks[slot].isTrailed = trailed.contains(tracks[slot].key)
        }
        var read = read
        if read.reader >= 0 {
            read.listening = listening.near(Int(read.reader), at: read.at, filter.model.quiet)
        }
        switch tracks[slot].fold(read, with: &filter) {
        case .inOrder:
            tracks[slot].tagKey = tagKey
            note(slot, isFutureClamped: isFutureClamped)
            return .folded
        case .rewound:
            note(slot, isFutureClamped: isFutureClamped)
            return .rewound
        case .repeated: return .repeated
        case .late: return .late
        }
    }

    private mutating func note(_ slot: Int, isFutureClamped: Bool) {
        tracks[slot].hasFutureClock = isFutureClamped
        markDirty(slot)
    }

    /// Keeps the newest telemetry; NaN leaves a value as it was.
    public mutating func note(batteryPercent: Float, temperatureCelsius: Float, slot: Int) {
        if !batteryPercent.isNaN { tracks[slot].batteryPercent = batteryPercent }
        if !temperatureCelsius.isNaN { tracks[slot].temperatureCelsius = temperatureCelsius }
    }

    /// Keeps the newest position in degrees.
    public mutating func note(latitude: Double, longitude: Double, slot: Int) {
        tracks[slot].latitude = latitude
        tracks[slot].longitude = longitude
    }

    private mutating func markDirty(_ slot: Int) {
        guard !tracks[slot].isMarked else { return }
        tracks[slot].isMarked = true
        dirty.append(Int32(slot))
    }

    // MARK: Readers

    /// Anything that a reader sent.
    public mutating func heard(reader: Int, at received: Instant) {
        if health.heard(reader, at: received) { refreshCover() }
    }

    /// A reader listens: it heard a tag, whichever, or said that it lives. In event time, before what it heard is
    /// applied; without it, its silence says nothing.
    public mutating func listened(reader: Int, at: Instant) { listening.note(reader, at: at) }

    /// A reader said that it is gone.
    public mutating func wentOffline(reader: Int, at received: Instant) {
        if health.wentOffline(reader, at: received) { refreshCover() }
    }

    public mutating func count(reader: Int, observations: Int = 0, rejections: Int = 0, unknownTags: Int = 0) {
        health.count(reader, observations: observations, rejections: rejections, unknownTags: unknownTags)
    }

    /// Notes device clock minus receive time of a message that carried a device time.
    public mutating func sawClock(reader: Int, skewMilliseconds: Double) {
        health.sawClock(reader, skewMilliseconds: skewMilliseconds)
    }

    /// Takes a reader's figures over from the database.
    public mutating func restore(reader: Int, _ record: ReaderRecord) {
        var entry = ReaderHealth.Entry()
        entry.status = record.status
        entry.lastHeard = record.lastHeard
        entry.observations = record.observations
        entry.rejections = record.rejections
        entry.unknownTags = record.unknownTags
        entry.clockSkewMilliseconds = record.clockSkewMilliseconds.map(Double.init) ?? .nan
        health.restore(reader, entry)
        if let heard = record.listened { listening.restore(reader, newest: heard.second, seconds: heard.seconds) }
    }

    /// Lets time pass, in receive time: readers fall silent, and what only they could know becomes `cannotTell`.
    /// - Complexity: O(readers), and O(trackables) when a reader changed.
    public mutating func tick(_ now: Instant) {
        let earlier = clock
        clock = max(clock, now)
        if health.tick(clock) || health.graceEnds(after: earlier, upTo: clock) { refreshCover() }
    }

    private mutating func refreshCover() {
        var hasChanged = false
        for unit in uncovered.indices {
            let coverers = filter.radio.coverers[unit]
            let dark = !coverers.isEmpty && coverers.allSatisfy { health.isDown(Int($0), now: clock) }
            if dark != uncovered[unit] {
                uncovered[unit] = dark
                hasChanged = true
            }
        }
        guard hasChanged else { return }
        for slot in tracks.indices where tracks[slot].newest != .min {
            settle(slot: slot)
            let isDark = estimate(slot: slot).cannotTell
            if isDark != tracks[slot].wasDark { markDirty(slot) }
        }
    }

    // MARK: Output

    /// Folds the reads of a trackable that wait; call it before its place is asked for.
    /// - Complexity: one filter step per waiting read.
    public mutating func settle(slot: Int) { tracks[slot].settle(with: &filter) }

    /// Where a trackable is, as of its last ``settle(slot:)``.
    public func estimate(slot: Int) -> Estimate {
        filter.estimate(tracks[slot].now, uncovered: uncovered, uncoveredShareMax: parameters.uncoveredShareMax)
    }

    /// Event time of its newest read; nil when it was never heard.
    public func lastRead(slot: Int) -> Instant? {
        tracks[slot].newest == .min ? nil : Instant(milliseconds: tracks[slot].newest)
    }

    /// The durable number of the trackable in a slot.
    public func key(slot: Int) -> TrackKey { tracks[slot].key }
    /// What carries the tag.
    public func kind(slot: Int) -> TrackableKind { tracks[slot].kind }
    /// The durable number of the tag heard last; -1 before the first read.
    public func tagKey(slot: Int) -> Int32 { tracks[slot].tagKey }
    /// Whether it is known from a retained message only.
    public func isRetainedOnly(slot: Int) -> Bool { tracks[slot].isRetainedOnly }
    /// The tag's smoothed time between reads, in milliseconds; 0 when unknown.
    public func intervalMilliseconds(slot: Int) -> Int64 { Int64(tracks[slot].now.intervalMilliseconds) }

    /// Readers that are down and cover the units where this trackable may be, by index.
    public func downReaders(slot: Int) -> [Int] {
        var down: Set<Int32> = []
        let belief = tracks[slot].now.belief
        for index in 0..<belief.count where uncovered[Int(belief.unit(index))] {
            down.formUnion(filter.radio.coverers[Int(belief.unit(index))])
        }
        return down.sorted().map(Int.init)
    }

    /// Moves what changed since the last call into `derivations`: dirty tracks in the order of their slots, their
    /// unsettled stays, dirty readers.
    /// - Complexity: O(d log d) in the dirty tracks.
    public mutating func drain(into derivations: inout Derivations) {
        dirty.sort()
        // Room for all at once: growing by copies would need half as much memory again.
        derivations.tracks.reserveCapacity(derivations.tracks.count + dirty.count)
        let blobs = dirty.reduce(0) { $0 + FilterBlob.bytesMax(tracks[Int($1)]) }
        derivations.bytes.reserveCapacity(derivations.bytes.count + blobs)
        for index in dirty {
            let slot = Int(index)
            drain(slot: slot, into: &derivations)
        }
        dirty.removeAll(keepingCapacity: true)
        for index in health.takeDirty() {
            let entry = health.entries[Int(index)]
            derivations.readers.append(
                ReaderRecord(
                    reader: map.readers[Int(index)].id, status: entry.status, lastHeard: entry.lastHeard,
                    observations: entry.observations, rejections: entry.rejections, unknownTags: entry.unknownTags,
                    clockSkewMilliseconds: entry.clockSkewMilliseconds.isNaN
                        ? nil : Int(entry.clockSkewMilliseconds.rounded()),
                    listened: listening.stored(Int(index))))
        }
    }

    private mutating func drain(slot: Int, into derivations: inout Derivations) {
        tracks[slot].isMarked = false
        settle(slot: slot)
        let estimate = estimate(slot: slot)
        tracks[slot].wasDark = estimate.cannotTell
        let track = tracks[slot]
        guard track.now.time != .min else { return }
        var record = TrackRecord(
            track: track.key, observedAt: Instant(milliseconds: track.newest),
            since: Instant(milliseconds: track.now.confirmed >= 0 ? track.now.confirmedSince : track.now.time))
        record.tagKey = track.tagKey
        record.unit = estimate.unit.map { unitKeys[$0] }
        record.confirmedUnit = estimate.confirmedUnit.map { unitKeys[$0] }
        record.secondUnit = estimate.secondUnit.map { unitKeys[$0] }
        record.confidence = estimate.confidence
        record.secondConfidence = estimate.secondConfidence
        record.level = estimate.level.map(Int32.init)
        record.xMetres = estimate.xMetres
        record.yMetres = estimate.yMetres
        record.latitude = track.latitude
        record.longitude = track.longitude
        record.uncertaintyMetres = estimate.uncertaintyMetres
        record.intervalMilliseconds = Int64(track.now.intervalMilliseconds)
        record.batteryPercent = track.batteryPercent
        record.temperatureCelsius = track.temperatureCelsius
        if estimate.cannotTell {
            record.flags.insert(.cannotTell)
            let names = downReaders(slot: slot).map { map.readers[$0].id.rawValue }.joined(separator: " ")
            let start = derivations.bytes.count
            derivations.bytes.append(contentsOf: names.utf8)
            record.downReaders = ByteRange(offset: start, count: derivations.bytes.count - start)
        }
        if track.isRetainedOnly { record.flags.insert(.retainedOnly) }
        if estimate.isPositioned { record.flags.insert(.positioned) }
        if track.hasFutureClock { record.flags.insert(.futureClamped) }
        drainStays(slot: slot, into: &derivations)
        let start = derivations.bytes.count
        FilterBlob.write(tracks[slot], siteMark: siteMark, to: &derivations.bytes)
        record.filter = ByteRange(offset: start, count: derivations.bytes.count - start)
        derivations.tracks.append(record)
    }

}
