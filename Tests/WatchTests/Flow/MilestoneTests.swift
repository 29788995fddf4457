import Model
import SimKit
import Testing
import Watch

@Suite struct MilestoneTests {
    private static let minute: Int64 = 60_000
    private static let (lobby, waiting, corridor, seen, ward) = (
        UnitKey(1), UnitKey(2), UnitKey(3), UnitKey(4), UnitKey(5)
    )
    private static let milestones = [
        Milestone(name: "arrival", units: [lobby]), Milestone(name: "waiting", units: [waiting]),
        Milestone(name: "seen", units: [seen]), Milestone(name: "ward", units: [ward, lobby]),
    ]

    private func stays(_ rows: [(UnitKey, Int64, Int64)]) -> [DeviceStay] {
        rows.map { DeviceStay(unit: $0.0, from: $0.1 * Self.minute, to: $0.2 * Self.minute) }
    }

    private func tally(_ stays: [DeviceStay], _ from: Int64, _ to: Int64) -> MilestoneTally {
        var tally = MilestoneTally(Self.milestones, in: (from * Self.minute)..<(to * Self.minute))
        tally.add(stays)
        return tally
    }

    @Test func aVisitReadsAsItsMilestones() {
        let visit = stays([
            (Self.lobby, 0, 5), (Self.waiting, 5, 20), (Self.corridor, 20, 22), (Self.waiting, 22, 40),
            (Self.corridor, 40, 42), (Self.seen, 42, 60), (Self.ward, 65, 600),
        ])
        let tally = tally(visit, 0, 1000)
        #expect(tally.steps[1] == [35 * Self.minute])
        #expect(tally.legs[.init(from: 1, to: 2)] == [37 * Self.minute])
        #expect(tally.reached[2] == [42 * Self.minute] && tally.reached[3] == [65 * Self.minute])
        #expect(tally.visits == [600 * Self.minute] && tally.present.isEmpty)
    }

    @Test func whoStillWaitsIsPresentAndNoLength() {
        let open = [
            DeviceStay(unit: Self.lobby, from: 0, to: 5 * Self.minute),
            DeviceStay(unit: Self.waiting, from: 5 * Self.minute, to: .max),
        ]
        let tally = tally(open, 0, 60)
        #expect(tally.present == [1: 1] && tally.steps[1] == nil && tally.visits.isEmpty)
        #expect(tally.legs[.init(from: 0, to: 1)] == [5 * Self.minute])
    }

    @Test func comingBackAfterHoursIsAnotherVisit() {
        let tally = tally(stays([(Self.lobby, 0, 5), (Self.seen, 10, 20), (Self.lobby, 300, 310)]), 0, 1000)
        #expect(tally.visits.sorted() == [10 * Self.minute, 20 * Self.minute])
        #expect(tally.legs.count == 1)
    }

    @Test func aLegCountsInTheSpanInWhichItEnds() {
        let visit = stays([(Self.lobby, 0, 5), (Self.waiting, 5, 50), (Self.seen, 50, 60)])
        #expect(tally(visit, 30, 1000).legs == [.init(from: 1, to: 2): [45 * Self.minute]])
        #expect(tally(visit, 0, 40).legs == [.init(from: 0, to: 1): [5 * Self.minute]])
    }

    @Test(arguments: 0..<40) func spansSideBySideHoldEveryLegAndStepOnce(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var time: Int64 = 0
        var rows: [DeviceStay] = []
        for _ in 0..<random.below(40) {
            let length = Int64(1 + random.below(80)) * Self.minute
            let unit = random.pick([Self.lobby, Self.waiting, Self.corridor, Self.seen, Self.ward])
            rows.append(DeviceStay(unit: unit, from: time, to: time + length))
            time += length + Int64(random.pick([0, 0, 5, 400])) * Self.minute
        }
        let end = time / Self.minute + 1
        let cut = Int64(1 + random.below(Int(end)))
        let whole = tally(rows, 0, end)
        let (left, right) = (tally(rows, 0, cut), tally(rows, cut, end + 1))
        func sorted(_ legs: [MilestoneTally.Leg: [Int64]]) -> [MilestoneTally.Leg: [Int64]] {
            legs.mapValues { $0.sorted() }
        }
        #expect(
            sorted(left.legs.merging(right.legs, uniquingKeysWith: +)) == sorted(whole.legs), "seed \(seed)")
        let steps = whole.steps.values.joined().count
        let halves = left.steps.values.joined().count + right.steps.values.joined().count
        #expect(halves + left.present.values.reduce(0, +) == steps, "seed \(seed)")
    }
}
