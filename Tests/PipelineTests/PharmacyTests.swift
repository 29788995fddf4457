import Foundation
import Model
import SimKit
import Stock
import Store
import Testing

@testable import Pipeline

@Suite("A month of the pharmacy")
struct PharmacyTests {
    private static func world(_ seed: UInt64) -> PharmacyWorld {
        var options = PharmacyWorld.Options()
        options.seed = seed
        options.movementsPerDay = 40
        options.products = 6
        options.cabinets = 3
        return PharmacyWorld(options)
    }

    private static func prepare(_ bench: Bench, _ data: String, _ world: PharmacyWorld) throws {
        let catalogue = StockRequest(.importCatalogue, file: "catalogue.csv", text: world.catalogueCSV)
        let places = StockRequest(.importPlaces, file: "places.csv", text: world.placesCSV)
        for request in [catalogue, places] {
            _ = try AdminClient.perform(.stock(request), folder: bench.data(data))
        }
    }

    private static func recall(_ bench: Bench, _ data: String, _ world: PharmacyWorld) throws {
        let recall = try #require(world.recall)
        let request = StockRequest(
            .recallOpen,
            [
                .product: recall.product.rawValue, .lot: recall.lot.rawValue, .reason: "letter",
                .at: recall.at.rfc3339, .id: "R-1",
            ])
        _ = try AdminClient.perform(.stock(request), folder: bench.data(data))
    }

    private struct Outcome {
        var balances: [StockSlot: Int64]
        var cases: Set<String>
        var lots: Set<Lot>
    }

    private static func outcome(_ folder: DataFolder) throws -> Outcome {
        let reader = try StoreReader(folder: folder)
        defer { reader.close() }
        let report = try reader.verify()
        let problems = report.checks.flatMap(\.problems)
        #expect(problems.isEmpty, "\(problems)")
        let levels = try reader.stockLevels(on: CalendarDay(days: 0))
        let cases = try reader.stockCases(openOnly: false, limit: 100_000)
        return Outcome(
            balances: Dictionary(uniqueKeysWithValues: levels.map { ($0.slot, $0.balance) }),
            cases: Set(cases.map(text)), lots: Set(try reader.lots(liveOnly: false).map(\.lot)))
    }

    private static func text(_ known: StockCase) -> String {
        "\(known.kind.rawValue)|\(known.product?.rawValue ?? "")|\(known.lot?.rawValue ?? "")"
            + "|\(known.place?.rawValue ?? "")|\(known.event?.rawValue ?? "")"
    }

    @Test("30 days, 30 % repeated, up to 48 h late, 2 % lost: balances are the truth, cases stand where scans miss")
    func month() throws {
        let seed: UInt64 = 3
        print("the month of a pharmacy: seed \(seed)")
        let world = Self.world(seed)
        let bench = try Bench()
        for (data, order) in [("late", PharmacyWorld.Order.disturbed), ("made", .made)] {
            try Self.prepare(bench, data, world)
            // One lot is recalled in the middle: told before its scans come, or after all of them.
            if order == .made { try Self.recall(bench, data, world) }
            let capture = try bench.file(data + ".ndjson", world.capture(order))
            let result = try bench.replay(capture, data)
            #expect(result.rejections.isEmpty)
            if order == .disturbed { try Self.recall(bench, data, world) }
        }
        let late = try Self.outcome(bench.data("late"))
        let made = try Self.outcome(bench.data("made"))
        let lost = world.scans.count { $0.isLost }
        #expect(lost > 0)
        #expect(late.balances == world.truth.filter { $0.value != 0 })
        #expect(late.cases == world.expectedCases)
        #expect(!late.cases.isEmpty)
        #expect(made.balances == late.balances)
        #expect(made.cases == late.cases)
        #expect(made.cases.contains { $0.hasPrefix("blocked_lot") })
        #expect(made.lots == late.lots)
    }

