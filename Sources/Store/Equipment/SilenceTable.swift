internal import GRDB
import Model

/// What of the past stays do not tell, inside the caller's transaction.
struct SilenceTable {
    let database: Database

    func insert(_ silences: [Silence]) throws {
        let statement = try RawStatement(
            database, "INSERT OR REPLACE INTO silence (track, from_at, to_at) VALUES (?, ?, ?)")
        for silence in silences {
            statement.bind(1, silence.track.rawValue)
            statement.bind(2, silence.from)
            statement.bind(3, silence.to)
            try statement.run()
        }
    }

    /// Reads that came late, between these two times: what is left of the silences around them stays where it is long
    /// enough.
    func cut(_ track: TrackKey, from: Instant, to: Instant) throws {
        let find = try RawStatement(
            database, "SELECT from_at, to_at FROM silence WHERE track = ? AND from_at < ? AND to_at > ?")
        find.bind(1, track.rawValue)
        find.bind(2, to.advanced(byMilliseconds: 1))
        find.bind(3, from)
        var found: [Silence] = []
        try find.forEachRow { found.append(Silence(track: track, from: $0.instant(0), to: $0.instant(1))) }
        guard !found.isEmpty else { return }
        let remove = try RawStatement(database, "DELETE FROM silence WHERE track = ? AND from_at = ?")
        var left: [Silence] = []
        for silence in found {
            remove.bind(1, track.rawValue)
            remove.bind(2, silence.from)
            try remove.run()
            left.append(Silence(track: track, from: silence.from, to: max(silence.from, from)))
            left.append(Silence(track: track, from: min(silence.to, to), to: silence.to))
        }
        try insert(left.filter { $0.to.milliseconds - $0.from.milliseconds >= Silence.lostAfterMilliseconds })
    }

    /// The units that are dark from an instant on: those that were and are no more end there.
    func darken(_ dark: DarkUnits) throws {
        var open: Set<Int32> = []
        try RawStatement(database, "SELECT unit FROM dark_unit WHERE to_at IS NULL").forEachRow {
            open.insert($0.int32(0))
        }
        let end = try RawStatement(
            database, "UPDATE dark_unit SET to_at = max(from_at, ?) WHERE unit = ? AND to_at IS NULL")
        let now = Set(dark.units.map(\.rawValue))
        for unit in open.subtracting(now).sorted() {
            end.bind(1, dark.at)
            end.bind(2, unit)
            try end.run()
        }
        let begin = try RawStatement(
            database, "INSERT OR REPLACE INTO dark_unit (unit, from_at, to_at) VALUES (?, ?, NULL)")
        for unit in now.subtracting(open).sorted() {
            begin.bind(1, unit)
            begin.bind(2, dark.at)
            try begin.run()
        }
    }
}
