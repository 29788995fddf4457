public import Model

/// Recognises messages that the broker sends again after a crash or a reconnection, against the tail of the log.
///
/// A broker sends a message again under the packet id it had, and gives that id to no other message meanwhile. So the
/// newest message of each packet id is remembered, with a hash of topic and payload. A match counts only
///
/// - at QoS 1 (a message without a packet id is never sent again),
/// - when the message carries DUP, or is one of the first after a connection to a kept session
///   (``Model/MessageHeader/Flags/afterConnect``) and its original is among the last ``undeclaredWindow`` messages:
///   packet ids come round after 65,535 messages, and a constant payload must not be taken for a redelivery then,
/// - when the original is among the last ``window`` messages.
///
/// 1 MiB, no allocation after `init`; O(bytes of the message) per call.
public struct RedeliveryTail: Sendable {
    /// Originals further back than this many messages are forgotten.
    public static let window = 65_536
    /// How far back the original of a message without DUP may lie.
    public static let undeclaredWindow = 8_192

    private struct Entry {
        var contentHash: UInt64 = 0
        /// Number of the message in the order of ``RedeliveryTail/note(_:bytes:)``, from 1; 0 when there is none.
        var number: Int64 = 0
    }

    private var newest: [Entry]
    private var count: Int64 = 0

    public init() {
        newest = Array(repeating: Entry(), count: Int(UInt16.max) + 1)
    }

    /// Whether this message was noted before and is now sent again. Does not note it.
    public func isRedelivery(_ header: MessageHeader, bytes: [UInt8]) -> Bool {
        guard header.qos > 0, header.packetID != 0 else { return false }
        let reach: Int
        if header.flags.contains(.duplicate) {
            reach = Self.window
        } else if header.flags.contains(.afterConnect) {
            reach = Self.undeclaredWindow
        } else {
            return false
        }
        let entry = newest[Int(header.packetID)]
        guard entry.number > 0, count - entry.number < Int64(reach) else { return false }
        return entry.contentHash == Self.contentHash(header, bytes: bytes)
    }

    /// Remembers a message that is being appended to the log. Call it for every message of the log, in its order, QoS 0
    /// included (they count for the windows), and at start for the tail of the log.
    public mutating func note(_ header: MessageHeader, bytes: [UInt8]) {
        guard header.qos > 0, header.packetID != 0 else {
            count += 1
            return
        }
        note(packetID: header.packetID, contentHash: Self.contentHash(header, bytes: bytes))
    }

    /// The same with a hash that was kept; `packetID` 0 for a message of QoS 0.
    public mutating func note(packetID: UInt16, contentHash: UInt64) {
        count += 1
        guard packetID != 0 else { return }
        newest[Int(packetID)] = Entry(contentHash: contentHash, number: count)
    }

    /// A hash of topic and payload: equal for equal messages, on every machine and in every version, so it may be
    /// stored. Not cryptographic.
    public static func contentHash(_ header: MessageHeader, bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { buffer in
            contentHash(
                topic: UnsafeRawBufferPointer(rebasing: buffer[header.topic.range]),
                payload: UnsafeRawBufferPointer(rebasing: buffer[header.payload.range]))
        }
    }

    /// The same for a topic and a payload that lie elsewhere.
    public static func contentHash(topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer) -> UInt64 {
        mix(mix(0x5649_4749_4531_0001, topic), payload)
    }

    /// Folds bytes into a hash, eight at a time; the length goes in too, so that no byte can move from topic to
    /// payload.
    private static func mix(_ seed: UInt64, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = fold(seed, UInt64(bytes.count))
        var offset = 0
        while offset + 8 <= bytes.count {
            hash = fold(hash, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        return fold(hash, rest)
    }

    private static func fold(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low ^ (hash << 23 | hash >> 41)
    }
}
