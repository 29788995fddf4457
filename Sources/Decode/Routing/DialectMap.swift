/// Which dialect is spoken on which topics: the configuration's subscriptions, in their order.
public struct DialectMap: Sendable {
    /// One subscription.
    public struct Entry: Sendable {
        /// The topics subscribed to.
        public var filter: TopicFilter
        /// What is spoken on them.
        public var dialect: Dialect
        /// Put before every reader's id, so that two networks may use the same names; empty for none.
        public var readerPrefix: String
        /// The level, an IMDF id, of ready-made positions that name none; empty for none.
        public var level: String
        /// How far its messages are believed.
        public var trust: TrustClass

        /// An entry; no prefix, no level and full trust by default.
        public init(
            filter: TopicFilter, dialect: Dialect, readerPrefix: String = "", level: String = "",
            trust: TrustClass = .full
        ) {
            self.filter = filter
            self.dialect = dialect
            self.readerPrefix = readerPrefix
            self.level = level
            self.trust = trust
        }
    }

    /// The first entry whose filter matches holds.
    public var entries: [Entry]
    /// Whether a message that no entry matches is recognised by its topic and shape; otherwise it is refused as
    /// `unknown_topic`.
    public var recognisesOthers: Bool
    /// What some tags do differently from the standards.
    public var families: TagFamilies

    /// A map; by default what no entry matches is refused.
    public init(entries: [Entry], recognisesOthers: Bool = false, families: TagFamilies = .none) {
        self.entries = entries
        self.recognisesOthers = recognisesOthers
        self.families = families
    }

    /// No entries: every message is recognised by its topic and shape. What `replay` and `decode` use without a
    /// configuration.
    public static let recognising = DialectMap(entries: [], recognisesOthers: true)
}
