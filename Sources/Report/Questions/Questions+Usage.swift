public import Model
public import SiteMap
import Store
import Watch

extension Questions {
    /// The status of every device now, or at a past instant, by trackable. A device of which nothing was known then is
    /// left out.
    ///
    /// - Complexity: O(trackables · log stays).
    public func statuses(_ judge: StatusJudge, at instant: Instant? = nil) throws -> [TrackableID: JudgedStatus] {
        try together {
            let at = try instant ?? scope().now
            let fleet = try fleet(from: at, to: at.advanced(byMilliseconds: 1), judge)
            var statuses: [TrackableID: JudgedStatus] = [:]
            for device in fleet.devices {
                statuses[device.row.id] = Self.status(of: device, in: fleet, isNow: instant == nil)
            }
            return statuses
        }
    }

    /// - Parameter isNow: then the fold's own word on readers that are down counts too.
    static func status(of device: Fleet.Device, in fleet: Fleet, isNow: Bool) -> JudgedStatus? {
        guard let span = fleet.spans(device).last else { return nil }
        var judged = fleet.judged(span, of: device.row.track)
        let isSaid = [.manual, .lent, .planOverdue].contains(span.reason)
        if isNow, !isSaid, device.current?.flags.contains(.cannotTell) == true {
            judged = JudgedStatus(.cannotTell, .readersDown)
        }
        // One instant was looked at: since when the status holds is not known from it.
        judged.since = judged.manual?.from
        return judged
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

    /// The same at a past instant.
    public func locate(
        _ what: String, status: EquipmentStatus?, _ judge: StatusJudge, at instant: Instant, near: String? = nil,
        site: SiteMap? = nil, limit: Int
    ) throws -> PastAnswer {
        try together {
            let statuses = try statuses(judge, at: instant)
            var answer = try locate(what, near: near, at: instant, site: site, limit: Int(Int32.max) - 1)
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

    /// How devices were used: hours per status, turns, peaks, and which ones stood idle.
    ///
    /// A stay that lasts counts up to the newest message, not beyond.
    /// - Complexity: O(stays of the span · log patients).
    public func utilisation(from: Instant, to asked: Instant, _ judge: StatusJudge) throws -> UtilisationReport {
        try together {
            let scope = try scope()
            let to = max(from, min(asked, scope.dataUntil ?? asked))
            let fleet = try fleet(from: from, to: to, judge)
            var report = UtilisationReport(scope: scope, from: from, to: to)
            for device in fleet.devices { report.add(device, fleet) }
            report.finish()
            return report
        }
    }
}
