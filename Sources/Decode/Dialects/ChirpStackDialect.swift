import Model

/// ChirpStack v4 uplinks and gateway events, with Abeeway positions.
enum ChirpStackDialect: DialectReader {
    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        throw Refusal(.unsupportedMessage, "not read yet")
    }
}
