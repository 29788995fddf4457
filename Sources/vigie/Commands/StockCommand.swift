import ArgumentParser
import Pipeline

/// `vigie stock`.
struct StockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stock", abstract: "The pharmacy: what is where, what leaves first, what expires, what happened.",
        discussion: """
            PRODUCT is an id, a code or a name of the catalogue, or a scanned code with lot and expiry. Quantities are \
            whole numbers of the product's smallest unit; for a code of a pack, of packs.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "ASK",
                subcommands: [
                    StockLevels.self, StockLots.self, StockExpiring.self, StockMovements.self, StockCases.self,
                    StockProducts.self, StockPlaces.self, StockPresence.self, StockReservations.self, StockReorder.self,
                    StockForecast.self, StockOrders.self, StockImplants.self, StockTemperatures.self,
                ]),
            CommandGroup(
                name: "MOVE",
                subcommands: [
                    StockReceive.self, StockIssue.self, StockTransfer.self, StockReturn.self, StockCount.self,
                    StockAdjust.self, StockDiscard.self, StockDispense.self, StockImplant.self, StockExplant.self,
                    StockReverse.self,
                ]),
            CommandGroup(
                name: "WATCH OVER",
                subcommands: [
                    StockRecallCommand.self, StockLoanCommand.self, StockLot.self, StockReserve.self,
                    StockUnreserve.self, StockExcursion.self, StockOrderCommand.self, StockEmptyBin.self,
                ]),
            CommandGroup(
                name: "SET UP",
                subcommands: [StockImport.self, StockExport.self, StockCapture.self, StockRebuildCommand.self]),
        ])
}

/// What every movement by hand takes.
struct MovementOptions: ParsableArguments {
    @Option(name: .long, help: "The lot.")
    var lot: String?

    @Option(name: .long, help: "The serial number.")
    var serial: String?

    @Option(name: .long, help: "The lot's expiry, 2027-03-31.")
    var expiry: String?

    @Option(name: .long, help: "When it happened, 2026-11-21T22:34:54Z (default: now).")
    var at: String?

    @Option(name: .long, help: "Why.")
    var reason: String?

    @Option(name: .long, help: "Delivery note, order or other reference.")
    var reference: String?

    @Option(name: .long, help: "An id that makes it one and the same when it is entered twice.")
    var event: String?

    var fields: [(StockField, String?)] {
        [
            (.lot, lot), (.serial, serial), (.expiry, expiry), (.at, at), (.reason, reason), (.reference, reference),
            (.event, event),
        ]
    }
}
