import ArgumentParser
import Glibc
import Model
import Pipeline
import Report

/// `vigie stock recall`.
struct StockRecallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall", abstract: "Block a lot or object everywhere at once, and list where it is and went.",
        discussion: """
            PRODUCT LOT (or --serial) with --reason opens a recall and lists every place, ward, patient and partner. \
            --drill lists the same and changes nothing. --list shows the recalls, --close ID --proof TEXT ends one, \
            --withdraw ID --reason TEXT takes back one that was opened in error.
            """)

    @Argument(help: "The product.")
    var product: String?

    @Argument(help: "The lot.")
    var lot: String?

    @Option(name: .long, help: "One object instead of a lot.")
    var serial: String?

    @Option(name: .long, help: "Why it is recalled.")
    var reason: String?

    @Option(name: .long, help: "Its id (default: made).")
    var id: String?

    @Flag(name: .long, help: "Rehearse: list everything, block nothing, and tell the minutes.")
    var drill = false

    @Flag(name: .long, help: "The recalls that there are.")
    var list = false

    @Option(name: .long, help: "The id of a recall that is done.")
    var close: String?

    @Option(name: .long, help: "With --close: what proves it.")
    var proof: String?

    @Option(name: .long, help: "The id of a recall that was opened in error: what it blocked is as it was before.")
    var withdraw: String?

    @Option(name: .long, help: "Since when it holds (default: now).")
    var at: String?

    @OptionGroup var common: QueryOptions

    func run() throws {
        let begun = Self.monotonicMilliseconds()
        if list { return try common.answer { try $0.stockRecalls() } }
        if let close { return try StockChange.print(.recallClose, [(.id, close), (.proof, proof)], common) }
        if let withdraw {
            return try StockChange.print(.recallWithdraw, [(.id, withdraw), (.reason, reason)], common)
        }
        guard let product, lot != nil || serial != nil else {
            throw ValidationError("Give a product and a lot, or --serial; or --list, --close or --withdraw.")
        }
        if drill {
            return try common.answer { questions in
                try questions.stockTrace(product, lot: lot, serial: serial) { Self.monotonicMilliseconds() - begun }
            }
        }
        guard reason != nil else { throw ValidationError("Give --reason; --drill rehearses without one.") }
        let change = try StockChange.perform(
            .recallOpen,
            [(.product, product), (.lot, lot), (.serial, serial), (.reason, reason), (.id, id), (.at, at)], common)
        if !common.json { try common.show(change) }
        // A lot that nobody has is recalled all the same.
        try common.answer { questions in
            var trace = try questions.stockTrace(product, lot: lot, serial: serial, recall: change.change.subject) {
                nil
            }
            trace.isEmptyFound = true
            return trace
        }
    }

    private static func monotonicMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// `vigie stock loan`.
struct StockLoanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loan", abstract: "Loans between pharmacies: request or offer, send, receive, give back, close.",
        subcommands: [
            StockLoanList.self, StockLoanOpen.self, StockLoanOffer.self, StockLoanMove.self, StockLoanClose.self,
            StockLoanBalance.self,
        ],
        defaultSubcommand: StockLoanList.self)
}

/// `vigie stock loan list`.
struct StockLoanList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The loans, with what is still due and overdue.")

    @OptionGroup var common: QueryOptions

    func run() throws { try common.answer { try $0.stockLoans() } }
}

/// `vigie stock loan open`.
struct StockLoanOpen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Agree on a loan: we lend, or we borrow.")

    @Argument(help: "lend or borrow.")
    var direction: String

    @Argument(help: "The product.")
    var product: String

    @Argument(help: "How much.")
    var quantity: String

    @Option(name: .long, help: "The other pharmacy.")
    var partner: String

    @Option(name: .long, help: "To be back by this day.")
    var due: String?

    @Option(name: .long, help: "Its id (default: made).")
    var id: String?

    @Option(name: .long, help: "A note.")
    var note: String?

    @Flag(name: .long, help: "With lend: the partner asks, and nothing is offered yet.")
    var requested = false

    @OptionGroup var common: QueryOptions

    func run() throws {
        try StockChange.print(
            .loanOpen,
            [
                (.status, requested ? "requested" : nil), (.direction, direction), (.product, product),
                (.quantity, quantity), (.partner, partner), (.due, due),
                (.id, id), (.note, note),
            ], common)
    }
}

/// `vigie stock loan offer`.
struct StockLoanOffer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offer", abstract: "Answer a request: by us to the partner, or by the partner to us.")

    @Argument(help: "The loan's id.")
    var id: String

    @Option(name: .long, help: "How much, when it is not what was asked for.")
    var quantity: String?

    @Option(name: .long, help: "To be back by this day.")
    var due: String?

    @Option(name: .long, help: "A note.")
    var note: String?

    @OptionGroup var common: QueryOptions

    func run() throws {
        try StockChange.print(
            .loanOffer, [(.id, id), (.quantity, quantity), (.due, due), (.note, note)], common)
    }
}

/// `vigie stock loan balance`.
struct StockLoanBalance: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "balance", abstract: "What each partner owes us, and we them (below zero), by product.")

    @OptionGroup var common: QueryOptions

    func run() throws { try common.answer { try $0.stockPartners() } }
}

/// `vigie stock loan move`.
struct StockLoanMove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Goods of a loan leave (--from) or come (--to).")

    @Argument(help: "The loan's id.")
    var id: String

    @Argument(help: "How much.")
    var quantity: String

    @Option(name: .long, help: "Out of this place.")
    var from: String?

    @Option(name: .long, help: "Into this place.")
    var to: String?

    @OptionGroup var movement: MovementOptions
    @OptionGroup var common: QueryOptions

    func run() throws {
        try StockChange.print(
            .loanMove, [(.id, id), (.quantity, quantity), (.from, from), (.to, to)] + movement.fields, common)
    }
}

/// `vigie stock loan close`.
struct StockLoanClose: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "End a loan; with a note when something is not back.")

    @Argument(help: "The loan's id.")
    var id: String

    @Option(name: .long, help: "Why, when something is not back.")
    var note: String?

    @OptionGroup var common: QueryOptions

    func run() throws { try StockChange.print(.loanClose, [(.id, id), (.note, note)], common) }
}
