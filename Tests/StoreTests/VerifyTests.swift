import Glibc
import Model
import Testing

@testable import Store

@Suite struct VerifyTests {
    let temporary: TemporaryFolder
    let writer: StoreWriter
    var folder: DataFolder { temporary.folder }

    init() throws {
        temporary = try TemporaryFolder()
        writer = try StoreWriter(folder: temporary.folder)
        try Invented.fill(writer)
    }

    func failing() throws -> [String] {
        try StoreReader(folder: folder).verify().checks.filter { !$0.isOK }.map(\.name)
    }

    @Test func `a sound database passes every check and tells its progress`() throws {
        var steps: [CareProgress] = []
        let report = try StoreReader(folder: folder).verify { steps.append($0) }
        #expect(report.isOK, "\(report.checks.filter { !$0.isOK })")
        #expect(report.contentHash?.count == 64)
        #expect(steps.last?.done == steps.last?.total)
    }

    @Test(arguments: [
        ("UPDATE stay SET to_at = to_at + 1 WHERE track = 1 AND to_at IS NOT NULL", ["stays"]),
        ("UPDATE stay SET to_at = NULL WHERE track = 1 AND to_at IS NOT NULL", ["stays"]),
        ("UPDATE stay SET to_at = from_at - 1 WHERE track = 1 AND to_at IS NOT NULL", ["stays"]),
        ("UPDATE stay SET unit = 77 WHERE track = 1 AND to_at IS NOT NULL", ["stays"]),
        ("UPDATE stay SET unit = 3 WHERE track = 1 AND to_at IS NULL", ["current"]),
        ("UPDATE current SET confirmed_unit = NULL WHERE track = 1", ["current"]),
        ("UPDATE current SET second_unit = 99 WHERE track = 1", ["current"]),
        ("UPDATE current SET level = 99 WHERE track = 1", ["current"]),
        ("DELETE FROM current WHERE track = 1", ["current"]),
        ("UPDATE counter SET value = value + 1 WHERE name = 'messages'", ["messages"]),
        ("DELETE FROM log WHERE position = 5", ["log"]),
        ("UPDATE log SET position = 0 WHERE position = 1", ["log"]),
        ("UPDATE log SET payload = x'00' WHERE position = 5", ["log"]),
        ("UPDATE progress SET log_trimmed = 11, log_end = 21", ["log", "cursor"]),
        ("UPDATE progress SET cursor = 99", ["cursor", "messages"]),
        ("UPDATE sequence SET gaps = '3..5 19..20'", ["sequences"]),
        ("UPDATE sequence SET gaps = '3..5 5..6'", ["sequences"]),
        ("UPDATE sequence SET gaps = 'some'", ["sequences"]),
        ("UPDATE rejection SET count = 0", ["rejections"]),
        ("UPDATE rejection SET reason = 'because'", ["rejections"]),
        ("INSERT INTO quarantine VALUES (3)", ["quarantine"]),
        ("PRAGMA foreign_keys = OFF; UPDATE tag SET trackable = 55 WHERE id = 'tag-1'", ["references"]),
    ])
    func `planted damage is found by the check that it is for`(_ sql: String, _ checks: [String]) throws {
        try writer.plant(sql)
        #expect(try failing() == checks)
    }

    @Test func `a trackable known from a retained message only needs no stay`() throws {
        try writer.plant("DELETE FROM stay WHERE track = 1; UPDATE current SET flags = 2 WHERE track = 1")
        #expect(try failing() == [])
    }

