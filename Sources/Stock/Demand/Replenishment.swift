/// By which rule a place is filled up. Quantities are smallest units.
public enum ReplenishmentRule: Sendable, Equatable {
    /// Up to a level at every review, whatever is missing.
    case par(Double)
    /// Below or at the first up to the second.
    case minMax(Double, Double)
    /// As ``minMax(_:_:)``, the first from demand and lead time.
    case reorderPoint(ReorderPoint, upTo: Double)
    /// Below or at the first a fixed quantity, as often as it takes.
    case fixed(level: Double, quantity: Double)

    /// Order when what is there and on order is this or less.
    public var level: Double {
        switch self {
        case .par(let level): level - .leastNonzeroMagnitude
        case .minMax(let low, _): low
        case .reorderPoint(let point, _): point.units
        case .fixed(let level, _): level
        }
    }

    /// How much is missing at a position, before packs; 0 when nothing is to be ordered.
    public func missing(at position: Double) -> Double {
        switch self {
        case .par(let level): max(0, level - position)
        case .minMax(let low, let high): position <= low ? max(0, high - position) : 0
        case .reorderPoint(let point, let high): position <= point.units ? max(0, high - position) : 0
        case .fixed(let level, let quantity):
            position <= level && quantity > 0
                ? quantity * max(1, ((level - position) / quantity).rounded(.down) + 1) : 0
        }
    }
}

/// What is known of a product at a place when its order is thought about.
public struct StockPosition: Sendable, Equatable {
    /// What can be given out: neither expired nor blocked. Smallest units.
    public var usable: Double
    /// Ordered and not received.
    public var onOrder: Double
    /// Promised and not given out.
    public var reserved: Double
    /// Usable now, and expired before it will have been consumed: no cover.
    public var expiring: Double

    public init(usable: Double, onOrder: Double = 0, reserved: Double = 0, expiring: Double = 0) {
        self.usable = usable
        self.onOrder = onOrder
        self.reserved = reserved
        self.expiring = expiring
    }

    /// What covers demand.
    public var units: Double { usable - expiring - reserved + onOrder }
}

/// A proposal to order, with the facts that it comes from.
public struct OrderProposal: Sendable, Equatable {
    /// In smallest units; whole packs.
    public let units: Double
    public let packs: Int
    /// Why: what was looked at and what was compared.
    public let position: StockPosition
    public let level: Double
    public let upTo: Double
    public let meanPerDay: Double
    /// Days that the position lasts at the mean; nil without demand.
    public let coverDays: Double?
    /// Days of the history without stock, for which the mean was corrected.
    public let stockOutDays: Int
    public let leadDaysMedian: Int?
    public let serviceLevel: Double?
    public let pattern: DemandPattern
}

/// Makes proposals: small and often, because a day of demand on the shelf costs and an order a day does not.
public enum Replenishment {
    /// Days of mean demand that an order brings above the reorder point, at least.
    public static let cycleDays = 3.0

    /// The rule that demand and lead time ask for; nil without history or orders.
    ///
    /// - Parameters:
    ///   - packUnits: smallest units in a pack, 1 or more.
    ///   - reviewDays: days from one look at the stock to the next; with weekends 3.
    public static func rule(
        _ history: DemandHistory, _ leadTimes: LeadTimes, serviceLevel: Double, packUnits: Double,
        reviewDays: Int = 3
    ) -> ReplenishmentRule? {
        guard
            let point = ReorderPoint.empirical(
                history, leadTimes, reviewDays: reviewDays, serviceLevel: serviceLevel)
        else { return nil }
        return .reorderPoint(point, upTo: point.units + max(packUnits, cycleDays * history.meanPerDay))
    }

    /// What to order now; nil when there is enough.
    public static func proposal(
        _ rule: ReplenishmentRule, at position: StockPosition, packUnits: Double, history: DemandHistory,
        leadTimes: LeadTimes
    ) -> OrderProposal? {
        let missing = rule.missing(at: position.units)
        guard missing > 0, packUnits > 0 else { return nil }
        let packs = Int((missing / packUnits).rounded(.up))
        let mean = history.meanPerDay
        var service: Double?
        if case .reorderPoint(let point, _) = rule { service = point.serviceLevel }
        return OrderProposal(
            units: Double(packs) * packUnits, packs: packs, position: position, level: rule.level,
            upTo: position.units + missing, meanPerDay: mean,
            coverDays: mean > 0 ? max(0, position.units) / mean : nil, stockOutDays: history.stockOutDays,
            leadDaysMedian: leadTimes.quantile(0.5), serviceLevel: service, pattern: history.pattern)
    }
}
