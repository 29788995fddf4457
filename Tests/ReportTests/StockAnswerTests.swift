import Foundation
import Model
import Stock
import Store
import Testing

@testable import Report

@Suite("Answers of the pharmacy")
struct StockAnswerTests {
    private static let now = Instant(milliseconds: 1_795_300_494_000)
    private static let insulin = ProductID("INS")
    private static let fridge = StockPlaceID("fridge")

    /// Insulin in a fridge: a lot that expired, one that expires soon, one that is recalled; a vial at a patient, one
    /// at a ward, five lent; paracetamol that nobody has.
    private static func questions(_ folder: borrowing TemporaryFolder) throws -> Questions {
        let writer = try StoreWriter(folder: folder.data)
        try writer.stock { book in
            _ = try book.put(Product(id: insulin, name: "Insulin", unit: "vial", priceMilli: 12_500))
            _ = try book.put(Product(id: ProductID("PAR"), name: "Paracetamol", codes: [ProductCode(code: "X")]))
            _ = try book.put(StockPlace(id: fridge, kind: .cabinet, owner: "head"))
            _ = try book.put(StockPlace(id: StockPlaceID("ward"), kind: .consumer))
            for (index, fact) in facts.enumerated() {
                var movement = fact
                movement.event = StockEventID("e\(index)")
                var ledger = Ledger(book)
                _ = try ledger.post(movement)
            }
            try book.put(Lot(product: insulin, number: LotNumber("BAD"), status: .recalled, statusReason: "letter"))
            try book.put(
                Recall(
                    id: "R-1", product: insulin, lot: LotNumber("BAD"), reason: "letter", openedAt: now,
                    openedBy: "head"))
            try book.put(
                Loan(
                    id: "L-1", partner: PartnerID("north"), isLent: true, product: insulin, quantity: 5,
                    due: CalendarDay("2026-01-01"), state: .sent, changedAt: now))
            try book.put(
                Reservation(id: "V-1", product: insulin, place: fridge, quantity: 2, purpose: "theatre 1"))
        }
        try writer.close()
        return Questions(try StoreReader(folder: folder.data), wallClock: now)
    }

    private static var facts: [Movement] {
        func fact(_ kind: MovementKind, _ quantity: Int64, _ lot: String, _ expiry: String? = nil) -> Movement {
            var movement = Movement(
                event: StockEventID(""), kind: kind, product: insulin, quantity: quantity,
                occurredAt: now.advanced(byMilliseconds: -86_400_000), recordedAt: now)
            movement.lot = LotNumber(lot)
            movement.expiry = expiry.flatMap { CalendarDay($0) }
            movement.device = "station"
            if kind == .receive { movement.to = fridge } else { movement.from = fridge }
            return movement
        }
        var dispensed = fact(.dispense, 1, "BAD")
        dispensed.patient = PatientID("PAT-7")
        var issued = fact(.issue, 1, "BAD")
        issued.to = StockPlaceID("ward")
        var lent = fact(.lend, 5, "SOON")
        lent.partner = PartnerID("north")
        lent.reference = "L-1"
        return [
            fact(.receive, 6, "OLD", "2026-01-31"), fact(.receive, 15, "SOON", "2026-12-31"),
            fact(.receive, 9, "BAD", "2027-12-31"), dispensed, issued, lent,
        ]
    }

    private func cell(_ row: [StockListAnswer.Cell], _ key: String) -> StockListAnswer.Value? {
        row.first { $0.key == key }?.value
    }

    @Test("Expired, blocked and reserved stock is not usable; what nobody has is out of stock")
    func levels() throws {
        let folder = try TemporaryFolder()
        let answer = try Self.questions(folder).stockLevels(nil)
        let insulin = try #require(answer.rows.first)
        #expect(cell(insulin, "quantity") == .number(6 + 10 + 7))
        #expect(cell(insulin, "usable") == .number(8))
        #expect(cell(insulin, "expired") == .number(6))
        #expect(cell(insulin, "blocked") == .number(7))
        #expect(cell(insulin, "reserved") == .number(2))
        #expect(cell(answer.rows[1], "state") == .word("out"))
    }

    @Test("A trace lists the place, the ward and the patient, and a loan what is overdue")
    func trace() throws {
        let folder = try TemporaryFolder()
        let questions = try Self.questions(folder)
        let answer = try questions.stockTrace("insulin", lot: "BAD", serial: nil) { 90_000 }
        #expect(answer.rows.map { cell($0, "kind") } == [.word("stock"), .word("patient"), .word("ward")])
        #expect(answer.facts.contains(StockListAnswer.Cell("minutes", .text("1.500"))))
        let partner = try #require(try questions.stockPartners().rows.first)
        #expect(cell(partner, "balance") == .number(5))
        #expect(cell(partner, "late") == .number(5))
        #expect(cell(partner, "value") == .number(62))
        let lent = try questions.stockTrace("INS", lot: "SOON", serial: nil) { nil }
        #expect(lent.rows.contains { cell($0, "kind") == .word("partner") })
        let loan = try #require(try questions.stockLoans().rows.first)
        #expect(cell(loan, "due_back") == .number(5))
        #expect(cell(loan, "overdue") == .flag(true))
    }

