import Model
import SimKit
import SiteMap
import Testing

@testable import Watch

@Suite struct ChangeTests {
    private let rules = [
        Rule("in", .enter(.units("lift-0"))), Rule("out", .exit(.units("u-0-1"))),
        Rule("long", .dwell(.units("c-0"), milliseconds: 30_000)),
        Rule("wander", .enter(.units("lift-0"))).with { $0.escort = Escort(Selector(kinds: [.staff])) },
        Rule("fall", .event(.fall)), Rule("lost", .silent(milliseconds: 300_000)),
    ]

    /// A watcher that is stopped and restored between any two events ends with the same alarms and numbers.
    @Test func aRestartChangesNothing() throws {
        for seed in 1...20 {
            var random = SeededRandom(seed: UInt64(seed))
            var whole = try Ward(rules)
            var broken = try Ward(rules)
            let units = ["c-0", "lift-0", "u-0-1"]
            var second = 0.0
            for _ in 0..<40 {
                second += random.uniform(2...25).rounded()
                let track = [Ward.pump, Ward.patient, Ward.nurse][random.below(3)]
                let unit = units[random.below(3)]
                whole.move(track, to: unit, at: second)
                broken.move(track, to: unit, at: second)
                if random.chance(0.4) { broken = try broken.restarted() }
            }
            whole.tick(second + 400)
            broken.tick(second + 400)
            #expect(whole.standing == broken.standing, "seed \(seed)")
        }
    }

    @Test func aCorrectionOfHistoryRetractsWhatItDisprovesAndTellsWhatItShows() throws {
        var ward = try Ward([rules[0], rules[1]])
        func stay(_ unit: String, _ from: Int64, _ to: Int64?) -> TrialStay {
            TrialStay(
                unit: Int32(ward.map.unitIndex(UnitID(unit)) ?? 0), from: Ward.start + from * 1000,
                to: to.map { Ward.start + $0 * 1000 } ?? .max, confidence: 0.95)
        }
        ward.move(Ward.pump, to: "c-0", at: 0)
        ward.move(Ward.pump, to: "lift-0", at: 10)
        ward.move(Ward.pump, to: "c-0", at: 20)
        ward.settle(Ward.pump, before: 60)
        #expect(ward.standing == ["in 1 10 to 20 sure"])
        ward.watcher.amend(
            Ward.pump, told: [stay("c-0", 0, 10), stay("lift-0", 10, 20), stay("c-0", 20, nil)],
            corrected: [stay("c-0", 0, 30), stay("u-0-1", 30, 40), stay("c-0", 40, nil)])
        ward.take()
        #expect(ward.standing == ["out 1 40 sure"])
        #expect(ward.kinds == [.raised, .ended, .retracted, .raised])
    }

    /// The database knows what ended lately: a late read after a restart retracts it as one before it would.
    @Test func aCorrectionAfterARestartRetractsAnAlarmThatHadEnded() throws {
        for isRestarted in [false, true] {
            var ward = try Ward([rules[0]])
            ward.move(Ward.pump, to: "c-0", at: 0)
            ward.move(Ward.pump, to: "lift-0", at: 10)
            ward.move(Ward.pump, to: "c-0", at: 20)
            ward.settle(Ward.pump, before: 60)
            if isRestarted {
                var answers = AlarmAnswers()
                answers.ended = Array(ward.alarms.values)
                ward = try ward.restarted(answers)
                #expect(ward.steps.count == 2, "a restart is no step")
            }
            ward.watcher.amend(
                Ward.pump, told: ward.stays([("c-0", 0), ("lift-0", 10), ("c-0", 20)]),
                corrected: ward.stays([("c-0", 0)]))
            ward.take()
            #expect(ward.kinds == [.raised, .ended, .retracted], "restarted \(isRestarted)")
            #expect(ward.alarms.count == 1 && ward.standing.isEmpty)
        }
    }

    @Test func whatEndedIsKeptWithinBoundsAndOutagesAreNot() throws {
        var desk = AlarmDesk()
        func alarm(_ number: Int64, _ certainty: AlarmCertainty = .sure) -> AlarmRecord {
            var alarm = AlarmRecord(
                number: number, rule: "in", condition: "enter", severity: .warning, certainty: certainty,
                at: Instant(milliseconds: number), raisedAt: Instant(milliseconds: number))
            alarm.track = Ward.pump
            alarm.endedAt = Instant(milliseconds: number + 1)
            return alarm
        }
        desk.remember([alarm(1, .cannotTell)])
        #expect(desk.past.isEmpty)
        desk.remember((1...Int64(AlarmDesk.pastMax + 1)).map { alarm($0) })
        #expect((AlarmDesk.pastMax / 2...AlarmDesk.pastMax).contains(desk.past.count))
        #expect(desk.past.values.map(\.number).max() == Int64(AlarmDesk.pastMax + 1), "the oldest go first")
    }

    @Test func anExitThatACorrectionShowsEndsWhenItComesBack() throws {
        var ward = try Ward([rules[1]])
        func stay(_ unit: String, _ from: Int64, _ to: Int64?) -> TrialStay {
            TrialStay(
                unit: Int32(ward.map.unitIndex(UnitID(unit)) ?? 0), from: Ward.start + from * 1000,
                to: to.map { Ward.start + $0 * 1000 } ?? .max, confidence: 0.95)
        }
        ward.move(Ward.pump, to: "c-0", at: 0)
        ward.settle(Ward.pump, before: 60)
        ward.watcher.amend(
            Ward.pump, told: [stay("c-0", 0, nil)], corrected: [stay("u-0-1", 0, 20), stay("c-0", 20, nil)])
        ward.take()
        #expect(ward.standing == ["out 1 20 sure"])
        ward = try ward.restarted()
        ward.move(Ward.pump, to: "u-0-1", at: 90)
        #expect(ward.standing == ["out 1 20 to 90 sure"])
    }

