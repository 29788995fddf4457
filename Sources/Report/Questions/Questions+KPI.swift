public import Model
public import SiteMap
import Store
import Watch

extension Questions {
    /// How two periods compare.
    ///
    /// - Parameter site: the plan, for walks; nil leaves them out.
    /// - Throws: 64 for periods that end before they begin; the store's errors.
    /// - Complexity: two passes over the stays, and 24 looks at all devices in each period.
    public func kpi(
        from: Instant, to: Instant, againstFrom: Instant, againstTo: Instant, _ judge: StatusJudge, site: SiteMap?
    ) throws -> KPIReport {
        try together {
            for (start, end, option) in [(from, to, "--to"), (againstFrom, againstTo, "--against-to")]
            where start >= end {
                throw VigieError(
                    .usage, "the period ends before it begins", place: option, remedy: "Turn its two ends")
            }
            return KPIReport(
                scope: try scope(), period: try period(from, to, judge, site),
                against: try period(againstFrom, againstTo, judge, site), hasPlan: site != nil)
        }
    }

    private func period(_ from: Instant, _ asked: Instant, _ judge: StatusJudge, _ site: SiteMap?) throws
        -> KPIReport.Period
    {
        let to = max(from, min(asked, try scope().dataUntil ?? asked))
        let fleet = try fleet(from: from, to: to, judge)
        var counter = FleetCounter(fleet)
        if let site { counter.walk(site) }
        var figures = counter.figures
        let alarms = try reader.alarms(openOnly: false, since: from, limit: .max).filter { $0.record.at < to }
        figures.merge(Self.alarmFigures(alarms, from: from, to: to)) { first, _ in first }
        return KPIReport.Period(from: from, to: asked, figures: figures)
    }

    private static func alarmFigures(
        _ alarms: [AlarmRow], from: Instant, to: Instant
    ) -> [KPIReport.Figure: KPIReport.Value] {
        let told = alarms.filter { !$0.record.isMuted && !$0.record.isLimited }
        let days = Double(to.milliseconds - from.milliseconds) / 86_400_000
        let answers = told.compactMap { alarm in
            (alarm.acknowledgedAt ?? alarm.resolvedAt).map { $0.milliseconds - alarm.record.raisedAt.milliseconds }
        }.sorted()
        func share(_ count: Int) -> KPIReport.Value {
            KPIReport.Value(Double(count) / Double(max(1, told.count)), told.count)
        }
        return [
            .alarmsPerDay: KPIReport.Value(
                days > 0 ? Double(told.count) / days : 0, days > 0 ? max(1, Int(days.rounded())) : 0),
            .checkShare: share(told.count { $0.record.certainty != .sure }),
            .retractedShare: share(told.count { $0.record.isRetracted }), .acknowledgedShare: share(answers.count),
            .acknowledgeMedian: KPIReport.Value(Double(TimeSpans.quantile(answers, 0.5)) / 1000, answers.count),
        ]
    }
}

/// Counts what a period says of searching and of idle devices.
private struct FleetCounter {
    /// Looks at where the available devices are, evenly over the period.
    private static let looks: Int64 = 24
    /// Units from which people walk, those with most uses first.
    private static let unitsMax = 40

    var figures: [KPIReport.Figure: KPIReport.Value] = [:]
    private let fleet: Fleet
    private let spans: [[StatusSpan]]

    init(_ fleet: Fleet) {
        self.fleet = fleet
        spans = fleet.devices.map(fleet.spans)
        var milliseconds: [EquipmentStatus: Int64] = [:]
        var turns = 0
        for spans in spans {
            let usage = DeviceUsage(spans, in: fleet.span)
            milliseconds.merge(usage.milliseconds, uniquingKeysWith: +)
            turns += usage.turns.count
        }
        let seen = milliseconds.values.reduce(0, +)
        let hidden = (milliseconds[.lost] ?? 0) + (milliseconds[.cannotTell] ?? 0)
        let devices = spans.count { !$0.isEmpty }
        func share(_ part: Int64, of whole: Int64) -> KPIReport.Value {
            KPIReport.Value(Double(part) / Double(max(1, whole)), whole > 0 ? devices : 0)
        }
        let length = Double(max(1, fleet.span.count))
        figures[.locatedShare] = share(seen - hidden, of: seen)
        figures[.lostDevices] = KPIReport.Value(Double(milliseconds[.lost] ?? 0) / length, devices)
        figures[.inUseShare] = share(milliseconds[.inUse] ?? 0, of: seen - hidden)
        figures[.idleShare] = share(milliseconds[.idle] ?? 0, of: seen - hidden)
        let deviceDays = Double(seen) / 86_400_000
        figures[.turnsPerDevice] = KPIReport.Value(
            Double(turns) / max(deviceDays, 1e-9), deviceDays > 0 ? devices : 0)
    }

    /// From where devices are used, how far is it to the nearest available one of the same category?
    mutating func walk(_ site: SiteMap) {
        var demand: [String: [UnitKey: Int]] = [:]
        for (device, spans) in zip(fleet.devices, spans) {
            for span in spans where span.status == .inUse {
                if let unit = span.unit { demand[device.row.category, default: [:]][unit, default: 0] += 1 }
            }
        }
        var ways: [UnitKey: [UnitKey: Double]] = [:]
        var walked: [Int64] = []
        var without = 0
        for category in demand.keys.sorted() {
            let units = (demand[category] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .prefix(FleetCounter.unitsMax).map(\.key)
            for unit in units where ways[unit] == nil { ways[unit] = distances(from: unit, site) }
            for look in 0..<FleetCounter.looks {
                let free = available(category, at: instant(look))
                for unit in units {
                    guard let near = free.compactMap({ ways[unit]?[$0] }).min() else {
                        without += 1
                        continue
                    }
                    walked.append(Int64((near * 10).rounded()))
                }
            }
        }
        walked.sort()
        let metres = { (share: Double) in Double(TimeSpans.quantile(walked, share)) / 10 }
        figures[.walkMedian] = KPIReport.Value(metres(0.5), walked.count)
        figures[.walkNinetieth] = KPIReport.Value(metres(0.9), walked.count)
        let looked = walked.count + without
        figures[.noneAvailableShare] = KPIReport.Value(Double(without) / Double(max(1, looked)), looked)
    }

    private func instant(_ look: Int64) -> Int64 {
        fleet.span.lowerBound + Int64(fleet.span.count) * (2 * look + 1) / (2 * FleetCounter.looks)
    }

    private func available(_ category: String, at instant: Int64) -> Set<UnitKey> {
        var units: Set<UnitKey> = []
        for (device, spans) in zip(fleet.devices, spans) where device.row.category == category {
            let span = spans.last { $0.from <= instant && instant < $0.to }
            if let span, span.status == .available || span.status == .idle, let unit = span.unit { units.insert(unit) }
        }
        return units
    }

    /// Metres to every unit that one can walk to.
    private func distances(from key: UnitKey, _ site: SiteMap) -> [UnitKey: Double] {
        guard let row = fleet.units[key], let start = site.unitIndex(row.id) else { return [:] }
        var metres: [Int: Double] = [:]
        var search = site.walkingSearch(from: start)
        while let entrance = search.next() {
            if metres[entrance.unit] == nil { metres[entrance.unit] = entrance.metres }
        }
        var ways: [UnitKey: Double] = [:]
        for (unit, row) in fleet.units {
            if let index = site.unitIndex(row.id), let length = metres[index] { ways[unit] = length }
        }
        return ways
    }
}
