import Decode
public import Model
import Resolve
public import SiteMap
public import Store

/// Says why a trackable is where it is told to be: now from the filter that the database keeps, at a past time from the
/// raw log, read again through the same code as then. No reason is ever stored.
public struct Explainer {
    /// Up to so many messages of the log are read again; the last ones before the moment count.
    public static let messagesMax: Int64 = 1_000_000
    /// The filter starts so long before the moment; when it heard too little, earlier, up to the limit above.
    private static let warmUpMilliseconds: Int64 = 300_000
    private static let warmUpsMax = 5
    private static let readsMin = 40
    private static let chunkMessages = 2000
    /// Silent readers count as down when the line has run for a while: the stored filter takes that as given.
    private static let graceMilliseconds: Int64 = 61_000

    private let reader: StoreReader
    private let site: OpenedSite
    private let dialects: DialectMap
    private let unitKeys: [UnitKey]

    /// - Parameters:
    ///   - reader: the database; its folder holds the copy of the site.
    ///   - configuration: a daemon's, for its dialects; nil recognises them by topic and shape.
    /// - Throws: 66 without a copy of the site, 65 when it cannot be read, 78 for the configuration, the store's own.
    public init(_ reader: StoreReader, configuration: String? = nil) throws(VigieError) {
        self.reader = reader
        site = try OpenedSite.open(folder: reader.folder.site)
        dialects =
            try configuration.map { path throws(VigieError) in try Configuration.read(file: path).map } ?? .recognising
        var keys = [UnitKey](repeating: UnitKey(-1), count: site.map.units.count)
        for unit in try reader.units() {
            if let index = site.map.unitIndex(unit.id) { keys[index] = unit.key }
        }
        unitKeys = keys
    }

    /// The plan by which it explains.
    public var map: SiteMap { site.map }

    /// The reason for what is told now.
    ///
    /// - Parameters:
    ///   - now: the moment for which the state holds.
    ///   - dataUntil: the newest message; readers are silent or not as of then.
    public func present(
        _ trackable: TrackableRow, now: Instant, dataUntil: Instant
    ) throws(VigieError) -> FixReason {
        var resolver = resolver()
        resolver.tick(dataUntil.advanced(byMilliseconds: -Self.graceMilliseconds))
        for row in try reader.readers() {
            guard let health = row.health, let index = map.readerIndex(row.id) else { continue }
            resolver.restore(reader: index, health)
        }
        resolver.tick(dataUntil)
        let slot = resolver.slot(of: trackable.track, kind: trackable.kind)
        let stored = try reader.filter(of: trackable.track) { record, bytes in
            (record.flags, resolver.restore(record, kind: trackable.kind, filter: bytes))
        }
        guard let (flags, isTaken) = stored else { return resolver.reason(slot: slot, now: now) }
        // The site or the version changed since: the log tells what there is to tell.
        guard isTaken else { return try past(trackable, at: now) }
        var reason = resolver.reason(slot: slot, now: now)
        if flags.contains(.cannotTell), reason.state != .cannotTell {
            reason.state = .cannotTell
            reason.rule = .outage
        }
        return reason
    }

    private func resolver() -> Resolver {
        Resolver(map: map, unitKeys: unitKeys, siteMark: site.mark, survey: site.survey)
    }

    // MARK: The past

    /// The reason for what was told at a past time, from the messages received until then.
    ///
    /// - Complexity: O(messages read again), at most ``messagesMax`` in each of a few rounds.
    public func past(_ trackable: TrackableRow, at instant: Instant) throws(VigieError) -> FixReason {
        guard let span = try reader.logSpan(), span.from <= instant else {
            return FixReason(basis: .history, rule: .silence, state: .lastKnown)
        }
        let bindings = try reader.bindings(of: trackable, at: instant)
        let setAside = Set(try reader.quarantined())
        let end = try reader.logPosition(receivedFrom: instant.advanced(byMilliseconds: 1)).rawValue
        let fold = Fold(
            map: map, dialects: dialects, resolver: resolver(), bindings: [], cursor: .start,
            dataUntil: .distantPast, faults: FaultSwitches())
        var warmUp = Self.warmUpMilliseconds
        var round = 1
        while true {
            let begun = instant.advanced(byMilliseconds: -warmUp)
            let first = try reader.logPosition(receivedFrom: begun).rawValue
            let isWhole = first < end - Self.messagesMax || begun <= span.from
            let start = max(first, end - Self.messagesMax)
            var history = fold.forHistory(bindings)
            for row in try reader.readers() {
                if let health = row.health { history.restoreClock(health) }
            }
            let count = try run(&history, from: start, to: end, setAside: setAside)
            history.tick(instant)
            var reason = history.reason(of: trackable.track, kind: trackable.kind, now: instant)
            guard isWhole || round == Self.warmUpsMax || history.readCount >= Self.readsMin else {
                warmUp *= 4
                round += 1
                continue
            }
            reason.basis = reason.observedAt == nil ? .history : .replayed
            reason.logMessages = count
            reason.logFrom = max(span.from, begun)
            return reason
        }
    }

    /// Folds the log's messages from a position up to another.
    /// - Returns: how many.
    private func run(
        _ fold: inout Fold, from first: Int64, to end: Int64, setAside: Set<LogPosition>
    ) throws(VigieError) -> Int {
        var batch = MessageBatch()
        var positions: [LogPosition] = []
        var next = LogPosition(first - 1)
        var count = 0
        while next.rawValue + 1 < end {
            batch.removeAll()
            positions.removeAll(keepingCapacity: true)
            let last = try reader.readLog(
                after: next, limit: Self.chunkMessages, into: &batch, positions: &positions)
            guard let start = positions.first, last != next else { break }
            let skipped = positions.map { $0.rawValue >= end || setAside.contains($0) }
            fold.fold(batch, first: start, skipped: skipped)
            count += skipped.count { !$0 }
            next = last
        }
        return count
    }
}
