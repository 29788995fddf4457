import Model
import SiteMap
import Testing

@testable import Watch

@Suite struct WatcherTests {
    private func wandering(clears: Int = 1) -> Rule {
        Rule("wander", .enter(.units("lift-0"))).with {
            $0.who = Selector(kinds: [.patient])
            $0.escort = Escort(Selector(kinds: [.staff]))
            $0.escort?.clears = clears
            $0.severity = .critical
        }
    }

    @Test func aPatientAloneAtTheLiftIsToldAtOnce() throws {
        var ward = try Ward([wandering()])
        ward.move(Ward.patient, to: "c-0", at: 0)
        ward.move(Ward.patient, to: "lift-0", at: 30)
        #expect(ward.standing == ["wander 2 30 sure"])
    }

    @Test func aPatientWithANurseIsNotTold() throws {
        var ward = try Ward([wandering()])
        ward.move(Ward.nurse, to: "c-0", at: 0)
        ward.move(Ward.patient, to: "c-0", at: 0)
        ward.move(Ward.patient, to: "lift-0", at: 30)
        #expect(ward.standing.isEmpty, "the nurse is near and may follow")
        ward.move(Ward.nurse, to: "lift-0", at: 33)
        ward.tick(120)
        #expect(ward.standing.isEmpty)
    }

    @Test func aNurseWhoStaysBehindClearsNobody() throws {
        var ward = try Ward([wandering()])
        ward.move(Ward.nurse, to: "c-0", at: 0)
        ward.move(Ward.patient, to: "c-0", at: 0)
        ward.move(Ward.patient, to: "lift-0", at: 30)
        ward.tick(49)
        #expect(ward.standing.isEmpty)
        ward.tick(50)
        #expect(ward.standing == ["wander 2 30 sure"])
    }

    @Test func oneNurseClearsOneOfTwoPatientsAtTheDoor() throws {
        for (clears, expected) in [(1, ["wander 3 31 sure"]), (2, [])] {
            var ward = try Ward([wandering(clears: clears)])
            for track in [Ward.nurse, Ward.patient, Ward.other] { ward.move(track, to: "c-0", at: 0) }
            ward.move(Ward.patient, to: "lift-0", at: 30)
            ward.move(Ward.other, to: "lift-0", at: 31)
            ward.move(Ward.nurse, to: "lift-0", at: 32)
            // Minutes later, too: who crossed first is forgotten first, and the other one must not get the nurse then.
            for second in 33...400 { ward.tick(Double(second)) }
            #expect(ward.standing == expected, "clears \(clears)")
        }
    }

    /// From the lift into the next way out: the same nurse, the same patient, and no second place that is taken.
    @Test func aPatientGoesOnWithTheSameEscort() throws {
        let both = Rule("wander", .enter(.units("lift-0", "u-0-4"))).with { rule in
            rule.who = Selector(kinds: [.patient])
            rule.escort = Escort(Selector(kinds: [.staff]))
        }
        for isAlone in [false, true] {
            var ward = try Ward([both])
            for track in [Ward.nurse, Ward.patient] { ward.move(track, to: "c-0", at: 0) }
            for (unit, second) in [("lift-0", 30.0), ("c-0", 35), ("u-0-4", 40)] {
                ward.move(Ward.patient, to: unit, at: second)
                if !isAlone { ward.move(Ward.nurse, to: unit, at: second + 1) }
            }
            ward.tick(120)
            #expect(ward.standing.isEmpty != isAlone, "\(ward.standing)")
        }
    }

    /// The radio never saw the nurse in the lift; beside the patient behind it, she came along.
    @Test func whoIsBesideThePatientAfterwardsCameAlong() throws {
        for (unit, expected) in [("u-0-4", []), ("u-0-1", ["wander 2 30 to 40 sure"])] {
            var ward = try Ward([wandering()])
            for track in [Ward.nurse, Ward.patient] { ward.move(track, to: "c-0", at: 0) }
            ward.move(Ward.patient, to: "lift-0", at: 30)
            ward.move(Ward.patient, to: "u-0-4", at: 40)
            ward.move(Ward.nurse, to: unit, at: 44)
            ward.tick(120)
            #expect(ward.standing == expected, "to \(unit)")
        }
    }

