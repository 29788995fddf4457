import Foundation
import Model
import Stock
import Store
import Testing

@testable import Report

@Suite("Answers about orders, empty bins and implants")
struct StockOrderTests {
    private static let now = Instant(milliseconds: 1_795_300_494_000)
    private static let hip = ProductID("09520123456788")
    private static let store = StockPlaceID("store")
    private static let day: Int64 = 86_400_000

    private static func movement(_ kind: MovementKind, _ serial: String, daysAgo: Int64) -> Movement {
        var movement = Movement(
            event: StockEventID("\(kind.name)-\(serial)"), kind: kind, product: hip, quantity: 1,
            occurredAt: now.advanced(byMilliseconds: -daysAgo * day), recordedAt: now)
        movement.device = "station"
        movement.lot = LotNumber("L7")
        movement.serial = SerialNumber(serial)
        switch kind {
        case .receive:
            movement.to = store
            movement.expiry = CalendarDay("2028-02-29")
        default:
            if kind == .implant { movement.from = store }
            movement.patient = PatientID(serial == "S3" ? "PAT-8" : "PAT-7")
            movement.procedure = "OP-1"
        }
        return movement
    }

    /// Three hips: one in PAT-7, one that PAT-7 had for a while, one in PAT-8; 20 ordered of which 3 came; an empty
    /// bin.
    private static func questions(_ folder: borrowing TemporaryFolder) throws -> Questions {
        let writer = try StoreWriter(folder: folder.data)
        try writer.stock { book in
            _ = try book.put(Product(id: hip, name: "Hip stem", keepsSerials: true))
            _ = try book.put(StockPlace(id: store, kind: .unit))
            _ = try book.put(
                DeviceMaker(
                    product: hip, model: "H-2", manufacturer: "Invented Ltd", address: "1 Road", website: "example.org")
            )
            var order = OrderFact(
                event: StockEventID("order:O-1"), kind: .placed, order: "O-1", product: hip, quantity: 20,
                occurredAt: now.advanced(byMilliseconds: -30 * day), recordedAt: now)
            order.supplier = PartnerID("maker")
            _ = try book.append(order)
            _ = try book.append(
                OrderFact(
                    event: StockEventID("bin-1"), kind: .empty, order: "c0ffee000009", product: hip, place: store,
                    quantity: 2, occurredAt: now.advanced(byMilliseconds: -day), recordedAt: now))
            let facts = [
                movement(.receive, "S1", daysAgo: 20), movement(.receive, "S2", daysAgo: 20),
                movement(.receive, "S3", daysAgo: 20), movement(.implant, "S1", daysAgo: 15),
                movement(.explant, "S1", daysAgo: 10), movement(.implant, "S2", daysAgo: 10),
                movement(.implant, "S3", daysAgo: 5),
            ]
            for fact in facts {
                var ledger = Ledger(book)
                _ = try ledger.post(fact)
            }
        }
        try writer.close()
        return Questions(try StoreReader(folder: folder.data), wallClock: now)
    }

    private func check(_ answer: any Answer) throws {
        let document = Data(answer.json)
        #expect(try SchemaValidator.shipped(for: document).problems(document) == [])
    }

    @Test("From a patient to the devices and back, and what was taken out")
    func implants() throws {
        let folder = try TemporaryFolder()
        let questions = try Self.questions(folder)
        let patient = try questions.stockImplants(patient: "PAT-7")
        #expect(patient.records.map(\.serial) == ["S2", "S1"])
        #expect(patient.records.map { $0.explantedAt == nil } == [true, false])
        #expect(try questions.stockImplants("Hip stem", serial: "S3").records.map(\.patient) == ["PAT-8"])
        #expect(try questions.stockImplants(lot: "L7").records.count == 3)
        #expect(try !questions.stockImplants(patient: "PAT-9").isFound)
        for answer in [patient, try questions.stockImplants(patient: "PAT-9")] { try check(answer) }
    }

    @Test("The card has what article 18 asks for, in both languages")
    func card() throws {
        let folder = try TemporaryFolder()
        let answer = try Self.questions(folder).stockImplants(event: "implant-S2", asCards: true)
        let record = try #require(answer.records.first)
        #expect(record.udi == "(01)09520123456788(17)280229(10)L7(21)S2")
        for (language, title) in [(Language.english, "MANUFACTURER"), (.french, "FABRICANT")] {
            let text = answer.text(TextStyle(language: language))
            for part in [
                title, "Hip stem", "H-2", "L7", "S2", "PAT-7", "Invented Ltd", "1 Road", "example.org", "OP-1",
                "2028-02-29", record.udi ?? "-",
            ] {
                #expect(text.contains(part), "\(part)")
            }
        }
        try check(answer)
        var other = record
        other.product = Product(id: ProductID("own"), name: "", codes: [ProductCode(code: "hibc:H77SPUMP3000")])
        #expect(other.udi == "+H77SPUMP3000/14D20280229/$L7/SS2")
        other.product.codes = []
        #expect(other.udi == nil)
    }

    @Test("What is on order and which bins wait, in the list and in stock.json")
    func orders() throws {
        let folder = try TemporaryFolder()
        let questions = try Self.questions(folder)
        let open = try questions.stockOrders()
        #expect(open.rows.count == 2)
        func value(_ row: Int, _ key: String) -> StockListAnswer.Value? {
            open.rows[row].first { $0.key == key }?.value
        }
        #expect(value(0, "kind") == .word("request") && value(0, "outstanding") == .number(2))
        #expect(value(1, "state") == .word("partly") && value(1, "outstanding") == .number(17))
        try check(open)
        let report = try questions.reports().answers([.stock])[0]
        let text = String(decoding: report.json, as: UTF8.self)
        #expect(text.contains(#""on_order":17"#) && text.contains(#""requests":[{"product":"09520123456788","place":"#))
        // A report on stock tells no tag and no patient.
        #expect(!text.contains("c0ffee") && !text.contains("PAT-"))
        try check(report)
    }

    private func row(_ reason: String) -> StockProposals.Row {
        var row = StockProposals.Row(
            product: "ORD", name: "Ordinary", place: "shelf", reason: reason, pattern: "smooth")
        row.order = 50
        row.packs = 5
        row.usable = 1040
        row.onOrder = 20
        row.level = 60
        row.upTo = 90
        row.perDay = 10
        row.coverDays = 4
        row.stockOutDays = 3
        row.leadDays = 2
        row.leadSource = "own_orders"
        row.servicePercent = 90
        row.expiring = 6
        row.since = Self.now
        row.request = "bin-1"
        return row
    }

    @Test("Every proposal says why, in both languages and in JSON")
    func proposals() throws {
        let folder = try TemporaryFolder()
        let scope = try Self.questions(folder).scope()
        let reasons = ["reorder_point", "catalogue_level", "par", "min_max", "empty_bin"]
        let answer = StockProposals(scope: scope, rows: reasons.map(row))
        try check(answer)
        try check(StockProposals(scope: scope, rows: []))
        let english = answer.text(TextStyle(language: .english))
        for part in [
            "median 2 d, its own orders", "90 %", "enough for 4.0 d", "3 days without stock", "6 expire",
            "kept full at 90.0", "minimum 60.0", "catalogue's level 60.0", "bin is empty since", "request bin-1",
        ] {
            #expect(english.contains(part), "\(part) in \(english)")
        }
        let french = answer.text(TextStyle(language: .french))
        for part in [
            "médiane 2 j, ses commandes", "de quoi tenir 4,0 j", "dotation de 90,0", "bac vide", "petite commande",
        ] {
            #expect(french.contains(part), "\(part) in \(french)")
        }
    }
}
