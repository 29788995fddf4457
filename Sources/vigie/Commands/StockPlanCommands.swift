import ArgumentParser
import Model
import Pipeline
import Report
import Store

/// What both plans of the stock take.
struct PlanOptions: ParsableArguments {
    @Argument(help: "A product: id, code or name (default: all).")
    var product: String?

    @Option(name: .long, help: "Only this place of stock (default: all together).")
    var place: String?

    @Option(
        name: .long,
        help: "Days that past orders took, as 1,1,2,9 (default: learnt from the orders; else 1,2,3).")
    var leadDays: String?

    @Option(name: .long, help: "Days from one look at the stock to the next.")
    var reviewDays = 3

    @Option(name: .long, help: "Days of the ledger that are looked at.")
    var historyDays = 730

    @OptionGroup var common: QueryOptions

    /// - Throws: `ValidationError` for what is out of range.
    func replenisher(_ reader: StoreReader, _ scope: AnswerScope, service: Int?) throws -> Replenisher {
        let days = leadDays?.split(separator: ",").map { Int($0.filter { $0 != " " }) }
        guard days?.isEmpty != true, (days ?? []).allSatisfy({ (0...365).contains($0 ?? -1) }) else {
            throw ValidationError("--lead-days is a list of whole days, 0 to 365, as 1,1,2,9.")
        }
        guard (1...60).contains(reviewDays) else { throw ValidationError("--review-days is 1 to 60.") }
        guard (28...3650).contains(historyDays) else { throw ValidationError("--history-days is 28 to 3650.") }
        guard (50...99).contains(service ?? 95) else { throw ValidationError("--service is 50 to 99 per cent.") }
        let today = CalendarDay(scope.zone.civil(scope.now).dateText) ?? CalendarDay(scope.now)
        return try Replenisher(
            reader, place: place.map { StockPlaceID($0) }, leadDays: days?.compactMap { $0 }, reviewDays: reviewDays,
            servicePercent: service, historyDays: historyDays, today: today)
    }

    func products(_ reader: StoreReader) throws -> [Product] {
        guard let product else { return try reader.products() }
        let found = try reader.products(named: product)
        if found.isEmpty {
            throw NothingFound(
                "the catalogue has no product '\(Printable.clean(product))'",
                hint: "'vigie stock products' shows what it has")
        }
        return found
    }
}

/// `vigie stock reorder`.
struct StockReorder: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reorder", abstract: "Propose what to order now: small and often, with the reasons.",
        discussion: """
            The reorder point is the demand that the given share of past stretches, each as long as a lead time and a \
            review, did not exceed; days without stock count as days of mean demand. The share follows the product's \
            criticality: vital 99 %, essential 95 %, ordinary 90 %. Lots that expire before they are used are no \
            cover; what is on order is. A product without 14 days of history goes by the catalogue's level, a place \
            with levels of its own ('stock import levels') by these, an empty bin by its size.
            """)

    @OptionGroup var plan: PlanOptions

    @Option(name: .long, help: "Per cent of lead times whose demand is covered (default: by criticality).")
    var service: Int?

    func run() throws {
        try plan.common.answer { reader, questions in
            let scope = try questions.scope()
            let lines = try plan.replenisher(reader, scope, service: service).proposals(try plan.products(reader))
            return StockProposals(scope: scope, rows: lines.map(Self.row))
        }
    }

    private static func row(_ line: ProposalLine) -> StockProposals.Row {
        var row = StockProposals.Row(
            product: line.product.id.rawValue, name: line.product.name, place: line.place?.rawValue,
            reason: line.reason.rawValue, pattern: line.pattern)
        row.order = line.units
        row.packs = line.packs
        row.usable = line.usable
        row.onOrder = line.onOrder
        row.expiring = line.expiring
        row.level = line.level
        row.upTo = line.upTo
        row.perDay = line.perDay
        row.coverDays = line.coverDays
        row.stockOutDays = line.stockOutDays
        row.leadDays = line.leadDaysMedian
        row.leadSource = line.leadSource?.rawValue
        row.servicePercent = line.servicePercent
        row.since = line.since
        row.request = line.request
        return row
    }
}

/// `vigie stock forecast`.
struct StockForecast: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast", abstract: "Foresee demand, with the error on the site's own history.",
        discussion: """
            Of four methods (naive, SES, SBA, TSB) the one is taken that best foresaw the totals over lead time and \
            review in the second half of the history. The error is the mean of their absolute errors.
            """)

    @OptionGroup var plan: PlanOptions

    func run() throws {
        try plan.common.answer { reader, questions in
            let scope = try questions.scope()
            let outlooks = try plan.replenisher(reader, scope, service: nil).outlooks(try plan.products(reader))
            let rows = outlooks.map { outlook -> [StockListAnswer.Cell] in
                [
                    .init("product", .text(outlook.product.id.rawValue)),
                    .init("name", .text(outlook.product.name)), .init("per_day", .decimal(outlook.perDay)),
                    .init("horizon_days", .number(Int64(outlook.horizonDays))),
                    .init("method", .word(outlook.method)), .init("error", .decimal(outlook.error)),
                    .init("bias", .decimal(outlook.bias)), .init("trials", .number(Int64(outlook.trials))),
                    .init("stock_out_days", .number(Int64(outlook.stockOutDays))),
                    .init("pattern", .word(outlook.pattern)),
                ]
            }
            return StockListAnswer(scope: scope, schema: "vigie.stock-forecast/1", name: "forecasts", rows: rows)
        }
    }
}
