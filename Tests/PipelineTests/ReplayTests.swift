import Model
import SimKit
import Store
import Testing

@testable import Pipeline

@Suite("Replays")
struct ReplayTests {
    private func replay(
        _ bench: Bench, _ capture: String, _ data: String = "data", change: (inout Replay.Options) -> Void = { _ in }
    ) throws -> Replay.Result {
        try bench.replay(capture, data, change: change)
    }

    private func hash(_ folder: DataFolder) throws -> String {
        let reader = try StoreReader(folder: folder)
        defer { reader.close() }
        let report = try reader.verify()
        #expect(report.isOK, "\(report.checks)")
        return report.contentHash ?? "none"
    }

    @Test("every message is accounted for, and everything registered is placed")
    func counts() throws {
        let bench = try Bench()
        let result = try replay(bench, try bench.capture("c.ndjson"))
        #expect(result.lines == 60 * 18 && result.messages == result.lines)
        #expect(result.observations == result.lines && result.resolved == result.lines)
        #expect(result.rejections.isEmpty && result.tags == 3)
        let reader = try StoreReader(folder: bench.data())
        defer { reader.close() }
        let found = try reader.trackables(matching: "P-1")
        let now = try reader.current(of: found.map(\.trackable.track))
        #expect(now.first?.current?.unit?.id == UnitID("u-0-3"))
    }

    @Test("the same capture gives the same content, in another folder and in the same one again; another one does not")
    func sameAgain() throws {
        let bench = try Bench()
        let capture = try bench.capture("c.ndjson")
        _ = try replay(bench, capture, "one")
        _ = try replay(bench, capture, "two")
        let first = try hash(bench.data("one"))
        #expect(try hash(bench.data("two")) == first)
        _ = try replay(bench, capture, "one")
        #expect(try hash(bench.data("one")) == first)
        _ = try replay(bench, try bench.capture("d.ndjson", seed: 2), "one")
        #expect(try hash(bench.data("one")) != first)
    }

    @Test("a shuffle inside the window ends with the same places and history, though the log differs")
    func shuffled() throws {
        let bench = try Bench()
        let lines = TemporaryFolder.text(of: try bench.capture("c.ndjson", seconds: 40)).split(separator: "\n")
        var random = SeededRandom(seed: 7)
        // Whole blocks of eight seconds, turned inside out.
        var mixed: [Substring] = []
        for start in stride(from: 0, to: lines.count, by: 8 * 18) {
            mixed += lines[start..<min(lines.count, start + 8 * 18)].shuffled(using: &random)
        }
        _ = try replay(bench, try bench.file("a.ndjson", lines.joined(separator: "\n")), "a")
        let other = try replay(bench, try bench.file("b.ndjson", mixed.joined(separator: "\n")), "b")
        #expect(other.rewound > 100 && other.late == 0)
        let one = try StoreReader(folder: bench.data("a"))
        let two = try StoreReader(folder: bench.data("b"))
        for id in ["P-1", "P-2", "PAT-3"] {
            let first = try history(of: id, one)
            let second = try history(of: id, two)
            #expect(first.map(\.from) == second.map(\.from), "\(id)")
            #expect(first.map(\.unit.id) == second.map(\.unit.id), "\(id)")
            #expect(first.count >= 2)
        }
    }

    private func history(of id: String, _ reader: StoreReader) throws -> [StayRow] {
        let track = try #require(try reader.trackables(matching: id).first?.trackable.track)
        return try reader.history(of: track)
    }

    @Test("unknown tags and readers, repeated and refused messages are counted by reason")
    func refused() throws {
        let bench = try Bench()
        let at = #""tst":"2026-11-20T10:00:00Z""#
        func line(_ topic: String, _ payload: String) -> String {
            #"{\#(at),"topic":"vigie/v1/corridor/observations/\#(topic)","qos":1,"retain":0,"payload":\#(payload)}"#
        }
        let text = [
            line("r-0-0", #"{"tag":"c0ffee000001","rssi":-60,"seq":1,"boot":"b"}"#),
            line("r-0-0", #"{"tag":"c0ffee000001","rssi":-60,"seq":1,"boot":"b"}"#),
            line("r-0-0", #"{"tag":"ffffffffffff","rssi":-60}"#),
            line("nobody", #"{"tag":"c0ffee000001","rssi":-60}"#),
            line("r-0-0", #"{"tag":"c0ffee000001","rssi":"loud"}"#),
            line("r-0-0", "null"), "", "not a capture line",
        ].joined(separator: "\n")
        let result = try replay(bench, try bench.file("c.ndjson", text))
        #expect(result.lines == 8 && result.blankLines == 1 && result.rejectedLines == 1)
        #expect(result.duplicates == 1 && result.resolved == 1)
        #expect(
            result.rejections == [
                .unknownTag: 1, .unknownReader: 1, .wrongType: 1, .emptyPayload: 1, .malformedJSON: 1,
            ])
    }

    private func recordLive(_ bench: Bench) throws {
        let store = try StoreWriter(folder: bench.data())
        var batch = MessageBatch()
        batch.append(topic: "t", payload: "p", receivedAt: Instant(milliseconds: 1))
        _ = try store.commit(appending: batch, nil)
        try store.close()
    }

    @Test("what a daemon recorded is not replaced, and a missing capture changes nothing")
    func guarded() throws {
        let bench = try Bench()
        let capture = try bench.capture("c.ndjson", seconds: 5)
        try recordLive(bench)
        let error = #expect(throws: VigieError.self) { try replay(bench, capture) }
        #expect(error?.code == .cannotCreate)
        let missing = #expect(throws: VigieError.self) { try replay(bench, "/nowhere.ndjson", "other") }
        #expect(missing?.code == .noInput)
        #expect(!bench.data("other").hasDatabase)
    }

    @Test("the track has a line per trackable and second, and follows the moves")
    func track() throws {
        let bench = try Bench()
        let file = bench.folder + "/track.ndjson"
        _ = try replay(bench, try bench.capture("c.ndjson")) { $0.track = file }
        let lines = TemporaryFolder.text(of: file).split(separator: "\n").filter { $0.contains(#""trackable":"P-1""#) }
        #expect(lines.count >= 55)
        #expect(lines.contains { $0.contains(#""unit":"u-0-1""#) })
        #expect(lines.last?.contains(#""unit":"u-0-3""#) == true)
        #expect(lines.allSatisfy { $0.contains(#""state":"live""#) && $0.contains(#""confidence":"#) })
    }
}
