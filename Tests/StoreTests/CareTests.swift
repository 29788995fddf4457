import GRDB
import Glibc
import Model
import Testing

@testable import Store

@Suite struct BackupTests {
    let temporary: TemporaryFolder
    let writer: StoreWriter
    var folder: DataFolder { temporary.folder }

    init() throws {
        temporary = try TemporaryFolder()
        writer = try StoreWriter(folder: temporary.folder)
        try Invented.fill(writer)
    }

    @Test func `a backup is one file that opens as the same database`() throws {
        let restored = try TemporaryFolder()
        try writer.backup(to: restored.folder.database)
        #expect(access(restored.folder.database + "-wal", F_OK) != 0)
        #expect(access(restored.folder.database + ".partial", F_OK) != 0)
        let original = try StoreReader(folder: folder).contentHash()
        let copy = try StoreReader(folder: restored.folder).verify()
        #expect(copy.isOK)
        #expect(copy.contentHash == original)
        let again = try StoreWriter(folder: restored.folder)
        #expect(try again.commit(appending: Invented.batch(1), nil) == 11...11)
    }

    @Test func `an existing file is not overwritten`() throws {
        let path = folder.path + "/backup.db"
        fclose(fopen(path, "w"))
        let error = #expect(throws: VigieError.self) { try writer.backup(to: path) }
        #expect(error?.code == .cannotCreate)
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_size == 0)
    }

    @Test func `what is committed between two steps is in the backup`() throws {
        let restored = try TemporaryFolder()
        let backup = try writer.beginBackup(to: restored.folder.database)
        _ = try backup.step(pages: 2)
        #expect(backup.remainingPages > 0)
        _ = try writer.commit(appending: Invented.batch(50, from: 10), nil)
        while try !backup.step(pages: 8) {}
        try backup.finish()
        #expect(try StoreReader(folder: restored.folder).status().logEnd == LogPosition(60))
        #expect(try StoreReader(folder: restored.folder).contentHash() == StoreReader(folder: folder).contentHash())
    }

    @Test func `a backup that is given up leaves no file`() throws {
        let path = folder.path + "/backup.db"
        do {
            let backup = try writer.beginBackup(to: path)
            _ = try backup.step(pages: 1)
        }
        #expect(access(path, F_OK) != 0)
        #expect(access(path + ".partial", F_OK) != 0)
    }

    @Test func `a damaged database gives no backup`() throws {
        try writer.plant("PRAGMA foreign_keys = OFF; UPDATE tag SET trackable = 55 WHERE id = 'tag-1'")
        let path = folder.path + "/backup.db"
        let error = #expect(throws: VigieError.self) { try writer.backup(to: path) }
        #expect(error?.code == .badData)
        #expect(access(path, F_OK) != 0)
    }
}

@Suite struct PurgeTests {
    let temporary: TemporaryFolder
    let writer: StoreWriter
    let day: Int64 = 86_400
    var folder: DataFolder { temporary.folder }

    init() throws {
        temporary = try TemporaryFolder()
        writer = try StoreWriter(folder: temporary.folder)
        try Invented.fill(writer)
    }

    @Test func `what is older than its kind's days is gone, the rest stays`() throws {
        let result = try writer.purge(Retention(days: [.patient: 30]), now: Invented.at(31 * day))
        #expect(result.currents == 1)
        #expect(result.stays == 2)
        #expect(result.left == 0)
        #expect(result.isComplete)
        let reader = try StoreReader(folder: folder)
        #expect(try reader.history(of: TrackKey(3)).isEmpty)
        #expect(try reader.history(of: TrackKey(1)).count == 2)
        #expect(try reader.current(of: [TrackKey(3)]).first?.current == nil)
        #expect(try reader.verify().isOK)
    }

    @Test func `a place that is still heard keeps its open stay`() throws {
        try writer.plant("UPDATE current SET observed_at = observed_at + 31 * 86400000 WHERE track = 3")
        let result = try writer.purge(Retention(days: [.patient: 30]), now: Invented.at(31 * day))
        #expect(result.currents == 0)
        #expect(result.stays == 1)
        #expect(try StoreReader(folder: folder).history(of: TrackKey(3)).map(\.to) == [nil])
    }

    @Test func `young rows stay`() throws {
        let result = try writer.purge(
            Retention(days: [.patient: 30, .equipment: 30], sampleDays: 30), now: Invented.at(29 * day))
        #expect(result == PurgeResult())
    }

