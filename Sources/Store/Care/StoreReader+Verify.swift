internal import GRDB
public import Model

extension StoreReader {
    /// Looks at everything: SQLite's own integrity and references, that nothing was lost between log, fold and
    /// counters, that history does not contradict itself; and takes the content's hash.
    ///
    /// It is one read transaction: on a large database it holds the write-ahead log back while it lasts.
    ///
    /// - Returns: damage is in the report, not thrown.
    /// - Throws: only when the database cannot be read at all.
    /// - Complexity: O(database); about a minute per GiB.
    public func verify(progress: (CareProgress) -> Void = { _ in }) throws(VigieError) -> VerifyReport {
        let total = Verification.checks.count + 1
        // Every index entry is looked up in its table: with a small cache each look-up reads a page again.
        try access { try $0.setPragma("cache_size", -128 * 1024) }
        defer { try? access { try $0.setPragma("cache_size", -Connection.readerCacheKibibytes) } }
        return try read { database in
            var report = VerifyReport(checks: [])
            for (index, check) in Verification.checks.enumerated() {
                progress(CareProgress(step: check.name, done: index, total: total))
                var problems = Problems()
                do {
                    try check.run(database, &problems)
                } catch let error as DatabaseError {
                    problems.add(.unreadable, error.message ?? "SQLite error", error.extendedResultCode.rawValue)
                }
                report.checks.append(VerifyReport.Check(name: check.name, problems: problems.list))
            }
            progress(CareProgress(step: "content", done: total - 1, total: total))
            report.contentHash = try? ContentHash.compute(database) { _, _, _ in }
            progress(CareProgress(step: "content", done: total, total: total))
            return report
        }
    }

    /// The content's hash alone; see ``VerifyReport/contentHash``.
    public func contentHash() throws(VigieError) -> String {
        try read { try ContentHash.compute($0) { _, _, _ in } }
    }
}

/// Problems, bounded: a damaged database must not give a million lines.
struct Problems {
    private var kept: [VerifyProblem] = []
    private var count = 0
    static let keptMax = 20

    /// - Parameter values: numbers, or names that ``Printable`` cleaned.
    mutating func add(_ kind: VerifyProblem.Kind, _ values: any CustomStringConvertible...) {
        count += 1
        if count <= Self.keptMax { kept.append(VerifyProblem(kind, values.map(\.description))) }
    }

    var list: [VerifyProblem] {
        count > Self.keptMax ? kept + [VerifyProblem(.more, ["\(count - Self.keptMax)"])] : kept
    }
}

/// The checks of `verify`, each over the whole database.
enum Verification {
    typealias Check = (name: String, run: @Sendable (Database, inout Problems) throws -> Void)

    static let checks: [Check] = [
        ("integrity", integrity), ("references", references), ("log", log), ("cursor", cursor), ("messages", messages),
        ("quarantine", quarantine), ("stays", stays), ("current", current), ("sequences", sequences),
        ("rejections", rejections), ("stock", stock),
    ]

    @Sendable static func integrity(_ database: Database, _ problems: inout Problems) throws {
        try RawStatement(database, "PRAGMA integrity_check(50)").forEachRow { row in
            if row.text(0) != "ok" { problems.add(.sqlite, row.text(0)) }
        }
    }

    @Sendable static func references(_ database: Database, _ problems: inout Problems) throws {
        try RawStatement(database, "PRAGMA foreign_key_check").forEachRow { row in
            problems.add(.reference, row.text(0), row.int(1), row.text(2))
        }
    }

    /// Messages ever appended = messages trimmed + messages there, without holes.
    @Sendable static func log(_ database: Database, _ problems: inout Problems) throws {
        let progress = try Progress(database)
        let counted = try RawStatement(
            database,
            """
            SELECT count(*), coalesce(min(position), 0), coalesce(max(position), 0),
                coalesce(sum(length(topic) + length(payload)), 0)
            FROM log
            """
        ).first { ($0.int64(0), $0.int64(1), $0.int64(2), $0.int64(3)) }
        guard let (count, first, last, bytes) = counted else { return }
        let expected = progress.logEnd - progress.logTrimmed
        if count != expected {
            problems.add(.logCount, count, progress.logEnd, progress.logTrimmed)
        } else if count > 0, first != progress.logTrimmed + 1 || last != progress.logEnd {
            problems.add(.logPositions, first, last, progress.logTrimmed + 1, progress.logEnd)
        }
        if bytes != progress.logBytes { problems.add(.logBytes, bytes, progress.logBytes) }
    }

    /// Nothing is folded that was not logged, nothing trimmed that was not folded.
    @Sendable static func cursor(_ database: Database, _ problems: inout Problems) throws {
        let progress = try Progress(database)
        if progress.cursor > progress.logEnd {
            problems.add(.cursorPastEnd, progress.cursor, progress.logEnd)
        }
        if progress.cursor < progress.logTrimmed {
            problems.add(.trimmedUnfolded, progress.logTrimmed, progress.cursor)
        }
    }

    /// Each message up to the cursor was folded once, those set aside included.
    @Sendable static func messages(_ database: Database, _ problems: inout Problems) throws {
        let progress = try Progress(database)
        let folded = try database.integer("SELECT coalesce(sum(value), 0) FROM counter WHERE name = 'messages'")
        if folded != progress.cursor {
            problems.add(.messagesFolded, folded, progress.cursor)
        }
    }

    /// Each message set aside was told as one rejection.
    @Sendable static func quarantine(_ database: Database, _ problems: inout Problems) throws {
        let setAside = try database.integer(
            """
            SELECT count(*) FROM quarantine WHERE position <= (SELECT cursor FROM progress WHERE id = 1)
            """)
        let told = try database.integer(
            "SELECT coalesce(sum(count), 0) FROM rejection WHERE reason = 'quarantined'")
        if setAside != told { problems.add(.setAsideUntold, setAside, told) }
    }

    @Sendable static func sequences(_ database: Database, _ problems: inout Problems) throws {
        let statement = try RawStatement(database, "SELECT reader, boot, high_water, gaps FROM sequence")
        try statement.forEachRow { row in
            let name = Printable.clean(row.text(0))
            guard let gaps = GapText.read(row.text(3)) else {
                problems.add(.gapsUnreadable, name)
                return
            }
            if gaps.count > 1000 { problems.add(.gapsTooMany, name, gaps.count) }
            var previous: Int64?
            for gap in gaps {
                if let previous, gap.lowerBound <= previous { problems.add(.gapsOverlap, name) }
                if gap.upperBound >= row.int64(2) {
                    problems.add(.gapNotBelow, name)
                }
                previous = gap.upperBound
            }
        }
    }

    @Sendable static func rejections(_ database: Database, _ problems: inout Problems) throws {
        try RawStatement(database, "SELECT reason, count FROM rejection").forEachRow { row in
            if RejectionReason(rawValue: row.text(0)) == nil { problems.add(.reasonUnknown) }
            if row.int64(1) <= 0 { problems.add(.rejectionCount, Printable.clean(row.text(0)), row.int64(1)) }
        }
        let samples = try database.integer("SELECT count(*) FROM rejection_sample")
        if samples > DerivationWriter.samplesMax { problems.add(.samplesTooMany, samples) }
    }
}
