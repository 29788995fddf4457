import Model
public import SiteMap
import Store

extension Questions {
    /// The way from door to door between two places, each a unit or a trackable where it is now.
    ///
    /// - Parameters:
    ///   - from: id or name of a unit; else id, tag or name of one trackable.
    ///   - to: likewise.
    ///   - site: the site's plan.
    ///   - avoidsStairs: by lifts and ramps only.
    /// - Throws: ``NothingFound`` for what there is not; ``VigieError``: `badData` for a name of several, `noInput`
    ///   without the plan, `notAllowed` for staff, and the store's own.
    /// - Complexity: O(units + doors log doors).
    public func route(from: String, to: String, site: SiteMap?, avoidsStairs: Bool = false) throws -> RouteAnswer {
        try together {
            let scope = try scope()
            let units = try reader.units()
            let start = try end(from, of: units, scope, place: "FROM")
            let goal = try end(to, of: units, scope, place: "TO")
            var answer = RouteAnswer(
                scope: scope, from: start.end, to: goal.end, avoidsStairs: avoidsStairs, outcome: .obstacle(.noWay))
            if let obstacle = start.end.obstacle ?? goal.end.obstacle {
                answer.outcome = .obstacle(obstacle)
                return answer
            }
            guard let first = start.unit, let last = goal.unit else { return answer }
            let (map, begin) = try planned(first, site)
            let (_, finish) = try planned(last, site)
            let points = (start.end.point(in: begin, of: map), goal.end.point(in: finish, of: map))
            let ways = avoidsStairs ? map.withoutStairs(keeping: [begin, finish]) : map
            if let walk = ways.walk(from: begin, at: points.0, to: finish, at: points.1) {
                answer.outcome = .way(RouteStretch.all(of: walk, in: map))
            } else if avoidsStairs, map.walk(from: begin, to: finish) != nil {
                answer.outcome = .obstacle(.stairsOnly)
            }
            return answer
        }
    }

    /// A unit by its id, then a trackable by its id or tag, then a unit by its name, then a trackable by anything else
    /// that means it alone.
    private func end(
        _ text: String, of units: [UnitRow], _ scope: AnswerScope, place: String
    ) throws -> (end: RouteEnd, unit: UnitRow?) {
        if let unit = units.first(where: { $0.index != nil && $0.id.rawValue == text }) {
            return (RouteEnd(query: text, unit: UnitPlace(unit)), unit)
        }
        let found = try reader.trackables(matching: text, limit: 6)
        try Self.refuseStaff(found)
        let things = found.filter { $0.trackable.kind != .staff }
        if let thing = things.first, thing.by == .trackable || thing.by == .tag {
            return try end(text, thing.trackable, scope)
        }
        let named = Self.units(named: text, in: units)
        guard !named.isEmpty || !things.isEmpty else {
            throw NothingFound(
                "\(place): there is no unit and no trackable '\(Printable.clean(text))'",
                hint: Self.nearMisses(text, in: units) ?? "'vigie tags list' shows what is registered")
        }
        if !named.isEmpty {
            let unit = try unit(named: text, in: units, option: place)
            return (RouteEnd(query: text, unit: UnitPlace(unit)), unit)
        }
        guard things.count == 1 else { throw Self.several(text, things, place: place) }
        return try end(text, things[0].trackable, scope)
    }

    private func end(
        _ text: String, _ trackable: TrackableRow, _ scope: AnswerScope
    ) throws(VigieError) -> (end: RouteEnd, unit: UnitRow?) {
        let row = try reader.current(of: [trackable.track]).first?.current
        let located = Located(trackable, row, now: scope.now)
        return (RouteEnd(query: text, unit: located.unit, trackable: located), row?.unit)
    }
}

extension RouteEnd {
    /// Where in the unit: where a trackable that is heard stands; nil for the unit's own point.
    fileprivate func point(in unit: Int, of map: SiteMap) -> Point? {
        guard let point = trackable?.presentPoint, map.units[unit].contains(point) else { return nil }
        return point
    }
}
