import Model

/// omlox hubs: location updates, alone, in arrays, or in the hub's websocket envelope.
///
/// Facts from the omlox hub API (`Location`, `WrapperObject`) and its Go client: `position` is a GeoJSON point, so
/// longitude before latitude; `crs` is `local` when left out, and then x, y (and z) are metres of the zone that
/// `source` names, which is the provider here; `floor` is a decimal number, and names the level; `provider_id` is the
/// tag, and the one trackable of `trackables` its second id; `accuracy` is metres, `speed` metres per second;
/// `timestamp_generated` is the time. A trackable's motion brings the `location` that moved it.
enum OmloxDialect: DialectReader {
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        if isLocation(document, value) || isEnvelope(document, value) { return true }
        if let location = document.member(value, "location"), isLocation(document, location) { return true }
        // A trackable's definition.
        return document.has(value, "id")
            && (document.isText(value, "type", "omlox") || document.isText(value, "type", "virtual"))
    }

    private static func isLocation(_ document: JSONDocument, _ value: JSONDocument.Value) -> Bool {
        guard let position = document.member(value, "position") else { return false }
        return document.has(value, "provider_id") && document.has(position, "coordinates")
    }

    private static func isEnvelope(_ document: JSONDocument, _ value: JSONDocument.Value) -> Bool {
        guard let topic = document.member(value, "topic"), document.kind(topic) == .string else { return false }
        return document.has(value, "event")
            && (hasPrefix(document.text(topic), "location_updates")
                || isText(document.text(topic), "trackable_motions"))
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        try scope.setReader(named: "omlox", in: &decoded)
        return false
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        var list = document.root
        if document.kind(list) == .object, document.has(list, "event") {
            guard document.isText(list, "event", "message"), let payload = try document.array(list, "payload") else {
                throw Refusal(.unsupportedMessage, "a websocket event without locations")
            }
            list = payload
        }
        let scope = scope
        try document.walk(list, scope, &decoded) { value, decoded in
            decoded.add(scope) { (decoded) throws(Refusal) in
                guard document.kind(value) == .object else { throw Refusal(.wrongType, "an element is not an object") }
                let location = try document.object(value, "location") ?? value
                return try read(document, location, scope, &decoded)
            }
        }
    }

    private static func read(
        _ document: JSONDocument, _ location: JSONDocument.Value, _ messageScope: MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard let position = try document.object(location, "position") else {
            guard !document.has(location, "type") else {
                throw Refusal(.unsupportedMessage, "a trackable without a location")
            }
            throw Refusal(.missingField, "position")
        }
        guard let provider = try document.filledString(location, "provider_id") else {
            throw Refusal(.missingField, "provider_id")
        }
        var scope = messageScope
        if let source = try document.filledString(location, "source") { try scope.setReader(source, in: &decoded) }
        var observation = scope.observation()
        try decoded.setTag(provider, of: &observation)
        try readPoint(document, location, position, &observation)
        try readFloor(document, location, &observation, &decoded)
        observation.accuracyMetres = try document.distance(location, "accuracy")
        let speed = try document.number(location, "speed", in: Limits.speedMetresPerSecondRange)
        observation.speedMetresPerSecond = Float(speed ?? .nan)
        let device = try document.date(location, "timestamp_generated")
        try scope.setTime(device, of: &observation)
        if let device {
            var key = PacketKey()
            key.add(field: observation.tag, of: decoded.bytes)
            key.add(field: observation.reader, of: decoded.bytes)
            key.add(number: device.milliseconds)
            observation.packet = key.value
        }
        if let trackables = try document.array(location, "trackables"), document.count(trackables) == 1,
            document.kind(document.first(trackables)) == .string
        {
            let text = document.text(document.first(trackables))
            observation.alternateTag = try CanonicalTag.append(text, to: &decoded.bytes).range
        }
        return observation
    }

    private static func readPoint(
        _ document: JSONDocument, _ location: JSONDocument.Value, _ position: JSONDocument.Value,
        _ observation: inout Observation
    ) throws(Refusal) {
        guard let coordinates = try document.array(position, "coordinates") else {
            throw Refusal(.missingField, "coordinates")
        }
        let crs = try document.string(location, "crs")
        guard let crs, !isText(crs, "local") else {
            try document.readMetres(coordinates, "coordinates", into: &observation)
            return
        }
        guard isText(crs, "EPSG:4326") else {
            throw Refusal(.unsupportedMessage, "a crs that is neither local nor EPSG:4326")
        }
        guard (2...3).contains(document.count(coordinates)) else { throw Refusal(.wrongType, "coordinates") }
        let first = document.first(coordinates)
        let longitude = try document.coordinate(first, "coordinates")
        let latitude = try document.coordinate(document.after(first), "coordinates")
        guard (-180...180).contains(longitude), (-90...90).contains(latitude) else {
            throw Refusal(.outOfRange, "coordinates")
        }
        observation.longitude = longitude
        observation.latitude = latitude
    }

    /// The floor as text: `3`, `-1`, `1.5`; at most two decimals, so that no print of a double becomes a name.
    private static func readFloor(
        _ document: JSONDocument, _ location: JSONDocument.Value, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard let floor = try document.number(location, "floor", in: -1000...1000) else { return }
        let hundredths = Int((floor * 100).rounded())
        let start = decoded.bytes.count
        if hundredths < 0 { decoded.bytes.append(Ascii.minus) }
        let magnitude = abs(hundredths)
        decoded.bytes.append(contentsOf: String(magnitude / 100).utf8)
        if magnitude % 100 > 0 {
            decoded.bytes.append(Ascii.dot)
            decoded.bytes.append(Ascii.zero + UInt8(magnitude / 10 % 10))
            if magnitude % 10 > 0 { decoded.bytes.append(Ascii.zero + UInt8(magnitude % 10)) }
        }
        observation.level = ByteRange(offset: start, count: decoded.bytes.count - start)
    }
}
