internal import GRDB
import Glibc
public import Model

/// What a restore put in the place of the database.
public struct RestoredDatabase: Hashable, Sendable {
    /// The backup that was read, as given.
    public var backup: String
    /// The database that is there now.
    public var database: String
    /// Whose data it is; nil when no site was ever installed in it.
    public var site: SiteID?
    /// The site's IANA time zone.
    public var timeZone: String
    /// The newest message that the fold read; nil in an empty database.
    public var dataUntil: Instant?
    /// Messages in the log.
    public var logMessages: Int
    /// Trackables in the registry.
    public var trackables: Int
    /// Where the database lies that was there before; nil when there was none.
    public var replaced: String?
}

/// Puts a backup in the place of a data folder's database.
///
/// The backup is read page by page through SQLite into a file beside the database; that copy is checked and synced, the
/// present database is brought into one file, and then the two change names in one step. Whatever ends the process at
/// whatever moment, `vigie.db` is either the old database or the restored one, whole. Nothing is deleted: the old
/// database stays under a dated name.
public struct StoreRestore {
    /// The moments at which a crash could leave something; for tests.
    enum Moment: CaseIterable {
        case copied, checked, settled, named, exchanged
    }

    let backup: String
    let folder: DataFolder
    /// Where the old database goes.
    private let aside: String
    /// Called at each ``Moment``.
    var reached: (Moment) -> Void = { _ in }
    /// How long to wait for programs that read the present database.
    var waitMilliseconds = 5000

    private var partial: String { folder.database + ".restoring" }

    init(backup: String, folder: DataFolder, now: Instant) {
        self.backup = backup
        self.folder = folder
        aside = StoreRestore.freeName(folder, now)
    }

    /// Restores `backup` into `folder`, which is made when it is not there.
    ///
    /// - Parameters:
    ///   - isForced: also when the database that is there is another site's or another program's.
    ///   - now: the machine's clock, for the name under which the old database is kept.
    ///   - progress: pages copied, then checks done.
    /// - Throws: 66 when there is no backup; 65 when it is damaged, of another program or of a newer Vigie; 69 when
    ///   another process writes the folder or has its database open; 73 when another site's database is there or the
    ///   disk is full; 74 for other errors of the disk. The database that was there is then as before.
    /// - Complexity: O(backup); two minutes or so per GiB, nearly all of it for the check.
    public static func run(
        backup: String, folder: DataFolder, isForced: Bool, now: Instant,
        progress: (CareProgress) -> Void = { _ in }
    ) throws(VigieError) -> RestoredDatabase {
        try StoreRestore(backup: backup, folder: folder, now: now).run(isForced: isForced, progress: progress)
    }

    func run(isForced: Bool, progress: (CareProgress) -> Void) throws(VigieError) -> RestoredDatabase {
        let source = try BackupFile(path: backup, folder: folder)
        defer { source.close() }
        try folder.create()
        let lock = try WriterLock(path: folder.lock)
        defer { withExtendedLifetime(lock) {} }
        try Connection.checkFile(folder.database)
        let present = PresentDatabase(folder: folder)
        if !isForced { try present.refuseForeign(site: source.site) }
        // A leftover of a restore that was stopped while it copied.
        for suffix in [""] + PresentDatabase.companions { unlink(partial + suffix) }
        var result: RestoredDatabase
        do {
            result = try copy(source, progress)
            present.giveOwner(to: partial, and: folder.lock)
            reached(.checked)
            try present.settle(aside: aside, waitMilliseconds: waitMilliseconds)
        } catch {
            for suffix in [""] + PresentDatabase.companions { unlink(partial + suffix) }
            throw error
        }
        reached(.settled)
        try exchange(isThere: present.isThere)
        result.replaced = present.isThere ? aside : nil
        return result
    }

