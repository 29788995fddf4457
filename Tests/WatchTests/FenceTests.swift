import Model
import SimKit
import SiteMap
import Testing

@testable import Watch

@Suite struct FenceTests {
    private let enter = Rule("in", .enter(.units("lift-0")))
    private let exit = Rule("out", .exit(.units("u-0-1")))

    @Test func aPumpThatEntersTheLiftIsToldAndEndsWhenItComesBack() throws {
        var ward = try Ward([enter])
        ward.move(Ward.pump, to: "c-0", at: 0)
        #expect(ward.standing.isEmpty)
        ward.move(Ward.pump, to: "lift-0", at: 60)
        #expect(ward.standing == ["in 1 60 sure"])
        ward.move(Ward.pump, to: "c-0", at: 90)
        #expect(ward.standing == ["in 1 60 to 90 sure"])
    }

    @Test func anEntryThatIsNotSureIsOneToCheck() throws {
        var ward = try Ward([enter])
        ward.move(Ward.pump, to: "lift-0", at: 60, confidence: 0.6)
        ward.tick(70)
        #expect(ward.standing.isEmpty, "it has to hold for a while")
        ward.tick(71)
        #expect(ward.standing == ["in 1 60 check"])
        ward.move(Ward.pump, to: "c-0", at: 90)
        ward.move(Ward.pump, to: "lift-0", at: 100, confidence: 0.6)
        ward.move(Ward.pump, to: "c-0", at: 105)
        ward.tick(130)
        #expect(ward.standing == ["in 1 60 to 90 check"])
    }

    @Test func leavingIsToldAndComingBackEndsIt() throws {
        var ward = try Ward([exit])
        ward.move(Ward.patient, to: "u-0-1", at: 0)
        ward.move(Ward.patient, to: "c-0", at: 30)
        ward.move(Ward.patient, to: "u-0-1", at: 50)
        #expect(ward.standing == ["out 2 30 to 50 sure"])
        ward.move(Ward.patient, to: nil, at: 70)
        #expect(ward.standing == ["out 2 30 to 50 sure", "out 2 70 sure"])
    }

    @Test func aDwellIsToldInItsTimeAndRetractedWhenALateReadShowsItLeftBefore() throws {
        var ward = try Ward([Rule("long", .dwell(.units("u-0-2"), milliseconds: 60_000))])
        ward.move(Ward.pump, to: "u-0-2", at: 0)
        ward.tick(59)
        #expect(ward.standing.isEmpty)
        ward.tick(60)
        #expect(ward.standing == ["long 1 60 sure"])
        ward.move(Ward.pump, to: "c-0", at: 58)
        #expect(ward.standing.isEmpty)
        #expect(ward.kinds == [.raised, .retracted])
    }

    @Test func anEntryThatALateReadUndoesIsRetracted() throws {
        var ward = try Ward([enter])
        ward.move(Ward.pump, to: "c-0", at: 0)
        ward.move(Ward.pump, to: "lift-0", at: 5)
        // The filter went back: it never left the corridor.
        ward.views[Ward.pump]?.changes.removeLast()
        if let view = ward.views[Ward.pump] { ward.watcher.update(Ward.pump, view) }
        ward.take()
        #expect(ward.kinds == [.raised, .retracted])
        #expect(ward.watcher.openCount == 0)
    }

    @Test func whatIsSettledStaysTold() throws {
        var ward = try Ward([enter])
        ward.move(Ward.pump, to: "lift-0", at: 5)
        ward.settle(Ward.pump, before: 20)
        ward.move(Ward.pump, to: "c-0", at: 30)
        ward.settle(Ward.pump, before: 60)
        #expect(ward.standing == ["in 1 5 to 30 sure"])
        #expect(ward.kinds == [.raised, .ended])
    }

    @Test func aRuleOutsideItsHoursIsSilent() throws {
        let (minute, day) = SiteCalendar.utc.moment(Instant(milliseconds: Ward.start))
        let now = Schedule(days: [day], fromMinute: minute, toMinute: (minute + 10) % 1440)
        let later = Schedule(fromMinute: (minute + 30) % 1440, toMinute: (minute + 40) % 1440)
        for (hours, count) in [(now, 1), (later, 0)] {
            var ward = try Ward([enter.with { $0.hours = hours }])
            ward.move(Ward.pump, to: "lift-0", at: 60)
            #expect(ward.standing.count == count)
        }
    }

