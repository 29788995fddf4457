/// Sets of time as spans.
public enum TimeSpans {
    /// The same time without overlaps, in rising order. - Complexity: O(n log n).
    public static func merged(_ spans: [TimeSpan]) -> [TimeSpan] {
        var merged: [TimeSpan] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) where !span.isEmpty {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }

    /// The parts of merged spans inside one span. - Complexity: O(log n + parts).
    public static func parts(of spans: [TimeSpan], in span: TimeSpan) -> [TimeSpan] {
        var (low, high) = (0, spans.count)
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].upperBound <= span.lowerBound { low = middle + 1 } else { high = middle }
        }
        var parts: [TimeSpan] = []
        while low < spans.count, spans[low].lowerBound < span.upperBound {
            let part = spans[low].clamped(to: span)
            if !part.isEmpty { parts.append(part) }
            low += 1
        }
        return parts
    }

    /// Spans apart by no more than a gap as one; given in rising order.
    public static func joined(_ spans: [TimeSpan], gap: Int64) -> [TimeSpan] {
        var joined: [TimeSpan] = []
        for span in spans {
            if let last = joined.last, span.lowerBound - last.upperBound <= gap {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                joined.append(span)
            }
        }
        return joined
    }

    /// The most spans that hold one instant, and the first such instant; nil for none. A span that ends where another
    /// begins does not meet it. - Complexity: O(n log n).
    public static func peak(_ spans: [TimeSpan]) -> (count: Int, at: Int64)? {
        var steps: [(at: Int64, change: Int)] = []
        steps.reserveCapacity(spans.count * 2)
        for span in spans where !span.isEmpty {
            steps.append((span.lowerBound, 1))
            steps.append((span.upperBound, -1))
        }
        steps.sort { ($0.at, $0.change) < ($1.at, $1.change) }
        var now = 0
        var peak: (count: Int, at: Int64)?
        for step in steps {
            now += step.change
            if now > peak?.count ?? 0 { peak = (now, step.at) }
        }
        return peak
    }

    /// A quantile of sorted values, 0–1, by the nearest rank; 0 for none.
    public static func quantile(_ sorted: [Int64], _ share: Double) -> Int64 {
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((share * Double(sorted.count)).rounded(.up)) - 1
        return sorted[max(0, min(sorted.count - 1, rank))]
    }
}
