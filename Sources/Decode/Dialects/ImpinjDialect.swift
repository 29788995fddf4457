import Model

/// Impinj R700, IoT device interface: tag inventory events as one object or an array; an empty array keeps alive.
///
/// Facts from the interface's documents (`TagInventoryEvent`, `MqttConfiguration`, `ReaderEvent`): topics are the
/// operator's; messages on the `willTopic` are plain text; `epc` is URL-safe base64 and `epcHex` an option; RSSI is
/// in hundredths of dBm; `lastSeenTime` (air) is better than `timestamp` (queue), both RFC 3339 with up to nine
/// fractional digits; `hostname` is an option, without it the topic names the reader.
enum ImpinjDialect: DialectReader {
    private static let rssiCentidBmRange = Limits.rssiDBmRange.lowerBound * 100...Limits.rssiDBmRange.upperBound * 100

    /// Reads the topic as the reader's name, until an event brings a `hostname`; one that cannot be a name is told
    /// by the first event without.
    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        try? scope.setReader(scope.topic, in: &decoded)
        return try readWill(scope, &decoded)
    }

    /// `[]` (its keep-alive), or an object or a first element with `tagInventoryEvent` or `eventType`.
    static func recognises(_ document: JSONDocument) -> Bool {
        if document.kind(document.root) == .array, document.count(document.root) == 0 { return true }
        guard let value = document.firstObject else { return false }
        return document.has(value, "tagInventoryEvent") || document.has(value, "eventType")
    }

    /// Reads what the reader leaves on its `willTopic`; false when the payload is no such text.
    private static func readWill(_ scope: MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        guard isWill(scope.payload) else { return false }
        try needReader(scope)
        let isConnected = isText(scope.payload, "connected")
        decoded.health.append(scope.health(isConnected ? .online : .offline))
        return true
    }

    private static func needReader(_ scope: MessageScope) throws(Refusal) {
        // A bare payload of a file has no topic, and may have no reader.
        guard scope.reader.isEmpty, !scope.topic.isEmpty else { return }
        throw Refusal(.badIdentifier, "reader")
    }

    static func isWill(_ payload: UnsafeBufferPointer<UInt8>) -> Bool {
        isText(payload, "connected") || isText(payload, "connection lost")
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        try document.refuseTooMany(document.root)
        switch document.kind(document.root) {
        case .object:
            event(document, document.root, scope, &decoded)
        case .array:
            let count = document.count(document.root)
            if count == 0 {
                try needReader(scope)
                decoded.health.append(scope.health(.heartbeat))
            }
            var value = document.first(document.root)
            for _ in 0..<count {
                event(document, value, scope, &decoded)
                value = document.after(value)
            }
        default: throw Refusal(.wrongType, "neither an object nor an array")
        }
    }

    private static func event(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ topicScope: MessageScope, _ decoded: inout DecodedBatch
    ) {
        var scope = topicScope
        do throws(Refusal) {
            guard document.kind(value) == .object else { throw Refusal(.wrongType, "an event is not an object") }
            if let hostname = try document.string(value, "hostname"), !hostname.isEmpty {
                try scope.setReader(hostname, in: &decoded)
            }
            try needReader(scope)
            let inventory = try document.object(value, "tagInventoryEvent")
            guard let type = try document.string(value, "eventType") else {
                guard let inventory else { throw Refusal(.missingField, "eventType") }
                tag(document, value, inventory, scope, &decoded)
                return
            }
            if isText(type, "tagInventory") {
                guard let inventory else { throw Refusal(.missingField, "tagInventoryEvent") }
                tag(document, value, inventory, scope, &decoded)
            } else {
                // Antennas, GPIO, inventory status: the reader lives.
                let time = try document.date(value, "timestamp")
                decoded.health.append(scope.health(.heartbeat, device: time))
            }
        } catch {
            decoded.refuse(error, scope)
        }
    }

    private static func tag(
        _ document: JSONDocument, _ event: JSONDocument.Value, _ inventory: JSONDocument.Value, _ scope: MessageScope,
        _ decoded: inout DecodedBatch
    ) {
        decoded.add(scope) { (decoded) throws(Refusal) in
            var observation = scope.observation()
            try readIdentity(document, inventory, &observation, &decoded)
            observation.antenna = UInt16(try document.integer(inventory, "antennaPort", in: 1...65_535) ?? 0)
            let rssi = try document.number(inventory, "peakRssiCdbm", in: rssiCentidBmRange)
            observation.rssiDBm = Float((rssi ?? .nan) / 100)
            var device = try document.date(inventory, "lastSeenTime")
            if device == nil { device = try document.date(event, "timestamp") }
            try scope.setTime(device, of: &observation)
            observation.packet = try packet(document, event, inventory, observation, decoded)
            return observation
        }
    }

    /// Events have no number: a read is the same when its reader, antenna, tag and the whole text of its time are.
    /// Bursts after an outage and redeliveries repeat them; two reads never share nine digits of a second.
    private static func packet(
        _ document: JSONDocument, _ event: JSONDocument.Value, _ inventory: JSONDocument.Value,
        _ observation: Observation, _ decoded: borrowing DecodedBatch
    ) throws(Refusal) -> UInt64 {
        var time = try document.string(inventory, "lastSeenTime")
        if time == nil { time = try document.string(event, "timestamp") }
        guard let time else { return 0 }
        var key = PacketKey()
        key.add(field: observation.reader, of: decoded.bytes)
        key.add(field: observation.tag, of: decoded.bytes)
        key.add(number: observation.antenna)
        key.add(field: time)
        return key.value
    }

    /// `epcHex`, else `epc`; a tag without an EPC is known by its TID.
    private static func readIdentity(
        _ document: JSONDocument, _ inventory: JSONDocument.Value, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        if let hex = try document.filledString(inventory, "epcHex") {
            observation.tag = try EPCText.append(hex: hex, field: "epcHex", to: &decoded.bytes)
        } else if let base64 = try document.filledString(inventory, "epc") {
            observation.tag = try EPCText.append(base64: base64, field: "epc", to: &decoded.bytes)
        } else if let hex = try document.filledString(inventory, "tidHex") {
            observation.tag = try EPCText.append(hex: hex, field: "tidHex", to: &decoded.bytes)
            return
        } else if let base64 = try document.filledString(inventory, "tid") {
            observation.tag = try EPCText.append(base64: base64, field: "tid", to: &decoded.bytes)
            return
        } else {
            throw Refusal(.missingField, "epc or epcHex")
        }
        decoded.setEPC(observation.tag, of: &observation)
    }
}
