import Dispatch
import Model
import Synchronization

/// The fold on a thread of its own, behind the line: whole batches cross, in log order, and what was derived comes back
/// whole, with its cursor. The line commits and acknowledges the next batch meanwhile.
///
/// Used from one thread, the line's. At most ``waitingBatchesMax`` batches wait; then the line waits.
final class FoldStage: @unchecked Sendable {
    private static let waitingBatchesMax = 16

    // The fold is touched on the queue only, which runs one piece of work after the other.
    private let queue = DispatchQueue(label: "vigie.fold", qos: .userInitiated)
    private var fold: Fold
    private let room = DispatchSemaphore(value: FoldStage.waitingBatchesMax)
    private let exchange = Mutex(Exchange())
    /// Whether something was handed over since the last drain.
    private(set) var hasNews: Bool
    private var isDraining = false

    private struct Exchange {
        var ready: Derivations?
        /// Used up, with their memory.
        var batches: [MessageBatch] = []
        /// Steps of alarms wait in the fold.
        var isUrgent = false
    }

    /// Called when a drain is there.
    private let wake: @Sendable () -> Void

    init(_ fold: Fold, wake: @escaping @Sendable () -> Void) {
        self.fold = fold
        self.wake = wake
        hasNews = fold.hasNews
    }

    /// Hands a committed batch over and leaves an empty one in its place.
    ///
    /// - Parameters:
    ///   - first: its first message's position in the log.
    ///   - skipped: per message, true for those that are not in the log.
    func fold(_ batch: inout MessageBatch, first: LogPosition, skipped: [Bool]) {
        room.wait()
        var empty = exchange.withLock { $0.batches.popLast() } ?? MessageBatch()
        swap(&batch, &empty)
        hasNews = true
        queue.async { [full = empty] in
            self.fold.fold(full, first: first, skipped: skipped)
            self.tellAlarms()
            self.giveBack(full)
            self.room.signal()
        }
    }

    private func giveBack(_ batch: consuming MessageBatch) {
        var batch = batch
        batch.removeAll()
        exchange.withLock { exchange in
            if exchange.batches.count < FoldStage.waitingBatchesMax { exchange.batches.append(batch) }
        }
    }

    /// Lets receive time pass while nothing arrives.
    func tick(_ now: Instant) {
        queue.async {
            self.fold.tick(now)
            self.tellAlarms()
        }
        hasNews = true
    }

    /// An alarm does not wait for the next regular drain.
    private func tellAlarms() {
        guard fold.hasAlarms else { return }
        exchange.withLock { $0.isUrgent = true }
        wake()
    }

    /// Whether alarms waited since the last call; not while a drain is under way, which may be too early for them.
    func takeUrgency() -> Bool {
        guard !isDraining else { return false }
        return exchange.withLock { exchange in
            defer { exchange.isUrgent = false }
            return exchange.isUrgent
        }
    }

    /// Changes what is watched for, after all that was handed over before.
    func changeWatch(_ change: @escaping @Sendable (inout Fold) -> Void) {
        queue.async {
            change(&self.fold)
            self.tellAlarms()
        }
        hasNews = true
    }

    /// The registry changed.
    func rebind(_ bindings: [TagBinding], stock: StockTags) {
        queue.async { self.fold.rebind(bindings, stock: stock) }
    }

    /// Asks for what was derived from everything handed over so far; ``takeDrained()`` gives it, later.
    func requestDrain() {
        guard !isDraining else { return }
        isDraining = true
        hasNews = false
        queue.async {
            var derivations = Derivations()
            self.fold.drain(into: &derivations)
            self.exchange.withLock { $0.ready = derivations }
            self.wake()
        }
    }

    /// What the last ``requestDrain()`` came to; nil while it is under way, or when there was none.
    func takeDrained() -> Derivations? {
        guard isDraining else { return nil }
        let ready = exchange.withLock { exchange in
            defer { exchange.ready = nil }
            return exchange.ready
        }
        if ready != nil { isDraining = false }
        return ready
    }

    /// Waits until everything handed over is folded, and drains that was asked for are there.
    func wait() { queue.sync {} }
}
