import Model
import SimKit
import SiteMap
import Testing

@testable import Watch

/// The ward's first second is 20:26:40 UTC, a Thursday: these hours begin 200 s after it.
@Suite struct HoursTests {
    private let evening = Schedule(fromMinute: 20 * 60 + 30, toMinute: 6 * 60)

    private func rule(_ id: RuleID, _ condition: Condition) -> Rule {
        Rule(id, condition).with { $0.hours = evening }
    }

    @Test func whatIsInsideAlreadyIsToldWhenTheHoursBegin() throws {
        var ward = try Ward([rule("in", .enter(.units("lift-0")))])
        ward.move(Ward.patient, to: "lift-0", at: 0)
        ward.tick(199)
        #expect(ward.standing.isEmpty)
        ward.tick(200)
        #expect(ward.standing == ["in 2 200 sure"])
        ward.move(Ward.patient, to: "c-0", at: 260)
        #expect(ward.standing == ["in 2 200 to 260 sure"])
    }

    @Test func whatLeftBeforeTheHoursBeginIsNotTold() throws {
        var ward = try Ward([rule("in", .enter(.units("lift-0"))), rule("out", .exit(.units("u-0-1")))])
        ward.move(Ward.patient, to: "lift-0", at: 0)
        ward.move(Ward.patient, to: "u-0-1", at: 100)
        ward.move(Ward.patient, to: "c-0", at: 150)
        ward.tick(400)
        #expect(ward.standing.isEmpty, "the exit was one of before")
    }

    @Test func aDwellThatIsFullBeforeTheHoursIsToldWhenTheyBegin() throws {
        var ward = try Ward([rule("long", .dwell(.units("u-0-2"), milliseconds: 60_000))])
        ward.move(Ward.pump, to: "u-0-2", at: 0)
        ward.tick(500)
        #expect(ward.standing == ["long 1 200 sure"])
    }

    @Test func whatDoesNotCountAtTheStartDoesNotCountWhenTheHoursBegin() throws {
        var ward = try Ward([rule("in", .enter(.units("lift-0"))).with { $0.countsInsideAtStart = false }])
        ward.move(Ward.patient, to: "lift-0", at: 0)
        ward.tick(400)
        #expect(ward.standing.isEmpty)
    }

    @Test func silenceContactsTemperaturesAndLevelsWaitForTheirHoursToo() throws {
        var ward = try Ward([
            rule("lost", .silent(milliseconds: 60_000)),
            rule("cold", .temperature(below: 2, above: 8, milliseconds: 0)),
            rule("contact", .near(Selector(ids: ["PAT-2"]), metres: nil, milliseconds: 30_000)).with {
                $0.who = Selector(ids: ["PAT-1"])
            },
            rule("par", .par(.units("u-0-3"), target: 1, per: .unit, milliseconds: 30_000)).with {
                $0.who = Selector(kinds: [.equipment])
            },
        ])
        ward.move(Ward.other, to: "u-0-2", at: 0)
        ward.move(Ward.patient, to: "u-0-2", at: 0)
        for second in 2...230 {
            ward.watcher.note(
                celsius: 9, batteryPercent: .nan, track: Ward.pump,
                at: Instant(milliseconds: Ward.start + Int64(second) * 1000))
            ward.tick(Double(second))
        }
        #expect(
            ward.standing == [
                "cold 1 200 sure", "contact 2 200 sure", "lost 2 200 sure", "lost 3 200 sure", "par 0 200 sure",
            ])
        ward.move(Ward.patient, to: "c-0", at: 240)
        ward.move(Ward.pump, to: "u-0-3", at: 240)
        for second in 242...260 { ward.tick(Double(second)) }
        #expect(ward.alarms.values.filter { $0.endedAt == nil }.map(\.rule).sorted() == ["cold", "lost"])
    }

    @Test func theTrialWaitsForTheHoursAsTheWatcherDoes() throws {
        let rules = [
            rule("in", .enter(.units("lift-0"))),
            rule("contact", .near(Selector(ids: ["PAT-2"]), metres: nil, milliseconds: 30_000)),
        ]
        let map = try Ward.site()
        var trial = RuleTrial(
            book: RuleBook(rules, map: map), calendar: .utc, from: Instant(milliseconds: Ward.start),
            to: Instant(milliseconds: Ward.start + 600_000))
        func stay(_ unit: String) -> TrialStay {
            TrialStay(
                unit: Int32(map.unitIndex(UnitID(unit)) ?? 0), from: Ward.start, to: Ward.start + 300_000, confidence: 1
            )
        }
        trial.add(Ward.everybody[1], [stay("lift-0")])
        trial.add(Ward.everybody[2], [stay("lift-0")])
        let outcomes = trial.finish()
        #expect(outcomes[0].examples.map(\.at.milliseconds) == [Ward.start + 200_000, Ward.start + 200_000])
        #expect(outcomes[1].examples.map(\.at.milliseconds) == [Ward.start + 200_000])
    }

    @Test func theNextBeginningIsFoundOverDaysAndChangesOfTheClock() throws {
        // Central European summer time until 2026-10-25T01:00Z, winter time until 2027-03-28T01:00Z.
        let paris = SiteCalendar { instant in
            instant.milliseconds < 1_792_890_000_000 || instant.milliseconds >= 1_806_195_600_000 ? 7200 : 3600
        }
        func start(_ schedule: Schedule, after text: String) -> String? {
            Instant.parse(text).flatMap { schedule.nextStart(after: $0, paris) }?.rfc3339
        }
        let night = Schedule(fromMinute: 22 * 60, toMinute: 6 * 60)
        #expect(start(night, after: "2026-10-24T10:00:00Z") == "2026-10-24T20:00:00.000Z")
        #expect(start(night, after: "2026-10-25T10:00:00Z") == "2026-10-25T21:00:00.000Z")
        let monday = Schedule(days: [0])
        #expect(start(monday, after: "2026-11-24T12:00:00Z") == "2026-11-29T23:00:00.000Z")
        let early = Schedule(fromMinute: 2 * 60 + 30, toMinute: 5 * 60)
        #expect(start(early, after: "2027-03-27T12:00:00Z") == "2027-03-28T01:00:00.000Z", "the clocks jump over it")
        #expect(start(Schedule(days: []), after: "2026-11-24T12:00:00Z") == nil)
    }
}
