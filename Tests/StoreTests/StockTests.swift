import GRDB
import Model
import Stock
import Testing

@testable import Store

@Suite("The pharmacy in the database")
struct StockTests {
    private static let tablet = ProductID("03400930000017")
    private static let pharmacy = StockPlaceID("pharmacy")
    private static let cabinet = StockPlaceID("cabinet")
    private static let ward = StockPlaceID("ward")

    private static let products = [Product(id: tablet, name: "Paracetamol", unit: "tablet")]
    private static let places = [
        StockPlace(id: pharmacy, kind: .unit), StockPlace(id: cabinet, kind: .cabinet),
        StockPlace(id: ward, kind: .consumer),
    ]

    private static func writer(_ folder: DataFolder) throws -> StoreWriter {
        let writer = try StoreWriter(folder: folder)
        try writer.stock { book in
            for product in products { _ = try book.put(product) }
            for place in places { _ = try book.put(place) }
        }
        return writer
    }

    /// Movements of every kind of effect, by devices, in no order.
    private static func facts(count: Int) -> [Movement] {
        (0..<count).map { index in
            let kinds: [MovementKind] = [.receive, .issue, .transfer, .count, .issue]
            let kind = kinds[index % kinds.count]
            var movement = Movement(
                event: StockEventID("e\(index)"), kind: kind, product: tablet, quantity: Int64(index % 7 + 1),
                occurredAt: Invented.at(Int64(index * 7919 % 1000)), recordedAt: Invented.at(10_000))
            movement.device = "station"
            movement.lot = LotNumber(["L1", "L2", "L3"][index % 3])
            if index % 4 == 0 { movement.expiry = CalendarDay("2027-03-31") }
            if kind != .receive, kind != .count { movement.from = index % 2 == 0 ? pharmacy : cabinet }
            movement.to = kind == .issue ? ward : (index % 2 == 0 ? cabinet : pharmacy)
            return movement
        }
    }

    private static func post(_ facts: [Movement], _ writer: StoreWriter) throws {
        try writer.stock { book in
            for fact in facts {
                var ledger = Ledger(book)
                _ = try ledger.post(fact)
            }
        }
    }

    @Test("It ends as the book in memory does, and verify finds nothing")
    func sameAsMemory() throws {
        let folder = try TemporaryFolder()
        let writer = try Self.writer(folder.folder)
        let facts = Self.facts(count: 300)
        try Self.post(facts, writer)
        var memory = Ledger(MemoryBook(products: Self.products, places: Self.places))
        for fact in facts { _ = try memory.post(fact) }
        let reader = try StoreReader(folder: folder.folder)
        let levels = try reader.stockLevels(on: CalendarDay(days: 0))
        let expected = memory.book.balances.filter { $0.value != 0 }
        #expect(Dictionary(uniqueKeysWithValues: levels.map { ($0.slot, $0.balance) }) == expected)
        let cases = try reader.stockCases(openOnly: false, limit: 10_000)
        #expect(Set(cases) == Set(memory.book.allCases.filter { $0.state != .withdrawn }))
        let report = try reader.verify()
        #expect(report.checks.first { $0.name == "stock" }?.problems == [])
    }

    @Test("A rebuild from the ledger gives the same content, after everything that follows from it was spoilt")
    func rebuild() throws {
        let folder = try TemporaryFolder()
        let writer = try Self.writer(folder.folder)
        try Self.post(Self.facts(count: 200), writer)
        let reader = try StoreReader(folder: folder.folder)
        let hash = try reader.contentHash()
        try writer.plant("UPDATE stock_slot SET balance = balance + 1")
        try writer.plant("DELETE FROM stock_entry WHERE slot = 1")
        #expect(try reader.contentHash() != hash)
        let problems = try reader.verify().checks.first { $0.name == "stock" }?.problems ?? []
        #expect(problems.contains { $0.kind == .stockBalance })
        #expect(problems.contains { $0.kind == .stockTimeline })
        let rebuild = try writer.rebuildStock()
        #expect(rebuild.movements == 200)
        #expect(rebuild.changedBalances > 0)
        #expect(try reader.contentHash() == hash)
        #expect(try reader.verify().checks.first { $0.name == "stock" }?.problems == [])
    }

