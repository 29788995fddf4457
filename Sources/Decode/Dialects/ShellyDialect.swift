import Model

/// Shelly BLU devices behind Shelly gateways.
enum ShellyDialect: DialectReader {
    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        throw Refusal(.unsupportedMessage, "not read yet")
    }
}
