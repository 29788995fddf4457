public import Model
import Store

extension Questions {
    /// The stays of one trackable, the oldest first.
    ///
    /// - Parameters:
    ///   - what: must mean exactly one trackable.
    ///   - from: nil for the beginning of what is kept.
    ///   - to: nil for now.
    ///   - limit: the newest so many, at least 1.
    /// - Throws: ``NothingFound`` when nothing is meant; ``VigieError``: `badData` with the candidates when several
    ///   are, `usage` when the span is empty, `notAllowed` for staff, and the store's own.
    /// - Complexity: O(log trackables + log stays + results).
    public func history(_ what: String, from: Instant? = nil, to: Instant? = nil, limit: Int) throws -> HistoryAnswer {
        if let from, let to, from > to {
            throw VigieError(.usage, "--from is later than --to", remedy: "Swap them")
        }
        return try together {
            let trackable = try one(what)
            let stays = try reader.history(of: trackable.track, from: from, to: to, limit: limit + 1)
            return HistoryAnswer(
                scope: try scope(), trackable: TrackableName(trackable), from: from, to: to,
                stays: stays.prefix(limit).reversed().map(StayView.init), hasOlder: stays.count > limit)
        }
    }

    /// The one trackable that a text means; staff are refused.
    func one(_ what: String) throws -> TrackableRow {
        let found = try reader.trackables(matching: what, limit: 6)
        try Self.refuseStaff(found)
        let things = found.filter { $0.trackable.kind != .staff }
        let shown = Printable.clean(what)
        guard let first = things.first else {
            throw NothingFound(
                "nothing is registered as '\(shown)'", hint: "'vigie tags list' shows what is")
        }
        guard things.count == 1 else { throw Self.several(what, things) }
        return first.trackable
    }

    /// Who and what is in a unit, or in all units.
    ///
    /// - Parameters:
    ///   - unit: id or name; nil for all.
    ///   - instant: nil for now, from the current state; else from the stays.
    /// - Throws: ``NothingFound`` for an unknown unit; ``VigieError``: `badData` for a name of several units, and the
    ///   store's own.
    /// - Complexity: O(trackables), for the past times log stays.
    public func snapshot(unit name: String? = nil, at instant: Instant? = nil) throws -> SnapshotAnswer {
        try together {
            let scope = try scope()
            let unit = try name.map { try self.unit(named: $0, in: try reader.units(), option: "--unit") }
            var rooms = Rooms()
            if let instant {
                for row in try reader.snapshot(in: unit?.key, at: instant) {
                    let presence = SnapshotAnswer.Presence(
                        trackable: TrackableName(row.trackable), judgement: nil, from: row.stay.from,
                        confidence: row.stay.confidence)
                    rooms.add(presence, to: row.stay.unit)
                }
            } else {
                for row in try reader.present(in: unit?.key) {
                    guard let current = row.current else { continue }
                    let presence = SnapshotAnswer.Presence(
                        trackable: TrackableName(row.trackable), judgement: FixJudgement(current, now: scope.now),
                        from: current.since, confidence: current.confidence)
                    rooms.add(presence, to: current.unit)
                }
            }
            return SnapshotAnswer(
                scope: scope, at: instant, unit: unit.map(UnitPlace.init), units: rooms.contents)
        }
    }
}

/// Presences gathered by unit.
private struct Rooms {
    private var present: [UnitRow?: [SnapshotAnswer.Presence]] = [:]
    private var staff: [UnitRow?: Int] = [:]

    mutating func add(_ presence: SnapshotAnswer.Presence, to unit: UnitRow?) {
        if presence.trackable.kind == .staff {
            staff[unit, default: 0] += 1
        } else {
            present[unit, default: []].append(presence)
        }
    }

    /// By level and unit, each by trackable id.
    var contents: [SnapshotAnswer.UnitContent] {
        Set(present.keys).union(staff.keys).sorted(by: UnitRow.isBefore).map { unit in
            SnapshotAnswer.UnitContent(
                unit: unit.map(UnitPlace.init),
                present: (present[unit] ?? []).sorted { $0.trackable.id < $1.trackable.id },
                staffCount: staff[unit] ?? 0)
        }
    }
}
