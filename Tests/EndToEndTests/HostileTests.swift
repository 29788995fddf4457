import Foundation
import SimKit
import Testing

/// Bad input is counted by its reason and acknowledged; it never stops the line.
@Suite("Hostile traffic", .serialized)
struct HostileTests {
    @Test("each of two hundred bad messages is counted under its reason, and the next good one counts")
    func everyMessageIsCounted() throws {
        let installation = try Installation(filters: HostileTraffic.filters)
        defer { installation.end() }
        let daemon = try installation.start()
        let readers = try Readers(installation)
        let messages = HostileTraffic.messages
        #expect(messages.count >= 200)
        var expected: [String: Int] = [:]
        for message in messages {
            try readers.send(topic: message.topic, payload: message.payload)
            expected[message.reason, default: 0] += message.count
        }
        try readers.settle()
        // One after the other would cost a minute; the sums name the reason that is wrong, and `explain` the message.
        let summary = try installation.waitForMessages(messages.count)
        #expect(summary.messages == messages.count)
        if summary.reasons != expected { try explain(messages, installation) }
        #expect(summary.reasons == expected)
        #expect(!daemon.hasEnded, "\(daemon.log)")
        #expect(try installation.vigie("locate", "P-1").code == 0, "listed, though never heard")

        // From the future: taken, at the time that it came.
        let future = #"{"tag":"\#(Installation.tag(2))","rssi":-50,"at":"2199-01-01T00:00:00Z"}"#
        try readers.send(topic: Installation.topic("r-0-3"), payload: Array(future.utf8))
        try readers.send(40, spread: 20)
        let after = try installation.waitForMessages(readers.published)
        #expect(after.messages == readers.published)
        #expect(after.counters["future_clamped"] == 1)
        #expect(after.reasons == expected)
        #expect(try installation.unit(of: "P-1") == "u-0-2")
        #expect(try installation.unit(of: "P-2") == "u-0-3")
        for question in ["doctor", "verify"] {
            #expect(try installation.vigie(question).code == 0)
        }
        #expect(installation.stop() == .exited(code: 0))
        try expectDrained(installation)
    }

    /// The broker holds nothing back for the session: everything was acknowledged.
    private func expectDrained(_ installation: Installation) throws {
        let successor = try SimSubscriber(
            port: installation.broker.port, clientID: Installation.client, filters: [], keepsMessages: true,
            cleanSession: false)
        defer { successor.close() }
        #expect(successor.sessionPresent)
        #expect(try !successor.wait(forCount: 1, timeoutMilliseconds: 500), "a message was not acknowledged")
    }

    /// Says which messages were refused otherwise than meant, by `vigie decode`.
    private func explain(_ messages: [HostileMessage], _ installation: Installation) throws {
        // Readers, tags and places are looked up after decoding.
        for (index, message) in messages.enumerated()
        where !["unknown_reader", "unknown_tag", "unknown_place"].contains(message.reason) {
            let file = installation.folder + "/one.ndjson"
            let payload = Data(message.payload).base64EncodedString()
            try TemporaryFolder.write(
                #"{"tst":"2026-11-22T00:00:00.000Z","topic":"\#(message.topic)","qos":1,"retain":0,"#
                    + #""payload_base64":"\#(payload)"}"# + "\n", to: file)
            let told = try Command.vigie(
                ["decode", file, "--json", "--config", installation.configuration], in: installation.folder)
            if !told.output.contains("\"\(message.reason)\"") {
                Issue.record("message \(index) is meant to be \(message.reason): \(told.output.prefix(300))")
            }
        }
    }
}