    @Test("Every answer fits its schema, of a full and of an empty database")
    func schemas() throws {
        let folder = try TemporaryFolder()
        let full = try Self.questions(folder)
        let other = try TemporaryFolder()
        try StoreWriter(folder: other.data).close()
        let empty = Questions(try StoreReader(folder: other.data), wallClock: Self.now)
        var change = StockChangeAnswer(ChangeAnswer(verb: "issue", subject: nil, figures: [("counted", 1)]))
        change.lines = [
            StockChangeAnswer.Line(
                event: "e", kind: "issue", product: "INS", lot: "A", serial: "", expiry: "2026-12-31", from: "fridge",
                to: "", quantity: 1)
        ]
        change.refusals = [
            StockChangeAnswer.Refusal(
                place: "fridge", lot: "OLD", quantity: 6, obstacle: "expired", expiry: "2026-01-31")
        ]
        change.changes = [
            StockChangeAnswer.Change(product: "INS", lot: "A", place: "fridge", at: Self.now, before: 1, now: 2)
        ]
        change.cases = [
            StockChangeAnswer.Case(id: "c", kind: "negative_balance", state: "open", quantity: -1, owner: "head")
        ]
        change.lots = [StockChangeAnswer.Lot(product: "INS", lot: "A", status: "quarantined", minutes: 30)]
        var answers: [any Answer] = [change]
        for questions in [full, empty] {
            answers += [
                try questions.stockLevels(nil), try questions.stockLots(nil, includesEmpty: true),
                try questions.stockExpiring(days: 90),
                try questions.stockMovements(MovementFilter(), what: nil, limit: 50),
                try questions.stockCases(includesResolved: true, limit: 50), try questions.stockRecalls(),
                try questions.stockLoans(), try questions.stockProducts(), try questions.stockPlaces(),
                try questions.stockReservations(), try questions.stockPresence(place: nil),
                try questions.stockPartners(), try questions.reports().stock,
            ]
        }
        answers.append(try full.stockLevels("INS"))
        answers.append(try full.stockTrace("INS", lot: "BAD", serial: nil) { 1 })
        for answer in answers {
            let document = Data(answer.json)
            #expect(try SchemaValidator.shipped(for: document).problems(document) == [], "\(document)")
            for language in Language.allCases {
                #expect(!answer.text(TextStyle(language: language)).isEmpty)
            }
        }
    }

    @Test("The report tells cover, stock-outs, what expires, discrepancies and how fresh each product is")
    func report() throws {
        let folder = try TemporaryFolder()
        let report = try Self.questions(folder).reports().stock
        let insulin = try #require(report.items.first { $0.product.id == Self.insulin })
        // Two were used in ninety days, of which eight are left to be given away.
        #expect(insulin.usable == 8)
        #expect(abs(insulin.daysOfCover - 8 / (2.0 / 90)) < 0.001)
        #expect(insulin.expiring == 8)
        #expect(insulin.nextExpiry == CalendarDay("2026-12-31"))
        #expect(insulin.lastAt == report.lastMovementAt)
        #expect(insulin.places.map(\.name) == ["fridge"])
        let paracetamol = try #require(report.items.first { $0.product.id == ProductID("PAR") })
        #expect(paracetamol.usable == 0 && paracetamol.places.isEmpty)
        #expect(report.discrepancies.contains { $0.kind == .blockedLot } == false)
    }

    @Test("What is exported as balances, catalogue and places has the columns that are imported")
    func csv() throws {
        let folder = try TemporaryFolder()
        let questions = try Self.questions(folder)
        let balances = String(decoding: try questions.stockCSV(.balances), as: UTF8.self)
        #expect(balances.hasPrefix("product,lot,expiry,serial,place,quantity\r\n"))
        #expect(balances.contains("INS,SOON,2026-12-31,,fridge,10\r\n"))
        #expect(String(decoding: try questions.stockCSV(.catalogue), as: UTF8.self).contains("PAR,Paracetamol,"))
    }

    @Test("Words of the stock differ between the languages, but for those that are the same word")
    func words() {
        let alike: Set = ["PATIENT", "patient", "vital", "SITE"]
        let phrases =
            Array(StockWords.columns.values) + Array(StockWords.words.values) + Array(StockWords.changes.values)
            + Array(StockWords.orderColumns.values) + Array(StockWords.orderWords.values)
            + Array(StockWords.orderChanges.values)
            + [
                StockWords.yes, StockWords.nothing, StockWords.lotName, StockWords.passedOver,
                StockWords.laterChanges(2),
            ]
        for phrase in phrases {
            #expect(alike.contains(phrase.english) == (phrase.english == phrase.french), "\(phrase)")
        }
    }
}
