internal import GRDB
import Model

/// Appends a batch's messages to the log.
///
/// The first row is inserted at its position; SQLite counts on from it for the others, many to a statement. That costs
/// 3,700 instructions a row where one statement each, told every position, cost 6,500: SQLite looks for a row with the
/// same position before each insert, unless it chose the position itself.
struct LogAppender {
    private static let columns =
        "INSERT INTO log (position, received_at, packet_id, qos, flags, topic, payload) VALUES "
    private static let rowsTogether = 16
    private static let first = columns + "(?, ?, ?, ?, ?, ?, ?)"
    private static let next = columns + "(NULL, ?, ?, ?, ?, ?, ?)"
    private static let together =
        columns + Array(repeating: "(NULL, ?, ?, ?, ?, ?, ?)", count: rowsTogether).joined(separator: ", ")

    private let database: Database
    private let faultHook: (@Sendable (FaultPoint) -> Void)?

    init(_ database: Database, faultHook: (@Sendable (FaultPoint) -> Void)?) {
        self.database = database
        self.faultHook = faultHook
    }

    /// Appends the messages that are not skipped, and moves the log's end.
    ///
    /// - Parameter skipping: per message, true for one that the log has already; empty for none.
    /// - Throws: what SQLite says; a `badData` error when the rows are not where they were meant to be.
    func append(_ batch: MessageBatch, skipping: [Bool], _ progress: inout Progress) throws {
        let kept = batch.messages.indices.filter { $0 >= skipping.count || !skipping[$0] }
        let middle = kept.count / 2
        try batch.bytes.withUnsafeBytes { arena in
            try append(kept[..<middle], batch, arena, &progress)
            faultHook?(.midInsert)
            try append(kept[middle...], batch, arena, &progress)
        }
        guard kept.isEmpty || database.lastInsertedRowID == progress.logEnd else {
            throw VigieError(
                .badData, "the log's rows are not where they were meant to be", place: "table log",
                remedy: "This is a fault of the program: please report it")
        }
    }

    private func append(
        _ indices: ArraySlice<Int>, _ batch: MessageBatch, _ arena: UnsafeRawBufferPointer, _ progress: inout Progress
    ) throws {
        guard let leading = indices.first else { return }
        let single = try RawStatement(database, LogAppender.first)
        single.bind(1, progress.logEnd + 1)
        bind(batch.messages[leading], arena, single, from: 2, &progress)
        try single.run()
        var rest = indices.dropFirst()
        if rest.count >= LogAppender.rowsTogether {
            let together = try RawStatement(database, LogAppender.together)
            while rest.count >= LogAppender.rowsTogether {
                var column: Int32 = 1
                for index in rest.prefix(LogAppender.rowsTogether) {
                    bind(batch.messages[index], arena, together, from: column, &progress)
                    column += 6
                }
                try together.run()
                rest = rest.dropFirst(LogAppender.rowsTogether)
            }
        }
        guard !rest.isEmpty else { return }
        let next = try RawStatement(database, LogAppender.next)
        for index in rest {
            bind(batch.messages[index], arena, next, from: 1, &progress)
            try next.run()
        }
    }

    private func bind(
        _ message: MessageHeader, _ arena: UnsafeRawBufferPointer, _ statement: RawStatement, from column: Int32,
        _ progress: inout Progress
    ) {
        statement.bind(column, message.receivedAt)
        statement.bind(column + 1, Int64(message.packetID))
        statement.bind(column + 2, Int64(message.qos))
        statement.bind(column + 3, Int64(message.flags.rawValue))
        statement.bindUncopied(column + 4, UnsafeRawBufferPointer(rebasing: arena[message.topic.range]))
        statement.bindUncopied(column + 5, UnsafeRawBufferPointer(rebasing: arena[message.payload.range]))
        progress.logEnd += 1
        progress.logBytes += Int64(message.topic.count) + Int64(message.payload.count)
    }
}