    @Test(
        "A rebuild brings back balances that were lost, some or all, and empties those that no movement made",
        arguments: [
            "DELETE FROM stock_slot", "DELETE FROM stock_slot WHERE key % 2 = 0",
            "INSERT INTO stock_slot (product, lot, serial, place, balance) SELECT product, 'X9', '', place, 7 "
                + "FROM stock_slot LIMIT 1",
        ])
    func rebuildOfLostSlots(damage: String) throws {
        let folder = try TemporaryFolder()
        let writer = try Self.writer(folder.folder)
        try Self.post(Self.facts(count: 200), writer)
        let reader = try StoreReader(folder: folder.folder)
        let hash = try reader.contentHash()
        let levels = try reader.stockLevels(on: CalendarDay(days: 0))
        try writer.plant("PRAGMA foreign_keys = OFF")
        try writer.plant(damage)
        #expect(try reader.verify().checks.first { $0.name == "stock" }?.problems.isEmpty == false)
        #expect(try writer.rebuildStock().changedBalances > 0)
        #expect(try reader.stockLevels(on: CalendarDay(days: 0)) == levels)
        #expect(try reader.verify().checks.first { $0.name == "stock" }?.problems == [])
        if damage.hasPrefix("DELETE") { #expect(try reader.contentHash() == hash) }
    }

    @Test("Shuffled, the content's hash is the same")
    func shuffledHash() throws {
        let facts = Self.facts(count: 120)
        var hashes: [String] = []
        for order in [facts, facts.reversed(), Array(facts[60...] + facts[..<60] + facts[20..<40])] {
            let folder = try TemporaryFolder()
            let writer = try Self.writer(folder.folder)
            try Self.post(order, writer)
            hashes.append(try StoreReader(folder: folder.folder).contentHash())
        }
        #expect(Set(hashes).count == 1)
    }

    @Test("Work that throws leaves nothing behind")
    func allOrNothing() throws {
        let folder = try TemporaryFolder()
        let writer = try Self.writer(folder.folder)
        let reader = try StoreReader(folder: folder.folder)
        let before = try reader.contentHash()
        #expect(throws: StoreFailure.self) {
            try writer.stock { book in
                var ledger = Ledger(book)
                _ = try ledger.post(Self.facts(count: 1)[0])
                throw VigieError(.badData, "the next row is bad")
            }
        }
        #expect(try reader.contentHash() == before)
    }

