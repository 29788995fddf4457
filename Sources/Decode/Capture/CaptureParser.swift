public import Model

/// Reads captures (DESIGN 5.3): one line of NDJSON becomes one message of a batch.
///
/// An envelope is what `mosquitto_sub -F '%j'` or `'%J'` prints, its members in any order, others ignored. The payload
/// comes as a string (its escapes are resolved), as JSON (its text is taken verbatim), as `null` (empty) or as
/// `payload_base64`.
///
/// An array, or an object that is no envelope, is a bare payload: no topic, no receive time. An envelope has `topic`
/// and a payload, or one of them and a `tst` in text: devices have members of these names too. The limits of payloads
/// are the decoder's; an envelope's own is ``lineBytesMax``.
public struct CaptureParser: Sendable {
    /// What a line was.
    public enum Line: Sendable {
        /// A message was appended to the batch.
        case message
        /// Nothing: `%J` prints an empty line for a payload that is not JSON.
        case blank
        /// Not a message; nothing was appended.
        case rejected(RejectionReason, StaticString)
    }

    /// The longest line, in bytes.
    public static let lineBytesMax = 1024 * 1024

    private var topicScratch: [UInt8] = []
    private var payloadScratch: [UInt8] = []

    /// A parser; it keeps scratch memory from line to line.
    public init() {}

    /// Reads one line (without its line feed) and appends its message to a batch.
    ///
    /// - Complexity: O(n) in the line.
    public mutating func parse(_ line: UnsafeBufferPointer<UInt8>, into batch: inout MessageBatch) -> Line {
        guard line.count <= CaptureParser.lineBytesMax else { return .rejected(.tooLarge, "a line of more than 1 MiB") }
        guard let start = line.firstIndex(where: { !Ascii.isJSONSpace($0) }) else { return .blank }
        let text = UnsafeBufferPointer(rebasing: line[start...])
        do throws(Refusal) {
            try read(text, &batch)
            return .message
        } catch {
            return .rejected(error.reason, error.detail)
        }
    }

