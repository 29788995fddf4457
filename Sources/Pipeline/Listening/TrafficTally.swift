public import Decode
public import Model

/// Counts what comes by: which dialects on which topics, which readers, how many tags. Nothing is kept of a message but
/// its topic's shape, its reader's id and a hash of its tags.
///
/// Pure; memory is bounded by the limits below, beyond which things are counted together.
public struct TrafficTally: Sendable {
    /// Messages of one dialect, or of none, whose topics differ in some levels.
    public struct Stream: Sendable {
        /// Nil when no dialect knows the messages.
        public var dialect: Dialect?
        /// The MQTT filter that takes all of them, `+` for levels that differ.
        public var filter: String
        public var messages: Int
        /// Why the first message of an unknown dialect was refused.
        public var reason: RejectionReason?
    }

    /// What one reader brought.
    public struct ReaderTraffic: Sendable {
        public var reader: ReaderID
        public var dialect: Dialect?
        public var observations: Int
        /// Different tags heard.
        public var tags: Int
        /// Of those, tags that are on a trackable.
        public var knownTags: Int
    }

    private struct Shape: Hashable {
        var dialect: Dialect?
        var first: String
        var levels: Int
    }

    private struct Topics {
        var levels: [String?]
        var messages = 0
        var reason: RejectionReason?
    }

    private struct Sender {
        var dialect: Dialect?
        var observations = 0
        var tags: Set<UInt64> = []
        var knownTags = 0
    }

    private static let shapesMax = 500
    private static let readersMax = 20_000
    private static let tagsMax = 1_000_000

    public private(set) var messages = 0
    public private(set) var observations = 0
    public private(set) var reasons: [RejectionReason: Int] = [:]
    private var shapes: [Shape: Topics] = [:]
    private var senders: [String: Sender] = [:]
    private var tags: Set<UInt64> = []
    public private(set) var knownTags = 0
    private let registry: ByteTable
    private var decoder = MessageDecoder(map: .recognising)
    private var decoded = DecodedBatch()

    /// - Parameter registry: the tags that are on a trackable, in canonical form.
    public init(registry: ByteTable) {
        self.registry = registry
    }

    /// Different tags heard.
    public var tagCount: Int { tags.count }

    /// - Complexity: O(n) in the batch.
    public mutating func add(_ batch: borrowing MessageBatch) {
        decoder.decode(batch, into: &decoded)
        messages += batch.count
        var firstReason: [UInt32: RejectionReason] = [:]
        for rejection in decoded.rejections {
            reasons[rejection.reason, default: 0] += 1
            firstReason[rejection.message] = firstReason[rejection.message] ?? rejection.reason
        }
        for index in 0..<batch.count {
            note(batch.topicText(batch.messages[index]), decoder.dialects[index], firstReason[UInt32(index)])
        }
        for observation in decoded.observations { note(observation) }
    }

    private mutating func note(_ topic: String, _ dialect: Dialect?, _ reason: RejectionReason?) {
        // What Vigie itself publishes is nothing to subscribe to.
        if dialect == .native, reason == .unsupportedMessage { return }
        let levels = Printable.clean(topic).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let shape = Shape(dialect: dialect, first: levels.first ?? "", levels: levels.count)
        guard shapes[shape] != nil || shapes.count < TrafficTally.shapesMax else { return }
        var topics = shapes[shape] ?? Topics(levels: levels)
        for (place, level) in levels.enumerated() where topics.levels[place] != level { topics.levels[place] = nil }
        topics.messages += 1
        if dialect == nil { topics.reason = topics.reason ?? reason }
        shapes[shape] = topics
    }

    private mutating func note(_ observation: Observation) {
        observations += 1
        let dialect = decoder.dialects[Int(observation.message)]
        let isKnown = decoded.bytes.withUnsafeBufferPointer { bytes in
            registry.find(UnsafeBufferPointer(rebasing: bytes[observation.tag.range])) >= 0
                || registry.find(UnsafeBufferPointer(rebasing: bytes[observation.alternateTag.range])) >= 0
        }
        let tag = decoded.bytes.withUnsafeBufferPointer {
            ByteTable.hash(UnsafeBufferPointer(rebasing: $0[observation.tag.range]))
        }
        if tags.count < TrafficTally.tagsMax, tags.insert(tag).inserted, isKnown { knownTags += 1 }
        let reader = Printable.clean(decoded.text(observation.reader))
        guard senders[reader] != nil || senders.count < TrafficTally.readersMax else { return }
        var sender = senders[reader] ?? Sender(dialect: dialect)
        senders[reader] = nil
        sender.observations += 1
        if sender.tags.insert(tag).inserted, isKnown { sender.knownTags += 1 }
        senders[reader] = sender
    }

    /// What was heard, by dialect and topic; the unknown last.
    public var streams: [Stream] {
        let all = shapes.map { shape, topics in
            Stream(
                dialect: shape.dialect, filter: topics.levels.map { $0 ?? "+" }.joined(separator: "/"),
                messages: topics.messages, reason: topics.reason)
        }
        return all.sorted {
            ($0.dialect == nil ? 1 : 0, -$0.messages, $0.filter) < ($1.dialect == nil ? 1 : 0, -$1.messages, $1.filter)
        }
    }

    /// The readers by what they brought, the busiest first.
    public var readers: [ReaderTraffic] {
        let all = senders.map { id, sender in
            ReaderTraffic(
                reader: ReaderID(id), dialect: sender.dialect, observations: sender.observations,
                tags: sender.tags.count, knownTags: sender.knownTags)
        }
        return all.sorted { (-$0.observations, $0.reader.rawValue) < (-$1.observations, $1.reader.rawValue) }
    }
}
