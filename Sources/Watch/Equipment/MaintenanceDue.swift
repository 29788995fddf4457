public import Model

/// How a plan of a device stands.
public struct MaintenanceDue: Hashable, Sendable {
    /// The newest done-entry; nil before the first.
    public var lastDone: Instant?
    /// When it is due, or was; nil while hours in use are left.
    public var due: Instant?
    /// Hours in use since it was done, in milliseconds; nil for plans of the calendar.
    public var usedMilliseconds: Int64?
    /// Spans in which it was overdue, in rising order; the last one ends with the time looked at while it still is.
    public var overdue: [TimeSpan] = []

    /// Whether it is due at `now`.
    public func isOverdue(now: Instant) -> Bool { due.map { $0 <= now } ?? false }

    /// - Parameters:
    ///   - entries: of this plan, in any order: what is entered late takes its place by its time.
    ///   - inUse: when the device was in use, in rising order; for plans of hours in use only.
    ///   - now: entries after it are passed over.
    /// - Complexity: O(entries log entries + uses).
    public init(_ plan: MaintenancePlan, _ entries: [MaintenanceEntry], inUse: [TimeSpan] = [], now: Instant) {
        let done = entries.filter { $0.plan == plan.name && $0.at <= now }.map(\.at).sorted()
        lastDone = done.last
        let starts = [plan.start] + done.filter { $0 > plan.start }
        for (index, start) in starts.enumerated() {
            let next = index + 1 < starts.count ? starts[index + 1] : now
            let isLast = index + 1 == starts.count
            var dueAt: Instant?
            switch plan.interval {
            case .days(let days): dueAt = start.advanced(byMilliseconds: Int64(days) * 86_400_000)
            case .hoursInUse(let hours):
                let limit = Int64(hours) * 3_600_000
                let counted = MaintenanceDue.count(inUse, from: start, to: next, limit: limit)
                dueAt = counted.reached
                if isLast { usedMilliseconds = counted.used }
            }
            if isLast { due = dueAt }
            if let dueAt, dueAt < next { overdue.append(dueAt.milliseconds..<next.milliseconds) }
        }
    }

    private static func count(
        _ inUse: [TimeSpan], from: Instant, to: Instant, limit: Int64
    ) -> (used: Int64, reached: Instant?) {
        guard from < to else { return (0, nil) }
        var used: Int64 = 0
        var reached: Instant?
        for use in TimeSpans.parts(of: inUse, in: from.milliseconds..<to.milliseconds) {
            let length = use.upperBound - use.lowerBound
            if reached == nil, used + length >= limit {
                reached = Instant(milliseconds: use.lowerBound + limit - used)
            }
            used += length
        }
        return (used, reached)
    }
}
