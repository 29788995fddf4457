import Ingest
import Logging
import Model
import Store

/// The live line on its one thread: commit, acknowledge, hand over to the fold; see `Pipeline.swift`.
final class DaemonLine: BatchSink {
    let store: StoreWriter
    let mailbox: Mailbox
    private let stage: FoldStage
    /// Corrects history after late reads: the site to do it over, the work in hand, and when the next one is due.
    private let history: Fold
    private var corrector: Corrector?
    private var correctedAt: Int64 = 0
    private static let correctionMilliseconds: Int64 = 10_000
    /// Tags that were bound at the start.
    let tagCount: Int
    private let configuration: Configuration
    private let logger: Logger
    private let publisher: Publisher?

    private var tail = RedeliveryTail()
    private var skips: [Bool] = []
    /// What is to be written with the next commit; kept until a commit succeeded.
    private var derivations = Derivations()
    private var hasUnwritten = false
    /// Up to here the derived state is in the database; the log is not cut beyond it.
    private(set) var writtenCursor: LogPosition
    private var redelivered = 0
    private var highWater: HighWaterBoard
    private var flushedAt: Int64 = 0
    private var caredAt: Int64 = 0
    private var appendedSinceTrim = 0
    private var committedAt: Int64 = 0
    /// Whether messages came faster than one by one: their end is told at once, not when the next flush is due.
    private var hadBacklog = false
    /// A pause in which the write-ahead log may be cut: each cut costs two syncs.
    private static let quietMilliseconds: Int64 = 200
    private var lastSubmitted: Int64 = 0
    /// Whether the outbox may hold messages that the publisher has not got.
    private var hasOutgoing = true
    private var isConnected = false
    /// Requests under way: one piece of work each between two batches.
    private var works: [(work: AdminWork, reply: (Result<AdminReply, VigieError>) -> Void)] = []
    private var purgedAt: Int64 = 0
    private let watchdog: RuleWatchdog
    private let hook: AlarmHook?

    init(
        store: StoreWriter, fold: Fold, site: SiteID, configuration: Configuration, mailbox: Mailbox,
        publisher: Publisher?, watchdog: RuleWatchdog, logger: Logger
    ) throws(StoreFailure) {
        self.watchdog = watchdog
        hook = configuration.alarms.command.isEmpty ? nil : AlarmHook(configuration.alarms, logger: logger)
        self.store = store
        writtenCursor = fold.cursor
        tagCount = fold.tagCount
        history = fold.forHistory([])
        stage = FoldStage(fold) { mailbox.nudge() }
        self.configuration = configuration
        self.mailbox = mailbox
        self.publisher = publisher
        self.logger = logger
        highWater = HighWaterBoard(site: site)
        // What was kept before the last end may not have been told; of several boots the latest holds.
        highWater.note(try store.sequences().sorted { $0.lastAt < $1.lastAt })
        var batch = MessageBatch()
        var positions: [LogPosition] = []
        try store.logTail(count: RedeliveryTail.window, into: &batch, positions: &positions)
        for message in batch.messages { tail.note(message, bytes: batch.bytes) }
    }

    // MARK: BatchSink

    func commit(_ batch: inout MessageBatch) throws(SinkFailure) {
        skips.removeAll(keepingCapacity: true)
        for message in batch.messages { skips.append(tail.isRedelivery(message, bytes: batch.bytes)) }
        prepare()
        let range: ClosedRange<Int64>?
        do {
            range = try store.commit(appending: batch, skipping: skips, hasUnwritten ? derivations : nil)
        } catch {
            throw DaemonLine.failure(error)
        }
        // Only now: what is not in the log must not count as sent again.
        for (index, message) in batch.messages.enumerated() {
            if skips[index] { redelivered += 1 } else { tail.note(message, bytes: batch.bytes) }
        }
        written()
        appendedSinceTrim += batch.count
        committedAt = Clocks.monotonicMilliseconds()
        if batch.count >= Limits.batchMessagesMax / 4 { hadBacklog = true }
        // A batch of redelivered messages only has no place in the log: there is nothing to fold.
        guard let range else { return }
        stage.fold(&batch, first: LogPosition(range.lowerBound), skipped: skips)
    }

    func released() {
        do {
            try care()
        } catch {
            // The next commit meets the same trouble and holds back the acknowledgements; here nothing is at stake.
            logger.warning("\(DaemonLine.error(of: error))")
        }
    }

