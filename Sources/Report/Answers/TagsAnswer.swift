public import Model
public import Store

/// The answer to `tags list`: the registry.
public struct TagsAnswer: Answer {
    public static let schema = "vigie.tags/1"

    public var site: SiteID?
    /// By tag id. Staff rows are in the registry's list: it is how they are bound and unbound.
    public var rows: [RegistryListRow]
    /// How many there are, before `-n` cut the list.
    public var total: Int

    public init(site: SiteID?, rows: [RegistryListRow], total: Int) {
        self.site = site
        self.rows = rows
        self.total = total
    }

    public var isFound: Bool { !rows.isEmpty }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            json.member("schema", Self.schema)
            json.member("site", site?.rawValue)
            json.member("total", total)
            json.array("tags") { json in
                for row in rows { json.object { write(row, &$0) } }
            }
        }
    }

    private func write(_ row: RegistryListRow, _ json: inout JSONWriter) {
        json.member("tag", row.tag.rawValue)
        guard let trackable = row.trackable else { return }
        TrackableName(trackable).write(&json)
        json.member("assigned_unit", trackable.assignedUnit.isEmpty ? nil : trackable.assignedUnit)
        json.member("model", trackable.model.isEmpty ? nil : trackable.model)
        json.member("serial", trackable.serial.isEmpty ? nil : trackable.serial)
        json.member("bound_at", row.boundAt)
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard isFound else { return Phrases.nothingRegistered(language) + "\n" }
        var table = TextTable([
            .init(Phrases.tag(language), elasticDownTo: 12),
            .init(Phrases.id(language), elasticDownTo: 10),
            .init(Phrases.kind(language)),
            .init(Phrases.name(language), elasticDownTo: 10),
            .init(Phrases.category(language), elasticDownTo: 8),
            .init(Phrases.assignedUnit(language), elasticDownTo: 8),
        ])
        for row in rows {
            let trackable = row.trackable
            table.add([
                .init(row.tag.rawValue), .init(trackable?.id.rawValue ?? Phrases.notBound(language)),
                .init(trackable?.kind.text(language) ?? ""), .init(trackable?.name ?? ""),
                .init(trackable?.category ?? ""), .init(trackable?.assignedUnit ?? ""),
            ])
        }
        let more = total > rows.count ? Phrases.andMore(total - rows.count, language) + "\n" : ""
        return table.text(style) + more
    }
}
