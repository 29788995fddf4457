import Model

/// EPCs and TIDs as readers write them, to upper-case hex.
enum EPCText {
    /// Appends an EPC given in hex.
    ///
    /// - Throws: `bad_identifier` when it is not hex in whole bytes, or too long. (EPC memory has 16-bit words, but
    /// readers and their emulators report other lengths too.)
    static func append(
        hex text: UnsafeBufferPointer<UInt8>, field: StaticString, to bytes: inout [UInt8]
    ) throws(Refusal) -> ByteRange {
        guard !text.isEmpty, text.count % 2 == 0, text.count <= 2 * Limits.epcBytesMax, Hex.isAll(text) else {
            throw Refusal(.badIdentifier, field)
        }
        let start = bytes.count
        for byte in text { bytes.append(Hex.upper(byte)) }
        return ByteRange(offset: start, count: text.count)
    }

    /// Appends an EPC given in base64 (RFC 4648), in the URL-safe alphabet or the standard one, padded or not.
    ///
    /// - Throws: `bad_identifier` when it cannot be read, is empty or too long.
    static func append(
        base64 text: UnsafeBufferPointer<UInt8>, field: StaticString, to bytes: inout [UInt8]
    ) throws(Refusal) -> ByteRange {
        let start = bytes.count
        var decoder = Base64()
        for byte in text {
            switch decoder.next(byte) {
            case .byte(let value): Hex.appendUpper(value, to: &bytes)
            case .more: break
            case .invalid:
                bytes.removeLast(bytes.count - start)
                throw Refusal(.badIdentifier, field)
            }
        }
        let digits = bytes.count - start
        guard decoder.isComplete, digits > 0, digits <= 2 * Limits.epcBytesMax else {
            bytes.removeLast(digits)
            throw Refusal(.badIdentifier, field)
        }
        return ByteRange(offset: start, count: digits)
    }
}
