import SimKit
import Testing

@testable import Watch

@Suite struct BedTests {
    private let span: TimeSpan = 0..<4_000

    @Test func aBedIsTakenForEachPatientAndNoMoreThanThereAre() throws {
        var room = BedTally(in: span, named: 2)
        room.add(patient: 500..<1500)
        room.add(patient: 1000..<3000)
        room.add(patient: 1200..<1400)
        var series = BedSeries(in: span)
        series.add(room)
        let use = try #require(series.use(stepMilliseconds: 1000))
        #expect(use.beds == 2 && use.peak == 2 && use.peakAt == 1000)
        #expect(use.leastFree == 0 && use.leastFreeAt == 1000 && use.takenAtLeastFree == 2)
        #expect(use.meanTaken == 0.75, "500 ms of two and 2 s of one, of 4 s")
        #expect(use.medianTaken == 1 && use.ninetiethTaken == 2)
        #expect(use.steps.map(\.peak) == [1, 2, 1, 0])
        #expect(use.steps.map(\.leastFree) == [1, 0, 1, 2])
        #expect(use.steps.map(\.meanTaken) == [0.5, 1.5, 1, 0])
        #expect(use.steps.map(\.at) == [0, 1000, 2000, 3000])
    }

    @Test func bedsThatAreTrackedComeAndGo() throws {
        var room = BedTally(in: span)
        room.add(bed: -500..<2000)
        room.add(bed: 1000..<9000)
        room.add(patient: 0..<2500)
        room.add(patient: 500..<4000)
        var series = BedSeries(in: span)
        series.add(room)
        let use = try #require(series.use(stepMilliseconds: 2000))
        #expect(use.meanBeds == 1.25 && use.beds == 1)
        #expect(use.peak == 2 && use.peakAt == 1000 && use.leastFree == 0 && use.leastFreeAt == 0)
        #expect(use.steps.map(\.beds) == [2, 1])
    }

    /// Two rooms of two: a third patient in one of them lies in no bed of the other.
    @Test func roomsAddUpBedByBed() throws {
        var (one, other) = (BedTally(in: span, named: 2), BedTally(in: span, named: 2))
        for _ in 0..<3 { one.add(patient: 0..<4000) }
        other.add(bed: 0..<4000)
        var series = BedSeries(in: span)
        series.add(one)
        series.add(other)
        let use = try #require(series.use(stepMilliseconds: 4000))
        #expect(use.beds == 4 && use.peak == 2 && use.leastFree == 2, "what the site names goes before what is tracked")
        var none = BedSeries(in: span)
        none.add(BedTally(in: span))
        none.add(BedTally(in: span, named: 0))
        #expect(none.use(stepMilliseconds: 1000) == nil)
        #expect(BedSeries(in: 5..<5).use(stepMilliseconds: 1000) == nil)
    }

    @Test(arguments: 0..<30) func itIsThatOfCountingEachMoment(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let span: TimeSpan = 0..<200
        var series = BedSeries(in: span)
        var taken = [Int](repeating: 0, count: 200)
        var beds = taken
        for _ in 0..<4 {
            let named: Int? = random.chance(0.5) ? random.below(4) : nil
            var unit = BedTally(in: span, named: named)
            var (patients, there) = ([Int](repeating: 0, count: 200), [Int](repeating: named ?? 0, count: 200))
            for number in 0..<random.below(12) {
                let start = random.below(260) - 30
                let time = Int64(start)..<Int64(start + 1 + random.below(90))
                if number.isMultiple(of: 3) { unit.add(bed: time) } else { unit.add(patient: time) }
                for moment in time where span.contains(moment) {
                    if number.isMultiple(of: 3) {
                        if named == nil { there[Int(moment)] += 1 }
                    } else {
                        patients[Int(moment)] += 1
                    }
                }
            }
            series.add(unit)
            for moment in 0..<200 {
                beds[moment] += there[moment]
                taken[moment] += min(there[moment], patients[moment])
            }
        }
        guard let use = series.use(stepMilliseconds: 70) else {
            #expect(beds.allSatisfy { $0 == 0 }, "seed \(seed)")
            return
        }
        let free = zip(beds, taken).map { $0 - $1 }
        #expect(use.peak == taken.max() && use.leastFree == free.min(), "seed \(seed)")
        #expect(use.peak == 0 || use.peakAt == taken.firstIndex(of: use.peak).map(Int64.init), "seed \(seed)")
        #expect(use.leastFreeAt == free.firstIndex(of: use.leastFree).map(Int64.init), "seed \(seed)")
        #expect(use.medianTaken == taken.sorted()[99] && use.ninetiethTaken == taken.sorted()[179], "seed \(seed)")
        #expect(abs(use.meanTaken - Double(taken.reduce(0, +)) / 200) < 1e-9, "seed \(seed)")
        for (index, step) in use.steps.enumerated() {
            let part = index * 70..<min(index * 70 + 70, 200)
            #expect(step.peak == taken[part].max() && step.leastFree == free[part].min(), "seed \(seed)")
            #expect(step.beds == beds[part.upperBound - 1], "seed \(seed)")
        }
    }
}
