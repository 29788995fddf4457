import Model

/// Ruuvi Gateways: `ruuvi/<gateway>/<tag>` with one advertisement, `…/gw_status` with the gateway's state; and the
/// shapes of its HTTP and history interfaces, `{"data":{"gw_mac":…,"tags":{"<tag>":{…}}}}`.
///
/// Facts from ruuvi.gateway_esp.c (schemas, `main/mqtt.c`): the tag's address is in the topic, and in the payload only
/// for formats 5 (its last six bytes) and E1, while format 6 has three of the six; `ts` is when it was seen and `gwts`
/// when it was sent, epoch seconds, or only a counter `cnt` when the gateway has no clock; `data` is the whole
/// advertisement in hex, which may be anything; decoded members stand beside or instead of it. RuuviTags send from a
/// static address that they also state; the topic is the tag's name.
enum RuuviDialect: DialectReader {
    private enum Topic: Int {
        case tag, status
    }

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool { hasPrefix(topic, "ruuvi/") }

    /// An object with `gw_mac` and `rssi`, or with `data` that has `gw_mac`.
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        if document.has(root, "gw_mac") { return document.has(root, "rssi") }
        guard let data = document.member(root, "data") else { return false }
        return document.has(data, "gw_mac")
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        var levels = TopicLevels(scope.topic)
        let last = levels.last()
        if let gateway = levels.last(), let address = BLEAddress(gateway, .unknown) {
            try scope.setReader(address, in: &decoded)
        }
        if isText(last, "gw_status") { scope.topicKind = Topic.status.rawValue }
        return false
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        if Topic(rawValue: messageScope.topicKind) == .status {
            let isOffline = isText(try document.string(root, "state"), "offline")
            decoded.health.append(messageScope.health(isOffline ? .offline : .online))
            return
        }
        guard let data = document.member(root, "data"), document.kind(data) == .object else {
            try readGateway(document, root, &messageScope, &decoded)
            let scope = messageScope
            var levels = TopicLevels(scope.topic)
            let address = levels.last().flatMap { BLEAddress($0, .unknown) }
            decoded.addAdvert(scope) { (decoded) throws(Refusal) in
                let time = try document.epoch(root, "ts", .seconds)
                return try advertisement(document, root, address, time, scope)
            }
            return
        }
        try readGateway(document, data, &messageScope, &decoded)
        try tags(document, data, messageScope, &decoded)
    }

    private static func readGateway(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ scope: inout MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard let gateway = try document.string(value, "gw_mac") else { return }
        try scope.setReader(addressOrName: gateway, in: &decoded)
    }

    /// The HTTP shape: an object whose keys are the tags' addresses.
    private static func tags(
        _ document: JSONDocument, _ data: JSONDocument.Value, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard let tags = try document.object(data, "tags") else { throw Refusal(.missingField, "data.tags") }
        let count = document.count(tags)
        guard count <= Limits.batchElementsMax else { throw Refusal(.tooLarge, "more than 4096 elements") }
        decoded.health.append(
            scope.health(.heartbeat, device: (try? document.epoch(data, "timestamp", .seconds)) ?? nil))
        var key = tags + 1
        for _ in 0..<count {
            let value = key + 1
            decoded.addAdvert(scope) { (decoded) throws(Refusal) in
                guard document.kind(value) == .object else { throw Refusal(.wrongType, "a tag is not an object") }
                guard let address = BLEAddress(document.text(key), .unknown) else {
                    throw Refusal(.badIdentifier, "a tag's address")
                }
                // Each tag has its own time; the gateway's differs from it widely.
                var time = try document.epoch(value, "timestamp", .seconds)
                if time == nil { time = try document.epoch(data, "timestamp", .seconds) }
                return try advertisement(document, value, address, time, scope)
            }
            key = document.after(value)
        }
    }

    private static func advertisement(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ stated: BLEAddress?, _ time: Instant?,
        _ scope: MessageScope
    ) throws(Refusal) -> (observation: Observation, advert: Advert) {
        var observation = scope.observation()
        observation.rssiDBm = try document.neededRSSI(value)
        var address = stated
        if address == nil, let id = try document.string(value, "id") { address = BLEAddress(id, .unknown) }
        var advert = Advert(address: address ?? BLEAddress(0, .unknown))
        // Raw data that is no advertisement is told by the gateway as it was heard.
        if let frame = try document.hex(value, "data") { advert.read(frame) }
        guard advert.address.value != 0 else { throw Refusal(.missingField, "the tag's address in the topic") }
        try readMembers(document, value, &observation, &advert)
        try scope.setTime(time, of: &observation)
        return (observation, advert)
    }

    /// The decoded mode: degrees, percent, volts and g.
    private static func readMembers(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ observation: inout Observation,
        _ advert: inout Advert
    ) throws(Refusal) {
        guard document.has(value, "dataFormat") else { return }
        observation.temperatureCelsius = try document.celsius(value, "temperature")
        observation.humidityPercent = try document.humidity(value, "humidity")
        observation.batteryVolts = Float(try document.number(value, "voltage", in: 0...100) ?? .nan)
        observation.accelerationMilliG = document.acceleration(value, "accelX", "accelY", "accelZ", scale: 1000)
        guard advert.packet == 0,
            let sequence = try document.integer(value, "measurementSequenceNumber", in: 0...Int64(UInt32.max))
        else { return }
        advert.packet = advert.ruuviKey(sequence: UInt64(sequence))
    }
}
