public import Model

/// Topic + bytes → observations, health reports or rejections.
///
/// Pure: no clock, no I/O. Re-used from batch to batch; in the steady state it allocates nothing of its own. Every
/// message gives at least one entry of one of the three kinds. The one thing that it remembers from message to message
/// is which beacon sent from which address lately, in a table of fixed size, so that telemetry without a name finds its
/// beacon; the same messages in the same order give the same entries.
///
/// Which dialect: the map's first entry that matches the topic. Without one, and when the map allows it: by the topic
/// (`vigie/v1/…`, `espresense/…`), else by the bytes of a binary frame, else by the shape of the JSON
/// (``DialectReader/recognises(_:)``). A JSON text of an unknown shape is `unknown_dialect`; text that does not even
/// begin like an object or array is `unknown_topic`; text that does, and breaks, gets the reason for which it broke.
public struct MessageDecoder: Sendable {
    private struct Entry: Sendable {
        var filter: TopicFilter
        var dialect: Dialect
        var readerPrefix: [UInt8]
        /// Whether its entries are changed after their dialect made them; how is in ``limits``.
        var isLimited: Bool
    }

    /// What is changed in the entries of a subscription.
    private struct Limit: Sendable {
        var level: [UInt8]
        var trust: TrustClass
    }

    /// The order in which dialects are asked whether a message is theirs.
    private static let order = Dialect.allCases

    private let entries: [Entry]
    /// One for each entry of ``entries``; most change nothing, and are not looked at.
    private let limits: [Limit]
    private let recognisesOthers: Bool
    private var tape = JSONTape()
    private var state: AdvertState
    /// The dialect of each message of the last batch; nil where none was found.
    public private(set) var dialects: [Dialect?] = []

    /// Whether every message is read by way of the tape, which is the reference for the readers without one.
    private let isReference: Bool

    /// A decoder for one configuration.
    ///
    /// - Parameter isReference: whether plain messages of the dialects that come by the thousand are read as all others
    ///   are. Slower, and the same entries: what the quick way is tested against. Default false.
    public init(map: DialectMap, isReference: Bool = false) {
        self.isReference = isReference
        state = AdvertState(families: map.families)
        entries = map.entries.map {
            Entry(
                filter: $0.filter, dialect: $0.dialect, readerPrefix: Array($0.readerPrefix.utf8),
                isLimited: $0.trust != .full || !$0.level.isEmpty)
        }
        limits = map.entries.map { Limit(level: Array($0.level.utf8), trust: $0.trust) }
        recognisesOthers = map.recognisesOthers
    }

    /// Decodes a whole batch; `decoded` is emptied first.
    public mutating func decode(_ batch: borrowing MessageBatch, into decoded: inout DecodedBatch) {
        decoded.removeAll()
        dialects.removeAll(keepingCapacity: true)
        let messages = batch.messages
        batch.bytes.withUnsafeBufferPointer { bytes in
            withState { decoder, state in
                for index in messages.indices {
                    decoder.dialects.append(decoder.decode(messages[index], index, bytes, state, &decoded))
                }
            }
        }
    }

    /// Decodes one message and appends to `decoded`.
    ///
    /// - Parameters:
    ///   - index: the message's index in its batch, kept in each entry.
    ///   - bytes: the arena of the batch.
    /// - Returns: the dialect that was used; nil when none was found.
    /// - Complexity: O(n) in the message.
    public mutating func decode(
        _ message: MessageHeader, index: Int, bytes: UnsafeBufferPointer<UInt8>, into decoded: inout DecodedBatch
    ) -> Dialect? {
        withState { decoder, state in decoder.decode(message, index, bytes, state, &decoded) }
    }

    /// The dialects see the memory of advertisements through a pointer, while the tape is in use too.
    private mutating func withState<Value>(
        _ body: (inout MessageDecoder, UnsafeMutablePointer<AdvertState>) -> Value
    ) -> Value {
        var lent = AdvertState(families: .none)
        swap(&lent, &state)
        defer { swap(&lent, &state) }
        return withUnsafeMutablePointer(to: &lent) { body(&self, $0) }
    }

    private mutating func decode(
        _ message: MessageHeader, _ index: Int, _ bytes: UnsafeBufferPointer<UInt8>,
        _ state: UnsafeMutablePointer<AdvertState>, _ decoded: inout DecodedBatch
    ) -> Dialect? {
        let topic = UnsafeBufferPointer(rebasing: bytes[message.topic.range])
        let payload = UnsafeBufferPointer(rebasing: bytes[message.payload.range])
        var scope = MessageScope(
            header: message, index: index, topic: topic, payload: payload, readerPrefix: [], state: state)
        var dialect: Dialect?
        let before = decoded.entryCount
        var limited: (entry: Int, since: DecodedBatch.Mark)?
        do throws(Refusal) {
            try MessageDecoder.checkTopic(scope)
            if let entry = entries.firstIndex(where: { $0.filter.matches(topic) }) {
                dialect = entries[entry].dialect
                if !entries[entry].readerPrefix.isEmpty { scope.readerPrefix = entries[entry].readerPrefix }
                if entries[entry].isLimited { limited = (entry, decoded.mark) }
            } else if recognisesOthers {
                dialect = try MessageDecoder.recognise(topic: topic, payload: payload)
            } else {
                throw Refusal(.unknownTopic, "no subscription of the configuration matches")
            }
            try decode(&scope, &dialect, &decoded)
            // Every message is accounted for, also one in which its dialect finds nothing at all.
            if decoded.entryCount == before { throw Refusal(.unsupportedMessage, "nothing to read in it") }
        } catch {
            decoded.refuse(error, scope)
        }
        if let limited { apply(limits[limited.entry], since: limited.since, scope, &decoded) }
        return dialect
    }

