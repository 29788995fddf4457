internal import GRDB
internal import GRDBSQLite
import Glibc
import Model

/// A backup, opened read-only and known to be a database of Vigie that this version can open.
struct BackupFile {
    let path: String
    /// Whose data it is; nil when no site was ever installed in it.
    let site: SiteID?
    private let queue: DatabaseQueue

    /// - Throws: 66 when the file is not there or cannot be read; 65 when it is damaged, another program's, of a newer
    ///   Vigie, or the very database that it would replace.
    init(path: String, folder: DataFolder) throws(VigieError) {
        self.path = path
        var status = stat()
        guard stat(path, &status) == 0, access(path, R_OK) == 0 else {
            throw VigieError(
                .noInput, "the backup cannot be read: \(String(cString: strerror(errno)))", place: path,
                remedy: "Check the path and its permissions")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw VigieError(.badData, "the backup is not a file", place: path, remedy: "Name the file of the backup")
        }
        var present = stat()
        if stat(folder.database, &present) == 0, present.st_dev == status.st_dev, present.st_ino == status.st_ino {
            throw VigieError(
                .badData, "this is the database itself, not a backup of it", place: path,
                remedy: "Name a file that 'vigie backup' made")
        }
        do {
            queue = try Connection.reader(path: path)
            site = try queue.unsafeRead { database in
                guard try database.integer("PRAGMA application_id") == Schema.applicationID else {
                    throw VigieError(
                        .badData, "this is not a backup of Vigie", place: path,
                        remedy: "Name a file that 'vigie backup' made")
                }
                try Connection.checkSchema(database, path: path)
                return try RawStatement(database, "SELECT site FROM site WHERE id = 1").first { SiteID($0.text(0)) }
            }
        } catch {
            throw BackupFile.failure(error, path, of: path)
        }
    }

    /// Copies every page, what a write-ahead log beside the file holds included (sqlite.org/backup.html).
    ///
    /// - Parameter progress: called with pages copied and pages in all.
    func copy(to copy: DatabaseQueue, progress: (Int, Int) -> Void) throws {
        try queue.unsafeRead { source in
            try copy.writeWithoutTransaction { target in
                let handle = sqlite3_backup_init(target.sqliteConnection, "main", source.sqliteConnection, "main")
                guard let handle else {
                    throw DatabaseError(
                        resultCode: ResultCode(rawValue: sqlite3_extended_errcode(target.sqliteConnection)),
                        message: "restore")
                }
                var code = SQLITE_OK
                while code == SQLITE_OK {
                    code = sqlite3_backup_step(handle, 4096)
                    let total = Int(sqlite3_backup_pagecount(handle))
                    progress(total - Int(sqlite3_backup_remaining(handle)), total)
                }
                sqlite3_backup_finish(handle)
                guard code == SQLITE_DONE else {
                    throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "restore")
                }
            }
        }
    }

    func close() { try? queue.close() }

    /// An error as people are told it: damage is the backup's, whatever else the disk's.
    func failure(_ error: any Error, of file: String) -> VigieError { BackupFile.failure(error, path, of: file) }

    private static func failure(_ error: any Error, _ path: String, of file: String) -> VigieError {
        if let error = error as? DatabaseError {
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
                return damaged(path, error.message ?? "SQLite error \(error.extendedResultCode.rawValue)")
            default: break
            }
        }
        return StoreFailure(error, place: file).error
    }

    static func damaged(_ path: String, _ problem: String) -> VigieError {
        VigieError(
            .badData, "the backup is damaged: \(problem)", place: path,
            remedy: "Restore an older backup; the database that is there was left as it was")
    }
}
