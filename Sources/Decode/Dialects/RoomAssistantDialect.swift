import Model

/// room-assistant: `room-assistant/entity/<instance>/<type>/<id>` with the distances of one tag to every room, and
/// `room-assistant/mqtt-room/<room>`, the shape of Home Assistant's mqtt_room.
///
/// Facts from room-assistant's documentation and `home-assistant.service`: an entity is published by every instance of
/// the cluster, and only the one with `hasAuthority` counts; `distances` has metres and `lastUpdatedAt` (RFC 3339) per
/// room, of which only what is new has changed, so each reading has a key; `measuredValues` has the filtered strength
/// in dBm; `outOfRange` means farther than the room's limit. A Bluetooth id is `ble-` and an address or a beacon's id.
enum RoomAssistantDialect: DialectReader {
    /// Rooms of one entity: a cluster has an instance in each.
    private static let roomsMax = 512

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool { hasPrefix(topic, "room-assistant/") }

    /// An object with `entity` and `hasAuthority`, or with `id`, `name` and `distance` and no strength.
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        if document.has(root, "entity") { return document.has(root, "hasAuthority") }
        return document.has(root, "id") && document.has(root, "name") && document.has(root, "distance")
            && !document.has(root, "rssi")
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        var levels = TopicLevels(scope.topic)
        let last = levels.last()
        let before = levels.last()
        if isText(before, "mqtt-room") || isText(before, "mqtt_room") || isText(before, "status"), let last {
            try scope.setReader(last, in: &decoded)
        }
        guard isText(before, "status") else { return false }
        guard isText(scope.payload, "online") || isText(scope.payload, "offline") else {
            throw Refusal(scope.payload.isEmpty ? .emptyPayload : .wrongType, "status is neither online nor offline")
        }
        decoded.health.append(scope.health(isText(scope.payload, "online") ? .online : .offline))
        return true
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        let scope = messageScope
        guard let entity = try document.object(root, "entity") else {
            decoded.add(scope) { (decoded) throws(Refusal) in
                var observation = scope.observation()
                try readIdentity(document, root, &observation, &decoded)
                guard document.has(root, "distance") else { throw Refusal(.missingField, "distance") }
                observation.distanceMetres = try document.distance(root, "distance")
                try scope.setTime(nil, of: &observation)
                return observation
            }
            return
        }
        guard try document.bool(root, "hasAuthority") ?? false else {
            throw Refusal(.unsupportedMessage, "another instance has the authority")
        }
        guard let rooms = try document.object(entity, "distances") else {
            throw Refusal(.unsupportedMessage, "an entity without distances")
        }
        let measured = try document.object(entity, "measuredValues")
        let count = document.count(rooms)
        guard count > 0 else { throw Refusal(.missingField, "distances") }
        guard count <= roomsMax else { throw Refusal(.tooLarge, "more than 512 rooms") }
        var key = rooms + 1
        for _ in 0..<count {
            let name = key
            decoded.add(scope) { (decoded) throws(Refusal) in
                try room(document, entity, name, measured, scope, &decoded)
            }
            key = document.after(key + 1)
        }
    }

    private static func room(
        _ document: JSONDocument, _ entity: JSONDocument.Value, _ name: JSONDocument.Value,
        _ measured: JSONDocument.Value?, _ messageScope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        let value = name + 1
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "a room's distance is not an object") }
        if try document.bool(value, "outOfRange") ?? false {
            throw Refusal(.unsupportedMessage, "out of the room's range")
        }
        var scope = messageScope
        let room = document.text(name)
        guard !room.isEmpty else { throw Refusal(.badIdentifier, "room") }
        try scope.setReader(room, in: &decoded)
        var observation = scope.observation()
        try readIdentity(document, entity, &observation, &decoded)
        observation.distanceMetres = try document.distance(value, "distance")
        if let measured, let values = member(document, measured, named: room) {
            observation.rssiDBm = try document.rssi(values, "rssi")
        }
        guard !observation.rssiDBm.isNaN || !observation.distanceMetres.isNaN else {
            throw Refusal(.missingField, "distance or rssi")
        }
        let time = try document.date(value, "lastUpdatedAt")
        try scope.setTime(time, of: &observation)
        if let time {
            var packet = PacketKey()
            for index in observation.tag.range { packet.add(decoded.bytes[index]) }
            packet.add(room)
            packet.add(UInt64(bitPattern: time.milliseconds))
            observation.packet = packet.value
        }
        return observation
    }

    /// The member of an object whose name is not known before.
    private static func member(
        _ document: JSONDocument, _ object: JSONDocument.Value, named name: UnsafeBufferPointer<UInt8>
    ) -> JSONDocument.Value? {
        var key = object + 1
        for _ in 0..<document.count(object) {
            let text = document.text(key)
            if text.count == name.count, text.elementsEqual(name) {
                return document.kind(key + 1) == .object ? key + 1 : nil
            }
            key = document.after(key + 1)
        }
        return nil
    }

    private static func readIdentity(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard let id = try document.string(value, "id") else { throw Refusal(.missingField, "id") }
        observation.tagKind = .ble
        if let rest = CanonicalTag.rest(of: id, after: "ble-") {
            if let range = CanonicalTag.appendMAC(rest, to: &decoded.bytes) {
                observation.tag = range
                return
            }
            let start = decoded.bytes.count
            if BeaconIdentifier.appendIBeacon(text: rest, to: &decoded.bytes) {
                observation.tag = ByteRange(offset: start, count: decoded.bytes.count - start)
                return
            }
            decoded.bytes.removeLast(decoded.bytes.count - start)
        }
        observation.tag = try CanonicalTag.append(id, to: &decoded.bytes).range
    }
}
