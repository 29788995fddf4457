import Model

/// April Brother BLE gateways, version 4: a MessagePack map with `v`, `mid`, `time`, `ip`, `mac` and `devices`.
///
/// Source: wiki.aprbrother.com, "User Guide For AB BLE Gateway V4". A device is bytes: the packet's type (1), the
/// address (6, as it is read), the strength (1; minus 256 is dBm), the AD structures. `time` counts seconds since its
/// start, so the receive time holds. Whether an address is random is not told. Gateways set to JSON write the devices
/// in hex.
enum AprilBrotherDialect: DialectReader {
    private static let headLength = 8

    /// An object with `devices`, `mac` and `mid`.
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        return document.has(root, "devices") && document.has(root, "mac") && document.has(root, "mid")
    }

    /// A map whose first key is one of the gateway's.
    static func recognisesBytes(_ payload: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = MessagePack(payload)
        guard case .map(let count)? = try? reader.next(), count >= 2, case .bytes(let key)? = try? reader.next() else {
            return false
        }
        let keys: [StaticString] = ["v", "mid", "time", "ip", "mac", "devices"]
        return keys.contains { isText(key, $0) }
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        guard let first = scope.payload.first else { throw Refusal(.emptyPayload, "payload") }
        if first == Ascii.openBrace || Ascii.isJSONSpace(first) { return false }
        var reader = MessagePack(scope.payload)
        guard case .map(let count) = try reader.next() else { throw Refusal(.wrongType, "not a MessagePack map") }
        // The gateway's address may come after what it heard.
        var devices: MessagePack?
        for _ in 0..<count {
            guard case .bytes(let key) = try reader.next() else { throw Refusal(.wrongType, "a key is no text") }
            if isText(key, "mac") {
                guard case .bytes(let mac) = try reader.next() else { throw Refusal(.wrongType, "mac") }
                guard UTF8Check.isValid(mac) else { throw Refusal(.invalidUTF8, "mac") }
                try scope.setReader(addressOrName: mac, in: &decoded)
                continue
            }
            if isText(key, "devices") { devices = reader }
            try reader.skipValue()
        }
        guard reader.isAtEnd else { throw Refusal(.wrongType, "bytes after the map") }
        guard var list = devices else { throw Refusal(.missingField, "devices") }
        guard case .array(let elements) = try list.next() else { throw Refusal(.wrongType, "devices") }
        guard elements <= Limits.batchElementsMax else { throw Refusal(.tooLarge, "more than 4096 elements") }
        decoded.health.append(scope.health(.heartbeat))
        let messageScope = scope
        messageScope.state.pointee.merge.begin()
        for _ in 0..<elements {
            guard case .bytes(let device) = try list.next() else {
                decoded.finishFrames(messageScope)
                throw Refusal(.wrongType, "a device is no bytes")
            }
            decoded.addFrame(messageScope) { (decoded) throws(Refusal) in
                try advertisement(RawFrame(bytes: device), messageScope)
            }
        }
        decoded.finishFrames(messageScope)
        return true
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard let mac = try document.string(root, "mac") else { throw Refusal(.missingField, "mac") }
        try messageScope.setReader(addressOrName: mac, in: &decoded)
        let scope = messageScope
        guard let devices = document.member(root, "devices") else { throw Refusal(.missingField, "devices") }
        guard document.kind(devices) == .array else { throw Refusal(.wrongType, "devices") }
        try document.refuseTooMany(devices)
        decoded.health.append(scope.health(.heartbeat))
        scope.state.pointee.merge.begin()
        document.forEach(devices) { value in
            decoded.addFrame(scope) { (decoded) throws(Refusal) in
                guard document.kind(value) == .string, let frame = HexFrame(document.text(value)) else {
                    throw Refusal(.wrongType, "a device is no hex")
                }
                return try advertisement(frame, scope)
            }
        }
        decoded.finishFrames(scope)
    }

    private static func advertisement(
        _ frame: some FrameBytes, _ scope: MessageScope
    ) throws(Refusal) -> (observation: Observation, advert: Advert) {
        guard frame.count >= headLength else { throw Refusal(.wrongType, "a device of less than 8 bytes") }
        var observation = scope.observation()
        let rssi = Int(frame[7]) - 256
        guard Limits.rssiDBmRange.contains(Double(rssi)) else { throw Refusal(.outOfRange, "rssi") }
        observation.rssiDBm = Float(rssi)
        var advert = Advert(address: BLEAddress(frame.address(1), .unknown))
        advert.read(FrameSlice(frame, headLength..<frame.count))
        try scope.setTime(nil, of: &observation)
        return (observation, advert)
    }
}