    @Test("A code that means another product already is refused")
    func codeTaken() throws {
        let folder = try TemporaryFolder()
        let writer = try Self.writer(folder.folder)
        #expect(throws: StoreFailure.self) {
            try writer.stock { book in
                _ = try book.put(Product(id: ProductID("A"), name: "a", codes: [ProductCode(code: "X", units: 30)]))
                _ = try book.put(Product(id: ProductID("B"), name: "b", codes: [ProductCode(code: "X")]))
            }
        }
    }

    @Test("Demand is what was issued and not brought back, by day; reversed movements do not count")
    func demand() throws {
        let folder = try TemporaryFolder()
        let writer = try Self.writer(folder.folder)
        func fact(_ event: String, _ kind: MovementKind, _ quantity: Int64, day: Int64) -> Movement {
            var movement = Movement(
                event: StockEventID(event), kind: kind, product: Self.tablet, quantity: quantity,
                occurredAt: Instant(milliseconds: day * 86_400_000 + 1000), recordedAt: Invented.at(0))
            movement.device = "station"
            if kind == .giveBack { movement.to = Self.pharmacy } else { movement.from = Self.pharmacy }
            return movement
        }
        var reversal = fact("r", .reverse, 9, day: 11)
        reversal.reverses = StockEventID("c")
        try Self.post(
            [
                fact("a", .issue, 5, day: 10), fact("b", .giveBack, 2, day: 10), fact("c", .issue, 9, day: 11),
                fact("d", .discard, 4, day: 11), fact("e", .dispense, 1, day: 12), reversal,
            ], writer)
        let reader = try StoreReader(folder: folder.folder)
        let demand = try reader.dailyDemand(
            of: Self.tablet, at: Self.pharmacy, from: CalendarDay(days: 10), to: CalendarDay(days: 13))
        #expect(demand.map(\.day.days) == [10, 12])
        #expect(demand.map(\.quantity) == [3, 1])
    }

    @Test("A database of the version before gets the pharmacy's tables, and keeps what it has")
    func migration() throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try StoreWriter(folder: folder.folder)
            _ = try writer.replaceSite(Invented.site())
            for table in [
                "stock_code", "stock_recall", "stock_loan", "stock_reservation", "stock_excursion", "stock_lot",
                "stock_claim", "stock_movement", "stock_slot", "stock_entry", "stock_case", "stock_scan",
                "stock_product", "stock_place", "stock_decision", "stock_sweep",
            ] {
                try writer.plant("DROP TABLE " + table)
            }
            try writer.plant("DELETE FROM grdb_migrations WHERE identifier IN ('v4', 'v6')")
            try writer.close()
        }
        let writer = try StoreWriter(folder: folder.folder)
        try writer.stock { book in _ = try book.put(Self.products[0]) }
        #expect(try StoreReader(folder: folder.folder).products().count == 1)
        #expect(try StoreReader(folder: folder.folder).units().count == 4)
    }

    @Test("What was blocked by the version before stays blocked, and only from then on")
    func migrationOfBlockedLots() throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try Self.writer(folder.folder)
            try Self.post(Self.facts(count: 30), writer)
            for sql in [
                "DROP TABLE stock_decision", "DROP TABLE stock_sweep", "DROP INDEX stock_excursion_place",
                "ALTER TABLE stock_excursion DROP COLUMN recorded_at", "ALTER TABLE stock_recall DROP COLUMN withdrawn",
                "DROP INDEX stock_movement_patient", "DROP INDEX stock_movement_serial", "DROP INDEX stock_slot_object",
                "DROP INDEX stock_scan_unposted", "DELETE FROM grdb_migrations WHERE identifier = 'v6'",
                "UPDATE stock_lot SET status = 'recalled', status_reason = 'letter' WHERE number = 'L1'",
            ] {
                try writer.plant(sql)
            }
            try writer.close()
        }
        let writer = try StoreWriter(folder: folder.folder)
        try writer.stock { book in
            let decisions = try book.decisions(Self.tablet, lot: LotNumber("L1"), serial: .untold)
            #expect(decisions.map(\.status) == [.recalled])
            let last = Self.facts(count: 30).filter { $0.lot == LotNumber("L1") }.map(\.occurredAt).max()
            #expect(decisions.first.map { $0.at > last ?? .distantFuture } == true)
        }
    }

    @Test("Totals by groups are the sums of the levels, lots counted once in each group")
    func totals() throws {
        let folder = try TemporaryFolder()
        let writer = try Self.writer(folder.folder)
        try Self.post(Self.facts(count: 200), writer)
        let day = CalendarDay("2027-04-01") ?? CalendarDay(days: 0)
        try writer.stock { book in
            try book.put(
                Reservation(id: "V", product: Self.tablet, place: Self.cabinet, quantity: 3, purpose: "test"))
        }
        let reader = try StoreReader(folder: folder.folder)
        let levels = try reader.stockLevels(on: day)
        for groups in [[Self.pharmacy: 0, Self.cabinet: 1], [Self.pharmacy: 0, Self.cabinet: 0]] {
            let totals = try reader.stockTotals(on: day, groups: groups)
            for total in totals {
                let own = levels.filter { groups[$0.slot.place] == total.group }
                #expect(total.total.quantity == own.reduce(0) { $0 + $1.balance })
                #expect(total.total.usable == own.reduce(0) { $0 + $1.usable(on: day) })
                #expect(total.total.reserved == own.reduce(0) { $0 + $1.reserved })
                #expect(total.total.lots == Set(own.map(\.slot.lot)).count)
                #expect(total.total.lastAt == own.compactMap(\.lastAt).max())
            }
            #expect(totals.count == Set(groups.values).count)
        }
        let one = try reader.stockTotals(of: Self.tablet, at: Self.cabinet, on: day, groups: [Self.cabinet: 7])
        #expect(one.map(\.group) == [7])
    }

    @Test("Two events of one millisecond with one hash stand behind each other, also after a rebuild")
    func sameTie() throws {
        let folder = try TemporaryFolder()
        let writer = try Self.writer(folder.folder)
        try Self.post(Array(Self.facts(count: 20)), writer)
        // The first two entries of a slot are given one position: the second one stands behind.
        try writer.stock { book in
            let slot = try book.slotKey(StockSlot(product: Self.tablet, lot: LotNumber("L1"), place: Self.cabinet))
            let entries = try book.entries(from: .start, in: slot, limit: 2)
            let first = try #require(entries.first)
            #expect(try book.insert(first, in: slot) == false)
            var second = first
            second.position = first.position.next
            #expect(try book.insert(second, in: slot))
        }
    }
}
