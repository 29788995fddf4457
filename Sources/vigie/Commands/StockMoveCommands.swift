import ArgumentParser
import Pipeline

/// `vigie stock receive`.
struct StockReceive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive", abstract: "Goods came from a supplier into a place.")

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: .long, help: "To which place.")
    var to: String

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        let fields: [(StockField, String?)] = [(.product, product), (.quantity, quantity), (.to, to)]
        try StockChange.print(.receive, fields + movement.fields, common)
    }
}

/// `vigie stock issue`.
struct StockIssue: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue", abstract: "Out of a place for use: first expiry first, unless a lot is named.")

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: .long, help: "From which place.")
    var from: String

    @Option(name: .long, help: "Who uses it, or where it goes.")
    var to: String?

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        let fields: [(StockField, String?)] = [(.product, product), (.quantity, quantity), (.from, from), (.to, to)]
        try StockChange.print(.issue, fields + movement.fields, common)
    }
}

/// `vigie stock transfer`.
struct StockTransfer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer",
        abstract: "From one place of stock to another: first expiry first, unless a lot is named.")

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: .long, help: "From which place.")
    var from: String

    @Option(name: .long, help: "To which place.")
    var to: String

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        let fields: [(StockField, String?)] = [(.product, product), (.quantity, quantity), (.from, from), (.to, to)]
        try StockChange.print(.transfer, fields + movement.fields, common)
    }
}

/// `vigie stock return`.
struct StockReturn: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "return", abstract: "Back from a ward or patient into a place.")

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: .long, help: "From which ward or place.")
    var from: String?

    @Option(name: .long, help: "To which place.")
    var to: String

    @Option(name: .long, help: "The patient's pseudonym.")
    var patient: String?

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        let fields: [(StockField, String?)] = [
            (.product, product), (.quantity, quantity), (.from, from), (.to, to), (.patient, patient),
        ]
        try StockChange.print(.return, fields + movement.fields, common)
    }
}

/// `vigie stock count`.
struct StockCount: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "What lies in a place now: it sets the balance.")

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: [.customLong("place"), .customLong("to")], help: "In which place.")
    var to: String

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        let fields: [(StockField, String?)] = [(.product, product), (.quantity, quantity), (.to, to)]
        try StockChange.print(.count, fields + movement.fields, common)
    }
}

/// `vigie stock adjust`.
struct StockAdjust: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjust", abstract: "Found (--to) or missed (--from), with a reason.")

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: .long, help: "Missed in this place.")
    var from: String?

    @Option(name: .long, help: "Found in this place.")
    var to: String?

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        let fields: [(StockField, String?)] = [(.product, product), (.quantity, quantity), (.from, from), (.to, to)]
        try StockChange.print(.adjust, fields + movement.fields, common)
    }
}

/// `vigie stock discard`.
struct StockDiscard: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Out of a place to be destroyed.")

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: .long, help: "From which place.")
    var from: String

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        let fields: [(StockField, String?)] = [(.product, product), (.quantity, quantity), (.from, from)]
        try StockChange.print(.discard, fields + movement.fields, common)
    }
}

/// `vigie stock dispense`.
struct StockDispense: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispense", abstract: "Out of a place to a patient.")

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: .long, help: "From which place.")
    var from: String

    @Option(name: .long, help: "The patient's pseudonym.")
    var patient: String?

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        let fields: [(StockField, String?)] = [
            (.product, product), (.quantity, quantity), (.from, from), (.patient, patient),
        ]
        try StockChange.print(.dispense, fields + movement.fields, common)
    }
}

/// `vigie stock implant`.
struct StockImplant: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "implant", abstract: "Out of a place into a patient, with the device's serial number.")

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: .long, help: "From which place.")
    var from: String

    @Option(name: .long, help: "The patient's pseudonym.")
    var patient: String

    @Option(name: .long, help: "The operation's number.")
    var procedure: String?

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        let fields: [(StockField, String?)] = [
            (.product, product), (.quantity, quantity), (.from, from), (.patient, patient), (.procedure, procedure),
        ]
        try StockChange.print(.implant, fields + movement.fields, common)
    }
}

/// `vigie stock explant`.
struct StockExplant: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explant", abstract: "Out of a patient; into a place when it is kept.")

    @Argument(help: "The product: id, code, name, or a scanned code.")
    var product: String

    @Argument(help: "How much, in smallest units; packs for a pack's code.")
    var quantity: String

    @Option(name: .long, help: "Where it is kept.")
    var to: String?

    @Option(name: .long, help: "The patient's pseudonym.")
    var patient: String

    @Option(name: .long, help: "The operation's number.")
    var procedure: String?

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        let fields: [(StockField, String?)] = [
            (.product, product), (.quantity, quantity), (.to, to), (.patient, patient), (.procedure, procedure),
        ]
        try StockChange.print(.explant, fields + movement.fields, common)
    }
}
