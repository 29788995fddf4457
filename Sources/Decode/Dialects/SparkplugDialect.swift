import Model

/// Sparkplug B: `spBv1.0/<group>/<kind>/<edge>[/<device>]`, in protobuf or in the JSON that tools make of it.
///
/// Facts from the specification (Eclipse Sparkplug 3.0, chapters 4 to 6): births and deaths say whether an edge node
/// or a device lives, data that it does. What its metrics mean is each plant's own, and data may carry aliases instead
/// of names, which only a birth explains: no metric is read, so nothing has to be kept between messages, and a
/// message brings the health of `<group>/<edge>[/<device>]`. Only births, data and a device's death have a `seq`: what
/// has none and is not the node's will (`bdSeq`) is a command. An old session's death may arrive late: the node's next
/// data corrects it.
enum SparkplugDialect: DialectReader {
    private enum Topic: Int {
        case unknown, birth, data, death
    }

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool { hasPrefix(topic, "spBv1.0/") }

    /// Nothing but `timestamp`, `metrics`, `seq`, `uuid` and `body`, with the first and one of the next two.
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        guard document.kind(root) == .object, let time = document.member(root, "timestamp"),
            document.kind(time) == .number
        else { return false }
        let hasMetrics = document.member(root, "metrics").map { document.kind($0) == .array } ?? false
        let hasCount = document.member(root, "seq").map { document.kind($0) == .number } ?? false
        var known = 1 + (hasMetrics ? 1 : 0) + (hasCount ? 1 : 0)
        if document.has(root, "uuid") { known += 1 }
        if document.has(root, "body") { known += 1 }
        return (hasMetrics || hasCount) && known == document.count(root)
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        try readTopic(&scope, &decoded)
        let first = scope.payload.first { !Ascii.isJSONSpace($0) }
        // A protobuf message begins with a field's key: `{` is 0x7B, the key of a group, which Sparkplug has not.
        guard let first, first != Ascii.openBrace, first != Ascii.openBracket else { return false }
        guard let milliseconds = timestamp(scope.payload) else {
            throw Refusal(.wrongType, "neither JSON nor a Sparkplug payload")
        }
        report(Instant(milliseconds: milliseconds), scope, &decoded)
        return true
    }

    /// - Throws: `unsupported_message` for commands and host applications.
    private static func readTopic(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) {
        var levels = TopicLevels(scope.topic)
        guard isText(levels.next(), "spBv1.0"), let group = levels.next() else {
            try? scope.setReader(scope.topic, in: &decoded)
            return
        }
        if isText(group, "STATE") { throw Refusal(.unsupportedMessage, "the state of a host application") }
        guard let kind = levels.next(), let edge = levels.next() else {
            throw Refusal(.unknownTopic, "not spBv1.0/<group>/<kind>/<edge>")
        }
        if isText(kind, "NBIRTH") || isText(kind, "DBIRTH") {
            scope.topicKind = Topic.birth.rawValue
        } else if isText(kind, "NDATA") || isText(kind, "DDATA") {
            scope.topicKind = Topic.data.rawValue
        } else if isText(kind, "NDEATH") || isText(kind, "DDEATH") {
            scope.topicKind = Topic.death.rawValue
        } else if isText(kind, "NCMD") || isText(kind, "DCMD") {
            throw Refusal(.unsupportedMessage, "a command")
        } else {
            throw Refusal(.unknownTopic, "a kind of message that Sparkplug B does not have")
        }
        var node = try decoded.appendPair(group, edge, "group and edge node")
        if let device = levels.next(), !device.isEmpty {
            guard IdentifierText.isClean(device), Int(node.count) + device.count < Limits.readerBytesMax else {
                throw Refusal(.badIdentifier, "device")
            }
            decoded.bytes.append(Ascii.slash)
            decoded.bytes.append(contentsOf: device)
            node.count += UInt32(device.count + 1)
        }
        try scope.setReader(node, in: &decoded)
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        let time = try document.epoch(root, "timestamp", .milliseconds)
        let metrics = try document.array(root, "metrics")
        let isCounted = try document.integer(root, "seq", in: 0...255) != nil
        if scope.topicKind == Topic.unknown.rawValue {
            let isWill = metrics.map { hasMetric(document, $0, "bdSeq") } ?? false
            guard isCounted || isWill else { throw Refusal(.unsupportedMessage, "a command") }
            scope.topicKind = isCounted ? Topic.data.rawValue : Topic.death.rawValue
        }
        report(time, scope, &decoded)
    }

    private static func hasMetric(
        _ document: JSONDocument, _ metrics: JSONDocument.Value, _ name: StaticString
    ) -> Bool {
        var isFound = false
        document.forEach(metrics) { isFound = isFound || document.isText($0, "name", name) }
        return isFound
    }

    private static func report(_ time: Instant?, _ scope: MessageScope, _ decoded: inout DecodedBatch) {
        let kind: HealthReport.Kind =
            switch Topic(rawValue: scope.topicKind) ?? .unknown {
            case .birth: .online
            case .death: .offline
            case .data, .unknown: .heartbeat
            }
        decoded.health.append(scope.health(kind, device: time))
    }

    /// The payload's `timestamp` (field 1), 0 when it has none; nil when the bytes are no payload: fields 1 to 5 with
    /// their types, in whole, to the last byte.
    private static func timestamp(_ payload: UnsafeBufferPointer<UInt8>) -> Int64? {
        var message = Protobuf(payload)
        var timestamp: UInt64 = 0
        do throws(Refusal) {
            while let (field, value) = try message.next() {
                switch (field, value) {
                case (1, .number(let number)): timestamp = number
                case (3, .number), (2, .bytes), (4, .bytes), (5, .bytes): break
                default: return nil
                }
            }
        } catch {
            return nil
        }
        // The year 9999, as for every epoch.
        return timestamp <= 253_402_300_799_999 ? Int64(timestamp) : nil
    }
}
