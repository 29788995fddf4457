import ArgumentParser
import Model
import Pipeline
import Report
import Store

/// `vigie stock levels`.
struct StockLevels: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "levels", abstract: "What lies where, and how much of it may be used.",
        discussion: """
            Only expired or blocked stock left counts as out of stock. With --near and --at-least: the nearest places \
            by walking that together have enough, those that move where they are now.
            """)

    @Argument(help: "A product: id, code or name (default: all).")
    var product: String?

    @Option(name: .long, help: "Only this place of stock.")
    var place: String?

    @Option(name: .long, help: "Add up by place, unit, level, building or site.")
    var by = StockRollUp.place

    @Option(name: .long, help: "Id or name of a unit: the nearest places come first.")
    var near: String?

    @Option(name: .customLong("at-least"), help: "With --near: how much is needed.")
    var atLeast: Int64?

    @Option(name: .customShort("n"), help: "At most so many rows.")
    var limit = RowLimit(1000)

    @OptionGroup var options: QueryOptions

    func run() throws {
        guard let near else {
            return try options.answer { questions in
                try questions.stockLevels(
                    product, place: place, rollUp: by, site: by == .building ? try options.plan() : nil,
                    limit: limit.rows)
            }
        }
        guard let product else { throw ValidationError("--near needs a product.") }
        let needed = atLeast ?? 1
        guard (1...Limits.stockQuantityMax).contains(needed) else {
            throw ValidationError("--at-least is 1 to \(Limits.stockQuantityMax).")
        }
        try options.answer { questions in
            try questions.stockLevels(product, near: near, atLeast: needed, site: try options.plan())
        }
    }
}

/// `vigie stock lots`.
struct StockLots: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lots", abstract: "Lots, what expires first first, with their status.")

    @Argument(help: "A product (default: all).")
    var product: String?

    @Flag(name: .long, help: "Also lots of which nothing is left.")
    var all = false

    @Option(name: .customShort("n"), help: "At most so many.")
    var limit = RowLimit(1000)

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { try $0.stockLots(product, includesEmpty: all, limit: limit.rows) }
    }
}

/// `vigie stock expiring`.
struct StockExpiring: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expiring",
        abstract: "What expires soon or has expired, by value, with expected use and what could be offered.")

    @Option(name: .long, help: "Days to look ahead.")
    var days = 90

    @Option(name: .customShort("n"), help: "At most so many.")
    var limit = RowLimit(1000)

    @OptionGroup var options: QueryOptions

    func run() throws {
        guard (0...36_500).contains(days) else { throw ValidationError("Days are 0 to 36500.") }
        try options.answer { try $0.stockExpiring(days: days, limit: limit.rows) }
    }
}

/// `vigie stock movements`.
struct StockMovements: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "movements", abstract: "The ledger: what happened, newest first.")

    @Argument(help: "A product (default: all).")
    var product: String?

    @Option(name: .long, help: "Only this lot.")
    var lot: String?

    @Option(name: .long, help: "Only this serial number.")
    var serial: String?

    @Option(name: .long, help: "Only this place, from or to.")
    var place: String?

    @Option(name: .long, help: "Only this patient's pseudonym.")
    var patient: String?

    @Option(name: .long, parsing: .unconditional, help: "Since when.")
    var from: String?

    @Option(name: .long, parsing: .unconditional, help: "Until when.")
    var to: String?

    @Option(name: .customShort("n"), help: "At most so many.")
    var limit = RowLimit(50)

    @OptionGroup var options: QueryOptions

    func run() throws {
        try options.answer { questions in
            var filter = MovementFilter()
            filter.lot = lot.map { LotNumber($0) }
            filter.serial = serial.map { SerialNumber($0) }
            filter.place = place.map { StockPlaceID($0) }
            filter.patient = patient.map { PatientID($0) }
            filter.from = try from.map { try questions.time($0, option: "--from") }
            filter.to = try to.map { try questions.time($0, option: "--to") }
            return try questions.stockMovements(filter, what: product, limit: limit.rows)
        }
    }
}

/// `vigie stock cases`.
struct StockCases: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "What does not fit and whom it waits for.",
        discussion: "With --resolve ID --note TEXT: settle one.")

    @Flag(name: .long, help: "Also those that are resolved.")
    var all = false

    @Option(name: .long, help: "The id of a case that is settled.")
    var resolve: String?

    @Option(name: .long, help: "With --resolve: how.")
    var note: String?

    @Option(name: .customShort("n"), help: "At most so many.")
    var limit = RowLimit(100)

    @OptionGroup var options: QueryOptions

    func run() throws {
        if let resolve { return try StockChange.print(.resolve, [(.id, resolve), (.note, note)], options) }
        try options.answer { try $0.stockCases(includesResolved: all, limit: limit.rows) }
    }
}

/// `vigie stock products`.
struct StockProducts: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "products", abstract: "The catalogue.")

    @OptionGroup var options: QueryOptions

    func run() throws { try options.answer { try $0.stockProducts() } }
}

/// `vigie stock places`.
struct StockPlaces: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "places", abstract: "The places of stock, those that move where they are now.")

    @OptionGroup var options: QueryOptions

    func run() throws { try options.answer { try $0.stockPlaces() } }
}

/// `vigie stock presence`.
struct StockPresence: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presence", abstract: "Single objects: seen in their place, expected there, or missing.")

    @Argument(help: "A place of stock (default: all).")
    var place: String?

    @Option(name: .customShort("n"), help: "At most so many.")
    var limit = RowLimit(1000)

    @OptionGroup var options: QueryOptions

    func run() throws { try options.answer { try $0.stockPresence(place: place, limit: limit.rows) } }
}

/// `vigie stock reservations`.
struct StockReservations: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reservations", abstract: "What is kept for somebody.")

    @OptionGroup var options: QueryOptions

    func run() throws { try options.answer { try $0.stockReservations() } }
}