    @inline(never)
    private func apply(
        _ limit: Limit, since mark: DecodedBatch.Mark, _ scope: MessageScope, _ decoded: inout DecodedBatch
    ) {
        if !limit.level.isEmpty { decoded.place(on: limit.level, since: mark) }
        decoded.limit(to: limit.trust, since: mark, scope)
    }

    /// The topic must be what MQTT allows (3.1.1, part 1.5.3), and fit.
    private static func checkTopic(_ scope: MessageScope) throws(Refusal) {
        let topic = scope.topic
        guard topic.count <= Limits.topicBytesMax else { throw Refusal(.tooLarge, "topic") }
        guard !topic.isEmpty || scope.header.flags.contains(.receiveTimeUnknown) else {
            throw Refusal(.unknownTopic, "no topic")
        }
        if PlainText.isPrintableASCII(topic) { return }
        guard UTF8Check.isValid(topic) else { throw Refusal(.invalidUTF8, "topic") }
        guard IdentifierText.isClean(topic) else { throw Refusal(.controlCharacter, "topic") }
    }

    /// The dialect by the topic, or by what an Impinj leaves as its will; nil when the shape has to tell.
    private static func recognise(
        topic: UnsafeBufferPointer<UInt8>, payload: UnsafeBufferPointer<UInt8>
    ) throws(Refusal) -> Dialect? {
        if let dialect = order.first(where: { $0.reader.isOwn(topic) }) { return dialect }
        if payload.isEmpty { throw Refusal(.emptyPayload, "payload") }
        if ImpinjDialect.isWill(payload) { return .impinj }
        if let dialect = order.first(where: { $0.reader.recognisesBytes(payload) }) { return dialect }
        let first = payload.first { !Ascii.isJSONSpace($0) }
        guard first == Ascii.openBrace || first == Ascii.openBracket else {
            throw Refusal(.unknownTopic, "no known topic, and not an object or array")
        }
        return nil
    }

    /// Reads the topic as its dialect does, then each JSON text of the payload.
    private mutating func decode(
        _ scope: inout MessageScope, _ dialect: inout Dialect?, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        try MessageDecoder.checkSize(scope.payload, dialect)
        let known = dialect?.reader
        if let known, try known.readPlain(&scope, &decoded) { return }
        guard !scope.payload.isEmpty else { throw Refusal(.emptyPayload, "payload") }
        tape.load(scope.payload)
        if let known, !isReference,
            tape.withPayload({ known.readDirectly($0, &scope, &decoded) }) ?? false
        {
            return
        }
        repeat {
            try tape.next(allowsMore: dialect?.reader.takesSeveralTexts ?? true)
            if dialect == nil {
                let found = tape.withDocument { document in
                    MessageDecoder.order.first { $0.reader.recognises(document) }
                }
                guard let found else { throw Refusal(.unknownDialect, "JSON of no known shape") }
                dialect = found
                try MessageDecoder.checkSize(scope.payload, found)
                guard tape.isAtEnd || found.reader.takesSeveralTexts else {
                    throw Refusal(.malformedJSON, "bytes after the value")
                }
                if try found.reader.readPlain(&scope, &decoded) { return }
            }
            guard let dialect else { return }
            try read(dialect.reader, &scope, &decoded)
        } while !tape.isAtEnd
    }

    private func read(
        _ reader: any DialectReader.Type, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal) {
        let result: Result<Void, Refusal> = tape.withDocument { document in
            do throws(Refusal) {
                try reader.decode(document, &scope, &decoded)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// An array of a dialect that has arrays may be larger than a single object.
    private static func checkSize(_ payload: UnsafeBufferPointer<UInt8>, _ dialect: Dialect?) throws(Refusal) {
        guard payload.count > Limits.payloadBytesMax else { return }
        guard dialect?.takesArrays ?? true else { throw Refusal(.tooLarge, "more than 8 KiB") }
        guard payload.count <= Limits.batchPayloadBytesMax else { throw Refusal(.tooLarge, "more than 256 KiB") }
        // What is no array must be of a dialect that puts arrays inside an object, or is no JSON at all.
        let first = payload.first { !Ascii.isJSONSpace($0) }
        let isObject = first == Ascii.openBrace
        // While the dialect is not known, its shape comes first: it is asked again when it has told.
        guard !isObject || dialect?.takesLargeObjects ?? true else { throw Refusal(.tooLarge, "more than 8 KiB") }
    }
}
