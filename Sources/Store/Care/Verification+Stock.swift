internal import GRDB
import Model

extension Verification {
    /// Balances and timelines are what the ledger gives when it is added up anew; every balance is the sum of its
    /// changes; the cases of the timelines are there, each once.
    @Sendable static func stock(_ database: Database, _ problems: inout Problems) throws {
        guard try database.integer("SELECT count(*) FROM (SELECT 1 FROM stock_movement LIMIT 1)") > 0 else {
            if try database.integer("SELECT count(*) FROM stock_slot WHERE balance <> 0") > 0 {
                problems.add(.stockEntries, 0, try database.integer("SELECT count(*) FROM stock_entry"))
            }
            return
        }
        let projection = try StockProjection(database)
        let stored = try StoredSlots(database)
        let entries = try database.integer("SELECT count(*) FROM stock_entry")
        if entries != Int64(projection.lines.count) {
            problems.add(.stockEntries, projection.lines.count, entries)
        }
        var start = 0
        var isKnown = [Bool](repeating: false, count: stored.slots.count)
        let read = try RawStatement(
            database,
            """
            SELECT occurred_at, tie, movement, flags, quantity, change, balance FROM stock_entry WHERE slot = ?
            ORDER BY occurred_at, tie
            """)
        for slot in projection.slots {
            let range = start..<(start + slot.count)
            start = range.upperBound
            guard let number = stored.row(slot) else {
                problems.add(.stockSlotMissing, slot.sample)
                continue
            }
            isKnown[number] = true
            let row = stored.slots[number]
            let balance = projection.lines[range].last?.entry.balance ?? 0
            if row.balance != balance { problems.add(.stockBalance, row.key, row.balance, balance) }
            try compare(projection.lines[range], read, row.key, &problems)
        }
        for (row, isKnown) in zip(stored.slots, isKnown) where row.balance != 0 && !isKnown {
            problems.add(.stockBalance, row.key, row.balance, 0)
        }
        try cases(projection, database, &problems)
    }

    private static func compare(
        _ lines: ArraySlice<StockProjection.Line>, _ read: RawStatement, _ key: Int64, _ problems: inout Problems
    ) throws {
        read.bind(1, key)
        var index = lines.startIndex
        var isSame = true
        try read.forEachRow { row in
            defer { index += 1 }
            guard isSame, index < lines.endIndex else { return }
            let entry = lines[index].entry
            isSame =
                row.int64(0) == entry.position.occurredAt.milliseconds && row.int64(1) == entry.position.tie
                && row.int64(2) == entry.movement.rawValue && row.int64(3) == Int64(entry.flags.rawValue)
                && row.int64(4) == entry.quantity && row.int64(5) == entry.change && row.int64(6) == entry.balance
        }
        if !isSame || index != lines.endIndex { problems.add(.stockTimeline, key) }
    }

    /// As many cases stand as the timelines have starts below zero and unexplained differences.
    private static func cases(
        _ projection: StockProjection, _ database: Database, _ problems: inout Problems
    ) throws {
        var negative: Int64 = 0
        var different: Int64 = 0
        for line in projection.lines {
            let entry = line.entry
            if entry.balance < 0, entry.balance - entry.change >= 0 { negative += 1 }
            if entry.isCount, entry.change != 0, !entry.flags.contains(.explained) { different += 1 }
        }
        for (kind, expected) in [("negative_balance", negative), ("count_difference", different)] {
            let statement = try RawStatement(
                database, "SELECT count(*) FROM stock_case WHERE kind = ? AND state <> 'withdrawn'")
            statement.bind(1, kind)
            let there = try statement.first { $0.int64(0) } ?? 0
            if there != expected { problems.add(.stockCases, kind, there, expected) }
        }
    }
}
