import Model
import SimKit
import SiteMap
import Testing

@testable import Watch

/// What is told of a crossing names where and when it was, however much later it is told.
@Suite struct CrossingTests {
    private let enter = Rule("in", .enter(.units("lift-0", "u-0-4")))
    private let exit = Rule("out", .exit(.units("u-0-1"))).with { $0.who = Selector(kinds: [.patient]) }

    private var escorted: Rule { exit.with { $0.escort = Escort(Selector(kinds: [.staff])) } }

    private func told(_ ward: Ward) -> [UnitKey?] {
        ward.alarms.values.filter { !$0.isRetracted }.flatMap { [$0.fromUnit, $0.unit] }
    }

    @Test func anUnsureEntryNamesTheUnitThatWasEntered() throws {
        var ward = try Ward([enter])
        ward.move(Ward.pump, to: "c-0", at: 0)
        ward.move(Ward.pump, to: "lift-0", at: 30, confidence: 0.5)
        ward.move(Ward.pump, to: "u-0-4", at: 36)
        ward.tick(41)
        #expect(ward.standing == ["in 1 30 sure"], "it is sure by then that it is inside")
        #expect(told(ward) == [ward.key("c-0"), ward.key("lift-0")])
    }

    @Test func anUnsureExitNamesTheUnitThatWasCrossedInto() throws {
        var ward = try Ward([exit])
        ward.move(Ward.patient, to: "u-0-1", at: 0)
        ward.move(Ward.patient, to: "c-0", at: 30, confidence: 0.5)
        ward.move(Ward.patient, to: "u-0-4", at: 36)
        ward.tick(41)
        #expect(ward.standing == ["out 2 30 sure"])
        #expect(told(ward) == [ward.key("u-0-1"), ward.key("c-0")])
    }

    @Test func anExitThatWaitedForItsDelayNamesTheUnitThatWasCrossedInto() throws {
        var ward = try Ward([exit.with { $0.timers.exitDelayMilliseconds = 20_000 }])
        ward.move(Ward.patient, to: "u-0-1", at: 0)
        ward.move(Ward.patient, to: "c-0", at: 30)
        #expect(ward.standing.isEmpty)
        ward.move(Ward.patient, to: "u-0-4", at: 36)
        #expect(ward.standing == ["out 2 30 sure"])
        #expect(told(ward) == [ward.key("u-0-1"), ward.key("c-0")])
    }

    @Test func whatIsToldWhenTheHoursBeginNamesWhereItIsThen() throws {
        let (minute, _) = SiteCalendar.utc.moment(Instant(milliseconds: Ward.start))
        let soon = Schedule(fromMinute: (minute + 2) % 1440, toMinute: (minute + 60) % 1440)
        var ward = try Ward([enter.with { $0.hours = soon }])
        ward.move(Ward.pump, to: "c-0", at: 0)
        ward.move(Ward.pump, to: "lift-0", at: 10)
        ward.move(Ward.pump, to: "u-0-4", at: 20)
        ward.tick(200)
        #expect(told(ward) == [ward.key("lift-0"), ward.key("u-0-4")])
    }

    /// The nurse was with the patient in the corridor, right after the door; she did not go on to the other room.
    @Test func anEscortIsLookedForWhereTheCrossingWas() throws {
        for (nurse, expected) in [("c-0", []), ("u-0-2", ["out 2 30 sure"])] {
            var ward = try Ward([escorted])
            ward.move(Ward.nurse, to: "u-0-3", at: 0)
            ward.move(Ward.patient, to: "u-0-1", at: 0)
            ward.move(Ward.patient, to: "c-0", at: 30, confidence: 0.5)
            ward.move(Ward.nurse, to: nurse, at: 31)
            ward.move(Ward.nurse, to: "u-0-3", at: 34)
            ward.move(Ward.patient, to: "u-0-4", at: 36)
            for second in 37...120 { ward.tick(Double(second)) }
            #expect(ward.standing == expected, "nurse in \(nurse)")
        }
    }

