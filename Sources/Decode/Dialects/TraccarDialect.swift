import Model

/// Traccar: positions that it forwards, `{"position":{…},"device":{…}}`, or a position alone.
///
/// Facts from the project's `PositionData`, `Position` and `EventData`: speed is in KNOTS; `fixTime` is the position's
/// time, with `Z`, `+00:00` or `+0000` by version; `valid` false is the last fix again; `accuracy` in metres, 0 for
/// unknown; `attributes` has `batteryLevel` in percent, `battery` in volts, `motion` and `alarm`. `device.uniqueId` is
/// the id; a position
/// alone has only the server's number `deviceId`. `device.name` may be a person's and is never read.
enum TraccarDialect: DialectReader {
    private static let metresPerSecondPerKnot = 1852.0 / 3600

    static func recognises(_ document: JSONDocument) -> Bool {
        guard document.kind(document.root) == .object else { return false }
        let position = document.member(document.root, "position") ?? document.root
        return document.has(position, "deviceId") && document.has(position, "latitude")
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        try scope.setReader(named: "traccar", in: &decoded)
        return false
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        let position = try document.object(root, "position")
        guard position != nil || document.has(root, "latitude") else {
            throw Refusal(.unsupportedMessage, "an event without a position")
        }
        let scope = scope
        decoded.add(scope) { (decoded) throws(Refusal) in
            try read(document, position ?? root, scope, &decoded)
        }
    }

    private static func read(
        _ document: JSONDocument, _ position: JSONDocument.Value, _ scope: MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        var observation = scope.observation()
        try readIdentity(document, position, &observation, &decoded)
        try readEvents(document, position, &observation)
        guard try document.bool(position, "valid") ?? true else {
            throw Refusal(.unsupportedMessage, "a fix that is not valid")
        }
        guard let latitude = try document.number(position, "latitude", in: -90...90),
            let longitude = try document.number(position, "longitude", in: -180...180)
        else { throw Refusal(.missingField, "latitude and longitude") }
        observation.latitude = latitude
        observation.longitude = longitude
        let accuracy = try document.distance(position, "accuracy")
        if accuracy > 0 { observation.accuracyMetres = accuracy }
        let speedMax = Limits.speedMetresPerSecondRange.upperBound / metresPerSecondPerKnot
        let knots = try document.number(position, "speed", in: 0...speedMax) ?? .nan
        observation.speedMetresPerSecond = Float(knots * metresPerSecondPerKnot)
        var device = try document.date(position, "fixTime")
        if device == nil { device = try document.date(position, "deviceTime") }
        try scope.setTime(device, of: &observation)
        if let device { observation.packet = OwnTracksDialect.packet(observation, device, decoded) }
        return observation
    }

    private static func readIdentity(
        _ document: JSONDocument, _ position: JSONDocument.Value, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        if let device = try document.object(document.root, "device"),
            let id = try document.filledString(device, "uniqueId")
        {
            try decoded.setTag(id, of: &observation)
        } else if let id = document.member(position, "deviceId"), document.kind(id) == .number {
            // The number's own text: never a float's.
            guard JSONNumber.integer(document.text(id)) != nil else { throw Refusal(.badIdentifier, "deviceId") }
            try decoded.setTag(document.text(id), of: &observation)
        } else {
            throw Refusal(.missingField, "uniqueId")
        }
    }

    /// `motion`, and the alarms that matter; several stand with commas between them.
    private static func readEvents(
        _ document: JSONDocument, _ position: JSONDocument.Value, _ observation: inout Observation
    ) throws(Refusal) {
        guard let attributes = try document.object(position, "attributes") else { return }
        observation.batteryPercent = try document.percent(attributes, "batteryLevel")
        observation.batteryVolts = Float(try document.number(attributes, "battery", in: 0...1000) ?? .nan)
        if let motion = try document.bool(attributes, "motion") {
            observation.events.insert(motion ? .moving : .still)
        }
        guard let alarm = try document.string(attributes, "alarm") else { return }
        var rest = alarm[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: Ascii.comma) ?? rest.endIndex
            let word = UnsafeBufferPointer(rebasing: rest[..<end])
            if isText(word, "sos") { observation.add(.sos) }
            if isText(word, "fallDown") { observation.add(.fall) }
            if isText(word, "tampering") || isText(word, "removing") { observation.add(.tamper) }
            rest = end == rest.endIndex ? rest[end...] : rest[(end + 1)...]
        }
    }
}
