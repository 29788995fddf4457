public import Model
import Store
import Watch

extension Questions {
    /// Who and what is where now, by level and unit, and beds free and occupied.
    /// - Parameter beds: what the site says of beds; where it says nothing, tracked ones count.
    public func occupancy(beds: BedPlaces = BedPlaces()) throws -> OccupancyReport {
        try together {
            let scope = try scope()
            var report = OccupancyReport(scope: scope, beds: beds)
            for unit in try reader.units() where unit.index != nil { report.add(unit) }
            try reader.forEachTrackable { row in
                guard let current = row.current, let unit = current.unit else { return }
                let state = current.state(now: scope.now)
                report.add(row.trackable, in: unit.key, isKnown: state == .live || state == .stale)
            }
            report.finish()
            return report
        }
    }

    /// How many patients, beds and staff were in each unit over a span, with the hours of the whole site.
    ///
    /// A stay that lasts counts up to the newest message, not beyond.
    /// - Parameter beds: what the site says of beds; where it says nothing, tracked ones count.
    /// - Throws: 64 for a span of more than 366 days.
    public func occupancy(
        from: Instant, to asked: Instant, beds: BedPlaces = BedPlaces()
    ) throws -> OccupancyHistory {
        try together {
            let scope = try scope()
            let to = max(from, min(asked, scope.dataUntil ?? asked))
            guard to.milliseconds - from.milliseconds <= OccupancyHistory.longestMilliseconds else {
                throw VigieError(.usage, "the span is longer than 366 days", remedy: "Ask for less at once")
            }
            var history = OccupancyHistory(scope: scope, from: from, to: to, beds: beds)
            for unit in try reader.units() { history.add(unit) }
            try reader.forEachHistory(from: from, to: to) { trackable, stays in
                for stay in stays {
                    let end = min(stay.to ?? to, to)
                    guard end > stay.from else { continue }
                    history.add(trackable, in: stay.unit, stay.from.milliseconds..<end.milliseconds)
                }
            }
            history.finish()
            return history
        }
    }

    /// How long patients wait and stay at each step of their way.
    ///
    /// A stay that lasts counts up to the newest message, not beyond.
    ///
    /// - Parameter milestones: of the site; empty takes the standard ones by IMDF category.
    public func flow(from: Instant, to asked: Instant, milestones: [MilestoneUnits] = []) throws -> FlowReport {
        try together {
            let to = max(from, min(asked, try scope().dataUntil ?? asked))
            let units = try reader.units()
            let categories = Dictionary(units.map { ($0.key, $0.category) }, uniquingKeysWith: { first, _ in first })
            let named = Self.milestones(milestones, units)
            let span = from.milliseconds..<to.milliseconds
            var tally = FlowTally(from: from, to: to)
            var path = MilestoneTally(named, in: span)
            // A visit that began before the span is read from its beginning.
            let start = from.advanced(byMilliseconds: -FlowReport.visitMilliseconds)
            try reader.forEachHistory(from: start, to: to) { trackable, stays in
                guard trackable.kind == .patient else { return }
                tally.add(stays, categories)
                path.add(stays.map(DeviceStay.init))
            }
            return FlowReport(
                scope: try scope(), from: from, to: to, tally: tally, path: path, milestones: named.map(\.name))
        }
    }

    private static func milestones(_ given: [MilestoneUnits], _ units: [UnitRow]) -> [Milestone] {
        guard !given.isEmpty else {
            return Milestone.standard.map { standard in
                Milestone(
                    name: standard.name,
                    units: Set(units.filter { standard.categories.contains($0.category) }.map(\.key)))
            }
        }
        let keys = Dictionary(units.map { ($0.id, $0.key) }, uniquingKeysWith: { first, _ in first })
        return given.map { Milestone(name: $0.name, units: Set($0.units.compactMap { keys[$0] })) }
    }
}
