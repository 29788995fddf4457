public import Model
public import SiteMap
import Store

extension Questions {
    /// Everything that the report files say, from one state of the database and one pass over the trackables.
    ///
    /// - Parameters:
    ///   - map: the geometry of the levels; nil leaves the level files out.
    ///   - judge: what the site says of the devices in its units.
    ///   - beds: what the site says of beds.
    /// - Throws: the store's errors.
    /// - Complexity: O(trackables · log stays + readers + units).
    public func reports(
        site map: SiteMap? = nil, _ judge: StatusJudge = StatusJudge(), beds: BedPlaces = BedPlaces()
    ) throws -> Reports {
        try together {
            let status = try reader.status()
            let scope = scope(status)
            var tally = Tally()
            let statuses = try statuses(judge)
            try reader.forEachTrackable { tally.add($0, statuses, now: scope.now) }
            let readers = try reader.readers()
            return Reports(
                summary: try summary(scope, status, tally, readers),
                equipment: EquipmentReport(scope: scope, items: tally.items),
                stock: try stockReport(scope, site: map),
                readers: ReadersReport(scope: scope, readers: readers.map(ReadersReport.Item.init)),
                alarms: try alarmsReport(scope), occupancy: try occupancy(beds: beds),
                maintenance: try maintenance(judge),
                levels: map.map { levels($0, scope, tally) } ?? [])
        }
    }

    /// What is open, and what happened in the last day.
    private func alarmsReport(_ scope: AnswerScope) throws(VigieError) -> AlarmsAnswer {
        let rows = try reader.alarms(openOnly: true)
        let day = try reader.alarms(openOnly: false, since: scope.now.advanced(byMilliseconds: -86_400_000))
        let known = Set(rows.map(\.record.number))
        return AlarmsAnswer(
            scope: scope, alarms: rows + day.filter { !known.contains($0.record.number) }, open: rows.count,
            mutes: try reader.mutes(now: scope.now).count)
    }

    private func summary(
        _ scope: AnswerScope, _ status: StoreStatus, _ tally: Tally, _ readers: [ReaderRow]
    ) throws(VigieError) -> SummaryReport {
        var report = SummaryReport(scope: scope, trackables: tally.states, counters: status.counters)
        for row in try reader.rejections() { report.rejections[row.reason, default: 0] += row.count }
        for reader in readers {
            report.readers[reader.health?.status ?? .never, default: 0] += 1
            report.unknownTags += reader.health?.unknownTags ?? 0
            report.gaps.readers += reader.missing > 0 ? 1 : 0
            report.gaps.missing += reader.missing
            report.gaps.duplicates += reader.sequences.reduce(0) { $0 + $1.duplicates }
        }
        report.levels = try reader.levels().filter(\.isPresent).map { level in
            SummaryReport.LevelCount(
                level: LevelRecord(id: level.id, name: level.name, ordinal: level.ordinal),
                counts: tally.levels[level.id] ?? [:])
        }
        return report
    }

    private func levels(_ map: SiteMap, _ scope: AnswerScope, _ tally: Tally) -> [LevelReport] {
        let points = Dictionary(grouping: tally.items.map(\.located)) { $0.unit?.level ?? $0.level?.id }
        return map.levels.map { level in
            LevelReport(
                scope: scope, level: level, frame: map.buildings[level.building].frame,
                units: level.units.map { (map.units[$0], tally.units[map.units[$0].id] ?? [:]) },
                points: points[level.id] ?? [])
        }
    }
}

/// The report files of one moment.
public struct Reports: Sendable {
    public var summary: SummaryReport
    public var equipment: EquipmentReport
    public var stock: StockReport
    public var readers: ReadersReport
    public var alarms: AlarmsAnswer
    public var occupancy: OccupancyReport
    public var maintenance: MaintenanceReport
    /// Empty without the site's geometry.
    public var levels: [LevelReport]
}

/// What one pass over the trackables counts.
private struct Tally {
    var states: [TrackableKind: [FixState: Int]] = [:]
    var levels: [LevelID: [TrackableKind: Int]] = [:]
    var units: [UnitID: [TrackableKind: Int]] = [:]
    var items: [EquipmentReport.Item] = []

    mutating func add(_ row: LocatedRow, _ statuses: [TrackableID: JudgedStatus], now: Instant) {
        let kind = row.trackable.kind
        var located = Located(row.trackable, row.current, now: now)
        states[kind, default: [:]][located.judgement.state, default: 0] += 1
        if located.judgement.state != .unknown {
            if let level = located.unit?.level ?? located.level?.id {
                levels[level, default: [:]][kind, default: 0] += 1
            }
            if let unit = located.unit { units[unit.id, default: [:]][kind, default: 0] += 1 }
        }
        guard EquipmentReport.kinds.contains(kind) else { return }
        located.status = statuses[row.trackable.id]?.withoutNote
        items.append(
            EquipmentReport.Item(
                located: located, assignedUnit: row.trackable.assignedUnit, model: row.trackable.model,
                serial: row.trackable.serial))
    }
}

extension ReadersReport.Item {
    init(_ row: ReaderRow) {
        self.init(
            record: row.health
                ?? ReaderRecord(
                    reader: row.id, status: .never, lastHeard: nil, observations: 0, rejections: 0, unknownTags: 0),
            kind: row.kind)
        unit = row.unit.map(UnitPlace.init)
        level = row.level.map { ($0.id, $0.name) }
        if row.kind != nil, row.level != nil {
            xMetres = row.xMetres
            yMetres = row.yMetres
        }
        guard !row.sequences.isEmpty else { return }
        missing = row.missing
        duplicates = row.sequences.reduce(0) { $0 + $1.duplicates }
    }
}
