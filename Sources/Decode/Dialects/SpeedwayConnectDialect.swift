import Model

/// Impinj Speedway readers with Speedway Connect: each read an object of its own, or an array of them.
///
/// Facts from Impinj's support pages: `epc` and `tid` in hex, `peakRssi` in whole dBm, `firstSeenTimestamp` a date
/// with five or six decimals, `isHeartBeat` true in what only keeps alive. The shape with `tag_reads` is
/// ``SmartReaderDialect``'s. It came over HTTP and TCP; behind a bridge the topic names the reader.
enum SpeedwayConnectDialect: DialectReader {
    /// An object or a first element with `isHeartBeat`.
    static func recognises(_ document: JSONDocument) -> Bool {
        guard let value = document.firstObject else { return false }
        return document.has(value, "isHeartBeat")
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        try? scope.setReader(scope.topic, in: &decoded)
        guard scope.reader.isEmpty, !scope.topic.isEmpty else { return false }
        throw Refusal(.badIdentifier, "reader")
    }

    static var takesSeveralTexts: Bool { true }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let scope = scope
        try document.walk(document.root, scope, &decoded) { SpeedwayRead.add(document, $0, scope, &$1) }
    }
}
