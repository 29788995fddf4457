import GRDB
import Glibc
import Model
import Testing

@testable import Store

@Suite struct RestoreTests {
    /// A data folder whose backup says one thing and whose database says more by now.
    let temporary: TemporaryFolder
    let elsewhere: TemporaryFolder
    let backup: String
    let hashOfBackup: String
    let hashOfPresent: String
    var folder: DataFolder { temporary.folder }
    /// 2023-11-14T22:13:20Z.
    let now = Invented.start
    var aside: String { folder.path + "/vigie-before-restore-20231114T221320Z.db" }

    init() throws {
        temporary = try TemporaryFolder()
        elsewhere = try TemporaryFolder()
        backup = elsewhere.path + "/backup.db"
        let writer = try StoreWriter(folder: temporary.folder)
        try Invented.fill(writer)
        try writer.backup(to: backup)
        hashOfBackup = try StoreReader(folder: temporary.folder).contentHash()
        _ = try writer.commit(appending: Invented.batch(5, from: 10), nil)
        _ = try writer.importRegistry(Invented.registry(count: 9), at: Invented.at(20))
        hashOfPresent = try StoreReader(folder: temporary.folder).contentHash()
    }

    /// What the folder's database says; nil when there is none or it cannot be read.
    func hash(_ folder: DataFolder) -> String? {
        guard let reader = try? StoreReader(folder: folder), let report = try? reader.verify(), report.isOK else {
            return nil
        }
        return report.contentHash
    }

    func hash(ofFile path: String) throws -> String? {
        let other = try TemporaryFolder()
        try Files.copy(path, other.folder.database)
        return hash(other.folder)
    }

    func restore(force: Bool = false, backup: String? = nil) throws -> RestoredDatabase {
        try StoreRestore.run(backup: backup ?? self.backup, folder: folder, isForced: force, now: now)
    }

    func refused(_ code: VigieError.Code, _ body: () throws -> RestoredDatabase) throws -> VigieError? {
        let before = hash(folder)
        let error = #expect(throws: VigieError.self) { try body() }
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(hash(folder) == before)
        #expect(try Files.names(in: folder.path).allSatisfy { !$0.contains("restor") })
        return error
    }

    @Test func `after a restore the database says what the backup says, and the old one is kept`() throws {
        #expect(hashOfBackup != hashOfPresent)
        let restored = try restore()
        #expect(hash(folder) == hashOfBackup)
        #expect(restored.replaced == aside)
        #expect(try hash(ofFile: aside) == hashOfPresent)
        #expect(restored.site == SiteID("clinic"))
        #expect(restored.dataUntil == Invented.at(10))
        #expect(restored.logMessages == 10)
        #expect(restored.trackables == 3)
        #expect(try hash(ofFile: backup) == hashOfBackup)
        // And the line goes on where the backup was.
        let writer = try StoreWriter(folder: folder)
        #expect(try writer.commit(appending: Invented.batch(1), nil) == 11...11)
    }

    @Test func `into a folder that is not there yet`() throws {
        let fresh = DataFolder(path: elsewhere.path + "/fresh")
        defer {
            for name in (try? Files.names(in: fresh.path)) ?? [] { unlink(fresh.path + "/" + name) }
            rmdir(fresh.path)
        }
        let restored = try StoreRestore.run(backup: backup, folder: fresh, isForced: false, now: now)
        #expect(restored.replaced == nil)
        #expect(hash(fresh) == hashOfBackup)
    }

    @Test func `what a killed writer left in the write-ahead log goes with the old database, not into the new`() throws
    {
        // Files as a kill leaves them: copied while the writer lives.
        let killed = try TemporaryFolder()
        do {
            let writer = try StoreWriter(folder: folder)
            _ = try writer.commit(appending: Invented.batch(3, from: 20), nil)
            for suffix in ["", "-wal"] { try Files.copy(folder.database + suffix, killed.folder.database + suffix) }
        }
        #expect(try Files.bytes(killed.folder.database + "-wal").count > 0)
        let hashOfKilled = try StoreReader(folder: folder).contentHash()
        let restored = try StoreRestore.run(backup: backup, folder: killed.folder, isForced: false, now: now)
        #expect(hash(killed.folder) == hashOfBackup)
        #expect(try hash(ofFile: #require(restored.replaced)) == hashOfKilled)
    }