    @Test func `a flipped page is found`() throws {
        try writer.close()
        let file = try #require(fopen(folder.database, "r+"))
        fseek(file, 0, SEEK_END)
        let pages = ftell(file) / 4096
        var page = [UInt8](repeating: 0, count: 4096)
        var flipped = 0
        // Every page of b-tree leaves, from the third on: the schema must stay readable for the check to run.
        for number in 2..<pages {
            fseek(file, number * 4096, SEEK_SET)
            guard fread(&page, 1, 4096, file) == 4096, page[0] == 13 || page[0] == 10 else { continue }
            for index in 4000..<4096 { page[index] ^= 0xff }
            page[3] ^= 0x01
            fseek(file, number * 4096, SEEK_SET)
            fwrite(&page, 1, 4096, file)
            flipped += 1
        }
        fclose(file)
        #expect(flipped > 0)
        // Either the schema's own rows are hit and opening refuses, or verify tells.
        do {
            let report = try StoreReader(folder: folder).verify()
            #expect(!report.isOK)
            #expect(report.checks.first?.isOK == false)
        } catch {
            #expect(error.code == .badData)
        }
    }

    @Test func `problems are bounded`() {
        var problems = Problems()
        for index in 0..<1000 { problems.add(.samplesTooMany, index) }
        #expect(problems.list.count == Problems.keptMax + 1)
        #expect(problems.list.last?.description == "and 980 more")
    }
}

@Suite struct ContentHashTests {
    func hash(_ body: (StoreWriter) throws -> Void) throws -> String {
        let temporary = try TemporaryFolder()
        let writer = try StoreWriter(folder: temporary.folder)
        try body(writer)
        return try StoreReader(folder: temporary.folder).contentHash()
    }

    @Test func `two stores that were fed the same have the same hash`() throws {
        #expect(try hash { try Invented.fill($0) } == hash { try Invented.fill($0) })
    }

    @Test func `one byte of one message makes another hash`() throws {
        #expect(
            try hash { try Invented.fill($0, payloadOfLast: "last") }
                != hash { try Invented.fill($0, payloadOfLast: "lasu") })
    }

    @Test(arguments: [
        "UPDATE stay SET to_at = to_at + 1 WHERE track = 1",
        "UPDATE counter SET value = value + 1", "UPDATE trackable SET name = 'Other' WHERE key = 1",
        "UPDATE unit SET x = x + 0.5 WHERE key = 1", "UPDATE sequence SET duplicates = 2",
        "UPDATE tag SET trackable = NULL WHERE key = 1", "UPDATE rejection_sample SET detail = 'other'",
        "UPDATE reader SET clock_skew = 0", "UPDATE log SET flags = 1 WHERE position = 1",
        "UPDATE site SET version = 'v9'",
    ])
    func `every kind of content counts`(_ change: String) throws {
        #expect(
            try hash { try Invented.fill($0) }
                != hash {
                    try Invented.fill($0)
                    try $0.plant(change)
                })
    }

    @Test func `layout, keys, clock and hour of import do not count`() throws {
        let plain = try hash { try Invented.fill($0) }
        #expect(
            try hash {
                try Invented.fill($0)
                try $0.plant("VACUUM")
            } == plain)
        #expect(
            try hash {
                // Keys 1–9 are used up by a trackable and a unit that are gone.
                try $0.plant("INSERT INTO trackable VALUES (9, 'x', 'robot', '', '', '', '', '')")
                try $0.plant("DELETE FROM trackable")
                try $0.plant("INSERT INTO tag (key, id) VALUES (9, 'x')")
                try $0.plant("DELETE FROM tag")
                // The filter's text names tag keys in this fixture, so it is set to what the plain one has.
                try Invented.fill($0)
                try $0.plant("UPDATE current SET filter = CAST('filter-' || (tag - 9) AS BLOB)")
                try $0.setClock(.capture)
                try $0.plant("UPDATE tag SET bound_at = 5")
            } == plain)
    }

    @Test func `the same messages in other batches have the same hash`() throws {
        let whole = try hash { _ = try $0.commit(appending: Invented.batch(30), nil) }
        let parts = try hash {
            for part in 0..<10 { _ = try $0.commit(appending: Invented.batch(3, from: part * 3), nil) }
        }
        #expect(whole == parts)
    }
}
