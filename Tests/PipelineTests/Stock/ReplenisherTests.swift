import Model
import Stock
import Store
import Testing

@testable import Pipeline

@Suite("What to order, from a database's own ledger")
struct ReplenisherTests {
    @Test("Ten a day, lead times of two and three days: it proposes a few days' worth, and says why")
    func falling() throws {
        let pharmacy = try Dispensary()
        try pharmacy.past(of: "ORD", left: 40) { _ in 10 }
        let line = try #require(try pharmacy.proposals("ORD").first)
        // Lead time 3 and review 3: 60 units; an order brings three days' worth above it.
        #expect(line.reason == .reorderPoint && line.level == 60 && line.upTo == 90)
        #expect(line.usable == 40 && line.units == 50 && line.packs == 5 && line.perDay == 10)
        #expect(line.coverDays == 4 && line.leadDaysMedian == 2 && line.leadSource == .given)
        #expect(line.servicePercent == 90 && line.pattern == "smooth" && line.place == nil)
    }

    @Test("With enough on the shelf it proposes nothing")
    func enough() throws {
        let pharmacy = try Dispensary()
        try pharmacy.past(of: "ORD", left: 61) { _ in 10 }
        #expect(try pharmacy.proposals("ORD").isEmpty)
    }

    @Test("The more critical, the earlier: 99, 95 and 90 of a hundred stretches are covered")
    func criticality() throws {
        let pharmacy = try Dispensary()
        // A peak now and then: the higher levels see it.
        for id in ["VIT", "ESS", "ORD"] {
            try pharmacy.past(of: id, left: 1) { $0 % 90 < 3 ? 50 : $0 % 15 == 0 ? 20 : 2 }
        }
        let lines = try ["VIT", "ESS", "ORD"].map { try #require(try pharmacy.proposals($0).first) }
        #expect(lines.map(\.servicePercent) == [99, 95, 90])
        #expect(lines[0].level > lines[1].level && lines[1].level > lines[2].level, "\(lines.map(\.level))")
        let asked = try #require(try pharmacy.proposals("ORD", service: 99).first)
        #expect(asked.level == lines[0].level)
    }

    @Test("Days without stock do not lower the mean; stock that expires before it is used is no cover")
    func corrections() throws {
        let pharmacy = try Dispensary()
        try pharmacy.past(of: "ORD", left: 0) { $0 > 20 ? 10 : 0 }
        let line = try #require(try pharmacy.proposals("ORD").first)
        #expect(line.stockOutDays == 21 && line.perDay == 10)
        let other = try Dispensary()
        try other.past(of: "ORD", left: 0) { _ in 10 }
        var dated = other.movement(.receive, "ORD", 500, daysAgo: 1)
        dated.lot = LotNumber("SOON")
        dated.expiry = Dispensary.today.advanced(byDays: 2)
        try other.post([dated])
        let soon = try #require(try other.proposals("ORD").first)
        #expect(soon.usable == 500 && soon.expiring == 470 && soon.units == 60)
    }

    @Test("A product without history goes by the catalogue's level")
    func catalogueLevel() throws {
        let pharmacy = try Dispensary()
        try pharmacy.post([pharmacy.movement(.receive, "NEW", 20, daysAgo: 3)])
        let line = try #require(try pharmacy.proposals("NEW").first)
        #expect(line.reason == .catalogueLevel && line.level == 20 && line.units == 40)
        try pharmacy.post([pharmacy.movement(.receive, "NEW", 1, daysAgo: 2)])
        #expect(try pharmacy.proposals("NEW").isEmpty)
    }

    @Test("Places with levels of their own: PAR fills whatever is missing, min-max from the minimum on")
    func targets() throws {
        let pharmacy = try Dispensary()
        _ = try pharmacy.ask(
            .importTargets, [:], text: "product,place,min,max\nORD,shelf,,12\nESS,shelf,4,20\nVIT,shelf,4,20\n")
        try pharmacy.post([
            pharmacy.movement(.receive, "ORD", 100, daysAgo: 9), pharmacy.movement(.transfer, "ORD", 11, daysAgo: 8),
            pharmacy.movement(.receive, "ESS", 100, daysAgo: 9), pharmacy.movement(.transfer, "ESS", 4, daysAgo: 8),
            pharmacy.movement(.receive, "VIT", 100, daysAgo: 9), pharmacy.movement(.transfer, "VIT", 5, daysAgo: 8),
        ])
        let par = try #require(try pharmacy.proposals("ORD", place: Dispensary.shelf).first)
        #expect(par.reason == .par && par.units == 1 && par.upTo == 12 && par.place == Dispensary.shelf)
        let low = try #require(try pharmacy.proposals("ESS").first { $0.place == Dispensary.shelf })
        #expect(low.reason == .minMax && low.units == 16 && low.level == 4)
        #expect(try pharmacy.proposals("VIT", place: Dispensary.shelf).isEmpty)
        let error = #expect(throws: VigieError.self) {
            try pharmacy.ask(
                .importTargets, [:], text: "product,place,min,max\nORD,shelf,12,12\nNO,shelf,1,2\nORD,moon,,2\n")
        }
        for part in ["file:2", "file:3", "file:4", "nothing was imported"] {
            #expect(error?.description.contains(part) == true, "\(part)")
        }
    }

