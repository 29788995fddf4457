public import Model
import Store
import Watch

/// `utilisation.json`: how devices were used in a span.
public struct UtilisationReport: Answer {
    public static let schema = "vigie.utilisation/1"

    public var scope: AnswerScope
    public var from: Instant
    public var to: Instant
    /// By id.
    public private(set) var devices: [Device] = []
    /// By name.
    public private(set) var groups: [Group] = []
    /// Pay-per-use contracts, by name.
    public private(set) var contracts: [Contract] = []
    private var demand: [String: DemandTally] = [:]

    /// One device.
    public struct Device: Sendable {
        public var trackable: TrackableName
        /// By status; with ``unseenMilliseconds`` they are the whole span.
        public var milliseconds: [EquipmentStatus: Int64] = [:]
        /// Before anything was known of it.
        public var unseenMilliseconds: Int64 = 0
        /// Times that it was taken into use.
        public var turns = 0
        /// Different units that it was used in.
        public var unitsUsedIn = 0
        public var isRental = false
        public var contract = ""
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
        /// Rented ones that were never in use: they could go back.
        public var idleRentals: Int
        /// Most in use at the same time, and when first.
        public var peak: Int
        public var peakAt: Instant?
        /// By unit category; empty text for outside of all units.
        public var peaks: [(unitCategory: String, count: Int, at: Instant)]
        /// Most in use at once in each hour of the site's day, 24 counts.
        public var peakByHour: [Int]
        /// The time in which any status is known, of all its devices.
        public var seenMilliseconds: Int64 { milliseconds.values.reduce(0, +) }
        /// Devices that were not needed even at the peak; none of them are a reason to rent.
        public var spare: Int { devices - peak }
    }

    /// A contract that counts uses.
    public struct Contract: Sendable {
        public var name: String
        public var devices: Int
        public var uses: Int
        public var inUseMilliseconds: Int64
    }

    init(scope: AnswerScope, from: Instant, to: Instant) {
        self.scope = scope
        self.from = from
        self.to = to
    }

    mutating func add(_ device: Fleet.Device, _ fleet: Fleet) {
        let usage = DeviceUsage(fleet.spans(device), in: fleet.span)
        let facts = fleet.records.facts[device.row.track]
        var used = Device(trackable: TrackableName(device.row))
        used.milliseconds = usage.milliseconds
        used.unseenMilliseconds = usage.unseenMilliseconds
        used.turns = usage.turns.count
        used.unitsUsedIn = Set(usage.uses.compactMap(\.unit)).count
        used.isRental = facts?.isRental ?? false
        used.contract = facts?.contract ?? ""
        devices.append(used)
        for use in usage.uses {
            let category = use.unit.flatMap { fleet.units[$0]?.category } ?? ""
            demand[device.row.category, default: DemandTally()].add(use.time, unitCategory: category)
        }
    }

    mutating func finish() {
        devices.sort { $0.trackable.id < $1.trackable.id }
        let zone = scope.zone
        groups = Dictionary(grouping: devices) { $0.trackable.category }.map { category, members in
            let demand = demand[category] ?? DemandTally()
            let peak = demand.peak
            return Group(
                category: category, devices: members.count,
                milliseconds: members.reduce(into: [:]) { $0.merge($1.milliseconds, uniquingKeysWith: +) },
                turns: members.reduce(0) { $0 + $1.turns }, idleCandidates: members.count { $0.isIdleCandidate },
                idleRentals: members.count { $0.isIdleCandidate && $0.isRental }, peak: peak?.count ?? 0,
                peakAt: peak.map { Instant(milliseconds: $0.at) },
                peaks: demand.peaks.map { ($0.unitCategory, $0.count, Instant(milliseconds: $0.at)) },
                peakByHour: demand.peakByHour { zone.offsetSeconds(at: Instant(milliseconds: $0)) })
        }.sorted { $0.category < $1.category }
        let counted = Dictionary(grouping: devices.filter { !$0.contract.isEmpty }) { $0.contract }
        contracts = counted.map { name, members in
            Contract(
                name: name, devices: members.count, uses: members.reduce(0) { $0 + $1.turns },
                inUseMilliseconds: members.reduce(0) { $0 + ($1.milliseconds[.inUse] ?? 0) })
        }.sorted { $0.name < $1.name }
        demand = [:]
    }

    public var isFound: Bool { !devices.isEmpty }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return Phrases.nothingRegistered(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.category(language), elasticDownTo: 10),
            .init(Phrases.devices(language), isRightAligned: true),
            .init(Phrases.inUseTitle(language), isRightAligned: true),
            .init(Phrases.idleTitle(language), isRightAligned: true),
            .init(Phrases.lostTitle(language), isRightAligned: true),
            .init(Phrases.turnsTitle(language), isRightAligned: true),
            .init(Phrases.peakTitle(language), isRightAligned: true), .init(Phrases.peakAtTitle(language)),
            .init(Phrases.spareTitle(language), isRightAligned: true),
            .init(Phrases.neverUsed(language), isRightAligned: true),
        ])
        for group in groups {
            let seen = max(1, group.seenMilliseconds)
            func share(_ status: EquipmentStatus) -> String {
                Spoken.percent(Float(group.milliseconds[status] ?? 0) / Float(seen))
            }
            table.add([
                .init(group.category), .init("\(group.devices)"), .init(share(.inUse)), .init(share(.idle)),
                .init(share(.lost)), .init("\(group.turns)"), .init("\(group.peak)"),
                .init(group.peakAt.map(scope.short) ?? ""), .init("\(group.spare)"),
                .init("\(group.idleCandidates)"),
            ])
        }
        return table.text(style) + contractText(style) + scope.footer(style)
    }

    private func contractText(_ style: TextStyle) -> String {
        let language = style.language
        var table = TextTable([
            .init(Phrases.contractTitle(language), elasticDownTo: 10),
            .init(Phrases.devices(language), isRightAligned: true),
            .init(Phrases.usesTitle(language), isRightAligned: true),
            .init(Phrases.hoursTitle(language), isRightAligned: true),
        ])
        for contract in contracts {
            table.add([
                .init(contract.name), .init("\(contract.devices)"), .init("\(contract.uses)"),
                .init(Spoken.decimal(Double(contract.inUseMilliseconds) / 3_600_000, language)),
            ])
        }
        return table.text(style)
    }
}
