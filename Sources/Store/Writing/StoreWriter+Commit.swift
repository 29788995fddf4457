internal import GRDB
public import Model

extension StoreWriter {
    /// One transaction: appends the batch's messages to the log, and writes the derivations with the fold's cursor.
    ///
    /// The derivations usually are the previous batch's, so that one fsync serves both. After it returns the messages
    /// may be acknowledged. Cursor and `dataUntil` never go back. The store adds the counter `corrections` itself.
    ///
    /// - Parameters:
    ///   - batch: nil or empty to write derivations only.
    ///   - skipping: per message of the batch, true for those that the log has already; empty for none.
    ///   - derivations: nil when the fold has nothing yet.
    /// - Returns: the positions given, without holes; nil when nothing was appended.
    /// - Throws: ``StoreFailure``; then nothing of it was written.
    /// - Complexity: O(messages + derived rows), one fsync.
    public func commit(
        appending batch: MessageBatch?, skipping: [Bool] = [], _ derivations: Derivations?
    ) throws(StoreFailure) -> ClosedRange<Int64>? {
        let hasMessages = batch.map { !$0.isEmpty } ?? false
        guard hasMessages || derivations != nil else { return nil }
        faultHook?(.beforeBegin)
        let range = try access { database in
            var next = progress
            let range = try StoreWriter.inTransaction(database) { database in
                let first = next.logEnd + 1
                if let batch, hasMessages {
                    try LogAppender(database, faultHook: faultHook).append(batch, skipping: skipping, &next)
                }
                if let derivations { try write(derivations, database, &next) }
                try next.write(database)
                faultHook?(.beforeCommit)
                return next.logEnd >= first ? first...next.logEnd : nil
            }
            progress = next
            return range
        }
        faultHook?(.afterCommit)
        try checkpointAfterCommit()
        return range
    }

    private func write(_ derivations: Derivations, _ database: Database, _ progress: inout Progress) throws {
        progress.cursor = max(progress.cursor, derivations.cursor.rawValue)
        progress.dataUntil = max(progress.dataUntil, derivations.dataUntil)
        guard progress.cursor <= progress.logEnd else {
            throw VigieError(
                .badData, "the fold's cursor \(progress.cursor) is past the log's end \(progress.logEnd)",
                place: folder.database, remedy: "This is a fault of the program: please report it")
        }
        let writer = DerivationWriter(database: database, levelKeys: levelKeys)
        try writer.write(derivations)
        let saysNothing =
            derivations.scans.isEmpty && derivations.temperatures.isEmpty && derivations.binSightings.isEmpty
        guard !saysNothing else { return }
        var book = StockBook(database)
        if let stockWork { for scan in derivations.scans { try stockWork(scan, &book) } }
        if let climateWork, !derivations.temperatures.isEmpty { try climateWork(derivations.temperatures, &book) }
        if let binWork { for sighting in derivations.binSightings { try binWork(sighting, &book) } }
    }

    /// Removes messages that the broker acknowledged, in a transaction of its own.
    ///
    /// - Complexity: O(n log outbox).
    public func removeOutbox(ids: [Int64]) throws(StoreFailure) {
        guard !ids.isEmpty else { return }
        try transact { database in
            let statement = try RawStatement(database, "DELETE FROM outbox WHERE id = ?")
            for id in ids {
                statement.bind(1, id)
                try statement.run()
            }
        }
    }

    /// Sets which clock "now" comes from in answers.
    public func setClock(_ clock: StoreClock) throws(StoreFailure) {
        try transact { database in
            var next = progress
            next.clock = clock
            try next.write(database)
            progress = next
        }
    }
}
