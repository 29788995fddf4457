internal import GRDB
public import Model

/// How long what was derived about trackables is kept, in days.
public struct Retention: Hashable, Sendable {
    /// Days of history per kind; a kind that is missing is kept for ever.
    public var days: [TrackableKind: Int]
    /// Days of samples of refused messages; nil keeps the newest 1,000.
    public var sampleDays: Int?
    /// Days after which an implant's trace to its patient goes; nil keeps it.
    public var implantDays: Int?

    public init(days: [TrackableKind: Int], sampleDays: Int? = nil, implantDays: Int? = nil) {
        self.days = days
        self.sampleDays = sampleDays
        self.implantDays = implantDays
    }
}

/// What a purge removed, and what is left that should not be.
public struct PurgeResult: Hashable, Sendable {
    public var stays = 0
    /// Current states of trackables that were not heard since.
    public var currents = 0
    public var bindings = 0
    public var samples = 0
    /// Movements of stock whose patient was taken out; the movements stay.
    public var pseudonyms = 0
    /// Rows that are older than allowed, counted once everything was removed: must be 0. Nothing is counted before
    /// `isComplete`.
    public var left = 0
    /// False when there is more to do: call again.
    public var isComplete = true

    /// All rows removed.
    public var removed: Int { stays + currents + bindings + samples + pseudonyms }

    public init() {}
}

extension StoreWriter {
    /// Removes what is older than allowed, with its bytes overwritten in the file (`secure_delete`), then counts what
    /// is left.
    ///
    /// Per kind: stays that ended before, the current state and open stay of trackables not heard since, past bindings
    /// that ended before. Movements of stock lose their patient and stay. The raw log goes by
    /// ``trimLog(before:bytesMax:upTo:rowsMax:)``.
    ///
    /// - Parameter rowsMax: when given, the call does one transaction of about so many rows (5,000 at most) and goes on
    ///   where the last call with the same retention stopped, so that a daemon's line runs in between.
    /// - Throws: 73 or 74 when it cannot be written; what was removed until then stays removed.
    /// - Complexity: O(trackables · log stays + rows removed).
    public func purge(_ retention: Retention, now: Instant, rowsMax: Int = .max) throws(VigieError) -> PurgeResult {
        do {
            var result = PurgeResult()
            repeat {
                let slice = try access { try purgeSlice($0, retention, now, min(rowsMax, PurgeRun.rowsPerTransaction)) }
                result.add(slice)
            } while rowsMax == .max && !result.isComplete
            // What was overwritten must not live on in the write-ahead log.
            if result.isComplete { try checkpointWhenIdle(everyMilliseconds: 0) }
            return result
        } catch {
            throw error.error
        }
    }

    private func purgeSlice(
        _ database: Database, _ retention: Retention, _ now: Instant, _ rowsMax: Int
    ) throws -> PurgeResult {
        var run = purgeRun ?? PurgeRun(retention, now)
        if run.retention != retention { run = PurgeRun(retention, now) }
        try database.run("PRAGMA secure_delete = ON")
        defer { try? database.run("PRAGMA secure_delete = FAST") }
        let result = try StoreWriter.inTransaction(database) { try run.slice($0, rowsMax: rowsMax) }
        purgeRun = result.isComplete ? nil : run
        return result
    }
}

extension PurgeResult {
    mutating func add(_ other: PurgeResult) {
        stays += other.stays
        currents += other.currents
        bindings += other.bindings
        samples += other.samples
        pseudonyms += other.pseudonyms
        left = other.left
        isComplete = other.isComplete
    }
}

/// A purge under way: first over all trackables to remove, then over all of them again to count what is left.
struct PurgeRun {
    static let rowsPerTransaction = 5000
    private static let tracksPerTransaction = 5000

    let retention: Retention
    private let cutoffs: [String: Instant]
    private let sampleCutoff: Instant?
    private let eraser: PatientEraser
    private var isCounting = false
    private var lastTrack: Int64 = 0
    private var left = 0

    init(_ retention: Retention, _ now: Instant) {
        func cutoff(_ days: Int) -> Instant {
            now.advanced(byMilliseconds: -Int64(min(max(0, days), 1_000_000)) * 86_400_000)
        }
        self.retention = retention
        cutoffs = Dictionary(uniqueKeysWithValues: retention.days.map { ($0.key.rawValue, cutoff($0.value)) })
        sampleCutoff = retention.sampleDays.map(cutoff)
        eraser = PatientEraser(
            cutoff: retention.days[.patient].map(cutoff), implantCutoff: retention.implantDays.map(cutoff))
    }

