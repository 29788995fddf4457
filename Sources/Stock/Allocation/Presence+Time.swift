public import Model

extension Presence {
    /// How long a slot was not empty within a span, by its timeline.
    ///
    /// - Throws: the book's errors.
    /// - Complexity: O(entries in the span).
    public static func milliseconds<Book: LedgerBook>(
        in slot: SlotKey, from: Instant, to: Instant, book: inout Book
    ) throws -> Int64 {
        let start = LedgerPosition(occurredAt: from, tie: 0)
        var balance = try book.entry(before: start, in: slot)?.balance ?? 0
        var since = from
        var time: Int64 = 0
        var next = start
        while true {
            let entries = try book.entries(from: next, in: slot, limit: 64)
            for entry in entries where entry.position.occurredAt < to {
                if balance > 0 { time += entry.position.occurredAt.milliseconds - since.milliseconds }
                balance = entry.balance
                since = entry.position.occurredAt
            }
            guard entries.count == 64, let last = entries.last, last.position.occurredAt < to else { break }
            next = last.position.next
        }
        if balance > 0 { time += to.milliseconds - since.milliseconds }
        return time
    }
}
