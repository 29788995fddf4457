internal import GRDB
import Model

extension Verification {
    /// Stays of one trackable do not overlap, only the last may be open, and no stay ends before it begins; each is of
    /// a known trackable in a known unit.
    @Sendable static func stays(_ database: Database, _ problems: inout Problems) throws {
        let tracks = try keys(database, "SELECT key FROM trackable")
        let units = try keys(database, "SELECT key FROM unit")
        var previous: (track: Int32, to: Int64?)?
        let statement = try RawStatement(
            database, "SELECT track, from_at, to_at, unit FROM stay ORDER BY track, from_at")
        try statement.forEachRow { row in
            let track = row.int32(0)
            let from = row.int64(1)
            let to = row.isNull(2) ? nil : row.int64(2)
            if let to, to < from { problems.add(.stayEndsBefore, track, from) }
            if let previous, previous.track == track {
                if let end = previous.to {
                    if end > from { problems.add(.staysOverlap, track, from) }
                } else {
                    problems.add(.stayOpenBefore, track, from)
                }
            }
            if !tracks.contains(track) { problems.add(.stayTrack, track) }
            if !units.contains(row.int32(3)) { problems.add(.stayUnit, row.int32(3)) }
            previous = (track, to)
        }
    }

    /// The confirmed unit is the open stay's (but for those known from a retained message only, flag 2, which have no
    /// history), and everything that a current row names is there.
    @Sendable static func current(_ database: Database, _ problems: inout Problems) throws {
        let contradicting = try RawStatement(
            database,
            """
            SELECT c.track FROM current c LEFT JOIN stay s ON s.track = c.track
                AND s.from_at = (SELECT max(from_at) FROM stay WHERE track = c.track) AND s.to_at IS NULL
            WHERE c.confirmed_unit IS NOT s.unit AND c.flags & 2 = 0
            """)
        try contradicting.forEachRow { problems.add(.currentUnit, $0.int(0)) }
        let lost = try RawStatement(
            database,
            """
            SELECT c.track FROM current c
            WHERE NOT EXISTS (SELECT 1 FROM trackable WHERE key = c.track)
                OR (c.unit IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unit WHERE key = c.unit))
                OR (c.confirmed_unit IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unit WHERE key = c.confirmed_unit))
                OR (c.second_unit IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unit WHERE key = c.second_unit))
                OR (c.level IS NOT NULL AND NOT EXISTS (SELECT 1 FROM level WHERE key = c.level))
            """)
        try lost.forEachRow { problems.add(.currentNames, $0.int(0)) }
        // Only open stays without a current row remain to be found; the last stay of each track is enough.
        let orphans = try RawStatement(
            database,
            """
            SELECT t.key FROM trackable t JOIN stay s ON s.track = t.key
                AND s.from_at = (SELECT max(from_at) FROM stay WHERE track = t.key)
            WHERE s.to_at IS NULL AND NOT EXISTS (SELECT 1 FROM current WHERE track = t.key)
            """)
        try orphans.forEachRow { problems.add(.currentMissing, $0.int(0)) }
    }

    private static func keys(_ database: Database, _ sql: String) throws -> Set<Int32> {
        var keys: Set<Int32> = []
        try RawStatement(database, sql).forEachRow { keys.insert($0.int32(0)) }
        return keys
    }
}