    @Test func `a bounded purge says that it is not complete and goes on`() throws {
        let retention = Retention(days: [.equipment: 1, .patient: 1])
        let first = try writer.purge(retention, now: Invented.at(31 * day), rowsMax: 1)
        #expect(!first.isComplete)
        #expect(first.currents == 1)
        var sums = first
        while !sums.isComplete {
            sums.add(try writer.purge(retention, now: Invented.at(31 * day), rowsMax: 1))
            // The line goes on in between.
            _ = try writer.commit(appending: Invented.batch(1), nil)
        }
        #expect(sums.currents == 3)
        #expect(sums.stays == 6)
        #expect(sums.left == 0)
        #expect(try writer.purge(retention, now: Invented.at(31 * day)) == PurgeResult())
    }

    @Test func `bytes of purged rows are not in the files any more`() throws {
        var derivations = Derivations()
        let marker = "marker-of-a-sample-that-must-vanish"
        derivations.samples = (0..<200).map { _ in
            RejectionSample(
                position: LogPosition(1), at: Invented.at(0), reason: .stale, detail: marker, topic: "site/reads")
        }
        _ = try writer.commit(appending: nil, derivations)
        try writer.checkpointWhenIdle(everyMilliseconds: 0)
        #expect(try contains(marker))
        let result = try writer.purge(Retention(days: [:], sampleDays: 1), now: Invented.at(31 * day))
        #expect(result.samples == 201)
        #expect(try !contains(marker))
    }

    func contains(_ marker: String) throws -> Bool {
        for path in [folder.database, folder.database + "-wal"] {
            guard let file = fopen(path, "r") else { continue }
            defer { fclose(file) }
            fseek(file, 0, SEEK_END)
            var bytes = [UInt8](repeating: 0, count: ftell(file))
            rewind(file)
            _ = fread(&bytes, 1, bytes.count, file)
            let found = bytes.contains(Array(marker.utf8))
            if found { return true }
        }
        return false
    }
}

@Suite struct CheckpointTests {
    func walFileBytes(_ folder: DataFolder) -> Int {
        var status = stat()
        return stat(folder.database + "-wal", &status) == 0 ? Int(status.st_size) : 0
    }

    @Test func `the write-ahead log stays bounded while the line runs and is empty after a quiet second`() throws {
        let temporary = try TemporaryFolder()
        let writer = try StoreWriter(folder: temporary.folder)
        var batch = MessageBatch()
        for index in 0..<400 {
            batch.append(
                topic: "t", payload: String(repeating: "x", count: 4000), receivedAt: Invented.at(Int64(index)))
        }
        for _ in 0..<40 { _ = try writer.commit(appending: batch, nil) }
        #expect(walFileBytes(temporary.folder) < 2 * StoreWriter.checkpointBytes)
        #expect(writer.walBytes > 0)
        try writer.checkpointWhenIdle()
        #expect(walFileBytes(temporary.folder) == 0)
        #expect(writer.walBytes == 0)
    }

    @Test func `quiet moments that follow each other do not sync each time`() throws {
        let temporary = try TemporaryFolder()
        let writer = try StoreWriter(folder: temporary.folder)
        _ = try writer.commit(appending: Invented.batch(1), nil)
        try writer.checkpointWhenIdle()
        #expect(writer.walBytes == 0)
        _ = try writer.commit(appending: Invented.batch(1), nil)
        try writer.checkpointWhenIdle(everyMilliseconds: 3_600_000)
        #expect(writer.walBytes > 0)
    }

    @Test func `a reader that stays does not stop the line`() throws {
        let temporary = try TemporaryFolder()
        let writer = try StoreWriter(folder: temporary.folder)
        try Invented.fill(writer)
        let reader = try StoreReader(folder: temporary.folder)
        try reader.consistently { () throws(VigieError) in
            _ = try reader.status()
            do throws(StoreFailure) {
                _ = try writer.commit(appending: Invented.batch(10, from: 10), nil)
                try writer.checkpointWhenIdle(everyMilliseconds: 0)
                _ = try writer.commit(appending: Invented.batch(10, from: 20), nil)
            } catch {
                throw error.error
            }
            #expect(writer.walBytes > 0)
        }
        try writer.checkpointWhenIdle(everyMilliseconds: 0)
        #expect(writer.walBytes == 0)
        #expect(try reader.status().logEnd == LogPosition(30))
    }
}