    @Test func hoursOverMidnightBelongToTheDayOnWhichTheyBegin() {
        let friday = Schedule(days: [4], fromMinute: 22 * 60, toMinute: 6 * 60)
        func at(_ day: Int, _ hour: Int) -> Instant { Instant(milliseconds: Int64((day * 24 + hour) * 3_600_000)) }
        // 1970-01-02 was a Friday.
        #expect(friday.holds(at(1, 23), .utc))
        #expect(friday.holds(at(2, 5), .utc))
        #expect(!friday.holds(at(2, 23), .utc))
        #expect(!friday.holds(at(1, 5), .utc))
        let ahead = SiteCalendar { _ in 7200 }
        #expect(friday.holds(at(1, 20), ahead))
        #expect(!friday.holds(at(1, 19), ahead))
    }

    @Test func withinTheToleranceItStaysInsideUntilTheToleranceTimesOut() throws {
        let rule = Rule("zone", .exit(.circle(5, 5, 2))).with {
            $0.timers.exitToleranceMetres = 1
            $0.timers.toleranceTimeoutMilliseconds = 20_000
        }
        var ward = try Ward([rule])
        ward.place(Ward.pump, 5, 5, at: 0)
        ward.place(Ward.pump, 7.5, 5, at: 10)
        ward.tick(29)
        #expect(ward.standing.isEmpty)
        ward.tick(30)
        #expect(ward.standing == ["zone 1 10 sure"])
        ward.place(Ward.pump, 5, 5, at: 40)
        ward.place(Ward.pump, 8.5, 5, at: 50)
        #expect(ward.standing.last == "zone 1 50 sure")
    }

    @Test func anImminentExitWaitsForAnotherLocation() throws {
        let rule = Rule("zone", .exit(.circle(5, 5, 2))).with { $0.timers.exitDelayMilliseconds = 5000 }
        var ward = try Ward([rule])
        ward.place(Ward.pump, 5, 5, at: 0)
        ward.place(Ward.pump, 9, 5, at: 10)
        ward.place(Ward.pump, 5, 5, at: 12)
        ward.tick(20)
        #expect(ward.standing.isEmpty)
        ward.place(Ward.pump, 9, 5, at: 30)
        ward.tick(34)
        #expect(ward.standing.isEmpty)
        ward.tick(35)
        #expect(ward.standing == ["zone 1 30 sure"])
    }

    /// The read that decides the unit brings its position, too: that is no second location that shows it outside.
    @Test func thePositionOfTheReadThatDecidedAnExitDoesNotEndItsDelay() throws {
        var ward = try Ward([exit.with { $0.timers.exitDelayMilliseconds = 20_000 }])
        ward.move(Ward.patient, to: "u-0-1", at: 0)
        ward.move(Ward.patient, to: "c-0", at: 30)
        ward.place(Ward.patient, 5, 6.5, at: 31)
        ward.tick(35)
        #expect(ward.standing.isEmpty)
        ward.place(Ward.patient, 5, 6.5, at: 36)
        #expect(ward.standing == ["out 2 30 sure"])
    }

    @Test func aTrackableMayHaveTimersOfItsOwn() throws {
        var slow = FenceTimers()
        slow.exitDelayMilliseconds = 30_000
        let rule = Rule("out", .exit(.circle(5, 6.5, 2))).with {
            $0.timersFor = [TimersFor(Selector(kinds: [.patient]), slow)]
        }
        var ward = try Ward([rule])
        for track in [Ward.pump, Ward.patient] {
            ward.place(track, 5, 6.5, at: 0)
            ward.place(track, 9, 6.5, at: 1)
        }
        ward.tick(30)
        #expect(ward.standing == ["out 1 1 sure"])
        ward.tick(31)
        #expect(ward.standing == ["out 1 1 sure", "out 2 1 sure"])
    }

