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

    /// Forgets every timeline and balance, and builds them anew from the ledger, in one transaction.
    ///
    /// - Complexity: O(movements); some 130 bytes of memory for each effect of a movement.
    public func rebuildStock() throws(StoreFailure) -> StockRebuild { try stock { try $0.rebuild() } }
}

extension StockBook {
    /// Forgets every timeline and balance, and builds them anew from the ledger. Cases, blocked lots and what people
    /// decided stay as they are.
    ///
    /// - Complexity: O(movements); some 130 bytes of memory for each effect of a movement.
    public mutating func rebuild() throws -> StockRebuild {
        let projection = try StockProjection(database)
        try database.run("DELETE FROM stock_entry")
        let stored = try StoredSlots(database)
        var rebuild = StockRebuild()
        rebuild.movements = projection.movements
        rebuild.entries = projection.lines.count
        rebuild.slots = projection.slots.count
        let runs = StockBook.runs(projection)
        // By the stored slots' keys, which is the order of the entries' table; then those that the table had lost.
        var runOfRow = [Int32](repeating: -1, count: stored.slots.count)
        var lost: [Int] = []
        for (index, slot) in projection.slots.enumerated() {
            if let row = stored.row(slot) {
                runOfRow[row] = Int32(truncatingIfNeeded: index)
            } else {
                lost.append(index)
            }
        }
        lost = projection.sorted(lost)
        let firstKey = (stored.slots.last?.key ?? 0) + 1
        try StockBook.insert(lost, from: firstKey, projection, runs, database)
        // The lost ones come with their balances; the others are compared.
        rebuild.changedBalances = lost.count
        var writer = try EntryWriter(database)
        let update = try RawStatement(
            database, "UPDATE stock_slot SET balance = ?2, last_at = ?3 WHERE key = ?1")
        for (slot, index) in zip(stored.slots, runOfRow) {
            let run = index < 0 ? nil : runs[Int(index)]
            if let run { try writer.write(projection.lines[run.lines], slot.key) }
            guard run?.balance ?? 0 != slot.balance || run?.at != slot.lastAt else { continue }
            update.bind(1, slot.key)
            update.bind(2, run?.balance ?? 0)
            update.bind(3, run?.at.milliseconds)
            try update.run()
            if run?.balance ?? 0 != slot.balance { rebuild.changedBalances += 1 }
        }
        for (offset, index) in lost.enumerated() {
            try writer.write(projection.lines[runs[index].lines], firstKey + Int64(offset))
        }
        try writer.finish()
        return rebuild
    }

    /// A slot's timeline and what it ends with.
    private struct Run {
        var lines: Range<Int>
        var balance: Int64
        var at: Instant
    }

    private static func runs(_ projection: StockProjection) -> [Run] {
        var runs: [Run] = []
        runs.reserveCapacity(projection.slots.count)
        var start = 0
        for slot in projection.slots {
            let range = start..<(start + slot.count)
            start = range.upperBound
            let entry = projection.lines[range.upperBound - 1].entry
            runs.append(Run(lines: range, balance: entry.balance, at: entry.position.occurredAt))
        }
        return runs
    }

    /// Makes the rows of slots that the table had lost, in the order of its index, which then grows at its end and not
    /// all over.
    private static func insert(
        _ lost: [Int], from firstKey: Int64, _ projection: StockProjection, _ runs: [Run], _ database: Database
    ) throws {
        let statement = try RawStatement(
            database,
            """
            INSERT INTO stock_slot (key, product, lot, serial, place, balance, last_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        try projection.texts.withUnsafeBytes { texts in
            for (offset, index) in lost.enumerated() {
                let slot = projection.slots[index]
                let serialStart = slot.textStart + Int(slot.lotBytes)
                let lot = UnsafeRawBufferPointer(rebasing: texts[slot.textStart..<serialStart])
                let serial = UnsafeRawBufferPointer(
                    rebasing: texts[serialStart..<(serialStart + Int(slot.serialBytes))])
                statement.bind(1, firstKey + Int64(offset))
                statement.bind(2, slot.product)
                statement.bindUncopiedText(3, lot)
                statement.bindUncopiedText(4, serial)
                statement.bind(5, slot.place)
                statement.bind(6, runs[index].balance)
                statement.bind(7, runs[index].at)
                try statement.run()
            }
        }
    }
}

/// Writes timelines behind one another, in the order of their table, so that each row goes behind the last one.
private struct EntryWriter {
    /// Rows of one statement: what a statement costs by itself is shared by so many.
    private static let rowsPerInsert: Int32 = 32
    private static let columns: Int32 = 8
    private static let insert =
        "INSERT INTO stock_entry (slot, occurred_at, tie, movement, flags, quantity, change, balance) VALUES "
    private static let row = "(?, ?, ?, ?, ?, ?, ?, ?)"

    private let database: Database
    private let many: RawStatement
    private var waiting: [(key: Int64, entry: LedgerEntry)] = []

    init(_ database: Database) throws {
        self.database = database
        let rows = String(repeating: Self.row + ", ", count: Int(Self.rowsPerInsert) - 1) + Self.row
        many = try RawStatement(database, Self.insert + rows)
        waiting.reserveCapacity(Int(Self.rowsPerInsert))
    }

    mutating func write(_ lines: ArraySlice<StockProjection.Line>, _ key: Int64) throws {
        for line in lines {
            Self.bind(many, Int32(waiting.count) * Self.columns + 1, key, line.entry)
            waiting.append((key, line.entry))
            guard waiting.count == Self.rowsPerInsert else { continue }
            try many.run()
            waiting.removeAll(keepingCapacity: true)
        }
    }

    /// Writes the rows that did not fill a statement.
    mutating func finish() throws {
        let one = try RawStatement(database, Self.insert + Self.row)
        for (key, entry) in waiting {
            Self.bind(one, 1, key, entry)
            try one.run()
        }
        waiting.removeAll()
    }

    private static func bind(_ statement: RawStatement, _ first: Int32, _ key: Int64, _ entry: LedgerEntry) {
        statement.bind(first, key)
        statement.bind(first + 1, entry.position.occurredAt)
        statement.bind(first + 2, entry.position.tie)
        statement.bind(first + 3, entry.movement.rawValue)
        statement.bind(first + 4, Int64(entry.flags.rawValue))
        statement.bind(first + 5, entry.quantity)
        statement.bind(first + 6, entry.change)
        statement.bind(first + 7, entry.balance)
    }
}

/// The slots as the table has them, by key.
struct StoredSlots {
    struct Slot {
        var key: Int64
        var balance: Int64
        var lastAt: Instant?
    }

    private(set) var slots: [Slot] = []
    private var rowOfMark = MarkTable()

    init(_ database: Database) throws {
        try RawStatement(
            database, "SELECT key, product, lot, serial, place, balance, last_at FROM stock_slot ORDER BY key"
        ).forEachRow { row in
            let mark = SlotMark(
                product: row.int64(1), place: row.int64(4), lot: StockProjection.text(row, 2),
                serial: StockProjection.text(row, 3))
            _ = rowOfMark.number(of: mark, orPut: Int32(truncatingIfNeeded: slots.count))
            slots.append(Slot(key: row.int64(0), balance: row.int64(5), lastAt: row.optionalInstant(6)))
        }
    }

    /// Where a slot lies in ``slots``; nil when the table does not have it.
    func row(_ slot: StockProjection.Slot) -> Int? { rowOfMark[slot.mark].map { Int($0) } }
}