    @Test func `a write-ahead log without its database is moved aside`() throws {
        let lone = try TemporaryFolder()
        let writer = try StoreWriter(folder: folder)
        _ = try writer.commit(appending: Invented.batch(3, from: 20), nil)
        try Files.copy(folder.database + "-wal", lone.folder.database + "-wal")
        let wal = try Files.bytes(lone.folder.database + "-wal")
        _ = try StoreRestore.run(backup: backup, folder: lone.folder, isForced: false, now: now)
        #expect(hash(lone.folder) == hashOfBackup)
        #expect(try Files.bytes(lone.path + "/vigie-before-restore-20231114T221320Z.db-wal") == wal)
    }

    @Test func `a damaged database is replaced, and kept with what lies beside it`() throws {
        for (name, text) in [("", "damaged beyond recognition"), ("-wal", "so is this")] {
            try Files.write(Array(text.utf8), to: folder.database + name)
        }
        unlink(folder.database + "-shm")
        let restored = try restore()
        #expect(restored.replaced == aside)
        #expect(hash(folder) == hashOfBackup)
        #expect(try Files.bytes(aside) == Array("damaged beyond recognition".utf8))
        #expect(try Files.bytes(aside + "-wal") == Array("so is this".utf8))
    }

    @Test func `a damaged backup is refused`() throws {
        var bytes = try Files.bytes(backup)
        for place in stride(from: 3 * 4096 + 8, to: bytes.count, by: 4096) {
            for index in place..<min(place + 64, bytes.count) { bytes[index] ^= 0x5A }
        }
        try Files.write(bytes, to: backup)
        let error = try refused(.badData) { try restore(force: true) }
        #expect(error?.place == backup && error?.what.contains("damaged") == true)
    }

    @Test func `a truncated backup is refused`() throws {
        let bytes = try Files.bytes(backup)
        try Files.write(Array(bytes.prefix(bytes.count / 2)), to: backup)
        _ = try refused(.badData) { try restore() }
    }

    @Test func `a backup whose references or log do not hold is refused`() throws {
        for sql in [
            "PRAGMA foreign_keys = OFF; UPDATE tag SET trackable = 55 WHERE id = 'tag-1'",
            "DELETE FROM log WHERE position = 5", "UPDATE progress SET cursor = 99",
        ] {
            let path = elsewhere.path + "/planted.db"
            unlink(path)
            try Files.copy(backup, path)
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
            try queue.close()
            _ = try refused(.badData) { try restore(backup: path) }
        }
    }

    @Test func `files that are no backup are refused`() throws {
        let foreign = elsewhere.path + "/foreign.db"
        let queue = try DatabaseQueue(path: foreign)
        try queue.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE song (id INTEGER PRIMARY KEY)") }
        try queue.close()
        let error = try refused(.badData) { try restore(force: true, backup: foreign) }
        #expect(error?.what.contains("not a backup of Vigie") == true)
        for text in ["", "no database at all, but long enough to look like a file of some kind"] {
            try Files.write(Array(text.utf8), to: elsewhere.path + "/text.db")
            _ = try refused(.badData) { try restore(backup: elsewhere.path + "/text.db") }
        }
        _ = try refused(.noInput) { try restore(backup: elsewhere.path + "/missing.db") }
        _ = try refused(.badData) { try restore(backup: elsewhere.path) }
        _ = try refused(.badData) { try restore(backup: folder.path + "/./vigie.db") }
    }

