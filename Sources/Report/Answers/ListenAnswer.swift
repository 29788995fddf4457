public import Model

/// What `doctor --listen` heard: a mapping ready for the configuration, the readers, and what nobody understands.
public struct ListenAnswer: Answer {
    static let schema = "vigie.listen/1"

    /// Messages of one dialect on one shape of topic.
    public struct Stream: Sendable {
        /// Nil when no dialect knows them.
        public var dialect: String?
        public var filter: String
        public var messages: Int
        public var reason: String?

        public init(dialect: String?, filter: String, messages: Int, reason: String?) {
            self.dialect = dialect
            self.filter = filter
            self.messages = messages
            self.reason = reason
        }
    }

    /// One reader.
    public struct Reader: Sendable {
        public var id: String
        public var dialect: String?
        public var observations: Int
        public var tags: Int
        public var knownTags: Int
        /// Whether the site places it; nil when there is no site to ask.
        public var isPlaced: Bool?

        public init(
            id: String, dialect: String?, observations: Int, tags: Int, knownTags: Int, isPlaced: Bool?
        ) {
            self.id = id
            self.dialect = dialect
            self.observations = observations
            self.tags = tags
            self.knownTags = knownTags
            self.isPlaced = isPlaced
        }
    }

    public var seconds: Int
    public var messages = 0
    public var observations = 0
    public var tags = 0
    public var knownTags = 0
    public var streams: [Stream] = []
    public var readers: [Reader] = []
    public var rejections: [(reason: String, count: Int)] = []

    /// In text, at most so many readers.
    private static let readersMax = 40

    public init(seconds: Int) { self.seconds = seconds }

    public var isFound: Bool { messages > 0 }

    /// The `subscriptions` of a configuration, YAML.
    public var mapping: String {
        let known = streams.filter { $0.dialect != nil }
        guard !known.isEmpty else { return "" }
        let lines = known.map { stream in
            let escaped = stream.filter.split(separator: "\\", omittingEmptySubsequences: false).joined(
                separator: "\\\\"
            )
            .split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
            return "  - {topic: \"\(escaped)\", dialect: \(stream.dialect ?? ""), qos: 1}\n"
        }
        return "subscriptions:\n" + lines.joined()
    }

    /// A count of the whole time as one of a minute, rounded.
    private func perMinute(_ count: Int) -> Int {
        (count * 60 + seconds / 2) / max(1, seconds)
    }

    public func write(_ json: inout JSONWriter) {
        json.object { json in
            json.member("schema", ListenAnswer.schema)
            json.member("seconds", seconds)
            json.member("messages", messages)
            json.member("observations", observations)
            json.member("tags", tags)
            json.member("known_tags", knownTags)
            json.array("streams") { json in
                for stream in streams {
                    json.object { json in
                        json.member("dialect", stream.dialect)
                        json.member("topic", stream.filter)
                        json.member("messages", stream.messages)
                        json.member("reason", stream.reason)
                    }
                }
            }
            json.array("readers") { json in
                for reader in readers {
                    json.object { json in
                        json.member("reader", reader.id)
                        json.member("dialect", reader.dialect)
                        if let isPlaced = reader.isPlaced { json.member("placed", isPlaced) }
                        json.member("observations_per_minute", perMinute(reader.observations))
                        json.member("tags", reader.tags)
                        json.member("known_tags", reader.knownTags)
                    }
                }
            }
            json.object("rejections") { json in
                for rejection in rejections {
                    json.key(rejection.reason)
                    json.integer(rejection.count)
                }
            }
            json.member("mapping", mapping)
        }
    }

    public func text(_ style: TextStyle) -> String {
        var facts = Facts()
        facts.add(Phrase("listened", "écouté"), "\(seconds) s")
        facts.add(Phrase("messages received", "messages reçus"), "\(messages)")
        facts.add(Phrase("observations", "observations lues"), "\(observations)")
        facts.add(Phrase("tags heard", "étiquettes entendues"), "\(tags)")
        facts.add(Phrase("  in the registry", "  dans le registre"), "\(knownTags)")
        for rejection in rejections {
            facts.add(Phrase("refused: \(rejection.reason)", "refusés : \(rejection.reason)"), "\(rejection.count)")
        }
        var text = facts.text(style)
        guard messages > 0 else {
            let nothing = Phrase(
                "Nothing came. Are the readers on, and may we read their topics?",
                "Rien n'est venu. Les lecteurs sont-ils allumés, et pouvons-nous lire leurs sujets ?")
            return text + "\n" + nothing(style.language) + "\n"
        }
        if !mapping.isEmpty {
            let title = Phrase("For the configuration:", "Pour la configuration :")
            text += "\n" + title(style.language) + "\n" + mapping
        }
        return text + unknownStreams(style) + readerTable(style)
    }

    private func unknownStreams(_ style: TextStyle) -> String {
        let unknown = streams.filter { $0.dialect == nil }
        guard !unknown.isEmpty else { return "" }
        let title = Phrase("No dialect knows these:", "Aucun dialecte ne connaît ceux-ci :")
        var table = TextTable([
            .init(Phrase("TOPIC", "SUJET")(style.language), elasticDownTo: 20),
            .init("MESSAGES", isRightAligned: true), .init(Phrase("REASON", "RAISON")(style.language)),
        ])
        for stream in unknown {
            table.add([.init(stream.filter), .init("\(stream.messages)"), .init(stream.reason ?? "")])
        }
        return "\n" + title(style.language) + "\n" + table.text(style)
    }

    private func readerTable(_ style: TextStyle) -> String {
        guard !readers.isEmpty else { return "" }
        let unplaced = readers.count { $0.isPlaced == false }
        var table = TextTable([
            .init(Phrase("READER", "LECTEUR")(style.language), elasticDownTo: 16),
            .init(Phrase("DIALECT", "DIALECTE")(style.language)),
            .init(Phrase("READS/MIN", "LECTURES/MIN")(style.language), isRightAligned: true),
            .init(Phrase("TAGS", "ÉTIQUETTES")(style.language), isRightAligned: true),
            .init(Phrase("KNOWN", "CONNUES")(style.language), isRightAligned: true),
            .init(Phrase("IN THE SITE", "DANS LE SITE")(style.language)),
        ])
        let ordered = readers.filter { $0.isPlaced == false } + readers.filter { $0.isPlaced != false }
        for reader in ordered.prefix(ListenAnswer.readersMax) {
            let placed = reader.isPlaced.map { $0 ? Phrase("yes", "oui") : Phrase("no", "non") }
            table.add([
                .init(reader.id), .init(reader.dialect ?? ""), .init("\(perMinute(reader.observations))"),
                .init("\(reader.tags)"), .init("\(reader.knownTags)"), .init(placed?(style.language) ?? ""),
            ])
        }
        var text = "\n" + table.text(style)
        let rest = readers.count - ListenAnswer.readersMax
        if rest > 0 { text += Phrase("… and \(rest) more", "… et \(rest) de plus")(style.language) + "\n" }
        if unplaced > 0 {
            let advice = Phrase(
                "\(unplaced) unknown: add them to readers.geojson, or their reads go for nothing.",
                "\(unplaced) inconnu(s) : ajoutez-les à readers.geojson, sinon leurs lectures ne servent à rien.")
            text += "\n" + advice(style.language) + "\n"
        }
        return text
    }
}
