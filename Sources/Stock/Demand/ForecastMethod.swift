/// Ways to foresee the demand of a day from the days before.
public enum ForecastMethod: String, Sendable, CaseIterable {
    /// The mean of the last days, as many as are asked for.
    case naive
    /// Simple exponential smoothing.
    case ses
    /// Croston's interval method with the correction of its bias (Syntetos and Boylan 2005).
    case sba
    /// Teunter, Syntetos and Babai (2011): the probability of a demand and its size, each smoothed; a product that dies
    /// fades.
    case tsb

    /// Smoothing of levels and sizes.
    public static let alpha = 0.1
    /// Smoothing of the probability of a demand in ``tsb``.
    public static let beta = 0.1

    /// Units a day, foreseen behind each day: as many as there are days.
    ///
    /// - Parameter horizonDays: how many days ``naive`` looks back; the others do not use it.
    /// - Complexity: O(n).
    public func forecasts(_ days: [Double], horizonDays: Int) -> [Double] {
        switch self {
        case .naive: Self.naive(days, max(1, horizonDays))
        case .ses: Self.ses(days)
        case .sba: Self.sba(days)
        case .tsb: Self.tsb(days)
        }
    }

    private static func naive(_ days: [Double], _ window: Int) -> [Double] {
        var sum = 0.0
        return days.indices.map { day in
            sum += days[day]
            if day >= window { sum -= days[day - window] }
            return max(0, sum) / Double(min(day + 1, window))
        }
    }

    private static func ses(_ days: [Double]) -> [Double] {
        var level = days.first ?? 0
        return days.map { day in
            level += alpha * (day - level)
            return level
        }
    }

    private static func sba(_ days: [Double]) -> [Double] {
        var size = 0.0
        var interval = 1.0
        var since = 0
        var hasBegun = false
        return days.map { day in
            since += 1
            if day > 0 {
                if hasBegun {
                    size += alpha * (day - size)
                    interval += alpha * (Double(since) - interval)
                } else {
                    (size, interval, hasBegun) = (day, Double(since), true)
                }
                since = 0
            }
            return (1 - alpha / 2) * size / interval
        }
    }

    private static func tsb(_ days: [Double]) -> [Double] {
        var size = 0.0
        var probability = 0.0
        var hasBegun = false
        return days.enumerated().map { index, day in
            if day > 0 {
                if hasBegun {
                    size += alpha * (day - size)
                    probability += beta * (1 - probability)
                } else {
                    (size, probability, hasBegun) = (day, 1 / Double(index + 1), true)
                }
            } else {
                probability -= beta * probability
            }
            return probability * size
        }
    }
}

/// A forecast with its error on the history that it was made from.
public struct DemandForecast: Sendable, Equatable {
    /// How well one method foresaw the totals over the lead time.
    public struct Score: Sendable, Equatable {
        public let method: ForecastMethod
        /// The mean of the absolute errors of a total, in smallest units.
        public let meanAbsoluteError: Double
        /// The mean of foreseen less real, in smallest units: above zero it orders too much.
        public let bias: Double
    }

    /// The method with the least error.
    public let method: ForecastMethod
    /// Smallest units a day from now on.
    public let perDay: Double
    /// Days that a total spans: the lead time and the days between reviews.
    public let horizonDays: Int
    /// Every method's error; that of ``method`` first.
    public let scores: [Score]
    /// How many totals were foreseen in the backtest.
    public let trials: Int

    /// The error of the chosen method.
    public var score: Score? { scores.first }

    /// Chooses by the error of totals over the lead time: errors of single days reward foreseeing nothing.
    ///
    /// The last half of the history is foreseen, each total from the days before it alone.
    ///
    /// - Parameter horizonDays: 1 or more.
    /// - Returns: nil when the history has fewer than three horizons.
    /// - Complexity: O(n) for each method.
    public static func choose(_ history: DemandHistory, horizonDays: Int) -> DemandForecast? {
        let days = history.corrected
        let horizon = max(1, horizonDays)
        guard days.count >= 3 * horizon else { return nil }
        let first = max(horizon, days.count / 2)
        let origins = Array(stride(from: first - 1, to: days.count - horizon, by: max(1, horizon / 2)))
        guard !origins.isEmpty else { return nil }
        var sums: [Double] = [0]
        for day in days { sums.append((sums.last ?? 0) + day) }
        var all: [(score: Score, perDay: Double)] = []
        for method in ForecastMethod.allCases {
            let forecasts = method.forecasts(days, horizonDays: horizon)
            var absolute = 0.0
            var signed = 0.0
            for origin in origins {
                let real = sums[origin + 1 + horizon] - sums[origin + 1]
                let error = forecasts[origin] * Double(horizon) - real
                absolute += error < 0 ? -error : error
                signed += error
            }
            let count = Double(origins.count)
            let score = Score(method: method, meanAbsoluteError: absolute / count, bias: signed / count)
            all.append((score, forecasts.last ?? 0))
        }
        // Of equal ones the simplest, which stands first.
        guard
            let best = all.enumerated().min(by: {
                $0.element.score.meanAbsoluteError < $1.element.score.meanAbsoluteError
            })
        else { return nil }
        let others = all.enumerated().filter { $0.offset != best.offset }.map(\.element.score)
        return DemandForecast(
            method: best.element.score.method, perDay: best.element.perDay, horizonDays: horizon,
            scores: [best.element.score] + others, trials: origins.count)
    }
}
