import Glibc
public import Model
public import Store

extension Questions {
    /// Looks through the whole database; see ``Store/StoreReader/verify(progress:)``.
    ///
    /// - Throws: only when the database cannot be read at all; damage is in the answer.
    public func verify(progress: (CareProgress) -> Void = { _ in }) throws(VigieError) -> FindingsAnswer {
        let report = try reader.verify(progress: progress)
        var findings: [Finding] = []
        for check in report.checks {
            if check.isOK { findings.append(Finding(check.name, .ok, "nothing wrong")) }
            findings += check.problems.map {
                Finding(check.name, .bad, $0, remedy: "Restore the last backup with 'vigie restore'")
            }
        }
        if report.contentHash == nil {
            findings.append(
                Finding(
                    "content", .bad, "the content cannot be read to its end",
                    remedy: "Restore the last backup with 'vigie restore'"))
        }
        return FindingsAnswer(
            schema: FindingsAnswer.verifySchema, scope: try? scope(), findings: findings,
            contentHash: report.contentHash)
    }

    /// What is there, how it does, and what to do about what is not well.
    ///
    /// - Throws: the store's errors.
    /// - Complexity: O(readers + reasons).
    public func doctor() throws -> FindingsAnswer {
        try together {
            let status = try reader.status()
            let scope = scope(status)
            let diagnosis = try reader.diagnosis()
            let readers = try reader.readers()
            var findings = [database(status, diagnosis), durability(diagnosis), library(diagnosis)]
            findings.append(contentsOf: [walSize(status), disk(status), site(status, scope), lastData(scope)])
            findings.append(contentsOf: [fold(status), log(status, diagnosis, scope), outbox(diagnosis)])
            findings.append(contentsOf: [quarantine(diagnosis), registry(try reader.trackableCounts())])
            findings += Self.health(readers)
            findings += try rejections()
            return FindingsAnswer(schema: FindingsAnswer.doctorSchema, scope: scope, findings: findings)
        }
    }

    // MARK: The database

    private func database(_ status: StoreStatus, _ diagnosis: StoreDiagnosis) -> Finding {
        let size = Spoken.bytes(Int64(status.databaseBytes), .english)
        return Finding(
            "database", .ok, "\(reader.folder.database), \(size), schema \(diagnosis.migrations.joined(separator: " "))"
        )
    }

    private func durability(_ diagnosis: StoreDiagnosis) -> Finding {
        guard diagnosis.journalMode == "wal" else {
            return Finding(
                "durability", .bad, "the journal mode is '\(diagnosis.journalMode)', not 'wal'",
                remedy: "Put the data folder on a local disk and start 'vigie serve' once")
        }
        return Finding("durability", .ok, "write-ahead log; the writer refuses to start without synchronous = FULL")
    }

    /// The WAL-reset bug of SQLite 3.7.0–3.51.2 (also fixed in 3.44.6 and 3.50.7; sqlite.org/wal.html part 11) needs
    /// two connections that write or check-point at one moment.
    private func library(_ diagnosis: StoreDiagnosis) -> Finding {
        let number = diagnosis.sqliteVersionNumber
        let isFixed =
            number >= 3_051_003 || (3_050_007..<3_051_000).contains(number) || (3_044_006..<3_045_000).contains(number)
        if isFixed { return Finding("sqlite", .ok, "SQLite \(diagnosis.sqliteVersion)") }
        return Finding(
            "sqlite", .ok,
            "SQLite \(diagnosis.sqliteVersion) has the WAL-reset bug (before 3.51.3), which one writer cannot meet",
            remedy: "Let no other program open the database for writing")
    }

    private func walSize(_ status: StoreStatus) -> Finding {
        let size = Spoken.bytes(Int64(status.walBytes), .english)
        guard status.walBytes > StoreWriter.walAlarmBytes else { return Finding("wal", .ok, size) }
        return Finding(
            "wal", .warn, "\(size) are not written back yet",
            remedy: "Stop long readers (a backup, a 'verify', another program); the writer then shortens it")
    }

