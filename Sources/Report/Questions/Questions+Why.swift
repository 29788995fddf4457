public import Model
public import SiteMap
public import Store

/// What is to be explained.
public struct WhySubject: Sendable {
    public var trackable: TrackableRow
    /// The past time asked for; nil for now.
    public var at: Instant?
    /// The moment for which states hold.
    public var now: Instant
    /// The newest message; nil in an empty database.
    public var dataUntil: Instant?
}

extension Questions {
    /// Why a trackable is, or was, where it is told to be.
    ///
    /// - Parameters:
    ///   - what: must mean exactly one trackable.
    ///   - instant: nil for now; a time that is not past means now.
    ///   - explain: finds the reason; it may ask the same database.
    ///   - plan: the plan by which it did, once it did; nil leaves out what is next door.
    /// - Throws: ``NothingFound`` when nothing is meant; ``VigieError``: `badData` with the candidates when several
    ///   are, `notAllowed` for staff, the store's own, and what `explain` throws.
    public func why(
        _ what: String, at instant: Instant? = nil, plan: SiteMap? = nil,
        explain: (WhySubject) throws -> FixReason
    ) throws -> WhyAnswer {
        try together {
            let scope = try scope()
            let trackable = try one(what)
            let asked = instant.flatMap { $0 < scope.now ? $0 : nil }
            let reason = try explain(
                WhySubject(trackable: trackable, at: asked, now: scope.now, dataUntil: scope.dataUntil))
            let moment = asked ?? scope.now
            let stays = try reader.history(of: trackable.track, to: moment, limit: 2)
            var answer = WhyAnswer(
                scope: scope, trackable: TrackableName(trackable), at: asked, reason: reason,
                stay: stays.first.map(StayView.init),
                isInStay: stays.first.map { stay in stay.to.map { $0 > moment } ?? true } ?? false,
                previous: stays.dropFirst().first.map(StayView.init), logFrom: try reader.logSpan()?.from)
            if let plan, stays.count > 1, let here = plan.unitIndex(stays[0].unit.id),
                let there = plan.unitIndex(stays[1].unit.id)
            {
                answer.isNextDoor = plan.neighbours(of: there).contains { $0.unit == here }
            }
            let named = [reason.best?.unit, reason.second?.unit, reason.confirmedUnit].compactMap(\.self)
            for unit in try reader.units() where named.contains(unit.id) { answer.units[unit.id] = UnitPlace(unit) }
            return answer
        }
    }
}