    private mutating func read(_ text: UnsafeBufferPointer<UInt8>, _ batch: inout MessageBatch) throws(Refusal) {
        if text[0] == Ascii.openBracket {
            appendBare(text, &batch)
            return
        }
        guard text[0] == Ascii.openBrace else {
            throw Refusal(.malformedJSON, "a line that is neither an object nor an array")
        }
        var envelope = EnvelopeScanner(line: text)
        try envelope.scan()
        guard isEnvelope(envelope) else {
            appendBare(text, &batch)
            return
        }
        guard envelope.topic.isPresent else { throw Refusal(.missingField, "topic") }
        guard envelope.topic.isString else { throw Refusal(.wrongType, "topic") }
        guard envelope.payload.isPresent || envelope.payloadBase64.isPresent else {
            throw Refusal(.missingField, "payload")
        }
        let receivedAt = try readTime(text, envelope.tst)
        var flags: MessageHeader.Flags = []
        if try readRetain(text, envelope.retain) { flags.insert(.retained) }
        let qos = UInt8(try readInteger(text, envelope.qos, "qos", max: 2))
        let packetID = UInt16(try readInteger(text, envelope.mid, "mid", max: 65_535))
        let topicRange = try resolve(text, envelope.topic, into: &topicScratch)
        let payloadRange = try readPayload(text, envelope)
        topicScratch.withUnsafeBytes { topicBytes in
            payloadScratch.withUnsafeBytes { payloadBytes in
                batch.append(
                    topic: topicRange.map { UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[$0]) }
                        ?? topicBytes,
                    payload: payloadRange.map { UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[$0]) }
                        ?? payloadBytes,
                    receivedAt: receivedAt, packetID: packetID, qos: qos, flags: flags)
            }
        }
    }

    private func isEnvelope(_ scanner: EnvelopeScanner) -> Bool {
        let hasPayload = scanner.payload.isPresent || scanner.payloadBase64.isPresent
        if scanner.topic.isPresent, hasPayload { return scanner.tst.isPresent || !scanner.event.isPresent }
        return (scanner.topic.isPresent || hasPayload) && scanner.tst.isString
    }

    private func appendBare(_ text: UnsafeBufferPointer<UInt8>, _ batch: inout MessageBatch) {
        batch.append(
            topic: UnsafeRawBufferPointer(start: nil, count: 0), payload: UnsafeRawBufferPointer(text),
            receivedAt: Instant(milliseconds: 0), flags: .receiveTimeUnknown)
    }

    /// Where a string's bytes are in the line; nil when they had escapes and lie in `scratch` now.
    private func resolve(
        _ text: UnsafeBufferPointer<UInt8>, _ value: EnvelopeScanner.Value, into scratch: inout [UInt8]
    ) throws(Refusal) -> Range<Int>? {
        guard value.hasEscapes else { return value.range }
        scratch.removeAll(keepingCapacity: true)
        try EnvelopeScanner.resolve(UnsafeBufferPointer(rebasing: text[value.range]), into: &scratch)
        return nil
    }

    /// Where the payload's bytes are in the line; nil when they lie in `payloadScratch`.
    private mutating func readPayload(
        _ text: UnsafeBufferPointer<UInt8>, _ envelope: EnvelopeScanner
    ) throws(Refusal) -> Range<Int>? {
        if envelope.payloadBase64.isPresent {
            guard !envelope.payload.isPresent else { throw Refusal(.duplicateKey, "payload and payload_base64") }
            guard envelope.payloadBase64.isString else { throw Refusal(.wrongType, "payload_base64") }
            try decodeBase64(UnsafeBufferPointer(rebasing: text[envelope.payloadBase64.range]))
            return nil
        }
        let payload = envelope.payload
        if payload.isString {
            return try resolve(text, payload, into: &payloadScratch)
        }
        let isNull = isText(UnsafeBufferPointer(rebasing: text[payload.range]), "null")
        return isNull ? 0..<0 : payload.range
    }

    private mutating func decodeBase64(_ text: UnsafeBufferPointer<UInt8>) throws(Refusal) {
        payloadScratch.removeAll(keepingCapacity: true)
        var decoder = Base64()
        for byte in text {
            switch decoder.next(byte) {
            case .byte(let value): payloadScratch.append(value)
            case .more: break
            case .invalid: throw Refusal(.wrongType, "payload_base64 is not base64")
            }
        }
        guard decoder.isComplete else { throw Refusal(.wrongType, "payload_base64 is not base64") }
    }

    /// `tst` as a date with a zone, or as whole epoch seconds, which `mosquitto_sub` before 2.0 printed (its manual).
    private func readTime(
        _ text: UnsafeBufferPointer<UInt8>, _ value: EnvelopeScanner.Value
    ) throws(Refusal) -> Instant {
        let bytes = UnsafeBufferPointer(rebasing: text[value.range])
        if value.isString, !value.hasEscapes, let instant = Instant.parse(bytes) { return instant }
        if value.isPresent, !value.isString, let seconds = digits(bytes, max: 253_402_300_799) {
            return Instant(milliseconds: seconds * 1000)
        }
        throw Refusal(.badTime, "tst")
    }

    private func readInteger(
        _ text: UnsafeBufferPointer<UInt8>, _ value: EnvelopeScanner.Value, _ name: StaticString, max: Int64
    ) throws(Refusal) -> Int64 {
        guard value.isPresent else { return 0 }
        let bytes = UnsafeBufferPointer(rebasing: text[value.range])
        guard !value.isString, let number = digits(bytes, max: max) else { throw Refusal(.wrongType, name) }
        return number
    }

    private func readRetain(_ text: UnsafeBufferPointer<UInt8>, _ value: EnvelopeScanner.Value) throws(Refusal) -> Bool
    {
        let bytes = UnsafeBufferPointer(rebasing: text[value.range])
        if !value.isString, isText(bytes, "true") { return true }
        if !value.isString, isText(bytes, "false") { return false }
        return try readInteger(text, value, "retain", max: 1) == 1
    }

    /// A whole number from 0 to `max`.
    private func digits(_ text: UnsafeBufferPointer<UInt8>, max: Int64) -> Int64? {
        guard !text.isEmpty, text.count <= 15 else { return nil }
        var value: Int64 = 0
        for byte in text {
            guard Ascii.isDigit(byte) else { return nil }
            value = value * 10 + Int64(byte &- Ascii.zero)
        }
        return value <= max ? value : nil
    }
}
