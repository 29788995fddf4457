import Model

/// What the file of a dialect gives to the decoder. All of it is static: a dialect keeps nothing between messages.
protocol DialectReader {
    /// Whether these topics are this dialect's by their name alone, without a configuration.
    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool

    /// Whether a JSON text of unknown origin is of this dialect, by its shape alone. Shapes are asked in the order of
    /// ``Dialect``'s cases: one that another's shape includes comes after it.
    static func recognises(_ document: JSONDocument) -> Bool

    /// Whether a payload that is no JSON is of this dialect, by its bytes alone.
    static func recognisesBytes(_ payload: UnsafeBufferPointer<UInt8>) -> Bool

    /// Whether one payload may hold several JSON texts, one after the other.
    static var takesSeveralTexts: Bool { get }

    /// Reads the topic (into the scope's reader and ``MessageScope/topicKind``), and the payload when it is no JSON.
    ///
    /// - Returns: true when the message is done.
    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool

    /// Reads a whole JSON payload in one pass without a tape, after ``readPlain(_:_:)``; only dialects whose messages
    /// come by the thousand do. It gives exactly the entries that ``decode(_:_:_:)`` would give.
    ///
    /// - Returns: false when the payload is not plain enough for it (``JSONCursor``); nothing has been added then, and
    ///   nothing changed that makes a difference.
    static func readDirectly(_ text: PaddedText, _ scope: inout MessageScope, _ decoded: inout DecodedBatch) -> Bool

    /// Reads a JSON payload, after ``readPlain(_:_:)``.
    static func decode(
        _ document: JSONDocument, _ scope: inout MessageScope, _ decoded: inout DecodedBatch
    ) throws(Refusal)
}

extension DialectReader {
    static func isOwn(_ topic: UnsafeBufferPointer<UInt8>) -> Bool { false }
    static func recognises(_ document: JSONDocument) -> Bool { false }
    static func recognisesBytes(_ payload: UnsafeBufferPointer<UInt8>) -> Bool { false }
    static var takesSeveralTexts: Bool { false }
    static func readPlain(_ scope: inout MessageScope, _ decoded: inout DecodedBatch) throws(Refusal) -> Bool { false }
    static func readDirectly(_ text: PaddedText, _ scope: inout MessageScope, _ decoded: inout DecodedBatch) -> Bool {
        false
    }
}
