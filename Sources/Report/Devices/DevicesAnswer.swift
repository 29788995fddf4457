public import Model

/// A device with its place and its status, now or at a past instant.
public struct DeviceView: Sendable {
    /// How its place compares with where it belongs.
    public enum Placement: String, Sendable, CaseIterable {
        /// In its unit.
        case right
        /// On the level of its unit, in another one.
        case near
        /// Somewhere else.
        case wrong
        /// Nobody knows where it is: last known, never heard, or the readers are down.
        case unknown
        /// It belongs nowhere, or to a unit that the site has not.
        case none
    }

    public var trackable: TrackableName
    public var model: String
    public var serial: String
    /// As the registry has it.
    public var assignedUnit: String
    /// The unit that these words mean; nil when the site has none or several.
    public var home: UnitPlace?
    public var facts: DeviceFacts?
    /// Nil before anything was known.
    public var status: JudgedStatus?
    /// Where it is, or was last.
    public var unit: UnitPlace?
    /// Its newest read by then.
    public var heardAt: Instant?
    /// Whether it is known to be there at that instant.
    public var isPlaceKnown: Bool
    public var placement: Placement

    func write(_ json: inout JSONWriter) {
        trackable.write(&json)
        json.member("model", model.isEmpty ? nil : model)
        json.member("serial", serial.isEmpty ? nil : serial)
        status?.write(&json)
        unit?.write(&json)
        json.member("heard_at", heardAt)
        json.member("place_known", isPlaceKnown)
        json.member("assigned_unit", assignedUnit.isEmpty ? nil : assignedUnit)
        json.member("assigned_unit_name", home?.name)
        json.member("placement", placement.rawValue)
        guard let facts else { return }
        json.member("manufacturer", facts.manufacturer.isEmpty ? nil : facts.manufacturer)
        json.member("supplier", facts.supplier.isEmpty ? nil : facts.supplier)
        json.member("contract", facts.contract.isEmpty ? nil : facts.contract)
        if facts.isRental { json.member("rental", true) }
    }

    /// `Room 312`, or `Room 312?` for a place that nobody may rely on.
    var placeText: String { unit.map { isPlaceKnown ? $0.label : $0.label + "?" } ?? "" }
}

/// The answer to `devices list`, `devices recall` and `devices audit`.
public struct DevicesAnswer: Answer {
    public static let schema = "vigie.devices/1"

    /// What was asked.
    public enum Question: String, Sendable, CaseIterable {
        case list, recall, audit
    }

    public var scope: AnswerScope
    public var question: Question
    /// As asked, verbatim.
    public var query: String
    /// The past instant asked for; nil for now.
    public var at: Instant?
    /// By id; an audit's by level and unit.
    public var devices: [DeviceView]
    /// Devices by status, before `-n` or an audit cut the list.
    public var counts: [EquipmentStatus: Int]
    /// The same by placement.
    public var placements: [DeviceView.Placement: Int]
    /// Whether `-n` cut the list.
    public var hasMore: Bool

    public var isFound: Bool { !counts.isEmpty || !placements.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.write(Self.schema, &json)
            json.member("question", question.rawValue)
            json.member("query", query)
            json.member("at", at)
            json.member("has_more", hasMore)
            json.object("counts") { json in
                for status in EquipmentStatus.allCases {
                    guard let count = counts[status] else { continue }
                    json.key(status.name)
                    json.integer(count)
                }
            }
            json.object("placements") { json in
                for placement in DeviceView.Placement.allCases {
                    guard let count = placements[placement] else { continue }
                    json.key(placement.rawValue)
                    json.integer(count)
                }
            }
            json.array("devices") { json in
                for device in devices { json.object { device.write(&$0) } }
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else {
            return Phrases.nothingMatches(Printable.clean(query), language) + "\n" + scope.footer(style)
        }
        var table = TextTable([
            .init(Phrases.id(language), elasticDownTo: 10), .init(Phrases.name(language), elasticDownTo: 10),
            .init(Phrases.modelTitle(language), elasticDownTo: 8),
            .init(Phrases.serialTitle(language), elasticDownTo: 8),
            .init(Phrases.status(language)), .init(Phrases.why(language), elasticDownTo: 12),
            .init(Phrases.unit(language), elasticDownTo: 12), .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.lastHeardTitle(language)), .init(Phrases.assignedUnit(language), elasticDownTo: 8),
            .init(Phrases.placementTitle(language)),
        ])
        let isAudit = question == .audit
        for device in devices {
            table.add([
                .init(device.trackable.id.rawValue), .init(device.trackable.label(language)),
                .init(question == .recall ? device.model : ""), .init(question == .recall ? device.serial : ""),
                .init(isAudit ? "" : device.status?.status.text(language) ?? ""),
                .init(isAudit ? "" : device.status?.whyText(scope, language) ?? ""),
                .init(device.placeText), .init(device.unit?.levelLabel ?? ""),
                .init(device.heardAt.map(scope.short) ?? Phrases.neverHeard(language)),
                .init(isAudit ? device.home?.label ?? device.assignedUnit : ""),
                .init(isAudit ? device.placement.text(language) : "", device.placement.tone),
            ])
        }
        var text = at.map { Tone.heading.paint(Phrases.whereAt(scope.full($0), language), style) + "\n" } ?? ""
        text += table.text(style)
        if devices.isEmpty, isAudit { text += Phrases.allInPlace(language) + "\n" }
        if hasMore { text += Phrases.more(language) + "\n" }
        return text + sums(language) + "\n" + scope.footer(style)
    }

    /// `available 12, in use 3`.
    private func sums(_ language: Language) -> String {
        let parts: [String] =
            question == .audit
            ? DeviceView.Placement.allCases.compactMap { placement in
                placements[placement].map { placement.text(language) + " \($0)" }
            }
            : EquipmentStatus.allCases.compactMap { status in counts[status].map { status.text(language) + " \($0)" } }
        return parts.joined(separator: ", ")
    }
}

extension DeviceView.Placement {
    func text(_ language: Language) -> String {
        switch self {
        case .right: Phrases.inPlace(language)
        case .near: Phrases.sameLevel(language)
        case .wrong: Phrases.elsewhere(language)
        case .unknown: Phrases.placeUnknown(language)
        case .none: Phrases.belongsNowhere(language)
        }
    }

    var tone: Tone {
        switch self {
        case .right: .good
        case .near, .none: .plain
        case .wrong: .warning
        case .unknown: .bad
        }
    }
}
