import Model
import Resolve
import Store

/// Corrects history after reads that came later than the rewind window: reads the log around them again, with all reads
/// at their places, and puts what comes out in the place of what was told.
///
/// A few messages at a time, so that it runs between two batches of the line. Which spans wait is in the database, and
/// goes last: a crash on the way only begins anew, and what was corrected already stays as it is.
struct Corrector {
    /// Reads before a late one from which the filter starts, and after it until both histories have met.
    private static let warmUpMilliseconds: Int64 = 60_000
    private static let tailMilliseconds = StayTimeline.tailMilliseconds + 10_000
    private static let spansMax = 10_000
    /// More messages than this are not read again for one correction; the spans then stay uncorrected, and are counted.
    private static let messagesMax: Int64 = 2_000_000
    private static let chunkMessages = 1000

    private let store: StoreWriter
    private let rows: [Int64]
    private let spans: [LateSpan]
    private let setAside: Set<LogPosition>
    private var scratch: Fold
    /// Log positions still to read, in rising order.
    private var ranges: [ClosedRange<Int64>] = []
    private var batch = MessageBatch()
    /// What was told and what took its place; for the watch, when it is done.
    private(set) var corrections: [Correction] = []

    /// One trackable's end of history, before and after.
    struct Correction: Sendable {
        var track: TrackKey
        var told: [StayRecord]
        var corrected: [StayRecord]
    }

    /// - Parameters:
    ///   - fold: its site and radio map are taken.
    ///   - until: spans noted before it; `.distantFuture` for all.
    /// - Returns: nil when no span waits.
    init?(store: StoreWriter, fold: Fold, notedBefore until: Instant) throws(StoreFailure) {
        let waiting = try store.lateSpans(notedBefore: until, limit: Corrector.spansMax)
        guard !waiting.isEmpty else { return nil }
        self.store = store
        rows = waiting.map(\.id)
        let merged = LateSpans.merged(waiting)
        spans = merged
        setAside = try store.quarantined()
        let tracks = Set(merged.map(\.track))
        scratch = fold.forHistory(try store.bindings().filter { tracks.contains($0.track) })
        // Their clocks as they are known now.
        for reader in try store.readers() { scratch.restore(reader) }
        ranges = try Corrector.ranges(of: merged, store)
    }

    /// The log around the late reads' event times, where they lie themselves, and where reads of those times lie that
    /// were received long after they were made.
    private static func ranges(of spans: [LateSpan], _ store: StoreWriter) throws(StoreFailure) -> [ClosedRange<Int64>]
    {
        var times: [ClosedRange<Int64>] = []
        for span in spans.sorted(by: { $0.from < $1.from }) {
            let window =
                (span.from.milliseconds - warmUpMilliseconds)...(span.to.milliseconds + tailMilliseconds)
            add(window, to: &times)
        }
        var positions = spans.map { $0.first.rawValue...$0.last.rawValue }
        for time in times {
            let first = try store.logPosition(receivedFrom: Instant(milliseconds: time.lowerBound)).rawValue
            let receivedUntil = Instant(milliseconds: time.upperBound + LateSpans.backlogMilliseconds)
            let end = try store.logPosition(receivedFrom: receivedUntil).rawValue
            if end > first { positions.append(first...(end - 1)) }
            let backlogs = try store.backlogs(
                from: Instant(milliseconds: time.lowerBound), to: Instant(milliseconds: time.upperBound))
            positions += backlogs.map { $0.first.rawValue...$0.last.rawValue }
        }
        var ranges: [ClosedRange<Int64>] = []
        for range in positions.sorted(by: { $0.lowerBound < $1.lowerBound }) { add(range, to: &ranges) }
        return ranges
    }

    /// Appends a range, as one with the last where they touch.
    private static func add(_ range: ClosedRange<Int64>, to ranges: inout [ClosedRange<Int64>]) {
        if let last = ranges.last, range.lowerBound <= last.upperBound + 1 {
            ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
        } else {
            ranges.append(range)
        }
    }

    /// A piece of the work.
    /// - Returns: the stays that were corrected, when it is done; nil while there is more to do.
    mutating func step() throws(StoreFailure) -> Int? {
        guard ranges.reduce(0, { $0 + Int64($1.count) }) <= Corrector.messagesMax else { return try giveUp() }
        guard let range = ranges.first else { return try finish() }
        batch.removeAll()
        var positions: [LogPosition] = []
        let limit = min(Corrector.chunkMessages, range.count)
        _ = try store.readLog(
            after: LogPosition(range.lowerBound - 1), limit: limit, into: &batch, positions: &positions)
        let inside = positions.prefix { $0.rawValue <= range.upperBound }.count
        let skipped = positions.enumerated().map { $0.offset >= inside || setAside.contains($0.element) }
        if let first = positions.first { scratch.fold(batch, first: first, skipped: skipped) }
        if inside == positions.count, let last = positions.last, last.rawValue < range.upperBound {
            ranges[0] = (last.rawValue + 1)...range.upperBound
        } else {
            ranges.removeFirst()
        }
        return nil
    }

    private mutating func giveUp() throws(StoreFailure) -> Int {
        var derivations = Derivations()
        derivations.settledSpans = rows
        derivations.counters["uncorrected"] = spans.count
        _ = try store.commit(appending: nil, derivations)
        return 0
    }

    private mutating func finish() throws(StoreFailure) -> Int {
        var derived = Derivations()
        scratch.drain(into: &derived)
        var stays: [TrackKey: [StayRecord]] = [:]
        for rewrite in derived.stays { stays[rewrite.track, default: []] += rewrite.stays }
        var heard: [TrackKey: Instant] = [:]
        for track in derived.tracks { heard[track.track] = track.observedAt }
        // A trackable's spans in rising order; the second one sees what the first one made, so each is committed.
        var corrected = 0
        for span in spans {
            guard let pieces = stays[span.track], let heardUntil = heard[span.track] else { continue }
            let told = try store.stays(of: span.track, since: span.from)
            let history = StayTimeline.corrected(told: told, derived: pieces, span: span, heardUntil: heardUntil)
            guard let history else { continue }
            var one = Derivations()
            one.stays = [
                StayRewrite(
                    track: span.track, from: min(told.first?.from ?? span.from, history.first?.from ?? span.from),
                    stays: history, isCorrection: true)
            ]
            _ = try store.commit(appending: nil, one)
            corrections.append(Correction(track: span.track, told: told, corrected: history))
            corrected += 1
        }
        var settled = Derivations()
        settled.settledSpans = rows
        _ = try store.commit(appending: nil, settled)
        return corrected
    }
}
