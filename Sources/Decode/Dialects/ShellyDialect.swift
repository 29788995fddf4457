import Model

/// Shelly BLU devices, as scripts on Shelly gateways hand on what they heard of BTHome: the decoded object by itself,
/// in an event, or in a `NotifyEvent` of `<device>/events/rpc`.
///
/// Facts from openHAB's script, Shelly's script examples and captures: `addr` or `address` in lower case with colons;
/// the case of other members varies (`Battery`, `battery`); `rssi` in dBm, `tx_power` -128 is unknown; `ts` in epoch
/// seconds with a fraction, absent in bare objects; `pid` is BTHome's packet id; `encryption` true when the content
/// could not be read. A gateway says that it lives with `NotifyStatus`, and with `<device>/online` (true or false).
enum ShellyDialect: DialectReader {
    /// An object of BTHome, an event of a script with `data`, or a notification with `params`.
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        if document.has(root, "BTHome_version") { return true }
        if document.has(root, "component") { return document.has(root, "event") && document.has(root, "data") }
        return document.has(root, "src") && document.has(root, "method") && document.has(root, "params")
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        // `<device>/events/rpc`, where the device may have levels before it; else the first level.
        var levels = TopicLevels(scope.topic)
        let last = levels.last()
        if isText(last, "online"), let device = levels.last() {
            try scope.setReader(device, in: &decoded)
            guard isText(scope.payload, "true") || isText(scope.payload, "false") else {
                throw Refusal(scope.payload.isEmpty ? .emptyPayload : .wrongType, "online is neither true nor false")
            }
            decoded.health.append(scope.health(isText(scope.payload, "true") ? .online : .offline))
            return true
        }
        if isText(last, "rpc"), isText(levels.last(), "events"), let device = levels.last() {
            try scope.setReader(device, in: &decoded)
        } else {
            var levels = TopicLevels(scope.topic)
            if let first = levels.next() { try scope.setReader(first, in: &decoded) }
        }
        return false
    }

    static func decode(
        _ document: JSONDocument, _ messageScope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        guard document.has(root, "method") else {
            let scope = messageScope
            decoded.add(scope) { (decoded) throws(Refusal) in try event(document, root, nil, scope, &decoded) }
            return
        }
        if let source = try document.string(root, "src") { try messageScope.setReader(source, in: &decoded) }
        let scope = messageScope
        let params = try document.object(root, "params")
        let time = try params.map { (value) throws(Refusal) in try document.epoch(value, "ts", .seconds) } ?? nil
        guard let params, let events = document.member(params, "events") else {
            // A status of the gateway's own parts.
            decoded.health.append(scope.health(.heartbeat, device: time))
            return
        }
        guard document.kind(events) == .array else { throw Refusal(.wrongType, "params.events") }
        try document.refuseTooMany(events)
        if document.count(events) == 0 { decoded.health.append(scope.health(.heartbeat, device: time)) }
        document.forEach(events) { value in
            guard document.has(value, "data") else {
                // A button of the gateway itself, a script that started: it lives.
                decoded.health.append(scope.health(.heartbeat, device: time))
                return
            }
            decoded.add(scope) { (decoded) throws(Refusal) in try event(document, value, time, scope, &decoded) }
        }
    }

    /// An event with `data`, or the object that would be in it.
    private static func event(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ envelopeTime: Instant?, _ scope: MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "an event is not an object") }
        let data = try document.object(value, "data") ?? value
        var text = try document.string(data, "addr")
        if text == nil { text = try document.string(data, "address") }
        guard let text else { throw Refusal(.missingField, "addr") }
        guard let address = BLEAddress(text, .unknown) else { throw Refusal(.badIdentifier, "addr") }
        var observation = scope.observation()
        observation.rssiDBm = try document.neededRSSI(data)
        if try document.bool(data, "encryption") ?? false {
            throw Refusal(.encrypted, "the advertisement is encrypted")
        }
        try scope.setTime(try document.epoch(value, "ts", .seconds) ?? envelopeTime, of: &observation)
        var advert = Advert(address: address)
        readMembers(document, data, &advert)
        _ = advert.write(&observation, scope, &decoded.bytes)
        return observation
    }

    private static func readMembers(_ document: JSONDocument, _ data: JSONDocument.Value, _ advert: inout Advert) {
        if let percent = measure(document, data, "battery", "Battery"), (0...100).contains(percent) {
            advert.batteryPercent = Float(percent)
        }
        if let celsius = measure(document, data, "temperature", "Temperature") { advert.setTemperature(Float(celsius)) }
        if let percent = measure(document, data, "humidity", "Humidity") { advert.setHumidity(Float(percent)) }
        if let button = document.member(data, "button") ?? document.member(data, "Button") {
            document.forEach(button) { value in
                let isPressed = document.kind(value) == .number && JSONNumber.double(document.text(value)) != 0
                if isPressed { advert.events.insert(.button) }
            }
        }
        if let tamper = measure(document, data, "tamper", "Tamper"), tamper != 0 { advert.events.insert(.tamper) }
        if let moving = measure(document, data, "moving", "Moving") {
            advert.events.insert(moving != 0 ? .moving : .still)
        }
        if document.has(data, "pid") || !advert.events.isEmpty { advert.packet = key(document, data, advert.address) }
    }

    private static func measure(
        _ document: JSONDocument, _ data: JSONDocument.Value, _ lower: JSONKey, _ upper: JSONKey
    ) -> Double? {
        document.measure(data, lower) ?? document.measure(data, upper)
    }

    /// Of the address and all members but those of the reception, in whatever order: packet id and content.
    private static func key(
        _ document: JSONDocument, _ data: JSONDocument.Value, _ address: BLEAddress
    ) -> UInt64 {
        var sum: UInt64 = 0
        var key = data + 1
        for _ in 0..<document.count(data) {
            let value = key + 1
            let name = document.text(key)
            let isOfReception =
                isText(name, "rssi") || isText(name, "addr") || isText(name, "address") || isText(name, "tx_power")
            let kind = document.kind(value)
            if !isOfReception, kind == .number || kind == .string {
                var member = PacketKey()
                // Both cases of a letter are one member.
                for byte in name { member.add(byte | 0x20) }
                member.add(document.text(value))
                sum &+= member.value
            }
            key = document.after(value)
        }
        var packet = PacketKey()
        packet.add(address.value)
        packet.add(sum)
        return packet.value
    }
}
