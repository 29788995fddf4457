import Model

/// Impinj readers with the SmartReader application: one object per report, its reads in `tag_reads`.
///
/// Facts from its documents ("MQTT Events") and the older Speedway Connect's: `peakRssi` is dBm with decimals;
/// `firstSeenTimestamp` is epoch MICROseconds, in the older shape (`reader_name`, `mac_address`) a date; a read with
/// `isHeartBeat` keeps alive; management events hold `smartreader-status`, and `smartreader-mqtt-status` as the will.
/// `tagDataPureIdentity` holds a tag URI and is not read: the EPC says the same.
enum SmartReaderDialect: DialectReader {
    static func recognises(_ document: JSONDocument) -> Bool {
        let root = document.root
        return document.has(root, "tag_reads") || document.has(root, "smartreader-status")
            || document.has(root, "smartreader-mqtt-status")
    }

    /// The topic is the reader's name until a report brings another.
    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        try? scope.setReader(scope.topic, in: &decoded)
        return false
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        guard document.kind(root) == .object else { throw Refusal(.wrongType, "not an object") }
        try readName(document, root, &scope, &decoded)
        guard let reads = try document.array(root, "tag_reads") else {
            try readStatus(document, scope, &decoded)
            return
        }
        try document.refuseTooMany(reads)
        let scope = scope
        document.forEach(reads) { SpeedwayRead.add(document, $0, scope, &decoded) }
        if document.isEmptyArray(reads) { decoded.health.append(scope.health(.heartbeat)) }
    }

    private static func readName(
        _ document: JSONDocument, _ root: JSONDocument.Value, _ scope: inout MessageScope,
        _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        var name = try document.filledString(root, "readerName")
        if name == nil { name = try document.filledString(root, "reader_name") }
        if let name {
            try scope.setReader(name, in: &decoded)
        } else {
            var address = try document.filledString(root, "mac")
            if address == nil { address = try document.filledString(root, "mac_address") }
            if let address { try scope.setReader(addressOrName: address, in: &decoded) }
        }
        guard scope.reader.isEmpty, !scope.topic.isEmpty else { return }
        throw Refusal(.badIdentifier, "reader")
    }

    private static func readStatus(
        _ document: JSONDocument, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let root = document.root
        let isConnection = document.has(root, "smartreader-mqtt-status")
        guard isConnection || document.has(root, "smartreader-status") else {
            throw Refusal(.missingField, "tag_reads")
        }
        let time = try? document.epochMicroseconds(root, "timestamp")
        let isLost = document.isText(root, "smartreader-mqtt-status", "disconnected")
        let kind: HealthReport.Kind = isLost ? .offline : isConnection ? .online : .heartbeat
        decoded.health.append(scope.health(kind, device: time ?? nil))
    }
}
