import Model
import Testing

@testable import Store

@Suite struct LogTrimTests {
    let temporary: TemporaryFolder
    let writer: StoreWriter

    init() throws {
        temporary = try TemporaryFolder()
        writer = try StoreWriter(folder: temporary.folder)
        _ = try writer.commit(appending: Invented.batch(100), Invented.derivations(cursor: 60, messages: 60))
    }

    @Test func `trimming never passes the cursor, whatever is asked`() throws {
        let count = try writer.trimLog(before: Invented.at(1000), bytesMax: 0, upTo: LogPosition(100))
        #expect(count == 60)
        #expect(try writer.wholeLog().positions.first == LogPosition(61))
        #expect(try StoreReader(folder: temporary.folder).verify().isOK)
    }

    @Test func `trimming by age stops at the first young message`() throws {
        #expect(try writer.trimLog(before: Invented.at(10), bytesMax: .max, upTo: LogPosition(60)) == 10)
        #expect(try writer.trimLog(before: Invented.at(10), bytesMax: .max, upTo: LogPosition(60)) == 0)
        #expect(try writer.wholeLog().positions.first == LogPosition(11))
    }

    @Test func `trimming by bytes keeps as many as fit`() throws {
        let reader = try StoreReader(folder: temporary.folder)
        let bytes = try reader.status().logBytes
        _ = try writer.trimLog(before: .distantPast, bytesMax: bytes / 2, upTo: LogPosition(60))
        let left = try reader.status()
        #expect(left.logBytes <= bytes / 2)
        #expect(left.logBytes > bytes / 2 - 100)
        #expect(left.logMessages == (try writer.wholeLog().positions.count))
        #expect(try reader.verify().isOK)
    }

    @Test func `one call does a bounded amount of work`() throws {
        #expect(try writer.trimLog(before: Invented.at(1000), bytesMax: 0, upTo: LogPosition(60), rowsMax: 7) == 7)
        #expect(try writer.trimLog(before: Invented.at(1000), bytesMax: 0, upTo: LogPosition(60), rowsMax: 7) == 7)
    }

    @Test func `positions are not used again after everything was trimmed`() throws {
        _ = try writer.commit(appending: nil, Invented.derivations(cursor: 100, messages: 40))
        #expect(try writer.trimLog(before: Invented.at(1000), bytesMax: 0, upTo: LogPosition(100)) == 100)
        #expect(try writer.commit(appending: Invented.batch(1), nil) == 101...101)
        var batch = MessageBatch()
        var positions: [LogPosition] = []
        try writer.logTail(count: 5, into: &batch, positions: &positions)
        #expect(positions == [LogPosition(101)])
    }
}