    @Test func oneNurseBesideTwoPatientsAfterwardsClearsOne() throws {
        var ward = try Ward([wandering()])
        for track in [Ward.nurse, Ward.patient, Ward.other] { ward.move(track, to: "c-0", at: 0) }
        ward.move(Ward.patient, to: "lift-0", at: 30)
        ward.move(Ward.other, to: "lift-0", at: 31)
        for track in [Ward.patient, Ward.other, Ward.nurse] { ward.move(track, to: "u-0-4", at: 40) }
        ward.tick(120)
        #expect(ward.standing == ["wander 3 31 to 40 sure"])
    }

    @Test func anEscortInTheUnitBesideWentTheSameWayWhenTheRuleMeansBoth() throws {
        let both = wandering().with { rule in
            rule = Rule("wander", .enter(.units("lift-0", "u-0-4"))).with { $0.who = Selector(kinds: [.patient]) }
            rule.escort = Escort(Selector(kinds: [.staff]))
        }
        for (rule, expected) in [(both, []), (wandering(), ["wander 2 30 sure"])] {
            var ward = try Ward([rule])
            for track in [Ward.nurse, Ward.patient] { ward.move(track, to: "c-0", at: 0) }
            ward.move(Ward.nurse, to: "u-0-4", at: 28)
            ward.move(Ward.patient, to: "lift-0", at: 30)
            ward.tick(120)
            #expect(ward.standing == expected)
        }
    }

    @Test func anEscortWhoseReadsCameLateTakesTheAlarmBack() throws {
        var ward = try Ward([wandering()])
        ward.move(Ward.patient, to: "c-0", at: 0)
        ward.move(Ward.patient, to: "lift-0", at: 30)
        #expect(ward.kinds == [.raised])
        ward.move(Ward.nurse, to: "lift-0", at: 29)
        #expect(ward.kinds == [.raised, .retracted])
    }

    @Test func aFallIsRelayedOnceWithWhatTheDeviceMeasured() throws {
        var ward = try Ward([Rule("fall", .event(.fall)).with { $0.who = Selector(kinds: [.patient]) }])
        ward.move(Ward.patient, to: "u-0-3", at: 0)
        for second in [20, 21, 25] {
            ward.watcher.note(
                .fall, track: Ward.patient, at: Instant(milliseconds: Ward.start + Int64(second) * 1000),
                detail: "2.1 g")
        }
        ward.watcher.note(.fall, track: Ward.pump, at: Instant(milliseconds: Ward.start), detail: "")
        ward.take()
        #expect(ward.standing == ["fall 2 20 sure"])
        #expect(ward.alarms[1]?.detail == "2.1 g")
        #expect(ward.alarms[1]?.unit == ward.map.unitIndex(UnitID("u-0-3")).map { UnitKey(Int32($0) + 1) })
    }

    @Test func whatATagSaidLongAgoIsLetGoWithoutAStep() throws {
        var ward = try Ward([
            Rule("fall", .event(.fall)), Rule("sos", .event(.sos)).with { $0.escalateAfterMilliseconds = 1_800_000 },
        ])
        ward.watcher.note([.fall, .sos], track: Ward.patient, at: Instant(milliseconds: Ward.start), detail: "")
        ward.tick(600)
        #expect(ward.watcher.openCount == 1, "the other one waits for its escalation")
        #expect(ward.kinds == [.raised, .raised])
        ward.tick(1800)
        ward.tick(1801)
        #expect(ward.kinds == [.raised, .raised, .escalated])
        #expect(ward.watcher.openCount == 0 && ward.watcher.tagEvents.isEmpty)
    }

    @Test func aSilentTagIsToldAndEndsWhenHeardAgain() throws {
        var ward = try Ward([Rule("lost", .silent(milliseconds: 120_000))])
        ward.move(Ward.patient, to: "u-0-1", at: 0)
        ward.tick(120)
        #expect(ward.standing.isEmpty)
        ward.tick(121)
        #expect(ward.standing == ["lost 2 121 sure"])
        ward.views[Ward.patient]?.newest = Ward.start + 200_000
        if let view = ward.views[Ward.patient] { ward.watcher.update(Ward.patient, view) }
        ward.take()
        #expect(ward.watcher.openCount == 0)
    }

