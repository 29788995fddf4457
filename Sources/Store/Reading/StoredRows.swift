internal import GRDB
import Model

/// Tables that the writer at its start and the readers read alike.
enum StoredRows {
    static func counters(_ database: Database) throws -> [String: Int] {
        var counters: [String: Int] = [:]
        try RawStatement(database, "SELECT name, value FROM counter").forEachRow { counters[$0.text(0)] = $0.int(1) }
        return counters
    }

    static func readers(_ database: Database) throws -> [ReaderRecord] {
        var readers: [ReaderRecord] = []
        let statement = try RawStatement(
            database,
            """
            SELECT id, status, last_heard, observations, rejections, unknown_tags, clock_skew, listened_second,
                listened_seconds
            FROM reader ORDER BY id
            """)
        try statement.forEachRow { row in
            let listened = row.optionalInt(7).map {
                ReaderRecord.Listened(second: Int64($0), seconds: UInt64(bitPattern: row.int64(8)))
            }
            readers.append(
                ReaderRecord(
                    reader: ReaderID(row.text(0)), status: ReaderRecord.Status(rawValue: row.text(1)) ?? .never,
                    lastHeard: row.optionalInstant(2), observations: row.int(3), rejections: row.int(4),
                    unknownTags: row.int(5), clockSkewMilliseconds: row.optionalInt(6),
                    listened: listened))
        }
        return readers
    }

    static func sequences(_ database: Database) throws -> [SequenceRecord] {
        var sequences: [SequenceRecord] = []
        let statement = try RawStatement(
            database,
            "SELECT reader, boot, high_water, duplicates, last_at, gaps, lowest FROM sequence ORDER BY reader, boot")
        try statement.forEachRow { row in
            sequences.append(
                SequenceRecord(
                    reader: ReaderID(row.text(0)), boot: row.text(1), highWater: row.int64(2), lowest: row.int64(6),
                    duplicates: row.int(3), lastAt: row.instant(4), gaps: GapText.read(row.text(5)) ?? []))
        }
        return sequences
    }
}
