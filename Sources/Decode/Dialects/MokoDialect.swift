import Model

/// MOKO BLE gateways, three generations.
///
/// Facts from reelyActive's barnowl-mokosmart and captures: the first two wrap what they heard in `{"msg_id":…,
/// "device_info":{"mac":…},"data":[…]}`. 3004 (MKGW1): elements with `value`, `timestamp` as `2021-01-01&17:10:16+08`,
/// AD structures as `raw` or `raw data`. 3070 (MKGW-mini and later): `timestamp` in epoch milliseconds, `adv_data` and
/// `rsp_data`. 3003 tells the gateway's network state. The third (MKGW3) sends elements one by one, and for MOKO's own
/// beacons the decoded members (`batt_vol`, `x_axis_data`, `alarm_status`) and no bytes. Addresses are 12 digits of
/// either case; whether one is random is not told.
enum MokoDialect: DialectReader {
    private enum Message {
        static let network: Int64 = 3003
        static let scan: Int64 = 3004
        static let notification: Int64 = 3070
    }

    /// An object with `msg_id` and `device_info`, or an element by itself.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        if document.has(value, "msg_id") { return document.has(value, "device_info") }
        guard document.has(value, "mac"), document.has(value, "rssi") else { return false }
        return document.has(value, "adv_data") || document.has(value, "rsp_data") || document.has(value, "batt_vol")
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object, document.has(root, "msg_id") else {
            try? scope.setReader(scope.topic, in: &decoded)
            if document.kind(root) == .array, document.count(root) == 0 {
                decoded.health.append(scope.health(.heartbeat))
            }
            try elements(document, root, scope, &decoded)
            return
        }
        guard let id = try document.integer(root, "msg_id", in: 0...Int64(UInt32.max)) else {
            throw Refusal(.missingField, "msg_id")
        }
        guard let device = try document.object(root, "device_info"), let mac = try document.string(device, "mac")
        else { throw Refusal(.missingField, "device_info.mac") }
        try scope.setReader(addressOrName: mac, in: &decoded)
        let data = document.member(root, "data")
        switch id {
        case Message.network:
            let state = try data.map { (value) throws(Refusal) in try document.string(value, "net_state") } ?? nil
            let isOffline = isText(state, "offline")
            decoded.health.append(scope.health(isOffline ? .offline : .online))
        case Message.scan, Message.notification:
            guard let data else { throw Refusal(.missingField, "data") }
            guard document.kind(data) == .array else { throw Refusal(.wrongType, "data") }
            if document.count(data) == 0 { decoded.health.append(scope.health(.heartbeat)) }
            try elements(document, data, scope, &decoded)
        default: throw Refusal(.unsupportedMessage, "a message that brings neither scans nor health")
        }
    }

    private static func elements(
        _ document: JSONDocument, _ list: JSONDocument.Value, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        try document.refuseTooMany(list)
        scope.state.pointee.merge.begin()
        document.forEach(list) { value in
            decoded.addFrame(scope) { (decoded) throws(Refusal) in try element(document, value, scope) }
        }
        decoded.finishFrames(scope)
    }

    private static func element(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ scope: MessageScope
    ) throws(Refusal) -> (observation: Observation, advert: Advert) {
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "an element is not an object") }
        let beacon = try document.object(value, "value") ?? value
        guard let text = try document.string(beacon, "mac") else { throw Refusal(.missingField, "mac") }
        guard let address = BLEAddress(text, .unknown) else { throw Refusal(.badIdentifier, "mac") }
        var observation = scope.observation()
        observation.rssiDBm = try document.neededRSSI(beacon)
        var advert = Advert(address: address)
        if let frame = try document.hex(beacon, "raw") { advert.read(frame) }
        if let frame = try document.hex(beacon, "raw data") { advert.read(frame) }
        if let frame = try document.hex(beacon, "adv_data") { advert.read(frame) }
        if let frame = try document.hex(beacon, "rsp_data") { advert.read(frame) }
        readMembers(document, beacon, &advert)
        try scope.setTime(try time(document, beacon), of: &observation)
        return (observation, advert)
    }

    /// What an MKGW3 has decoded: millivolts, degrees, percent and mg, as numbers or with their unit behind.
    private static func readMembers(
        _ document: JSONDocument, _ beacon: JSONDocument.Value, _ advert: inout Advert
    ) {
        if let milliVolts = document.measure(beacon, "batt_vol"), (1...65_535).contains(milliVolts) {
            advert.setBattery(milliVolts: UInt16(milliVolts))
        }
        if let celsius = document.measure(beacon, "temperature") { advert.setTemperature(Float(celsius)) }
        if let percent = document.measure(beacon, "humidity") { advert.setHumidity(Float(percent)) }
        if let axes = document.acceleration(beacon, "x_axis_data", "y_axis_data", "z_axis_data", scale: 1) {
            advert.accelerationMilliG = axes
        }
        guard let alarm = document.measure(beacon, "alarm_status"), alarm != 0 else { return }
        // The status stays while the alarm lasts: one key, one press.
        advert.events.insert(.button)
        var key = PacketKey()
        key.add(advert.address.value)
        key.add(UInt64(bitPattern: Int64(exactly: alarm) ?? 1))
        advert.packet = key.value
    }

    private static func time(_ document: JSONDocument, _ beacon: JSONDocument.Value) throws(Refusal) -> Instant? {
        guard let member = document.member(beacon, "timestamp") else { return nil }
        guard document.kind(member) == .string else { return try document.epoch(beacon, "timestamp", .milliseconds) }
        let text = document.text(member)
        guard text.count <= Limits.dateBytesMax else { throw Refusal(.badTime, "timestamp") }
        let instant = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Limits.dateBytesMax) { buffer in
            for index in 0..<text.count {
                buffer[index] = text[index] == UInt8(ascii: "&") ? UInt8(ascii: "T") : text[index]
            }
            return Instant.parse(UnsafeBufferPointer(rebasing: buffer[..<text.count]))
        }
        guard let instant else { throw Refusal(.badTime, "timestamp") }
        return instant
    }
}
