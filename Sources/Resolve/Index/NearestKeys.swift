/// The k best so far, as numbers that order by distance and then by slot: the bits of the squared distance (a
/// `Float` that is not negative orders as its bits) above the slot's.
///
/// Few are kept in order by insertion; many as a heap with the worst on top, put in order at the end.
struct NearestKeys {
    private let keys: UnsafeMutablePointer<UInt64>
    let capacity: Int
    private(set) var count = 0
    /// The worst that is kept when all places are taken; what is not below it is not taken.
    private(set) var worst = UInt64.max

    /// Up to this many, moving half of them at each insertion costs less than a heap.
    private static let orderedMax = 48

    /// - Parameter capacity: k, at least 1.
    init(_ keys: UnsafeMutablePointer<UInt64>, capacity: Int) {
        self.keys = keys
        self.capacity = capacity
    }

    @inline(__always) var isFull: Bool { count == capacity }

    /// The squared distance beyond which nothing is taken any more; infinity while there is room.
    @inline(__always) var reachSquared: Float { isFull ? Float(bitPattern: UInt32(worst >> 32)) : .infinity }

    @inline(__always)
    static func key(_ squared: Float, _ slot: UInt32) -> UInt64 {
        UInt64(squared.bitPattern) << 32 | UInt64(slot)
    }

    @inline(__always)
    mutating func offer(_ squared: Float, _ slot: UInt32) {
        let key = NearestKeys.key(squared, slot)
        guard key < worst else { return }
        if capacity <= NearestKeys.orderedMax { insert(key) } else { push(key) }
    }

    @inline(__always)
    private mutating func insert(_ key: UInt64) {
        var place = count
        if isFull { place -= 1 } else { count += 1 }
        while place > 0, keys[place - 1] > key {
            keys[place] = keys[place - 1]
            place -= 1
        }
        keys[place] = key
        if isFull { worst = keys[capacity - 1] }
    }

    private mutating func push(_ key: UInt64) {
        if !isFull {
            keys[count] = key
            var child = count
            while child > 0, keys[(child - 1) / 2] < key {
                keys[child] = keys[(child - 1) / 2]
                child = (child - 1) / 2
            }
            keys[child] = key
            count += 1
        } else {
            var parent = 0
            while 2 * parent + 1 < count {
                var child = 2 * parent + 1
                if child + 1 < count, keys[child + 1] > keys[child] { child += 1 }
                guard keys[child] > key else { break }
                keys[parent] = keys[child]
                parent = child
            }
            keys[parent] = key
        }
        if isFull { worst = keys[0] }
    }

    /// Hands out what was kept, nearest first.
    func append(to results: inout [NearSlot]) {
        var kept = UnsafeMutableBufferPointer(start: keys, count: count)
        if capacity > NearestKeys.orderedMax { kept.sort() }
        results.reserveCapacity(results.count + count)
        for key in kept {
            let squared = Float(bitPattern: UInt32(truncatingIfNeeded: key >> 32))
            results.append(
                NearSlot(slot: Int32(truncatingIfNeeded: key & 0xffff_ffff), metres: squared.squareRoot()))
        }
    }
}
