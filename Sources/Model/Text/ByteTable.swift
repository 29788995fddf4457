/// A map from byte strings to small integers that looks up without building a `String`: one per registry of tags or
/// readers, consulted once per observation.
///
/// Open addressing with linear probing over a power-of-two table kept under 3/4 full; keys lie in one arena.
/// - Complexity: O(n) in the key for `find` and `insert`, amortised; `remove` is O(1) and leaves a tombstone.
public struct ByteTable: Sendable {
    @usableFromInline struct Slot: Sendable {
        @usableFromInline var hash: UInt64 = 0
        @usableFromInline var key = ByteRange.none
        @usableFromInline var value: Int32 = ByteTable.empty
    }
    @usableFromInline static var empty: Int32 { -1 }
    @usableFromInline static var tombstone: Int32 { -2 }

    @usableFromInline var slots: [Slot]
    @usableFromInline var arena: [UInt8] = []
    private var used = 0
    public private(set) var count = 0

    public init(minimumCapacity: Int = 16) {
        var size = 32
        while size * 3 / 4 < minimumCapacity { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
    }

    /// FNV-1a over eight bytes at a time with a final mix; not for adversaries, the registry is closed.
    @inlinable
    public static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: key.count)
        let raw = UnsafeRawBufferPointer(key)
        var position = 0
        while position + 8 <= raw.count {
            hash = (hash ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 29
            position += 8
        }
        while position < raw.count {
            hash = (hash ^ UInt64(raw[position])) &* 0x0000_0100_0000_01b3
            position += 1
        }
        hash ^= hash >> 32
        return hash &* 0xd6e8_feb8_6659_fd93
    }

    /// The value stored under a key, or -1.
    @inlinable
    public func find(_ key: UnsafeBufferPointer<UInt8>) -> Int32 {
        let index = slot(of: key, hash: ByteTable.hash(key))
        return index < 0 ? -1 : slots[index].value
    }

    @inlinable
    func slot(of key: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash >> 16) & mask
        while slots[index].value != ByteTable.empty {
            let candidate = slots[index]
            if candidate.hash == hash, candidate.value >= 0, Int(candidate.key.count) == key.count,
                equals(candidate.key, key)
            {
                return index
            }
            index = (index + 1) & mask
        }
        return -1
    }

    @inlinable
    func equals(_ stored: ByteRange, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        arena.withUnsafeBufferPointer { bytes in
            let start = Int(stored.offset)
            let (left, right) = (UnsafeRawBufferPointer(bytes), UnsafeRawBufferPointer(key))
            var position = 0
            while position + 8 <= key.count {
                let first = left.loadUnaligned(fromByteOffset: start + position, as: UInt64.self)
                let second = right.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                guard first == second else { return false }
                position += 8
            }
            while position < key.count {
                guard bytes[start + position] == key[position] else { return false }
                position += 1
            }
            return true
        }
    }

    /// Stores a value (0 or more) under a key, over an earlier one.
    public mutating func insert(_ key: UnsafeBufferPointer<UInt8>, _ value: Int32) {
        precondition(value >= 0, "ByteTable holds values from 0")
        let hash = ByteTable.hash(key)
        let found = slot(of: key, hash: hash)
        if found >= 0 {
            slots[found].value = value
            return
        }
        if (used + 1) * 4 > slots.count * 3 { grow() }
        let range = ByteRange(offset: arena.count, count: key.count)
        arena.append(contentsOf: key)
        place(Slot(hash: hash, key: range, value: value))
        used += 1
        count += 1
    }

    /// Stores a value under a text.
    public mutating func insert(_ key: String, _ value: Int32) {
        var key = key
        key.withUTF8 { insert($0, value) }
    }

    /// The value stored under a text, or -1.
    public func find(_ key: String) -> Int32 {
        var key = key
        return key.withUTF8 { find($0) }
    }

    /// Forgets a key; false when it was not there.
    @discardableResult
    public mutating func remove(_ key: String) -> Bool {
        var key = key
        let found = key.withUTF8 { slot(of: $0, hash: ByteTable.hash($0)) }
        guard found >= 0 else { return false }
        slots[found].value = ByteTable.tombstone
        count -= 1
        return true
    }

    private mutating func place(_ slot: Slot) {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: slot.hash >> 16) & mask
        while slots[index].value != ByteTable.empty { index = (index + 1) & mask }
        slots[index] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * (count * 2 > old.count ? 2 : 1))
        used = count
        for slot in old where slot.value >= 0 { place(slot) }
    }
}