    /// One transaction's work.
    mutating func slice(_ database: Database, rowsMax: Int) throws -> PurgeResult {
        var result = PurgeResult()
        result.isComplete = false
        var tracks: [(key: Int64, kind: String)] = []
        let statement = try RawStatement(
            database, "SELECT key, kind FROM trackable WHERE key > ? ORDER BY key LIMIT ?")
        statement.bind(1, lastTrack)
        statement.bind(2, Self.tracksPerTransaction)
        try statement.forEachRow { tracks.append(($0.int64(0), $0.text(1))) }
        for track in tracks where result.removed < rowsMax {
            lastTrack = track.key
            guard let cutoff = cutoffs[track.kind] else { continue }
            if isCounting {
                for sql in Self.counts { left += try count(database, sql, track.key, cutoff) }
            } else {
                try remove(database, track.key, cutoff, &result)
            }
        }
        guard tracks.isEmpty else { return result }
        if isCounting {
            if let sampleCutoff { left += try count(database, Self.countSamples, 0, sampleCutoff) }
            result.left = left + (try eraser.left(database))
            result.isComplete = true
        } else {
            result.pseudonyms = try eraser.slice(database, rowsMax: rowsMax)
            guard result.pseudonyms == 0 else { return result }
            if let sampleCutoff { result.samples = try delete(database, Self.samples, 0, sampleCutoff) }
            if let cutoff = cutoffs[TrackableKind.equipment.rawValue] {
                _ = try delete(database, Self.darkUnits, 0, cutoff)
            }
            isCounting = true
            lastTrack = 0
        }
        return result
    }

    private func remove(
        _ database: Database, _ track: Int64, _ cutoff: Instant, _ result: inout PurgeResult
    ) throws {
        let current = try delete(database, Self.current, track, cutoff)
        result.currents += current
        result.stays += try delete(database, Self.closedStays, track, cutoff)
        if current > 0 { result.stays += try delete(database, Self.openStays, track, cutoff) }
        result.bindings += try delete(database, Self.bindings, track, cutoff)
        // What an alarm tells is history too; its life goes with it.
        _ = try delete(database, Self.alarmEvents, track, cutoff)
        _ = try delete(database, Self.alarms, track, cutoff)
        if current > 0 { _ = try delete(database, Self.watch, track, cutoff) }
        for sql in Self.devices { _ = try delete(database, sql, track, cutoff) }
    }

    private func delete(_ database: Database, _ sql: String, _ track: Int64, _ cutoff: Instant) throws -> Int {
        let statement = try RawStatement(database, sql)
        statement.bind(1, track)
        statement.bind(2, cutoff)
        try statement.run()
        return database.changesCount
    }

    private func count(_ database: Database, _ sql: String, _ track: Int64, _ cutoff: Instant) throws -> Int {
        let statement = try RawStatement(database, sql)
        statement.bind(1, track)
        statement.bind(2, cutoff)
        return try statement.first { $0.int(0) } ?? 0
    }

    private static let current = "DELETE FROM current WHERE track = ?1 AND observed_at < ?2"
    private static let closedStays = "DELETE FROM stay WHERE track = ?1 AND from_at < ?2 AND to_at < ?2"
    private static let openStays = "DELETE FROM stay WHERE track = ?1 AND from_at < ?2 AND to_at IS NULL"
    private static let bindings = "DELETE FROM past_binding WHERE trackable = ?1 AND unbound_at < ?2"
    private static let alarms = "DELETE FROM alarm WHERE track = ?1 AND at < ?2"
    private static let alarmEvents =
        "DELETE FROM alarm_event WHERE alarm IN (SELECT number FROM alarm WHERE track = ?1 AND at < ?2)"
    private static let watch = "DELETE FROM watch_track WHERE track = ?1 AND ?2 IS NOT NULL"
    /// Entries of maintenance are kept: they prove what was done.
    private static let devices = [
        "DELETE FROM silence WHERE track = ?1 AND to_at < ?2",
        "DELETE FROM device_override WHERE track = ?1 AND until_at < ?2",
        "DELETE FROM device_loan WHERE track = ?1 AND back_at < ?2",
    ]
    private static let darkUnits = "DELETE FROM dark_unit WHERE ?1 = 0 AND to_at < ?2"
    private static let samples = "DELETE FROM rejection_sample WHERE at < ?2"
    private static let counts = [
        "SELECT count(*) FROM stay WHERE track = ?1 AND from_at < ?2 AND to_at < ?2",
        "SELECT count(*) FROM current WHERE track = ?1 AND observed_at < ?2",
        "SELECT count(*) FROM past_binding WHERE trackable = ?1 AND unbound_at < ?2",
        "SELECT count(*) FROM alarm WHERE track = ?1 AND at < ?2",
        "SELECT count(*) FROM silence WHERE track = ?1 AND to_at < ?2",
        "SELECT count(*) FROM device_loan WHERE track = ?1 AND back_at < ?2",
    ]
    private static let countSamples = "SELECT count(*) FROM rejection_sample WHERE at < ?2"
}
