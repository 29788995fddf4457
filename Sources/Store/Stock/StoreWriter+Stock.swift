internal import GRDB
import Model

/// What a rebuild of the stock's projections did.
public struct StockRebuild: Sendable {
    public var movements = 0
    public var slots = 0
    public var entries = 0
    /// Slots whose balance was another before.
    public var changedBalances = 0
}

extension StoreWriter {
    /// Runs work on the ledger in one transaction: all of it or nothing.
    ///
    /// - Parameter body: gets the book, which is valid only inside; what it throws rolls everything back.
    /// - Throws: ``StoreFailure``, with the own error of the body inside.
    public func stock<Value>(_ body: (inout StockBook) throws -> Value) throws(StoreFailure) -> Value {
        let value = try transact { database in
            var book = StockBook(database)
            return try body(&book)
        }
        try checkpointAfterCommit()
        return value
    }

    /// Forgets every timeline and balance, and builds them anew from the ledger.
    ///
    /// - Complexity: O(movements); some 48 bytes of memory for each effect of a movement.
    public func rebuildStock() throws(StoreFailure) -> StockRebuild {
        let rebuild = try transact { try StoreWriter.rebuildStock($0) }
        try checkpointAfterCommit()
        return rebuild
    }

    static func rebuildStock(_ database: Database) throws -> StockRebuild {
        let projection = try StockProjection(database)
        try database.run("DELETE FROM stock_entry")
        let stored = try StoredSlots(database)
        var rebuild = StockRebuild()
        rebuild.movements = projection.movements
        rebuild.entries = projection.lines.count
        rebuild.slots = projection.slots.count
        var keys: [Int64] = []
        keys.reserveCapacity(projection.slots.count)
        for slot in projection.slots { keys.append(stored.key(slot) ?? 0) }
        let ends = StoreWriter.ends(projection)
        // Slots that the table had lost come with their balances; the others are compared.
        let lost = keys.indices.filter { keys[$0] == 0 }
        try insert(lost, projection, ends, &keys, database)
        rebuild.changedBalances += lost.count
        try write(projection, keys, database)
        let update = try RawStatement(
            database, "UPDATE stock_slot SET balance = ?2, last_at = ?3 WHERE key = ?1")
        func renew(_ key: Int64, _ slot: StoredSlots.Slot, _ end: (balance: Int64, at: Instant)?) throws {
            guard end?.balance ?? 0 != slot.balance || end?.at != slot.lastAt else { return }
            update.bind(1, key)
            update.bind(2, end?.balance ?? 0)
            update.bind(3, end?.at.milliseconds)
            try update.run()
            if end?.balance ?? 0 != slot.balance { rebuild.changedBalances += 1 }
        }
        var left = stored.slotOfKey
        for (index, key) in keys.enumerated() {
            guard let slot = left.removeValue(forKey: key) else { continue }
            try renew(key, slot, ends[index])
        }
        for (key, slot) in left { try renew(key, slot, nil) }
        return rebuild
    }

    /// The balance that each slot's timeline ends with.
    private static func ends(_ projection: StockProjection) -> [(balance: Int64, at: Instant)] {
        var ends: [(balance: Int64, at: Instant)] = []
        ends.reserveCapacity(projection.slots.count)
        var sum = 0
        for slot in projection.slots {
            sum += slot.count
            let entry = projection.lines[sum - 1].entry
            ends.append((entry.balance, entry.position.occurredAt))
        }
        return ends
    }

    /// Rows of one statement: what a statement costs by itself is shared by so many.
    private static let rowsPerInsert = 32
    private static let insertEntries =
        "INSERT INTO stock_entry (slot, occurred_at, tie, movement, flags, quantity, change, balance) VALUES "