    func idle() throws(SinkFailure) {
        if isConnected { stage.tick(Clocks.now()) }
        prepare(atOnce: hadBacklog)
        hadBacklog = false
        do {
            try write()
        } catch {
            throw DaemonLine.failure(error)
        }
        try care()
        guard Clocks.monotonicMilliseconds() - committedAt >= DaemonLine.quietMilliseconds else { return }
        do {
            try store.checkpointWhenIdle()
        } catch {
            throw DaemonLine.failure(error)
        }
    }

    func linkChanged(_ state: LinkState) {
        switch state {
        case .connecting: break
        case .connected(let sessionPresent):
            isConnected = true
            logger.info("connected to the broker", metadata: ["session": sessionPresent ? "kept" : "new"])
        case .refused(let reason): logger.error("the broker refuses us: \(reason)")
        case .subscriptionRefused(let filter): logger.error("the broker refuses the subscription \(filter)")
        case .disconnected(let reason, let retry):
            isConnected = false
            logger.warning("no link to the broker: \(reason)", metadata: ["retry_ms": "\(retry)"])
        case .stopped: isConnected = false
        }
    }

    // MARK: The fold and its writings

    /// Asks the fold for what it derived when that is due, and takes what is there; what an earlier failure left
    /// unwritten goes first.
    private func prepare(atOnce: Bool = false) {
        guard !hasUnwritten else { return }
        if let drained = stage.takeDrained() { return take(drained) }
        if stage.takeUrgency() { return stage.requestDrain() }
        let waits = stage.hasNews || redelivered > 0 || !highWater.isEmpty
        guard waits else { return }
        let isDue = Clocks.monotonicMilliseconds() - flushedAt >= configuration.fold.flushMilliseconds
        if isDue || atOnce { stage.requestDrain() }
    }

    private func take(_ drained: Derivations) {
        derivations = drained
        if redelivered > 0 { derivations.counters["redelivered", default: 0] += redelivered }
        redelivered = 0
        highWater.note(derivations.sequences)
        if publisher != nil { derivations.outbox += highWater.due(Clocks.monotonicMilliseconds()) }
        hasUnwritten = true
    }

    private func written() {
        guard hasUnwritten else { return }
        hasUnwritten = false
        if !derivations.outbox.isEmpty { hasOutgoing = true }
        if let hook {
            for message in derivations.outbox where AlarmMessage.isAlarm(message) { hook.submit(message.payload) }
        }
        writtenCursor = derivations.cursor
        flushedAt = Clocks.monotonicMilliseconds()
    }

    /// Puts messages into the outbox with the next writing.
    func publish(_ messages: [OutboxMessage]) throws(StoreFailure) {
        guard publisher != nil, !messages.isEmpty else { return }
        var outgoing = Derivations()
        outgoing.outbox = messages
        _ = try store.commit(appending: nil, outgoing)
        hasOutgoing = true
    }

    /// The registry changed on disk: the fold takes it over.
    func rebind() throws(StoreFailure) {
        stage.rebind(try store.bindings(), stock: try store.stockTags())
        try watchdog.registryChanged(stage, store)
    }

    /// Writes what was derived from everything committed so far; commands of people see the present.
    func flush() throws(StoreFailure) {
        try write()
        // What was asked for before, then the rest.
        stage.wait()
        if let drained = stage.takeDrained() { take(drained) }
        try write()
        stage.requestDrain()
        stage.wait()
        if let drained = stage.takeDrained() { take(drained) }
        try write()
    }

    private func write() throws(StoreFailure) {
        guard hasUnwritten else { return }
        _ = try store.commit(appending: nil, derivations)
        written()
    }

    // MARK: Care

    /// Commands of people, the outbox, the log's bounds.
    private func care() throws(SinkFailure) {
        do {
            for job in mailbox.take() { job(self) }
            doWorks()
            try moveOutbox()
            let now = Clocks.monotonicMilliseconds()
            try correct(now)
            guard now - caredAt >= 1000 else { return }
            caredAt = now
            purgeDaily(now)
            try watchdog.reload(stage, store, logger)
            if let hook { try tellHook(hook) }
            let before = Clocks.now().advanced(byMilliseconds: -Int64(configuration.log.days) * 86_400_000)
            _ = try store.trimLog(
                before: before, bytesMax: configuration.log.bytes, upTo: writtenCursor,
                rowsMax: 5000 + 2 * appendedSinceTrim)
            appendedSinceTrim = 0
        } catch {
            throw DaemonLine.failure(error)
        }
    }

