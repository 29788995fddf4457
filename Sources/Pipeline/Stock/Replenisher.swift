public import Model
import Stock
public import Store

/// What to order, and what is foreseen, from a database's own ledger.
public struct Replenisher {
    private struct Options {
        /// Nil for all places together.
        var place: StockPlaceID?
        var leadTimes: LeadTimes
        /// Days from one look at the stock to the next, 1 or more.
        var reviewDays: Int
        /// Nil takes the one of the product's criticality.
        var serviceLevel: Double?
        /// Days of the ledger that are looked at.
        var historyDays: Int
    }

    /// A proposal for one product, with its reasons. Amounts are smallest units.
    public struct Line: Sendable {
        public let product: Product
        /// Whole packs.
        public let units: Int64
        public let packs: Int
        public let usable: Int64
        /// Usable now, and expired before it will have been consumed.
        public let expiring: Int64
        public let reorderPoint: Double
        public let upTo: Double
        /// The mean over the days with stock.
        public let perDay: Double
        public let coverDays: Double?
        public let stockOutDays: Int
        public let leadDaysMedian: Int?
        public let servicePercent: Int?
        /// `smooth`, `erratic`, `intermittent`, `lumpy` or `none`.
        public let pattern: String

        init(_ product: Product, _ proposal: OrderProposal) {
            self.product = product
            units = Int64(proposal.units)
            packs = proposal.packs
            usable = Int64(proposal.position.usable)
            expiring = Int64(proposal.position.expiring)
            reorderPoint = proposal.level
            upTo = proposal.upTo
            perDay = proposal.meanPerDay
            coverDays = proposal.coverDays
            stockOutDays = proposal.stockOutDays
            leadDaysMedian = proposal.leadDaysMedian
            servicePercent = proposal.serviceLevel.map { Int(($0 * 100).rounded()) }
            pattern = proposal.pattern.rawValue
        }
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

    /// - Parameters:
    ///   - leadDays: days that orders took; the ledger does not know when something was ordered.
    ///   - servicePercent: nil takes the one of the product's criticality.
    ///   - today: the day of the question, in the site's zone.
    public init(
        _ reader: StoreReader, place: StockPlaceID?, leadDays: [Int], reviewDays: Int, servicePercent: Int?,
        historyDays: Int, today: CalendarDay
    ) {
        self.reader = reader
        options = Options(
            place: place, leadTimes: LeadTimes(leadDays), reviewDays: reviewDays,
            serviceLevel: servicePercent.map { Double($0) / 100 }, historyDays: historyDays)
        self.today = today
    }

    /// Proposals for products that have fallen to their reorder point, in the catalogue's order.
    ///
    /// A product without a history of 14 days goes by the level and quantity of the catalogue, when it has them.
    /// - Complexity: O(movements of the products).
    public func proposals(_ products: [Product]) throws(VigieError) -> [Line] {
        var lines: [Line] = []
        for product in products {
            let past = try StockPast.read(
                reader, product.id, at: options.place, today: today, days: options.historyDays)
            let history = past?.history ?? DemandHistory(days: [])
            let pack = Double(product.codes.map(\.units).filter { $0 > 1 }.min() ?? 1)
            let computed = Replenishment.rule(
                history, options.leadTimes, serviceLevel: options.serviceLevel ?? product.criticality.serviceLevel,
                packUnits: pack, reviewDays: options.reviewDays)
            let written = product.reorderLevel.map { level in
                ReplenishmentRule.fixed(level: Double(level), quantity: Double(product.orderQuantity ?? Int64(pack)))
            }
            guard let rule = history.meanPerDay > 0 ? computed ?? written : written else { continue }
            let position = try position(product, history)
            let proposal = Replenishment.proposal(
                rule, at: position, packUnits: pack, history: history, leadTimes: options.leadTimes)
            if let proposal { lines.append(Line(product, proposal)) }
        }
        return lines
    }

    /// Forecasts over lead time and review, with their errors; products without history enough are left out.
    /// - Complexity: O(movements of the products).
    public func outlooks(_ products: [Product]) throws(VigieError) -> [Outlook] {
        let horizon = (options.leadTimes.quantile(0.5) ?? 1) + options.reviewDays
        var outlooks: [Outlook] = []
        for product in products {
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
    private func position(_ product: Product, _ history: DemandHistory) throws(VigieError) -> StockPosition {
        let levels = try reader.stockLevels(product: product.id, place: options.place, on: today)
        let usable = levels.map { ($0.expiry, Double($0.usable(on: today))) }.filter { $0.1 > 0 }
        let mean = history.meanPerDay
        var position = StockPosition(usable: usable.reduce(0) { $0 + $1.1 })
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
