import Model

/// Ubisense: one position per message, binary or as hex digits; it comes over UDP, so MQTT has it from a bridge.
///
/// Layout from recordings: `E298026B`, eight bytes of the tag's id, four of a status (big-endian, 1 for a good
/// position), then x, y and z in metres (float32, little-endian); what follows is not documented and not read. So
/// there is no time but the receive time.
enum UbisenseDialect: DialectReader {
    private static let headBytes: [UInt8] = [0xE2, 0x98, 0x02, 0x6B]
    private static let messageBytes = 28...128
    private static let goodStatus: UInt32 = 1

    /// The first four bytes, or their digits.
    static func recognisesBytes(_ payload: UnsafeBufferPointer<UInt8>) -> Bool {
        if messageBytes.contains(payload.count), payload[..<4].elementsEqual(headBytes) { return true }
        return messageBytes.contains(payload.count / 2) && CanonicalTag.rest(of: payload, after: "e298026b") != nil
    }

    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool {
        try scope.setReader(named: "ubisense", in: &decoded)
        let payload = scope.payload
        guard !payload.isEmpty else { return false }
        let scope = scope
        let isText = payload.count % 2 == 0 && payload.count >= 56 && Hex.isAll(payload)
        guard isText else {
            decoded.add(scope) { (decoded) throws(Refusal) in try read(payload, scope, &decoded) }
            return true
        }
        guard messageBytes.contains(payload.count / 2) else { throw Refusal(.wrongType, "not a Ubisense position") }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: payload.count / 2) { buffer in
            for index in 0..<buffer.count {
                buffer[index] = Hex.value(payload[2 * index]) << 4 | Hex.value(payload[2 * index + 1])
            }
            let bytes = UnsafeBufferPointer(buffer)
            decoded.add(scope) { (decoded) throws(Refusal) in try read(bytes, scope, &decoded) }
        }
        return true
    }

    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        throw Refusal(.wrongType, "not a Ubisense position")
    }

    private static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) -> Observation {
        guard messageBytes.contains(bytes.count), bytes[..<4].elementsEqual(headBytes) else {
            throw Refusal(.wrongType, "not a Ubisense position")
        }
        let status = little(bytes, 12).byteSwapped
        guard status == goodStatus else {
            throw Refusal(.unsupportedMessage, "a position that is marked as failed")
        }
        var observation = scope.observation()
        let start = decoded.bytes.count
        for byte in bytes[4..<12] { Hex.appendLower(byte, to: &decoded.bytes) }
        observation.tag = ByteRange(offset: start, count: 16)
        observation.tagKind = .position
        observation.xMetres = try metres(bytes, 16)
        observation.yMetres = try metres(bytes, 20)
        observation.zMetres = try metres(bytes, 24)
        try scope.setTime(nil, of: &observation)
        return observation
    }

    private static func metres(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) throws(Refusal) -> Double {
        let value = Double(Float(bitPattern: little(bytes, start)))
        guard value.isFinite else { throw Refusal(.notFinite, "a coordinate") }
        guard Limits.positionMetresRange.contains(value) else { throw Refusal(.outOfRange, "a coordinate") }
        return value
    }

    private static func little(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32 {
        UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
            | UInt32(bytes[start + 3]) << 24
    }
}
