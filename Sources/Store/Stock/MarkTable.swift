import Model

/// What tells a slot of the stock apart: two independent hashes of its product, place, lot and serial number.
///
/// Each is keyed with random numbers of this process and folds the full product of a multiplication (the mixing of
/// wyhash, Wang Yi 2019), so that nobody can make two lots that share both. Marks never leave memory.
struct SlotMark: Hashable {
    var first: UInt64
    var second: UInt64

    private static let keys: (UInt64, UInt64, UInt64, UInt64) = (
        .random(in: 1...UInt64.max), .random(in: 1...UInt64.max), .random(in: 1...UInt64.max) | 1,
        .random(in: 1...UInt64.max) | 1
    )

    init(product: Int64, place: Int64, lot: UnsafeBufferPointer<UInt8>, serial: UnsafeBufferPointer<UInt8>) {
        let keys = SlotMark.keys
        first = keys.0
        second = keys.1
        add(UInt64(bitPattern: product), keys)
        add(UInt64(bitPattern: place), keys)
        add(lot, keys)
        add(serial, keys)
    }

    private mutating func add(_ word: UInt64, _ keys: (UInt64, UInt64, UInt64, UInt64)) {
        let one = (first ^ word).multipliedFullWidth(by: keys.2)
        let other = (second &+ word).multipliedFullWidth(by: keys.3)
        first = one.high ^ one.low
        second = other.high ^ other.low &+ word
    }

    private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, _ keys: (UInt64, UInt64, UInt64, UInt64)) {
        var word: UInt64 = 0
        var shift: UInt64 = 0
        for byte in bytes {
            word |= UInt64(byte) << shift
            shift += 8
            if shift == 64 {
                add(word, keys)
                (word, shift) = (0, 0)
            }
        }
        // The length, so that what ends one text cannot begin the next.
        add(word, keys)
        add(UInt64(bytes.count), keys)
    }
}

/// Numbers by mark: an open table with linear probing, because a mark is a hash already and hashing it again is what a
/// dictionary spends most of its time with here.
///
/// - Complexity: O(1) for a look or an insert; 24 bytes times two to four for each mark.
struct MarkTable {
    private struct Cell {
        var mark = SlotMark(empty: ())
        /// Negative: the cell is free.
        var number: Int32 = -1
    }

    private var cells = [Cell](repeating: Cell(), count: 1024)
    private(set) var count = 0

    private func cell(_ mark: SlotMark) -> Int {
        let mask = cells.count - 1
        var index = Int(truncatingIfNeeded: mark.first) & mask
        while cells[index].number >= 0, cells[index].mark != mark { index = (index + 1) & mask }
        return index
    }

    /// The number of a mark, nil when it was never put.
    subscript(mark: SlotMark) -> Int32? {
        let number = cells[cell(mark)].number
        return number >= 0 ? number : nil
    }

    /// The number of a mark; a new mark gets `number` (not negative).
    mutating func number(of mark: SlotMark, orPut number: Int32) -> Int32 {
        let index = cell(mark)
        if cells[index].number >= 0 { return cells[index].number }
        cells[index] = Cell(mark: mark, number: number)
        count += 1
        if count * 2 > cells.count { grow() }
        return number
    }

    private mutating func grow() {
        let old = cells
        cells = [Cell](repeating: Cell(), count: old.count * 2)
        for full in old where full.number >= 0 { cells[cell(full.mark)] = full }
    }
}

extension SlotMark {
    fileprivate init(empty: Void) {
        first = 0
        second = 0
    }
}
