import Model

/// Pozyx: positions of UWB tags (`tags`, `tags/<id>`) and BLE tags that anchors heard (`ble-data`), always arrays.
///
/// Facts from the vendor's pages ("MQTT data structure", "BLE sensor stream") and a recording: coordinates are in
/// MILLIMETRES; `timestamp` is epoch seconds with a fraction; without `success` there is no position. The provider is
/// `gateway_name`, else `pozyx`. A tag without a position still was heard: its anchors' `rss` (dBm with decimals) are
/// reads of their own; beside a position they would only say less, and are not read. Accelerations are in thousandths
/// of the earth's.
enum PozyxDialect: DialectReader {
    private static let metresPerMillimetre = 0.001

    /// A first element with `tagId` or `deviceId`, `timestamp` and `data`.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        guard document.has(value, "tagId") || document.has(value, "deviceId") else { return false }
        if document.isText(value, "version", "1.0") || document.isText(value, "version", "2.0") {
            return document.has(value, "timestamp")
        }
        return document.has(value, "success") && document.has(value, "timestamp")
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        try scope.setReader(named: "pozyx", in: &decoded)
        return false
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let scope = scope
        try document.walk(document.root, scope, &decoded) { element(document, $0, scope, &$1) }
    }

    private static func element(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ messageScope: MessageScope,
        _ decoded: inout DecodedBatch
    ) {
        var scope = messageScope
        do throws(Refusal) {
            guard document.kind(value) == .object else { throw Refusal(.wrongType, "an element is not an object") }
            if let name = try document.filledString(value, "gateway_name") {
                try scope.setReader(name, in: &decoded)
            }
            let data = try document.object(value, "data")
            let isBLE = document.has(value, "deviceId")
            let coordinates = try data.flatMap { (data) throws(Refusal) in try document.object(data, "coordinates") }
            let isPlaced = try document.bool(value, "success") ?? (coordinates != nil)
            if !isBLE, isPlaced {
                guard let data, let coordinates else { throw Refusal(.missingField, "coordinates") }
                let scope = scope
                decoded.add(scope) { (decoded) throws(Refusal) in
                    try position(document, value, data, coordinates, scope, &decoded)
                }
                return
            }
            guard let data, let anchors = try document.array(data, "anchorData"), document.count(anchors) > 0 else {
                throw isBLE
                    ? Refusal(.missingField, "anchorData")
                    : Refusal(.unsupportedMessage, "success is false, and no anchor heard the tag")
            }
            try document.refuseTooMany(anchors)
            document.forEach(anchors) { heard(document, value, $0, scope, &decoded) }
        } catch {
            decoded.refuse(error, scope)
        }
    }

    private static func position(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ data: JSONDocument.Value,
        _ coordinates: JSONDocument.Value, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        var observation = try begin(document, value, scope, &decoded)
        let range =
            Limits.positionMetresRange.lowerBound / metresPerMillimetre...Limits.positionMetresRange.upperBound
            / metresPerMillimetre
        guard let x = try document.number(coordinates, "x", in: range),
            let y = try document.number(coordinates, "y", in: range)
        else { throw Refusal(.missingField, "coordinates") }
        observation.xMetres = x * metresPerMillimetre
        observation.yMetres = y * metresPerMillimetre
        observation.zMetres = (try document.number(coordinates, "z", in: range) ?? .nan) * metresPerMillimetre
        guard let tagData = try document.object(data, "tagData") else { return observation }
        observation.accelerationMilliG = try acceleration(document, tagData)
        return observation
    }

    /// The tag's acceleration; nil when it is not told, or is none that a tag survives.
    private static func acceleration(
        _ document: JSONDocument, _ tagData: JSONDocument.Value
    ) throws(Refusal) -> SIMD3<Int16>? {
        guard let axes = try document.object(tagData, "acceleration") else { return nil }
        guard let x = try document.number(axes, "x"), let y = try document.number(axes, "y"),
            let z = try document.number(axes, "z"), max(abs(x), abs(y), abs(z)) < 32_767
        else { return nil }
        return SIMD3(Int16(x.rounded()), Int16(y.rounded()), Int16(z.rounded()))
    }

    /// A tag that one anchor heard.
    private static func heard(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ anchor: JSONDocument.Value, _ scope: MessageScope,
        _ decoded: inout DecodedBatch
    ) {
        decoded.add(scope) { (decoded) throws(Refusal) in
            guard document.kind(anchor) == .object else { throw Refusal(.wrongType, "an anchor is not an object") }
            guard let id = try document.filledString(anchor, "anchorId") else {
                throw Refusal(.missingField, "anchorId")
            }
            var scope = scope
            try scope.setReader(id, in: &decoded)
            var observation = try begin(document, value, scope, &decoded)
            observation.rssiDBm = try document.rssi(anchor, "rss")
            return observation
        }
    }

    /// Tag, time and packet.
    private static func begin(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        var observation = scope.observation()
        if let mac = try document.filledString(value, "deviceId") {
            try decoded.setTag(mac, of: &observation)
            observation.tagKind = .ble
        } else if let id = try document.filledString(value, "tagId") {
            try decoded.setTag(id, of: &observation)
        } else {
            throw Refusal(.missingField, "tagId")
        }
        guard let device = try document.epoch(value, "timestamp", .seconds) else {
            try scope.setTime(nil, of: &observation)
            return observation
        }
        try scope.setTime(device, of: &observation)
        var key = PacketKey()
        key.add(field: observation.tag, of: decoded.bytes)
        key.add(number: device.milliseconds)
        observation.packet = key.value
        return observation
    }
}
