internal import GRDB
public import Model

/// A write that did not happen, and whether it makes sense to try again.
public enum StoreFailure: Error, Sendable {
    /// The transaction was rolled back whole: withhold the acknowledgements, wait, try again (disk full, busy, out of
    /// memory, cannot open, other I/O errors).
    case retry(VigieError)
    /// What the disk holds is not known any more, or is damaged: end the process and let the next start recover from
    /// the write-ahead log (failed fsync, corruption, not a database).
    case fatal(VigieError)

    /// What to tell people.
    public var error: VigieError {
        switch self {
        case .retry(let error), .fatal(let error): error
        }
    }

    /// Whether the process must end.
    public var isFatal: Bool {
        if case .fatal = self { true } else { false }
    }

    /// The failure of one SQLite result, by its extended code (sqlite.org/rescode.html).
    ///
    /// Retrying fsync after it failed is unsafe: the kernel may have dropped the dirty pages and report success. So
    /// these two codes end the process, while every other I/O error rolls back and may pass.
    init(sqlite error: DatabaseError, place: String) {
        let detail = error.message ?? "SQLite error"
        let code = error.extendedResultCode.rawValue
        switch error.extendedResultCode {
        case .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC:
            self = .fatal(
                VigieError(
                    .inputOutput, "the disk did not confirm a write (\(detail), SQLite \(code))", place: place,
                    remedy: "Check the disk; the next start recovers what was committed"))
            return
        default: break
        }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .fatal(
                VigieError(
                    .badData, "the database is damaged (\(detail), SQLite \(code))", place: place,
                    remedy: "Stop the daemon, put the last backup in its place with 'vigie restore'"))
        case .SQLITE_CONSTRAINT:
            // What contradicts itself now does so at every try: a fault of the program, better met by a restart.
            self = .fatal(
                VigieError(
                    .badData, "what was derived contradicts itself (\(detail), SQLite \(code))", place: place,
                    remedy: "Please report it, with the log of the daemon; run 'vigie verify'"))
        case .SQLITE_FULL:
            self = .retry(
                VigieError(
                    .cannotCreate, "the disk is full", place: place,
                    remedy: "Free space; nothing was half-written and work resumes by itself"))
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .retry(
                VigieError(
                    .unavailable, "the database is in use by another program", place: place,
                    remedy: "Close other programs that have it open; Vigie is its only writer"))
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self = .retry(
                VigieError(
                    .inputOutput, "cannot open or write the database (\(detail), SQLite \(code))", place: place,
                    remedy: "Check that the folder exists and that this user may write it"))
        case .SQLITE_NOMEM:
            self = .retry(VigieError(.unavailable, "out of memory in the database", place: place))
        default:
            self = .retry(
                VigieError(
                    .inputOutput, "the database refused (\(detail), SQLite \(code))", place: place,
                    remedy: "Run 'vigie verify' and look at the disk"))
        }
    }

    /// Any error of this target as a failure.
    init(_ error: any Error, place: String) {
        switch error {
        case let failure as StoreFailure: self = failure
        case let error as VigieError: self = .retry(error)
        case let error as DatabaseError: self.init(sqlite: error, place: place)
        default: self = .retry(VigieError(.inputOutput, "the database refused", place: place))
        }
    }
}
