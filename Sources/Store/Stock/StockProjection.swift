internal import GRDB
internal import GRDBSQLite
import Model

/// The timelines and balances as the ledger alone gives them: built in memory from one reading of the movements.
///
/// - Complexity: O(movements) and the sorting of what came out of order; 48 bytes for each effect.
struct StockProjection {
    /// An entry and its slot's place in ``slots``.
    struct Line {
        var slot: Int32
        var entry: LedgerEntry
    }

    struct Slot {
        var mark: SlotMark
        var product: Int64
        var place: Int64
        /// A movement that touched it.
        var sample: Int64
        /// Where its lot and then its serial number lie in ``texts``, UTF-8.
        var textStart: Int
        var lotBytes: Int32
        var serialBytes: Int32
        var count = 0
    }

    private(set) var slots: [Slot] = []
    /// Lots and serial numbers of all slots, one behind the other.
    private(set) var texts: [UInt8] = []
    /// By slot, then position.
    private(set) var lines: [Line] = []
    private(set) var movements = 0
    private var numberOfSlot = MarkTable()
    private var holders = Holders()

    /// Reads the whole ledger.
    init(_ database: Database) throws {
        holders = try Holders(database)
        // By the events' hashes first, so that the many that were not reversed need no text.
        var reversed: [UInt64: Set<String>] = [:]
        try RawStatement(database, "SELECT reverses FROM stock_movement WHERE reverses IS NOT NULL").forEachRow {
            reversed[StockHash.of(StockProjection.text($0, 0)), default: []].insert($0.text(0))
        }
        let count = Int(try database.integer("SELECT coalesce(max(number), 0) FROM stock_movement"))
        lines.reserveCapacity(count + count / 2)
        try RawStatement(
            database,
            """
            SELECT number, event, kind, product, lot, serial, from_place, to_place, quantity, occurred_at,
                CASE kind WHEN 5 THEN reason = 'opening' OR (device = '' AND reason <> '') END
            FROM stock_movement ORDER BY number
            """
        ).forEachRow { try read($0, reversed) }
        group()
        follow()
    }

    private mutating func read(_ row: RawStatement, _ reversed: [UInt64: Set<String>]) throws {
        movements += 1
        guard let kind = MovementKind(rawValue: UInt8(truncatingIfNeeded: row.int64(2))), kind != .reverse else {
            return
        }
        var flags: LedgerEntry.Flags = []
        let hash = StockHash.of(StockProjection.text(row, 1))
        if !reversed.isEmpty, reversed[hash]?.contains(row.text(1)) == true { flags.insert(.void) }
        let at = row.instant(9)
        if kind == .count {
            guard let to = row.optionalInt64(7), holders.contains(to) else { return }
            flags.insert(.counted)
            if row.int(10) != 0 { flags.insert(.explained) }
            add(row, to, .counted, flags, at, hash)
            return
        }
        if let to = row.optionalInt64(7), holders.contains(to) { add(row, to, .into, flags, at, hash) }
        if let from = row.optionalInt64(6), holders.contains(from) {
            add(row, from, .outOf, flags.union(.outOf), at, hash)
        }
    }

