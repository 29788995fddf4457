public import Model
import Store

extension Questions {
    /// What a span means that was not asked for, in milliseconds.
    private static let daysOfContacts: Int64 = 86_400_000

    /// Who shared a unit with one trackable, and how long, the longest first.
    ///
    /// - Parameters:
    ///   - what: must mean exactly one trackable.
    ///   - from: nil for 24 hours before the end.
    ///   - to: nil for now.
    ///   - kind: contacts of this kind only; nil for all. Staff are only counted.
    ///   - leastMinutes: shorter ones are left out; staff are counted whatever it is.
    ///   - limit: at most so many contacts, at least 1.
    /// - Throws: ``NothingFound`` when nothing is meant; ``VigieError``: `badData` with the candidates when several
    ///   are, `usage` when the span is empty, `notAllowed` for staff, and the store's own.
    /// - Complexity: O(stays of the trackable in the span + stays of others around them in the same units).
    public func contacts(
        _ what: String, from: Instant? = nil, to: Instant? = nil, kind: TrackableKind? = nil, leastMinutes: Int = 0,
        limit: Int
    ) throws -> ContactsAnswer {
        try together {
            let trackable = try one(what)
            let scope = try scope()
            let end = min(to ?? scope.now, scope.now)
            let start = from ?? end.advanced(byMilliseconds: -Self.daysOfContacts)
            guard start <= end else {
                throw VigieError(
                    .usage, "the span of time is empty", place: "--from",
                    remedy: "Give a start that is past and before --to")
            }
            var finder = ContactFinder(reader: reader, own: trackable.track, from: start, to: end, now: scope.now)
            let units = try finder.run()
            let staff = try reader.tracks(of: .staff)
            var sums = Sums()
            let wanted = try kind.map { kind throws(VigieError) in try reader.tracks(of: kind) }
            for overlap in finder.overlaps {
                if staff.contains(overlap.track) {
                    sums.staff[overlap.unit, default: []].insert(overlap.track)
                } else if wanted?.contains(overlap.track) ?? true {
                    sums.add(overlap)
                }
            }
            let ordered = sums.ordered(leastMilliseconds: Int64(leastMinutes) * 60_000)
            let shown = Array(ordered.prefix(limit))
            return ContactsAnswer(
                scope: scope, trackable: TrackableName(trackable), from: start, to: end,
                contacts: try contacts(shown, finder.overlaps, units), total: ordered.count,
                staff: sums.staff.sorted { UnitRow.isBefore(units[$0.key], units[$1.key]) }.map {
                    LocateAnswer.StaffCount(unit: units[$0.key].map(UnitPlace.init), count: $0.value.count)
                })
        }
    }

    /// The contacts with all their times, in the order given.
    private func contacts(
        _ shown: [Sums.Total], _ overlaps: [ContactFinder.Overlap], _ units: [UnitKey: UnitRow]
    ) throws(VigieError) -> [ContactsAnswer.Contact] {
        let places = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($0.element.track, $0.offset) })
        var times: [[ContactsAnswer.Overlap]] = Array(repeating: [], count: shown.count)
        for overlap in overlaps {
            guard let place = places[overlap.track], let unit = units[overlap.unit] else { continue }
            times[place] += ContactsAnswer.Overlap.pieces(of: overlap, in: UnitPlace(unit))
        }
        var contacts: [ContactsAnswer.Contact] = []
        for row in try reader.current(of: shown.map(\.track)) {
            guard let place = places[row.trackable.track] else { continue }
            contacts.append(
                ContactsAnswer.Contact(
                    trackable: TrackableName(row.trackable), milliseconds: shown[place].milliseconds,
                    possibleMilliseconds: shown[place].milliseconds - shown[place].sureMilliseconds,
                    overlaps: times[place].sorted { $0.from < $1.from }))
        }
        return contacts
    }
}

/// What was shared with each trackable.
private struct Sums {
    struct Total {
        var track: TrackKey
        var milliseconds: Int64 = 0
        var sureMilliseconds: Int64 = 0
    }

    private var totals: [TrackKey: Total] = [:]
    var staff: [UnitKey: Set<TrackKey>] = [:]

    mutating func add(_ overlap: ContactFinder.Overlap) {
        totals[overlap.track, default: Total(track: overlap.track)].milliseconds += overlap.milliseconds
        totals[overlap.track]?.sureMilliseconds += overlap.sureMilliseconds
    }

    /// By sure time, then by possible time, the longest first.
    func ordered(leastMilliseconds: Int64) -> [Total] {
        totals.values.filter { $0.milliseconds >= leastMilliseconds }.sorted {
            ($1.sureMilliseconds, $1.milliseconds, $0.track) < ($0.sureMilliseconds, $0.milliseconds, $1.track)
        }
    }
}

extension ContactsAnswer.Overlap {
    /// The sure and the possible part, as far as there is one.
    fileprivate static func pieces(of overlap: ContactFinder.Overlap, in unit: UnitPlace) -> [Self] {
        var pieces: [Self] = []
        let isSureToItsEnd = overlap.sureUntil == overlap.to
        if overlap.sureUntil > overlap.from {
            pieces.append(
                Self(
                    unit: unit, from: overlap.from, to: overlap.sureUntil, isSure: true,
                    isOngoing: isSureToItsEnd && overlap.isOngoing))
        }
        if !isSureToItsEnd {
            pieces.append(
                Self(
                    unit: unit, from: overlap.sureUntil, to: overlap.to, isSure: false, isOngoing: overlap.isOngoing))
        }
        return pieces
    }
}