    @Test func aRestartDoesNotLetAFloodBeginAnew() throws {
        var ward = try Ward([rules[0].with { $0.limitPerHour = 2 }])
        for round in 0..<5 {
            ward.move(Ward.pump, to: "lift-0", at: Double(round * 40))
            ward.move(Ward.pump, to: "c-0", at: Double(round * 40 + 20))
            ward = try ward.restarted()
        }
        #expect(ward.alarms.values.count { $0.condition == "enter" && !$0.isLimited } == 2)
        #expect(ward.alarms.values.count { $0.condition == "flood" } == 1)
    }

    @Test func stateThatIsDamagedIsLeftOut() throws {
        var ward = try Ward(rules)
        ward.move(Ward.pump, to: "lift-0", at: 0)
        let bytes = WatchBlob.write(ward.watcher.tracks[0], book: ward.watcher.book)
        for count in 0..<bytes.count {
            var track = WatchedTrack(Ward.everybody[0], rules: RuleSet(count: 6))
            #expect(throws: WatchBlob.Broken.self) {
                try WatchBlob.read(Array(bytes.prefix(count)), into: &track, rules: [:])
            }
        }
        var state = WatchState()
        state.whole = [9, 9, 9]
        state.tracks[Ward.pump] = [1, 2]
        var fresh = try Ward(rules)
        fresh.watcher.restore(state, AlarmAnswers())
        #expect(fresh.watcher.openCount == 0)
    }

    @Test func aReloadOfAThousandRulesLosesAndDoublesNothing() throws {
        let many = (0..<1000).map { number in
            Rule(RuleID("rule-\(number)"), .enter(.units("lift-0"))).with { $0.limitPerHour = 10_000 + number }
        }
        var ward = try Ward(many)
        ward.move(Ward.pump, to: "lift-0", at: 0)
        #expect(ward.watcher.openCount == 1000)
        let steps = ward.steps.count
        ward.watcher.replace(RuleBook(many.shuffled(), map: ward.map))
        ward.take()
        #expect(ward.steps.count == steps)
        #expect(ward.watcher.openCount == 1000)
        ward.move(Ward.pump, to: "c-0", at: 60)
        #expect(ward.watcher.openCount == 0)
        #expect(ward.kinds.count { $0 == .ended } == 1000)
    }

    @Test func aRuleThatIsGoneEndsItsAlarmsAndANewOneSeesWhatIsInside() throws {
        var ward = try Ward([rules[0]])
        ward.move(Ward.pump, to: "lift-0", at: 0)
        ward.watcher.replace(RuleBook([rules[0].with { $0.id = "new" }], map: ward.map))
        ward.take()
        #expect(ward.steps.map { "\($0.0) \($0.1)" } == ["raised in", "ended in", "raised new"])
    }

    @Test func aTrialTellsWhatTheWatcherTold() throws {
        let told = Array(rules.prefix(4))
        for seed in 1...20 {
            var random = SeededRandom(seed: UInt64(seed))
            var ward = try Ward(told)
            let end = Instant(milliseconds: Ward.start + 2_000_000)
            var trial = RuleTrial(
                book: ward.watcher.book, calendar: .utc, from: Instant(milliseconds: Ward.start), to: end)
            let units = ["c-0", "lift-0", "u-0-1", "u-0-2"]
            var moves: [(TrackKey, String, Double)] = []
            for track in [Ward.pump, Ward.patient, Ward.nurse] {
                var second = 0.0
                for _ in 0..<25 {
                    second += random.uniform(3...60).rounded()
                    moves.append((track, units[random.below(4)], second))
                }
            }
            for (track, unit, second) in moves.sorted(by: { $0.2 < $1.2 }) {
                ward.move(track, to: unit, at: second)
            }
            ward.tick(2000)
            for fact in Ward.everybody {
                let mine = moves.filter { $0.0 == fact.track }
                let stays = mine.enumerated().map { index, move in
                    TrialStay(
                        unit: Int32(ward.map.unitIndex(UnitID(move.1)) ?? 0), from: Ward.start + Int64(move.2) * 1000,
                        to: index + 1 < mine.count ? Ward.start + Int64(mine[index + 1].2) * 1000 : .max,
                        confidence: 0.95)
                }
                trial.add(fact, stays)
            }
            let outcomes = trial.finish()
            for outcome in outcomes {
                let live = ward.alarms.values.count { $0.rule == outcome.rule.id.rawValue && !$0.isRetracted }
                #expect(outcome.raised == live, "seed \(seed) rule \(outcome.rule.id)")
            }
        }
    }

    @Test func whatTheSiteHasNotAndWhatContradictsIsFound() throws {
        let map = try Ward.site()
        let bad = [
            Rule("a", .enter(.units("nowhere"))), Rule("a", .exit(Region())),
            Rule("p1", .par(.units("u-0-1"), target: 2, per: .all, milliseconds: 0)),
            Rule("p2", .par(.units("u-0-1"), target: 3, per: .all, milliseconds: 0)),
            Rule("t", .temperature(below: 8, above: 2, milliseconds: 0)),
            Rule("w", .event(.sos)).with { $0.who.categories = ["unicorn"] },
            Rule("h", .event(.fall)).with { $0.hours = Schedule(days: []) },
        ]
        let problems = RuleCheck.problems(bad, map: map, facts: Ward.everybody)
        #expect(
            problems.map { "\($0.rule) \($0.field)" } == [
                "0 where", "1 id", "1 where", "5 who", "6 hours", "3 target", "4 below",
            ])
        #expect(problems.allSatisfy { !$0.remedy.isEmpty })
    }
}
