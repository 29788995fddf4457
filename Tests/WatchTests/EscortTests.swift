import Model
import SimKit
import SiteMap
import Testing

@testable import Watch

/// The one escort rule of the watch and of trials.
@Suite struct EscortTests {
    /// Stays by hand: unit, from, to.
    private struct Person: Whereabouts {
        var stays: [(unit: Int32, from: Int64, to: Int64)]

        func hasStay(from: Int64, to: Int64, where holds: (Int32, Int64, Int64) -> Bool) -> Bool {
            stays.contains { $0.from <= to && $0.to > from && holds($0.unit, $0.from, $0.to) }
        }
    }

    /// At 100 s out of unit 1 into unit 2; an escort may have gone 30 s before, or follow within 20 s.
    private func rule(clears: Int = 1) throws -> EscortRule {
        let exit = Rule("out", .exit(.units("u-0-1")))
        var escort = Escort(Selector())
        escort.clears = clears
        return EscortRule(
            book: RuleBook([exit], map: try Ward.site()), escort: escort,
            effect: Effect(kind: .raise, rule: 0, key: 100_000, order: 101_000, unit: 2, fromUnit: 1))
    }

    @Test func whoWentTheSameWayInTimeWentAlong() throws {
        let rule = try rule()
        let subject = Person(stays: [(1, 0, 100_000), (2, 100_000, 105_000), (5, 105_000, .max)])
        let cases: [(stay: (unit: Int32, from: Int64, to: Int64), wentAlong: Bool)] = [
            ((2, 60_000, 70_000), false), ((2, 60_000, 70_001), true), ((2, 120_000, .max), true),
            ((2, 120_001, .max), false), ((1, 0, .max), false),
            // Beside the patient where they came out, but only at one time.
            ((5, 0, 105_000), false), ((5, 0, 105_001), true), ((5, 121_000, .max), false), ((4, 0, .max), false),
        ]
        for one in cases {
            #expect(rule.wentAlong(Person(stays: [one.stay]), with: subject) == one.wentAlong, "\(one)")
        }
        let outside = Person(stays: [(1, 0, 100_000), (-1, 100_000, .max)])
        #expect(!rule.wentAlong(Person(stays: [(-1, 100_000, .max)]), with: outside), "outside is no unit")
        #expect(rule.mayFollow(Person(stays: [(1, 0, .max)]), subject))
        #expect(!rule.mayFollow(Person(stays: [(1, 0, 70_000), (4, 70_000, .max)]), subject))
    }

    @Test func placesAreTakenForMinutesAndByOthersOnly() throws {
        let (one, two) = (try rule(), try rule(clears: 2))
        var places = EscortPlaces()
        #expect(places.isFree(TrackKey(9), for: TrackKey(1), one))
        places.take(EscortPlaces.Use(escort: TrackKey(9), whom: TrackKey(1), rule: 0, at: 60_000))
        #expect(places.isFree(TrackKey(9), for: TrackKey(1), one), "the same patient goes on")
        #expect(!places.isFree(TrackKey(9), for: TrackKey(2), one))
        #expect(places.isFree(TrackKey(9), for: TrackKey(2), two))
        #expect(places.isFree(TrackKey(8), for: TrackKey(2), one), "another escort")
        places.forget(before: 60_001)
        #expect(places.uses.isEmpty && places.isFree(TrackKey(9), for: TrackKey(2), one))
        places.take(EscortPlaces.Use(escort: TrackKey(9), whom: TrackKey(1), rule: 0, at: 49_999))
        #expect(places.isFree(TrackKey(9), for: TrackKey(2), one), "minutes later")
    }

    /// Patients and nurses walk at random; live and on history each crossing is cleared or told alike.
    @Test func theWatchAndATrialJudgeAlike() throws {
        var crossings = 0
        for seed in 1...60 {
            var random = SeededRandom(seed: UInt64(seed))
            let condition: Condition =
                random.chance(0.5) ? .enter(.units("lift-0", "u-0-4")) : .exit(.units("u-0-1", "u-0-2"))
            let rule = Rule("wander", condition).with {
                $0.who = Selector(kinds: [.patient])
                $0.escort = Escort(Selector(kinds: [.staff]))
                $0.escort?.clears = 1 + random.below(2)
            }
            var ward = try Ward([rule])
            var moves: [(track: TrackKey, unit: String, from: Int64)] = []
            let units = ["c-0", "lift-0", "u-0-1", "u-0-2", "u-0-4"]
            for track in [Ward.patient, Ward.other, Ward.nurse, Ward.secondNurse] {
                var second: Int64 = 0
                for _ in 0..<30 {
                    second += Int64(random.below(18)) + 2
                    moves.append((track, units[random.below(units.count)], second))
                }
            }
            moves.sort { ($0.from, $0.track) < ($1.from, $1.track) }
            var trial = RuleTrial(
                book: ward.watcher.book, calendar: .utc, from: Instant(milliseconds: Ward.start),
                to: Instant(milliseconds: Ward.start + 2_000_000))
            for move in moves { ward.move(move.track, to: move.unit, at: Double(move.from)) }
            for second in 0..<100 { ward.tick(600 + Double(second)) }
            for fact in Ward.everybody {
                let mine = moves.filter { $0.track == fact.track }.map { ($0.unit, $0.from) }
                trial.add(fact, ward.stays(mine))
            }
            let outcome = trial.finish()[0]
            let live = ward.alarms.values.filter { !$0.isRetracted }.map { "\($0.track?.rawValue ?? 0) \($0.at)" }
            let tried = outcome.examples.map { "\($0.track?.rawValue ?? 0) \($0.at)" }
            crossings += outcome.raised + outcome.escorted
            if outcome.raised < 20 { #expect(live.sorted() == tried.sorted(), "seed \(seed)") }
            #expect(live.count == outcome.raised, "seed \(seed)")
        }
        #expect(crossings > 300)
    }
}
