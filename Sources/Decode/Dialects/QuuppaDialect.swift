import Model

/// Quuppa positioning engine: tags with a position, one object, an array, or inside `tags` as its REST interface
/// answers. MQTT comes through a bridge.
///
/// Facts from the engine's integration guide and recordings; the operator chooses the fields. Three clocks in epoch
/// milliseconds: `locationTS` (the position's), `lastPacketTS` (the last radio packet's), `responseTS` (the answer's,
/// which says nothing of the tag and is not read). `location` (`smoothedPosition` before) is in metres of the
/// coordinate system, or null. `rssi` is a relative number from 0 and NOT dBm: not read. `batteryVoltage` is volts,
/// no percent. `locationZoneIds` null is a lost tag, `[]` a found one that is in no zone. `tagName` may be a
/// person's: never read. A coordinate system is a floor: it is given as the level.
enum QuuppaDialect: DialectReader {
    /// An id beside `locationType` or the older `smoothedPosition`.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        if isTag(document, value) { return true }
        guard let tags = document.member(value, "tags"), document.kind(tags) == .array else { return false }
        return document.count(tags) > 0 && isTag(document, document.first(tags))
    }

    private static func isTag(_ document: JSONDocument, _ value: JSONDocument.Value) -> Bool {
        guard document.has(value, "tagId") || document.has(value, "deviceAddress") || document.has(value, "id") else {
            return false
        }
        return document.has(value, "locationType") || document.has(value, "smoothedPosition")
            || document.has(value, "locationCoordSysId")
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        try scope.setReader(named: "quuppa", in: &decoded)
        return false
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        var tags = document.root
        if document.kind(tags) == .object, let list = try document.array(tags, "tags") { tags = list }
        let scope = scope
        try document.walk(tags, scope, &decoded) { tag, decoded in
            decoded.add(scope) { (decoded) throws(Refusal) in try read(document, tag, scope, &decoded) }
        }
    }

    private static func read(
        _ document: JSONDocument, _ tag: JSONDocument.Value, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard document.kind(tag) == .object else { throw Refusal(.wrongType, "a tag is not an object") }
        var id = try document.filledString(tag, "tagId")
        if id == nil { id = try document.filledString(tag, "deviceAddress") }
        if id == nil { id = try document.filledString(tag, "id") }
        guard let id else { throw Refusal(.missingField, "tagId") }
        var observation = scope.observation()
        try decoded.setTag(id, of: &observation)
        readEvents(document, tag, &observation)
        let hasPlace = try readPlace(document, tag, &observation, &decoded)
        // A pressed button counts even where the tag has no place.
        guard hasPlace || observation.flags.contains(.urgent) else {
            let type = document.member(tag, "locationType")
            let isPlaced = type == nil || document.isText(tag, "locationType", "position")
            throw isPlaced
                ? Refusal(.missingField, "location") : Refusal(.unsupportedMessage, "the tag has no location")
        }
        observation.temperatureCelsius = try document.celsius(tag, "temperature")
        observation.batteryVolts = Float(try document.number(tag, "batteryVoltage", in: 0...100) ?? .nan)
        var device = hasPlace ? try document.epoch(tag, "locationTS", .milliseconds) : nil
        if device == nil { device = try document.epoch(tag, "lastPacketTS", .milliseconds) }
        if device == nil { device = try document.epoch(tag, "positionTS", .milliseconds) }
        try scope.setTime(device, of: &observation)
        if let device {
            var key = PacketKey()
            key.add(field: observation.tag, of: decoded.bytes)
            key.add(number: device.milliseconds)
            observation.packet = key.value
        }
        return observation
    }

    /// The position; false when there is none.
    private static func readPlace(
        _ document: JSONDocument, _ tag: JSONDocument.Value, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Bool {
        if let location = try document.array(tag, "location") {
            try document.readMetres(location, "location", into: &observation)
            observation.accuracyMetres = try document.distance(tag, "locationRadius")
        } else if let smoothed = try document.array(tag, "smoothedPosition") {
            try document.readMetres(smoothed, "smoothedPosition", into: &observation)
            observation.accuracyMetres = try document.distance(tag, "smoothedPositionAccuracy")
        } else {
            return false
        }
        var system = try document.string(tag, "locationCoordSysId")
        if system == nil { system = try document.string(tag, "coordinateSystemId") }
        if let system { try decoded.setLevel(system, of: &observation) }
        return true
    }

    private static func readEvents(
        _ document: JSONDocument, _ tag: JSONDocument.Value, _ observation: inout Observation
    ) {
        if document.isText(tag, "button1State", "pushed") || document.isText(tag, "button2State", "pushed") {
            observation.add(.button)
        }
        if document.isText(tag, "locationMovementStatus", "moving") { observation.events.insert(.moving) }
        if document.isText(tag, "locationMovementStatus", "stationary") { observation.events.insert(.still) }
    }
}
