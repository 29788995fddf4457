import Model
import SiteMap
import Store

/// Over which part of the map balances are added up.
public enum StockRollUp: String, CaseIterable, Sendable {
    case place, unit, level, building, site
}

/// Where places of stock are on the map: those that move, where they are now; and the parts of the map that balances
/// are added up over.
struct StockMap {
    /// The unit of each place; absent when it is not known.
    private(set) var units: [StockPlaceID: UnitRow] = [:]
    private(set) var places: [StockPlaceID: StockPlace] = [:]
    /// The part of the map that each place is in, as an index into ``names``.
    private(set) var groups: [StockPlaceID: Int] = [:]
    /// By name; what is on no map comes first, without one. A name of several has the id behind it.
    private(set) var names: [String] = []

    /// A part of the map.
    private struct Part: Hashable {
        var id: String
        var name: String
    }

    /// - Parameter site: the plan, which alone knows buildings; without it levels are of one building.
    /// - Complexity: O(places), and a look-up for each container.
    init(_ reader: StoreReader, _ rollUp: StockRollUp, site: SiteMap? = nil) throws(VigieError) {
        for place in try reader.stockPlaces() { places[place.id] = place }
        if rollUp != .place { try findUnits(reader) }
        group(rollUp, site)
    }

    /// The same places over another part of the map.
    func rolledUp(_ rollUp: StockRollUp, site: SiteMap? = nil) -> StockMap {
        var copy = self
        copy.group(rollUp, site)
        return copy
    }

    private mutating func findUnits(_ reader: StoreReader) throws(VigieError) {
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
    }

    private mutating func group(_ rollUp: StockRollUp, _ site: SiteMap?) {
        let parts = places.mapValues { part(of: $0, rollUp, site) }
        let ordered = Set(parts.values).sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        let numbers = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
        groups = parts.compactMapValues { numbers[$0] }
        let counts = Dictionary(ordered.map { ($0.name, 1) }, uniquingKeysWith: +)
        names = ordered.map { counts[$0.name, default: 1] > 1 && !$0.id.isEmpty ? "\($0.name) (\($0.id))" : $0.name }
    }

    private func part(of place: StockPlace, _ rollUp: StockRollUp, _ site: SiteMap?) -> Part {
        switch rollUp {
        case .place: return Part(id: place.id.rawValue, name: place.id.rawValue)
        case .site: return Part(id: "site", name: "site")
        case .unit, .level, .building: break
        }
        guard let unit = units[place.id] else { return Part(id: "", name: "") }
        switch rollUp {
        case .unit: return Part(id: unit.id.rawValue, name: unit.name.isEmpty ? unit.id.rawValue : unit.name)
        case .level: return Part(id: unit.level.id.rawValue, name: unit.level.name)
        default:
            guard let site, let level = site.levels.first(where: { $0.id == unit.level.id }) else {
                return Part(id: "1", name: "1")
            }
            let building = site.buildings[level.building]
            let number = String(level.building + 1)
            return Part(
                id: building.id.isEmpty ? number : building.id, name: building.name.isEmpty ? number : building.name)
        }
    }
}
