import Foundation
import Model
import SimKit
import Store
import Testing

@testable import Pipeline

/// The reason that is given afterwards must be the one that held then.
@Suite("Why, now and then")
struct ExplainerTests {
    private func trackable(_ reader: StoreReader, _ id: String) throws -> TrackableRow {
        try #require(try reader.trackables(matching: id).first).trackable
    }

    /// The track's lines of one trackable by their time.
    private func track(_ path: String, _ id: String) throws -> [String: [String: Any]] {
        var lines: [String: [String: Any]] = [:]
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            guard let object, object["trackable"] as? String == id, let at = object["at"] as? String else { continue }
            // Of one second the first line holds: it was written before that second's messages.
            if lines[at] == nil { lines[at] = object }
        }
        return lines
    }

    @Test("at every second of a log that is whole it comes to what was told then")
    func thePast() throws {
        let bench = try Bench()
        let capture = try bench.capture("c.ndjson", seconds: 70, seed: 5)
        let path = bench.folder + "/track.ndjson"
        _ = try bench.replay(capture) { $0.track = path }
        let reader = try StoreReader(folder: bench.data())
        defer { reader.close() }
        let explainer = try Explainer(reader)
        for id in ["P-1", "PAT-3"] {
            let told = try track(path, id)
            let subject = try trackable(reader, id)
            var compared = 0
            for second in stride(from: Int64(3), to: 70, by: 6) {
                let at = Instant(milliseconds: 1_790_000_000_000 + second * 1000)
                guard let line = told[at.advanced(byMilliseconds: 1000).rfc3339] else { continue }
                let reason = try explainer.past(subject, at: at)
                guard let after = line["unit"] as? String else { continue }
                #expect(reason.basis == .replayed && reason.logMessages == Int(second + 1) * 18)
                #expect(reason.best?.unit.rawValue == after, "\(id) at \(second)")
                let confidence = line["confidence"] as? Double ?? 0
                #expect(abs(Double(reason.best?.confidence ?? 0) - confidence) < 0.002, "\(id) at \(second)")
                compared += 1
            }
            #expect(compared > 5)
        }
    }

    @Test("now it is the filter as it is kept: the same unit and the same figures as the current state")
    func thePresent() throws {
        let bench = try Bench()
        _ = try bench.replay(try bench.capture("c.ndjson", seconds: 50, seed: 6))
        let reader = try StoreReader(folder: bench.data())
        defer { reader.close() }
        let explainer = try Explainer(reader)
        let until = try #require(try reader.status().dataUntil)
        for id in ["P-1", "P-2", "PAT-3"] {
            let subject = try trackable(reader, id)
            let current = try #require(try reader.current(of: [subject.track]).first?.current)
            let reason = try explainer.present(subject, now: until, dataUntil: until)
            #expect(reason.basis == .stored && reason.state == .live)
            #expect(reason.best?.unit == current.unit?.id)
            #expect(abs((reason.best?.confidence ?? 0) - current.confidence) < 1e-5)
            #expect(reason.second?.unit == current.secondUnit?.id)
            #expect(reason.observedAt == current.observedAt)
            #expect(!reason.heard.isEmpty)
        }
    }

    @Test("a tag of another trackable at that time does not speak for it")
    func rebound() throws {
        let bench = try Bench()
        _ = try bench.replay(try bench.capture("c.ndjson", seconds: 30, seed: 7))
        let writer = try StoreWriter(folder: bench.data())
        let bound = Instant(milliseconds: 1_790_000_000_000 + 60_000)
        _ = try writer.bind(tag: TagID("c0ffee000001"), to: TrackableID("P-2"), at: bound)
        try writer.close()
        let reader = try StoreReader(folder: bench.data())
        defer { reader.close() }
        let explainer = try Explainer(reader)
        let at = Instant(milliseconds: 1_790_000_000_000 + 20_000)
        #expect(try explainer.past(try trackable(reader, "P-1"), at: at).basis == .replayed)
        let second = try explainer.past(try trackable(reader, "P-2"), at: at)
        #expect(second.basis == .replayed && second.heard.map(\.reads).reduce(0, +) <= 66)
    }

    @Test("where the log does not reach, and where it has no read, only history is left")
    func noLog() throws {
        let bench = try Bench()
        _ = try bench.replay(try bench.capture("c.ndjson", seconds: 30, seed: 8))
        let reader = try StoreReader(folder: bench.data())
        defer { reader.close() }
        let explainer = try Explainer(reader)
        let subject = try trackable(reader, "P-1")
        let before = Instant(milliseconds: 1_790_000_000_000 - 1000)
        #expect(try explainer.past(subject, at: before).basis == .history)
        let much = Instant(milliseconds: 1_790_000_000_000 + 3_600_000)
        let silent = try explainer.past(subject, at: much)
        // By then nobody had heard any reader for an hour.
        #expect(silent.basis == .replayed && silent.rule == .outage && silent.state == .cannotTell)
    }

    @Test("without the copy of the site it says what is missing")
    func noSite() throws {
        let bench = try Bench()
        try StoreWriter(folder: bench.data()).close()
        let reader = try StoreReader(folder: bench.data())
        defer { reader.close() }
        let error = #expect(throws: VigieError.self) { try Explainer(reader) }
        #expect(error?.code == .noInput)
    }
}
