import Decode
import Model
import Resolve
import SiteMap

/// The pure middle of the line: messages in log order → derivations. No clock, no file, no database: the same log
/// folds to the same derivations everywhere.
struct Fold: Sendable {
    let map: SiteMap
    private let dialects: DialectMap
    private var decoder: MessageDecoder
    private var decoded = DecodedBatch()
    private(set) var resolver: Resolver
    private var readers: ReaderIndex
    private var tags: TagIndex
    private var clocks: ReaderClocks
    private var sequences = SequenceTracker()
    private var tally = RejectionTally()
    private var counters = FoldCounters()
    private(set) var totals = FoldCounters()
    /// The last message folded.
    private(set) var cursor: LogPosition
    private var dataUntil: Instant
    private var lastTick: Instant
    /// Follows the fixes for `replay --track`.
    var track: TrackRecorder?
    /// The crash rig's poison: meeting this topic ends the process.
    private let faults: FaultSwitches
    private var late = LateSpans()
    private var silence = SilenceTracker()
    /// Rules over what the fold finds; nil when the site has none, and then nothing of it costs anything.
    private(set) var watch: FoldWatch?
    /// Scans for the stock since the last drain; a piece of history takes none.
    private var scans: [StockScan] = []
    private var takesScans = true
    /// Temperatures of places of stock since the last drain.
    private var sensors = SensorTally()
    /// Empty bins in their boxes since the last drain.
    private var bins = BinTally()

    init(
        map: SiteMap, dialects: DialectMap, resolver: Resolver, bindings: [TagBinding], cursor: LogPosition,
        dataUntil: Instant, faults: FaultSwitches
    ) {
        self.map = map
        self.resolver = resolver
        self.cursor = cursor
        self.dataUntil = dataUntil
        self.faults = faults
        lastTick = .distantPast
        self.dialects = dialects
        decoder = MessageDecoder(map: dialects)
        readers = ReaderIndex(map)
        clocks = ReaderClocks(readerCount: map.readers.count)
        tags = TagIndex(bindings, resolver: &self.resolver)
    }

    private static let silenceMilliseconds: Int64 = 10_000
    /// Whether anything was folded since the last ``drain(into:)``.
    private(set) var hasNews = false
    var tagCount: Int { tags.count }

    /// An empty fold over the same site, radio map and clocks for some trackables only, which takes messages of any age
    /// and is drained once: it derives a piece of history again.
    func forHistory(_ bindings: [TagBinding]) -> Fold {
        var copy = Fold(
            map: map, dialects: dialects, resolver: resolver.forHistory(), bindings: bindings, cursor: .start,
            dataUntil: .distantPast, faults: FaultSwitches())
        copy.clocks = clocks
        copy.takesScans = false
        return copy
    }

    /// A reader's clock as it is known, without its health: in a piece of history that follows from the messages.
    mutating func restoreClock(_ reader: ReaderRecord) {
        guard let index = map.readerIndex(reader.reader), let skew = reader.clockSkewMilliseconds else { return }
        clocks.restore(index, offsetMilliseconds: skew)
    }

    /// Why a trackable is where this fold sees it.
    mutating func reason(of track: TrackKey, kind: TrackableKind, now: Instant) -> FixReason {
        resolver.reason(slot: resolver.slot(of: track, kind: kind), now: now)
    }

    /// Reads that went into a filter since the last ``drain(into:)``.
    var readCount: Int { counters.resolved }

    /// The registry changed.
    mutating func rebind(_ bindings: [TagBinding], stock: StockTags) {
        tags = TagIndex(bindings, resolver: &resolver)
        follow(stock)
    }

    /// Which tags say something about stock by being read.
    mutating func follow(_ stock: StockTags) {
        sensors.follow(stock.sensors)
        bins.follow(stock.bins)
    }

    // MARK: Watch

    /// Steps of alarms wait to be told.
    var hasAlarms: Bool { watch?.hasNews ?? false }

    /// Begins to watch, or goes on; what the resolver knows already is looked at.
    mutating func begin(_ watch: FoldWatch) {
        self.watch = watch
        self.watch?.lookAtAll(&resolver)
        hasNews = true
    }

    /// Changes the watch: its rules, its registry, what people did to alarms.
    mutating func changeWatch(_ change: (inout FoldWatch) -> Void) {
        guard var changed = watch else { return }
        change(&changed)
        changed.lookAtAll(&resolver)
        watch = changed
        hasNews = true
    }

    /// What a tag said besides being heard; a retained message is of the past.
    private mutating func tellWatch(_ observation: Observation, _ entry: TagIndex.Entry) {
        guard !observation.flags.contains(.retained) else { return }
        watch?.note(observation, track: resolver.key(slot: entry.slot))
    }