    @Test func `a backup of a newer Vigie is refused`() throws {
        let queue = try DatabaseQueue(path: backup)
        try queue.writeWithoutTransaction { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('v99')") }
        try queue.close()
        let error = try refused(.badData) { try restore(force: true) }
        #expect(error?.what.contains("newer Vigie") == true)
    }

    @Test func `while another process writes the folder nothing is restored`() throws {
        let writer = try StoreWriter(folder: folder)
        let error = try refused(.unavailable) { try restore(force: true) }
        #expect(error?.what.contains("another process writes this data folder") == true)
        #expect(try writer.commit(appending: Invented.batch(1, from: 15), nil) == 16...16)
    }

    @Test func `while a question reads the database it is not replaced under it`() throws {
        let reader = try StoreReader(folder: folder)
        var job = StoreRestore(backup: backup, folder: folder, now: now)
        job.waitMilliseconds = 100
        try reader.consistently { () throws(VigieError) in
            _ = try reader.status()
            #expect(throws: VigieError.self) { try job.run(isForced: false) { _ in } }
        }
        reader.close()
        #expect(hash(folder) == hashOfPresent)
        #expect(try Files.names(in: folder.path).allSatisfy { !$0.contains("restor") })
        _ = try job.run(isForced: false) { _ in }
        #expect(hash(folder) == hashOfBackup)
    }

    @Test func `another site's database is replaced only by force, and kept`() throws {
        do {
            let writer = try StoreWriter(folder: folder)
            try writer.plant("UPDATE site SET site = 'other'")
        }
        let hashOfOther = try StoreReader(folder: folder).contentHash()
        let error = try refused(.cannotCreate) { try restore() }
        #expect(error?.what.contains("'other'") == true && error?.what.contains("'clinic'") == true)
        #expect(try restore(force: true).replaced == aside)
        #expect(hash(folder) == hashOfBackup)
        #expect(try hash(ofFile: aside) == hashOfOther)
    }

    @Test func `another program's database is replaced only by force, and kept`() throws {
        for suffix in [""] + PresentDatabase.companions { unlink(folder.database + suffix) }
        let queue = try DatabaseQueue(path: folder.database)
        try queue.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE song (id INTEGER PRIMARY KEY)") }
        try queue.close()
        let bytes = try Files.bytes(folder.database)
        _ = try refused(.cannotCreate) { try restore() }
        #expect(try Files.bytes(folder.database) == bytes)
        _ = try restore(force: true)
        #expect(try Files.bytes(aside) == bytes)
        #expect(hash(folder) == hashOfBackup)
    }

    @Test func `two restores in one second keep both old databases, and the kept one can be put back`() throws {
        _ = try restore()
        let second = try restore(backup: aside)
        #expect(second.replaced == folder.path + "/vigie-before-restore-20231114T221320Z-2.db")
        #expect(hash(folder) == hashOfPresent)
        #expect(try hash(ofFile: #require(second.replaced)) == hashOfBackup)
    }

    @Test func `wherever it is cut off, the database is the old one or the new one, whole`() throws {
        // Each moment's files are copied away, as a crash would leave them.
        var seen: [StoreRestore.Moment: TemporaryFolder] = [:]
        var job = StoreRestore(backup: backup, folder: folder, now: now)
        job.reached = { [folder] moment in
            guard let left = try? TemporaryFolder() else { return }
            for name in (try? Files.names(in: folder.path)) ?? [] {
                try? Files.copy(folder.path + "/" + name, left.path + "/" + name)
            }
            seen[moment] = left
        }
        _ = try job.run(isForced: false) { _ in }
        #expect(Set(seen.keys) == Set(StoreRestore.Moment.allCases))
        for (moment, left) in seen {
            #expect(hash(left.folder) == (moment == .exchanged ? hashOfBackup : hashOfPresent), "\(moment)")
            // What it left does not disturb the next one.
            _ = try StoreRestore.run(backup: backup, folder: left.folder, isForced: false, now: now)
            #expect(hash(left.folder) == hashOfBackup, "\(moment)")
            #expect(access(left.folder.database + ".restoring", F_OK) != 0)
        }
    }
}

/// Files by the byte.
enum Files {
    static func bytes(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"), "\(path)")
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(file))
        rewind(file)
        #expect(fread(&bytes, 1, bytes.count, file) == bytes.count)
        return bytes
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "w"), "\(path)")
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    static func copy(_ from: String, _ to: String) throws { try write(try bytes(from), to: to) }

    static func names(in folder: String) throws -> [String] {
        let entries = try #require(opendir(folder))
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