    @Test func anOutageIsToldAsCannotTellAndNeverAsSilence() throws {
        var ward = try Ward([
            wandering(), Rule("out", .exit(.units("u-0-1"))), Rule("down", .readerDown(milliseconds: 0)),
        ])
        ward.move(Ward.patient, to: "u-0-1", at: 0)
        let lift = try #require(ward.map.unitIndex(UnitID("lift-0")))
        ward.watcher.note(uncovered: ward.map.units.indices.map { $0 == lift })
        ward.watcher.note(readersDown: ward.map.readers.indices.map { $0 == 0 })
        ward.views[Ward.patient]?.cannotTell = true
        if let view = ward.views[Ward.patient] { ward.watcher.update(Ward.patient, view) }
        ward.tick(10)
        #expect(ward.standing.map { $0.split(separator: " ").last } == ["sure", "cannotTell", "cannotTell"])
        ward.watcher.note(uncovered: ward.map.units.indices.map { _ in false })
        ward.watcher.note(readersDown: ward.map.readers.indices.map { _ in false })
        ward.views[Ward.patient]?.cannotTell = false
        if let view = ward.views[Ward.patient] { ward.watcher.update(Ward.patient, view) }
        ward.tick(20)
        #expect(ward.watcher.openCount == 0)
    }

    @Test func temperatureOutsideItsRangeForLongEnoughIsToldWhateverTheOrder() throws {
        let rule = Rule("cold", .temperature(below: 2, above: 8, milliseconds: 60_000))
        let samples: [(Int64, Float)] = [(0, 5), (10, 9.2), (20, 9.4), (66, 9.1), (75, 9.5), (120, 6), (130, 5)]
        for order in [Array(samples.indices), [1, 0, 2, 4, 3, 6, 5]] {
            var ward = try Ward([rule])
            for index in order {
                let (second, celsius) = samples[index]
                ward.watcher.note(
                    celsius: celsius, batteryPercent: .nan, track: Ward.pump,
                    at: Instant(milliseconds: Ward.start + second * 1000))
                ward.tick(Double(second))
            }
            ward.tick(200)
            #expect(ward.standing == ["cold 1 70 to 120 sure"])
        }
    }

    @Test func tooFewPumpsAreToldUntilOneIsBack() throws {
        let rule = Rule("par", .par(.units("u-0-2"), target: 1, per: .unit, milliseconds: 30_000)).with {
            $0.who = Selector(kinds: [.equipment])
        }
        var ward = try Ward([rule])
        ward.move(Ward.pump, to: "u-0-2", at: 0)
        for second in 1...80 { ward.tick(Double(second)) }
        #expect(ward.standing.filter { !$0.contains(" to ") }.isEmpty)
        ward.move(Ward.pump, to: "c-0", at: 80)
        for second in 82...200 { ward.tick(Double(second)) }
        #expect(ward.watcher.openCount == 1)
        ward.move(Ward.pump, to: "u-0-2", at: 200)
        for second in 202...230 { ward.tick(Double(second)) }
        #expect(ward.watcher.openCount == 0)
    }

    @Test func contactWithAnIsolatedPatientIsToldAfterItsTime() throws {
        let rule = Rule("contact", .near(Selector(ids: ["PAT-2"]), metres: nil, milliseconds: 60_000)).with {
            $0.who = Selector(kinds: [.patient])
        }
        var ward = try Ward([rule])
        ward.move(Ward.other, to: "u-0-2", at: 0)
        ward.move(Ward.patient, to: "u-0-2", at: 100)
        for second in 102...190 { ward.tick(Double(second)) }
        #expect(ward.standing.count == 1)
        #expect(ward.standing.first?.hasPrefix("contact 2 16") == true)
    }