    mutating func restore(_ sequence: SequenceRecord) { sequences.restore(sequence) }

    mutating func restore(_ reader: ReaderRecord) {
        guard let index = map.readerIndex(reader.reader) else { return }
        resolver.restore(reader: index, reader)
        if let skew = reader.clockSkewMilliseconds { clocks.restore(index, offsetMilliseconds: skew) }
    }

    mutating func restore(_ record: TrackRecord, kind: TrackableKind, filter: UnsafeRawBufferPointer) -> Bool {
        resolver.restore(record, kind: kind, filter: filter)
    }

    // MARK: Messages

    /// Folds a batch whose first message has the position `first`; the others follow without holes.
    ///
    /// - Parameter skipped: per message, true for those that are not in the log (redelivered); empty for none.
    mutating func fold(_ batch: borrowing MessageBatch, first: LogPosition, skipped: [Bool] = []) {
        decoder.decode(batch, into: &decoded)
        var observation = 0
        var health = 0
        var rejection = 0
        var scan = 0
        var position = first.rawValue
        let middle = batch.count / 2
        for index in 0..<batch.count {
            if index == middle { faults.hook?(.midFold) }
            let isSkipped = index < skipped.count && skipped[index]
            let message = batch.messages[index]
            if let topic = faults.poisonTopic, !isSkipped, batch.topicText(message) == topic { FaultSwitches.die() }
            if !isSkipped { begin(message) }
            let observationsBefore = observation
            while health < decoded.health.count, decoded.health[health].message == index {
                if !isSkipped { report(decoded.health[health]) }
                health += 1
            }
            while observation < decoded.observations.count, decoded.observations[observation].message == index {
                if !isSkipped { observe(observation, message, position, dialect: decoder.dialects[index]) }
                observation += 1
            }
            while scan < decoded.scans.count, decoded.scans[scan].message == index {
                if !isSkipped { take(decoded.scans[scan], position) }
                scan += 1
            }
            let rejectionsBefore = rejection
            while rejection < decoded.rejections.count, decoded.rejections[rejection].message == index {
                if !isSkipped {
                    let topic = tally.wantsSample(decoded.rejections[rejection].reason) ? batch.topicText(message) : ""
                    refuse(decoded.rejections[rejection], message, topic: topic, position: position)
                }
                rejection += 1
            }
            guard !isSkipped else { continue }
            if rejection > rejectionsBefore, observation == observationsBefore {
                keepScan(message, batch, position, decoded.rejections[rejectionsBefore])
            }
            if rejection > rejectionsBefore, observation == observationsBefore { counters.rejectedMessages += 1 }
            cursor = LogPosition(position)
            position += 1
        }
        if batch.count > 0 { hasNews = true }
        watch?.look(&resolver)
    }

    private mutating func take(_ scan: StockScan, _ position: Int64) {
        var scan = scan
        scan.position = LogPosition(position)
        counters.scans += 1
        if takesScans { scans.append(scan) }
    }

    /// A message on a scans topic that was refused: the raw scan is kept, and somebody must look at it.
    private mutating func keepScan(
        _ message: MessageHeader, _ batch: borrowing MessageBatch, _ position: Int64, _ rejection: Rejection
    ) {
        guard takesScans, decoder.dialects[Int(rejection.message)] == .native else { return }
        let levels = batch.topicText(message).split(separator: "/", omittingEmptySubsequences: false)
        guard levels.count == 5, levels[3] == "scans" else { return }
        var scan = StockScan(
            station: String(levels[4]), occurredAt: message.receivedAt, receivedAt: message.receivedAt,
            position: LogPosition(position), payload: Array(batch.bytes[message.payload.range]))
        scan.problem = rejection.reason.rawValue + " " + rejection.detail.description
        scans.append(scan)
    }

    private mutating func begin(_ message: MessageHeader) {
        counters.messages += 1
        if message.receivedAt > dataUntil { dataUntil = message.receivedAt }
        tick(message.receivedAt)
    }

    /// Folds the reads of a trackable that wait, before somebody asks where it is.
    mutating func settle(slot: Int) { resolver.settle(slot: slot) }

    /// Lets receive time pass, second by second; a long silence is one step.
    mutating func tick(_ now: Instant) {
        guard now.milliseconds >= lastTick.milliseconds + 1000 else { return }
        hasNews = true
        if now.milliseconds - lastTick.milliseconds > Fold.silenceMilliseconds {
            step(to: now)
        } else {
            while now.milliseconds >= lastTick.milliseconds + 1000 { step(to: lastTick.advanced(byMilliseconds: 1000)) }
        }
    }

    private mutating func step(to instant: Instant) {
        lastTick = instant
        resolver.tick(instant)
        silence.look(resolver, at: instant)
        watch?.tick(instant, &resolver)
        track?.tick(instant, resolver)
    }

