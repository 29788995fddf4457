public import Model

/// `equipment.json`: where each device, container and robot is, and what can be done with each device. No people.
public struct EquipmentReport: Answer {
    public static let schema = "vigie.equipment/1"
    /// The kinds that the file holds.
    public static let kinds: [TrackableKind] = [.equipment, .container, .robot]

    public var scope: AnswerScope
    /// By trackable id.
    public var items: [Item]

    /// One trackable with what the registry knows of it.
    public struct Item: Sendable {
        public var located: Located
        /// The id or the name of a unit, as imported; empty when it belongs nowhere.
        public var assignedUnit: String
        public var model: String
        public var serial: String

        public init(located: Located, assignedUnit: String = "", model: String = "", serial: String = "") {
            self.located = located
            self.assignedUnit = assignedUnit
            self.model = model
            self.serial = serial
        }

        /// Whether it is in another unit than its own; nil when it has none or its place is not known.
        public var isAway: Bool? {
            guard !assignedUnit.isEmpty, let unit = located.unit else { return nil }
            return assignedUnit != unit.id.rawValue && assignedUnit != unit.name
        }
    }

    /// Items of other kinds are left out, whoever passes them.
    public init(scope: AnswerScope, items: [Item]) {
        self.scope = scope
        self.items = items.filter { Self.kinds.contains($0.located.trackable.kind) }
            .sorted { $0.located.trackable.id < $1.located.trackable.id }
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.array("equipment") { json in
                for item in items {
                    json.object { json in
                        item.located.write(&json)
                        json.member("assigned_unit", item.assignedUnit.isEmpty ? nil : item.assignedUnit)
                        if let isAway = item.isAway { json.member("away", isAway) }
                        json.member("model", item.model.isEmpty ? nil : item.model)
                        json.member("serial", item.serial.isEmpty ? nil : item.serial)
                    }
                }
            }
        }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        let hasStatus = items.contains { $0.located.status != nil }
        guard !items.isEmpty else { return Phrases.nothingRegistered(language) + "\n" + scope.footer(style) }
        var columns: [TextTable.Column] = [
            .init(Phrases.id(language), elasticDownTo: 10),
            .init(Phrases.name(language), elasticDownTo: 10),
            .init(Phrases.unit(language), elasticDownTo: 12),
            .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.state(language)),
            .init(Phrases.age(language), isRightAligned: true),
            .init(Phrases.assignedUnit(language), elasticDownTo: 8),
        ]
        if hasStatus { columns += [.init(Phrases.status(language)), .init(Phrases.why(language), elasticDownTo: 12)] }
        var table = TextTable(columns)
        let shown = items.prefix(style.rowsMax ?? items.count)
        for item in shown {
            var cells: [TextTable.Cell] = [
                .init(item.located.trackable.id.rawValue),
                .init(item.located.trackable.label(language)),
                .init(item.located.unitText(language)),
                .init(item.located.levelText),
                .init(item.located.judgement.state.text(language), item.located.judgement.state.tone),
                .init(item.located.ageText(language)),
                .init(item.isAway == true ? item.assignedUnit : ""),
            ]
            if hasStatus {
                let status = item.located.status
                cells += [.init(status?.status.text(language) ?? ""), .init(status?.reason.text(language) ?? "")]
            }
            table.add(cells)
        }
        let left = items.count - shown.count
        return table.text(style) + (left > 0 ? Phrases.moreInFile(left, language) + "\n" : "") + scope.footer(style)
    }
}
