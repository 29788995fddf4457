import Stock
import Testing

/// Demand, its patterns, forecasts and their errors.
@Suite struct DemandTests {
    @Test func daysWithoutStockAreNoDaysWithoutDemand() {
        let history = DemandHistory(days: [4, 6, 0, 0, 5], stockOuts: [false, false, true, true, false])
        #expect(history.meanPerDay == 5 && history.stockOutDays == 2)
        #expect(history.corrected == [4, 6, 5, 5, 5])
        #expect(DemandHistory(days: [4, 6, 0, 0, 5]).meanPerDay == 3)
        // What was given out on the day on which it ran out counts when it is more.
        #expect(DemandHistory(days: [4, 9, 4], stockOuts: [false, true, false]).corrected == [4, 9, 4])
        #expect(DemandHistory(days: [0, 0], stockOuts: [true, true]).meanPerDay == 0)
        #expect(DemandHistory(days: [-3, .nan, 2]).days == [0, 0, 2])
        #expect(history[1..<4] == DemandHistory(days: [6, 0, 0], stockOuts: [false, true, true]))
    }

    @Test(arguments: [
        ([5.0, 6, 5, 4], DemandPattern.smooth), ([1, 30, 1, 2], .erratic), ([5, 0, 0, 5, 0, 5], .intermittent),
        ([1, 0, 0, 40, 0, 1], .lumpy), ([0, 0], .none), ([], .none),
    ])
    func howDemandComes(days: [Double], pattern: DemandPattern) {
        #expect(DemandHistory(days: days).pattern == pattern)
    }

    @Test func aConstantDemandIsForeseenByEveryMethod() {
        let days = [Double](repeating: 7, count: 60)
        for method in ForecastMethod.allCases {
            let last = method.forecasts(days, horizonDays: 5).last ?? 0
            // SBA takes off half its smoothing.
            let expected = method == .sba ? 7 * (1 - ForecastMethod.alpha / 2) : 7
            #expect(abs(last - expected) < 1e-9, "\(method)")
        }
        let choice = DemandForecast.choose(DemandHistory(days: days), horizonDays: 5)
        #expect(choice?.perDay == 7 && choice?.score?.meanAbsoluteError == 0 && choice?.method == .naive)
    }

    @Test func aProductThatDiesFadesInTheMethodMadeForIt() {
        let days = (0..<200).map { $0 % 4 == 0 && $0 < 100 ? 8.0 : 0 }
        let tsb = ForecastMethod.tsb.forecasts(days, horizonDays: 5).last ?? 1
        let sba = ForecastMethod.sba.forecasts(days, horizonDays: 5).last ?? 0
        #expect(tsb < 0.01 && sba > 1)
        #expect(DemandForecast.choose(DemandHistory(days: days), horizonDays: 5).map { $0.perDay < 0.1 } == true)
    }

    /// The chosen method has the least error, and errors are those of totals that were really foreseen.
    @Test func theChoiceIsTheLeastErrorOnItsOwnHistory() throws {
        let seed: UInt64 = 20_261_123
        var random = Chance(seed: seed)
        for round in 0..<40 {
            let share = random.below(10) + 1
            let days = (0..<(60 + random.below(200))).map { _ in random.below(10) < share ? Double(random.below(20)) : 0
            }
            let horizon = 1 + random.below(10)
            let choice = try #require(DemandForecast.choose(DemandHistory(days: days), horizonDays: horizon))
            let errors = choice.scores.map(\.meanAbsoluteError)
            #expect(errors.min() == errors.first && errors.count == 4, "round \(round), seed \(seed)")
            #expect(choice.perDay >= 0 && choice.trials > 0)
            #expect(choice.scores.allSatisfy { abs($0.bias) <= $0.meanAbsoluteError + 1e-9 })
        }
        #expect(DemandForecast.choose(DemandHistory(days: [1, 2, 3]), horizonDays: 5) == nil)
    }

    @Test func leadTimesHaveTails() {
        let leads = LeadTimes([1, 1, 1, 2, 90, -4])
        #expect(leads.quantile(0.5) == 1 && leads.quantile(0.9) == 90 && leads.quantile(0) == 0)
        #expect(LeadTimes([]).quantile(0.5) == nil && LeadTimes([9999]).days == [LeadTimes.daysMax])
    }
}

/// Repeatable numbers.
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// From 0 to below a bound.
    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}
