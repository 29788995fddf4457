import ArgumentParser
import FoundationEssentials
import Model
import Pipeline
import Report

/// `vigie stock reverse`.
struct StockReverse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverse", abstract: "Correct the ledger: a movement never happened. Both stay on record.")

    @Argument(help: "The movement's event id, as 'stock movements' shows it.")
    var event: String

    @Option(name: .long, help: "Why.")
    var reason: String

    @OptionGroup var common: QueryOptions

    func run() throws { try StockChange.print(.reverse, [(.event, event), (.reason, reason)], common) }
}

/// `vigie stock rebuild`.
struct StockRebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make balances and timelines anew from the movements, after 'verify' found them different.",
        discussion: """
            The movements stay as they are, and so do cases, blocked lots and what people decided. It is one \
            transaction: messages that come meanwhile wait for it.
            """)

    @OptionGroup var common: QueryOptions

    func run() throws { try StockChange.print(.rebuild, [], common) }
}

/// `vigie stock lot`.
struct StockLot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lot", abstract: "Set a lot aside, free it again, or decide its expiry.")

    @Argument(help: "The product.")
    var product: String

    @Argument(help: "The lot.")
    var lot: String

    @Option(name: .long, help: "available, quarantined or damaged.")
    var status: String?

    @Option(name: .long, help: "The expiry that holds, 2027-03-31.")
    var expiry: String?

    @Option(name: .long, help: "Why.")
    var reason: String?

    @Option(name: .long, help: "Since when it holds (default: now).")
    var at: String?

    @OptionGroup var common: QueryOptions

    func run() throws {
        try StockChange.print(
            .lot,
            [
                (.product, product), (.lot, lot), (.status, status), (.expiry, expiry), (.reason, reason), (.at, at),
            ], common)
    }
}

/// `vigie stock reserve`.
struct StockReserve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reserve", abstract: "Keep usable stock of a place for somebody.")

    @Argument(help: "The product.")
    var product: String

    @Argument(help: "How much.")
    var quantity: String

    @Option(name: .long, help: "In which place.")
    var place: String

    @Option(name: .customLong("for"), help: "For whom or what; no names of people.")
    var purpose: String

    @Option(name: .long, help: "Only this lot.")
    var lot: String?

    @Option(name: .long, help: "It holds up to this day.")
    var until: String?

    @OptionGroup var common: QueryOptions

    func run() throws {
        try StockChange.print(
            .reserve,
            [
                (.product, product), (.quantity, quantity), (.place, place), (.purpose, purpose), (.lot, lot),
                (.until, until),
            ], common)
    }
}

/// `vigie stock unreserve`.
struct StockUnreserve: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unreserve", abstract: "Lift a reservation.")

    @Argument(help: "The reservation's id.")
    var id: String

    @OptionGroup var common: QueryOptions

    func run() throws { try StockChange.print(.unreserve, [(.id, id)], common) }
}

/// `vigie stock excursion`.
struct StockExcursion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "excursion",
        abstract: "A place was too warm or too cold: find the lots that were there and set them aside.")

    @Argument(help: "The place.")
    var place: String

    @Option(name: .long, help: "Since when, 2026-11-21T22:34:54Z.")
    var from: String

    @Option(name: .long, help: "Until when.")
    var to: String

    @Option(name: .customLong("min"), parsing: .unconditional, help: "Lowest temperature, degrees Celsius.")
    var celsiusMin: String

    @Option(name: .customLong("max"), parsing: .unconditional, help: "Highest temperature, degrees Celsius.")
    var celsiusMax: String

    @OptionGroup var common: QueryOptions

    func run() throws {
        try StockChange.print(
            .excursion,
            [
                (.place, place), (.from, from), (.to, to), (.celsiusMin, celsiusMin), (.celsiusMax, celsiusMax),
            ], common)
    }
}

/// `vigie stock import`.
struct StockImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import a CSV, all rows or none; every bad row is told at once.",
        discussion: """
            catalogue: product,name,unit,criticality,reorder_level,order_quantity,price,serials,celsius_min,\
            celsius_max,codes (codes: 'GTIN GTIN*30').
            places: place,name,kind,unit,x,y,trackable,owner (kind: unit, cabinet, container, consumer).
            balances, counts: product,lot,expiry,serial,place,quantity,at,reason.
            levels: product,place,min,max (without min the place is kept full at max).
            bins: tag,product,place,quantity (two bins of each). makers: product,model,manufacturer,address,website.
            sensors: tag,place,celsius_min,celsius_max,tolerated_minutes (what the place may have; 15 minutes).
            """)

    @Argument(help: "catalogue, places, balances, counts, levels, bins, makers or sensors.")
    var what: String

    @Argument(help: "The CSV file.")
    var csv: String

    @Option(name: .long, help: "When it was counted, for rows without a time (default: now).")
    var at: String?

    @OptionGroup var common: QueryOptions

    func run() throws {
        switch what {
        case "catalogue": try StockChange.print(.importCatalogue, [], common, file: csv)
        case "places": try StockChange.print(.importPlaces, [], common, file: csv)
        case "balances": try StockChange.print(.importBalances, [(.at, at)], common, file: csv)
        case "counts": try StockChange.print(.importCounts, [(.at, at)], common, file: csv)
        case "levels": try StockChange.print(.importTargets, [], common, file: csv)
        case "bins": try StockChange.print(.importBins, [], common, file: csv)
        case "makers": try StockChange.print(.importMakers, [], common, file: csv)
        case "sensors": try StockChange.print(.importSensors, [], common, file: csv)
        default: throw ValidationError("Choose catalogue, places, balances, counts, levels, bins, makers or sensors.")
        }
    }
}

/// `vigie stock export`.
struct StockExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print a CSV: balances, movements, catalogue, places or cases.",
        discussion: "Balances, catalogue and places have the columns that 'stock import' reads.")

    @Argument(help: "balances, movements, catalogue, places or cases.")
    var what: String

    @OptionGroup var common: QueryOptions

    func run() throws {
        guard let table = StockExportTable(rawValue: what) else {
            throw ValidationError("Choose balances, movements, catalogue, places or cases.")
        }
        try common.printing { questions in try questions.stockCSV(table) }
    }
}
