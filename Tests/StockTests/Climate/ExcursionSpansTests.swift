import Model
import Stock
import Testing

@Suite("Spans outside a place's limits")
struct ExcursionSpansTests {
    private static let fridge = TemperatureSensor(
        tag: TagID("c0ffee0000f1"), place: StockPlaceID("fridge"), celsius: 2.0...8.0, toleratedMinutes: 10)

    private func slot(_ number: Int64, _ low: Double, _ high: Double) -> TemperatureSlot {
        TemperatureSlot(number: number, celsius: low...high)
    }

    private func spans(_ slots: [TemperatureSlot]) -> [String] {
        ExcursionSpans.of(slots, Self.fridge).map { span in
            let minutes = (span.from, span.to)
            return "\(minutes.0.milliseconds / 60_000)-\(minutes.1.milliseconds / 60_000) \(span.celsius)"
        }
    }

    @Test("A span begins with the first slot outside and ends where the next is inside")
    func oneSpan() {
        #expect(
            spans([
                slot(0, 4, 5), slot(1, 4, 8.1), slot(2, 8, 12), slot(3, 7.9, 9), slot(4, 4, 7), slot(5, 4, 5),
            ]) == ["5-20 4.0...12.0"])
    }

    @Test("What is at a limit is within it, and too cold is as bad as too warm")
    func limits() {
        #expect(spans((0..<6).map { slot($0, 2, 8) }).isEmpty)
        #expect(spans((0..<3).map { slot($0, 1.99, 5) }) == ["0-15 1.99...5.0"])
    }

    @Test("No longer than tolerated is no excursion")
    func tolerated() {
        #expect(spans([slot(0, 4, 5), slot(1, 4, 9), slot(2, 4, 9), slot(3, 4, 5)]).isEmpty)
        #expect(spans([slot(0, 4, 5), slot(1, 4, 9), slot(2, 4, 9), slot(3, 4, 9), slot(4, 4, 5)]).count == 1)
    }

    @Test("A silent sensor may not have missed anything good; after its last word nothing is known")
    func silence() {
        #expect(spans([slot(0, 9, 9), slot(24, 4, 5)]) == ["0-120 9.0...9.0"])
        #expect(spans([slot(0, 9, 9), slot(24, 9, 11)]) == ["0-125 9.0...11.0"])
        #expect(spans([slot(0, 4, 5), slot(24, 9, 9), slot(25, 9, 9), slot(26, 9, 9)]) == ["120-135 9.0...9.0"])
    }

    @Test("Two spans with good minutes between them are two, and their excursions have different names")
    func two() {
        let slots = (0..<12).map { number -> TemperatureSlot in
            (3..<6).contains(number) ? slot(Int64(number), 4, 5) : slot(Int64(number), 9, 10)
        }
        let found = ExcursionSpans.of(slots, Self.fridge).map { ExcursionSpans.excursion($0, of: Self.fridge) }
        #expect(found.map { $0.from.milliseconds / 60_000 } == [0, 30])
        #expect(Set(found.map(\.id)).count == 2)
        // It counts from when it was longer than tolerated.
        #expect(found.map { $0.recordedAt.milliseconds / 60_000 } == [10, 40])
    }

    @Test("Slots before 1970 are five minutes as well")
    func slotNumbers() {
        for milliseconds in [-1, -299_999, -300_000] as [Int64] {
            let slot = self.slot(TemperatureSlot.number(Instant(milliseconds: milliseconds)), 4, 4)
            #expect(slot.number == -1 && slot.start.milliseconds == -300_000 && slot.end.milliseconds == 0)
        }
        #expect(TemperatureSlot.hundredths(8.1) == 8.1)
    }
}
