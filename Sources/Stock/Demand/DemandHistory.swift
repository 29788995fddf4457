/// What was consumed of a product at a place, day by day, and on which days nothing could be had.
///
/// Consumption is what was issued or dispensed less what came back; losses and transfers are none. A day on which more
/// came back than went out counts as nothing consumed.
public struct DemandHistory: Sendable, Equatable {
    /// Smallest units per day, never negative; the last is the latest day.
    public let days: [Double]
    /// For each day whether the stock was out for at least part of it; empty when it never was.
    public let stockOuts: [Bool]

    /// - Parameters:
    ///   - days: smallest units per day, oldest first. Negative days count as 0.
    ///   - stockOuts: as many as days, or none; what is missing counts as in stock.
    /// - Complexity: O(n).
    public init(days: [Double], stockOuts: [Bool] = []) {
        self.days = days.map { $0.isFinite ? max(0, $0) : 0 }
        self.stockOuts = stockOuts.contains(true) ? Array(stockOuts.prefix(days.count)) : []
    }

    /// Whether the stock was out on a day.
    public func isOut(_ day: Int) -> Bool { day < stockOuts.count && stockOuts[day] }

    /// Days without stock.
    public var stockOutDays: Int { stockOuts.count { $0 } }

    /// Smallest units a day, over the days with stock alone: what would have been consumed if there had always been
    /// some. 0 without a day in stock.
    ///
    /// The same correction as dividing the consumption of a period by its days in stock (WHO and MSH, *average monthly
    /// consumption*).
    /// - Complexity: O(n).
    public var meanPerDay: Double {
        var sum = 0.0
        var count = 0
        for (day, quantity) in days.enumerated() where !isOut(day) {
            sum += quantity
            count += 1
        }
        return count > 0 ? sum / Double(count) : 0
    }

    /// The days as they would have been with stock: where there was none at least the mean of the others.
    /// - Complexity: O(n).
    public var corrected: [Double] {
        guard !stockOuts.isEmpty else { return days }
        let mean = meanPerDay
        return days.enumerated().map { isOut($0.offset) ? max($0.element, mean) : $0.element }
    }

    /// The history of a part of the days.
    public subscript(range: Range<Int>) -> DemandHistory {
        let range = range.clamped(to: days.indices)
        let outs = stockOuts.isEmpty ? [] : range.map(isOut)
        return DemandHistory(days: Array(days[range]), stockOuts: outs)
    }
}

/// How demand comes, by the usual bounds (Syntetos, Boylan and Croston 2005).
public enum DemandPattern: String, Sendable, CaseIterable {
    /// Often and evenly; often and unevenly; seldom and evenly; seldom and unevenly.
    case smooth, erratic, intermittent, lumpy
    /// No demand at all.
    case none
}

extension DemandHistory {
    /// The mean of days from one demand to the next; infinite when there is none.
    public var interval: Double {
        let demands = days.count { $0 > 0 }
        return demands > 0 ? Double(days.count) / Double(demands) : .infinity
    }

    /// How demand comes: an interval of 1.32 days and a squared coefficient of variation of 0.49 part the four.
    /// - Complexity: O(n).
    public var pattern: DemandPattern {
        let demands = days.filter { $0 > 0 }
        guard !demands.isEmpty else { return .none }
        let mean = demands.reduce(0, +) / Double(demands.count)
        let variance = demands.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(demands.count)
        let isUneven = variance / (mean * mean) >= 0.49
        return interval < 1.32 ? (isUneven ? .erratic : .smooth) : (isUneven ? .lumpy : .intermittent)
    }
}
