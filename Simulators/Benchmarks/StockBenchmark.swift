import ArgumentParser
import Glibc
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
    var products = 3000

    @Option(help: "Cabinets; besides them there are a pharmacy, seven trolleys and as many wards.")
    var cabinets = 52

    @Option(help: "Questions asked.")
    var runs = 21

    @Option(help: "Folder of the database; it is kept and used again. Default: a temporary one.")
    var data: String?

    func run() throws {
        let path = try data ?? TemporaryFolder.make("vigie-bench-stock")
        defer { if data == nil { TemporaryFolder.remove(path) } }
        let folder = DataFolder(path: path)
        if !folder.hasDatabase { try build(folder) }
        let store = try StoreWriter(folder: folder, cacheMegabytes: 256)
        let watch = Stopwatch()
        let processor = Self.processorSeconds
        let rebuild = try store.rebuildStock()
        let seconds = watch.seconds
        let used = Self.processorSeconds - processor
        print(
            "rebuild: \(rebuild.movements) movements, \(rebuild.entries) entries, \(rebuild.slots) balances in "
                + "\(seconds.text(1)) s: \(Int(Double(rebuild.movements) / seconds)) movements/s; processor "
                + "\(used.text(1)) s: \(Int(Double(rebuild.movements) / used)) movements/s")
        let live = try StoreReader(folder: folder).stockLevels(on: CalendarDay(end))
        let places = Set(live.map(\.slot.place)).count
        print(
            "world: \(products) products, \(places) places that hold something, \(live.count) live balances of "
                + "\(Set(live.map { "\($0.slot.product)|\($0.slot.lot)" }).count) live lots, "
                + "\(Set(live.map { "\($0.slot.product)|\($0.slot.place)" }).count) product-places")
        for (name, days) in [("now", Int64(0)), ("48 hours late", 2), ("30 days late", 30), ("a year late", 365)] {
            try late(store, live, name, days: days)
        }
        try store.close()
        try ask(path)
    }

    /// What this process has used of the processor: on a busy machine it says more than the clock on the wall.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private var end: Instant {
        StockWorld.begin.advanced(byMilliseconds: Int64(movements / 1000) * StockWorld.dayMilliseconds)
    }

    /// One movement that happened a while ago, out of lots that lie there now.
    private func late(_ store: StoreWriter, _ live: [StockLevel], _ name: String, days: Int64) throws {
        var times: [Double] = []
        var changed = 0
        let count = 50
        for number in 0..<count {
            let slot = live[(number * 7919) % live.count].slot
            let watch = Stopwatch()
            let posting = try store.stock { book in
                var ledger = Ledger(book)
                var movement = Movement(
                    event: StockEventID("late-\(name)-\(number)-\(end.milliseconds)"), kind: .issue,
                    product: slot.product, quantity: 1,
                    occurredAt: end.advanced(byMilliseconds: -days * StockWorld.dayMilliseconds), recordedAt: end)
                movement.lot = slot.lot
                movement.from = slot.place
                movement.device = "bench"
                return try ledger.post(movement)
            }
            times.append(watch.seconds * 1000)
            changed += posting.changeCount
        }
        times.sort()
        print(
            "movement \(name): median \(times[count / 2].text(2)) ms with its commit, worst "
                + "\(times[count - 1].text(2)) ms; \(changed) later entries changed in all \(count)")
    }

    private func ask(_ path: String) throws {
        let questions: [(String, [String])] = [
            ("stock levels", ["levels", "-n", "100"]), ("stock levels PRODUCT", ["levels", "Drug 7"]),
            ("stock movements PRODUCT", ["movements", "Drug 7"]), ("stock expiring", ["expiring", "-n", "20"]),
        ]
        for (name, arguments) in questions {
            var times: [Double] = []
            var processor: [Double] = []
            for _ in 0..<runs {
                let figures = try ProcessFigures.run(
                    Beside.program("vigie"), ["stock"] + arguments + ["--data", path, "--json"])
                guard figures.exitCode == 0 || figures.exitCode == 1 else {
                    throw VigieError(.unavailable, "\(name) ended with \(figures.exitCode)", place: path)
                }
                times.append(figures.wallSeconds * 1000)
                processor.append(figures.cpuSeconds * 1000)
            }
            times.sort()
            processor.sort()
            print(
                "\(name): median \(times[runs / 2].text(1)) ms, worst \(times[runs - 1].text(1)) ms of \(runs); "
                    + "processor \(processor[runs / 2].text(1)) ms")
        }
    }

    /// The ledger alone; the rebuild makes what follows from it.
    private func build(_ folder: DataFolder) throws {
        let watch = Stopwatch()
        let store = try StoreWriter(folder: folder, cacheMegabytes: 256)
        var size = StockWorld.Size()
        size.products = products
        size.cabinets = cabinets
        var world = StockWorld(size)
        try store.stock { book in
            for number in 0..<products {
                _ = try book.put(
                    Product(id: StockWorld.product(number), name: "Drug \(number)", priceMilli: 1200))
            }
            for place in world.places { _ = try book.put(place) }
        }
        var lots = 0
        while world.made < movements {
            let target = min(movements, world.made + 50_000)
            try store.stock { book in
                while world.made < target {
                    try world.next { movement in
                        if movement.kind == .receive {
                            try book.put(
                                Lot(product: movement.product, number: movement.lot, expiry: movement.expiry))
                        }
                        _ = try book.append(movement)
                    }
                }
            }
            lots = world.lots
        }
        try store.setClock(.capture)
        try store.close()
        print("\(world.made) movements of \(lots) lots written in \(watch.seconds.text(0)) s")
    }
}
