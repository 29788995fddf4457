import Model
import Store
import Watch

/// All devices with all that is known of them over a span of time.
struct Fleet {
    struct Device {
        var row: TrackableRow
        /// As the fold left it; nil when it was never heard.
        var current: CurrentRow?
        var evidence: DeviceEvidence
    }

    var span: TimeSpan
    var devices: [Device] = []
    var around = StatusSurroundings()
    var units: [UnitKey: UnitRow] = [:]
    var records = DeviceRecords()

    func spans(_ device: Device) -> [StatusSpan] { StatusTimeline.spans(of: device.evidence, in: span, around) }

    /// A span as an answer tells it.
    func judged(_ span: StatusSpan, of track: TrackKey) -> JudgedStatus {
        var judged = JudgedStatus(span.status, span.reason, since: Instant(milliseconds: span.from))
        if span.reason == .manual {
            judged.manual = records.overrides[track]?.filter { $0.from.milliseconds <= span.from }
                .max { ($0.from, $0.number) < ($1.from, $1.number) }
        }
        return judged
    }
}

extension Questions {
    /// Gathers the devices. One pass over all stays of the span.
    ///
    /// - Parameter countsPlans: whether plans that keep a device from use count; those of hours in use read the stays
    ///   since they began.
    /// - Complexity: O(trackables · log stays + stays of the span).
    func fleet(from: Instant, to: Instant, _ judge: StatusJudge, countsPlans: Bool = true) throws -> Fleet {
        var fleet = Fleet(span: from.milliseconds..<max(from, to).milliseconds)
        fleet.records = try reader.deviceRecords()
        for unit in try reader.units() {
            fleet.units[unit.key] = unit
            fleet.around.units[unit.key] = judge.meaning(of: unit)
        }
        let start = from.advanced(byMilliseconds: -StatusTimeline.idleAfterMilliseconds)
        var stays: [TrackKey: [DeviceStay]] = [:]
        var patients: [UnitKey: [TimeSpan]] = [:]
        try reader.forEachHistory(from: start, to: to) { trackable, spans in
            switch trackable.kind {
            case .equipment: stays[trackable.track] = spans.map(DeviceStay.init)
            case .patient:
                for span in spans {
                    let end = min(span.to ?? to, to)
                    guard end > span.from else { continue }
                    patients[span.unit, default: []].append(span.from.milliseconds..<end.milliseconds)
                }
            default: break
            }
        }
        fleet.around.patients = patients.mapValues(TimeSpans.merged)
        fleet.around.dark = try dark(from: from, to: to)
        let silences = try reader.silences(from: from, to: to)
        let overdue = countsPlans ? try overdue(fleet.records, from: from, until: to, judge) : [:]
        try reader.forEachTrackable(kinds: [.equipment]) { row in
            let track = row.trackable.track
            var evidence = DeviceEvidence()
            evidence.stays = stays[track] ?? []
            evidence.heardUntil = row.current?.observedAt.milliseconds
            evidence.silences = (silences[track] ?? []).map { $0.from.milliseconds..<$0.to.milliseconds }
            evidence.overrides = fleet.records.overrides[track] ?? []
            evidence.lent = (fleet.records.loans[track] ?? []).filter(\.isOutside).map { loan in
                loan.out.milliseconds..<max(loan.out.milliseconds, loan.back?.milliseconds ?? .max)
            }
            evidence.overdue = overdue[track] ?? []
            fleet.devices.append(Fleet.Device(row: row.trackable, current: row.current, evidence: evidence))
        }
        return fleet
    }

    private func dark(from: Instant, to: Instant) throws -> [UnitKey: [TimeSpan]] {
        try reader.darkSpans(from: from, to: to).mapValues { spans in
            TimeSpans.merged(
                spans.map { span in
                    let start = span.from.milliseconds
                    return start..<max(start, span.to?.milliseconds ?? .max)
                })
        }
    }

    /// When plans that keep a device from use were overdue.
    private func overdue(
        _ records: DeviceRecords, from: Instant, until: Instant, _ judge: StatusJudge
    ) throws -> [TrackKey: [TimeSpan]] {
        let blocking = records.plans.values.flatMap { $0 }.filter(\.blocksUse)
        guard !blocking.isEmpty else { return [:] }
        let uses = try uses(of: blocking, records.entries, from: from, until: until, judge)
        var overdue: [TrackKey: [TimeSpan]] = [:]
        for plan in blocking {
            let due = MaintenanceDue(
                plan, records.entries[plan.track] ?? [], inUse: uses[plan.track] ?? [], now: until)
            overdue[plan.track, default: []] += due.overdue
        }
        return overdue
    }

    /// When the devices of plans of hours in use were in use, since those plans were done last before a span; empty
    /// without such a plan.
    func uses(
        of plans: [MaintenancePlan], _ entries: [TrackKey: [MaintenanceEntry]], from: Instant, until: Instant,
        _ judge: StatusJudge
    ) throws -> [TrackKey: [TimeSpan]] {
        let counted = plans.filter { if case .hoursInUse = $0.interval { true } else { false } }
        let starts = counted.map { plan in
            (entries[plan.track] ?? []).filter { $0.plan == plan.name && $0.at <= from }.map(\.at)
                .reduce(plan.start, max)
        }
        guard let start = starts.min(), start < until else { return [:] }
        let tracks = Set(counted.map(\.track))
        let fleet = try fleet(from: start, to: until, judge, countsPlans: false)
        var uses: [TrackKey: [TimeSpan]] = [:]
        for device in fleet.devices where tracks.contains(device.row.track) {
            uses[device.row.track] = TimeSpans.merged(
                DeviceUsage(fleet.spans(device), in: fleet.span).uses.map(\.time))
        }
        return uses
    }
}

extension DeviceStay {
    init(_ span: UnitSpan) {
        self.init(unit: span.unit, from: span.from.milliseconds, to: span.to?.milliseconds ?? .max)
    }
}
