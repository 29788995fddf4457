/// How many were somewhere over time: the mean, the most at once, and both hour by hour.
public struct OccupancyTally: Sendable {
    /// One hour, or what is left of it at the span's end.
    public struct Hour: Hashable, Sendable {
        public var at: Int64
        public var mean: Double
        public var peak: Int
    }

    private let span: TimeSpan
    private var times: [TimeSpan] = []

    public init(in span: TimeSpan) {
        self.span = span
    }

    /// One was there for a while.
    public mutating func add(_ time: TimeSpan) {
        let part = time.clamped(to: span)
        if !part.isEmpty { times.append(part) }
    }

    public var isEmpty: Bool { times.isEmpty }

    /// Number there at once, weighted by time.
    public var mean: Double {
        guard !span.isEmpty else { return 0 }
        return Double(times.reduce(Int64(0)) { $0 + $1.upperBound - $1.lowerBound }) / Double(span.count)
    }

    /// The most there at once, and when first; nil when nobody was.
    public var peak: (count: Int, at: Int64)? { TimeSpans.peak(times) }

    /// Hours from the span's start on, in rising order. - Complexity: O(n log n + n · hours each lasts).
    public func hours() -> [Hour] {
        let length: Int64 = 3_600_000
        let count = Int((Int64(span.count) + length - 1) / length)
        var parts = [[TimeSpan]](repeating: [], count: count)
        for time in times {
            let first = Int((time.lowerBound - span.lowerBound) / length)
            let last = Int((time.upperBound - 1 - span.lowerBound) / length)
            for index in first...last {
                let start = span.lowerBound + Int64(index) * length
                parts[index].append(time.clamped(to: start..<min(start + length, span.upperBound)))
            }
        }
        return parts.enumerated().map { index, parts in
            let start = span.lowerBound + Int64(index) * length
            let end = min(start + length, span.upperBound)
            let total = parts.reduce(Int64(0)) { $0 + $1.upperBound - $1.lowerBound }
            return Hour(
                at: start, mean: Double(total) / Double(end - start), peak: TimeSpans.peak(parts)?.count ?? 0)
        }
    }
}
