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
        for slot in projection.slots { keys.append(try stored.key(slot) ?? insert(slot, database)) }
        let insert = try RawStatement(
            database,
            """
            INSERT INTO stock_entry (slot, occurred_at, tie, movement, flags, quantity, change, balance)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        // In the order of the table, so that each row goes behind the last one.
        let order = keys.indices.sorted { keys[$0] < keys[$1] }
        var starts = [Int](repeating: 0, count: keys.count)
        var sum = 0
        for (index, slot) in projection.slots.enumerated() {
            starts[index] = sum
            sum += slot.count
        }
        var last: [Int64: (balance: Int64, at: Instant)] = [:]
        last.reserveCapacity(keys.count)
        for index in order {
            insert.bind(1, keys[index])
            let range = starts[index]..<(starts[index] + projection.slots[index].count)
            for line in projection.lines[range] {
                insert.bind(2, line.entry.position.occurredAt)
                insert.bind(3, line.entry.position.tie)
                insert.bind(4, line.entry.movement.rawValue)
                insert.bind(5, Int64(line.entry.flags.rawValue))
                insert.bind(6, line.entry.quantity)
                insert.bind(7, line.entry.change)
                insert.bind(8, line.entry.balance)
                try insert.run()
            }
            if let end = projection.lines[range].last {
                last[keys[index]] = (end.entry.balance, end.entry.position.occurredAt)
            }
        }
        let update = try RawStatement(
            database, "UPDATE stock_slot SET balance = ?2, last_at = ?3 WHERE key = ?1")
        for (key, slot) in stored.slotOfKey
        where last[key]?.balance ?? 0 != slot.balance || last[key]?.at != slot.lastAt {
            update.bind(1, key)
            update.bind(2, last[key]?.balance ?? 0)
            update.bind(3, last[key]?.at.milliseconds)
            try update.run()
            if last[key]?.balance ?? 0 != slot.balance { rebuild.changedBalances += 1 }
        }
        for key in keys where stored.slotOfKey[key] == nil {
            update.bind(1, key)
            update.bind(2, last[key]?.balance ?? 0)
            update.bind(3, last[key]?.at.milliseconds)
            try update.run()
            rebuild.changedBalances += 1
        }
        return rebuild
    }

    /// Makes the row of a slot that the table had lost.
    private static func insert(_ slot: StockProjection.Slot, _ database: Database) throws -> Int64 {
        let statement = try RawStatement(
            database,
            """
            INSERT INTO stock_slot (product, lot, serial, place)
            SELECT product, lot, serial, ?2 FROM stock_movement WHERE number = ?1 RETURNING key
            """)
        statement.bind(1, slot.sample)
        statement.bind(2, slot.place)
        return try statement.first { $0.int64(0) } ?? 0
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
            var lot = row.text(2)
            var serial = row.text(3)
            let mark = lot.withUTF8 { lot in
                serial.withUTF8 {
                    StockProjection.mark(product: row.int64(1), place: row.int64(4), lot: lot, serial: $0)
                }
            }
            keyOfMark[mark] = row.int64(0)
            slotOfKey[row.int64(0)] = Slot(balance: row.int64(5), lastAt: row.optionalInstant(6))
        }
    }

    func key(_ slot: StockProjection.Slot) throws -> Int64? { keyOfMark[slot.mark] }
}
