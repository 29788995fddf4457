public import Model
public import SiteMap
import Store

extension Questions {
    /// The status of every device now, by trackable. - Complexity: O(trackables).
    public func statuses(_ judge: StatusJudge) throws -> [TrackableID: JudgedStatus] {
        try together {
            let now = try scope().now
            var rows: [LocatedRow] = []
            var patients: Set<UnitKey> = []
            try reader.forEachTrackable { row in
                if row.trackable.kind == .patient {
                    if let unit = row.current?.unit, row.current?.state(now: now) != .lastKnown {
                        patients.insert(unit.key)
                    }
                } else if row.trackable.kind == .equipment {
                    rows.append(row)
                }
            }
            var statuses: [TrackableID: JudgedStatus] = [:]
            for row in rows {
                statuses[row.trackable.id] =
                    row.current.map { judge.judge($0, patients: patients, now: now) } ?? JudgedStatus(.lost, .notHeard)
            }
            return statuses
        }
    }

    /// The devices of a text with their statuses, the nearest first with `near`.
    ///
    /// - Parameter status: only these; nil for every status.
    /// - Throws: as ``locate(_:near:site:limit:)``.
    public func locate(
        _ what: String, status: EquipmentStatus?, _ judge: StatusJudge, near: String? = nil, site: SiteMap? = nil,
        limit: Int
    ) throws -> LocateAnswer {
        try together {
            let statuses = try statuses(judge)
            var answer = try locate(what, near: near, site: site, limit: Int(Int32.max) - 1)
            answer.staff = []
            answer.results = answer.results.compactMap { result in
                guard let judged = statuses[result.trackable.id], status == nil || judged.status == status else {
                    return nil
                }
                var result = result
                result.status = judged
                return result
            }
            answer.hasMore = answer.results.count > limit
            answer.results = Array(answer.results.prefix(limit))
            return answer
        }
    }

    /// Who and what is where now, by level and unit, and beds free and occupied.
    public func occupancy() throws -> OccupancyReport {
        try together {
            let scope = try scope()
            var report = OccupancyReport(scope: scope)
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

    /// How long patients wait and stay at each step of their way.
    ///
    /// A stay that lasts counts up to the newest message, not beyond.
    public func flow(from: Instant, to asked: Instant) throws -> FlowReport {
        try together {
            let to = min(asked, try scope().dataUntil ?? asked)
            let categories = Dictionary(
                try reader.units().map { ($0.key, $0.category) }, uniquingKeysWith: { first, _ in first })
            var tally = FlowTally(from: from, to: to)
            try reader.forEachHistory(from: from, to: to) { trackable, stays in
                guard trackable.kind == .patient else { return }
                tally.add(stays, categories)
            }
            return FlowReport(scope: try scope(), from: from, to: to, tally: tally)
        }
    }

    /// How devices were used: hours per status, turns, peaks, and which ones stood idle.
    ///
    /// A stay that lasts counts up to the newest message, not beyond.
    public func utilisation(from: Instant, to asked: Instant, _ judge: StatusJudge) throws -> UtilisationReport {
        try together {
            let to = min(asked, try scope().dataUntil ?? asked)
            let units = Dictionary(
                try reader.units().map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
            var devices: [(TrackableRow, [UnitSpan])] = []
            var patients: [UnitKey: [ClosedRange<Int64>]] = [:]
            try reader.forEachHistory(from: from, to: to) { trackable, stays in
                switch trackable.kind {
                case .equipment: devices.append((trackable, stays))
                case .patient:
                    for stay in stays {
                        let end = min(stay.to?.milliseconds ?? to.milliseconds, to.milliseconds)
                        guard end > stay.from.milliseconds else { continue }
                        patients[stay.unit, default: []].append(stay.from.milliseconds...end)
                    }
                default: break
                }
            }
            let presence = patients.mapValues(Spans.merged)
            var report = UtilisationReport(scope: try scope(), from: from, to: to)
            for (device, stays) in devices { report.add(device, stays, units, presence, judge) }
            report.finish()
            return report
        }
    }
}

/// Spans of time in milliseconds.
enum Spans {
    /// The same time without overlaps, in rising order.
    static func merged(_ spans: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
        var merged: [ClosedRange<Int64>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }

    /// The parts of `spans`, which are merged, inside one span.
    static func parts(of spans: [ClosedRange<Int64>], in span: ClosedRange<Int64>) -> [ClosedRange<Int64>] {
        spans.compactMap { other in
            let (start, end) = (max(other.lowerBound, span.lowerBound), min(other.upperBound, span.upperBound))
            return start < end ? start...end : nil
        }
    }

    /// A quantile of sorted values, 0–1, by the nearest rank; 0 for none.
    static func quantile(_ sorted: [Int64], _ share: Double) -> Int64 {
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((share * Double(sorted.count)).rounded(.up)) - 1
        return sorted[max(0, min(sorted.count - 1, rank))]
    }
}
