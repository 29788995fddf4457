import Model

/// ESPresense nodes: `espresense/devices/<id>/<room>` brings one observation, `espresense/rooms/<room>/status` and
/// `…/telemetry` their health.
///
/// Facts from the project's documentation and `BleFingerprint` of its firmware: `id` is the key, `mac` rotates and
/// says nothing; no time, so the receive time holds; `rssi` in dBm (whole in 2023, two decimals now), `distance` in
/// metres, `batt` in percent, `temp` in degrees Celsius, each left out when unknown. The root of the topics can be
/// set, so they are read from the right.
enum EspresenseDialect: DialectReader {
    enum Topic: Int {
        case device, telemetry
    }

    /// Firmware's `ID_TYPE_RAND_MAC`: a private address that changes, and nothing better was in the advertisement.
    static let randomAddressType = 1.0

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool { hasPrefix(topic, "espresense/") }

    /// An object with `id`, `mac` and `rssi@1m`; other gateways have `id` and `rssi` too.
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        return document.has(root, "id") && document.has(root, "mac") && document.has(root, "rssi@1m")
    }

    /// Reads the topic and sets the scope's reader; a status of plain text is done with it.
    ///
    /// - Throws: `unsupported_message` for settings and what is sent to the nodes.
    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        // A bare payload of a file has no topic, and no reader.
        if scope.topic.isEmpty { return false }
        // Most are of this form; the levels of all others are taken one by one.
        if let room = TopicLevels.second(scope.topic, after: "espresense/devices/"), !room.isEmpty {
            try scope.setReader(room, in: &decoded)
            return false
        }
        var levels = TopicLevels(scope.topic)
        let last = levels.last()
        let beforeLast = levels.last()
        let third = levels.last()
        if isText(third, "devices"), let room = last, !room.isEmpty {
            try scope.setReader(room, in: &decoded)
            return false
        }
        if isText(third, "rooms"), let room = beforeLast, !room.isEmpty, let key = last {
            try scope.setReader(room, in: &decoded)
            if isText(key, "telemetry") {
                scope.topicKind = Topic.telemetry.rawValue
                return false
            }
            guard isText(key, "status") else { throw Refusal(.unsupportedMessage, "a room's setting") }
            try readStatus(scope, &decoded)
            return true
        }
        guard isOwn(scope.topic) else { throw Refusal(.unknownTopic, "not a topic of ESPresense") }
        throw Refusal(.unsupportedMessage, "not a device, status or telemetry")
    }

    private static func readStatus(_ scope: MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) {
        if isText(scope.payload, "online") {
            decoded.health.append(scope.health(.online))
        } else if isText(scope.payload, "offline") {
            decoded.health.append(scope.health(.offline))
        } else {
            throw Refusal(scope.payload.isEmpty ? .emptyPayload : .wrongType, "status is neither online nor offline")
        }
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard document.kind(document.root) == .object else { throw Refusal(.wrongType, "not an object") }
        switch Topic(rawValue: scope.topicKind) ?? .device {
        case .telemetry: decoded.health.append(scope.health(.heartbeat))
        case .device:
            let scope = scope
            decoded.add(scope) { (decoded) throws(Refusal) in try device(document, scope, &decoded) }
        }
    }

    private static func device(
        _ document: JSONDocument, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        let root = document.root
        var observation = scope.observation()
        guard let id = try document.string(root, "id") else { throw Refusal(.missingField, "id") }
        let isAddress = try setTag(id, of: &observation, in: &decoded.bytes)
        if isAddress, try document.number(root, "idType") == randomAddressType {
            throw Refusal(.randomAddress, "id")
        }
        observation.rssiDBm = try document.rssi(root, "rssi")
        observation.distanceMetres = try document.distance(root, "distance")
        guard !observation.rssiDBm.isNaN || !observation.distanceMetres.isNaN else {
            throw Refusal(.missingField, "rssi or distance")
        }
        observation.batteryPercent = try document.percent(root, "batt")
        observation.temperatureCelsius = try document.celsius(root, "temp")
        observation.humidityPercent = try document.humidity(root, "rh")
        let milliVolts = try document.number(root, "mV", in: 0...100_000) ?? .nan
        if milliVolts > 0 { observation.batteryVolts = Float(milliVolts / 1000) }
        try scope.setTime(nil, of: &observation)
        return observation
    }

    /// Sets the tag; whether it is an address that may be random.
    static func setTag(
        _ id: UnsafeBufferPointer<UInt8>, of observation: inout Observation, in bytes: inout [UInt8]
    ) throws(Refusal) -> Bool {
        observation.tagKind = .ble
        if let mac = CanonicalTag.rest(of: id, after: "known:"),
            let range = CanonicalTag.appendMAC(mac, to: &bytes)
        {
            // An address that the operator has listed as fixed.
            observation.tag = range
            return false
        }
        let (range, kind) = try CanonicalTag.append(id, to: &bytes)
        observation.tag = range
        return kind == .ble && range.count == 12
    }
}
