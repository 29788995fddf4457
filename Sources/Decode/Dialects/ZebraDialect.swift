import Model

/// Zebra IoT Connector: FX fixed readers and RFD handhelds.
///
/// Facts from Zebra's pages ("tag data events", "RFD40/RFD90 tag data event", "heartBeatEVT") and recordings: topics
/// are the operator's; a fixed reader's event holds one tag in `data`, a handheld's `dataEVT` many in `data.tagData`;
/// some transports join objects without anything between them. `peakRssi` is whole dBm; `timestamp` a date whose
/// offset has no colon, in a variant epoch milliseconds; `firstSeenTime` and `lastSeenTime` are epoch milliseconds.
/// `idHex` (`EPCid` on handhelds) comes in either case; `hostName` and `MAC` only when the operator wants them, so the
/// topic names the reader without. `eventNum` counts a reader's events from its start.
enum ZebraDialect: DialectReader {
    static var takesSeveralTexts: Bool { true }

    /// `data` with a tag, or an event of the management interface.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        if isManagement(document, value) { return true }
        guard let data = document.member(value, "data"), document.kind(data) == .object else { return false }
        if let tags = document.member(data, "tagData") { return document.kind(tags) == .array }
        return document.has(data, "idHex") || document.has(data, "EPCid")
    }

    /// A handheld's topics end in `clients/<channel>/<serial>`; any other topic names its reader as a whole.
    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        var levels = TopicLevels(scope.topic)
        if let serial = levels.last(), levels.last() != nil, isText(levels.last(), "clients"), !serial.isEmpty {
            try scope.setReader(serial, in: &decoded)
        } else {
            try? scope.setReader(scope.topic, in: &decoded)
        }
        return false
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let scope = scope
        try document.walk(document.root, scope, &decoded) { event(document, $0, scope, &$1) }
    }

    /// Heartbeats, warnings, errors, GPI: `component` on fixed readers, `event` ending in `EVT` on handhelds.
    private static func isManagement(_ document: JSONDocument, _ value: JSONDocument.Value) -> Bool {
        if document.has(value, "component"), document.has(value, "type"), document.has(value, "timestamp") {
            return true
        }
        if document.has(value, "heartBeatEVT") { return true }
        guard let event = document.member(value, "event"), document.kind(event) == .string else { return false }
        let text = document.text(event)
        return text.count > 3 && isText(UnsafeBufferPointer(rebasing: text[(text.count - 3)...]), "EVT")
    }

    private static func event(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ topicScope: MessageScope, _ decoded: inout DecodedBatch
    ) {
        var scope = topicScope
        do throws(Refusal) {
            guard document.kind(value) == .object else { throw Refusal(.wrongType, "an event is not an object") }
            let data = try document.object(value, "data")
            try readName(document, value, &scope, &decoded)
            if let data { try readName(document, data, &scope, &decoded) }
            if let data, let tags = try document.array(data, "tagData") {
                try document.refuseTooMany(tags)
                let eventScope = scope
                document.forEach(tags) { add(document, value, $0, eventScope, &decoded) }
                if document.isEmptyArray(tags) { decoded.health.append(scope.health(.heartbeat)) }
            } else if isManagement(document, value) {
                try needReader(scope)
                let time = try? document.dateOrEpochMilliseconds(value, "timestamp")
                decoded.health.append(scope.health(.heartbeat, device: time ?? nil))
            } else {
                guard let data else { throw Refusal(.missingField, "data") }
                add(document, value, data, scope, &decoded)
            }
        } catch {
            decoded.refuse(error, scope)
        }
    }

    private static func readName(
        _ document: JSONDocument, _ value: JSONDocument.Value, _ scope: inout MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        var name = try document.filledString(value, "hostName")
        if name == nil { name = try document.filledString(value, "HOSTNAME") }
        if let name {
            try scope.setReader(name, in: &decoded)
        } else if let address = try document.filledString(value, "MAC") {
            try scope.setReader(addressOrName: address, in: &decoded)
        }
    }

    private static func needReader(_ scope: MessageScope) throws(Refusal) {
        // A bare payload of a file has no topic, and may have no reader.
        guard scope.reader.isEmpty, !scope.topic.isEmpty else { return }
        throw Refusal(.badIdentifier, "reader")
    }

    private static func add(
        _ document: JSONDocument, _ event: JSONDocument.Value, _ tag: JSONDocument.Value, _ scope: MessageScope,
        _ decoded: inout DecodedBatch
    ) {
        decoded.add(scope) { (decoded) throws(Refusal) in
            guard document.kind(tag) == .object else { throw Refusal(.wrongType, "a tag is not an object") }
            var scope = scope
            try readName(document, tag, &scope, &decoded)
            try needReader(scope)
            var observation = scope.observation()
            try readIdentity(document, tag, &observation, &decoded)
            observation.antenna = UInt16(try document.integer(tag, "antenna", in: 0...65_535) ?? 0)
            observation.rssiDBm = try document.rssi(tag, "peakRssi")
            var device = try document.epoch(tag, "lastSeenTime", .milliseconds)
            if device == nil { device = try document.epoch(tag, "firstSeenTime", .milliseconds) }
            if device == nil { device = try document.dateOrEpochMilliseconds(event, "timestamp") }
            try scope.setTime(device, of: &observation)
            let number = try document.integer(tag, "eventNum", in: 0...Int64.max)
            observation.packet = packet(number, device, observation, decoded)
            return observation
        }
    }

    /// `idHex`, `EPCid` or `EPC`; in the format `tid` it is no EPC.
    private static func readIdentity(
        _ document: JSONDocument, _ tag: JSONDocument.Value, _ observation: inout Observation,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        var hex = try document.filledString(tag, "idHex")
        if hex == nil { hex = try document.filledString(tag, "EPCid") }
        if hex == nil { hex = try document.filledString(tag, "EPC") }
        if let hex {
            let range = try EPCText.append(hex: hex, field: "idHex", to: &decoded.bytes)
            if document.isText(tag, "format", "tid") {
                observation.tag = range
            } else {
                decoded.setEPC(range, of: &observation)
            }
            return
        }
        guard let hex = try document.filledString(tag, "TID") else { throw Refusal(.missingField, "idHex") }
        observation.tag = try EPCText.append(hex: hex, field: "TID", to: &decoded.bytes)
    }

    /// The number alone is not enough: it begins again when the reader does.
    private static func packet(
        _ number: Int64?, _ device: Instant?, _ observation: Observation, _ decoded: borrowing DecodedBatch
    ) -> UInt64 {
        guard number != nil || device != nil else { return 0 }
        var key = PacketKey()
        key.add(field: observation.reader, of: decoded.bytes)
        key.add(field: observation.tag, of: decoded.bytes)
        key.add(number: observation.antenna)
        key.add(number: number ?? -1)
        key.add(number: device?.milliseconds ?? 0)
        return key.value
    }
}
