internal import GRDB
internal import GRDBSQLite
import Glibc
public import Model
import Synchronization

/// A backup under way: a few pages at a time through the writer's own connection, so that the line goes on between two
/// steps and what it commits meanwhile is in the backup too (sqlite.org/backup.html). The copy is checked beside the
/// line, by a thread of its own.
///
/// Used by one thread at a time.
public final class StoreBackup {
    /// Pages in the database, and those still to copy, after the last step.
    public private(set) var totalPages = 0
    public private(set) var remainingPages = 0

    private let writer: StoreWriter
    private let path: String
    private let partial: String
    private let destination: DatabaseQueue
    private var handle: OpaquePointer?
    /// What the check of the copy came to; nil until it is over.
    private let check = CopyCheck()
    private var isChecking = false

    fileprivate init(_ writer: StoreWriter, path: String) throws(VigieError) {
        self.writer = writer
        self.path = path
        partial = path + ".partial"
        guard access(path, F_OK) != 0 else {
            throw VigieError(
                .cannotCreate, "the file is there already", place: path,
                remedy: "Give another name: backups are not"
                    + " overwritten")
        }
        // A leftover of a backup that was stopped.
        unlink(partial)
        let previousMask = umask(0o077)
        defer { umask(previousMask) }
        do {
            destination = try DatabaseQueue(path: partial)
            handle = try writer.queue.writeWithoutTransaction { [destination] source in
                try destination.writeWithoutTransaction { target in
                    let handle = sqlite3_backup_init(
                        target.sqliteConnection, "main", source.sqliteConnection, "main")
                    guard let handle else {
                        let code = sqlite3_extended_errcode(target.sqliteConnection)
                        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "backup")
                    }
                    return handle
                }
            }
        } catch {
            throw StoreFailure(error, place: partial).error
        }
    }

    deinit { cancel() }

    /// Copies some pages; when all are copied, waits a few milliseconds for the check of the copy.
    ///
    /// - Parameter pages: of 4 KiB each.
    /// - Returns: true when everything is copied and checked; then call ``finish()``.
    /// - Throws: 73 when the target is full, 74 for other errors; the backup is given up.
    public func step(pages: Int32 = 1024) throws(VigieError) -> Bool {
        if isChecking {
            if check.outcome.withLock({ $0 }) == nil { usleep(2000) }
            return check.outcome.withLock { $0 } != nil
        }
        do {
            let isCopied = try writer.queue.writeWithoutTransaction { _ in
                try destination.writeWithoutTransaction { _ in
                    guard let handle else { return true }
                    let code = sqlite3_backup_step(handle, pages)
                    totalPages = Int(sqlite3_backup_pagecount(handle))
                    remainingPages = Int(sqlite3_backup_remaining(handle))
                    switch code {
                    case SQLITE_DONE: return true
                    case SQLITE_OK, SQLITE_BUSY, SQLITE_LOCKED: return false
                    default: throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "backup")
                    }
                }
            }
            guard isCopied else { return false }
            try end()
            isChecking = true
            check.begin(destination, partial)
            return false
        } catch {
            cancel()
            throw StoreFailure(error, place: partial).error
        }
    }

    /// Gives the copy its name, after its check (integrity and references) found it sound and it was synced.
    ///
    /// The copy is one file: its journal mode is DELETE until a writer opens it.
    ///
    /// - Throws: 65 when the copy is damaged, 73 and 74 when it cannot be written.
    public func finish() throws(VigieError) {
        while try !step() {}
        do {
            if let problem = check.outcome.withLock({ $0 })?.problem { throw problem }
            try destination.close()
            try publish()
        } catch {
            cancel()
            throw StoreFailure(error, place: partial).error
        }
    }

    /// Gives the backup up and removes what was written.
    public func cancel() {
        try? end()
        destination.interrupt()
        try? destination.close()
        unlink(partial)
    }

    private func end() throws {
        guard let handle else { return }
        self.handle = nil
        let code = writer.queue.writeWithoutTransaction { _ in
            destination.writeWithoutTransaction { _ in sqlite3_backup_finish(handle) }
        }
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "backup") }
    }

    private func publish() throws {
        // Links fail when the name was taken meanwhile; a rename would overwrite.
        guard link(partial, path) == 0 else {
            throw VigieError(
                .cannotCreate, "cannot name the backup: \(String(cString: strerror(errno)))", place: path,
                remedy: "Give another name, on a file system with hard links")
        }
        unlink(partial)
        let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/" : "."
        try CopyCheck.sync(folder, O_RDONLY | O_DIRECTORY)
    }
}

/// Checks a copy and syncs it, on the copy's own queue: on a large database this takes minutes.
final class CopyCheck: Sendable {
    struct Outcome: Sendable {
        var problem: VigieError?
    }

    let outcome = Mutex<Outcome?>(nil)

    func begin(_ copy: DatabaseQueue, _ path: String) {
        copy.asyncWriteWithoutTransaction { database in
            var found = Outcome()
            do {
                try CopyCheck.run(database, path)
            } catch {
                found.problem = StoreFailure(error, place: path).error
            }
            self.outcome.withLock { $0 = found }
        }
    }

    private static func run(_ database: Database, _ path: String) throws {
        try database.run("PRAGMA journal_mode = DELETE")
        var problems = Problems()
        try Verification.integrity(database, &problems)
        try Verification.references(database, &problems)
        guard problems.list.isEmpty else {
            throw VigieError(
                .badData, "the copy is damaged: \(problems.list[0])", place: path,
                remedy: "Run 'vigie verify' on the database and check the disk")
        }
        try sync(path, O_RDWR)
    }

    static func sync(_ path: String, _ flags: Int32) throws {
        let descriptor = open(path, flags | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw VigieError(
                .inputOutput, "the disk did not confirm the backup: \(String(cString: strerror(errno)))", place: path,
                remedy: "Check the disk")
        }
    }
}

extension StoreWriter {
    /// Begins a backup into a new file; ``StoreBackup/step(pages:)`` it between two commits.
    ///
    /// - Throws: 73 when the file is there or cannot be made.
    public func beginBackup(to path: String) throws(VigieError) -> StoreBackup {
        try StoreBackup(self, path: path)
    }

    /// Copies the whole database into a new file, checked and synced.
    ///
    /// - Parameter progress: pages copied and pages in all.
    /// - Throws: 73 when the file is there or cannot be written, 65 when the copy is damaged, 74 for other errors.
    public func backup(to path: String, progress: (CareProgress) -> Void = { _ in }) throws(VigieError) {
        let backup = try beginBackup(to: path)
        while try !backup.step() {
            let done = backup.totalPages - backup.remainingPages
            progress(
                CareProgress(
                    step: backup.remainingPages > 0 ? "copy" : "check", done: done, total: backup.totalPages))
        }
        try backup.finish()
    }
}
