import Decode
import Logging
import Model
import Resolve
import SiteMap
import Store

/// Builds the fold where the database left it, and folds what the log holds beyond its cursor.
///
/// Careful after trouble: when the process ended more than once at the same cursor, messages are folded one by one,
/// each attempt noted on disk first, and one at which the fold stopped the process twice is set aside.
struct CatchUp {
    let store: StoreWriter
    let logger: Logger
    /// A first attempt is the ordinary restart; from the second on, one by one.
    private static let carefulFrom = 2
    /// At the third attempt the message stopped the process twice while folded alone or first of its batch.
    private static let quarantineFrom = 3
    private static let chunkMessages = 2000

    /// The fold as of the cursor.
    func restore(
        site: OpenedSite, unitKeys: [UnitKey], dialects: DialectMap, faults: FaultSwitches
    ) throws(StoreFailure) -> Fold {
        let state = try store.loadState()
        let bindings = try store.bindings()
        let resolver = Resolver(map: site.map, unitKeys: unitKeys, siteMark: site.mark, survey: site.survey)
        var fold = Fold(
            map: site.map, dialects: dialects, resolver: resolver, bindings: bindings, cursor: state.cursor,
            dataUntil: state.dataUntil, faults: faults)
        fold.follow(try store.stockTags())
        for sequence in try store.sequences() { fold.restore(sequence) }
        for reader in try store.readers() { fold.restore(reader) }
        var kinds: [TrackKey: TrackableKind] = [:]
        for binding in bindings { kinds[binding.track] = binding.kind }
        var refused = 0
        try store.forEachTrack { record, bytes in
            let isTaken = bytes.withUnsafeBytes { raw in
                fold.restore(
                    record, kind: kinds[record.track] ?? .equipment,
                    filter: UnsafeRawBufferPointer(rebasing: raw[record.filter.range]))
            }
            if !isTaken { refused += 1 }
        }
        if refused > 0 {
            logger.info("filters begin anew: the site or the version changed", metadata: ["tracks": "\(refused)"])
        }
        return fold
    }

    /// Folds the log's rest and writes it, chunk by chunk.
    func run(_ fold: inout Fold) throws(StoreFailure) {
        var batch = MessageBatch()
        var positions: [LogPosition] = []
        var attempts = 0
        var folded = 0
        while true {
            batch.removeAll()
            positions.removeAll(keepingCapacity: true)
            let isCareful = attempts >= CatchUp.carefulFrom
            _ = try store.readLog(
                after: fold.cursor, limit: isCareful || folded == 0 ? 1 : CatchUp.chunkMessages, into: &batch,
                positions: &positions)
            guard let first = positions.first else { break }
            if folded == 0 || isCareful { attempts = max(try store.noteAttempt(at: first), isCareful ? 2 : 1) }
            if attempts >= CatchUp.quarantineFrom {
                try setAside(&fold, batch, first)
                attempts = CatchUp.carefulFrom
            } else {
                fold.fold(batch, first: first)
            }
            folded += positions.count
            try write(&fold)
        }
        guard folded > 0 else { return }
        try store.clearAttempts(upTo: fold.cursor)
        logger.info("caught up with the log", metadata: ["messages": "\(folded)"])
    }

    private func setAside(_ fold: inout Fold, _ batch: MessageBatch, _ position: LogPosition) throws(StoreFailure) {
        try store.quarantine(position)
        fold.quarantine(batch.messages[0], topic: batch.topicText(batch.messages[0]), position: position)
        logger.error(
            "a message was set aside: the fold stopped the process at it twice",
            metadata: ["position": "\(position.rawValue)"])
    }

    private func write(_ fold: inout Fold) throws(StoreFailure) {
        var derivations = Derivations()
        fold.drain(into: &derivations)
        _ = try store.commit(appending: nil, derivations)
    }
}
