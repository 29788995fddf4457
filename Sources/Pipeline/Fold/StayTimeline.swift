import Model

/// Puts a piece of history that was derived again in the place of the one that was told.
enum StayTimeline {
    /// What was derived again is followed this long after the last late read, until it meets what was told.
    static let tailMilliseconds: Int64 = 30_000

    /// The new history; nil when nothing changes.
    ///
    /// - Parameters:
    ///   - told: the stays in the database from the one on that holds `span.from`, in rising order, not overlapping.
    ///   - derived: the stays derived again, in rising order; they begin before `span.from` or at a late read.
    ///   - heardUntil: event time of the last read that they know.
    /// - Complexity: O(told + derived).
    static func corrected(
        told: [StayRecord], derived: [StayRecord], span: LateSpan, heardUntil: Instant
    ) -> [StayRecord]? {
        guard let first = derived.first else { return nil }
        let start = max(span.from, first.from)
        let end = meeting(told, derived, after: max(start, span.to), heardUntil: heardUntil)
        guard start < end else { return nil }
        var stays = told.compactMap { $0.clipped(from: .distantPast, to: start) }
        for piece in derived {
            guard var piece = piece.clipped(from: start, to: end) else { continue }
            piece.isCorrected = true
            append(piece, to: &stays)
        }
        for stay in told {
            if let rest = stay.clipped(from: end, to: nil) { append(rest, to: &stays) }
        }
        let isSame =
            stays.count == told.count
            && zip(stays, told).allSatisfy { $0.unit == $1.unit && $0.from == $1.from && $0.to == $1.to }
        return isSame ? nil : stays
    }

    /// The first instant from `instant` on at which both say the same, within the tail; else the tail's end.
    private static func meeting(
        _ told: [StayRecord], _ derived: [StayRecord], after instant: Instant, heardUntil: Instant
    ) -> Instant {
        let limit = max(
            instant.advanced(byMilliseconds: 1), min(instant.advanced(byMilliseconds: tailMilliseconds), heardUntil))
        let bounds = (told + derived).flatMap { [$0.from, $0.to ?? limit] }.filter { $0 > instant && $0 < limit }
        for candidate in [instant.advanced(byMilliseconds: 1)] + bounds.sorted() {
            if unit(told, at: candidate) == unit(derived, at: candidate) { return candidate }
        }
        return limit
    }

    private static func unit(_ stays: [StayRecord], at instant: Instant) -> UnitKey? {
        stays.last { $0.from <= instant && ($0.to.map { $0 > instant } ?? true) }?.unit
    }

    /// Appends a stay, as one with the last where they touch in the same unit.
    private static func append(_ stay: StayRecord, to stays: inout [StayRecord]) {
        guard let last = stays.last, last.unit == stay.unit, last.to == stay.from else {
            stays.append(stay)
            return
        }
        stays[stays.count - 1].to = stay.to
        stays[stays.count - 1].isCorrected = last.isCorrected && stay.isCorrected
    }
}

extension StayRecord {
    /// The part of the stay inside a span; nil when there is none.
    func clipped(from start: Instant, to end: Instant?) -> StayRecord? {
        var part = self
        part.from = max(from, start)
        if let end { part.to = min(to ?? end, end) }
        if let to = part.to, to <= part.from { return nil }
        return part
    }
}
