import Model
import Stock
import Testing

@Suite("The ledger")
struct LedgerTests {
    @Test("A delivery, a transfer and an issue leave what is left, and the sum of all is what came minus what went")
    func ordinaryDay() throws {
        var ledger = Shelf.ledger
        for movement in [
            Shelf.move(.receive, 100, at: 0, to: Shelf.pharmacy),
            Shelf.move(.transfer, 30, at: 10, from: Shelf.pharmacy, to: Shelf.cabinet),
            Shelf.move(.issue, 5, at: 20, from: Shelf.cabinet, to: Shelf.ward),
            Shelf.move(.giveBack, 2, at: 30, from: Shelf.ward, to: Shelf.pharmacy),
        ] {
            #expect(try ledger.post(movement).isPosted)
        }
        #expect(ledger.balance(Shelf.pharmacy) == 72)
        #expect(ledger.balance(Shelf.cabinet) == 25)
        #expect(ledger.book.unconserved.isEmpty)
        #expect(ledger.book.allCases.isEmpty)
    }

    @Test("The same event a second time changes nothing; with another quantity it raises a question")
    func duplicates() throws {
        var ledger = Shelf.ledger
        let movement = Shelf.move(.receive, 10, at: 0, to: Shelf.pharmacy, event: "a")
        #expect(try ledger.post(movement).isPosted)
        guard case .duplicate = try ledger.post(movement).outcome else {
            Issue.record("it was taken twice")
            return
        }
        #expect(ledger.book.allCases.isEmpty)
        let posting = try ledger.post(Shelf.move(.receive, 11, at: 0, to: Shelf.pharmacy, event: "a"))
        #expect(posting.cases.map(\.kind) == [.eventContradiction])
        #expect(ledger.balance(Shelf.pharmacy) == 10)
    }

    @Test("A receipt that comes late says which later facts it changes, and withdraws the case that it explains")
    func lateReceipt() throws {
        var ledger = Shelf.ledger
        let issue = try ledger.post(Shelf.move(.issue, 5, at: 20, from: Shelf.pharmacy))
        #expect(issue.cases.map(\.kind) == [.negativeBalance])
        #expect(issue.cases.first?.owner == "head-pharmacist")
        #expect(ledger.balance(Shelf.pharmacy) == -5)
        let receipt = try ledger.post(Shelf.move(.receive, 8, at: 10, to: Shelf.pharmacy))
        #expect(receipt.changes.map(\.balanceBefore) == [-5])
        #expect(receipt.changes.map(\.balanceNow) == [3])
        #expect(receipt.cases.map(\.state) == [.withdrawn])
        #expect(ledger.balance(Shelf.pharmacy) == 3)
    }

    @Test("A count re-bases: what happened before it and comes late changes its difference, not the balance")
    func lateBeforeCount() throws {
        var ledger = Shelf.ledger
        _ = try ledger.post(Shelf.move(.receive, 10, at: 0, to: Shelf.cabinet))
        let count = try ledger.post(Shelf.move(.count, 7, at: 20, to: Shelf.cabinet))
        #expect(count.cases.map(\.kind) == [.countDifference])
        #expect(count.cases.first?.quantity == -3)
        _ = try ledger.post(Shelf.move(.issue, 1, at: 30, from: Shelf.cabinet))
        let late = try ledger.post(Shelf.move(.issue, 3, at: 10, from: Shelf.cabinet))
        #expect(late.changeCount == 1)
        #expect(late.cases.map(\.state) == [.withdrawn])
        #expect(ledger.balance(Shelf.cabinet) == 6)
        #expect(ledger.book.unconserved.isEmpty)
    }

    @Test("A count settles the balance below zero before it; without the count the case is open again")
    func countSettles() throws {
        var ledger = Shelf.ledger
        _ = try ledger.post(Shelf.move(.issue, 5, at: 10, from: Shelf.cabinet))
        _ = try ledger.post(Shelf.move(.count, 4, at: 20, to: Shelf.cabinet, event: "c"))
        #expect(ledger.standing.filter { $0.kind == .negativeBalance }.map(\.state) == [.resolved])
        var reversal = Shelf.move(.reverse, 4, at: 30, event: "r")
        reversal.reverses = StockEventID("c")
        #expect(try ledger.post(reversal).isPosted)
        #expect(ledger.standing.filter { $0.kind == .negativeBalance }.map(\.state) == [.open])
        #expect(ledger.balance(Shelf.cabinet) == -5)
    }

