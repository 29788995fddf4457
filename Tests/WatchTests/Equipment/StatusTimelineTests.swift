import Model
import SimKit
import Testing
import Watch

/// Statuses against a second way to find them: minute by minute, straight from the words of the rules.
@Suite struct StatusTimelineTests {
    private static let hour: Int64 = 3_600_000
    private static let ward = UnitKey(1)
    private static let store = UnitKey(2)
    private static let wash = UnitKey(3)

    private func hours(_ from: Int64, _ to: Int64) -> TimeSpan { (from * Self.hour)..<(to * Self.hour) }

    private func device(_ stays: [(UnitKey, Int64, Int64)], heard: Int64) -> DeviceEvidence {
        var device = DeviceEvidence()
        device.stays = stays.map { DeviceStay(unit: $0.0, from: $0.1 * Self.hour, to: $0.2 * Self.hour) }
        device.heardUntil = heard * Self.hour
        return device
    }

    private var around: StatusSurroundings {
        StatusSurroundings(units: [Self.store: UnitMeaning(isStore: true), Self.wash: UnitMeaning(status: .dirty)])
    }

    private func told(_ spans: [StatusSpan]) -> [String] {
        spans.map { "\($0.status.name)/\($0.reason.rawValue) \($0.from / Self.hour)-\($0.to / Self.hour)" }
    }

    @Test func aDayOfAPumpReadsAsPeopleWouldTellIt() {
        var around = around
        around.patients[Self.ward] = [hours(3, 5)]
        let device = device([(Self.store, 0, 2), (Self.ward, 2, 12), (Self.wash, 12, 14)], heard: 14)
        #expect(
            told(StatusTimeline.spans(of: device, in: hours(0, 14), around)) == [
                "available/store 0-2", "available/passing 2-3", "in_use/with_patient 3-5", "available/passing 5-9",
                "idle/standing 9-12", "dirty/unit 12-14",
            ])
    }

    @Test func idleCountsFromAUseBeforeTheSpanThatIsAskedFor() {
        var around = around
        around.patients[Self.ward] = [hours(3, 5)]
        let device = device([(Self.ward, 2, 12)], heard: 12)
        #expect(StatusTimeline.status(of: device, at: 8 * Self.hour, around)?.status == .available)
        #expect(StatusTimeline.status(of: device, at: 9 * Self.hour, around)?.status == .idle)
        #expect(StatusTimeline.status(of: device, at: Self.hour, around) == nil)
    }

    @Test func aDeviceThatIsNotHeardForADayIsLostUntilItIsHeardAgain() {
        var device = device([(Self.store, 0, 100)], heard: 100)
        device.silences = [hours(10, 40)]
        #expect(
            told(StatusTimeline.spans(of: device, in: hours(0, 130), around)) == [
                "available/store 0-34", "lost/not_heard 34-40", "available/store 40-100", "available/passing 100-104",
                "idle/standing 104-124", "lost/not_heard 124-130",
            ])
        #expect(told(StatusTimeline.spans(of: DeviceEvidence(), in: hours(0, 9), around)) == ["lost/not_heard 0-9"])
    }

    @Test func peopleBeatPlansLoansOutagesAndReaders() {
        var around = around
        around.dark[Self.store] = [hours(0, 20)]
        var device = device([(Self.store, 0, 20)], heard: 20)
        device.overdue = [hours(4, 20)]
        device.lent = [hours(8, 20)]
        func override(_ number: Int64, _ status: EquipmentStatus?, _ from: Int64, _ until: Int64?) -> StatusOverride {
            StatusOverride(
                number: number, track: TrackKey(1), status: status, from: Instant(milliseconds: from * Self.hour),
                until: until.map { Instant(milliseconds: $0 * Self.hour) })
        }
        device.overrides = [
            override(3, nil, 18, nil), override(1, .dirty, 12, nil), override(2, .maintenance, 14, 16),
        ]
        #expect(
            told(StatusTimeline.spans(of: device, in: hours(0, 20), around)) == [
                "cannot_tell/readers_down 0-4", "maintenance/plan_overdue 4-8", "rented/lent 8-12",
                "dirty/manual 12-14",
                "maintenance/manual 14-16", "rented/lent 16-20",
            ])
    }

    @Test(arguments: 0..<24) func hoursOfEveryStatusAndOfNoneAreTheSpan(seed: UInt64) {
        var world = StatusWorld(seed: seed)
        let device = world.device()
        let span = world.span()
        let spans = StatusTimeline.spans(of: device, in: span, world.around)
        let usage = DeviceUsage(spans, in: span)
        #expect(usage.milliseconds.values.reduce(0, +) + usage.unseenMilliseconds == Int64(span.count), "seed \(seed)")
        #expect(usage.unseenMilliseconds >= 0)
        for (left, right) in zip(spans, spans.dropFirst()) { #expect(left.to <= right.from, "seed \(seed)") }
        // A step that meets each minute of the hour in time, and no edge at every seed.
        for minute in stride(from: span.lowerBound, to: span.upperBound, by: 29 * 60_000) {
            let expected = world.judged(device, at: minute)
            let found = spans.last { $0.from <= minute && minute < $0.to }
                .map { Judged(status: $0.status, reason: $0.reason) }
            #expect(found == expected, "seed \(seed), minute \(minute / 60_000)")
            guard found == expected else { return }
        }
    }

    @Test(arguments: 0..<40) func whatIsAskedOfOneInstantIsWhatTheWholeSpanSays(seed: UInt64) {
        var world = StatusWorld(seed: seed)
        let device = world.device()
        let span = world.span()
        let spans = StatusTimeline.spans(of: device, in: span, world.around)
        for _ in 0..<20 {
            let instant = span.lowerBound + Int64(world.random.below(span.count))
            let whole = spans.last { $0.from <= instant && instant < $0.to }
            let one = StatusTimeline.status(of: device, at: instant, world.around)
            #expect(whole?.status == one?.status && whole?.reason == one?.reason, "seed \(seed)")
        }
    }
}
