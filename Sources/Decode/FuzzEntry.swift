import Model

/// What a fuzzer calls: one function per entry of this target that bytes from outside reach. None may trap, hang or
/// leave a message without an entry, whatever the bytes.
public enum FuzzEntry {
    /// Decodes one message with a fresh decoder.
    ///
    /// - Parameters:
    ///   - dialect: the dialect that the configuration names; nil recognises it by topic and shape.
    ///   - topic: bytes of a topic; need not be one.
    ///   - payload: anything.
    /// - Returns: the number of observations, health reports and rejections; never 0.
    @discardableResult
    public static func decode(
        dialect: Dialect?, topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer
    ) -> Int {
        var entries: [DialectMap.Entry] = []
        if let dialect, let filter = TopicFilter("#") { entries = [.init(filter: filter, dialect: dialect)] }
        var decoder = MessageDecoder(map: DialectMap(entries: entries, recognisesOthers: true))
        var batch = MessageBatch()
        batch.append(topic: topic, payload: payload, receivedAt: Instant(milliseconds: 1_795_300_494_000))
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        return decoded.entryCount
    }

    /// Decodes one input of a fuzzer: the topic, a line feed, the payload; without a line feed all is payload, on the
    /// topic `fuzz`.
    @discardableResult
    public static func decode(dialect: Dialect?, input: UnsafeRawBufferPointer) -> Int {
        guard let end = input.firstIndex(of: Ascii.newline) else {
            return Array("fuzz".utf8).withUnsafeBytes { decode(dialect: dialect, topic: $0, payload: input) }
        }
        return decode(
            dialect: dialect, topic: UnsafeRawBufferPointer(rebasing: input[..<end]),
            payload: UnsafeRawBufferPointer(rebasing: input[(end + 1)...]))
    }

    /// Reads the AD structures of an advertisement.
    public static func advert(_ bytes: UnsafeRawBufferPointer) {
        bytes.withMemoryRebound(to: UInt8.self) { bytes in
            var advert = Advert(address: BLEAddress(0x1122_3344_5566, .isRandom))
            advert.read(RawFrame(bytes: bytes))
            _ = advert.apply(.none)
        }
    }

    /// Brings text to a canonical tag id.
    public static func tag(_ bytes: UnsafeRawBufferPointer) {
        _ = TagIdentifier.canonical(String(decoding: bytes, as: UTF8.self))
    }

    /// Reads a topic filter and matches the same bytes with it.
    public static func topicFilter(_ bytes: UnsafeRawBufferPointer) {
        let filter = TopicFilter(String(decoding: bytes, as: UTF8.self))
        bytes.withMemoryRebound(to: UInt8.self) { _ = filter?.matches($0) }
    }

    /// Reads a line of a capture and decodes its message.
    public static func capture(_ bytes: UnsafeRawBufferPointer) {
        bytes.withMemoryRebound(to: UInt8.self) { line in
            var parser = CaptureParser()
            var batch = MessageBatch()
            guard case .message = parser.parse(line, into: &batch) else { return }
            var decoder = MessageDecoder(map: .recognising)
            var decoded = DecodedBatch()
            decoder.decode(batch, into: &decoded)
        }
    }
}
