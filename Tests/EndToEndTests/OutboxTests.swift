import SimKit
import Testing

/// What Vigie publishes itself: how far each reader is kept, and the summaries, both retained.
@Suite("What goes out", .serialized)
struct OutboxTests {
    /// The retained messages that a newcomer gets.
    private func retained(_ installation: Installation, _ filter: String) throws -> [SimSubscriber.Message] {
        let subscriber = try SimSubscriber(
            port: installation.broker.port, clientID: "board", filters: [filter], keepsMessages: true)
        defer { subscriber.close() }
        _ = try subscriber.wait(forCount: 1, timeoutMilliseconds: 500)
        return subscriber.takeMessages().filter(\.isRetained)
    }

    /// Waits until a newcomer is told that `number` is kept.
    private func isTold(_ number: Int, of reader: String, _ installation: Installation) throws -> Bool {
        try Waiting.until(everyMilliseconds: 100) {
            let messages = try retained(installation, "vigie/v1/\(Installation.site)/highwater/\(reader)")
            let told = JSONValue(text: messages.last?.text ?? "") ?? .nothing
            return told["seq"].number == number && told["boot"].text == "b1" && told["gaps"].number == 0
        }
    }

    private func summaryTime(_ installation: Installation) throws -> String {
        let messages = try retained(installation, "vigie/v1/\(Installation.site)/summary/summary")
        let json = JSONValue(text: messages.last?.text ?? "") ?? .nothing
        return json["schema"].text == "vigie.summary/1" ? json["generated_at"].text ?? "" : ""
    }

    @Test("a gateway is told what is kept, and a board the summary, also after the broker was away")
    func highWaterAndSummary() throws {
        let installation = try Installation()
        defer { installation.end() }
        let readers = try Readers(installation)
        let daemon = try installation.start()
        try readers.send(37)
        try readers.send(12, reader: "r-0-3", tag: 2)
        #expect(try isTold(37, of: "r-0-2", installation))
        #expect(try isTold(12, of: "r-0-3", installation))
        #expect(try Waiting.until { try !summaryTime(installation).isEmpty })
        let before = try summaryTime(installation)

        installation.broker.terminate()
        let file = installation.data + "/reports/summary.json"
        // The daemon goes on making summaries; they wait.
        #expect(
            Waiting.until {
                let json = JSONValue(text: TemporaryFolder.text(of: file)) ?? .nothing
                return json["generated_at"].text ?? "" > before
            })
        try installation.broker.start()
        try readers.reconnect()
        try readers.send(5)
        #expect(try isTold(42, of: "r-0-2", installation))
        #expect(try Waiting.until { try summaryTime(installation) > before })
        #expect(try isTold(12, of: "r-0-3", installation))
        #expect(!daemon.hasEnded, "\(daemon.log)")
        #expect(installation.stop() == .exited(code: 0))
    }

    @Test("what was kept just before kill -9 is told after the next start")
    func highWaterAfterAKill() throws {
        let installation = try Installation()
        defer { installation.end() }
        let readers = try Readers(installation)
        try installation.start()
        try readers.send(10)
        #expect(try installation.waitForMessages(10).messages == 10)
        try readers.send(15)
        installation.kill()
        try installation.start()
        #expect(try isTold(25, of: "r-0-2", installation))
        #expect(installation.stop() == .exited(code: 0))
    }
}
