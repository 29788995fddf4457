import Model

/// Kontakt.io telemetry: the streams (`/stream/<id>/all`, `/presence/stream/<source>`, `telemetry/<company>`) and the
/// cloud's pages (`{"content":[…]}`).
///
/// Facts from developer.kontakt.io (streams, telemetry): all but the ids and `rssi` is optional; `trackingId` mostly
/// is the address in lower case, and the vendor's cloud stands for it; `timestamp` is when the cloud received it (RFC
/// 3339), `beaconTimestamp` the beacon's own clock (epoch seconds, often never set), which is not used; 65535 means
/// "never" in `timeSince…`; axes are multiples of `accelerometerSensitivity`, in mg. A value that stays comes at most
/// every 30 s, so a click is told while it is not older than that, with a key that counts clicks.
enum KontaktDialect: DialectReader {
    private static let clickSecondsMax = 30.0

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool {
        hasPrefix(topic, "/stream/") || hasPrefix(topic, "/presence/stream/") || hasPrefix(topic, "presence/stream/")
    }

    /// An object or a first element with `trackingId`, by itself or in `content`.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        if document.has(value, "trackingId") { return true }
        guard let content = document.member(value, "content"), document.kind(content) == .array,
            document.count(content) > 0
        else { return false }
        return document.has(document.first(content), "trackingId")
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        var elements = root
        if document.kind(root) == .object, let content = document.member(root, "content") {
            guard document.kind(content) == .array else { throw Refusal(.wrongType, "content") }
            elements = content
        }
        try document.refuseTooMany(elements)
        try? readTopic(&messageScope, &decoded)
        let scope = messageScope
        if document.kind(elements) == .array, document.count(elements) == 0 {
            decoded.health.append(scope.health(.heartbeat))
        }
        document.forEach(elements) { value in
            decoded.add(scope) { (decoded) throws(Refusal) in try element(document, value, scope, &decoded) }
        }
    }

    /// The source, where the topic ends with it.
    private static func readTopic(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) {
        guard hasPrefix(scope.topic, "/presence/") || hasPrefix(scope.topic, "presence/") else { return }
        var levels = TopicLevels(scope.topic)
        if let source = levels.last() { try scope.setReader(addressOrName: source, in: &decoded) }
    }

    private static func element(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ messageScope: MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "an element is not an object") }
        var scope = messageScope
        if let source = try document.string(value, "sourceId") {
            try scope.setReader(addressOrName: source, in: &decoded)
        }
        var observation = scope.observation()
        guard let id = try document.string(value, "trackingId") else { throw Refusal(.missingField, "trackingId") }
        observation.tag = try CanonicalTag.append(id, to: &decoded.bytes).range
        observation.tagKind = .ble
        observation.rssiDBm = try document.neededRSSI(value)
        observation.batteryPercent = try document.percent(value, "batteryLevel")
        observation.temperatureCelsius = try document.celsius(value, "temperature")
        observation.humidityPercent = try document.humidity(value, "humidity")
        let scale = try document.number(value, "accelerometerSensitivity") ?? 1
        observation.accelerationMilliG = document.acceleration(
            value, "accelerometerX", "accelerometerY", "accelerometerZ", scale: scale)
        if let isMoving = try document.bool(value, "moving") { observation.add(isMoving ? .moving : .still) }
        try readClick(document, value, id, &observation)
        try scope.setTime(try document.date(value, "timestamp"), of: &observation)
        return observation
    }

    private static func readClick(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ id: UnsafeBufferPointer<UInt8>,
        _ observation: inout Observation
    ) throws(Refusal) {
        guard let seconds = try document.number(value, "timeSinceClick"), (0...clickSecondsMax).contains(seconds) else {
            return
        }
        observation.add(.button)
        var key = PacketKey()
        key.add(id)
        if let count = document.member(value, "clickCounter") { key.add(document.text(count)) }
        observation.packet = key.value
    }
}
