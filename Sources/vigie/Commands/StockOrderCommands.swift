import ArgumentParser
import Model
import Pipeline
import Report

/// `vigie stock orders`.
struct StockOrders: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders", abstract: "What is on order, and which empty bins wait; how long past orders took.")

    @Argument(help: "A product: id, code or name (default: all).")
    var product: String?

    @Flag(name: .long, help: "Also those that are done.")
    var all = false

    @OptionGroup var common: QueryOptions

    func run() throws { try common.answer { try $0.stockOrders(product, includesDone: all) } }
}

/// `vigie stock temperatures`.
struct StockTemperatures: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "temperatures",
        abstract: "Places whose temperature is measured: how they are, and how they were in the past days.",
        discussion: """
            Sensors are imported with 'vigie stock import sensors'. A place that is outside its limits for longer than \
            tolerated has an excursion by itself, and the lots that were there are set aside.
            """)

    @Argument(help: "A place (default: all).")
    var place: String?

    @Option(name: .long, help: "Days of the past, 1 to 366.")
    var days = 7

    @OptionGroup var common: QueryOptions

    func run() throws { try common.answer { try $0.stockTemperatures(place, days: days) } }
}

/// `vigie stock order`.
struct StockOrderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order", abstract: "Record that something was ordered, or that it will not come.",
        subcommands: [StockOrderPlace.self, StockOrderCancel.self])
}

/// `vigie stock order place`.
struct StockOrderPlace: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Something was ordered.",
        discussion: """
            A receipt with --reference ID fills it; one without a reference fills the oldest open order of the \
            product. From placing to the receipt that fills it is a lead time.
            """)

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: .long, help: "Where it is to come.")
    var to: String?

    @Option(name: .long, help: "From whom.")
    var supplier: String?

    @Option(name: .long, help: "Its id (default: made).")
    var id: String?

    @Option(name: .long, help: "When it was ordered, 2026-11-21T22:34:54Z (default: now).")
    var at: String?

    @Option(name: .long, help: "A note.")
    var note: String?

    @OptionGroup var common: QueryOptions

    func run() throws {
        try StockChange.print(
            .orderPlace,
            [
                (.product, product), (.quantity, quantity), (.to, to), (.partner, supplier), (.id, id), (.at, at),
                (.note, note),
            ], common)
    }
}

/// `vigie stock order cancel`.
struct StockOrderCancel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "What has not come of an order or a request will not come.")

    @Argument(help: "The order's or request's id, as 'stock orders' shows it.")
    var id: String

    @Option(name: .long, help: "Why.")
    var reason: String

    @Option(name: .long, help: "How much of it (default: all that has not come).")
    var quantity: String?

    @OptionGroup var common: QueryOptions

    func run() throws {
        try StockChange.print(.orderCancel, [(.id, id), (.reason, reason), (.quantity, quantity)], common)
    }
}

/// `vigie stock empty`.
struct StockEmptyBin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "empty", abstract: "One of two bins is empty: ask for it to be filled.",
        discussion: """
            Stations tell the same by a scan with "action":"empty". While the request is open the bin asks for \
            nothing new; what comes to its place closes it.
            """)

    @Argument(help: "The bin's tag.")
    var tag: String

    @Option(name: .long, help: "When it was found empty, 2026-11-21T22:34:54Z (default: now).")
    var at: String?

    @OptionGroup var common: QueryOptions

    func run() throws { try StockChange.print(.binEmpty, [(.id, tag), (.at, at)], common) }
}

/// `vigie stock implants`.
struct StockImplants: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "implants", abstract: "Which devices are or were in which patients, and their cards.",
        discussion: """
            --patient leads from a patient to the devices, --lot and --serial from a device to the patients. --card \
            shows the data of the patient's card (Regulation (EU) 2017/745, article 18). Patients are pseudonyms.
            """)

    @Argument(help: "A product: id, code or name (default: all).")
    var product: String?

    @Option(name: .long, help: "The lot.")
    var lot: String?

    @Option(name: .long, help: "The serial number.")
    var serial: String?

    @Option(name: .long, help: "The patient's pseudonym.")
    var patient: String?

    @Option(name: .long, help: "One implantation by its event.")
    var event: String?

    @Flag(name: .long, help: "Show the card of each.")
    var card = false

    @OptionGroup var common: QueryOptions

    func run() throws {
        try common.answer {
            try $0.stockImplants(
                product, lot: lot, serial: serial, patient: patient, event: event, asCards: card)
        }
    }
}

/// `vigie stock capture`.
struct StockCapture: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture", abstract: "Take an EPCIS 2.0 document (JSON-LD) into the ledger, all of it or nothing.",
        discussion: """
            Every event is kept as it came, and 'export epcis' tells it again. An event that was captured before \
            changes nothing. What the catalogue does not know waits: import it and capture the document again.
            """)

    @Argument(help: "The document.")
    var file: String

    @OptionGroup var common: QueryOptions

    func run() throws { try StockChange.print(.capture, [], common, file: file) }
}
