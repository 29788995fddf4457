import Model
import Stock
import Testing

@Suite("What a cabinet sees")
struct SweepTests {
    private static func valve(
        _ kind: MovementKind, _ serial: String, at minutes: Int64, from: StockPlaceID? = nil, to: StockPlaceID? = nil
    ) -> Movement {
        var movement = Shelf.move(kind, 1, at: minutes, from: from, to: to, event: "\(kind.name)-\(serial)-\(minutes)")
        movement.product = Shelf.valve
        movement.serial = SerialNumber(serial)
        return movement
    }

    private static func sweep(_ minutes: Int64) -> Sweep {
        Sweep(
            event: StockEventID("sweep-\(minutes)"), place: Shelf.cabinet, occurredAt: Shelf.at(minutes),
            recordedAt: Shelf.at(14_400), device: "cabinet")
    }

    private static func sight(_ serial: String, lot: String = "L1") -> SweepSight {
        SweepSight(
            slot: StockSlot(
                product: Shelf.valve, lot: LotNumber(lot), serial: SerialNumber(serial), place: Shelf.cabinet),
            quantity: 1)
    }

    private static func held(_ ledger: Ledger<MemoryBook>) -> [String] {
        ledger.book.balances.filter { $0.key.place == Shelf.cabinet && $0.value > 0 }
            .map { "\($0.key.lot)/\($0.key.serial)" }.sorted()
    }

    private static func differences(_ ledger: Ledger<MemoryBook>) -> [Int64] {
        ledger.standing.filter { $0.kind == .countDifference && $0.state == .open }.map(\.quantity).sorted()
    }

    @Test("What is seen is there, what is not seen is not, and each difference is asked about once")
    func seenAndMissing() throws {
        var ledger = Shelf.ledger
        for serial in ["S1", "S2"] { _ = try ledger.post(Self.valve(.receive, serial, at: 0, to: Shelf.cabinet)) }
        _ = try ledger.post(Self.sweep(10), seen: [Self.sight("S1"), Self.sight("S3")])
        #expect(Self.held(ledger) == ["L1/S1", "L1/S3"])
        #expect(Self.differences(ledger) == [-1, 1])
        // The next one sees the same, and asks nothing more.
        _ = try ledger.post(Self.sweep(20), seen: [Self.sight("S1"), Self.sight("S3")])
        #expect(Self.differences(ledger) == [-1, 1])
        #expect(ledger.book.unconserved.isEmpty)
    }

    @Test("A receipt that is told after a sweep that did not see it is held against it; seen again, it is back")
    func late() throws {
        var ledger = Shelf.ledger
        _ = try ledger.post(Self.sweep(10), seen: [])
        _ = try ledger.post(Self.valve(.receive, "S1", at: 5, to: Shelf.cabinet))
        #expect(Self.held(ledger).isEmpty)
        #expect(Self.differences(ledger) == [-1])
        _ = try ledger.post(Self.sweep(20), seen: [Self.sight("S1")])
        #expect(Self.held(ledger) == ["L1/S1"])
    }

    @Test("A tag that was seen before its lot was told is of that lot once it is")
    func lotToldLate() throws {
        var ledger = Shelf.ledger
        _ = try ledger.post(Self.sweep(10), seen: [Self.sight("S1", lot: "")])
        _ = try ledger.post(Self.sweep(20), seen: [Self.sight("S1", lot: "")])
        #expect(Self.held(ledger) == ["/S1"])
        _ = try ledger.post(Self.valve(.receive, "S1", at: 5, to: Shelf.cabinet))
        #expect(Self.held(ledger) == ["L1/S1"])
        #expect(ledger.standing.isEmpty, "\(ledger.standing)")
    }
}
