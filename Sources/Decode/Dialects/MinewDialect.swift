import Model

/// Minew BLE gateways, JSON-LONG: an array whose first element is the gateway, every other one an advertisement.
///
/// Facts from captures of G1 and MG3/MG4 gateways: `mac` of 12 digits with or without colons; `timestamp` as RFC 3339
/// with `Z` or an offset, or epoch milliseconds, by the gateway's clock; `rssi` a number, or one in a string; members
/// may be null; the same tag comes twice, once decoded and once as `rawData`.
enum MinewDialect: DialectReader {
    /// Epoch milliseconds up to the year 9999.
    private static let epochMillisecondsRange: ClosedRange<Int64> = 0...253_402_300_799_999

    /// An array whose first element is of type `Gateway`.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard document.kind(document.root) == .array, let value = document.firstObject else { return false }
        return isGateway(document, value)
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .array else { throw Refusal(.wrongType, "not an array") }
        try document.refuseTooMany(root)
        guard document.count(root) > 0 else { throw Refusal(.missingField, "the gateway's element") }
        var value = document.first(root)
        guard isGateway(document, value) else { throw Refusal(.missingField, "the gateway's element") }
        var scope = messageScope
        try readGateway(document, value, &scope, &decoded)
        for _ in 1..<document.count(root) {
            value = document.after(value)
            if isGateway(document, value) {
                decoded.refuse(Refusal(.unsupportedMessage, "a second gateway in one message"), scope)
                continue
            }
            decoded.add(scope) { (decoded) throws(Refusal) in
                try advertisement(document, value, scope, &decoded)
            }
        }
    }

    private static func isGateway(_ document: JSONDocument, _ value: JSONDocument.Value) -> Bool {
        guard document.kind(value) == .object, let type = document.member(value, "type") else { return false }
        return document.kind(type) == .string && isText(document.text(type), "Gateway")
    }

    private static func readGateway(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ scope: inout MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard let mac = try document.string(value, "mac") else { throw Refusal(.missingField, "the gateway's mac") }
        guard let range = CanonicalTag.appendMAC(mac, to: &decoded.bytes) else {
            throw Refusal(.badIdentifier, "the gateway's mac")
        }
        let text = Array(decoded.bytes[range.range])
        decoded.bytes.removeLast(text.count)
        let set: Result<Void, Refusal> = text.withUnsafeBufferPointer { text in
            do throws(Refusal) {
                return .success(try scope.setReader(text, in: &decoded))
            } catch {
                return .failure(error)
            }
        }
        try set.get()
        // The gateway spoke, whatever its clock says.
        let time = try? self.time(document, value)
        decoded.health.append(scope.health(.heartbeat, device: time ?? nil))
    }

    private static func advertisement(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "an element is not an object") }
        var observation = scope.observation()
        observation.tagKind = .ble
        guard let text = try document.string(value, "mac") else { throw Refusal(.missingField, "mac") }
        guard let mac = CanonicalTag.appendMAC(text, to: &decoded.bytes) else { throw Refusal(.badIdentifier, "mac") }
        observation.tag = mac
        observation.rssiDBm = try rssi(document, value)
        observation.batteryPercent = try document.percent(value, "battery")
        observation.temperatureCelsius = try document.celsius(value, "temperature")
        if let uuid = try document.string(value, "ibeaconUuid") {
            observation.alternateTag = mac
            observation.tag = try iBeacon(document, value, uuid, &decoded)
            // An iBeacon advertises no battery; gateways fill the member with 0 for beacons that work. An empty
            // battery would not have sent, so 0 here is "unknown"; a decoded sensor's 0 stays what it says.
            if observation.batteryPercent == 0 { observation.batteryPercent = .nan }
        } else if let raw = try document.string(value, "rawData"), !raw.isEmpty {
            try readAdvert(raw, mac, &observation, &decoded)
        }
        try scope.setTime(try time(document, value), of: &observation)
        return observation
    }

    private static func iBeacon(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ uuid: UnsafeBufferPointer<UInt8>,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) -> ByteRange {
        guard let major = try document.integer(value, "ibeaconMajor", in: 0...65_535) else {
            throw Refusal(.missingField, "ibeaconMajor")
        }
        guard let minor = try document.integer(value, "ibeaconMinor", in: 0...65_535) else {
            throw Refusal(.missingField, "ibeaconMinor")
        }
        let start = decoded.bytes.count
        let isRead = BeaconIdentifier.appendIBeacon(
            uuid: uuid, major: UInt16(major), minor: UInt16(minor), to: &decoded.bytes)
        guard isRead else { throw Refusal(.badIdentifier, "ibeaconUuid") }
        return ByteRange(offset: start, count: decoded.bytes.count - start)
    }

    /// The raw advertisement: a better identity than the address when it has one, and what named members left open.
    private static func readAdvert(
        _ hex: UnsafeBufferPointer<UInt8>, _ mac: ByteRange, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        guard hex.count % 2 == 0, Hex.isAll(hex) else { throw Refusal(.wrongType, "rawData is not hex") }
        let start = decoded.bytes.count
        let range = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: hex.count / 2) { buffer in
            for index in 0..<buffer.count {
                buffer[index] = Hex.value(hex[2 * index]) << 4 | Hex.value(hex[2 * index + 1])
            }
            let bytes = UnsafeBufferPointer(buffer)
            let advert = Advert(bytes)
            if observation.batteryPercent.isNaN { observation.batteryPercent = advert.batteryPercent }
            if observation.temperatureCelsius.isNaN { observation.temperatureCelsius = advert.temperatureCelsius }
            let identity = UnsafeBufferPointer(rebasing: bytes[advert.identityOffset...])
            switch advert.identity {
            case .none: return ByteRange.none
            case .iBeacon: BeaconIdentifier.appendIBeacon(bytes: identity, to: &decoded.bytes)
            case .eddystone: BeaconIdentifier.appendEddystone(bytes: identity, to: &decoded.bytes)
            }
            return ByteRange(offset: start, count: decoded.bytes.count - start)
        }
        guard !range.isEmpty else { return }
        observation.tag = range
        observation.alternateTag = mac
    }

    private static func rssi(_ document: JSONDocument, _ value: JSONDocument.Value) throws(Refusal) -> Float {
        guard let member = document.member(value, "rssi") else { throw Refusal(.missingField, "rssi") }
        guard document.kind(member) == .string else { return try document.rssi(value, "rssi") }
        guard let number = JSONNumber.stated(document.text(member)) else { throw Refusal(.wrongType, "rssi") }
        guard Limits.rssiDBmRange.contains(number) else { throw Refusal(.outOfRange, "rssi") }
        return Float(number)
    }

    private static func time(_ document: JSONDocument, _ value: JSONDocument.Value) throws(Refusal) -> Instant? {
        guard let member = document.member(value, "timestamp") else { return nil }
        switch document.kind(member) {
        case .string: return try document.date(value, "timestamp")
        case .number:
            guard let milliseconds = JSONNumber.integer(document.text(member)),
                epochMillisecondsRange.contains(milliseconds)
            else { throw Refusal(.badTime, "timestamp") }
            return Instant(milliseconds: milliseconds)
        default: throw Refusal(.wrongType, "timestamp")
        }
    }
}
