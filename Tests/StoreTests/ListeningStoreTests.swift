import Model
import Testing

@testable import Store

@Suite("What readers listened to, in the database")
struct ListeningStoreTests {
    private func record(_ listened: ReaderRecord.Listened?) -> ReaderRecord {
        ReaderRecord(
            reader: ReaderID("r-1"), status: .online, lastHeard: Invented.at(1), observations: 3, rejections: 0,
            unknownTags: 0, listened: listened)
    }

    private func write(_ record: ReaderRecord, to writer: StoreWriter) throws {
        var derivations = Derivations()
        derivations.readers = [record]
        _ = try writer.commit(appending: nil, derivations)
    }

    @Test("A database of the version before gets the columns; the seconds come back as they were, the highest bit too")
    func migration() throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try StoreWriter(folder: folder.folder)
            try writer.plant("ALTER TABLE reader DROP COLUMN listened_second")
            try writer.plant("ALTER TABLE reader DROP COLUMN listened_seconds")
            try writer.plant("INSERT INTO reader VALUES ('r-1', 'online', NULL, 0, 0, 0, NULL)")
            try writer.plant("DELETE FROM grdb_migrations WHERE identifier = 'v10'")
            try writer.close()
        }
        let writer = try StoreWriter(folder: folder.folder)
        #expect(try writer.readers().map(\.listened) == [nil])
        let listened = ReaderRecord.Listened(second: 1_800_000_000, seconds: 1 << 63 | 1)
        try write(record(listened), to: writer)
        #expect(try writer.readers().map(\.listened) == [listened])
        try writer.close()
    }
}
