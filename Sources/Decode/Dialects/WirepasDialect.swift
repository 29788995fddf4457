import Model

/// Wirepas gateways: the protobuf envelope.
enum WirepasDialect: DialectReader {
    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        throw Refusal(.unsupportedMessage, "not read yet")
    }
}
