import Model

/// OpenMQTTGateway and Theengs Gateway: decoded BLE advertisements.
enum OpenMQTTGatewayDialect: DialectReader {
    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        throw Refusal(.unsupportedMessage, "not read yet")
    }
}
