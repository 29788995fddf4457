public import Model
import Store

/// `utilisation.json`: how devices were used in a span.
public struct UtilisationReport: Answer {
    public static let schema = "vigie.utilisation/1"
    /// Uses apart by no more than this are one turn.
    static let turnGapMilliseconds: Int64 = 15 * 60_000

    public var scope: AnswerScope
    public var from: Instant
    public var to: Instant
    /// By id.
    public private(set) var devices: [Device] = []
    /// By name.
    public private(set) var groups: [Group] = []
    private var uses: [String: [ClosedRange<Int64>]] = [:]

    /// One device.
    public struct Device: Sendable {
        public var trackable: TrackableName
        public var milliseconds: [EquipmentStatus: Int64] = [:]
        /// Times that it was taken into use.
        public var turns = 0
        /// Never in use in the whole span.
        public var isIdleCandidate: Bool { (milliseconds[.inUse] ?? 0) == 0 }
    }

    /// A category of devices.
    public struct Group: Sendable {
        public var category: String
        public var devices: Int
        public var milliseconds: [EquipmentStatus: Int64]
        public var turns: Int
        public var idleCandidates: Int
        /// Most in use at the same time.
        public var peak: Int
        /// The time in which any status is known, of all its devices.
        public var seenMilliseconds: Int64 { milliseconds.values.reduce(0, +) }
    }

    init(scope: AnswerScope, from: Instant, to: Instant) {
        self.scope = scope
        self.from = from
        self.to = to
    }

    mutating func add(
        _ row: TrackableRow, _ stays: [UnitSpan], _ units: [UnitKey: UnitRow],
        _ patients: [UnitKey: [ClosedRange<Int64>]], _ judge: StatusJudge
    ) {
        var device = Device(trackable: TrackableName(row))
        var used: [ClosedRange<Int64>] = []
        for stay in stays {
            let start = max(stay.from.milliseconds, from.milliseconds)
            let end = min(stay.to?.milliseconds ?? to.milliseconds, to.milliseconds)
            guard end > start, let unit = units[stay.unit] else { continue }
            if let status = judge.places.units[unit.id] {
                device.milliseconds[status, default: 0] += end - start
                if status == .inUse { used.append(start...end) }
                continue
            }
            let parts = Spans.parts(of: patients[stay.unit] ?? [], in: start...end)
            let inUse = parts.reduce(Int64(0)) { $0 + $1.upperBound - $1.lowerBound }
            if inUse > 0 { device.milliseconds[.inUse, default: 0] += inUse }
            used += parts
            let rest = end - start - inUse
            guard rest > 0 else { continue }
            if StatusJudge.storeCategories.contains(unit.category) {
                device.milliseconds[.available, default: 0] += rest
            } else {
                let short = min(rest, StatusJudge.idleAfterMilliseconds)
                device.milliseconds[.available, default: 0] += short
                if rest > short { device.milliseconds[.idle, default: 0] += rest - short }
            }
        }
        let turns = Self.turns(used)
        device.turns = turns.count
        uses[row.category, default: []] += turns
        devices.append(device)
    }

    private static func turns(_ used: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
        var turns: [ClosedRange<Int64>] = []
        for span in Spans.merged(used) {
            if let last = turns.last, span.lowerBound - last.upperBound <= turnGapMilliseconds {
                turns[turns.count - 1] = last.lowerBound...span.upperBound
            } else {
                turns.append(span)
            }
        }
        return turns
    }

    mutating func finish() {
        devices.sort { $0.trackable.id < $1.trackable.id }
        groups = Dictionary(grouping: devices) { $0.trackable.category }.map { category, members in
            Group(
                category: category, devices: members.count,
                milliseconds: members.reduce(into: [:]) { $0.merge($1.milliseconds, uniquingKeysWith: +) },
                turns: members.reduce(0) { $0 + $1.turns }, idleCandidates: members.count { $0.isIdleCandidate },
                peak: Self.peak(uses[category] ?? []))
        }.sorted { $0.category < $1.category }
        uses = [:]
    }

    private static func peak(_ spans: [ClosedRange<Int64>]) -> Int {
        let steps = spans.flatMap { [($0.lowerBound, 1), ($0.upperBound, -1)] }.sorted { $0 < $1 }
        var (now, most) = (0, 0)
        for step in steps {
            now += step.1
            most = max(most, now)
        }
        return most
    }

    public var isFound: Bool { !devices.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.member("from", from)
            json.member("to", to)
            json.array("categories") { json in
                for group in groups {
                    json.object { json in
                        json.member("category", group.category)
                        json.member("devices", group.devices)
                        json.member("turns", group.turns)
                        json.member("peak_in_use", group.peak)
                        json.member("idle_candidates", group.idleCandidates)
                        Self.write(group.milliseconds, &json)
                    }
                }
            }
            json.array("devices") { json in
                for device in devices {
                    json.object { json in
                        device.trackable.write(&json)
                        json.member("turns", device.turns)
                        json.member("idle_candidate", device.isIdleCandidate)
                        Self.write(device.milliseconds, &json)
                    }
                }
            }
        }
    }

    private static func write(_ milliseconds: [EquipmentStatus: Int64], _ json: inout JSONWriter) {
        json.object("hours") { json in
            for status in EquipmentStatus.allCases {
                guard let value = milliseconds[status] else { continue }
                json.key(status.name)
                json.number(Double(value) / 3_600_000, decimals: 2)
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return Phrases.nothingRegistered(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.category(language), elasticDownTo: 10),
            .init(Phrases.devices(language), isRightAligned: true),
            .init(Phrases.inUseTitle(language), isRightAligned: true),
            .init(Phrases.idleTitle(language), isRightAligned: true),
            .init(Phrases.turnsTitle(language), isRightAligned: true),
            .init(Phrases.peakTitle(language), isRightAligned: true),
            .init(Phrases.neverUsed(language), isRightAligned: true),
        ])
        for group in groups {
            let seen = max(1, group.seenMilliseconds)
            func share(_ status: EquipmentStatus) -> String {
                Spoken.percent(Float(group.milliseconds[status] ?? 0) / Float(seen))
            }
            table.add([
                .init(group.category), .init("\(group.devices)"), .init(share(.inUse)), .init(share(.idle)),
                .init("\(group.turns)"), .init("\(group.peak)"), .init("\(group.idleCandidates)"),
            ])
        }
        return table.text(style) + scope.footer(style)
    }
}
