/// Where an effect stands in its slot's timeline: by when it happened, never by when it arrived.
///
/// At one millisecond what comes stands before what goes, and a count stands last; what is left is ordered by the hash
/// of the event id, so that the order is the same however the facts arrived.
public struct LedgerPosition: Hashable, Comparable, Sendable {
    public var occurredAt: Instant
    public var tie: Int64

    public init(occurredAt: Instant, tie: Int64) {
        self.occurredAt = occurredAt
        self.tie = tie
    }

    public init(_ movement: Movement, _ side: Effect.Side) {
        self.init(occurredAt: movement.occurredAt, side: side, event: movement.event)
    }

    /// The position of one side of an event.
    public init(occurredAt: Instant, side: Effect.Side, event: StockEventID) {
        self.occurredAt = occurredAt
        let mask: UInt64 = (1 << 61) - 1
        tie = Int64(side.rawValue) << 61 | Int64(StockHash.of(event.rawValue) & mask)
    }

    public static let start = LedgerPosition(occurredAt: .distantPast, tie: 0)

    /// The next position after it.
    public var next: LedgerPosition { LedgerPosition(occurredAt: occurredAt, tie: tie + 1) }

    @inlinable
    public static func < (left: LedgerPosition, right: LedgerPosition) -> Bool {
        left.occurredAt != right.occurredAt ? left.occurredAt < right.occurredAt : left.tie < right.tie
    }
}

/// The 64-bit FNV-1a hash with a final mix (public domain: Fowler, Noll, Vo; the mix is MurmurHash3's): the same on
/// every machine, in every process. It only orders what happened at one millisecond: two events with one hash stand in
/// the order of their arrival. What tells facts apart is hashed so that nobody can make two alike.
public enum StockHash {
    public static func of(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { of($0) }
    }

    /// - Complexity: O(n) in the bytes.
    public static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }
}
