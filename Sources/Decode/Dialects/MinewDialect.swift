import Model

/// Minew BLE gateways, JSON-LONG: an array whose first element is the gateway, every other one an advertisement.
///
/// Facts from captures of G1 and MG3/MG4 gateways: `mac` of 12 digits with or without colons; `timestamp` as RFC 3339
/// with `Z` or an offset, or epoch milliseconds, by the gateway's clock; `rssi` a number, or one in a string; members
/// may be null; the same tag comes twice, once decoded and once as `rawData`. Whether an address is random is not told.
enum MinewDialect: DialectReader {
    /// Epoch milliseconds up to the year 9999.
    static var epochMillisecondsRange: ClosedRange<Int64> { 0...253_402_300_799_999 }

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
        scope.state.pointee.merge.begin()
        for _ in 1..<document.count(root) {
            value = document.after(value)
            if isGateway(document, value) {
                decoded.refuse(Refusal(.unsupportedMessage, "a second gateway in one message"), scope)
                continue
            }
            decoded.addFrame(scope) { (decoded) throws(Refusal) in
                try advertisement(document, value, scope)
            }
        }
        decoded.finishFrames(scope)
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
        guard let address = BLEAddress(mac, .unknown) else { throw Refusal(.badIdentifier, "the gateway's mac") }
        try scope.setReader(address, in: &decoded)
        // The gateway spoke, whatever its clock says.
        let time = try? self.time(document, value)
        decoded.health.append(scope.health(.heartbeat, device: time ?? nil))
    }

    private static func advertisement(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ scope: MessageScope
    ) throws(Refusal) -> (observation: Observation, advert: Advert) {
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "an element is not an object") }
        var observation = scope.observation()
        guard let text = try document.string(value, "mac") else { throw Refusal(.missingField, "mac") }
        guard let address = BLEAddress(text, .unknown) else { throw Refusal(.badIdentifier, "mac") }
        observation.rssiDBm = try document.neededRSSI(value)
        observation.batteryPercent = try document.percent(value, "battery")
        observation.temperatureCelsius = try document.celsius(value, "temperature")
        observation.humidityPercent = try document.humidity(value, "humidity")
        var advert = Advert(address: address)
        if let uuid = try document.string(value, "ibeaconUuid") {
            try readIBeacon(document, value, uuid, &advert)
            // An iBeacon advertises no battery; gateways fill the member with 0 for beacons that work. An empty
            // battery would not have sent, so 0 here is "unknown"; a decoded sensor's 0 stays what it says.
            if observation.batteryPercent == 0 { observation.batteryPercent = .nan }
        } else if let raw = try document.string(value, "rawData"), !raw.isEmpty {
            guard let frame = HexFrame(raw) else { throw Refusal(.wrongType, "rawData is not hex") }
            advert.read(frame)
        }
        try scope.setTime(try time(document, value), of: &observation)
        return (observation, advert)
    }

    private static func readIBeacon(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ uuid: UnsafeBufferPointer<UInt8>,
        _ advert: inout Advert
    ) throws(Refusal) {
        guard let major = try document.integer(value, "ibeaconMajor", in: 0...65_535) else {
            throw Refusal(.missingField, "ibeaconMajor")
        }
        guard let minor = try document.integer(value, "ibeaconMinor", in: 0...65_535) else {
            throw Refusal(.missingField, "ibeaconMinor")
        }
        guard advert.setIBeacon(uuid: uuid, major: UInt16(major), minor: UInt16(minor)) else {
            throw Refusal(.badIdentifier, "ibeaconUuid")
        }
        let power = try document.integer(value, "ibeaconTxPower", in: -128...255)
        advert.powerByte = power.map { UInt8(truncatingIfNeeded: $0) }
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
