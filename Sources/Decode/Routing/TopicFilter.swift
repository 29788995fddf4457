import Model

/// An MQTT topic filter with `+` and `#`.
///
/// Source: MQTT 3.1.1 (OASIS), part 4.7. A filter that begins with a wildcard does not match topics that begin
/// with `$`; `a/#` also matches `a`.
public struct TopicFilter: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// Reads a filter.
    ///
    /// - Returns: nil when it is empty, longer than ``Limits/topicBytesMax``, holds U+0000, has `+` beside other
    ///   characters of its level, or `#` anywhere but alone in the last level.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= Limits.topicBytesMax, !bytes.contains(0) else { return nil }
        for (index, byte) in bytes.enumerated() where byte == Ascii.plus || byte == Ascii.hash {
            let startsLevel = index == 0 || bytes[index - 1] == Ascii.slash
            let isLast = index + 1 == bytes.count
            let endsLevel = isLast || bytes[index + 1] == Ascii.slash
            guard startsLevel, byte == Ascii.plus ? endsLevel : isLast else { return nil }
        }
        self.bytes = bytes
    }

    /// The filter as it was given.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether a topic matches.
    ///
    /// - Complexity: O(n) in the topic, no allocation.
    public func matches(_ topic: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { TopicFilter.matches(filter: $0, topic: topic) }
    }

    /// Whether a topic given as text matches.
    public func matches(_ topic: String) -> Bool {
        var topic = topic
        return topic.withUTF8 { matches($0) }
    }

    private static func matches(filter: UnsafeBufferPointer<UInt8>, topic: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = topic.first else { return false }
        if first == Ascii.dollar, filter[0] != Ascii.dollar { return false }
        var at = 0
        var position = 0
        while at < filter.count {
            switch filter[at] {
            case Ascii.hash:
                return true
            case Ascii.plus:
                while position < topic.count, topic[position] != Ascii.slash { position += 1 }
                at += 1
            case let byte:
                guard position < topic.count, topic[position] == byte else {
                    // `a/#` matches its parent level `a`.
                    return position == topic.count && byte == Ascii.slash && at + 2 == filter.count
                        && filter[at + 1] == Ascii.hash
                }
                at += 1
                position += 1
            }
        }
        return position == topic.count
    }
}
