import Model

/// OwnTracks phones: `owntracks/<user>/<device>`, with `/event`, `/status` and others behind it.
///
/// Facts from the project's booklet ("JSON"): `_type` switches; the phone is tag and reader at once, and its id is
/// `<user>/<device>` out of the topic (the member `topic` where a bridge has none): `tid` is a label of two letters
/// and never an id. `tst` is the fix in epoch seconds (`created_at` only the message's), `vel` km/h, `acc` metres,
/// `batt` percent; negative numbers mean "not known". A fix may be sent again with another `created_at`: device, time
/// and degrees are its key. A beacon that the phone hears stands still, so it is the reader. `lwt` is the will.
enum OwnTracksDialect: DialectReader {
    private static let metresPerSecondPerKmh = 1 / 3.6

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool { hasPrefix(topic, "owntracks/") }

    /// `_type`; no other dialect has it.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard document.kind(document.root) == .object, let type = document.member(document.root, "_type") else {
            return false
        }
        return document.kind(type) == .string
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        guard let type = try document.string(root, "_type") else { throw Refusal(.missingField, "_type") }
        if isText(type, "encrypted") { throw Refusal(.encrypted, "an encrypted message") }
        let isFix = isText(type, "location") || isText(type, "transition")
        let isBeacon = isText(type, "beacon")
        let isWill = isText(type, "lwt")
        guard isFix || isBeacon || isWill || isText(type, "status") else {
            throw Refusal(.unsupportedMessage, "neither a location, a beacon nor a will")
        }
        let tag = try readDevice(document, scope, &decoded)
        try scope.setReader(tag, in: &decoded)
        if isWill {
            decoded.health.append(scope.health(.offline, device: (try? document.epoch(root, "tst", .seconds)) ?? nil))
        } else if isFix || isBeacon {
            let scope = scope
            decoded.add(scope) { (decoded) throws(Refusal) in
                isFix
                    ? try fix(document, tag, scope, &decoded) : try beacon(document, tag, scope, &decoded)
            }
        } else {
            decoded.health.append(scope.health(.heartbeat))
        }
    }

    /// `<user>/<device>`: the last two levels before the word that a kind of message adds.
    private static func readDevice(
        _ document: JSONDocument, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> ByteRange {
        var topic = scope.topic
        if topic.isEmpty {
            guard let stated = try document.filledString(document.root, "topic") else {
                throw Refusal(.missingField, "topic")
            }
            topic = stated
        }
        var levels = TopicLevels(topic)
        var device = levels.last()
        if isSuffix(device) { device = levels.last() }
        guard let device, let user = levels.last() else { throw Refusal(.badIdentifier, "user and device") }
        return try decoded.appendPair(user, device, "user and device")
    }

    private static func isSuffix(_ level: UnsafeBufferPointer<UInt8>?) -> Bool {
        isText(level, "event") || isText(level, "status") || isText(level, "beacon") || isText(level, "step")
            || isText(level, "info") || isText(level, "waypoint") || isText(level, "waypoints")
            || isText(level, "cmd") || isText(level, "dump")
    }

    private static func fix(
        _ document: JSONDocument, _ tag: ByteRange, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        let root = document.root
        var observation = scope.observation()
        observation.tag = tag
        observation.tagKind = .position
        guard let latitude = try document.number(root, "lat", in: -90...90),
            let longitude = try document.number(root, "lon", in: -180...180)
        else { throw Refusal(.missingField, "lat and lon") }
        observation.latitude = latitude
        observation.longitude = longitude
        observation.accuracyMetres = Float(
            try document.numberUnlessNegative(root, "acc", max: Limits.distanceMetresRange.upperBound))
        let speedMax = Limits.speedMetresPerSecondRange.upperBound
        let speed = try document.numberUnlessNegative(root, "vel", max: speedMax / metresPerSecondPerKmh)
        observation.speedMetresPerSecond = Float(speed * metresPerSecondPerKmh)
        observation.batteryPercent = Float(try document.numberUnlessNegative(root, "batt", max: 100))
        let device = try document.epoch(root, "tst", .seconds)
        try scope.setTime(device, of: &observation)
        if let device { observation.packet = packet(observation, device, decoded) }
        return observation
    }

    static func packet(
        _ observation: Observation, _ device: Instant, _ decoded: borrowing DecodedBatch
    ) -> UInt64 {
        var key = PacketKey()
        key.add(field: observation.tag, of: decoded.bytes)
        key.add(number: device.milliseconds)
        key.add(number: observation.latitude)
        key.add(number: observation.longitude)
        return key.value
    }

    /// `uuid`, `major`, `minor` and `rssi` of a beacon near the phone, `acc` its distance.
    private static func beacon(
        _ document: JSONDocument, _ tag: ByteRange, _ messageScope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        let root = document.root
        guard let uuid = try document.filledString(root, "uuid") else { throw Refusal(.missingField, "uuid") }
        let major = try document.integer(root, "major", in: 0...65_535) ?? 0
        let minor = try document.integer(root, "minor", in: 0...65_535) ?? 0
        let start = decoded.bytes.count
        guard
            BeaconIdentifier.appendIBeacon(
                uuid: uuid, major: UInt16(major), minor: UInt16(minor), to: &decoded.bytes)
        else { throw Refusal(.badIdentifier, "uuid") }
        var scope = messageScope
        try scope.setReader(ByteRange(offset: start, count: decoded.bytes.count - start), in: &decoded)
        var observation = scope.observation()
        observation.tag = tag
        observation.tagKind = .position
        observation.rssiDBm = try document.rssi(root, "rssi")
        observation.distanceMetres = Float(
            try document.numberUnlessNegative(root, "acc", max: Limits.distanceMetresRange.upperBound))
        try scope.setTime(try document.epoch(root, "tst", .seconds), of: &observation)
        return observation
    }
}
