import Model

/// ChirpStack v4: `application/<id>/device/<devEUI>/event/<kind>`, and gateways' `…/gateway/<id>/event|state/…` in
/// JSON.
///
/// Facts from the project's documents ("Event types", "Gateway Bridge"): the tag is `deviceInfo.devEui`; an uplink
/// brings one entry of `rxInfo` per gateway that heard it (`rssi` in dBm, `gatewayId`): one observation each; `time`
/// has nine decimals; `data` is base64 by `fPort`, of which ``LoRaPayload`` knows some: a position becomes an
/// observation of its own, beacons and access points that the device heard become readers. `deduplicationId` is one
/// per uplink, but a device beside its gateway is heard on two frequencies: device, address and `fCnt` are the
/// packet's key where the counter is there (its zero is left out). A status brings the battery, a location degrees.
enum ChirpStackDialect: DialectReader {
    private enum Topic: Int {
        case unknown, up, status, location, other, gatewayStats, gatewayConnection
    }

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool {
        guard hasPrefix(topic, "application/") else { return false }
        var levels = TopicLevels(topic)
        _ = levels.last()
        guard isText(levels.last(), "event"), levels.last() != nil else { return false }
        return isText(levels.last(), "device")
    }

    /// `deviceInfo` with a devEUI, or a gateway's statistics or connection.
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        if let info = document.member(root, "deviceInfo") { return document.has(info, "devEui") }
        return document.has(root, "gatewayId")
            && (document.has(root, "rxPacketsReceived") || document.has(root, "state") || document.has(root, "statsId"))
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        var levels = TopicLevels(scope.topic)
        let last = levels.last()
        let group = levels.last()
        let id = levels.last()
        let family = levels.last()
        if isText(family, "gateway"), let id, !id.isEmpty {
            try scope.setReader(id, in: &decoded)
            if isText(last, "stats") { scope.topicKind = Topic.gatewayStats.rawValue }
            if isText(last, "conn") { scope.topicKind = Topic.gatewayConnection.rawValue }
            let first = scope.payload.first { !Ascii.isJSONSpace($0) }
            guard first == Ascii.openBrace || scope.payload.isEmpty else {
                throw Refusal(.unsupportedMessage, "a gateway's message in protobuf")
            }
            return false
        }
        try scope.setReader(named: "chirpstack", in: &decoded)
        guard isText(family, "device"), isText(group, "event") else { return false }
        let topic: Topic =
            isText(last, "up") ? .up : isText(last, "status") ? .status : isText(last, "location") ? .location : .other
        scope.topicKind = topic.rawValue
        return false
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        switch kind(document, scope) {
        case .up: try ChirpStackUplink(document, scope, &decoded).add(&decoded)
        case .status:
            let scope = scope
            decoded.add(scope) { (decoded) throws(Refusal) in try status(document, scope, &decoded) }
        case .location:
            let scope = scope
            decoded.add(scope) { (decoded) throws(Refusal) in try location(document, scope, &decoded) }
        case .gatewayStats: try gateway(document, &scope, &decoded)
        case .gatewayConnection: try gateway(document, &scope, &decoded)
        case .other, .unknown: throw Refusal(.unsupportedMessage, "neither an uplink, a status nor a location")
        }
    }

    /// The topic's kind; without one the shape's.
    private static func kind(_ document: JSONDocument, _ scope: MessageScope) -> Topic {
        let topic = Topic(rawValue: scope.topicKind) ?? .unknown
        guard topic == .unknown else { return topic }
        let root = document.root
        guard document.has(root, "deviceInfo") else {
            guard document.has(root, "gatewayId") else { return .unknown }
            return document.has(root, "state") ? .gatewayConnection : .gatewayStats
        }
        if document.has(root, "rxInfo") { return .up }
        if document.has(root, "location") { return .location }
        return document.has(root, "margin") || document.has(root, "batteryLevel") ? .status : .unknown
    }

    // MARK: Siblings of the uplink

    /// Tag and time; the network server is the reader.
    static func begin(
        _ document: JSONDocument, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard let info = try document.object(document.root, "deviceInfo"),
            let text = try document.filledString(info, "devEui")
        else { throw Refusal(.missingField, "devEui") }
        guard text.count == 16, Hex.isAll(text) else { throw Refusal(.badIdentifier, "devEui") }
        var observation = scope.observation()
        (observation.tag, observation.tagKind) = try CanonicalTag.append(text, to: &decoded.bytes)
        try scope.setTime(try document.date(document.root, "time"), of: &observation)
        return observation
    }

    /// `batteryLevel` in percent; a device on mains or without a reading says so instead.
    private static func status(
        _ document: JSONDocument, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        var observation = try begin(document, scope, &decoded)
        let isUnknown = try document.bool(document.root, "batteryLevelUnavailable") ?? false
        let isOnMains = try document.bool(document.root, "externalPowerSource") ?? false
        if !isUnknown, !isOnMains {
            observation.batteryPercent = try document.percent(document.root, "batteryLevel")
        }
        return observation
    }

    private static func location(
        _ document: JSONDocument, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        var observation = try begin(document, scope, &decoded)
        guard let location = try document.object(document.root, "location") else {
            throw Refusal(.missingField, "location")
        }
        // A degree of 0 is left out, as every zero.
        observation.latitude = try document.number(location, "latitude", in: -90...90) ?? 0
        observation.longitude = try document.number(location, "longitude", in: -180...180) ?? 0
        let accuracy = try document.distance(location, "accuracy")
        if accuracy > 0 { observation.accuracyMetres = accuracy }
        return observation
    }

    /// Statistics are a heartbeat; of the connection's two states `OFFLINE` is zero, and left out.
    private static func gateway(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        if let id = try document.filledString(document.root, "gatewayId") { try scope.setReader(id, in: &decoded) }
        let time = (try? document.date(document.root, "time")) ?? nil
        guard kind(document, scope) == .gatewayConnection else {
            decoded.health.append(scope.health(.heartbeat, device: time))
            return
        }
        let isOnline = document.isText(document.root, "state", "ONLINE")
        decoded.health.append(scope.health(isOnline ? .online : .offline, device: time))
    }
}
