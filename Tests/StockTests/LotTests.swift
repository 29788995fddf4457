import Model
import Stock
import Testing

@Suite("Lots")
struct LotTests {
    private static let lot = LotNumber("L1")

    @Test("A second scan without an expiry does not blank it; one with another raises a question and changes nothing")
    func contradiction() throws {
        var ledger = Shelf.ledger
        _ = try ledger.post(Shelf.move(.receive, 10, at: 0, to: Shelf.pharmacy, expiry: "2027-03-31"))
        _ = try ledger.post(Shelf.move(.issue, 1, at: 10, from: Shelf.pharmacy))
        #expect(ledger.book.lot(Shelf.tablet, Self.lot)?.expiry == CalendarDay("2027-03-31"))
        let posting = try ledger.post(Shelf.move(.issue, 1, at: 20, from: Shelf.pharmacy, expiry: "2028-03-31"))
        #expect(posting.isPosted)
        #expect(posting.cases.map(\.kind) == [.lotContradiction])
        #expect(ledger.book.lot(Shelf.tablet, Self.lot)?.expiry == CalendarDay("2027-03-31"))
        #expect(ledger.balance(Shelf.pharmacy) == 8)
    }

    @Test("What was told first by its time holds, in whatever order the scans arrive; a decision holds before all")
    func firstTold() throws {
        var ledger = Shelf.ledger
        _ = try ledger.post(Shelf.move(.issue, 1, at: 20, from: Shelf.pharmacy, expiry: "2028-03-31"))
        _ = try ledger.post(Shelf.move(.receive, 10, at: 0, to: Shelf.pharmacy, expiry: "2027-03-31"))
        #expect(ledger.book.lot(Shelf.tablet, Self.lot)?.expiry == CalendarDay("2027-03-31"))
        #expect(ledger.standing.filter { $0.kind == .lotContradiction }.count == 1)
        let day = try #require(CalendarDay("2028-03-31"))
        _ = try ledger.decide(expiry: day, of: Shelf.tablet, lot: Self.lot, at: Shelf.at(60), by: "pharmacist")
        #expect(ledger.book.lot(Shelf.tablet, Self.lot)?.expiry == day)
        #expect(ledger.standing.filter { $0.kind == .lotContradiction }.map(\.state) == [.resolved])
    }

    @Test("Use after the last day is found also when the expiry is told later")
    func expiredUse() throws {
        var ledger = Shelf.ledger
        _ = try ledger.post(Shelf.move(.issue, 1, at: 20, from: Shelf.pharmacy))
        #expect(!ledger.standing.contains { $0.kind == .expiredUsed })
        _ = try ledger.post(Shelf.move(.receive, 10, at: 0, to: Shelf.pharmacy, expiry: "2023-01-31"))
        #expect(ledger.standing.filter { $0.kind == .expiredUsed }.count == 1)
    }
}
