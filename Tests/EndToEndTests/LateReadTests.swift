import SimKit
import Testing

/// A gateway that was cut off sends what it held back while the daemon runs.
@Suite("Late reads under the daemon", .serialized)
struct LateReadTests {
    private func rooms(_ installation: Installation) throws -> [String] {
        let history = try installation.vigie("history", "P-1", "--json")
        #expect(history.code == 0, "\(history)")
        return history.json["stays"].items.compactMap { $0["unit"].text }.filter { $0.hasPrefix("u-") }
    }

    @Test("history is corrected between two batches, says so, and lasts over a restart")
    func corrected() throws {
        let installation = try Installation()
        defer { installation.end() }
        let daemon = try installation.start()
        let readers = try Readers(installation)
        // In room 2, in room 4 for twenty seconds of which nothing is heard yet, and in room 2 again.
        try readers.send(40, reader: "r-0-2", spread: 20, ago: 60)
        try readers.send(60, reader: "r-0-2", spread: 30)
        #expect(try installation.waitForMessages(100).observations == 100)
        #expect(try rooms(installation) == ["u-0-2"])

        try readers.send(40, reader: "r-0-4", spread: 20, ago: 35)
        #expect(Waiting.until { daemon.log.contains("late reads corrected the history") }, "\(daemon.log)")
        let expected = ["u-0-2", "u-0-4", "u-0-2"]
        #expect(try rooms(installation) == expected)
        let history = try installation.vigie("history", "P-1", "--json")
        #expect(history.output.contains("\"corrected\":true"), "\(history)")
        #expect(try installation.unit(of: "P-1") == "u-0-2", "the present is untouched")

        // It goes on, and is killed: what was corrected is not told anew.
        try readers.send(20, reader: "r-0-2", spread: 1)
        installation.kill()
        try installation.start()
        #expect(try installation.waitForMessages(160).observations == 160)
        #expect(try rooms(installation) == expected)
        #expect(installation.stop() == .exited(code: 0))
        #expect(try installation.vigie("verify").code == 0)
    }
}
