import GRDB
import Glibc
import Model
import Testing

@testable import Store

@Suite struct WriterTests {
    let temporary: TemporaryFolder
    var folder: DataFolder { temporary.folder }

    init() throws { temporary = try TemporaryFolder() }

    @Test func `durability settings are in effect after opening`() throws {
        let writer = try StoreWriter(folder: folder)
        let settings = try writer.queue.writeWithoutTransaction { database in
            try [
                "PRAGMA synchronous", "PRAGMA foreign_keys", "PRAGMA trusted_schema", "PRAGMA cell_size_check",
                "PRAGMA wal_autocheckpoint", "PRAGMA journal_size_limit", "PRAGMA cache_size",
            ].map { try Int.fetchOne(database, sql: $0) }
        }
        #expect(settings == [2, 1, 0, 1, 0, 64 << 20, -32 * 1024])
        let journal = try writer.queue.writeWithoutTransaction {
            try String.fetchOne($0, sql: "PRAGMA journal_mode")
        }
        #expect(journal == "wal")
    }

    @Test func `the schema table cannot be written`() throws {
        let writer = try StoreWriter(folder: folder)
        #expect(throws: DatabaseError.self) {
            try writer.plant("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'log'")
        }
    }

    @Test func `a connection that does not sync is refused`() throws {
        let writer = try StoreWriter(folder: folder)
        try writer.plant("PRAGMA synchronous = NORMAL")
        let error = #expect(throws: VigieError.self) {
            try writer.queue.writeWithoutTransaction { try Connection.checkDurability($0, path: "x") }
        }
        #expect(error?.code == .inputOutput)
    }

    @Test func `a rollback journal is refused`() throws {
        let queue = try DatabaseQueue(path: folder.path + "/other.db")
        let error = #expect(throws: VigieError.self) {
            try queue.writeWithoutTransaction { try Connection.checkDurability($0, path: "x") }
        }
        #expect(error?.code == .unavailable)
    }

    @Test func `a second writer is told who holds the folder`() throws {
        let writer = try StoreWriter(folder: folder)
        let error = #expect(throws: VigieError.self) { _ = try StoreWriter(folder: folder) }
        #expect(error?.code == .unavailable)
        #expect(error?.what.contains("\(getpid())") == true)
        #expect(error?.remedy != nil)
        try writer.close()
    }

    @Test func `the lock goes with its writer`() throws {
        do { _ = try StoreWriter(folder: folder) }
        _ = try StoreWriter(folder: folder)
    }

    @Test func `the database of a newer Vigie is refused by writer and reader`() throws {
        do {
            let writer = try StoreWriter(folder: folder)
            try writer.plant("INSERT INTO grdb_migrations (identifier) VALUES ('v999')")
        }
        let writing = #expect(throws: VigieError.self) { _ = try StoreWriter(folder: folder) }
        #expect(writing?.code == .badData)
        #expect(writing?.what.contains("newer") == true)
        let reading = #expect(throws: VigieError.self) { _ = try StoreReader(folder: folder) }
        #expect(reading?.code == .badData)
    }

    @Test func `a database of another program is refused and left alone`() throws {
        do {
            let other = try DatabaseQueue(path: folder.database)
            try other.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE theirs (a)") }
        }
        let error = #expect(throws: VigieError.self) { _ = try StoreWriter(folder: folder) }
        #expect(error?.code == .badData)
        let tables = try DatabaseQueue(path: folder.database).read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema")
        }
        #expect(tables == ["theirs"])
    }

    @Test func `a file that is no database is refused as bad data`() throws {
        let file = try #require(fopen(folder.database, "w"))
        for _ in 0..<1000 { fputs("not a database at all", file) }
        fclose(file)
        #expect(throws: VigieError.self) { _ = try StoreWriter(folder: folder) }
        let error = #expect(throws: VigieError.self) { _ = try StoreReader(folder: folder) }
        #expect(error?.code == .badData)
        #expect(error?.remedy?.contains("restore") == true)
    }

    @Test func `a database with two names is refused`() throws {
        do { _ = try StoreWriter(folder: folder) }
        #expect(link(folder.database, folder.path + "/second.db") == 0)
        let error = #expect(throws: VigieError.self) { _ = try StoreWriter(folder: folder) }
        #expect(error?.code == .unavailable)
    }

    @Test func `a log that is longer than the records say is refused at the start`() throws {
        do {
            let writer = try StoreWriter(folder: folder)
            _ = try writer.commit(appending: Invented.batch(5), nil)
            try writer.plant("UPDATE progress SET log_end = 2")
        }
        let error = #expect(throws: VigieError.self) { _ = try StoreWriter(folder: folder) }
        #expect(error?.code == .badData)
    }

    @Test func `the database is readable for its owner only`() throws {
        let writer = try StoreWriter(folder: folder)
        var status = stat()
        #expect(stat(folder.database, &status) == 0)
        #expect(status.st_mode & 0o077 == 0)
        try writer.close()
    }

    @Test func `a folder that cannot be made is an error with its path`() throws {
        let file = try #require(fopen(folder.path + "/file", "w"))
        fclose(file)
        let error = #expect(throws: VigieError.self) {
            _ = try StoreWriter(folder: DataFolder(path: folder.path + "/file/data"))
        }
        #expect(error?.code == .cannotCreate)
    }
}

@Suite struct FailureTests {
    @Test(arguments: [
        ResultCode.SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CORRUPT_INDEX,
    ])
    func `a write that may be lost ends the process`(_ code: ResultCode) {
        #expect(StoreFailure(DatabaseError(resultCode: code), place: "x").isFatal)
    }

    @Test(arguments: [
        ResultCode.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_IOERR_WRITE, .SQLITE_IOERR_READ, .SQLITE_BUSY, .SQLITE_CANTOPEN,
        .SQLITE_NOMEM,
    ])
    func `a write that was rolled back is tried again`(_ code: ResultCode) {
        #expect(!StoreFailure(DatabaseError(resultCode: code), place: "x").isFatal)
    }

    @Test func `exit codes tell a full disk, a broken disk and a damaged file apart`() {
        func code(_ result: ResultCode) -> VigieError.Code {
            StoreFailure(DatabaseError(resultCode: result), place: "x").error.code
        }
        #expect(code(.SQLITE_FULL) == .cannotCreate)
        #expect(code(.SQLITE_IOERR_FSYNC) == .inputOutput)
        #expect(code(.SQLITE_CORRUPT) == .badData)
        #expect(code(.SQLITE_BUSY) == .unavailable)
    }
}
