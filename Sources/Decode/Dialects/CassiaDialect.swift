import Model

/// Cassia BLE gateways: `up/<gateway>/scan|heartbeat|gateway_status|connection_state|notification`.
///
/// Facts from the Cassia SDK guide (MQTT API): what a message is says its `action`; `timestamp` is the envelope's, in
/// epoch milliseconds; `gateway` is the gateway's address. What was heard is in `data`, one object or an array:
/// `bdaddrs[0].bdaddr` with `bdaddrType` (`public` or `random`), `rssi` in dBm, `adData` or `scanData` (scan response)
/// in hex. The envelope of a scan is inferred from the vendor's examples; a bare element is read as well.
enum CassiaDialect: DialectReader {
    private static let kinds: [StaticString] = [
        "scan", "heartbeat", "gateway_status", "connection_state", "notification",
    ]

    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool {
        var levels = TopicLevels(topic)
        guard isText(levels.next(), "up"), let gateway = levels.next(), BLEAddress(gateway, .unknown) != nil,
            let kind = levels.next()
        else { return false }
        return kinds.contains { isText(kind, $0) }
    }

    /// An object with `action` and `gateway`, or with `bdaddrs`.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        return document.has(value, "bdaddrs") || (document.has(value, "action") && document.has(value, "gateway"))
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        var levels = TopicLevels(scope.topic)
        if isText(levels.next(), "up"), let gateway = levels.next() {
            try scope.setReader(addressOrName: gateway, in: &decoded)
        }
        return false
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        if document.kind(root) == .object, let gateway = try document.string(root, "gateway") {
            try messageScope.setReader(addressOrName: gateway, in: &decoded)
        }
        let scope = messageScope
        guard document.kind(root) == .object, let action = try document.string(root, "action") else {
            try elements(document, root, nil, scope, &decoded)
            return
        }
        let time = try document.epoch(root, "timestamp", .milliseconds)
        if isText(action, "heartbeat") || isText(action, "gateway_status") || isText(action, "connection_state") {
            decoded.health.append(scope.health(.heartbeat, device: time))
        } else if isText(action, "data.scan") || isText(action, "scan") {
            guard let data = document.member(root, "data") else { throw Refusal(.missingField, "data") }
            try elements(document, data, time, scope, &decoded)
        } else {
            throw Refusal(.unsupportedMessage, "an action that brings neither scans nor health")
        }
    }

    private static func elements(
        _ document: JSONDocument, _ data: JSONDocument.Value, _ time: Instant?, _ scope: MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        try document.refuseTooMany(data)
        if document.kind(data) == .array, document.count(data) == 0 {
            decoded.health.append(scope.health(.heartbeat, device: time))
        }
        scope.state.pointee.merge.begin()
        document.forEach(data) { value in
            decoded.addFrame(scope) { (decoded) throws(Refusal) in try element(document, value, time, scope) }
        }
        decoded.finishFrames(scope)
    }

    private static func element(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ time: Instant?, _ scope: MessageScope
    ) throws(Refusal) -> (observation: Observation, advert: Advert) {
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "an element is not an object") }
        guard let list = document.member(value, "bdaddrs"), document.kind(list) == .array, document.count(list) > 0
        else { throw Refusal(.missingField, "bdaddrs") }
        let sender = document.first(list)
        guard let text = try document.string(sender, "bdaddr") else { throw Refusal(.missingField, "bdaddr") }
        let type = try document.string(sender, "bdaddrType")
        let hint: BLEAddress.Hint = isText(type, "public") ? .isPublic : isText(type, "random") ? .isRandom : .unknown
        guard let address = BLEAddress(text, hint) else { throw Refusal(.badIdentifier, "bdaddr") }
        var observation = scope.observation()
        observation.rssiDBm = try document.neededRSSI(value)
        var advert = Advert(address: address)
        if let frame = try document.hex(value, "adData") { advert.read(frame) }
        if let frame = try document.hex(value, "scanData") { advert.read(frame) }
        try scope.setTime(time, of: &observation)
        return (observation, advert)
    }
}