    @Test func aTrialLooksForTheEscortWhereTheCrossingWas() throws {
        let ward = try Ward([])
        for (nurse, escorts) in [("c-0", 1), ("u-0-2", 0)] {
            var trial = RuleTrial(
                book: RuleBook([escorted], map: ward.map), calendar: .utc,
                from: Instant(milliseconds: Ward.start), to: Instant(milliseconds: Ward.start + 600_000))
            var stays = ward.stays([("u-0-1", 0), ("c-0", 30), ("u-0-4", 36)])
            stays[1].confidence = 0.5
            trial.add(Ward.everybody[1], stays)
            trial.add(Ward.everybody[3], ward.stays([("u-0-3", 0), (nurse, 31), ("u-0-3", 34)]))
            let outcome = trial.finish()[0]
            #expect(outcome.escorted == escorts && outcome.raised == 1 - escorts, "nurse in \(nurse)")
            #expect(outcome.examples.map(\.unit) == (escorts == 1 ? [] : [stays[1].unit]))
        }
    }

    // MARK: Restart

    @Test func aRestartBetweenTheCrossingAndItsTellingKeepsWhereItWas() throws {
        var ward = try Ward([enter])
        ward.move(Ward.pump, to: "c-0", at: 0)
        ward.move(Ward.pump, to: "lift-0", at: 30, confidence: 0.5)
        ward.settle(Ward.pump, before: 33)
        ward = try ward.restarted()
        ward.move(Ward.pump, to: "u-0-4", at: 36)
        ward.tick(41)
        #expect(ward.standing == ["in 1 30 sure"])
        #expect(told(ward) == [ward.key("c-0"), ward.key("lift-0")])
    }

    /// What the release before this one wrote: it did not keep where a crossing was.
    @Test func stateOfTheVersionBeforeIsRead() throws {
        var ward = try Ward([enter])
        ward.move(Ward.pump, to: "c-0", at: 0)
        ward.move(Ward.pump, to: "lift-0", at: 30, confidence: 0.5)
        ward.settle(Ward.pump, before: 33)
        let old = try firstVersion(ward)
        ward = try ward.restarted { state in
            state.tracks[Ward.pump] = old
            state.whole[0] = 1
        }
        ward.move(Ward.pump, to: "u-0-4", at: 36)
        ward.tick(41)
        #expect(ward.standing == ["in 1 30 sure"], "it is told, as it would have been")
        #expect(told(ward) == [ward.key("lift-0"), ward.key("u-0-4")])
        var future = WatchBlob.write(ward.watcher)
        future[0] = WatchBlob.version + 1
        #expect(throws: WatchBlob.Broken.self) { try WatchBlob.Reader(future) }
    }

    /// The pump's state field by field as version 1 wrote it.
    private func firstVersion(_ ward: Ward) throws -> [UInt8] {
        let track = try #require(ward.watcher.tracks.first { $0.facts.track == Ward.pump })
        let state = track.settled
        let fence = try #require(state.fences.first)
        var writer = WatchBlob.Writer()
        writer.bytes[0] = 1
        writer.put(state.time)
        writer.put(state.unit)
        writer.put(state.since)
        writer.put(state.confidence)
        writer.put(state.fromUnit)
        writer.put(state.level)
        writer.put(state.xMetres)
        writer.put(state.yMetres)
        writer.put(state.heardAt)
        writer.put(UInt32(1))
        writer.put(ward.watcher.book.entries[0].mark)
        writer.put(fence.phase.rawValue)
        for value in [fence.since, fence.outsideSince, fence.due, fence.open, fence.held, fence.heldDue] {
            writer.put(value)
        }
        writer.put(UInt8(0))
        writer.put(UInt32(0))
        writer.put(track.newest)
        writer.put(UInt8(0))
        writer.put(UInt32(0))
        writer.put(UInt32(0))
        return writer.bytes
    }
}
