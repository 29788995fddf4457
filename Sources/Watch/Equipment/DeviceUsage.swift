public import Model

/// How one device was used in a span of time.
public struct DeviceUsage: Sendable {
    /// Uses apart by no more than this are one turn.
    public static let turnGapMilliseconds: Int64 = 15 * 60_000

    /// By status; together with ``unseenMilliseconds`` they are the whole span.
    public var milliseconds: [EquipmentStatus: Int64] = [:]
    /// Before anything was known of it.
    public var unseenMilliseconds: Int64
    /// Times that it was taken into use, in rising order.
    public var turns: [TimeSpan] = []
    /// Each use with the unit it was in.
    public var uses: [(unit: UnitKey?, time: TimeSpan)] = []

    /// Never in use in the whole span.
    public var isIdleCandidate: Bool { (milliseconds[.inUse] ?? 0) == 0 }

    /// - Parameter spans: as ``StatusTimeline/spans(of:in:_:)`` gives them for the same span of time.
    public init(_ spans: [StatusSpan], in span: TimeSpan) {
        unseenMilliseconds = Int64(span.count)
        for part in spans {
            milliseconds[part.status, default: 0] += part.milliseconds
            unseenMilliseconds -= part.milliseconds
            if part.status == .inUse { uses.append((part.unit, part.from..<part.to)) }
        }
        turns = TimeSpans.joined(uses.map(\.time), gap: DeviceUsage.turnGapMilliseconds)
    }
}

/// How many devices were in use at the same time.
public struct DemandTally: Sendable {
    /// By unit category; empty text for outside of all units.
    private var uses: [String: [TimeSpan]] = [:]

    public init() {}

    /// One device was in use for a while in a unit of a category.
    public mutating func add(_ time: TimeSpan, unitCategory: String) {
        uses[unitCategory, default: []].append(time)
    }

    /// The most at once, and when first; nil when none was in use.
    public var peak: (count: Int, at: Int64)? { TimeSpans.peak(uses.values.flatMap { $0 }) }

    /// The same for each unit category, by name.
    public var peaks: [(unitCategory: String, count: Int, at: Int64)] {
        uses.compactMap { category, times in
            TimeSpans.peak(times).map { (category, $0.count, $0.at) }
        }.sorted { $0.0 < $1.0 }
    }

    /// The most at once in each hour of the day.
    ///
    /// - Parameter offsetSeconds: of the local time at an instant.
    /// - Returns: 24 counts.
    /// - Complexity: O(n log n + hours in use).
    public func peakByHour(offsetSeconds: (Int64) -> Int) -> [Int] {
        var hours = [Int](repeating: 0, count: 24)
        var steps: [(at: Int64, change: Int)] = []
        for time in uses.values.flatMap({ $0 }) where !time.isEmpty {
            steps.append((time.lowerBound, 1))
            steps.append((time.upperBound, -1))
        }
        steps.sort { ($0.at, $0.change) < ($1.at, $1.change) }
        var now = 0
        for (index, step) in steps.enumerated() {
            now += step.change
            guard now > 0, index + 1 < steps.count, steps[index + 1].at > step.at else { continue }
            DemandTally.mark(step.at..<steps[index + 1].at, now, &hours, offsetSeconds)
        }
        return hours
    }

    private static func mark(
        _ span: TimeSpan, _ count: Int, _ hours: inout [Int], _ offsetSeconds: (Int64) -> Int
    ) {
        let hour: Int64 = 3_600_000
        var time = span.lowerBound
        // A day and an hour touch every hour, whatever the clock does in between.
        let end = min(span.upperBound, span.lowerBound + 25 * hour)
        while time < end {
            let offset = offsetSeconds(time)
            let local = time + Int64(offset) * 1000
            let number = local >= 0 ? local / hour : (local - hour + 1) / hour
            let place = Int(((number % 24) + 24) % 24)
            hours[place] = max(hours[place], count)
            let next = time + hour - (local - number * hour)
            // Clocks are changed on a quarter of an hour.
            let quarter = hour / 4
            time = offsetSeconds(next - 1) == offset ? next : (time / quarter + 1) * quarter
        }
    }
}