    /// A piece of the correction in hand, or the next one when it is due.
    private func correct(_ now: Int64) throws(StoreFailure) {
        if corrector != nil {
            let corrected: Int?
            do {
                corrected = try corrector?.step()
            } catch {
                // Its spans are still in the database: the next one begins anew. This one may have given away what it
                // derived, and would take the spans for dealt with.
                corrector = nil
                throw error
            }
            guard let corrected else { return mailbox.nudge() }
            if let corrections = corrector?.corrections, !corrections.isEmpty {
                stage.changeWatch { fold in fold.changeWatch { $0.amend(corrections) } }
            }
            corrector = nil
            logger.info("late reads corrected the history", metadata: ["stays": "\(corrected)"])
        } else if now - correctedAt >= min(DaemonLine.correctionMilliseconds, configuration.fold.settleMilliseconds) {
            correctedAt = now
            let until = Clocks.now().advanced(byMilliseconds: -configuration.fold.settleMilliseconds)
            corrector = try Corrector(store: store, fold: history, notedBefore: until)
            if corrector != nil { mailbox.nudge() }
        }
    }

    /// Begins a request; `reply` is called on this thread when it is done.
    ///
    /// - Parameter who: the user who asks.
    func begin(_ request: AdminRequest, who: String, reply: @escaping (Result<AdminReply, VigieError>) -> Void) {
        do {
            try flush()
            let work = try Administration.work(
                request, store: store, now: Clocks.now(), defaults: configuration.retention, who: who
            ) { [stage] change in stage.changeWatch { fold in fold.changeWatch(change) } }
            works.append((work, reply))
        } catch let error as VigieError {
            reply(.failure(error))
        } catch let failure as StoreFailure {
            reply(.failure(failure.error))
        } catch {
            reply(.failure(VigieError(.inputOutput, "\(error)")))
        }
    }

    /// Counts what the hook failed at and had no room for.
    private func tellHook(_ hook: AlarmHook) throws(StoreFailure) {
        let counts = hook.takeCounts()
        guard !counts.isEmpty else { return }
        var derived = Derivations()
        derived.counters = counts
        _ = try store.commit(appending: nil, derived)
    }

    private func doWorks() {
        for _ in 0..<works.count {
            let (work, reply) = works.removeFirst()
            do {
                guard let answer = try work() else {
                    works.append((work, reply))
                    continue
                }
                try? rebind()
                hasOutgoing = true
                reply(.success(answer))
            } catch {
                reply(.failure(error))
            }
        }
        // More to do: come again soon, also while nothing arrives.
        if !works.isEmpty { mailbox.nudge() }
    }

    private func purgeDaily(_ nowMilliseconds: Int64) {
        guard purgedAt == 0 || nowMilliseconds - purgedAt >= 86_400_000 else { return }
        purgedAt = nowMilliseconds
        let logger = logger
        let work = Administration.purge(store, configuration.retention.stored, now: Clocks.now())
        works.append(
            (
                work,
                { result in
                    if case .failure(let error) = result { logger.warning("the daily purge failed: \(error)") }
                }
            ))
    }

    private func moveOutbox() throws(StoreFailure) {
        guard let publisher else { return }
        let delivered = mailbox.takeDelivered()
        if !delivered.isEmpty { try store.removeOutbox(ids: delivered) }
        guard hasOutgoing, publisher.room > 0 else { return }
        let waiting = try store.outbox().filter { $0.id > lastSubmitted }
        let taken = publisher.submit(
            waiting.map { OutgoingMessage(id: $0.id, topic: $0.topic, payload: $0.payload, retain: $0.isRetained) })
        if taken > 0 { lastSubmitted = waiting[taken - 1].id }
        hasOutgoing = taken < waiting.count
    }

    // MARK: Failures

    static func failure(_ failure: StoreFailure) -> SinkFailure {
        failure.isFatal ? .fatal(failure.error) : .retry(failure.error)
    }

    static func error(of failure: SinkFailure) -> VigieError {
        switch failure {
        case .retry(let error), .fatal(let error): error
        }
    }
}
