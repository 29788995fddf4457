import Foundation
import Model
import SimKit
import Testing

/// Same again: the same capture, site and registry give the same content and the same report bytes.
@Suite("A capture gives the same twice", .serialized)
struct ReplayTests {
    private static let start = Instant(milliseconds: 1_772_000_000_000)

    /// Three pumps that walk along the rooms, with some lines that are refused.
    private func capture(changing: Int? = nil) -> String {
        var random = SeededRandom(seed: 7, stream: 1)
        return (0..<900).map { index in
            let at = ReplayTests.start.advanced(byMilliseconds: Int64(index) * 700)
            let tag = index % 3 + 1
            let room = (index / 90 + tag) % 6
            let noise = random.below(9)
            let rssi = (changing == index ? -90 : -52) - noise
            var payload = #"{\"tag\":\"\#(Installation.tag(tag))\",\"rssi\":\#(rssi),\"seq\":\#(index),\"boot\":\"x\"}"#
            if index % 97 == 5 { payload = #"{\"tag\":"# }
            if index % 89 == 7 { payload = #"{\"tag\":\"c0ffee0000ff\",\"rssi\":-60}"# }
            return #"{"tst":"\#(at.rfc3339)","topic":"\#(Installation.topic("r-0-\(room)"))","qos":1,"retain":0,"#
                + #""payload":"\#(payload)"}"#
        }.joined(separator: "\n") + "\n"
    }

    private struct Result: Equatable {
        var hash: String
        var files: [String: Data]
    }

    private func replay(_ capture: String, _ data: String, _ folder: String) throws -> Result {
        let file = folder + "/capture.ndjson"
        try TemporaryFolder.write(capture, to: file)
        let replayed = try Command.vigie(
            [
                "replay", file, "--site", folder + "/site", "--tags", folder + "/tags.csv", "--data", data, "--json",
            ], in: folder)
        #expect(replayed.code == 0, "\(replayed)")
        #expect(replayed.json["messages"].number == 900, "\(replayed)")
        let reports = try Command.vigie(["report", "all", "--data", data], in: folder)
        #expect(reports.code == 0, "\(reports)")
        let verified = try Command.vigie(["verify", "--json", "--data", data], in: folder)
        #expect(verified.code == 0, "\(verified)")
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: data + "/reports") {
            if let bytes = FileManager.default.contents(atPath: data + "/reports/" + name), !bytes.isEmpty {
                files[name] = bytes
            }
        }
        let hash = try #require(verified.json["content_hash"].text)
        return Result(hash: hash, files: files)
    }

    @Test("two folders, the same folder again, and one message changed")
    func sameAgain() throws {
        let folder = try TemporaryFolder.make("vigie-replay")
        defer { TemporaryFolder.remove(folder) }
        try TemporaryFolder.makeFolder(folder + "/site")
        try CorridorSite().write(to: folder + "/site")
        let rows = (1...3).map { "\(Installation.tag($0)),P-\($0),equipment,Pump \($0),pump,u-0-2,," }
        try TemporaryFolder.write(
            "tag,trackable,kind,name,category,assigned_unit,model,serial\n" + rows.joined(separator: "\n") + "\n",
            to: folder + "/tags.csv")

        let first = try replay(capture(), folder + "/one", folder)
        let second = try replay(capture(), folder + "/two", folder)
        let again = try replay(capture(), folder + "/one", folder)
        #expect(first.hash == second.hash)
        #expect(first.hash == again.hash)
        #expect(first.files.count >= 4, "\(first.files.keys)")
        #expect(first.files.keys.sorted() == second.files.keys.sorted())
        for (name, bytes) in first.files {
            #expect(second.files[name] == bytes, "\(name)")
            #expect(again.files[name] == bytes, "\(name)")
        }
        // A check that cannot fail proves nothing.
        let other = try replay(capture(changing: 450), folder + "/three", folder)
        #expect(other.hash != first.hash)
    }
}
