import Digest
internal import GRDB
internal import GRDBSQLite
import Model

/// SHA-256 over what the database says, not over how its file is laid out: two replays of one capture give the same.
///
/// Tables in a fixed order, rows in order of their identifiers, each value with its type and length, so that no two
/// contents give the same bytes. Durable keys are replaced by the identifiers that they stand for. Left out is what
/// depends on when or how often something was done and not on what: times of binding, past bindings, the outbox,
/// attempts, the clock.
struct ContentHash: ~Copyable {
    private var hash = SHA256()
    private var buffer: [UInt8] = []

    /// The hash as lower-case hex.
    ///
    /// - Parameter progress: called before each table with its name, its number and the number of tables.
    static func compute(_ database: Database, progress: (String, Int, Int) -> Void) throws -> String {
        var content = ContentHash()
        content.buffer.reserveCapacity(flushBytes + 4096)
        for (index, table) in tables.enumerated() {
            progress(table.name, index, tables.count)
            try content.add(table.name, RawStatement(database, table.sql))
        }
        content.flush()
        return content.finish()
    }

    private consuming func finish() -> String { hash.hex() }

    private static let flushBytes = 1 << 16

    private mutating func add(_ name: String, _ statement: RawStatement) throws {
        let columns = sqlite3_column_count(statement.handle)
        buffer.append(UInt8(ascii: "T"))
        append(UInt64(name.utf8.count))
        buffer.append(contentsOf: name.utf8)
        append(UInt64(columns))
        defer { statement.reset() }
        while try statement.step() {
            buffer.append(UInt8(ascii: "R"))
            for column in 0..<columns { add(statement, column) }
            if buffer.count >= Self.flushBytes { flush() }
        }
    }

    private mutating func add(_ row: RawStatement, _ column: Int32) {
        let type = sqlite3_column_type(row.handle, column)
        buffer.append(UInt8(truncatingIfNeeded: type))
        switch type {
        case SQLITE_INTEGER: append(UInt64(bitPattern: row.int64(column)))
        case SQLITE_FLOAT: append(row.double(column).bitPattern)
        case SQLITE_NULL: break
        default:
            let bytes = row.bytes(column)
            append(UInt64(bytes.count))
            buffer.append(contentsOf: bytes)
        }
    }

    private mutating func append(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { buffer.append(contentsOf: $0) }
    }

    private mutating func flush() {
        buffer.withUnsafeBytes { hash.update($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private static let tables = trackingTables + stockTables + deviceTables

    private static let trackingTables: [(name: String, sql: String)] = [
        ("site", "SELECT site, time_zone, version FROM site"),
        ("level", "SELECT id, name, ordinal, place FROM level ORDER BY id"),
        (
            "unit",
            """
            SELECT u.id, u.name, u.category, l.id, u.x, u.y, u.area, u.place
            FROM unit u JOIN level l ON l.key = u.level ORDER BY u.id
            """
        ),
        (
            "passage",
            """
            SELECT a.id, b.id, p.metres FROM passage p
            JOIN unit a ON a.key = p.from_unit JOIN unit b ON b.key = p.to_unit
            ORDER BY a.id, b.id, p.metres
            """
        ),
        (
            "reader_place",
            """
            SELECT r.id, r.kind, l.id, u.id, r.x, r.y FROM reader_place r LEFT JOIN level l ON l.key = r.level
            LEFT JOIN unit u ON u.key = r.unit ORDER BY r.id
            """
        ),
        ("trackable", "SELECT id, kind, name, category, assigned_unit, model, serial FROM trackable ORDER BY id"),
        (
            "tag",
            "SELECT tag.id, t.id FROM tag LEFT JOIN trackable t ON t.key = tag.trackable ORDER BY tag.id"
        ),
        ("progress", "SELECT cursor, data_until, log_end FROM progress"),
        (
            "log",
            "SELECT position, received_at, packet_id, qos, flags, topic, payload FROM log ORDER BY position"
        ),
        ("quarantine", "SELECT position FROM quarantine ORDER BY position"),
        (
            "current",
            """
            SELECT t.id, tag.id, u.id, confirmed.id, second.id, c.confidence, c.second_confidence, l.id, c.x, c.y,
                c.latitude, c.longitude, c.uncertainty, c.observed_at, c.since, c.interval, c.flags, c.battery,
                c.temperature, c.down_readers
            FROM trackable t CROSS JOIN current c ON c.track = t.key LEFT JOIN tag ON tag.key = c.tag
            LEFT JOIN unit u ON u.key = c.unit LEFT JOIN unit confirmed ON confirmed.key = c.confirmed_unit
            LEFT JOIN unit second ON second.key = c.second_unit LEFT JOIN level l ON l.key = c.level ORDER BY t.id
            """
        ),
        (
            "stay",
            """
            SELECT t.id, s.from_at, s.to_at, u.id, s.confidence
            FROM trackable t CROSS JOIN stay s ON s.track = t.key LEFT JOIN unit u ON u.key = s.unit
            ORDER BY t.id, s.from_at
            """
        ),
        (
            "reader",
            "SELECT id, status, last_heard, observations, rejections, unknown_tags, clock_skew FROM reader ORDER BY id"
        ),
        (
            "sequence",
            "SELECT reader, boot, high_water, lowest, duplicates, last_at, gaps FROM sequence ORDER BY reader, boot"
        ),
        ("rejection", "SELECT reason, dialect, reader, count FROM rejection ORDER BY reason, dialect, reader"),
        ("rejection_sample", "SELECT position, at, reason, detail, topic FROM rejection_sample ORDER BY id"),
        (
            "alarm",
            """
            SELECT a.number, a.rule, a.condition, a.severity, a.certainty, t.id, u.id, f.id, a.reader, a.at,
                a.raised_at, a.ended_at, a.retracted, a.limited, a.muted, a.notify, a.detail, a.acknowledged_at,
                a.acknowledged_by,
                a.resolved_at, a.resolved_by, a.cause
            FROM alarm a LEFT JOIN trackable t ON t.key = a.track LEFT JOIN unit u ON u.key = a.unit
            LEFT JOIN unit f ON f.key = a.from_unit ORDER BY a.number
            """
        ),
        ("alarm_event", "SELECT alarm, at, kind, who, text FROM alarm_event ORDER BY id"),
        ("counter", "SELECT name, value FROM counter ORDER BY name"),
    ]
}
