/// One message as it came from the broker, without its bytes: those lie in the batch's arena.
public struct MessageHeader: Sendable {
    /// The topic's bytes in ``MessageBatch/bytes``.
    public var topic: ByteRange
    /// The payload's bytes in ``MessageBatch/bytes``; may be empty.
    public var payload: ByteRange
    /// When we received it; in a replay the capture's `tst`.
    public var receivedAt: Instant
    /// The MQTT packet identifier, 0 at QoS 0.
    public var packetID: UInt16
    public var qos: UInt8
    public var flags: Flags

    /// What the broker says of a message, and what is known of its time.
    public struct Flags: OptionSet, Sendable {
        public var rawValue: UInt8
        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The broker kept it as the topic's last message: its age is unknown.
        @inlinable public static var retained: Flags { Flags(rawValue: 1) }
        /// MQTT's DUP: the broker sent it before.
        @inlinable public static var duplicate: Flags { Flags(rawValue: 2) }
        /// First messages after a (re)connection: redelivery is possible even without DUP.
        @inlinable public static var afterConnect: Flags { Flags(rawValue: 4) }
        /// The receive time is not known (a bare payload in a file): device times are taken as they are.
        @inlinable public static var receiveTimeUnknown: Flags { Flags(rawValue: 8) }
    }

    public init(
        topic: ByteRange, payload: ByteRange, receivedAt: Instant, packetID: UInt16 = 0, qos: UInt8 = 0,
        flags: Flags = []
    ) {
        self.topic = topic
        self.payload = payload
        self.receivedAt = receivedAt
        self.packetID = packetID
        self.qos = qos
        self.flags = flags
    }
}

/// A place in a byte arena.
public struct ByteRange: Hashable, Sendable {
    public var offset: UInt32
    public var count: UInt32

    @inlinable
    public init(offset: Int, count: Int) {
        self.offset = UInt32(truncatingIfNeeded: offset)
        self.count = UInt32(truncatingIfNeeded: count)
    }

    /// An empty place.
    @inlinable public static var none: ByteRange { ByteRange(offset: 0, count: 0) }
    @inlinable public var isEmpty: Bool { count == 0 }
    /// The place as a range of array indices.
    @inlinable public var range: Range<Int> { Int(offset)..<(Int(offset) + Int(count)) }
}

/// Messages in order of receipt, with all their bytes in one arena; re-used from batch to batch, so that the steady
/// state allocates nothing.
///
/// Bounded by ``Limits/batchMessagesMax`` and ``Limits/batchBytesMax`` where it is filled; at most 4 GiB of bytes.
public struct MessageBatch: Sendable {
    public private(set) var bytes: [UInt8] = []
    public private(set) var messages: [MessageHeader] = []

    public init() {}

    @inlinable public var isEmpty: Bool { messages.isEmpty }
    @inlinable public var count: Int { messages.count }

    /// Appends a copy of a message's bytes.
    public mutating func append(
        topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, receivedAt: Instant, packetID: UInt16 = 0,
        qos: UInt8 = 0, flags: MessageHeader.Flags = []
    ) {
        let topicRange = ByteRange(offset: bytes.count, count: topic.count)
        bytes.append(contentsOf: topic)
        let payloadRange = ByteRange(offset: bytes.count, count: payload.count)
        bytes.append(contentsOf: payload)
        messages.append(
            MessageHeader(
                topic: topicRange, payload: payloadRange, receivedAt: receivedAt, packetID: packetID, qos: qos,
                flags: flags))
    }

    /// Appends a message given as text; for tests and tools.
    public mutating func append(
        topic: String, payload: String, receivedAt: Instant, packetID: UInt16 = 0, qos: UInt8 = 0,
        flags: MessageHeader.Flags = []
    ) {
        var topic = topic
        var payload = payload
        topic.withUTF8 { topicBytes in
            payload.withUTF8 { payloadBytes in
                append(
                    topic: UnsafeRawBufferPointer(topicBytes), payload: UnsafeRawBufferPointer(payloadBytes),
                    receivedAt: receivedAt, packetID: packetID, qos: qos, flags: flags)
            }
        }
    }

    /// Empties the batch and keeps its memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        messages.removeAll(keepingCapacity: true)
    }

    /// The topic of a message as text; for messages to people, not for the hot path.
    public func topicText(_ message: MessageHeader) -> String {
        String(decoding: bytes[message.topic.range], as: UTF8.self)
    }
}