    private func disk(_ status: StoreStatus) -> Finding {
        var disk = statvfs()
        guard statvfs(reader.folder.path, &disk) == 0 else {
            return Finding("disk", .warn, "the free space is not known", remedy: "Check the data folder's rights")
        }
        let free = Int64(clamping: UInt64(disk.f_bavail) * UInt64(disk.f_frsize))
        let text = "\(Spoken.bytes(free, .english)) free"
        if free < 256 * 1024 * 1024 {
            return Finding("disk", .bad, text, remedy: "Free space: at a full disk nothing is acknowledged any more")
        }
        guard free < max(2 << 30, Int64(status.databaseBytes)) else { return Finding("disk", .ok, text) }
        return Finding("disk", .warn, text, remedy: "Free space: a backup needs as much as the database")
    }

    private func site(_ status: StoreStatus, _ scope: AnswerScope) -> Finding {
        guard let site = status.site else {
            return Finding(
                "site", .bad, "no site is stored", remedy: "Start 'vigie serve' or 'vigie replay' with a site folder")
        }
        let text = "\(site.rawValue), \(status.timeZone), version \(status.siteVersion.prefix(12))"
        guard scope.zone.isKnown else {
            return Finding("site", .warn, text, remedy: "Install tzdata: times are shown in UTC until then")
        }
        return Finding("site", .ok, text)
    }

    // MARK: The line

    private func lastData(_ scope: AnswerScope) -> Finding {
        guard let until = scope.dataUntil else {
            return Finding(
                "data", .warn, "no message was folded yet", remedy: "Check that readers publish and 'vigie serve' runs")
        }
        let age = scope.now.milliseconds - until.milliseconds
        let text = "until \(scope.full(until)), \(Spoken.age(milliseconds: age, .english)) ago"
        if scope.clock == .capture { return Finding("data", .ok, "until \(scope.full(until)), of a capture") }
        guard age > 300_000 else { return Finding("data", .ok, text) }
        return Finding(
            "data", .bad, text, remedy: "Check that 'vigie serve' runs, reaches its broker, and that readers publish")
    }

    private func fold(_ status: StoreStatus) -> Finding {
        let behind = Int(status.logEnd.rawValue - status.cursor.rawValue)
        let text = "\(Spoken.count(behind, .english)) messages behind the log"
        guard behind > 100_000 else { return Finding("fold", .ok, text) }
        return Finding("fold", .warn, text, remedy: "Wait; if it grows, the machine is too slow for the traffic")
    }

    private func log(_ status: StoreStatus, _ diagnosis: StoreDiagnosis, _ scope: AnswerScope) -> Finding {
        let size = Spoken.bytes(Int64(status.logBytes), .english)
        var text = "\(Spoken.count(status.logMessages, .english)) messages, \(size)"
        if let from = diagnosis.logFrom, let to = diagnosis.logTo {
            text += ", \(scope.full(from)) to \(scope.full(to))"
        }
        return Finding("log", .ok, text)
    }

    private func outbox(_ diagnosis: StoreDiagnosis) -> Finding {
        let text = "\(Spoken.count(diagnosis.outboxMessages, .english)) messages wait for the broker"
        guard diagnosis.outboxMessages > 1000 else { return Finding("outbox", .ok, text) }
        return Finding("outbox", .warn, text, remedy: "Check that the broker lets Vigie publish")
    }

    private func quarantine(_ diagnosis: StoreDiagnosis) -> Finding {
        let count = diagnosis.quarantinedMessages
        guard count > 0 else { return Finding("quarantine", .ok, "no message was set aside") }
        return Finding(
            "quarantine", .bad, "\(Spoken.count(count, .english)) messages stopped the fold and were set aside",
            remedy: "Report them: this is a fault of Vigie")
    }

    private func registry(_ counts: [TrackableKind: Int]) -> Finding {
        let total = counts.values.reduce(0, +)
        guard total > 0 else {
            return Finding(
                "registry", .warn, "nothing is registered", remedy: "Give the registry with 'vigie tags import FILE'")
        }
        let parts = TrackableKind.allCases.compactMap { kind in
            counts[kind].map { "\(Spoken.count($0, .english)) \(kind.rawValue)" }
        }
        return Finding("registry", .ok, parts.joined(separator: ", "))
    }