    @Test("A forecast shows its error on the site's own history; a steady use is foreseen without one")
    func outlooks() throws {
        let pharmacy = try Dispensary()
        try pharmacy.past(of: "ORD", left: 40) { _ in 10 }
        try pharmacy.past(of: "ESS", left: 40) { $0 % 11 == 0 ? 40 : 0 }
        try pharmacy.read { reader in
            let outlooks = try pharmacy.replenisher(reader).outlooks(try reader.products())
            #expect(outlooks.map(\.product.id) == [ProductID("ESS"), ProductID("ORD")])
            let steady = try #require(outlooks.last)
            #expect(
                abs(steady.perDay - 10) < 0.01 && abs(steady.error) < 0.5 && steady.horizonDays == 5
                    && steady.trials > 20)
            let lumpy = outlooks[0]
            #expect(lumpy.error > 5 && lumpy.pattern == "intermittent" && lumpy.error.isFinite)
        }
    }

    @Test("The past counts what was used up here, less what came back, and not what was reversed")
    func past() throws {
        let pharmacy = try Dispensary()
        var back = pharmacy.movement(.giveBack, "ORD", 3, daysAgo: 4)
        (back.from, back.to) = (Dispensary.ward, Dispensary.pharmacy)
        let wrong = pharmacy.movement(.issue, "ORD", 50, daysAgo: 3)
        var undone = pharmacy.movement(.reverse, "ORD", 50, daysAgo: 2)
        undone.reverses = wrong.event
        (undone.from, undone.to) = (nil, nil)
        try pharmacy.post([
            pharmacy.movement(.receive, "ORD", 100, daysAgo: 5), pharmacy.movement(.issue, "ORD", 8, daysAgo: 4), back,
            wrong, undone, pharmacy.movement(.transfer, "ORD", 60, daysAgo: 2),
        ])
        try pharmacy.read { reader in
            let all = try #require(
                try StockPast.read(reader, ProductID("ORD"), at: nil, today: Dispensary.today, days: 730))
            #expect(all.history.days == [0, 5, 0, 0, 0] && all.history.stockOutDays == 0)
            #expect(all.firstDay == Dispensary.today.advanced(byDays: -5))
            let shelf = try #require(
                try StockPast.read(reader, ProductID("ORD"), at: Dispensary.shelf, today: Dispensary.today, days: 730))
            #expect(shelf.history.days == [0, 0])
            #expect(
                try StockPast.read(reader, ProductID("ORD"), at: StockPlaceID("moon"), today: Dispensary.today, days: 9)
                    == nil)
        }
    }
}
