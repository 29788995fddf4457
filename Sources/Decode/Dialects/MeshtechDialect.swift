import Model

/// Meshtech MT2: `mt/gateway/<gateway>/device/<device>/rssi|heartbeat|property/<id>`.
///
/// Source: the vendor's "MT2 reporting" page. `rssi` brings how strongly the node `parent` hears the device of the
/// topic, in dBm, with `time` in RFC 3339; a heartbeat says that the gateway's mesh lives; properties are settings and
/// values by number, which are not read.
enum MeshtechDialect: DialectReader {
    private enum Topic: Int {
        case other, rssi, heartbeat
    }

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool { hasPrefix(topic, "mt/gateway/") }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        var levels = TopicLevels(scope.topic)
        guard levels.next() != nil, isText(levels.next(), "gateway"), let gateway = levels.next(),
            isText(levels.next(), "device"), levels.next() != nil, let kind = levels.next()
        else { throw Refusal(.unknownTopic, "not mt/gateway/<gateway>/device/<device>/<kind>") }
        try scope.setReader(addressOrName: gateway, in: &decoded)
        if isText(kind, "rssi") {
            scope.topicKind = Topic.rssi.rawValue
        } else if isText(kind, "heartbeat") {
            scope.topicKind = Topic.heartbeat.rawValue
        } else {
            throw Refusal(.unsupportedMessage, "neither a strength nor a heartbeat")
        }
        return false
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        let time = try document.date(root, "time")
        guard Topic(rawValue: messageScope.topicKind) == .rssi else {
            decoded.health.append(messageScope.health(.heartbeat, device: time))
            return
        }
        if let parent = try document.string(root, "parent") {
            try messageScope.setReader(addressOrName: parent, in: &decoded)
        }
        let scope = messageScope
        decoded.add(scope) { (decoded) throws(Refusal) in
            var levels = TopicLevels(scope.topic)
            _ = levels.last()
            guard let device = levels.last() else { throw Refusal(.unknownTopic, "no device in the topic") }
            var observation = scope.observation()
            (observation.tag, _) = try CanonicalTag.append(device, to: &decoded.bytes)
            observation.tagKind = .ble
            observation.rssiDBm = try document.neededRSSI(root)
            try scope.setTime(time, of: &observation)
            return observation
        }
    }
}
