import Model
import SimKit
import SiteMap
import Watch

/// Two levels of a corridor with rooms, a lift as the way out, and a reader in every unit.
struct ScenarioSite {
    let map: SiteMap
    let book: RuleBook
    let rooms: [Int]
    let corridor: Int
    let exit: Int

    init() throws {
        var corridor = CorridorSite(rooms: 12)
        corridor.hasReader = { _, _ in true }
        var files = corridor.files.map { (name: $0.name, bytes: Array($0.text.utf8)) }
        let bare = try SiteMap.load(files: files).0
        // The corridor and the lift get readers too.
        var features: [String] = []
        for (index, unit) in bare.units.enumerated() {
            let places = unit.category == "walkway" ? 4 : 1
            for place in 0..<places {
                let width = unit.bounds.widthMetres / Double(places)
                let point =
                    places == 1
                    ? unit.point
                    : Point(
                        xMetres: unit.bounds.minimum.xMetres + width * (Double(place) + 0.5),
                        yMetres: unit.point.yMetres)
                let degrees = bare.longitudeLatitude(of: point, level: unit.level)
                features.append(
                    #"{"type":"Feature","id":"rd-\#(index)-\#(place)","feature_type":"reader","#
                        + #""geometry":{"type":"Point","coordinates":[\#(degrees.longitude),\#(degrees.latitude)]},"#
                        + #""properties":{"reader_id":"#
                        + #""rd-\#(index)-\#(place)","level_id":"\#(bare.levels[unit.level].id)","kind":"ble"}}"#)
            }
        }
        let text = #"{"type":"FeatureCollection","features":["# + features.joined(separator: ",") + "]}"
        files.removeAll { $0.name == "readers.geojson" }
        files.append(("readers.geojson", Array(text.utf8)))
        map = try SiteMap.load(files: files).0
        rooms = map.units.indices.filter { [map] in map.units[$0].category == "room" }
        self.corridor = map.unitIndex(UnitID("c-0")) ?? 0
        exit = map.unitIndex(UnitID("lift-0")) ?? 0
        book = RuleBook(ScenarioSite.rules, map: map)
    }

    /// The default rules: what the README recommends.
    static var rules: [Rule] {
        var exits = Region()
        exits.categories = ["elevator"]
        var egress = Rule(RuleID("egress"), .enter(exits))
        egress.who = Selector(kinds: [.equipment])
        var wandering = Rule(RuleID("wandering"), .enter(exits))
        wandering.who = Selector(kinds: [.patient])
        wandering.escort = Escort(Selector(kinds: [.staff]))
        var fall = Rule(RuleID("fall"), .event(.fall))
        fall.who = Selector(kinds: [.patient])
        return [egress, wandering, fall]
    }
}
