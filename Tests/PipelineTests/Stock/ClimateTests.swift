import Model
import SimKit
import Stock
import Store
import Testing

@testable import Pipeline

@Suite("Sensors of places of stock")
struct ClimateTests {
    private static let tag = TagID("c0ffee0000f1")
    private static let day = Dispensary.noon(daysAgo: 5)
    private static let sensors = "tag,place,celsius_min,celsius_max,tolerated_minutes\n"

    /// A pharmacy with a shelf that has to be cold, and two lots on it.
    private func pharmacy(range: ClosedRange<Int> = 2...8) throws -> Dispensary {
        let pharmacy = try Dispensary()
        try pharmacy.write { book in
            for id in ["VIT", "ESS"] {
                var product = try #require(try book.product(ProductID(id)))
                product.celsius = id == "VIT" ? range : nil
                _ = try book.put(product)
            }
        }
        for product in ["VIT", "ESS"] {
            try pharmacy.post([
                pharmacy.movement(.receive, product, 20, daysAgo: 9),
                pharmacy.movement(.transfer, product, 20, daysAgo: 8),
            ])
        }
        _ = try pharmacy.ask(.importSensors, [:], text: Self.sensors + "C0:FF:EE:00:00:F1,shelf,2,8,15\n")
        return pharmacy
    }

    /// A reading so many minutes after noon of the day.
    private func reading(_ minute: Int64, _ celsius: Double) -> TemperatureReading {
        let at = Self.day.advanced(byMilliseconds: minute * 60_000)
        return TemperatureReading(
            tag: Self.tag, slot: TemperatureSlot(number: TemperatureSlot.number(at), celsius: celsius...celsius))
    }

    private func take(_ pharmacy: Dispensary, _ readings: [TemperatureReading]) throws {
        try pharmacy.write { try ClimateDesk.take(readings, &$0) }
    }

    private func lot(_ pharmacy: Dispensary, _ product: String = "VIT") throws -> String {
        var told = ""
        try pharmacy.write { book in
            let lot = try #require(try book.lot(ProductID(product), LotNumber("L1")))
            told = "\(lot.status) \(lot.outOfRangeMilliseconds / 60_000)"
        }
        return told
    }

    private func hash(_ pharmacy: Dispensary) throws -> String? {
        try pharmacy.read { try $0.verify().contentHash }
    }

