import Decode
import Model

/// Decodes one message by each dialect, and holds what must be true of whatever it becomes.
enum MessageTarget {
    static let receivedAt = Instant(milliseconds: 1_795_300_494_000)

    static func run(_ input: UnsafeRawBufferPointer, dialect: Dialect?, isPlanted: Bool) {
        // Alone: beside the decoder's thousands of branches these three would be a matter of luck and minutes.
        if isPlanted { return fallIntoPlantedFault(input) }
        var batch = MessageBatch()
        if let end = input.firstIndex(of: UInt8(ascii: "\n")) {
            batch.append(
                topic: UnsafeRawBufferPointer(rebasing: input[..<end]),
                payload: UnsafeRawBufferPointer(rebasing: input[(end + 1)...]), receivedAt: receivedAt)
        } else {
            Array("fuzz".utf8).withUnsafeBytes { batch.append(topic: $0, payload: input, receivedAt: receivedAt) }
        }
        var entries: [DialectMap.Entry] = []
        if let dialect, let filter = TopicFilter("#") { entries = [.init(filter: filter, dialect: dialect)] }
        check(batch, map: DialectMap(entries: entries, recognisesOthers: true))
    }

    /// Three bytes, one branch after the other: by chance alone one input of 2^24, with the counters seconds. A build
    /// whose counters don't count runs as fast as ever and never comes here. Each branch in a function of its own, or
    /// the compiler makes one of them.
    private static func fallIntoPlantedFault(_ input: UnsafeRawBufferPointer) {
        if input.count > 3, input[0] == UInt8(ascii: "F") { second(input) }
    }

    @inline(never) private static func second(_ input: UnsafeRawBufferPointer) {
        if input[1] == UInt8(ascii: "u") { third(input) }
    }

    @inline(never) private static func third(_ input: UnsafeRawBufferPointer) {
        if input[2] == UInt8(ascii: "Z") { fail("the planted fault") }
    }

    /// Decodes a batch twice with decoders that know nothing of each other.
    static func check(_ batch: MessageBatch, map: DialectMap) {
        let (first, lines) = decode(batch, map)
        if let reason = Soundness.problem(first, messages: batch.count) { fail(reason) }
        let (second, otherLines) = decode(batch, map)
        guard lines == otherLines, first.bytes == second.bytes,
            first.observations.elementsEqual(second.observations, by: isSame)
        else { fail("a second decoder made something else of it") }
        // Without the readers that need no tape.
        let (reference, referenceLines) = decode(batch, map, isReference: true)
        guard lines == referenceLines, first.bytes == reference.bytes,
            first.observations.elementsEqual(reference.observations, by: isSame)
        else { fail("read by way of the tape it is something else") }
        checkLines(lines, count: batch.count)
    }

    private static func decode(
        _ batch: MessageBatch, _ map: DialectMap, isReference: Bool = false
    ) -> (DecodedBatch, [UInt8]) {
        var decoder = MessageDecoder(map: map, isReference: isReference)
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        var writer = JSONWriter()
        for index in batch.messages.indices {
            DecodedLineWriter.writeJSON(
                line: index + 1, message: index, of: batch, dialect: decoder.dialects[index], decoded: decoded,
                to: &writer)
        }
        return (decoded, writer.bytes)
    }

    /// What the lines don't show.
    private static func isSame(_ one: Observation, _ other: Observation) -> Bool {
        one.packet == other.packet && one.sequence == other.sequence && one.tag == other.tag
            && one.events == other.events && one.flags == other.flags && one.observedAt == other.observedAt
    }

    /// One line each, of text that a terminal can show.
    private static func checkLines(_ lines: [UInt8], count: Int) {
        guard lines.count(where: { $0 == UInt8(ascii: "\n") }) == count else { fail("not one line per message") }
        guard !lines.contains(where: { $0 < 0x20 && $0 != UInt8(ascii: "\n") }) else {
            fail("a control character in a line")
        }
        guard String(validating: lines, as: UTF8.self) != nil else { fail("a line that is not UTF-8") }
        if hasBareWord(lines) { fail("not finite in a line") }
    }

    /// Whether a value outside a string is `nan`, `inf` or `-inf`, for which JSON has no words. Inside strings they
    /// are letters like any other: a reader may be called `ward:info`.
    private static func hasBareWord(_ lines: [UInt8]) -> Bool {
        var isInString = false
        var isEscaped = false
        var last: UInt8 = 0
        for byte in lines {
            if isInString {
                if byte == UInt8(ascii: "\""), !isEscaped { isInString = false }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: "i") || (byte == UInt8(ascii: "a") && last == UInt8(ascii: "n")) {
                return true
            }
            last = byte
        }
        return false
    }
}