    @Test("After every batch of scans each balance is the sum of what moved, and is found out when it is not")
    func conservation() throws {
        let world = Self.world(4)
        print("conservation: seed 4")
        let bench = try Bench()
        try Self.prepare(bench, "data", world)
        let store = try StoreWriter(folder: bench.data())
        let scans = world.arrivals(.disturbed).enumerated().map { index, arrival in
            Self.scan(world.message(arrival, index).payload, arrival.at, index)
        }
        let reader = try StoreReader(folder: bench.data())
        defer { reader.close() }
        func problems() throws -> [VerifyProblem] {
            try reader.verify().checks.first { $0.name == "stock" }?.problems ?? []
        }
        for start in stride(from: 0, to: scans.count, by: 200) {
            try store.stock { book in
                for scan in scans[start..<min(scans.count, start + 200)] {
                    try ScanDesk.take(try #require(ScanText.read(scan)), &book)
                }
            }
            #expect(try problems().isEmpty, "after \(start)")
        }
        // The planted control: one unit that came from nowhere.
        try store.stock { book in
            let slot = try #require(world.truth.keys.first)
            try book.setBalance(
                (world.truth[slot] ?? 0) + 1, lastAt: Instant(milliseconds: 0), of: try book.slotKey(slot))
        }
        #expect(try !problems().isEmpty)
    }

    private static func scan(_ payload: String, _ at: Instant, _ index: Int) -> StockScan {
        var occurred = at
        if let range = payload.range(of: #""at":""#) {
            occurred = Instant.parse(String(payload[range.upperBound...].prefix { $0 != "\"" })) ?? at
        }
        return StockScan(
            station: "sim", occurredAt: occurred, receivedAt: at, position: LogPosition(Int64(index + 1)),
            payload: Array(payload.utf8))
    }

    /// What a ledger makes of movements in some order, checked after every hundred.
    private static func run(
        _ world: PharmacyWorld, _ arrivals: [(scan: PharmacyWorld.Scan, at: Instant)],
        _ spoil: (inout Movement, Int) -> Void = { _, _ in }
    ) throws -> (balances: [StockSlot: Int64], cases: Set<String>) {
        var ledger = Ledger(MemoryBook(products: world.products, places: world.places))
        if let recall = world.recall {
            _ = try ledger.decide(
                LotDecision(
                    product: recall.product, lot: recall.lot, event: StockEventID("recall"), at: recall.at,
                    status: .recalled, reason: "letter"))
        }
        for (index, arrival) in arrivals.enumerated() {
            var movement = arrival.scan.movement
            movement.recordedAt = arrival.at
            spoil(&movement, index)
            _ = try ledger.post(movement)
            if index % 100 == 99 { #expect(ledger.book.unconserved.isEmpty) }
        }
        let cases = ledger.book.allCases.filter { $0.state != .withdrawn }
        return (ledger.book.balances.filter { $0.value != 0 }, Set(cases.map(text)))
    }

    @Test("Any order ends the same; a ledger by arrival, or one that counts twice, is found out", arguments: [5, 6])
    func controls(seed: UInt64) throws {
        print("any order of a month: seed \(seed)")
        let world = Self.world(seed)
        let truth = world.truth.filter { $0.value != 0 }
        var random = SeededRandom(seed: seed)
        let right = try Self.run(world, world.arrivals(.disturbed).shuffled(using: &random))
        #expect(right.balances == truth && right.cases == world.expectedCases)
        // The planted faults.
        let byArrival = try Self.run(world, world.arrivals(.disturbed)) { movement, _ in
            movement.occurredAt = movement.recordedAt
        }
        #expect(byArrival.balances != truth || byArrival.cases != world.expectedCases)
        let twice = try Self.run(world, world.arrivals(.disturbed)) { movement, index in
            movement.event = StockEventID("\(movement.event)#\(index)")
        }
        #expect(twice.balances != truth || twice.cases != world.expectedCases)
    }

    @Test("What the catalogue lacks waits and is taken when it comes; what cannot be is kept and asked about")
    func held() throws {
        let bench = try Bench()
        let at = "2026-11-21T10:00:00.000Z"
        func line(_ payload: String) -> String {
            #"{"tst":"2026-11-21T10:00:05.000Z","topic":"vigie/v1/corridor/scans/desk","qos":1,"retain":0,"payload":"#
                + payload + "}"
        }
        let code = "]d20103400930000014"
        let capture = try bench.file(
            "s.ndjson",
            [
                line(
                    #"{"id":"1","at":"\#(at)","code":"\#(code)17270331\u001d10A42","#
                        + #""action":"receive","quantity":5,"to":"pharmacy"}"#
                ),
                line(#"{"id":"2","at":"\#(at)","code":"\#(code)","action":"receive","quantity":-5,"to":"pharmacy"}"#),
                line(#"{"id":"3","at":"\#(at)","code":"]d20103400930000015","action":"receive","to":"pharmacy"}"#),
                line(#"{"id":"4","at":"\#(at)","action":"receive","to":"pharmacy"}"#),
                line(#""no json""#),
            ].joined(separator: "\n"))
        _ = try bench.replay(capture, "data")
        let kinds = { () throws -> [String] in
            let reader = try StoreReader(folder: bench.data())
            defer { reader.close() }
            return try reader.stockCases(limit: 100).map(\.kind.rawValue).sorted()
        }
        let before = try kinds()
        #expect(before.contains("unknown_product"))
        #expect(before.filter { $0 == "unreadable_scan" }.count == 3)
        let catalogue = "product,name\n03400930000014,Paracetamol\n"
        let requests = [
            StockRequest(.importCatalogue, file: "c.csv", text: catalogue),
            StockRequest(.importPlaces, file: "p.csv", text: "place,kind\npharmacy,unit\n"),
        ]
        for request in requests { _ = try AdminClient.perform(.stock(request), folder: bench.data()) }
        let reader = try StoreReader(folder: bench.data())
        let levels = try reader.stockLevels(on: CalendarDay(days: 20_000))
        #expect(levels.map(\.balance) == [5])
        #expect(levels.first?.slot.lot == LotNumber("A42"))
        #expect(levels.first?.expiry == CalendarDay("2027-03-31"))
        let after = try kinds()
        #expect(!after.contains("unknown_product"))
        #expect(after.contains("bad_quantity"))
    }
}
