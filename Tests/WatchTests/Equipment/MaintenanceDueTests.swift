import Model
import SimKit
import Testing
import Watch

@Suite struct MaintenanceDueTests {
    private static let day: Int64 = 86_400_000
    private static let hour: Int64 = 3_600_000

    private func at(_ day: Int64) -> Instant { Instant(milliseconds: day * Self.day) }

    private func plan(_ interval: MaintenancePlan.Interval) -> MaintenancePlan {
        MaintenancePlan(track: TrackKey(1), name: "check", interval: interval, start: at(0))
    }

    private func done(_ day: Int64, _ name: String = "check") -> MaintenanceEntry {
        MaintenanceEntry(track: TrackKey(1), plan: name, at: at(day))
    }

    @Test func aPlanOfTheCalendarIsDueAfterItsLastEntry() {
        let due = MaintenanceDue(plan(.days(30)), [done(50), done(25), done(60, "other")], now: at(90))
        #expect(due.lastDone == at(50))
        #expect(due.due == at(80))
        #expect(due.overdue == [(80 * Self.day)..<(90 * Self.day)])
        #expect(due.isOverdue(now: at(90)) && !due.isOverdue(now: at(79)))
    }

    @Test func anEntryThatIsMadeLateEndsTheTimeThatItWasOverdue() {
        let before = MaintenanceDue(plan(.days(30)), [done(70)], now: at(75))
        #expect(before.overdue == [(30 * Self.day)..<(70 * Self.day)])
        let after = MaintenanceDue(plan(.days(30)), [done(70), done(29)], now: at(75))
        #expect(after.overdue == [(59 * Self.day)..<(70 * Self.day)])
        #expect(after.due == at(100))
    }

    @Test func entriesAfterTheTimeLookedAtDoNotCount() {
        #expect(MaintenanceDue(plan(.days(30)), [done(40)], now: at(35)).due == at(30))
    }

    @Test func hoursInUseAreCountedSinceTheLastEntry() {
        let uses = [0..<(5 * Self.hour), (48 * Self.hour)..<(60 * Self.hour), (72 * Self.hour)..<(75 * Self.hour)]
        let running = MaintenanceDue(plan(.hoursInUse(16)), [], inUse: uses, now: Instant(milliseconds: 55 * Self.hour))
        #expect(running.due == nil && running.usedMilliseconds == 12 * Self.hour && running.overdue.isEmpty)
        let over = MaintenanceDue(plan(.hoursInUse(16)), [], inUse: uses, now: at(10))
        #expect(over.due?.milliseconds == 59 * Self.hour && over.usedMilliseconds == 20 * Self.hour)
        let again = MaintenanceDue(plan(.hoursInUse(16)), [done(3)], inUse: uses, now: at(10))
        #expect(again.due == nil && again.usedMilliseconds == 3 * Self.hour)
        #expect(again.overdue == [(59 * Self.hour)..<(72 * Self.hour)])
    }

    @Test(arguments: 0..<40) func theOrderOfEntriesChangesNothing(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let entries = (0..<random.below(8)).map { _ in done(Int64(random.below(300))) }
        var shuffled = entries
        shuffled.shuffle(using: &random)
        for interval in [MaintenancePlan.Interval.days(1 + random.below(60)), .hoursInUse(1 + random.below(60))] {
            let uses = TimeSpans.merged(
                (0..<10).map { _ in
                    let from = Int64(random.below(300)) * Self.day
                    return from..<(from + Int64(1 + random.below(40)) * Self.hour)
                })
            let first = MaintenanceDue(plan(interval), entries, inUse: uses, now: at(280))
            #expect(first == MaintenanceDue(plan(interval), shuffled, inUse: uses, now: at(280)), "seed \(seed)")
            for span in first.overdue { #expect(!span.isEmpty && span.upperBound <= 280 * Self.day) }
        }
    }
}