    static func text(_ row: RawStatement, _ column: Int32) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: sqlite3_column_text(row.handle, column), count: Int(sqlite3_column_bytes(row.handle, column)))
    }

    private mutating func add(
        _ row: RawStatement, _ place: Int64, _ side: Effect.Side, _ flags: LedgerEntry.Flags, _ at: Instant,
        _ hash: UInt64
    ) {
        let product = row.int64(3)
        let (lot, serial) = (StockProjection.text(row, 4), StockProjection.text(row, 5))
        let mark = SlotMark(product: product, place: place, lot: lot, serial: serial)
        let slot = numberOfSlot.number(of: mark, orPut: Int32(truncatingIfNeeded: slots.count))
        if slot == slots.count {
            slots.append(
                Slot(
                    mark: mark, product: product, place: place, sample: row.int64(0), textStart: texts.count,
                    lotBytes: Int32(lot.count), serialBytes: Int32(serial.count)))
            texts.append(contentsOf: lot)
            texts.append(contentsOf: serial)
        }
        slots[Int(slot)].count += 1
        let mask: UInt64 = (1 << 61) - 1
        let tie = Int64(side.rawValue) << 61 | Int64(hash & mask)
        lines.append(
            Line(
                slot: slot,
                entry: LedgerEntry(
                    position: LedgerPosition(occurredAt: at, tie: tie), movement: MovementNumber(row.int64(0)),
                    flags: flags, quantity: row.int64(8))))
    }

    /// The bytes of a slot's lot and serial number.
    func lot(_ slot: Slot) -> ArraySlice<UInt8> { texts[slot.textStart..<(slot.textStart + Int(slot.lotBytes))] }
    func serial(_ slot: Slot) -> ArraySlice<UInt8> {
        let start = slot.textStart + Int(slot.lotBytes)
        return texts[start..<(start + Int(slot.serialBytes))]
    }

    /// Some slots' numbers in the order of the table's index: product, lot, serial number, place.
    func sorted(_ numbers: [Int]) -> [Int] {
        // What decides nearly always lies together; the texts are looked at only when it is the same.
        var keys: [(product: Int64, lotBegin: UInt64, number: Int)] = []
        keys.reserveCapacity(numbers.count)
        for number in numbers {
            var begin: UInt64 = 0
            var shift: UInt64 = 64
            for byte in lot(slots[number]).prefix(8) {
                shift -= 8
                begin |= UInt64(byte) << shift
            }
            keys.append((slots[number].product, begin, number))
        }
        keys.sort {
            if $0.product != $1.product { return $0.product < $1.product }
            if $0.lotBegin != $1.lotBegin { return $0.lotBegin < $1.lotBegin }
            return isBefore($0.number, $1.number)
        }
        return keys.map { $0.number }
    }

    private func isBefore(_ one: Int, _ other: Int) -> Bool {
        let (a, b) = (slots[one], slots[other])
        let (lotA, lotB) = (lot(a), lot(b))
        if !lotA.elementsEqual(lotB) { return lotA.lexicographicallyPrecedes(lotB) }
        let (serialA, serialB) = (serial(a), serial(b))
        if !serialA.elementsEqual(serialB) { return serialA.lexicographicallyPrecedes(serialB) }
        return a.place < b.place
    }

    /// Brings the lines of each slot together, then into order where they came out of it.
    private mutating func group() {
        var next = [Int](repeating: 0, count: slots.count)
        var sum = 0
        for (index, slot) in slots.enumerated() {
            next[index] = sum
            sum += slot.count
        }
        let ungrouped = lines
        lines = [Line](unsafeUninitializedCapacity: ungrouped.count) { grouped, count in
            for line in ungrouped {
                grouped.initializeElement(at: next[Int(line.slot)], to: line)
                next[Int(line.slot)] += 1
            }
            count = ungrouped.count
        }
        lines.withUnsafeMutableBufferPointer { lines in
            var start = 0
            for slot in slots {
                StockProjection.order(UnsafeMutableBufferPointer(rebasing: lines[start..<(start + slot.count)]))
                start += slot.count
            }
        }
    }

    /// Brings one timeline into order.
    private static func order(_ lines: UnsafeMutableBufferPointer<Line>) {
        var lines = lines
        var isSorted = true
        for index in lines.indices.dropFirst() where lines[index].entry.position < lines[index - 1].entry.position {
            isSorted = false
            break
        }
        if !isSorted {
            lines.sort {
                $0.entry.position != $1.entry.position
                    ? $0.entry.position < $1.entry.position : $0.entry.movement < $1.entry.movement
            }
        }
        // Two events of one millisecond with one hash: the one that came later stands behind.
        for index in lines.indices.dropFirst()
        where !(lines[index - 1].entry.position < lines[index].entry.position) {
            lines[index].entry.position = lines[index - 1].entry.position.next
        }
    }

    private mutating func follow() {
        var slot: Int32 = -1
        var balance: Int64 = 0
        for index in lines.indices {
            if lines[index].slot != slot {
                slot = lines[index].slot
                balance = 0
            }
            lines[index].entry.follow(balance)
            balance = lines[index].entry.balance
        }
    }
}

/// Which places hold stock: those of consumers do not. Keys of places count from 1, so it is one look into an array.
private struct Holders {
    private static let keysMax = 1 << 20
    private var holds: [Bool] = []
    /// Keys that are too large for the array.
    private var others: Set<Int64> = []

    init() {}

    init(_ database: Database) throws {
        try RawStatement(database, "SELECT key FROM stock_place WHERE kind <> 'consumer' ORDER BY key").forEachRow {
            let key = $0.int64(0)
            guard (0..<Int64(Self.keysMax)).contains(key) else {
                others.insert(key)
                return
            }
            holds.append(contentsOf: repeatElement(false, count: Int(key) + 1 - holds.count))
            holds[Int(key)] = true
        }
    }

    func contains(_ key: Int64) -> Bool {
        if let index = Int(exactly: key), holds.indices.contains(index) { return holds[index] }
        return !others.isEmpty && others.contains(key)
    }
}
