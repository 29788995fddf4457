import Model

/// Gathers reads that came later than the rewind window: per trackable the spans of history that they call into
/// question.
struct LateSpans: Sendable {
    /// Reads farther apart than this are two spans.
    static let gapMilliseconds: Int64 = 60_000

    /// A read received later than this after its event is not found in the log by its time.
    static let backlogMilliseconds: Int64 = 60_000

    private var spans: [LateSpan] = []
    /// The last span of each trackable in `spans`.
    private var newest: [TrackKey: Int] = [:]

    mutating func note(_ track: TrackKey, at: Instant, position: LogPosition, receivedAt: Instant) {
        let read = LateSpan(track: track, from: at, to: at, first: position, last: position, notedAt: receivedAt)
        if let index = newest[track], spans[index].isNear(read) {
            spans[index].absorb(read)
        } else {
            newest[track] = spans.count
            spans.append(read)
        }
    }

    /// Notes an in-order read when its receipt is far behind it.
    mutating func noteBacklog(at: Instant, position: LogPosition, receivedAt: Instant) {
        guard receivedAt.milliseconds - at.milliseconds > LateSpans.backlogMilliseconds else { return }
        note(LateSpan.backlog, at: at, position: position, receivedAt: receivedAt)
    }

    mutating func take() -> [LateSpan] {
        defer {
            spans.removeAll()
            newest.removeAll()
        }
        return spans
    }

    /// Spans of one trackable that are near each other as one; in the order of trackable and time.
    static func merged(_ spans: [LateSpan]) -> [LateSpan] {
        var merged: [LateSpan] = []
        for span in spans.sorted(by: { ($0.track.rawValue, $0.from) < ($1.track.rawValue, $1.from) }) {
            if let last = merged.last, last.track == span.track, last.isNear(span) {
                merged[merged.count - 1].absorb(span)
            } else {
                merged.append(span)
            }
        }
        return merged
    }
}

extension LateSpan {
    func isNear(_ other: LateSpan) -> Bool {
        other.from.milliseconds <= to.milliseconds + LateSpans.gapMilliseconds
            && other.to.milliseconds >= from.milliseconds - LateSpans.gapMilliseconds
    }

    mutating func absorb(_ other: LateSpan) {
        from = min(from, other.from)
        to = max(to, other.to)
        first = min(first, other.first)
        last = max(last, other.last)
        notedAt = max(notedAt, other.notedAt)
    }
}
