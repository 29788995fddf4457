public import Model
import Stock
public import Store

/// What to order, and what is foreseen, from a database's own ledger.
public struct Replenisher {
    private struct Options {
        /// Nil for all places together.
        var place: StockPlaceID?
        /// Nil learns them from the orders.
        var leadTimes: LeadTimes?
        /// Days from one look at the stock to the next, 1 or more.
        var reviewDays: Int
        /// Nil takes the one of the product's criticality.
        var serviceLevel: Double?
        /// Days of the ledger that are looked at.
        var historyDays: Int
    }

    /// What is foreseen for one product, with the error on its own history. Amounts are smallest units.
    public struct Outlook: Sendable {
        public let product: Product
        public let perDay: Double
        /// Lead time and review.
        public let horizonDays: Int
        /// `naive`, `ses`, `sba` or `tsb`.
        public let method: String
        /// The mean of the absolute errors of totals over the horizon.
        public let error: Double
        /// The mean of foreseen less real.
        public let bias: Double
        public let trials: Int
        public let stockOutDays: Int
        public let pattern: String

        init(_ product: Product, _ history: DemandHistory, _ forecast: DemandForecast) {
            self.product = product
            perDay = forecast.perDay
            horizonDays = forecast.horizonDays
            method = forecast.method.rawValue
            error = forecast.score?.meanAbsoluteError ?? .nan
            bias = forecast.score?.bias ?? .nan
            trials = forecast.trials
            stockOutDays = history.stockOutDays
            pattern = history.pattern.rawValue
        }
    }

    private let reader: StoreReader
    private let options: Options
    private let today: CalendarDay
    private let past: OrderPast

    /// - Parameters:
    ///   - leadDays: days that orders took; nil learns them from the orders and their receipts.
    ///   - servicePercent: nil takes the one of the product's criticality.
    ///   - today: the day of the question, in the site's zone.
    /// - Complexity: O(facts about orders, and movements of their products since the first).
    public init(
        _ reader: StoreReader, place: StockPlaceID?, leadDays: [Int]?, reviewDays: Int, servicePercent: Int?,
        historyDays: Int, today: CalendarDay
    ) throws(VigieError) {
        self.reader = reader
        options = Options(
            place: place, leadTimes: leadDays.map { LeadTimes($0) }, reviewDays: reviewDays,
            serviceLevel: servicePercent.map { Double($0) / 100 }, historyDays: historyDays)
        self.today = today
        past = try OrderPast(reader)
    }

    /// Proposals: for products that have fallen to their reorder point, in the catalogue's order; for places that are
    /// kept full; and for empty bins.
    ///
    /// What is on order counts as there. A product without a history of 14 days goes by the level and quantity of the
    /// catalogue, when it has them.
    /// - Complexity: O(movements of the products).
    public func proposals(_ products: [Product]) throws(VigieError) -> [ProposalLine] {
        let targets = try reader.stockTargets()
        var lines: [ProposalLine] = []
        for product in products {
            let own = targets.filter { $0.product == product.id && (options.place == nil || $0.place == options.place) }
            // What people decided for a place comes before what is computed for it.
            if options.place == nil || own.isEmpty, let line = try computed(product) { lines.append(line) }
            for target in own { if let line = try kept(product, target) { lines.append(line) } }
            for request in past.open(product.id, at: options.place, isRequest: true) {
                lines.append(try emptyBin(product, request))
            }
        }
        return lines
    }

    private func pack(_ product: Product) -> Double {
        Double(product.codes.map(\.units).filter { $0 > 1 }.min() ?? 1)
    }

