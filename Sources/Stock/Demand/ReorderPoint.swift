public import Model

extension Criticality {
    /// The share of lead times whose demand the stock at the reorder point covers, 0 to 1.
    public var serviceLevel: Double {
        switch self {
        case .vital: 0.99
        case .essential: 0.95
        case .ordinary: 0.9
        }
    }
}

/// How long orders took, in whole days: what really happened, with its long tail.
public struct LeadTimes: Sendable, Equatable {
    /// Days from order to receipt, in the order of the orders.
    public let days: [Int]

    /// Longer ones count as this.
    public static let daysMax = 365

    /// - Parameter days: negative ones count as 0, those above ``daysMax`` as that.
    public init(_ days: [Int]) {
        self.days = days.map { min(max(0, $0), Self.daysMax) }
    }

    /// The lead time that a share of orders does not exceed; nil without orders.
    /// - Complexity: O(n log n).
    public func quantile(_ share: Double) -> Int? {
        guard !days.isEmpty else { return nil }
        let sorted = days.sorted()
        let rank = Int((min(max(share, 0), 1) * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank - 1, 0), sorted.count - 1)]
    }

    /// The mean; 0 without orders.
    public var mean: Double { days.isEmpty ? 0 : Double(days.reduce(0, +)) / Double(days.count) }
}

/// When to order, from what was consumed and how long orders took.
public struct ReorderPoint: Sendable, Equatable {
    /// Order when what is there and on order is this or less, in smallest units.
    public let units: Double
    /// The mean of the demand over lead time and review, in smallest units; the rest of ``units`` is the safety stock.
    public let expectedUnits: Double
    public let serviceLevel: Double

    /// From the distribution of what was consumed in any stretch as long as a lead time and the review behind it, each
    /// real lead time with its share. No normal law is assumed: lead times have long tails (in one hospital's orders a
    /// median of 1 day, a mean of 3 and a longest of 229).
    ///
    /// - Parameters:
    ///   - reviewDays: days from one look at the stock to the next; 1 looks daily.
    ///   - serviceLevel: share of lead times whose demand is covered, 0 to 1.
    /// - Returns: nil without orders or with fewer than 14 days.
    /// - Complexity: O(days · different lead times), plus sorting.
    public static func empirical(
        _ history: DemandHistory, _ leadTimes: LeadTimes, reviewDays: Int, serviceLevel: Double
    ) -> ReorderPoint? {
        let days = history.corrected
        guard days.count >= 14, !leadTimes.days.isEmpty else { return nil }
        var sums: [Double] = [0]
        sums.reserveCapacity(days.count + 1)
        for day in days { sums.append((sums.last ?? 0) + day) }
        var counts: [Int: Int] = [:]
        for lead in leadTimes.days {
            // No stretch longer than a quarter of the history: there would be too few of them.
            counts[min(max(1, lead) + max(0, reviewDays), max(7, days.count / 4)), default: 0] += 1
        }
        var samples: [(units: Double, weight: Double)] = []
        for (length, count) in counts.sorted(by: { $0.key < $1.key }) {
            let stretches = days.count - length + 1
            let weight = Double(count) / Double(stretches)
            for start in 0..<stretches { samples.append((sums[start + length] - sums[start], weight)) }
        }
        samples.sort { $0.units < $1.units }
        let total = Double(leadTimes.days.count)
        var reached = 0.0
        var units = samples.last?.units ?? 0
        for sample in samples {
            reached += sample.weight
            if reached >= serviceLevel * total {
                units = sample.units
                break
            }
        }
        let expected = samples.reduce(0) { $0 + $1.units * $1.weight } / total
        return ReorderPoint(units: units, expectedUnits: expected, serviceLevel: serviceLevel)
    }
}
