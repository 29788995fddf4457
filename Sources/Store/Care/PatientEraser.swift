internal import GRDB
import Model

/// Takes patients' pseudonyms out of the ledger and of the raw scans, when their time is over. What moved, where and
/// when stays, so that balances stay.
///
/// Implants and explants are kept apart: their trace from product to patient and back outlives other data.
struct PatientEraser {
    /// Kinds 9 and 10 of ``MovementKind``.
    private static let implants = "kind IN (9, 10)"
    private static let others = "kind NOT IN (9, 10)"

    private let cutoff: Instant?
    private let implantCutoff: Instant?

    init(cutoff: Instant?, implantCutoff: Instant?) {
        self.cutoff = cutoff
        self.implantCutoff = implantCutoff
    }

    /// One transaction's work.
    ///
    /// - Returns: how many movements lost their pseudonym; below `rowsMax` when nothing is left to do.
    func slice(_ database: Database, rowsMax: Int) throws -> Int {
        var count = 0
        for (kinds, limit) in [(Self.others, cutoff), (Self.implants, implantCutoff)] {
            guard let limit, count < rowsMax else { continue }
            count += try erase(database, kinds, limit, rowsMax - count)
        }
        if count == 0, let cutoff { try eraseUnposted(database, cutoff) }
        return count
    }

    /// Pseudonyms that are older than allowed.
    func left(_ database: Database) throws -> Int {
        var count = 0
        for (kinds, limit) in [(Self.others, cutoff), (Self.implants, implantCutoff)] {
            guard let limit else { continue }
            let statement = try RawStatement(
                database,
                "SELECT count(*) FROM stock_movement WHERE patient IS NOT NULL AND occurred_at < ? AND " + kinds)
            statement.bind(1, limit)
            count += try statement.first { $0.int(0) } ?? 0
        }
        return count
    }

    private func erase(_ database: Database, _ kinds: String, _ limit: Instant, _ rowsMax: Int) throws -> Int {
        let statement = try RawStatement(
            database,
            "SELECT number, event FROM stock_movement WHERE patient IS NOT NULL AND occurred_at < ? AND " + kinds
                + " LIMIT ?")
        statement.bind(1, limit)
        statement.bind(2, rowsMax)
        var found: [(number: Int64, event: String)] = []
        try statement.forEachRow { found.append(($0.int64(0), $0.text(1))) }
        let update = try RawStatement(
            database, "UPDATE stock_movement SET patient = NULL, procedure = '' WHERE number = ?")
        for movement in found {
            update.bind(1, movement.number)
            try update.run()
            let scans = try RawStatement(database, "SELECT id, payload FROM stock_scan WHERE event = ?")
            scans.bind(1, movement.event)
            try redact(database, scans)
        }
        return found.count
    }

    /// Scans that became no movement may name patients too.
    private func eraseUnposted(_ database: Database, _ limit: Instant) throws {
        let scans = try RawStatement(
            database,
            """
            SELECT id, payload FROM stock_scan
            WHERE outcome IN ('held', 'refused') AND occurred_at < ?
            """)
        scans.bind(1, limit)
        try redact(database, scans)
    }

    private func redact(_ database: Database, _ scans: RawStatement) throws {
        var changed: [(id: Int64, payload: [UInt8])] = []
        try scans.forEachRow { row in
            let payload = Array(row.bytes(1))
            let redacted = PatientEraser.redacted(payload)
            if redacted != payload { changed.append((row.int64(0), redacted)) }
        }
        let update = try RawStatement(database, "UPDATE stock_scan SET payload = ? WHERE id = ?")
        for row in changed {
            update.bind(2, row.id)
            try row.payload.withUnsafeBytes { bytes in
                update.bindUncopied(1, bytes)
                try update.run()
            }
        }
    }

    /// JSON with the strings of its members `patient` and `procedure` empty.
    ///
    /// A text with escapes in a member's name could hide one of them, and what is no string could be a number that
    /// names somebody: then nothing of the payload is left.
    static func redacted(_ payload: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(payload.count)
        var index = 0
        while index < payload.count {
            guard payload[index] == UInt8(ascii: "\"") else {
                result.append(payload[index])
                index += 1
                continue
            }
            let end = closing(payload, index)
            let text = payload[(index + 1)..<max(index + 1, end)]
            var next = end + 1
            while next < payload.count, [0x20, 0x09, 0x0A, 0x0D].contains(payload[next]) { next += 1 }
            result.append(contentsOf: payload[index..<min(next, payload.count)])
            index = next
            guard next < payload.count, payload[next] == UInt8(ascii: ":") else { continue }
            if text.contains(UInt8(ascii: "\\")) { return [] }
            guard text.elementsEqual("patient".utf8) || text.elementsEqual("procedure".utf8) else { continue }
            var value = next + 1
            while value < payload.count, [0x20, 0x09, 0x0A, 0x0D].contains(payload[value]) { value += 1 }
            guard value < payload.count, payload[value] == UInt8(ascii: "\"") else { return [] }
            result.append(contentsOf: ":\"\"".utf8)
            index = closing(payload, value) + 1
        }
        return result
    }

    /// Where the string that begins at a quote ends; the payload's end when it does not.
    private static func closing(_ payload: [UInt8], _ start: Int) -> Int {
        var index = start + 1
        while index < payload.count, payload[index] != UInt8(ascii: "\"") {
            index += payload[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index, payload.count)
    }
}
