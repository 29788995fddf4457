import Model

/// RF Controls: blinks of UHF tags that its antennas located, one object or an array.
///
/// Facts from reelyActive's `barnowl-rfcontrols`: `rssi` is dBm times TEN; `locateTime` epoch milliseconds; x, y and z
/// are of the region (`regionId`, the level here). A blink without coordinates is a read by its first antenna. `speed`
/// and `confidenceInterval` have no documented unit and are not read.
enum RFControlsDialect: DialectReader {
    private static let rssiDecidBmRange = Limits.rssiDBmRange.lowerBound * 10...Limits.rssiDBmRange.upperBound * 10

    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        return document.has(value, "tagID") && (document.has(value, "locateTime") || document.has(value, "regionId"))
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        try scope.setReader(named: "rf_controls", in: &decoded)
        return false
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let scope = scope
        try document.walk(document.root, scope, &decoded) { value, decoded in
            decoded.add(scope) { (decoded) throws(Refusal) in try blink(document, value, scope, &decoded) }
        }
    }

    private static func blink(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ messageScope: MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "a blink is not an object") }
        guard let hex = try document.filledString(value, "tagID") else { throw Refusal(.missingField, "tagID") }
        var scope = messageScope
        let x = try document.number(value, "x", in: Limits.positionMetresRange)
        let y = try document.number(value, "y", in: Limits.positionMetresRange)
        if x == nil || y == nil {
            guard let antennas = try document.array(value, "antennaIds"), document.count(antennas) > 0,
                document.kind(document.first(antennas)) == .string
            else { throw Refusal(.missingField, "x and y, or antennaIds") }
            try scope.setReader(document.text(document.first(antennas)), in: &decoded)
        }
        var observation = scope.observation()
        decoded.setEPC(try EPCText.append(hex: hex, field: "tagID", to: &decoded.bytes), of: &observation)
        if let x, let y {
            observation.xMetres = x
            observation.yMetres = y
            observation.zMetres = try document.number(value, "z", in: Limits.positionMetresRange) ?? .nan
            if let region = try document.string(value, "regionId") { try decoded.setLevel(region, of: &observation) }
        }
        let rssi = try document.number(value, "rssi", in: rssiDecidBmRange)
        observation.rssiDBm = Float((rssi ?? .nan) / 10)
        let device = try document.epoch(value, "locateTime", .milliseconds)
        try scope.setTime(device, of: &observation)
        if let device {
            var key = PacketKey()
            key.add(field: observation.tag, of: decoded.bytes)
            key.add(number: device.milliseconds)
            observation.packet = key.value
        }
        return observation
    }
}