    /// Writes the timelines in the order of the table, so that each row goes behind the last one.
    private static func write(_ projection: StockProjection, _ keys: [Int64], _ database: Database) throws {
        let row = "(?, ?, ?, ?, ?, ?, ?, ?)"
        let many = try RawStatement(
            database, insertEntries + String(repeating: row + ", ", count: rowsPerInsert - 1) + row)
        let one = try RawStatement(database, insertEntries + row)
        var starts: [Int] = []
        starts.reserveCapacity(projection.slots.count)
        var sum = 0
        for slot in projection.slots {
            starts.append(sum)
            sum += slot.count
        }
        var waiting: [(key: Int64, line: Int)] = []
        waiting.reserveCapacity(rowsPerInsert)
        func bind(_ statement: RawStatement, _ first: Int32, _ key: Int64, _ line: Int) {
            let entry = projection.lines[line].entry
            statement.bind(first, key)
            statement.bind(first + 1, entry.position.occurredAt)
            statement.bind(first + 2, entry.position.tie)
            statement.bind(first + 3, entry.movement.rawValue)
            statement.bind(first + 4, Int64(entry.flags.rawValue))
            statement.bind(first + 5, entry.quantity)
            statement.bind(first + 6, entry.change)
            statement.bind(first + 7, entry.balance)
        }
        for index in keys.indices.sorted(by: { keys[$0] < keys[$1] }) {
            for line in starts[index]..<(starts[index] + projection.slots[index].count) {
                waiting.append((keys[index], line))
                guard waiting.count == rowsPerInsert else { continue }
                for (place, item) in waiting.enumerated() { bind(many, Int32(place * 8 + 1), item.key, item.line) }
                try many.run()
                waiting.removeAll(keepingCapacity: true)
            }
        }
        for item in waiting {
            bind(one, 1, item.key, item.line)
            try one.run()
        }
    }

    /// Makes the rows of slots that the table had lost, in the order of its index, which then grows at its end and not
    /// all over.
    private static func insert(
        _ lost: [Int], _ projection: StockProjection, _ ends: [(balance: Int64, at: Instant)], _ keys: inout [Int64],
        _ database: Database
    ) throws {
        let statement = try RawStatement(
            database,
            """
            INSERT INTO stock_slot (key, product, lot, serial, place, balance, last_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        var key = try database.integer("SELECT coalesce(max(key), 0) FROM stock_slot")
        for index in lost.sorted(by: { projection.isBefore($0, $1) }) {
            key += 1
            keys[index] = key
            let slot = projection.slots[index]
            try projection.texts.withUnsafeBytes { texts in
                let serialStart = slot.textStart + Int(slot.lotBytes)
                statement.bind(1, key)
                statement.bind(2, slot.product)
                statement.bindUncopiedText(3, UnsafeRawBufferPointer(rebasing: texts[slot.textStart..<serialStart]))
                statement.bindUncopiedText(
                    4,
                    UnsafeRawBufferPointer(rebasing: texts[serialStart..<(serialStart + Int(slot.serialBytes))]))
                statement.bind(5, slot.place)
                statement.bind(6, ends[index].balance)
                statement.bind(7, ends[index].at)
                try statement.run()
            }
        }
    }
}

/// The slots as the table has them.
struct StoredSlots {
    struct Slot {
        var balance: Int64
        var lastAt: Instant?
    }

    private(set) var slotOfKey: [Int64: Slot] = [:]
    private var keyOfMark: [StockProjection.SlotMark: Int64] = [:]

    init(_ database: Database) throws {
        try RawStatement(
            database, "SELECT key, product, lot, serial, place, balance, last_at FROM stock_slot"
        ).forEachRow { row in
            let mark = StockProjection.mark(
                product: row.int64(1), place: row.int64(4), lot: StockProjection.text(row, 2),
                serial: StockProjection.text(row, 3))
            keyOfMark[mark] = row.int64(0)
            slotOfKey[row.int64(0)] = Slot(balance: row.int64(5), lastAt: row.optionalInstant(6))
        }
    }

    func key(_ slot: StockProjection.Slot) -> Int64? { keyOfMark[slot.mark] }
}