    @Test func aLocationExpiresAndThatIsAnExit() throws {
        let rule = Rule("zone", .exit(.circle(5, 5, 2))).with { $0.timers.timeoutMilliseconds = 30_000 }
        var ward = try Ward([rule])
        ward.place(Ward.pump, 5, 5, at: 0)
        ward.place(Ward.pump, 5, 5.1, at: 20)
        ward.tick(49)
        #expect(ward.standing.isEmpty)
        ward.tick(50)
        #expect(ward.standing == ["zone 1 50 sure"])
    }

    @Test func whatIsInsideAtTheStartCountsUnlessTheRuleSaysNo() throws {
        for counts in [true, false] {
            var ward = try Ward([enter.with { $0.countsInsideAtStart = counts }])
            ward.move(Ward.pump, to: "lift-0", at: 0)
            #expect(ward.standing.count == (counts ? 1 : 0))
            ward.move(Ward.pump, to: "c-0", at: 20)
            ward.move(Ward.pump, to: "lift-0", at: 40)
            #expect(ward.standing.count == (counts ? 2 : 1))
        }
    }

    @Test func anApproachIsToldBeforeTheDoorAndOnlyNearIt() throws {
        let rule = Rule("near-lift", .approach(.units("lift-0"), metres: 3))
        var ward = try Ward([rule])
        ward.move(Ward.patient, to: "c-0", at: 0)
        ward.views[Ward.patient]?.places = []
        #expect(ward.standing.count == 1, "without a position the unit beside it counts")
        var far = try Ward([rule])
        far.place(Ward.patient, 1, 6.5, at: 0)
        far.move(Ward.patient, to: "c-0", at: 1)
        #expect(far.standing.isEmpty)
        far.place(Ward.patient, 13.5, 6.5, at: 10)
        #expect(far.standing.count == 1)
    }

    /// The same decisions, told in another order and twice, with rewinds in between, end with the same alarms.
    @Test func whatStandsInTheEndDoesNotDependOnTheOrder() throws {
        let rules = [
            enter, exit, Rule("long", .dwell(.units("c-0"), milliseconds: 8000)),
            Rule("lift-out", .exit(.units("lift-0"))),
        ]
        for seed in 1...20 {
            var random = SeededRandom(seed: UInt64(seed))
            let units = ["c-0", "lift-0", "u-0-1", "u-0-2"]
            var second = 0.0
            var changes: [(String, Double)] = []
            for _ in 0..<30 {
                second += random.uniform(1...12).rounded()
                changes.append((units[random.below(units.count)], second))
            }
            var ordered = try Ward(rules)
            for change in changes { ordered.move(Ward.pump, to: change.0, at: change.1) }
            ordered.tick(second + 100)
            var shuffled = try Ward(rules)
            shuffled.shuffle(changes, &random)
            shuffled.tick(second + 100)
            #expect(ordered.standing == shuffled.standing, "seed \(seed)")
        }
    }
}

extension Ward {
    /// Gives the changes as a filter does whose reads come out of order: some decisions are missing at first, or lie
    /// elsewhere, and the whole end of the history is given again.
    mutating func shuffle(_ changes: [(String, Double)], _ random: inout SeededRandom) {
        let all = changes.map { change in
            TrackView.Change(
                unit: Int32(map.unitIndex(UnitID(change.0)) ?? 0), from: Ward.start + Int64(change.1 * 1000),
                decidedAt: Ward.start + Int64(change.1 * 1000) + 1000, confidence: 0.95)
        }
        for count in 1...all.count {
            let settled = all[count - 1].decidedAt - 10_000
            for _ in 0..<2 {
                var view = TrackView()
                view.changes = all.prefix(count).filter { $0.decidedAt <= settled || random.chance(0.7) }
                view.newest = all[count - 1].decidedAt
                view.settledUntil = settled
                watcher.tick(Instant(milliseconds: all[count - 1].decidedAt))
                watcher.update(Ward.pump, view)
            }
            var view = TrackView()
            view.changes = Array(all.prefix(count))
            view.newest = all[count - 1].decidedAt
            view.settledUntil = settled
            watcher.update(Ward.pump, view)
            take()
        }
    }
}