    private mutating func report(_ health: HealthReport) {
        counters.health += 1
        let index = decoded.bytes.withUnsafeBufferPointer {
            readers.find(UnsafeBufferPointer(rebasing: $0[health.reader.range]), antenna: 0)
        }
        guard let index else { return }
        switch health.kind {
        case .online, .heartbeat:
            resolver.heard(reader: index, at: health.at)
            resolver.listened(reader: index, at: health.at)
        case .offline: resolver.wentOffline(reader: index, at: health.at)
        }
    }

    private mutating func refuse(_ rejection: Rejection, _ message: MessageHeader, topic: String, position: Int64) {
        let dialect = decoder.dialects[Int(rejection.message)]
        var reader = ""
        let index = decoded.bytes.withUnsafeBufferPointer { bytes -> Int? in
            guard !rejection.reader.isEmpty else { return nil }
            return readers.find(UnsafeBufferPointer(rebasing: bytes[rejection.reader.range]), antenna: 0)
        }
        if let index {
            reader = map.readers[index].id.rawValue
            resolver.count(reader: index, rejections: 1)
        }
        tally.add(rejection.reason, dialect: dialect, reader: reader)
        guard tally.wantsSample(rejection.reason) else { return }
        tally.sample(
            RejectionSample(
                position: LogPosition(position), at: message.receivedAt, reason: rejection.reason,
                detail: "\(rejection.detail)", topic: topic))
    }

    /// Sets a message aside that stopped the process: counted and told, not folded.
    mutating func quarantine(_ message: MessageHeader, topic: String, position: LogPosition) {
        counters.messages += 1
        counters.quarantined += 1
        counters.rejectedMessages += 1
        tally.add(.quarantined, dialect: nil, reader: "")
        tally.sample(
            RejectionSample(
                position: position, at: message.receivedAt, reason: .quarantined,
                detail: "the fold stopped at it twice", topic: topic))
        cursor = position
        if message.receivedAt > dataUntil { dataUntil = message.receivedAt }
        hasNews = true
    }

    /// Lines of a capture that were no messages.
    mutating func refuseLines(_ reason: RejectionReason, count: Int) {
        for _ in 0..<count { tally.add(reason, dialect: nil, reader: "") }
        hasNews = true
    }

    /// Writes what the track recorder holds back.
    mutating func endTrack() { track?.flush() }

    // MARK: Observations

    private mutating func observe(_ place: Int, _ message: MessageHeader, _ position: Int64, dialect: Dialect?) {
        var observation = decoded.observations[place]
        counters.observations += 1
        if observation.flags.contains(.futureClamped) { counters.futureClamped += 1 }
        let reader = decoded.bytes.withUnsafeBufferPointer {
            readers.find(UnsafeBufferPointer(rebasing: $0[observation.reader.range]), antenna: observation.antenna)
        }
        if let reader {
            if !observation.flags.contains(.retained) { resolver.heard(reader: reader, at: message.receivedAt) }
            resolver.count(reader: reader, observations: 1)
            if observation.timeSource == .device, !observation.flags.contains(.retained) {
                let device = observation.observedAt
                observation.observedAt = clocks.correct(device, received: message.receivedAt, reader: reader)
                if let skew = clocks.skew(reader, device: device, received: message.receivedAt) {
                    resolver.sawClock(reader: reader, skewMilliseconds: skew)
                }
            }
            if !observation.flags.contains(.retained) {
                resolver.listened(reader: reader, at: observation.observedAt)
            }
        } else if !observation.hasPosition {
            if !isTelemetryAlone(observation) { tally.add(.unknownReader, dialect: dialect, reader: "") }
            noteTelemetry(observation)
            return
        }
        guard isNew(observation) else { return }
        decoded.bytes.withUnsafeBufferPointer {
            sensors.note(observation, in: $0)
            guard let reader, bins.knows(observation, in: $0) else { return }
            bins.note(
                observation, in: $0, reader: map.readers[reader].id, position: position,
                receivedAt: message.receivedAt)
        }
        let entry = decoded.bytes.withUnsafeBufferPointer { tags.find(observation, in: $0) }
        guard let entry else {
            let isOfStock = decoded.bytes.withUnsafeBufferPointer {
                sensors.knows(observation, in: $0) || bins.knows(observation, in: $0)
            }
            if isOfStock { return }
            tally.add(.unknownTag, dialect: dialect, reader: reader.map { map.readers[$0].id.rawValue } ?? "")
            if let reader { resolver.count(reader: reader, unknownTags: 1) }
            return
        }
        resolver.note(
            batteryPercent: observation.batteryPercent, temperatureCelsius: observation.temperatureCelsius,
            slot: entry.slot)
        if watch != nil { tellWatch(observation, entry) }
        guard let read = read(of: observation, reader: reader, slot: entry.slot) else {
            tally.add(.unknownPlace, dialect: dialect, reader: "")
            return
        }
        apply(read, observation, entry, message, position)
    }

