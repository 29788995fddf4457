import Model
import SimKit
import Testing
import Watch

@Suite struct UsageTests {
    private static let minute: Int64 = 60_000

    private func minutes(_ from: Int64, _ to: Int64) -> TimeSpan { (from * Self.minute)..<(to * Self.minute) }

    private func use(_ from: Int64, _ to: Int64) -> StatusSpan {
        let time = minutes(from, to)
        return StatusSpan(
            status: .inUse, reason: .withPatient, from: time.lowerBound, to: time.upperBound, unit: UnitKey(1))
    }

    @Test func usesAQuarterOfAnHourApartAreOneTurn() {
        let usage = DeviceUsage([use(0, 30), use(45, 60), use(76, 90)], in: minutes(0, 100))
        #expect(usage.turns == [minutes(0, 60), minutes(76, 90)])
        #expect(usage.milliseconds[.inUse] == 59 * Self.minute)
        #expect(usage.unseenMilliseconds == 41 * Self.minute)
        #expect(!usage.isIdleCandidate)
        #expect(DeviceUsage([], in: minutes(0, 9)).isIdleCandidate)
    }

    @Test func oneThatEndsWhenTheNextBeginsIsNoPeakOfTwo() {
        let peak = TimeSpans.peak([minutes(0, 10), minutes(10, 20), minutes(15, 30)])
        #expect(peak?.count == 2 && peak?.at == 15 * Self.minute)
        #expect(TimeSpans.peak([]) == nil)
    }

    @Test(arguments: 0..<40) func peaksAreThoseOfCountingEachMinute(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var tally = DemandTally()
        var spans: [(String, TimeSpan)] = []
        for _ in 0..<random.below(30) {
            let from = Int64(random.below(3000))
            let span = minutes(from, from + 1 + Int64(random.below(400)))
            let category = random.pick(["room", "walkway"])
            spans.append((category, span))
            tally.add(span, unitCategory: category)
        }
        // An hour and a half ahead of UTC, and half an hour later in the year: no zone, but the arithmetic must hold.
        let offset: (Int64) -> Int = { $0 < 1500 * Self.minute ? 5400 : 7200 }
        var (hours, most) = ([Int](repeating: 0, count: 24), [String: Int]())
        for minute in Int64(0)..<3500 {
            let at = minute * Self.minute
            let there = spans.filter { $0.1.contains(at) }
            let hour = Int((at + Int64(offset(at)) * 1000) / 3_600_000 % 24)
            hours[hour] = max(hours[hour], there.count)
            for category in ["room", "walkway", ""] {
                let count = there.count { category.isEmpty || $0.0 == category }
                most[category] = max(most[category] ?? 0, count)
            }
        }
        #expect(tally.peak?.count ?? 0 == most[""], "seed \(seed)")
        for peak in tally.peaks { #expect(peak.count == most[peak.unitCategory], "seed \(seed)") }
        #expect(tally.peakByHour(offsetSeconds: offset) == hours, "seed \(seed)")
    }

    @Test(arguments: 0..<40) func quantilesHaveAtLeastTheirShareBelowThem(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let values = (0..<(1 + random.below(50))).map { _ in Int64(random.below(20)) }.sorted()
        for share in [0.1, 0.5, 0.9, 1] {
            let found = TimeSpans.quantile(values, share)
            #expect(values.contains(found))
            let (below, under) = (values.count { $0 <= found }, values.count { $0 < found })
            #expect(Double(below) >= share * Double(values.count), "seed \(seed)")
            #expect(Double(under) < share * Double(values.count), "seed \(seed)")
        }
    }

    @Test(arguments: 0..<30) func occupancyIsThatOfCountingEachMinute(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let span = minutes(Int64(random.below(60)), Int64(200 + random.below(400)))
        var tally = OccupancyTally(in: span)
        var times: [TimeSpan] = []
        for _ in 0..<random.below(20) {
            let from = Int64(random.below(600))
            times.append(minutes(from, from + 1 + Int64(random.below(300))))
            tally.add(times[times.count - 1])
        }
        let counts = stride(from: span.lowerBound, to: span.upperBound, by: Int(Self.minute)).map { at in
            times.count { $0.contains(at) }
        }
        #expect(tally.peak?.count ?? 0 == counts.max() ?? 0, "seed \(seed)")
        #expect(abs(tally.mean - Double(counts.reduce(0, +)) / Double(counts.count)) < 1e-9, "seed \(seed)")
        for (index, hour) in tally.hours().enumerated() {
            let part = counts[(index * 60)..<min(counts.count, index * 60 + 60)]
            #expect(hour.peak == part.max(), "seed \(seed)")
            #expect(abs(hour.mean - Double(part.reduce(0, +)) / Double(part.count)) < 1e-9, "seed \(seed)")
        }
    }
}
