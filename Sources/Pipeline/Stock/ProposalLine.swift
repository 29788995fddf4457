public import Model
import Stock

/// A proposal to order or to fill up, with its reasons. Amounts are smallest units.
public struct ProposalLine: Sendable {
    /// Why. The list is closed.
    public enum Reason: String, Sendable, CaseIterable {
        /// What is there and on order no longer covers the demand over lead time and review.
        case reorderPoint = "reorder_point"
        /// It has fallen to the level that the catalogue gives.
        case catalogueLevel = "catalogue_level"
        /// The place is filled up whatever is missing.
        case par
        /// The place has fallen to its lower level.
        case minMax = "min_max"
        /// One of two bins is empty.
        case emptyBin = "empty_bin"
    }

    /// Where the lead times come from. The list is closed.
    public enum LeadSource: String, Sendable, CaseIterable {
        case given
        case ownOrders = "own_orders"
        case allOrders = "all_orders"
        case assumed
    }

    public let product: Product
    /// Nil for all places together.
    public let place: StockPlaceID?
    public internal(set) var reason = Reason.reorderPoint
    /// Whole packs.
    public let units: Int64
    public let packs: Int
    public let usable: Int64
    /// Asked for and not come; of an empty bin what is proposed itself.
    public let onOrder: Int64
    /// Usable now, and expired before it will have been consumed.
    public let expiring: Int64
    /// Order when what is there and on order is this or less.
    public let level: Double
    public let upTo: Double
    /// The mean over the days with stock.
    public let perDay: Double
    public let coverDays: Double?
    public let stockOutDays: Int
    public let leadDaysMedian: Int?
    /// Nil where no lead time is looked at.
    public internal(set) var leadSource: LeadSource?
    public let servicePercent: Int?
    /// `smooth`, `erratic`, `intermittent`, `lumpy` or `none`.
    public let pattern: String
    /// When the bin was found empty.
    public let since: Instant?
    /// The request that a cancellation names.
    public let request: String?

    init(_ product: Product, _ proposal: OrderProposal, _ place: StockPlaceID?) {
        self.product = product
        self.place = place
        units = Int64(proposal.units)
        packs = proposal.packs
        usable = Int64(proposal.position.usable)
        onOrder = Int64(proposal.position.onOrder)
        expiring = Int64(proposal.position.expiring)
        // The level of PAR lies a hair below what it fills up to.
        level = proposal.level
        upTo = proposal.upTo
        perDay = proposal.meanPerDay
        coverDays = proposal.coverDays
        stockOutDays = proposal.stockOutDays
        leadDaysMedian = proposal.leadDaysMedian
        servicePercent = proposal.serviceLevel.map { Int(($0 * 100).rounded()) }
        pattern = proposal.pattern.rawValue
        since = nil
        request = nil
    }

    init(_ product: Product, _ open: OpenOrder, usable: Int64, packUnits: Int64) {
        self.product = product
        place = open.place
        reason = .emptyBin
        units = open.outstanding
        packs = Int((open.outstanding + packUnits - 1) / packUnits)
        self.usable = usable
        onOrder = 0
        expiring = 0
        level = 0
        upTo = Double(open.quantity)
        perDay = .nan
        coverDays = nil
        stockOutDays = 0
        leadDaysMedian = nil
        servicePercent = nil
        pattern = DemandPattern.none.rawValue
        since = open.placedAt
        request = open.id
    }
}
