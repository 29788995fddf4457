import Model
import SimKit
import SiteMap
import Testing

@testable import Watch

/// One test for each kind of rule that a hospital asks for and no other test holds.
@Suite struct KindTests {
    @Test func equipmentEgressGoesByKindCategoryOfTheUnitAndHours() throws {
        var lifts = Region()
        lifts.categories = ["elevator"]
        let rule = Rule("egress", .enter(lifts)).with {
            $0.who = Selector(kinds: [.equipment], categories: ["Infusion Pump"])
            $0.hours = Schedule(fromMinute: 20 * 60, toMinute: 20 * 60 + 30)
        }
        var ward = try Ward([rule])
        ward.move(Ward.patient, to: "lift-0", at: 0)
        ward.move(Ward.pump, to: "c-0", at: 10)
        ward.move(Ward.pump, to: "lift-0", at: 60)
        ward.move(Ward.pump, to: "c-0", at: 90)
        ward.move(Ward.pump, to: "lift-0", at: 300)
        #expect(ward.standing == ["egress 1 60 to 90 sure"], "no patient, and not after 20:30")
    }

    @Test func nightRisingIsLeavingTheAssignedRoom() throws {
        var region = Region()
        region.isAssignedUnit = true
        var ward = try Ward([Rule("night", .exit(region))])
        let room = try #require(ward.map.unitIndex(UnitID("u-0-3")))
        ward.watcher.register(
            all: Ward.everybody.map { facts in
                var facts = facts
                if facts.track == Ward.patient { facts.assignedUnit = room }
                return facts
            })
        ward.move(Ward.patient, to: "u-0-3", at: 0)
        ward.move(Ward.other, to: "u-0-3", at: 0)
        ward.move(Ward.patient, to: "c-0", at: 60)
        ward.move(Ward.other, to: "c-0", at: 60)
        #expect(ward.standing == ["night 2 60 sure"], "the other one is not at home there")
    }

    @Test(arguments: [
        (TagEvent.sos, Observation.Events.sos, AlarmSeverity.critical), (.button, .button, .warning),
        (.tamper, .tamper, .critical), (.fall, .fall, .critical),
    ])
    func whatATagSaysIsRelayed(event: TagEvent, flag: Observation.Events, severity: AlarmSeverity) throws {
        var ward = try Ward([Rule("said", .event(event))])
        ward.move(Ward.patient, to: "u-0-1", at: 0)
        let all: Observation.Events = [.sos, .button, .tamper, .fall]
        ward.watcher.note(
            all.subtracting(flag), track: Ward.patient, at: Instant(milliseconds: Ward.start), detail: "")
        ward.take()
        #expect(ward.standing.isEmpty)
        ward.watcher.note(flag, track: Ward.patient, at: Instant(milliseconds: Ward.start + 5000), detail: "")
        ward.take()
        #expect(ward.standing == ["said 2 5 sure"])
        #expect(ward.alarms[1]?.severity == severity)
    }

    @Test func anArrivalNotifiesItsService() throws {
        let rule = Rule("arrival", .enter(.units("u-0-4"))).with {
            $0.who = Selector(kinds: [.patient])
            $0.notify = "imaging desk"
            $0.severity = .info
        }
        var ward = try Ward([rule])
        ward.move(Ward.patient, to: "u-0-4", at: 5)
        #expect(ward.alarms[1]?.notify == "imaging desk" && ward.alarms[1]?.severity == .info)
    }

    @Test func aBatteryIsToldOnceUntilItWasChanged() throws {
        var ward = try Ward([Rule("battery", .battery(belowPercent: 20))])
        for (second, percent) in [(0, 25), (10, 19), (20, 21), (30, 18), (40, 95), (50, 12)] {
            ward.watcher.note(
                celsius: .nan, batteryPercent: Float(percent), track: Ward.pump,
                at: Instant(milliseconds: Ward.start + Int64(second) * 1000))
            ward.tick(Double(second))
        }
        ward.tick(100)
        #expect(ward.standing == ["battery 1 10 to 40 sure", "battery 1 50 sure"])
        #expect(ward.alarms[1]?.detail == "19 %")
    }

    @Test func aReaderIsDownOnlyAfterItsTime() throws {
        var ward = try Ward([Rule("down", .readerDown(milliseconds: 60_000))])
        ward.tick(10)
        ward.watcher.note(readersDown: ward.map.readers.indices.map { $0 == 2 })
        ward.tick(69)
        #expect(ward.standing.isEmpty)
        ward.tick(70)
        #expect(ward.standing == ["down 0 10 sure"])
        #expect(ward.alarms[1]?.reader == ward.map.readers[2].id)
        ward.watcher.note(readersDown: ward.map.readers.indices.map { _ in false })
        ward.take()
        #expect(ward.watcher.openCount == 0)
    }

    @Test func aParLevelCountsACategoryOfThingsOnEachLevelInACategoryOfUnits() throws {
        var rooms = Region()
        rooms.categories = ["room"]
        let rule = Rule("par", .par(rooms, target: 1, per: .level, milliseconds: 10_000)).with {
            $0.who = Selector(categories: ["infusion pump"])
        }
        var ward = try Ward([rule])
        ward.move(Ward.pump, to: "u-0-2", at: 0)
        for second in 2...60 { ward.tick(Double(second)) }
        #expect(ward.standing.filter { !$0.contains(" to ") }.isEmpty)
        ward.move(Ward.pump, to: "c-0", at: 60)
        for second in 62...100 { ward.tick(Double(second)) }
        let open = ward.alarms.values.filter { $0.endedAt == nil }
        #expect(open.count == 1 && open.first?.detail == "0/1")
    }

    @Test func aMovingZoneGoesWhereItsTrolleyGoes() throws {
        let rule = Rule("beside", .near(Selector(kinds: [.equipment]), metres: 3, milliseconds: 5000)).with {
            $0.who = Selector(kinds: [.patient])
        }
        var ward = try Ward([rule])
        for second in 0...60 {
            // The trolley rolls along the corridor and passes the patient between 20 s and 40 s.
            ward.place(Ward.pump, Float(second) / 4, 6.5, at: Double(second))
            ward.place(Ward.patient, 7.5, 6.5, at: Double(second))
        }
        for second in 61...90 { ward.tick(Double(second)) }
        let told = ward.alarms.values.filter { $0.track == Ward.patient }
        #expect(told.count == 1)
        let since = ((told.first?.at.milliseconds ?? 0) - Ward.start) / 1000
        #expect((21...25).contains(since), "3 m before it, and five seconds: \(since)")
        #expect(told.first?.endedAt != nil)
    }

    @Test func aPolygonIsAFence() throws {
        var region = Region()
        region.shapes = [RegionShape(level: "L0", points: [[2, 5], [6, 5], [6, 8], [2, 8]])]
        var ward = try Ward([Rule("zone", .enter(region))])
        ward.place(Ward.pump, 1, 6, at: 0)
        #expect(ward.standing.isEmpty)
        ward.place(Ward.pump, 3, 6, at: 1)
        ward.place(Ward.pump, 7, 6, at: 2)
        #expect(ward.standing == ["zone 1 1 to 2 sure"])
    }

    @Test func anAlarmBelowTheBarIsToCheckAndBecomesNoOtherByItself() throws {
        var ward = try Ward([Rule("in", .enter(.units("lift-0"))).with { $0.confidence = 0.99 }])
        ward.move(Ward.patient, to: "lift-0", at: 0, confidence: 0.95)
        ward.tick(30)
        #expect(ward.standing == ["in 2 0 check"])
    }
}
