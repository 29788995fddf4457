import Model
import Stock
import Store
import Testing

@testable import Pipeline

@Suite("Orders and empty bins in a database")
struct OrderTests {
    private func at(_ daysAgo: Int) -> String { Dispensary.noon(daysAgo: daysAgo).rfc3339 }

    @Test("What is on order counts as there, until it comes or is cancelled")
    func onOrder() throws {
        let pharmacy = try Dispensary()
        try pharmacy.past(of: "ORD", left: 40) { _ in 10 }
        #expect(try pharmacy.proposals("ORD").first?.units == 50)
        _ = try pharmacy.ask(.orderPlace, [.product: "pack:ORD", .quantity: "2", .id: "O-1", .at: at(1)])
        // 40 there and 20 coming are not above 60: what is missing is less.
        let line = try #require(try pharmacy.proposals("ORD").first)
        #expect(line.onOrder == 20 && line.units == 30)
        _ = try pharmacy.ask(.orderPlace, [.product: "ORD", .quantity: "30", .id: "O-2", .at: at(1)])
        #expect(try pharmacy.proposals("ORD").isEmpty)
        _ = try pharmacy.ask(.orderCancel, [.id: "O-2", .reason: "out of production"])
        #expect(try pharmacy.proposals("ORD").first?.onOrder == 20)
        var came = pharmacy.movement(.receive, "ORD", 20, daysAgo: 1)
        came.reference = "O-1"
        came.occurredAt = came.occurredAt.advanced(byMilliseconds: 1)
        try pharmacy.post([came])
        let after = try #require(try pharmacy.proposals("ORD").first)
        #expect(after.onOrder == 0 && after.usable == 60 && after.units == 30)
        let twice = #expect(throws: VigieError.self) {
            try pharmacy.ask(.orderPlace, [.product: "ORD", .quantity: "1", .id: "O-1"])
        }
        #expect(twice?.place == "id" && twice?.remedy != nil)
        #expect(throws: VigieError.self) { try pharmacy.ask(.orderCancel, [.id: "O-9", .reason: "x"]) }
        #expect(throws: VigieError.self) { try pharmacy.ask(.orderPlace, [.product: "ORD", .quantity: "0"]) }
        #expect(throws: VigieError.self) {
            try pharmacy.ask(.orderPlace, [.product: "ORD", .quantity: "1", .to: "moon"])
        }
    }

    @Test("Lead times are learnt from orders and their receipts")
    func leadTimes() throws {
        let pharmacy = try Dispensary()
        try pharmacy.past(of: "ORD", left: 0) { _ in 10 }
        #expect(try pharmacy.proposals("ORD", leadDays: nil).first?.leadSource == .assumed)
        for (index, days) in [1, 1, 8].enumerated() {
            let placed = 60 - index * 15
            _ = try pharmacy.ask(.orderPlace, [.product: "ESS", .quantity: "5", .id: "E\(index)", .at: at(placed)])
            try pharmacy.post([pharmacy.movement(.receive, "ESS", 5, daysAgo: placed - days)])
        }
        #expect(try pharmacy.read { try $0.orders().map(\.leadDays) } == [1, 1, 8])
        let pooled = try #require(try pharmacy.proposals("ORD", leadDays: nil).first)
        #expect(pooled.leadSource == .allOrders && pooled.leadDaysMedian == 1)
        // The one that took eight days is more than one of ten: eleven days are covered.
        #expect(pooled.level == 110)
        for index in 0..<3 {
            _ = try pharmacy.ask(
                .orderPlace, [.product: "ORD", .quantity: "5", .id: "F\(index)", .at: at(40 - index * 10)])
            var came = pharmacy.movement(.receive, "ORD", 5, daysAgo: 38 - index * 10)
            came.reference = "F\(index)"
            try pharmacy.post([came])
        }
        let own = try #require(try pharmacy.proposals("ORD", leadDays: nil).first)
        #expect(own.leadSource == .ownOrders && own.leadDaysMedian == 2 && own.level == 50)
    }

    private func scan(_ code: String, _ id: String, daysAgo: Int, codes: [String] = []) -> StockScan {
        let at = Dispensary.noon(daysAgo: daysAgo)
        var scan = StockScan(
            station: "box", occurredAt: at, receivedAt: at, position: LogPosition(1), payload: Array(code.utf8))
        scan.id = id
        scan.code = code
        scan.codes = codes
        scan.action = "empty"
        scan.hasTime = true
        return scan
    }

    @Test("A bin in the box of empty bins is one request, however often it is read, until it is filled")
    func twoBins() throws {
        let pharmacy = try Dispensary()
        let tag = "3034257BF468D480000003EF"
        _ = try pharmacy.ask(
            .importBins, [:], text: "tag,product,place,quantity\n\(tag),ORD,shelf,25\nc0ffee000009,ESS,shelf,5\n")
        try pharmacy.write { book in
            for index in 0..<5 { try ScanDesk.take(scan(tag.lowercased(), "s\(index)", daysAgo: 9), &book) }
            // The same scan delivered twice.
            try ScanDesk.take(scan(tag, "s0", daysAgo: 9), &book)
            try ScanDesk.take(scan("", "s9", daysAgo: 8, codes: [tag, "C0:FF:EE:00:00:09"]), &book)
        }
        let asked = try #require(try pharmacy.proposals("ORD").first { $0.reason == .emptyBin })
        #expect(asked.units == 25 && asked.packs == 3 && asked.place == Dispensary.shelf && asked.since != nil)
        #expect(try pharmacy.proposals("ORD").count { $0.reason == .emptyBin } == 1)
        #expect(try pharmacy.proposals("ESS", place: Dispensary.shelf).map(\.units) == [5])
        // Part of it, and the rest.
        try pharmacy.post([
            pharmacy.movement(.receive, "ORD", 100, daysAgo: 9), pharmacy.movement(.transfer, "ORD", 10, daysAgo: 7),
        ])
        #expect(try pharmacy.proposals("ORD", place: Dispensary.shelf).first { $0.reason == .emptyBin }?.units == 15)
        try pharmacy.post([pharmacy.movement(.transfer, "ORD", 15, daysAgo: 6)])
        #expect(try !pharmacy.proposals("ORD").contains { $0.reason == .emptyBin })
        // Found empty again, by hand this time.
        _ = try pharmacy.ask(.binEmpty, [.id: tag, .at: at(2)])
        #expect(try pharmacy.proposals("ORD").first { $0.reason == .emptyBin }?.units == 25)
    }

    @Test("An unknown bin waits for its import")
    func unknownBin() throws {
        let pharmacy = try Dispensary()
        try pharmacy.write { book in try ScanDesk.take(scan("c0ffee000009", "s1", daysAgo: 3), &book) }
        #expect(try pharmacy.read { try $0.stockCases(limit: 9).map(\.kind) } == [.unknownProduct])
        #expect(throws: VigieError.self) { try pharmacy.ask(.binEmpty, [.id: "c0ffee000009"]) }
        #expect(throws: VigieError.self) {
            try pharmacy.ask(.importBins, [:], text: "tag,product,place,quantity\nc0ffee000009,ORD,shelf,0\n")
        }
    }
}
