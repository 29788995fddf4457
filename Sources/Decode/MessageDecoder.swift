public import Model

/// Topic + bytes → observations, health reports or rejections.
///
/// Pure: no clock, no I/O. Re-used from batch to batch; in the steady state it allocates nothing of its own. Every
/// message gives at least one entry of one of the three kinds.
public struct MessageDecoder: Sendable {
    private let map: DialectMap
    private var tape = JSONTape()
    /// The dialect of each message of the last batch; nil where none was found.
    public private(set) var dialects: [Dialect?] = []

    public init(map: DialectMap) {
        self.map = map
    }

    /// Decodes a whole batch; `decoded` is emptied first.
    public mutating func decode(_ batch: borrowing MessageBatch, into decoded: inout DecodedBatch) {
        decoded.removeAll()
        dialects.removeAll(keepingCapacity: true)
        let messages = batch.messages
        batch.bytes.withUnsafeBufferPointer { bytes in
            for index in messages.indices {
                dialects.append(decode(messages[index], index: index, bytes: bytes, into: &decoded))
            }
        }
    }

    /// Decodes one message and appends to `decoded`.
    ///
    /// - Parameters:
    ///   - index: the message's index in its batch, kept in each entry.
    ///   - bytes: the arena of the batch.
    /// - Returns: the dialect that was used; nil when none was found.
    public mutating func decode(
        _ message: MessageHeader, index: Int, bytes: UnsafeBufferPointer<UInt8>, into decoded: inout DecodedBatch
    ) -> Dialect? {
        nil
    }
}