    @Test("A person is refused what is not there, also when a later fact would go below zero")
    func personRefused() throws {
        var ledger = Shelf.ledger
        _ = try ledger.post(Shelf.move(.receive, 10, at: 0, to: Shelf.pharmacy))
        _ = try ledger.post(Shelf.move(.issue, 8, at: 60, from: Shelf.pharmacy))
        let tooMuch = try ledger.post(Shelf.move(.issue, 11, at: 30, from: Shelf.pharmacy, device: ""))
        #expect(tooMuch.problem?.kind == .negativeBalance)
        let before = try ledger.post(Shelf.move(.issue, 3, at: 30, from: Shelf.pharmacy, device: ""))
        #expect(before.problem?.field == "quantity")
        #expect(try ledger.post(Shelf.move(.issue, 2, at: 30, from: Shelf.pharmacy, device: "")).isPosted)
        #expect(ledger.balance(Shelf.pharmacy) == 0)
    }

    @Test("A reversal undoes a movement from when it happened; a second one is refused; one that comes first waits")
    func reversals() throws {
        var ledger = Shelf.ledger
        _ = try ledger.post(Shelf.move(.receive, 10, at: 0, to: Shelf.pharmacy, event: "in"))
        _ = try ledger.post(Shelf.move(.issue, 4, at: 10, from: Shelf.pharmacy, event: "out"))
        var reversal = Shelf.move(.reverse, 4, at: 20, event: "r1", device: "")
        reversal.reverses = StockEventID("out")
        #expect(try ledger.post(reversal).isPosted)
        #expect(ledger.balance(Shelf.pharmacy) == 10)
        reversal.event = StockEventID("r2")
        #expect(try ledger.post(reversal).problem?.field == "reverses")
        var early = Shelf.move(.reverse, 1, at: 30, event: "r3")
        early.reverses = StockEventID("later")
        #expect(try ledger.post(early).isPosted)
        #expect(try ledger.post(Shelf.move(.issue, 1, at: 15, from: Shelf.pharmacy, event: "later")).isPosted)
        #expect(ledger.balance(Shelf.pharmacy) == 10)
        #expect(ledger.book.unconserved.isEmpty)
    }

    @Test(
        "What cannot be is refused with its field",
        arguments: [
            (Shelf.move(.receive, 0, at: 0, to: Shelf.pharmacy), "quantity"),
            (Shelf.move(.receive, -4, at: 0, to: Shelf.pharmacy), "quantity"),
            (Shelf.move(.receive, 20_000_000, at: 0, to: Shelf.pharmacy), "quantity"),
            (Shelf.move(.transfer, 1, at: 0, from: Shelf.pharmacy, to: Shelf.pharmacy), "to"),
            (Shelf.move(.receive, 1, at: 0, to: StockPlaceID("nowhere")), "to"),
            (Shelf.move(.receive, 1, at: 0), "to"),
            (Shelf.move(.issue, 1, at: 0, from: Shelf.ward), "from"),
            (Shelf.move(.receive, 1, at: 20_000, to: Shelf.pharmacy), "at"),
            (Shelf.move(.receive, 1, at: -40_000, to: Shelf.pharmacy), "at"),
            (Shelf.move(.implant, 1, at: 0, from: Shelf.pharmacy), "patient"),
        ])
    func refused(movement: Movement, field: String) throws {
        var ledger = Shelf.ledger
        let posting = try ledger.post(movement, ageMillisecondsMax: Limits.scanAgeMillisecondsMax)
        #expect(posting.problem?.field == field)
        #expect(ledger.book.movements.isEmpty)
    }

    @Test("One serial number in two places raises a question, which goes when the missing transfer comes")
    func serials() throws {
        var ledger = Shelf.ledger
        func valve(_ kind: MovementKind, at minutes: Int64, from: StockPlaceID?, to: StockPlaceID?) -> Movement {
            var movement = Shelf.move(kind, 1, at: minutes, from: from, to: to)
            movement.product = Shelf.valve
            movement.serial = SerialNumber("S1")
            return movement
        }
        _ = try ledger.post(valve(.receive, at: 0, from: nil, to: Shelf.pharmacy))
        let counted = try ledger.post(valve(.count, at: 20, from: nil, to: Shelf.cabinet))
        #expect(counted.cases.contains { $0.kind == .serialContradiction && $0.state == .open })
        _ = try ledger.post(valve(.transfer, at: 10, from: Shelf.pharmacy, to: Shelf.cabinet))
        #expect(ledger.standing.isEmpty)
        var unnamed = valve(.receive, at: 30, from: nil, to: Shelf.pharmacy)
        unnamed.serial = .untold
        #expect(try ledger.post(unnamed).problem?.field == "serial")
    }
}