    /// The backup, copied, brought up to date, checked and synced.
    private func copy(
        _ source: BackupFile, _ progress: (CareProgress) -> Void
    ) throws(VigieError) -> RestoredDatabase {
        let previousMask = umask(0o077)
        defer { umask(previousMask) }
        do {
            var configuration = Configuration()
            configuration.prepareDatabase { database in
                try database.run("PRAGMA trusted_schema = OFF")
                try database.run("PRAGMA cell_size_check = ON")
                // As `verify`: every index entry is looked up in its table.
                try database.setPragma("cache_size", -128 * 1024)
            }
            let copy = try DatabaseQueue(path: partial, configuration: configuration)
            defer { try? copy.close() }
            try source.copy(to: copy) { progress(CareProgress(step: "copy", done: $0, total: $1)) }
            reached(.copied)
            try Schema.migrator.migrate(copy)
            var result = try copy.writeWithoutTransaction { database in
                try database.run("PRAGMA journal_mode = DELETE")
                return try check(database, progress)
            }
            try copy.close()
            try CopyCheck.sync(partial, O_RDWR)
            result.replaced = nil
            return result
        } catch {
            throw source.failure(error, of: partial)
        }
    }

    /// What a database must hold to be put to work: SQLite's integrity and references, and that log and cursor fit
    /// together. What else `verify` looks at came into the backup as it was.
    private func check(_ database: Database, _ progress: (CareProgress) -> Void) throws -> RestoredDatabase {
        let names: Set = ["integrity", "references", "log", "cursor"]
        let checks = Verification.checks.filter { names.contains($0.name) }
        for (index, check) in checks.enumerated() {
            progress(CareProgress(step: check.name, done: index, total: checks.count))
            var problems = Problems()
            try check.run(database, &problems)
            if let problem = problems.list.first { throw BackupFile.damaged(backup, problem.description) }
        }
        progress(CareProgress(step: "", done: checks.count, total: checks.count))
        let state = try Progress(database)
        let site = try RawStatement(database, "SELECT site, time_zone FROM site WHERE id = 1").first {
            (SiteID($0.text(0)), $0.text(1))
        }
        return RestoredDatabase(
            backup: backup, database: folder.database, site: site?.0, timeZone: site?.1 ?? "UTC",
            dataUntil: state.dataUntil == .distantPast ? nil : state.dataUntil,
            logMessages: Int(state.logEnd - state.logTrimmed),
            trackables: Int(try database.integer("SELECT count(*) FROM trackable")))
    }

    /// The copy and the present database change names in one step, which no crash can halve.
    private func exchange(isThere: Bool) throws(VigieError) {
        guard isThere else {
            try check(rename(partial, folder.database))
            reached(.exchanged)
            return try syncFolder()
        }
        // The copy takes the dated name first, so that the old database has it from the very step that replaces it.
        try check(rename(partial, aside))
        reached(.named)
        if !StoreRestore.exchange(aside, folder.database) {
            // A file system that cannot exchange: a second name for the old database, then the copy takes the first.
            try check(rename(aside, partial))
            try check(link(folder.database, aside))
            try check(rename(partial, folder.database))
        }
        reached(.exchanged)
        try syncFolder()
    }

    /// rename(2) with `RENAME_EXCHANGE`, which Swift's Glibc does not show; false when it cannot be done.
    private static func exchange(_ first: String, _ second: String) -> Bool {
        typealias Rename = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
        guard let symbol = dlsym(nil, "renameat2") else { return false }
        return unsafeBitCast(symbol, to: Rename.self)(AT_FDCWD, first, AT_FDCWD, second, 2) == 0
    }

    private func check(_ code: Int32) throws(VigieError) {
        guard code != 0 else { return }
        let reason = String(cString: strerror(errno))
        unlink(partial)
        throw VigieError(
            .cannotCreate, "the backup cannot take its place: \(reason)", place: folder.database,
            remedy: "Check that this user may write the data folder")
    }

    private func syncFolder() throws(VigieError) {
        do {
            try CopyCheck.sync(folder.path, O_RDONLY | O_DIRECTORY)
        } catch {
            throw StoreFailure(error, place: folder.path).error
        }
    }

    /// `vigie-before-restore-20261122T041500Z.db`, with a number when that is taken.
    private static func freeName(_ folder: DataFolder, _ now: Instant) -> String {
        var seconds = time_t(now.milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let date = "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
        let time = "T\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))Z"
        let stem = folder.path + "/vigie-before-restore-" + date + time
        var number = 1
        while true {
            let name = stem + (number == 1 ? "" : "-\(number)") + ".db"
            let isFree = ([""] + PresentDatabase.companions).allSatisfy { access(name + $0, F_OK) != 0 }
            if isFree { return name }
            number += 1
        }
    }
}
