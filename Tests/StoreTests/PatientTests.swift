import Model
import Stock
import Testing

@testable import Store

@Suite("Patients in the ledger")
struct PatientTests {
    private static let valve = ProductID("VALVE")
    private static let drug = ProductID("DRUG")
    private static let pharmacy = StockPlaceID("pharmacy")
    private static let day: Int64 = 86_400_000
    private static let now = Instant(milliseconds: 1_795_300_000_000)

    private static func fact(_ kind: MovementKind, _ product: ProductID, days: Int64, patient: String?) -> Movement {
        var movement = Movement(
            event: StockEventID("desk/\(kind.name)-\(days)"), kind: kind, product: product, quantity: 1,
            occurredAt: now.advanced(byMilliseconds: -days * day), recordedAt: now)
        movement.device = "desk"
        if kind == .receive { movement.to = pharmacy } else { movement.from = pharmacy }
        movement.patient = patient.map { PatientID($0) }
        movement.procedure = patient == nil ? "" : "OP-\(days)"
        return movement
    }

    private static func writer(_ folder: DataFolder) throws -> StoreWriter {
        let writer = try StoreWriter(folder: folder)
        try writer.stock { book in
            for product in [drug, valve] { _ = try book.put(Product(id: product, name: product.rawValue)) }
            _ = try book.put(StockPlace(id: pharmacy, kind: .unit))
            for movement in [
                fact(.receive, drug, days: 90, patient: nil), fact(.dispense, drug, days: 80, patient: "PAT-1"),
                fact(.dispense, drug, days: 3, patient: "PAT-2"), fact(.implant, valve, days: 80, patient: "PAT-3"),
            ] {
                var ledger = Ledger(book)
                _ = try ledger.post(movement)
                var scan = StockScan(
                    station: "desk", occurredAt: movement.occurredAt, receivedAt: movement.occurredAt,
                    position: LogPosition(1),
                    payload: Array(#"{"id":"x","patient":"\#(movement.patient?.rawValue ?? "")"}"#.utf8))
                scan.id = "x"
                try book.keep(scan, event: movement.event, outcome: "posted")
            }
            var refused = StockScan(
                station: "desk", occurredAt: now.advanced(byMilliseconds: -70 * day), receivedAt: now,
                position: LogPosition(2), payload: Array(#"{"action":"no","patient":"PAT-9"}"#.utf8))
            refused.id = "y"
            try book.keep(refused, event: StockEventID("desk/y"), outcome: "refused")
        }
        return writer
    }

    private static func known(_ folder: DataFolder) throws -> [String] {
        let reader = try StoreReader(folder: folder)
        defer { reader.close() }
        return try reader.movements(MovementFilter(), limit: 100).compactMap(\.movement.patient?.rawValue).sorted()
    }

    private static func payloads(_ writer: StoreWriter) throws -> String {
        try writer.access { database in
            var text = ""
            try RawStatement(database, "SELECT payload FROM stock_scan ORDER BY id").forEachRow { row in
                text += String(decoding: row.bytes(0), as: UTF8.self)
            }
            return text
        }
    }

    @Test("Pseudonyms go after their time from the ledger and from raw scans; balances stay, and implants keep theirs")
    func purge() throws {
        let folder = try TemporaryFolder()
        let writer = try Self.writer(folder.folder)
        let before = try StoreReader(folder: folder.folder).stockLevels(on: CalendarDay(Self.now))
        #expect(!before.isEmpty)
        let result = try writer.purge(Retention(days: [.patient: 30]), now: Self.now)
        #expect(result.pseudonyms == 1)
        #expect(result.left == 0)
        #expect(try Self.known(folder.folder) == ["PAT-2", "PAT-3"])
        let kept = try Self.payloads(writer)
        #expect(!kept.contains("PAT-1") && !kept.contains("PAT-9"))
        #expect(kept.contains("PAT-2") && kept.contains("PAT-3"))
        let reader = try StoreReader(folder: folder.folder)
        #expect(try reader.stockLevels(on: CalendarDay(Self.now)) == before)
        #expect(try reader.verify().checks.flatMap(\.problems) == [])
        let rest = try writer.purge(Retention(days: [.patient: 30], implantDays: 60), now: Self.now)
        #expect(rest.pseudonyms == 1)
        #expect(try Self.known(folder.folder) == ["PAT-2"])
    }

    @Test("Piece by piece, and a purge that leaves something says so")
    func pieces() throws {
        let folder = try TemporaryFolder()
        let writer = try Self.writer(folder.folder)
        var sum = 0
        var calls = 0
        repeat {
            let result = try writer.purge(Retention(days: [.patient: 0], implantDays: 0), now: Self.now, rowsMax: 1)
            sum += result.pseudonyms
            calls += 1
            if result.isComplete { break }
        } while calls < 50
        #expect(sum == 3)
        let eraser = PatientEraser(cutoff: Self.now, implantCutoff: Self.now)
        #expect(try writer.access { try eraser.left($0) } == 0)
        try writer.plant("UPDATE stock_movement SET patient = 'PAT-8' WHERE number = 1")
        #expect(try writer.access { try eraser.left($0) } == 1)
    }

    @Test(
        "Only the members that name people are emptied",
        arguments: [
            (#"{"patient":"P","by":"N"}"#, #"{"patient":"","by":"N"}"#),
            (#"{"patient" : "P" , "procedure":"O\"P"}"#, #"{"patient" :"" , "procedure":""}"#),
            (#"[{"id":"patient","patient":"A"},{"patient":"B"}]"#, #"[{"id":"patient","patient":""},{"patient":""}]"#),
            (#"{"code":"patient\"x"}"#, #"{"code":"patient\"x"}"#), (#"{"p\u0061tient":"P"}"#, ""),
            (#"{"patient":7}"#, ""), (#"{"patient":"P"#, #"{"patient":"""#), (#"no json"#, "no json"),
        ])
    func redacted(payload: String, expected: String) {
        #expect(String(decoding: PatientEraser.redacted(Array(payload.utf8)), as: UTF8.self) == expected)
    }
}
