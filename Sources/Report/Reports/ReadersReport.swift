public import Model

/// `readers.json`: the health of each reader. The status is the fold's, as of `data_until`.
public struct ReadersReport: Answer {
    public static let schema = "vigie.readers/1"

    public var scope: AnswerScope
    /// By reader id.
    public var readers: [Item]

    /// One reader: placed, heard, or both.
    public struct Item: Sendable {
        public var record: ReaderRecord
        /// `ble`, `uhf`, `choke`, `lorawan`; nil for one that the site does not place.
        public var kind: String?
        public var unit: UnitPlace?
        public var level: (id: LevelID, name: String)?
        public var xMetres = Double.nan
        public var yMetres = Double.nan
        /// Numbers of its own count that never came, and messages that came again; nil when it does not count.
        public var missing: Int?
        public var duplicates: Int?

        public init(record: ReaderRecord, kind: String?) {
            self.record = record
            self.kind = kind
        }

        /// Whether the site folder places it.
        public var isPlaced: Bool { kind != nil }
    }

    public init(scope: AnswerScope, readers: [Item]) {
        self.scope = scope
        self.readers = readers.sorted { $0.record.reader < $1.record.reader }
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            scope.writeReport(Self.schema, &json)
            json.array("readers") { json in
                for reader in readers { json.object { write(reader, &$0) } }
            }
        }
    }

    private func write(_ item: Item, _ json: inout JSONWriter) {
        json.member("reader", item.record.reader.rawValue)
        json.member("placed", item.isPlaced)
        json.member("kind", item.kind)
        if let unit = item.unit {
            unit.write(&json)
        } else if let level = item.level {
            json.member("level", level.id.rawValue)
            json.member("level_name", level.name)
        }
        json.member("x", item.xMetres, decimals: 2)
        json.member("y", item.yMetres, decimals: 2)
        json.member("status", item.record.status.rawValue)
        json.member("last_heard", item.record.lastHeard)
        json.member("silent_s", silentSeconds(item), decimals: 3)
        json.member("observations", item.record.observations)
        json.member("rejections", item.record.rejections)
        json.member("unknown_tags", item.record.unknownTags)
        json.member("clock_skew_ms", item.record.clockSkewMilliseconds)
        json.member("missing", item.missing)
        json.member("duplicates", item.duplicates)
    }

    private func silentSeconds(_ item: Item) -> Double? {
        item.record.lastHeard.map { max(0, scope.now.seconds(since: $0)) }
    }

    public func text(_ style: TextStyle) -> String {
        let language = style.language
        guard !readers.isEmpty else { return Phrases.noReaders(language) + "\n" + scope.footer(style) }
        var table = TextTable([
            .init(Phrases.reader(language), elasticDownTo: 8),
            .init(Phrases.unit(language), elasticDownTo: 8),
            .init(Phrases.level(language), elasticDownTo: 6),
            .init(Phrases.state(language)),
            .init(Phrases.age(language), isRightAligned: true),
            .init(Phrases.readsTitle(language), isRightAligned: true),
            .init(Phrases.rejectedTitle(language), isRightAligned: true),
            .init(Phrases.missingTitle(language), isRightAligned: true),
        ])
        // Those that need a look come first when not all are shown.
        let shown =
            style.rowsMax.map { limit in
                (readers.filter { $0.record.status != .online } + readers.filter { $0.record.status == .online })
                    .prefix(limit)
            } ?? readers[...]
        for item in shown {
            let age = silentSeconds(item).map { Spoken.age(milliseconds: Int64($0 * 1000), language) }
            table.add([
                .init(item.record.reader.rawValue),
                .init(item.isPlaced ? item.unit?.label ?? "" : Phrases.notPlaced(language)),
                .init(item.unit?.levelLabel ?? item.level?.name ?? ""),
                .init(item.record.status.text(language), item.record.status.tone),
                .init(age ?? ""),
                .init(Spoken.count(item.record.observations, language)),
                .init(Spoken.count(item.record.rejections, language)),
                .init(item.missing.map { Spoken.count($0, language) } ?? ""),
            ])
        }
        let left = readers.count - shown.count
        return table.text(style) + (left > 0 ? Phrases.moreInFile(left, language) + "\n" : "") + scope.footer(style)
    }
}

extension ReaderRecord.Status {
    func text(_ language: Language) -> String {
        switch self {
        case .online: Phrases.online(language)
        case .silent: Phrases.silent(language)
        case .offline: Phrases.offline(language)
        case .never: Phrases.never(language)
        }
    }

    var tone: Tone {
        switch self {
        case .online: .good
        case .silent: .warning
        case .offline, .never: .bad
        }
    }
}