    @Test("Too warm for longer than tolerated: the lot that needs the cold is set aside and somebody has to look")
    func excursion() throws {
        let pharmacy = try pharmacy()
        try take(pharmacy, (0..<3).map { reading($0 * 5, 5) } + [reading(15, 9), reading(20, 9)])
        #expect(try lot(pharmacy) == "available 0", "ten minutes are tolerated")
        try take(pharmacy, [reading(25, 9.5), reading(30, 9)])
        #expect(try lot(pharmacy) == "quarantined 20")
        #expect(try lot(pharmacy, "ESS") == "available 0")
        let cases = try pharmacy.read { try $0.stockCases(limit: 10) }.filter { $0.kind == .temperature }
        #expect(cases.map(\.place) == [Dispensary.shelf] && cases.first?.detail.hasPrefix("9.0...9.5") == true)
        // It lasts, and ends.
        try take(pharmacy, [reading(35, 12), reading(40, 5), reading(45, 5)])
        #expect(try lot(pharmacy) == "quarantined 25")
        #expect(
            throws: VigieError.self,
            performing: {
                try pharmacy.ask(.issue, [.product: "VIT", .quantity: "1", .from: "shelf", .to: "ward"])
            })
    }

    @Test("A reading that comes late shows that it was shorter than tolerated: all is as if nothing had been")
    func disproved() throws {
        let pharmacy = try pharmacy()
        try take(pharmacy, [reading(0, 5), reading(5, 9), reading(60, 5)])
        #expect(try lot(pharmacy) == "quarantined 55")
        try take(pharmacy, [reading(10, 5)])
        #expect(try lot(pharmacy) == "available 0")
        #expect(try pharmacy.read { try $0.stockCases(limit: 10) }.filter { $0.kind == .temperature }.isEmpty)
    }

    @Test("What a person freed stays free while the same excursion goes on; a new one sets it aside again")
    func freed() throws {
        let pharmacy = try pharmacy()
        try take(pharmacy, (0..<6).map { reading($0 * 5, 9) })
        #expect(try lot(pharmacy) == "quarantined 30")
        _ = try pharmacy.ask(
            .lot,
            [
                .product: "VIT", .lot: "L1", .status: "available", .reason: "stable",
                .at: Self.day.advanced(byMilliseconds: 30 * 60_000).rfc3339,
            ])
        try take(pharmacy, (6..<9).map { reading($0 * 5, 9) })
        #expect(try lot(pharmacy) == "available 45")
        try take(pharmacy, [reading(45, 5)] + (10..<16).map { reading($0 * 5, 9) })
        #expect(try lot(pharmacy) == "quarantined 75")
    }

    @Test("Late, twice and shuffled ends with the same excursions, lots and cases as in order")
    func anyOrder() throws {
        for seed in [20_261_122, 7, 91] as [UInt64] {
            var random = SeededRandom(seed: seed)
            var celsius = 5.0
            let readings = (0..<150).map { minute -> TemperatureReading in
                celsius += Double(Int(random.next() % 21)) / 10 - 1 + (6.5 - celsius) * 0.05
                return reading(Int64(minute) * 3, (celsius * 10).rounded() / 10)
            }
            let ordered = try pharmacy()
            for reading in readings { try take(ordered, [reading]) }
            let shuffled = try pharmacy()
            let mixed = (readings + readings.filter { _ in random.next() % 3 == 0 }).shuffled(using: &random)
            var next = 0
            while next < mixed.count {
                let end = min(mixed.count, next + Int(random.next() % 12) + 1)
                try take(shuffled, Array(mixed[next..<end]))
                next = end
            }
            #expect(try hash(ordered) == hash(shuffled), "seed \(seed)")
            // What is kept is what all slots together say.
            let row = try #require(
                try ordered.read { try $0.sensors(from: Self.day.advanced(byMilliseconds: -1), to: .distantFuture) }
                    .first)
            let wanted = ExcursionSpans.of(row.slots, row.sensor).map { "\($0.from) \($0.to) \($0.celsius)" }
            #expect(row.excursions.map { "\($0.from) \($0.to) \($0.celsius)" } == wanted, "seed \(seed)")
            #expect(!wanted.isEmpty, "seed \(seed) has excursions")
        }
    }

    @Test("A sensor that moves judges its new place from then on, and its old one as it was")
    func moved() throws {
        let pharmacy = try pharmacy()
        try take(pharmacy, (0..<6).map { reading($0 * 5, 9) })
        let reply = try pharmacy.ask(.importSensors, [:], text: Self.sensors + "c0ffee0000f1,pharmacy,15,25,\n")
        #expect(reply.figures.map { "\($0.name) \($0.value)" } == ["added 0", "updated 1"])
        // Told now of what was measured at the old place.
        try take(pharmacy, [reading(30, 9), reading(35, 5)])
        #expect(try lot(pharmacy) == "quarantined 35")
        let row = try pharmacy.read { try $0.sensors(from: Self.day, to: .distantFuture) }
        #expect(row.map(\.sensor.place) == [Dispensary.pharmacy] && row.first?.slots.isEmpty == true)
        #expect(row.first?.sensor.toleratedMinutes == TemperatureSensor.toleratedMinutesDefault)
    }

    @Test(
        "A bad row is told with its line and remedy, and nothing is imported",
        arguments: [
            (",shelf,2,8,15", "tag"), ("c0ffee0000f2,moon,2,8,15", "place"), ("c0ffee0000f2,ward,2,8,15", "place"),
            ("c0ffee0000f2,shelf,8,2,15", "celsius_min"), ("c0ffee0000f2,shelf,2,warm,15", "celsius_max"),
            ("c0ffee0000f2,shelf,2,8,-1", "tolerated_minutes"), ("c0ffee0000f3,shelf,2,8,15", "tag"),
        ])
    func badRow(row: String, column: String) throws {
        let pharmacy = try Dispensary()
        let problem = #expect(throws: VigieError.self) {
            try pharmacy.ask(.importSensors, [:], text: Self.sensors + "c0ffee0000f3,shelf,2,8,15\n\(row)\n")
        }
        #expect(problem?.what.contains("file:3: \(column): ") == true, "\(problem as Any)")
        #expect(try pharmacy.read { try $0.sensors(from: .distantPast, to: .distantFuture) }.isEmpty)
    }

    @Test("Messages of a sensor reach its place, without a trackable and without counting as an unknown tag")
    func throughTheFold() throws {
        let bench = try Bench()
        for (verb, text) in [
            (
                StockRequest.Verb.importCatalogue,
                "product,name,unit,celsius_min,celsius_max\nINS,Insulin,pen,2,8\n"
            ),
            (.importPlaces, "place,name,kind\nfridge,Fridge,cabinet\n"),
            (
                .importBalances,
                "product,lot,place,quantity,at\nINS,A1,fridge,5,\(Instant(milliseconds: 1_780_000_000_000).rfc3339)\n"
            ),
            (.importSensors, Self.sensors + "c0ffee0000f1,fridge,2,8,15\n"),
        ] {
            _ = try AdminClient.perform(.stock(StockRequest(verb, [:], file: "f", text: text)), folder: bench.data())
        }
        let lines = (0..<40).map { minute -> String in
            let at = Instant(milliseconds: 1_790_000_000_000 + Int64(minute) * 60_000).rfc3339
            let celsius = (10..<32).contains(minute) ? 11.5 : 4.25
            return #"{"tst":"\#(at)","topic":"vigie/v1/corridor/observations/r-0-1","qos":1,"retain":0,"payload":"#
                + #"{"tag":"c0ffee0000f1","at":"\#(at)","rssi":-60,"sensors":{"temperature_c":\#(celsius)}}}"#
        }
        let capture = try bench.file("c.ndjson", lines.joined(separator: "\n") + "\n")
        let result = try bench.replay(capture)
        #expect(result.rejections.isEmpty, "\(result.rejections)")
        var hashes: [String?] = []
        for _ in 0..<2 {
            let reader = try StoreReader(folder: bench.data())
            defer { reader.close() }
            let row = try #require(try reader.sensors(from: .distantPast, to: .distantFuture).first)
            #expect(row.slots.count == 9)
            #expect(row.excursions.map(\.celsius) == [4.25...11.5])
            #expect(try reader.stockCases(limit: 10).map(\.kind) == [.temperature])
            hashes.append(try reader.verify().contentHash)
            // The same capture once more forgets what it measured before.
            _ = try bench.replay(capture)
        }
        #expect(hashes[0] == hashes[1])
    }
}
