import Decode
import Model

/// An advertisement by itself, and as a gateway's binary frame hands it on.
enum AdvertTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        FuzzEntry.advert(input)
        guard input.count <= 255 else { return }
        for isRandom in [false, true] {
            let frame = binaryFrame(Array(input), isRandom: isRandom)
            var batch = MessageBatch()
            Array("fuzz".utf8).withUnsafeBytes { topic in
                frame.withUnsafeBytes {
                    batch.append(topic: topic, payload: $0, receivedAt: MessageTarget.receivedAt)
                }
            }
            MessageTarget.check(batch, map: .recognising)
        }
    }

    /// Minew's BINARY-LONG with one packet of one tag.
    private static func binaryFrame(_ advert: [UInt8], isRandom: Bool) -> [UInt8] {
        let body: [UInt8] =
            [0xAC, 0x23, 0x3F, 0xC0, 0x00, 0x01, 0, 1, 0xAC, 0x23, 0x3F, 0xA0, 0x18, 0xE7, 0, 1, UInt8(advert.count)]
            + advert + [isRandom ? 0x06 : 0, 0xC4]
        let length = body.count + 7
        return [0xBB, 0x01, 0, 0, UInt8(length >> 8), UInt8(length & 255)] + body + [0xDD]
    }
}

/// A canonical id is its own canonical id, and can be shown.
enum TagTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        guard let (id, kind) = TagIdentifier.canonical(String(decoding: input, as: UTF8.self)) else { return }
        let text = id.rawValue
        guard !text.isEmpty, text.utf8.count <= Limits.tagBytesMax else { fail("a tag of no length, or too long") }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { fail("a tag that is not printable") }
        guard let (again, kindAgain) = TagIdentifier.canonical(text) else { fail("refuses its own canonical id") }
        guard again == id, kindAgain == kind else { fail("a canonical id that changes when it is read again") }
    }
}

/// The matcher against the standard's words, level by level.
enum TopicTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        let parts = input.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        let text = String(decoding: parts[0], as: UTF8.self)
        let topic = parts.count > 1 ? Array(parts[1]) : Array(parts[0])
        guard let filter = TopicFilter(text) else { return }
        guard filter.description == text, TopicFilter(filter.description) == filter else {
            fail("a filter that is not what it was made of")
        }
        let isMatch = topic.withUnsafeBufferPointer { filter.matches($0) }
        let levels = Array(text.utf8).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let shouldMatch =
            !topic.isEmpty
            && matches(
                levels[...], topic.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...])
        // Wildcards don't reach what the broker says of itself.
        let isHidden = topic.first == UInt8(ascii: "$") && text.utf8.first != UInt8(ascii: "$")
        guard isMatch == (shouldMatch && !isHidden) else { fail("the filter matches other topics than MQTT's") }
    }

    private static func matches(
        _ filter: ArraySlice<ArraySlice<UInt8>>, _ topic: ArraySlice<ArraySlice<UInt8>>
    ) -> Bool {
        guard let level = filter.first else { return topic.isEmpty }
        if level.elementsEqual("#".utf8) { return true }
        guard let other = topic.first else { return false }
        guard level.elementsEqual("+".utf8) || level.elementsEqual(other) else { return false }
        return matches(filter.dropFirst(), topic.dropFirst())
    }
}

/// Lines of a capture by one parser, and what their messages become.
enum CaptureTarget {
    static func run(_ input: UnsafeRawBufferPointer) {
        var parser = CaptureParser()
        var batch = MessageBatch()
        for line in Array(input).split(separator: UInt8(ascii: "\n")) {
            let before = (messages: batch.count, bytes: batch.bytes.count)
            let result = Array(line).withUnsafeBufferPointer { parser.parse($0, into: &batch) }
            if case .message = result {
                guard batch.count == before.messages + 1 else { fail("not one message of a line") }
            } else if batch.count != before.messages || batch.bytes.count != before.bytes {
                fail("something is left of a line that is no message")
            }
        }
        for message in batch.messages
        where message.topic.range.upperBound > batch.bytes.count || message.payload.range.upperBound > batch.bytes.count
        {
            fail("a message outside its arena")
        }
        // Times come from the capture: the window of the soundness check does not hold for them.
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        if let problem = Soundness.problem(decoded, messages: batch.count, knowsTime: false) { fail(problem) }
    }
}