    @Test func aMutedAlarmIsKeptAndNotToldAndAnEscalationComesOnce() throws {
        let rule = Rule("in", .enter(.units("lift-0"))).with { $0.escalateAfterMilliseconds = 60_000 }
        var ward = try Ward([rule])
        ward.watcher.mute([
            AlarmMute(
                track: Ward.pump, rule: "", from: Instant(milliseconds: 0),
                until: Instant(milliseconds: Ward.start + 100_000), who: "me")
        ])
        ward.move(Ward.pump, to: "lift-0", at: 10)
        ward.move(Ward.patient, to: "lift-0", at: 20)
        ward.move(Ward.other, to: "lift-0", at: 21)
        #expect(ward.alarms[1]?.isMuted == true)
        ward.watcher.answer(3)
        for second in 30...200 { ward.tick(Double(second)) }
        #expect(ward.kinds.count { $0 == .escalated } == 1)
    }

    @Test func aFloodIsLimitedPerRuleAndTold() throws {
        var ward = try Ward([Rule("in", .enter(.units("lift-0"))).with { $0.limitPerHour = 2 }])
        for second in 0..<5 {
            ward.move(Ward.pump, to: "lift-0", at: Double(second * 40))
            ward.move(Ward.pump, to: "c-0", at: Double(second * 40 + 20))
        }
        let raised = ward.alarms.values.filter { $0.condition == "enter" }
        #expect(raised.count == 5)
        #expect(raised.count { !$0.isLimited } == 2)
        #expect(ward.alarms.values.count { $0.condition == "flood" } == 1)
    }

    /// Told after it had held for ten seconds; then a late read makes the crossing itself sure, and is settled before
    /// the ten seconds are. It must neither be taken back nor be told a second time.
    @Test func whatBecomesSureWhileItIsSettledStands() throws {
        for hasEscort in [false, true] {
            var rule = Rule("wander", .enter(.units("lift-0")))
            rule.who = Selector(kinds: [.patient])
            if hasEscort { rule.escort = Escort(Selector(kinds: [.staff])) }
            var ward = try Ward([rule])
            ward.move(Ward.patient, to: "c-0", at: 0)
            ward.move(Ward.patient, to: "lift-0", at: 30, confidence: rule.confidence - 0.2)
            for second in 32...45 { ward.tick(Double(second)) }
            #expect(ward.standing == ["wander 2 30 check"])
            ward.views[Ward.patient]?.changes[1].confidence = 0.99
            ward.settle(Ward.patient, before: 35)
            #expect(ward.standing == ["wander 2 30 sure"], "escort \(hasEscort)")
            ward.settle(Ward.patient, before: 60)
            for second in 46...120 { ward.tick(Double(second)) }
            #expect(ward.standing == ["wander 2 30 sure"])
            #expect(ward.kinds.count { $0 == .raised } == 1)
            #expect(!ward.kinds.contains(.retracted))
        }
    }

    /// On history as live: nobody saw the nurse in the lift, and where the patient came out of it says who came along.
    @Test func aTrialTakesAnEscortBesideThePatientAfterwards() throws {
        let map = try Ward.site()
        func stays(_ places: [(String, Int64, Int64)]) -> [TrialStay] {
            places.map { unit, from, to in
                TrialStay(
                    unit: Int32(map.unitIndex(UnitID(unit)) ?? 0), from: Ward.start + from * 1000,
                    to: Ward.start + to * 1000, confidence: 1)
            }
        }
        for (unit, escorted) in [("u-0-4", 1), ("u-0-1", 0)] {
            var trial = RuleTrial(
                book: RuleBook([wandering()], map: map), calendar: .utc, from: Instant(milliseconds: Ward.start),
                to: Instant(milliseconds: Ward.start + 600_000))
            trial.add(Ward.everybody[1], stays([("c-0", 0, 30), ("lift-0", 30, 40), ("u-0-4", 40, 300)]))
            trial.add(Ward.everybody[3], stays([("c-0", 0, 44), (unit, 44, 300)]))
            let outcome = trial.finish()[0]
            #expect(outcome.escorted == escorted && outcome.raised == 1 - escorted, "nurse in \(unit)")
        }
    }
}
