import Model
import Stock
import Testing

@Suite("Decisions about lots and objects")
struct DecisionTests {
    private static let lot = LotNumber("L1")

    private static func recall(at minutes: Int64, event: String = "r", status: LotStatus = .recalled) -> LotDecision {
        LotDecision(
            product: Shelf.tablet, lot: lot, event: StockEventID(event), at: Shelf.at(minutes), status: status,
            reason: "letter")
    }

    private static func blocked(_ ledger: Ledger<MemoryBook>) -> [String] {
        ledger.standing.filter { $0.kind == .blockedLot }.compactMap { $0.event?.rawValue }.sorted()
    }

    @Test("A use after the recall is asked about, one before it is not, whichever was told first")
    func order() throws {
        let receipt = Shelf.move(.receive, 10, at: 0, to: Shelf.pharmacy)
        let before = Shelf.move(.issue, 1, at: 10, from: Shelf.pharmacy, event: "before")
        let after = Shelf.move(.issue, 1, at: 30, from: Shelf.pharmacy, event: "after")
        var early = Shelf.ledger
        _ = try early.post(receipt)
        _ = try early.decide(Self.recall(at: 20))
        #expect(early.book.lot(Shelf.tablet, Self.lot)?.status == .recalled)
        let posting = try early.post(after)
        #expect(posting.isPosted)
        #expect(posting.cases.map(\.kind) == [.blockedLot])
        #expect(try early.post(before).cases.isEmpty)
        var late = Shelf.ledger
        for movement in [receipt, before, after] { _ = try late.post(movement) }
        #expect(Self.blocked(late).isEmpty)
        #expect(try late.decide(Self.recall(at: 20)).cases.map(\.kind) == [.blockedLot])
        #expect(Self.blocked(early) == ["after"])
        #expect(Self.blocked(late) == ["after"])
    }

    @Test("The last decision holds; one that is taken back leaves what was before, and its cases go")
    func takenBack() throws {
        var ledger = Shelf.ledger
        _ = try ledger.post(Shelf.move(.receive, 10, at: 0, to: Shelf.pharmacy))
        _ = try ledger.decide(Self.recall(at: 5, event: "q", status: .quarantined))
        _ = try ledger.decide(Self.recall(at: 20))
        _ = try ledger.post(Shelf.move(.issue, 1, at: 30, from: Shelf.pharmacy, event: "late"))
        #expect(Self.blocked(ledger) == ["late"])
        _ = try ledger.retract(Self.recall(at: 20))
        #expect(ledger.book.lot(Shelf.tablet, Self.lot)?.status == .quarantined)
        #expect(Self.blocked(ledger) == ["late"])
        _ = try ledger.decide(Self.recall(at: 25, event: "free", status: .available))
        #expect(ledger.book.lot(Shelf.tablet, Self.lot)?.status == .available)
        #expect(Self.blocked(ledger).isEmpty)
    }

    @Test("One object that is recalled is asked about, the others of its lot are not")
    func object() throws {
        var ledger = Shelf.ledger
        func valve(_ serial: String, _ kind: MovementKind, at minutes: Int64) -> Movement {
            var movement = Shelf.move(kind, 1, at: minutes, event: "\(serial)-\(minutes)")
            if kind == .receive { movement.to = Shelf.pharmacy } else { movement.from = Shelf.pharmacy }
            movement.product = Shelf.valve
            movement.serial = SerialNumber(serial)
            movement.patient = kind == .implant ? PatientID("PAT-1") : nil
            return movement
        }
        for serial in ["S1", "S2"] { _ = try ledger.post(valve(serial, .receive, at: 0)) }
        _ = try ledger.decide(
            LotDecision(
                product: Shelf.valve, serial: SerialNumber("S1"), event: StockEventID("r"), at: Shelf.at(10),
                status: .recalled, reason: "letter"))
        for serial in ["S1", "S2"] { _ = try ledger.post(valve(serial, .implant, at: 20)) }
        #expect(Self.blocked(ledger) == ["S1-20"])
    }
}

@Suite("Temperature")
struct ExcursionTests {
    private static let fridge = Shelf.cabinet
    private static let lot = LotNumber("L1")

    private static var ledger: Ledger<MemoryBook> {
        Ledger(
            MemoryBook(
                products: [Product(id: Shelf.tablet, name: "Insulin", celsius: 2...8)],
                places: [
                    StockPlace(id: fridge, kind: .cabinet), StockPlace(id: Shelf.pharmacy, kind: .unit),
                    StockPlace(id: Shelf.ward, kind: .consumer),
                ]))
    }

    private static func excursion(_ id: String, _ from: Int64, _ to: Int64, _ high: Double) -> Excursion {
        Excursion(
            id: id, place: fridge, from: Shelf.at(from), to: Shelf.at(to), celsius: 5...high,
            recordedAt: Shelf.at(500))
    }

    private static func minutes(_ count: Int64) -> Int64 { count * 60_000 }

    private static func lot(_ ledger: Ledger<MemoryBook>) -> Lot? { ledger.book.lot(Shelf.tablet, lot) }

    private static func tell(_ ledger: inout Ledger<MemoryBook>, _ excursion: Excursion) throws {
        ledger.book.put(excursion)
        var posting = Posting()
        try ledger.renewExcursions(Shelf.tablet, lot, &posting)
    }

    @Test("A lot takes on the time that it lay there, all excursions together, and is set aside")
    func accumulates() throws {
        var ledger = Self.ledger
        _ = try ledger.post(Shelf.move(.receive, 10, at: 0, to: Self.fridge))
        _ = try ledger.post(Shelf.move(.issue, 10, at: 120, from: Self.fridge, to: Shelf.ward))
        try Self.tell(&ledger, Self.excursion("T-1", 30, 60, 12))
        try Self.tell(&ledger, Self.excursion("T-2", 100, 200, 9.5))
        #expect(Self.lot(ledger)?.outOfRangeMilliseconds == Self.minutes(50))
        #expect(Self.lot(ledger)?.status == .quarantined)
        // Within its range nothing happens.
        try Self.tell(&ledger, Self.excursion("T-3", 0, 20, 8))
        #expect(Self.lot(ledger)?.outOfRangeMilliseconds == Self.minutes(50))
    }

    @Test("A scan that comes after the excursion was told adds its lot; one that shows it was away frees it")
    func late() throws {
        var ledger = Self.ledger
        try Self.tell(&ledger, Self.excursion("T-1", 30, 60, 12))
        #expect(Self.lot(ledger) == nil)
        _ = try ledger.post(Shelf.move(.receive, 10, at: 40, to: Self.fridge))
        #expect(Self.lot(ledger)?.status == .quarantined)
        #expect(Self.lot(ledger)?.outOfRangeMilliseconds == Self.minutes(20))
        _ = try ledger.post(Shelf.move(.transfer, 10, at: 40, from: Self.fridge, to: Shelf.pharmacy))
        #expect(Self.lot(ledger)?.status == .available)
        #expect(Self.lot(ledger)?.outOfRangeMilliseconds == 0)
    }
}
