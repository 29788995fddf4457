import Model

/// Our own topics, `vigie/v1/<site>/…` (DESIGN 5.2): observations of readers, fixes of position providers, scans.
///
/// An element is one object or each object of an array; an empty array is a heartbeat.
enum NativeDialect: DialectReader {
    private enum Topic: Int {
        /// A payload without a topic: a position makes it a fix.
        case bare, observations, fixes, scans
    }

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool { hasPrefix(topic, "vigie/v1/") }

    /// An object or a first element with `tag`, and `rssi`, `x`, `lon`, `at` or `seq` beside it.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject, document.has(value, "tag") else { return false }
        return document.has(value, "rssi") || document.has(value, "x") || document.has(value, "lon")
            || document.has(value, "at") || document.has(value, "seq")
    }

    /// - Throws: `unknown_topic` for a topic that is none of ours, `bad_identifier` for a site or reader outside
    ///   `[A-Za-z0-9_.-]{1,64}`, `unsupported_message` for topics that we publish ourselves.
    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        if scope.topic.isEmpty { return false }
        var levels = TopicLevels(scope.topic)
        guard isText(levels.next(), "vigie"), isText(levels.next(), "v1"), let site = levels.next(),
            let kind = levels.next(), let id = levels.next(), levels.isAtEnd
        else { throw Refusal(.unknownTopic, "not vigie/v1/<site>/<kind>/<id>") }
        let topic: Topic
        if isText(kind, "observations") {
            topic = .observations
        } else if isText(kind, "fixes") {
            topic = .fixes
        } else if isText(kind, "scans") {
            topic = .scans
        } else if isText(kind, "alarms") || isText(kind, "summary") || isText(kind, "highwater") {
            throw Refusal(.unsupportedMessage, "a topic that Vigie publishes")
        } else {
            throw Refusal(.unknownTopic, "not vigie/v1/<site>/<kind>/<id>")
        }
        guard IdentifierText.isTopicIdentifier(site) else { throw Refusal(.badIdentifier, "site in the topic") }
        guard IdentifierText.isTopicIdentifier(id) else { throw Refusal(.badIdentifier, "reader in the topic") }
        try scope.setReader(id, in: &decoded)
        scope.topicKind = topic.rawValue
        return false
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let scope = messageScope
        let topic = Topic(rawValue: scope.topicKind) ?? .bare
        try document.refuseTooMany(document.root)
        if topic == .scans { return try ScanReading.read(document, scope, &decoded) }
        switch document.kind(document.root) {
        case .object:
            decoded.add(scope) { (decoded) throws(Refusal) in
                try element(document, document.root, topic, scope, &decoded)
            }
        case .array:
            let count = document.count(document.root)
            if count == 0 { decoded.health.append(scope.health(.heartbeat)) }
            var value = document.first(document.root)
            for _ in 0..<count {
                decoded.add(scope) { (decoded) throws(Refusal) in
                    try element(document, value, topic, scope, &decoded)
                }
                value = document.after(value)
            }
        default: throw Refusal(.wrongType, "neither an object nor an array")
        }
    }

    private static func element(
        _ document: JSONDocument, _ object: JSONDocument.Value, _ topic: Topic, _ scope: MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard document.kind(object) == .object else { throw Refusal(.wrongType, "an element is not an object") }
        var observation = scope.observation()
        guard let tag = try document.string(object, "tag") else { throw Refusal(.missingField, "tag") }
        (observation.tag, observation.tagKind) = try CanonicalTag.append(tag, to: &decoded.bytes)
        observation.rssiDBm = try document.rssi(object, "rssi")
        try readCount(document, object, &observation, &decoded)
        try readSensors(document, object, &observation)
        let isFix = topic == .fixes || (topic == .bare && hasPosition(document, object))
        if isFix {
            if observation.tagKind == .other { observation.tagKind = .position }
            try readPosition(document, object, &observation, &decoded)
        }
        try scope.setTime(try document.date(object, "at"), of: &observation)
        return observation
    }

    /// `seq` and `boot`.
    private static func readCount(
        _ document: JSONDocument, _ object: JSONDocument.Value, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        observation.sequence = try document.integer(object, "seq", in: 0...Int64.max) ?? -1
        guard let boot = document.member(object, "boot") else { return }
        let kind = document.kind(boot)
        guard kind == .string || kind == .number else { throw Refusal(.wrongType, "boot") }
        let text = document.text(boot)
        guard text.count <= Limits.bootBytesMax, IdentifierText.isClean(text) else {
            throw Refusal(.badIdentifier, "boot")
        }
        observation.boot = decoded.intern(text)
    }

    /// `battery` in percent and `sensors`: a temperature, a fall, a button. A button is pressed when it has a name, or
    /// is true; the one named `sos` also asks for help.
    private static func readSensors(
        _ document: JSONDocument, _ object: JSONDocument.Value, _ observation: inout Observation
    ) throws(Refusal) {
        observation.batteryPercent = try document.percent(object, "battery")
        guard let sensors = try document.object(object, "sensors") else { return }
        observation.temperatureCelsius = try document.celsius(sensors, "temperature_c")
        if try document.bool(sensors, "fall") ?? false { observation.add(.fall) }
        guard let button = document.member(sensors, "button") else { return }
        switch document.kind(button) {
        case .string:
            let name = document.text(button)
            if !name.isEmpty { observation.add(isText(name, "sos") ? [.button, .sos] : .button) }
        case .yes: observation.add(.button)
        case .no: break
        default: throw Refusal(.wrongType, "button")
        }
    }

    private static func hasPosition(_ document: JSONDocument, _ object: JSONDocument.Value) -> Bool {
        document.member(object, "x") != nil || document.member(object, "lon") != nil
    }

    /// `x`, `y` (and `z`) in metres of `level`'s frame, or `lon`, `lat` in degrees (WGS 84); `accuracy_m`,
    /// `speed_mps`. The level may be left to the provider's frame.
    private static func readPosition(
        _ document: JSONDocument, _ object: JSONDocument.Value, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let x = try document.number(object, "x", in: Limits.positionMetresRange)
        let y = try document.number(object, "y", in: Limits.positionMetresRange)
        let z = try document.number(object, "z", in: Limits.positionMetresRange)
        let longitude = try document.number(object, "lon", in: -180...180)
        let latitude = try document.number(object, "lat", in: -90...90)
        guard (x == nil) == (y == nil), (longitude == nil) == (latitude == nil), x != nil || longitude != nil else {
            throw Refusal(.missingField, "x and y, or lon and lat")
        }
        observation.xMetres = x ?? .nan
        observation.yMetres = y ?? .nan
        observation.zMetres = z ?? .nan
        observation.longitude = longitude ?? .nan
        observation.latitude = latitude ?? .nan
        observation.accuracyMetres = try document.distance(object, "accuracy_m")
        let speed = try document.number(object, "speed_mps", in: Limits.speedMetresPerSecondRange)
        observation.speedMetresPerSecond = Float(speed ?? .nan)
        guard let level = try document.string(object, "level") else { return }
        guard !level.isEmpty, level.count <= Limits.tagBytesMax, IdentifierText.isClean(level) else {
            throw Refusal(.badIdentifier, "level")
        }
        observation.level = decoded.intern(level)
    }
}