    /// By demand and lead time, else by the catalogue's level.
    private func computed(_ product: Product) throws(VigieError) -> ProposalLine? {
        let past = try StockPast.read(reader, product.id, at: options.place, today: today, days: options.historyDays)
        let history = past?.history ?? DemandHistory(days: [])
        let pack = pack(product)
        let (leadTimes, source) = leadTimes(product.id)
        let computed = Replenishment.rule(
            history, leadTimes, serviceLevel: options.serviceLevel ?? product.criticality.serviceLevel,
            packUnits: pack, reviewDays: options.reviewDays)
        let written = product.reorderLevel.map { level in
            ReplenishmentRule.fixed(level: Double(level), quantity: Double(product.orderQuantity ?? Int64(pack)))
        }
        guard let rule = history.meanPerDay > 0 ? computed ?? written : written else { return nil }
        let position = try position(product, history, at: options.place)
        let proposal = Replenishment.proposal(
            rule, at: position, packUnits: pack, history: history, leadTimes: leadTimes)
        guard let proposal else { return nil }
        var line = ProposalLine(product, proposal, options.place)
        if case .reorderPoint = rule {
            line.reason = .reorderPoint
            line.leadSource = source
        } else {
            line.reason = .catalogueLevel
        }
        return line
    }

    /// A place that is filled up to a level.
    private func kept(_ product: Product, _ target: StockTarget) throws(VigieError) -> ProposalLine? {
        let past = try StockPast.read(
            reader, product.id, at: target.place, today: today, days: options.historyDays)
        let history = past?.history ?? DemandHistory(days: [])
        let rule =
            target.low.map { ReplenishmentRule.minMax(Double($0), Double(target.high)) } ?? .par(Double(target.high))
        let proposal = Replenishment.proposal(
            rule, at: try position(product, history, at: target.place), packUnits: 1, history: history,
            leadTimes: LeadTimes([]))
        guard let proposal else { return nil }
        var line = ProposalLine(product, proposal, target.place)
        line.reason = target.low == nil ? .par : .minMax
        return line
    }

    private func emptyBin(_ product: Product, _ request: OpenOrder) throws(VigieError) -> ProposalLine {
        let position = try position(product, DemandHistory(days: []), at: request.place)
        return ProposalLine(product, request, usable: Int64(position.usable), packUnits: Int64(pack(product)))
    }

    /// What was given, else the product's own orders, else those of all products, else one to three days.
    private func leadTimes(_ product: ProductID) -> (LeadTimes, ProposalLine.LeadSource) {
        if let given = options.leadTimes { return (given, .given) }
        let own = past.leadDays(product)
        if own.count >= OrderPast.ordersMin { return (LeadTimes(own), .ownOrders) }
        let all = past.leadDays(nil)
        return all.count >= OrderPast.ordersMin ? (LeadTimes(all), .allOrders) : (LeadTimes([1, 2, 3]), .assumed)
    }

    /// Forecasts over lead time and review, with their errors; products without history enough are left out.
    /// - Complexity: O(movements of the products).
    public func outlooks(_ products: [Product]) throws(VigieError) -> [Outlook] {
        var outlooks: [Outlook] = []
        for product in products {
            let horizon = (leadTimes(product.id).0.quantile(0.5) ?? 1) + options.reviewDays
            let past = try StockPast.read(
                reader, product.id, at: options.place, today: today, days: options.historyDays)
            guard let past, let forecast = DemandForecast.choose(past.history, horizonDays: max(1, horizon)) else {
                continue
            }
            outlooks.append(Outlook(product, past.history, forecast))
        }
        return outlooks
    }

    /// What may be given away; lots that expire before they will have been consumed are no cover.
    private func position(
        _ product: Product, _ history: DemandHistory, at place: StockPlaceID?
    ) throws(VigieError) -> StockPosition {
        let levels = try reader.stockLevels(product: product.id, place: place, on: today)
        let usable = levels.map { ($0.expiry, Double($0.usable(on: today))) }.filter { $0.1 > 0 }
        let mean = history.meanPerDay
        var position = StockPosition(usable: usable.reduce(0) { $0 + $1.1 })
        let coming = past.open(product.id, at: place, isRequest: false)
        let asked = place == nil ? [] : past.open(product.id, at: place, isRequest: true)
        position.onOrder = Double((coming + asked).reduce(0) { $0 + $1.outstanding })
        guard mean > 0 else { return position }
        var consumed = 0.0
        let dated = usable.compactMap { expiry, units in expiry.map { ($0, units) } }.sorted { $0.0 < $1.0 }
        for (expiry, units) in dated {
            let can = max(0, mean * Double(expiry.days - today.days + 1) - consumed)
            consumed += min(units, can)
            position.expiring += max(0, units - can)
        }
        return position
    }
}
