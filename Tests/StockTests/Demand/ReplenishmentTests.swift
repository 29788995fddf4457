import Model
import Stock
import Testing

/// Reorder points, proposals and what they would have done.
@Suite struct ReplenishmentTests {
    @Test func thePointIsTheQuantileOfWhatWasConsumed() throws {
        // Ten units a day and a lead time of two: three days with the review.
        let even = DemandHistory(days: [Double](repeating: 10, count: 100))
        let point = try #require(
            ReorderPoint.empirical(even, LeadTimes([2, 2]), reviewDays: 1, serviceLevel: 0.9))
        #expect(point.units == 30 && abs(point.expectedUnits - 30) < 1e-9)
        // One order of ten takes 20 days: nine of ten need 30, all of them 210.
        let leads = LeadTimes([2, 2, 2, 2, 2, 2, 2, 2, 2, 20])
        #expect(ReorderPoint.empirical(even, leads, reviewDays: 1, serviceLevel: 0.9)?.units == 30)
        #expect(ReorderPoint.empirical(even, leads, reviewDays: 1, serviceLevel: 0.95)?.units == 210)
        #expect(ReorderPoint.empirical(even, LeadTimes([]), reviewDays: 1, serviceLevel: 0.9) == nil)
        #expect(ReorderPoint.empirical(DemandHistory(days: [1]), leads, reviewDays: 1, serviceLevel: 0.9) == nil)
    }

    @Test func aHigherServiceLevelNeverOrdersLater() throws {
        let seed: UInt64 = 20_261_124
        var random = Chance(seed: seed)
        for round in 0..<20 {
            let days = (0..<200).map { _ in random.below(3) == 0 ? Double(random.below(50)) : 0 }
            let leads = LeadTimes((0..<20).map { _ in random.below(9) })
            var last = 0.0
            for level in [0.5, 0.8, 0.9, 0.95, 0.99, 1] {
                let point = try #require(
                    ReorderPoint.empirical(DemandHistory(days: days), leads, reviewDays: 1, serviceLevel: level))
                #expect(point.units >= last, "round \(round), seed \(seed)")
                last = point.units
            }
        }
        #expect(Criticality.vital.serviceLevel > Criticality.ordinary.serviceLevel)
    }

    @Test func rulesSayWhatIsMissing() {
        #expect(ReplenishmentRule.par(20).missing(at: 19) == 1 && ReplenishmentRule.par(20).missing(at: 20) == 0)
        let range = ReplenishmentRule.minMax(5, 20)
        #expect(range.missing(at: 5) == 15 && range.missing(at: 6) == 0 && range.missing(at: -2) == 22)
        let fixed = ReplenishmentRule.fixed(level: 100, quantity: 40)
        #expect(fixed.missing(at: 101) == 0 && fixed.missing(at: 100) == 40 && fixed.missing(at: 10) == 120)
    }

    @Test func aProposalSaysWhy() throws {
        let history = DemandHistory(
            days: [Double](repeating: 10, count: 100), stockOuts: [Bool](repeating: false, count: 99) + [true])
        let leads = LeadTimes([2, 2, 3])
        let rule = try #require(
            Replenishment.rule(history, leads, serviceLevel: 0.95, packUnits: 12, reviewDays: 1))
        let position = StockPosition(usable: 30, onOrder: 12, reserved: 4, expiring: 6)
        let proposal = try #require(
            Replenishment.proposal(rule, at: position, packUnits: 12, history: history, leadTimes: leads))
        // Order at 40; up to 70 from 32.
        #expect(proposal.level == 40 && proposal.packs == 4 && proposal.units == 48)
        #expect(proposal.coverDays == 3.2 && proposal.stockOutDays == 1 && proposal.leadDaysMedian == 2)
        #expect(proposal.serviceLevel == 0.95 && proposal.pattern == .smooth && proposal.upTo == 70)
        let enough = StockPosition(usable: 41)
        #expect(Replenishment.proposal(rule, at: enough, packUnits: 12, history: history, leadTimes: leads) == nil)
    }

    @Test func aReplayCountsDaysWithoutStock() {
        // Nothing comes for five days after the first order.
        let replay = PolicyReplay.run(
            [10, 10, 10, 10, 10, 10, 10], leadTimes: LeadTimes([5]), packUnits: 10, opening: 20,
            rule: { _ in .minMax(10, 100) })
        #expect(replay.stockOutDays == 3 && replay.orders == 1 && replay.missingUnits == 10 + 10 + 10)
        #expect(replay.days == 7)
        let closed = PolicyReplay.run(
            [10, 10], leadTimes: LeadTimes([1]), packUnits: 1, opening: 10, isOrderDay: { _ in false },
            rule: { _ in .par(100) })
        #expect(closed.orders == 0 && closed.stockOutDays == 1)
        let returned = PolicyReplay.run([-5, 15], leadTimes: LeadTimes([1]), packUnits: 1, opening: 10) { _ in .par(0) }
        #expect(returned.stockOutDays == 0)
    }

    /// A product with a weekly rush and late deliveries: small orders from its own history run out less than a level
    /// that was guessed, with no more on the shelf.
    @Test func theRuleDoesBetterThanAGuessOnWhatItHasNotSeen() throws {
        let seed: UInt64 = 20_261_125
        var random = Chance(seed: seed)
        let days = (0..<800).map { $0 % 7 == 0 ? Double(30 + random.below(40)) : Double(random.below(8)) }
        let leads = LeadTimes((0..<60).map { $0 % 12 == 0 ? 6 : 1 + random.below(2) })
        let known = DemandHistory(days: Array(days[..<600]))
        let rule = try #require(Replenishment.rule(known, leads, serviceLevel: 0.95, packUnits: 5, reviewDays: 1))
        let held = Array(days[600...])
        let mine = PolicyReplay.run(held, leadTimes: leads, packUnits: 5, opening: rule.level) { _ in rule }
        let guess = PolicyReplay.run(held, leadTimes: leads, packUnits: 5, opening: rule.level) { _ in
            .fixed(level: 40, quantity: 160)
        }
        #expect(mine.stockOutDays < guess.stockOutDays, "\(mine) \(guess), seed \(seed)")
        #expect(mine.averageUnits <= guess.averageUnits, "\(mine) \(guess), seed \(seed)")
    }
}
