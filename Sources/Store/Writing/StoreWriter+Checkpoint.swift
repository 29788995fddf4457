internal import GRDB
internal import GRDBSQLite
import Glibc
import Model

extension StoreWriter {
    /// Bytes in the write-ahead log after the last commit; above ``walAlarmBytes`` a reader holds it back.
    public var walBytes: Int { Int(walPages.pointee) * 4096 }

    /// Writes the log back into the database once it is large. Readers are not waited for; with one that holds the log
    /// back the next attempt comes after as much again.
    func checkpointAfterCommit() throws(StoreFailure) {
        let step = Int32(StoreWriter.checkpointBytes / 4096)
        if walPages.pointee < pagesAtCheckpoint { pagesAtCheckpoint = 0 }
        guard walPages.pointee - pagesAtCheckpoint >= step else { return }
        faultHook?(.checkpoint)
        do {
            try checkpoint(SQLITE_CHECKPOINT_PASSIVE)
        } catch {
            // The commit stands; only a lost fsync ends the process.
            if error.isFatal { throw error }
        }
        pagesAtCheckpoint = walPages.pointee
    }

    /// Writes the whole log back and cuts its file to nothing; for quiet seconds. A reader that is in the way makes it
    /// do what it can, at once.
    ///
    /// - Parameter everyMilliseconds: a call sooner after the last one does nothing: each costs two syncs, and a
    ///   trickle of messages has many quiet moments.
    /// - Throws: ``StoreFailure``; nothing committed is lost by that.
    public func checkpointWhenIdle(everyMilliseconds: Int64 = 1000) throws(StoreFailure) {
        let now = StoreWriter.monotonicMilliseconds()
        guard walPages.pointee > 0, now - truncatedAtMilliseconds >= everyMilliseconds else { return }
        truncatedAtMilliseconds = now
        faultHook?(.checkpoint)
        try checkpoint(SQLITE_CHECKPOINT_TRUNCATE)
    }

    private static func monotonicMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private func checkpoint(_ mode: Int32) throws(StoreFailure) {
        try access { database in
            var pages: Int32 = 0
            var written: Int32 = 0
            let code = sqlite3_wal_checkpoint_v2(database.sqliteConnection, "main", mode, &pages, &written)
            guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: "checkpoint")
            }
            if code == SQLITE_OK, mode == SQLITE_CHECKPOINT_TRUNCATE {
                walPages.pointee = 0
                pagesAtCheckpoint = 0
            }
        }
    }
}

extension StoreWriter {
    /// Bounds the database's pages, as a full disk would; nil lifts the bound. For tests.
    func setPageLimit(_ pages: Int?) throws {
        try access { try $0.setPragma("max_page_count", pages ?? 1_073_741_823) }
    }
}
