import ArgumentParser
import Model
import SimKit
import Stock
import Store

/// The pharmacy's ledger at the size of ten years.
struct StockBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stock",
        abstract: "Ten years at 1,000 movements a day: rebuild, late movements, and `vigie stock levels`.")

    @Option(help: "Movements.")
    var movements = 3_650_000

    @Option(help: "Products.")
    var products = 500

    @Option(help: "Cabinets.")
    var cabinets = 20

    @Option(help: "Questions asked.")
    var runs = 21

    @Option(help: "Folder of the database; it is kept and used again. Default: a temporary one.")
    var data: String?

    private static let begin = Instant(milliseconds: 1_480_000_000_000)
    private static let dayMilliseconds: Int64 = 86_400_000

    func run() throws {
        let path = try data ?? TemporaryFolder.make("vigie-bench-stock")
        defer { if data == nil { TemporaryFolder.remove(path) } }
        let folder = DataFolder(path: path)
        if !folder.hasDatabase { try build(folder) }
        let store = try StoreWriter(folder: folder, cacheMegabytes: 256)
        let watch = Stopwatch()
        let rebuild = try store.rebuildStock()
        let seconds = watch.seconds
        print(
            "rebuild: \(rebuild.movements) movements, \(rebuild.entries) entries, \(rebuild.slots) balances in "
                + "\(seconds.text(1)) s: \(Int(Double(rebuild.movements) / seconds)) movements/s")
        for (name, days) in [("now", Int64(0)), ("48 hours late", 2), ("30 days late", 30), ("a year late", 365)] {
            try late(store, name, days: days)
        }
        try store.close()
        try ask(path)
    }

    /// One movement that happened a while ago.
    private func late(_ store: StoreWriter, _ name: String, days: Int64) throws {
        var times: [Double] = []
        var changed = 0
        let count = 50
        let end = Self.begin.advanced(
            byMilliseconds: Int64(Double(movements) / 1000 * Double(Self.dayMilliseconds)))
        for number in 0..<count {
            let watch = Stopwatch()
            let posting = try store.stock { book in
                var ledger = Ledger(book)
                let product = number * 7 % products
                var movement = Movement(
                    event: StockEventID("late-\(name)-\(number)-\(end.milliseconds)"), kind: .issue,
                    product: Self.product(product), quantity: 1,
                    occurredAt: end.advanced(byMilliseconds: -days * Self.dayMilliseconds), recordedAt: end)
                movement.lot = Self.lot(
                    product, day: Int((end.milliseconds - Self.begin.milliseconds) / Self.dayMilliseconds) - Int(days))
                movement.from = StockPlaceID("cabinet-\(number % cabinets)")
                movement.device = "bench"
                return try ledger.post(movement)
            }
            times.append(watch.seconds * 1000)
            changed += posting.changeCount
        }
        times.sort()
        print(
            "movement \(name): median \(times[count / 2].text(2)) ms with its commit, worst "
                + "\(times[count - 1].text(2)) ms; \(changed / count) later entries changed on average")
    }

    private func ask(_ path: String) throws {
        let questions: [(String, [String])] = [
            ("stock levels", ["levels", "-n", "100"]), ("stock levels PRODUCT", ["levels", "Drug 7"]),
            ("stock movements PRODUCT", ["movements", "Drug 7"]), ("stock expiring", ["expiring", "-n", "20"]),
        ]
        for (name, arguments) in questions {
            var times: [Double] = []
            for _ in 0..<runs {
                let figures = try ProcessFigures.run(
                    Beside.program("vigie"), ["stock"] + arguments + ["--data", path, "--json"])
                guard figures.exitCode == 0 || figures.exitCode == 1 else {
                    throw VigieError(.unavailable, "\(name) ended with \(figures.exitCode)", place: path)
                }
                times.append(figures.wallSeconds * 1000)
            }
            times.sort()
            print("\(name): median \(times[runs / 2].text(1)) ms, worst \(times[runs - 1].text(1)) ms of \(runs)")
        }
    }

    private static func product(_ number: Int) -> ProductID { ProductID("P-\(number)") }

    /// Three lots of each product a year.
    private static func lot(_ product: Int, day: Int) -> LotNumber { LotNumber("L\(product)-\(day / 120)") }

    /// The ledger alone; the rebuild makes what follows from it.
    private func build(_ folder: DataFolder) throws {
        let watch = Stopwatch()
        let store = try StoreWriter(folder: folder, cacheMegabytes: 256)
        var random = SeededRandom(seed: 11)
        try store.stock { book in
            for number in 0..<products {
                _ = try book.put(Product(id: Self.product(number), name: "Drug \(number)", priceMilli: 1200))
                for lot in 0...(movements / 1000 / 120) {
                    try book.put(
                        Lot(
                            product: Self.product(number), number: LotNumber("L\(number)-\(lot)"),
                            expiry: CalendarDay(Self.begin).advanced(byDays: lot * 120 + 500)))
                }
            }
            _ = try book.put(StockPlace(id: StockPlaceID("pharmacy"), kind: .unit))
            _ = try book.put(StockPlace(id: StockPlaceID("ward"), kind: .consumer))
            for number in 0..<cabinets {
                _ = try book.put(StockPlace(id: StockPlaceID("cabinet-\(number)"), kind: .cabinet))
            }
        }
        var next = 0
        while next < movements {
            let range = next..<min(movements, next + 50_000)
            try store.stock { book in
                for number in range { _ = try book.append(movement(number, &random)) }
            }
            next = range.upperBound
        }
        try store.setClock(.capture)
        try store.close()
        print("\(movements) movements written in \(watch.seconds.text(0)) s")
    }

    private func movement(_ number: Int, _ random: inout SeededRandom) -> Movement {
        let day = number / 1000
        let product = random.below(products)
        let at = Self.begin.advanced(
            byMilliseconds: Int64(day) * Self.dayMilliseconds + Int64(number % 1000) * 86_000)
        let cabinet = StockPlaceID("cabinet-\(random.below(cabinets))")
        var kind = MovementKind.issue
        var from: StockPlaceID? = cabinet
        var to: StockPlaceID? = StockPlaceID("ward")
        var quantity = Int64(1 + random.below(6))
        switch random.below(20) {
        case 0: (kind, from, to, quantity) = (.receive, nil, StockPlaceID("pharmacy"), quantity * 30)
        case 1..<6: (kind, from, to, quantity) = (.transfer, StockPlaceID("pharmacy"), cabinet, quantity * 3)
        case 6: (kind, from, to) = (.count, nil, cabinet)
        default: break
        }
        var movement = Movement(
            event: StockEventID("sim/\(number)"), kind: kind, product: Self.product(product), quantity: quantity,
            occurredAt: at, recordedAt: at)
        movement.lot = Self.lot(product, day: day)
        movement.from = from
        movement.to = to
        movement.device = "station"
        return movement
    }
}
