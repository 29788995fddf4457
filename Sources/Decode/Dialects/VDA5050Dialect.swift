import Model

/// VDA 5050 robots, versions 2 and 3.
enum VDA5050Dialect: DialectReader {
    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        throw Refusal(.unsupportedMessage, "not read yet")
    }
}