    /// A network server tells a battery without a gateway: that needs no reader of the site.
    private func isTelemetryAlone(_ observation: Observation) -> Bool {
        observation.rssiDBm.isNaN && observation.distanceMetres.isNaN
            && !(observation.batteryPercent.isNaN && observation.temperatureCelsius.isNaN)
    }

    private mutating func noteTelemetry(_ observation: Observation) {
        guard !(observation.batteryPercent.isNaN && observation.temperatureCelsius.isNaN) else { return }
        decoded.bytes.withUnsafeBufferPointer { sensors.note(observation, in: $0) }
        let entry = decoded.bytes.withUnsafeBufferPointer { tags.find(observation, in: $0) }
        guard let entry else { return }
        resolver.note(
            batteryPercent: observation.batteryPercent, temperatureCelsius: observation.temperatureCelsius,
            slot: entry.slot)
    }

    /// Whether a numbered observation was not kept before.
    private mutating func isNew(_ observation: Observation) -> Bool {
        guard observation.sequence >= 0 else { return true }
        let verdict = decoded.bytes.withUnsafeBufferPointer { bytes in
            sequences.judge(
                reader: UnsafeBufferPointer(rebasing: bytes[observation.reader.range]),
                boot: UnsafeBufferPointer(rebasing: bytes[observation.boot.range]), sequence: observation.sequence,
                at: observation.observedAt, isDeviceTime: observation.timeSource == .device)
        }
        if verdict == .duplicate { counters.duplicates += 1 }
        return verdict == .new
    }

    private mutating func apply(
        _ read: Read, _ observation: Observation, _ entry: TagIndex.Entry, _ message: MessageHeader, _ position: Int64
    ) {
        let earlier = resolver.lastRead(slot: entry.slot)
        let outcome = resolver.apply(
            read, slot: entry.slot, tagKey: entry.tagKey, isRetained: observation.flags.contains(.retained),
            isFutureClamped: observation.flags.contains(.futureClamped))
        switch outcome {
        case .folded, .rewound:
            counters.resolved += 1
            if outcome == .rewound { counters.rewound += 1 }
            if resolver.kind(slot: entry.slot) == .equipment {
                let track = resolver.key(slot: entry.slot)
                if outcome == .rewound {
                    silence.heardBefore(track, at: observation.observedAt)
                } else {
                    silence.heard(track, after: earlier, at: observation.observedAt)
                }
            }
            watch?.touch(entry.slot)
            if observation.timeSource == .device {
                late.noteBacklog(
                    at: observation.observedAt, position: LogPosition(position), receivedAt: message.receivedAt)
            }
        case .repeated: counters.repeated += 1
        case .late:
            counters.late += 1
            late.note(
                resolver.key(slot: entry.slot), at: observation.observedAt, position: LogPosition(position),
                receivedAt: message.receivedAt)
        case .superseded: counters.superseded += 1
        }
        guard track != nil else { return }
        resolver.settle(slot: entry.slot)
        track?.changed(slot: entry.slot, resolver)
    }

    /// Brings an observation into the filter's terms; nil when it names a place that the site does not know.
    private mutating func read(of observation: Observation, reader: Int?, slot: Int) -> Read? {
        guard observation.hasPosition else {
            return reader.map {
                Read(at: observation.observedAt, reader: Int32($0), rssiDBm: observation.rssiDBm)
            }
        }
        if !observation.latitude.isNaN {
            resolver.note(latitude: observation.latitude, longitude: observation.longitude, slot: slot)
        }
        return PositionReading(map: map).read(observation, decoded)
    }

    // MARK: Output

    /// Moves the steps of alarms alone, for those who keep nothing else.
    mutating func drainAlarms(into derivations: inout Derivations) { watch?.drain(into: &derivations) }

    /// Moves everything derived since the last call into `derivations`, with the cursor.
    mutating func drain(into derivations: inout Derivations) {
        resolver.drain(into: &derivations)
        watch?.drain(into: &derivations)
        tally.drain(into: &derivations)
        derivations.sequences += sequences.takeDirty()
        derivations.lateSpans += late.take()
        silence.drain(into: &derivations)
        sensors.drain(into: &derivations)
        bins.drain(into: &derivations)
        if !scans.isEmpty {
            derivations.scans += scans
            scans.removeAll()
        }
        derivations.counters = counters.named
        derivations.cursor = cursor
        derivations.dataUntil = dataUntil
        totals.add(counters)
        counters = FoldCounters()
        hasNews = false
    }
}
