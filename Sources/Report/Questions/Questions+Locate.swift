public import Model
public import SiteMap
import Store

extension Questions {
    /// Where the trackables of an id, a tag, a name, a category or a kind are now.
    ///
    /// - Parameters:
    ///   - what: as a person types it.
    ///   - near: id or name of a unit; results are then ordered by walking distance to it, from where the thing stands
    ///     while it is heard, else from the middle of its unit; those without a way come after, those without a place
    ///     last.
    ///   - site: the site's plan; needed with `near`.
    ///   - limit: at most so many results, at least 1.
    /// - Throws: ``NothingFound`` for an unknown unit; ``VigieError``: `badData` for a name of several units,
    ///   `noInput` without the plan, `notAllowed` for one member of staff, and the store's own.
    /// - Complexity: O(log trackables + results); with `near` O(matches log matches + doors log doors).
    public func locate(
        _ what: String, near: String? = nil, site: SiteMap? = nil, limit: Int
    ) throws -> LocateAnswer {
        try together {
            let scope = try scope()
            let start = try near.map { try self.unit(named: $0, in: try reader.units(), option: "--near") }
            let matches = try matches(what, limit: start == nil ? limit : nil)
            var results = try located(matches.things, scope)
            if let start {
                let reach = try reach(from: start, site)
                for index in results.indices {
                    results[index].way = reach.way(to: results[index].unit?.id, at: results[index].presentPoint)
                }
                results.sort { Self.isNearer(($0.way, $0.trackable.id), ($1.way, $1.trackable.id)) }
            }
            var answer = LocateAnswer(
                scope: scope, query: what, near: start.map(UnitPlace.init),
                results: Array(results.prefix(limit)), hasMore: results.count > limit)
            answer.staff = try staffCounts(matches.staff)
            return answer
        }
    }

    /// Where they were at a past moment.
    ///
    /// - Throws: as ``locate(_:near:site:limit:)``.
    /// - Complexity: O(log trackables + results log stays).
    public func locate(
        _ what: String, near: String? = nil, at instant: Instant, site: SiteMap? = nil, limit: Int
    ) throws -> PastAnswer {
        try together {
            let scope = try scope()
            let start = try near.map { try self.unit(named: $0, in: try reader.units(), option: "--near") }
            let matches = try matches(what, limit: start == nil ? limit : nil)
            var results = try matches.things.map { match in
                try past(match.trackable, at: instant)
            }
            if let start {
                let reach = try reach(from: start, site)
                for index in results.indices { results[index].way = reach.way(to: results[index].stay?.unit.id) }
                results.sort { Self.isNearer(($0.way, $0.trackable.id), ($1.way, $1.trackable.id)) }
            }
            return PastAnswer(
                scope: scope, query: what, at: instant, near: start.map(UnitPlace.init),
                results: Array(results.prefix(limit)), hasMore: results.count > limit)
        }
    }

    /// What a text means, staff apart.
    ///
    /// - Parameter limit: nil for all; else one more than so many is read, to know whether there are more.
    private func matches(
        _ what: String, limit: Int?
    ) throws(VigieError) -> (things: [TrackableMatch], staff: [TrackableMatch]) {
        let unlimited = Int(Int32.max)
        var found = try reader.trackables(matching: what, limit: limit.map { $0 + 1 } ?? unlimited)
        try Self.refuseStaff(found)
        if limit != nil, found.contains(where: { $0.trackable.kind == .staff }) {
            found = try reader.trackables(matching: what, limit: unlimited)
        }
        return (
            found.filter { $0.trackable.kind != .staff },
            // A part of a pseudonym would single people out.
            found.filter { $0.trackable.kind == .staff && $0.by != .part }
        )
    }

    private func located(_ matches: [TrackableMatch], _ scope: AnswerScope) throws(VigieError) -> [Located] {
        try reader.current(of: matches.map(\.trackable.track)).map { row in
            Located(row.trackable, row.current, now: scope.now)
        }
    }

    private func reach(from start: UnitRow, _ site: SiteMap?) throws(VigieError) -> Reach {
        let (map, unit) = try planned(start, site)
        return Reach(from: unit, map: map)
    }

    private static func isNearer(_ left: (way: Way?, id: TrackableID), _ right: (way: Way?, id: TrackableID)) -> Bool {
        let (near, far) = (left.way ?? .unknown, right.way ?? .unknown)
        return near.isBefore(far) || !far.isBefore(near) && left.id < right.id
    }

    private func past(_ trackable: TrackableRow, at instant: Instant) throws(VigieError) -> PastPlace {
        let name = TrackableName(trackable)
        guard let stay = try reader.lastStay(of: trackable.track, at: instant) else {
            return PastPlace(trackable: name, basis: .none, stay: nil)
        }
        let holds = stay.to.map { $0 > instant } ?? true
        return PastPlace(trackable: name, basis: holds ? .stay : .lastStayBefore, stay: StayView(stay))
    }

    /// By level and unit; those without a unit last.
    private func staffCounts(_ matches: [TrackableMatch]) throws(VigieError) -> [LocateAnswer.StaffCount] {
        guard !matches.isEmpty else { return [] }
        var counts: [UnitRow?: Int] = [:]
        for row in try reader.current(of: matches.map(\.trackable.track)) { counts[row.current?.unit, default: 0] += 1 }
        return counts.sorted { UnitRow.isBefore($0.key, $1.key) }.map {
            LocateAnswer.StaffCount(unit: $0.key.map(UnitPlace.init), count: $0.value)
        }
    }
}

extension UnitRow {
    /// By level, then key; nil last.
    static func isBefore(_ left: UnitRow?, _ right: UnitRow?) -> Bool {
        guard let left else { return false }
        guard let right else { return true }
        return (left.level.ordinal, left.level.key, left.key) < (right.level.ordinal, right.level.key, right.key)
    }
}
