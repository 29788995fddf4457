import Model

/// One read as Speedway Connect and SmartReader write it.
enum SpeedwayRead {
    /// Adds its observation, its rejection, or a heartbeat.
    static func add(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) {
        if let mark = document.member(value, "isHeartBeat"), document.kind(mark) == .yes {
            decoded.health.append(scope.health(.heartbeat))
            return
        }
        decoded.add(scope) { (decoded) throws(Refusal) in try read(document, value, scope, &decoded) }
    }

    private static func read(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard document.kind(value) == .object else { throw Refusal(.wrongType, "a read is not an object") }
        var observation = scope.observation()
        if let hex = try document.filledString(value, "epc") {
            decoded.setEPC(try EPCText.append(hex: hex, field: "epc", to: &decoded.bytes), of: &observation)
        } else if let hex = try document.filledString(value, "tid") {
            observation.tag = try EPCText.append(hex: hex, field: "tid", to: &decoded.bytes)
        } else {
            throw Refusal(.missingField, "epc")
        }
        observation.antenna = UInt16(try document.integer(value, "antennaPort", in: 0...65_535) ?? 0)
        let rssi = try document.decimal(value, "peakRssi", in: Limits.rssiDBmRange)
        observation.rssiDBm = Float(rssi ?? .nan)
        let time = document.member(value, "firstSeenTimestamp")
        let isNumber = time.map { document.kind($0) == .number } ?? false
        let device =
            isNumber
            ? try document.epochMicroseconds(value, "firstSeenTimestamp")
            : try document.date(value, "firstSeenTimestamp")
        try scope.setTime(device, of: &observation)
        if let time {
            // The time's whole text: reads of one tag and antenna are microseconds apart at most by accident.
            var key = PacketKey()
            key.add(field: observation.reader, of: decoded.bytes)
            key.add(field: observation.tag, of: decoded.bytes)
            key.add(number: observation.antenna)
            key.add(field: document.text(time))
            observation.packet = key.value
        }
        return observation
    }
}