    private func rejections() throws(VigieError) -> [Finding] {
        var counts: [RejectionReason: Int] = [:]
        for row in try reader.rejections() { counts[row.reason, default: 0] += row.count }
        let total = counts.values.reduce(0, +)
        guard total > 0 else { return [Finding("rejections", .ok, "none")] }
        let samples = try reader.rejectionSamples(limit: 200)
        return counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.prefix(5).map { entry in
            var text = "\(Spoken.count(entry.value, .english)) × \(entry.key.rawValue)"
            if let sample = samples.first(where: { $0.reason == entry.key }) {
                text += ", for instance on \(sample.topic): \(sample.detail)"
            }
            return Finding("rejections", .warn, text, remedy: entry.key.remedy)
        }
    }
}

extension Questions {
    /// Readers that are down or never came, and the readers with most unknown tags.
    static func health(_ readers: [ReaderRow]) -> [Finding] {
        let placed = readers.filter { $0.kind != nil }
        let never = placed.filter { ($0.health?.status ?? .never) == .never }
        let offline = readers.filter { $0.health?.status == .offline }
        let silent = readers.filter { $0.health?.status == .silent }
        var findings: [Finding] = []
        let online = readers.count { $0.health?.status == .online }
        findings.append(Finding("readers", .ok, "\(online) online of \(placed.count) placed"))
        if !offline.isEmpty {
            findings.append(
                Finding("readers", .bad, "offline: \(names(offline))", remedy: "Check their power and their network"))
        }
        if !silent.isEmpty {
            findings.append(
                Finding(
                    "readers", .warn, "silent: \(names(silent))",
                    remedy: "Carry a tag past them: if they stay silent, check power and network"))
        }
        if !never.isEmpty {
            findings.append(
                Finding(
                    "readers", .warn, "never heard: \(names(never))",
                    remedy: "Check that their ids in readers.geojson are those in their topics"))
        }
        let unplaced = readers.filter { $0.kind == nil }
        if !unplaced.isEmpty {
            findings.append(
                Finding("readers", .warn, "not in the site: \(names(unplaced))", remedy: "Add them to readers.geojson"))
        }
        let strangers = readers.filter { ($0.health?.unknownTags ?? 0) > 0 }
            .sorted { ($1.health?.unknownTags ?? 0, $0.id) < ($0.health?.unknownTags ?? 0, $1.id) }
        if !strangers.isEmpty {
            let shown = strangers.prefix(5).map { "\($0.id) \(Spoken.count($0.health?.unknownTags ?? 0, .english))" }
            findings.append(
                Finding(
                    "unknown-tags", .ok, "reads of unknown tags by reader: \(shown.joined(separator: ", "))",
                    remedy: "Register what is yours with 'vigie tags import' or 'vigie tags bind'; the rest is others'")
            )
        }
        return findings
    }

    /// The first eight by name.
    private static func names(_ readers: [ReaderRow]) -> String {
        let shown = readers.prefix(8).map(\.id.rawValue).joined(separator: ", ")
        return readers.count > 8 ? "\(shown) and \(readers.count - 8) more" : shown
    }
}

extension RejectionReason {
    /// What usually helps.
    var remedy: String {
        switch self {
        case .unknownTopic, .unknownDialect:
            "Map the topic to a dialect in the configuration, or subscribe to less"
        case .unknownReader: "Add the reader to readers.geojson"
        case .unknownTag: "Register the tag, or leave it: others' tags are counted only"
        case .unknownPlace: "Check the provider's frame in site.yaml"
        case .stale, .badTime: "Check the clock of the device (NTP)"
        case .randomAddress, .encrypted: "Use tags with a fixed identifier"
        case .quarantined: "Report it: this is a fault of Vigie"
        default: "Look at what the reader sends: 'vigie decode' on a capture shows each message"
        }
    }
}
