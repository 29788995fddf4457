import Model

/// OpenMQTTGateway and Theengs Gateway: `<base>/<gateway>/BTtoMQTT/<address or UUID>` brings one advertisement, decoded
/// or not; presence topics are `…/home_presence/<gateway>` and `presence/<gateway>`.
///
/// Facts from the projects' documentation: `id` is the address, or the UUID when the gateway is set so (then `mac` has
/// the address); `mac_type` 0 is public, 1 random; `rssi` in dBm, `distance` in metres; numbers are strings in old
/// firmware; no time but for the options `UTCtimestamp` and `unixtime`; `servicedata` and `manufacturerdata` in hex,
/// which may be cut or filled with something else; `LWT` is `online` or `offline`, retained.
enum OpenMQTTGatewayDialect: DialectReader {
    private enum Topic: Int {
        /// Nothing is known but the payload.
        case any
        case system
    }

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool {
        var levels = TopicLevels(topic)
        let first = levels.next()
        if isText(first, "presence") { return !isText(levels.next(), "stream") }
        var last: UnsafeBufferPointer<UInt8>?
        while let level = levels.next() {
            if isText(level, "BTtoMQTT") || isText(level, "SYStoMQTT") || isText(level, "home_presence") {
                return true
            }
            last = level
        }
        return isText(first, "home") && isText(last, "LWT")
    }

    /// An object with `id`, `rssi` and one of the members that only these gateways have.
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        guard document.has(root, "id"), document.has(root, "rssi") else { return false }
        return document.has(root, "mac_type") || document.has(root, "servicedata")
            || document.has(root, "manufacturerdata") || document.has(root, "model_id") || document.has(root, "brand")
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        var levels = TopicLevels(scope.topic)
        var before: UnsafeBufferPointer<UInt8>?
        while let level = levels.next() {
            if isText(level, "home_presence") || (before == nil && isText(level, "presence")) {
                if let gateway = levels.next() { try scope.setReader(gateway, in: &decoded) }
                return false
            }
            let isSystem = isText(level, "SYStoMQTT")
            if let before, isSystem || isText(level, "BTtoMQTT") || isText(level, "LWT") {
                try scope.setReader(before, in: &decoded)
                if isSystem { scope.topicKind = Topic.system.rawValue }
                guard isText(level, "LWT") else { return false }
                try readStatus(scope, &decoded)
                return true
            }
            before = level
        }
        return false
    }

    private static func readStatus(_ scope: MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) {
        if isText(scope.payload, "online") {
            decoded.health.append(scope.health(.online))
        } else if isText(scope.payload, "offline") {
            decoded.health.append(scope.health(.offline))
        } else {
            throw Refusal(scope.payload.isEmpty ? .emptyPayload : .wrongType, "LWT is neither online nor offline")
        }
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard document.kind(document.root) == .object else { throw Refusal(.wrongType, "not an object") }
        if Topic(rawValue: messageScope.topicKind) == .system {
            decoded.health.append(messageScope.health(.heartbeat))
            return
        }
        let scope = messageScope
        decoded.add(scope) { (decoded) throws(Refusal) in
            var observation = try values(document, scope)
            guard var advert = try advert(document, scope) else {
                // An id that is no address: some decoders shorten it.
                guard let id = try document.string(document.root, "id") else { throw Refusal(.missingField, "id") }
                observation.tag = try CanonicalTag.append(id, to: &decoded.bytes).range
                observation.tagKind = .ble
                return observation
            }
            let objection = advert.write(&observation, scope, &decoded.bytes)
            guard objection == .none else { throw objection.refusal }
            return observation
        }
    }

    private static func values(_ document: JSONDocument, _ scope: MessageScope) throws(Refusal) -> Observation {
        let root = document.root
        var observation = scope.observation()
        observation.rssiDBm = Float(try document.decimal(root, "rssi", in: Limits.rssiDBmRange) ?? .nan)
        observation.distanceMetres = Float(
            try document.decimal(root, "distance", in: Limits.distanceMetresRange) ?? .nan)
        observation.temperatureCelsius = Float(
            try document.decimal(root, "tempc", in: Limits.temperatureCelsiusRange) ?? .nan)
        observation.humidityPercent = try document.humidity(root, "hum")
        observation.batteryPercent = Float(try document.decimal(root, "batt", in: 0...100) ?? .nan)
        observation.batteryVolts = Float(try document.decimal(root, "volt", in: 0...100) ?? .nan)
        if let button = document.measure(root, "button"), button != 0 { observation.add(.button) }
        var device = try document.date(root, "UTCtimestamp")
        if device == nil { device = try document.epoch(root, "unixtime", .seconds) }
        try scope.setTime(device, of: &observation)
        return observation
    }

    /// The address and what is in the raw data; nil when there is no address and no beacon's id.
    private static func advert(_ document: JSONDocument, _ scope: MessageScope) throws(Refusal) -> Advert? {
        let root = document.root
        var hint = BLEAddress.Hint.unknown
        if let type = try document.integer(root, "mac_type", in: 0...255) {
            hint = type & 1 == 0 ? .isPublic : .isRandom
        }
        var address: BLEAddress?
        if let mac = try document.string(root, "mac") { address = BLEAddress(mac, hint) }
        if address == nil, let id = try document.string(root, "id") { address = BLEAddress(id, hint) }
        // Old firmware leaves the id to the topic.
        if address == nil, !document.has(root, "id") {
            var levels = TopicLevels(scope.topic)
            if let last = levels.last() { address = BLEAddress(last, hint) }
        }
        let uuid = try document.string(root, "uuid")
        let major = try document.integer(root, "major", in: 0...65_535)
        let minor = try document.integer(root, "minor", in: 0...65_535)
        var advert = Advert(address: address ?? BLEAddress(0, hint))
        if let uuid, let major, let minor {
            guard advert.setIBeacon(uuid: uuid, major: UInt16(major), minor: UInt16(minor)) else {
                throw Refusal(.badIdentifier, "uuid")
            }
            let power = try document.integer(root, "txpower", in: -128...255)
            advert.powerByte = power.map { UInt8(truncatingIfNeeded: $0) }
        }
        guard address != nil || advert.identity.kind != .none else { return nil }
        readRaw(document, &advert)
        return advert
    }

    /// What is no hex is left alone: the identity is good without it.
    private static func readRaw(_ document: JSONDocument, _ advert: inout Advert) {
        let root = document.root
        if let frame = try? document.hex(root, "manufacturerdata") {
            advert.readManufacturer(frame, 0..<frame.count)
        }
        guard let frame = try? document.hex(root, "servicedata"),
            let uuid = try? document.string(root, "servicedatauuid")
        else { return }
        let digits = hasPrefix(uuid, "0x") ? UnsafeBufferPointer(rebasing: uuid[2...]) : uuid
        guard let service = HexFrame(digits), service.count == 2 else { return }
        advert.readService(service.bigEndian16(0), frame, 0..<frame.count)
    }
}
