public import Model
public import SiteMap
import Store

extension Questions {
    /// Where the trackables of an id, a tag, a name, a category or a kind are now.
    ///
    /// - Parameters:
    ///   - what: as a person types it.
    ///   - near: id or name of a unit; results are then ordered by walking distance from it, those without a way last.
    ///   - site: the site's plan, for distances from door to door; without it they go from unit to unit and
    ///     overcount corridors.
    ///   - limit: at most so many results, at least 1.
    /// - Throws: ``NothingFound`` for an unknown unit; ``VigieError``: `badData` for a name of several units,
    ///   `notAllowed` for one member of staff, and the store's own.
    /// - Complexity: O(log trackables + results); with `near` O(matches + units log units).
    public func locate(
        _ what: String, near: String? = nil, site: SiteMap? = nil, limit: Int
    ) throws -> LocateAnswer {
        try together {
            let scope = try scope()
            let start = try near.map { try self.unit(named: $0, in: try reader.units(), option: "--near") }
            let matches = try matches(what, limit: start == nil ? limit : nil)
            var results = try located(matches.things, scope)
            if let start { results = try ordered(results, from: start, site) }
            var answer = LocateAnswer(
                scope: scope, query: what, near: start.map(UnitPlace.init),
                results: results.prefix(limit).map(\.located), hasMore: results.count > limit)
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
                let distances = try distances(from: start, site)
                for index in results.indices {
                    results[index].place.walkingMetres = results[index].unit.flatMap { distances.metres(to: $0) }
                }
                results.sort {
                    ($0.place.walkingMetres ?? .infinity, $0.place.trackable.id)
                        < ($1.place.walkingMetres ?? .infinity, $1.place.trackable.id)
                }
            }
            return PastAnswer(
                scope: scope, query: what, at: instant, near: start.map(UnitPlace.init),
                results: results.prefix(limit).map(\.place), hasMore: results.count > limit)
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

    private struct Place {
        var located: Located
        var unit: UnitKey?
    }

    private func located(_ matches: [TrackableMatch], _ scope: AnswerScope) throws(VigieError) -> [Place] {
        try reader.current(of: matches.map(\.trackable.track)).map { row in
            Place(located: Located(row.trackable, row.current, now: scope.now), unit: row.current?.unit?.key)
        }
    }

    private func distances(from start: UnitRow, _ site: SiteMap?) throws(VigieError) -> WalkingDistances {
        guard let site else { return WalkingDistances(from: start.key, passages: try reader.passages()) }
        return WalkingDistances(from: start, map: site, units: try reader.units())
    }

    private func ordered(_ places: [Place], from start: UnitRow, _ site: SiteMap?) throws(VigieError) -> [Place] {
        let distances = try distances(from: start, site)
        var places = places
        for index in places.indices {
            places[index].located.walkingMetres = places[index].unit.flatMap { distances.metres(to: $0) }
        }
        return places.sorted {
            ($0.located.walkingMetres ?? .infinity, $0.located.trackable.id)
                < ($1.located.walkingMetres ?? .infinity, $1.located.trackable.id)
        }
    }

    private func past(
        _ trackable: TrackableRow, at instant: Instant
    ) throws(VigieError) -> (place: PastPlace, unit: UnitKey?) {
        let name = TrackableName(trackable)
        guard let stay = try reader.lastStay(of: trackable.track, at: instant) else {
            return (PastPlace(trackable: name, basis: .none, stay: nil), nil)
        }
        let holds = stay.to.map { $0 > instant } ?? true
        return (
            PastPlace(trackable: name, basis: holds ? .stay : .lastStayBefore, stay: StayView(stay)), stay.unit.key
        )
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
