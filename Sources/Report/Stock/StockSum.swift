import Model
import Store

/// Over which part of the map balances are added up.
public enum StockRollUp: String, CaseIterable, Sendable {
    case place, unit, level, site
}

/// Slots of one product in one place or part of the map, added up.
struct StockSum {
    struct Key: Hashable, Comparable {
        var product: ProductID
        var place: String

        static func < (left: Key, right: Key) -> Bool {
            left.product != right.product ? left.product < right.product : left.place < right.place
        }
    }

    var quantity: Int64 = 0
    var usable: Int64 = 0
    var expired: Int64 = 0
    var blocked: Int64 = 0
    var reserved: Int64 = 0
    var isBelow = false
    var nextExpiry: CalendarDay?
    var lots: Set<LotNumber> = []
    var lastAt: Instant?

    mutating func add(_ level: StockLevel, on day: CalendarDay) {
        quantity += level.balance
        let free = level.usable(on: day)
        usable += free
        if level.balance < 0 { isBelow = true }
        if level.balance > 0 {
            if !level.status.isUsable {
                blocked += level.balance
            } else if level.isExpired(on: day) {
                expired += level.balance
            } else if let expiry = level.expiry {
                nextExpiry = min(nextExpiry ?? expiry, expiry)
            }
        }
        reserved += level.reserved
        lots.insert(level.slot.lot)
        if let at = level.lastAt { lastAt = max(lastAt ?? at, at) }
    }

    func row(_ product: Product?, _ key: Key, _ rollUp: StockRollUp) -> [StockListAnswer.Cell] {
        typealias Cell = StockListAnswer.Cell
        return [
            Cell("product", .text(key.product.rawValue)), Cell("name", .text(product?.name ?? "")),
            Cell(rollUp.rawValue, .text(key.place)), Cell("quantity", .number(quantity)),
            Cell("usable", .number(usable)), Cell("expired", .number(expired)), Cell("blocked", .number(blocked)),
            Cell("reserved", .number(reserved)), Cell("next_expiry", .day(nextExpiry)),
            Cell("lots", .number(Int64(lots.count))), Cell("last_at", .time(lastAt)),
            Cell("state", .word(isBelow ? "below" : usable > 0 ? "ok" : "out")),
        ]
    }
}

/// Where places of stock are on the map: those that move, where they are now.
struct StockMap {
    private var names: [StockPlaceID: String] = [:]
    /// The unit of each place; nil when it is not known.
    private(set) var units: [StockPlaceID: UnitRow] = [:]
    private(set) var places: [StockPlaceID: StockPlace] = [:]

    /// - Complexity: O(places), and a look-up for each container.
    init(_ reader: StoreReader, _ rollUp: StockRollUp) throws {
        for place in try reader.stockPlaces() { places[place.id] = place }
        guard rollUp != .place else { return }
        let rows = try reader.units()
        let unitOfID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for place in places.values {
            if let unit = place.unit {
                units[place.id] = unitOfID[unit] ?? rows.first { $0.name == unit.rawValue }
            } else if let trackable = place.trackable {
                let found = try reader.trackables(matching: trackable.rawValue, limit: 1).first
                guard let track = found?.trackable.track, let row = try reader.current(of: [track]).first else {
                    continue
                }
                units[place.id] = row.current?.unit
            }
        }
        for place in places.values {
            guard let unit = units[place.id] else {
                names[place.id] = rollUp == .site ? "site" : ""
                continue
            }
            switch rollUp {
            case .place: break
            case .unit: names[place.id] = unit.name.isEmpty ? unit.id.rawValue : unit.name
            case .level: names[place.id] = unit.level.name
            case .site: names[place.id] = "site"
            }
        }
    }

    func name(of place: StockPlaceID) -> String { names[place] ?? place.rawValue }
}
