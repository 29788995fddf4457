import SimKit
import Testing

/// Kept and once: what the broker took for us is in the database, whoever dies in between, and it counts once.
@Suite("Nothing is lost and nothing counts twice", .serialized)
struct KeptTests {
    /// Everything published is there, once, and no reader misses a number.
    private func expectWhole(_ installation: Installation, _ readers: Readers) throws {
        let summary = try installation.waitForMessages(readers.published)
        #expect(summary.messages == readers.published)
        #expect(summary.observations == readers.published)
        #expect(summary.missing == 0)
        #expect(summary.counters["duplicates", default: 0] == 0)
        #expect(summary.reasons.isEmpty)
        let report = try installation.vigie("report", "readers", "--json")
        for reader in report.json["readers"].items where reader["missing"].number != nil {
            #expect(reader["missing"].number == 0, "\(reader)")
            #expect(reader["observations"].number == readers.number(of: reader["reader"].text ?? ""), "\(reader)")
        }
    }

    @Test("kill -9 in the middle, and messages that came while it was dead")
    func killedInTheMiddle() throws {
        let installation = try Installation()
        defer { installation.end() }
        let readers = try Readers(installation)
        try installation.start()
        for round in 0..<4 {
            try readers.send(50)
            // The first kill comes while messages are under way, the others at whatever moment it is.
            if round > 0 { _ = try installation.waitForMessages(readers.published - 40) }
            installation.kill()
            try readers.send(30, reader: "r-0-\(round)")
            try installation.start()
        }
        try expectWhole(installation, readers)
        #expect(installation.stop() == .exited(code: 0))
        try expectWhole(installation, readers)
        #expect(try installation.vigie("verify").code == 0)
    }

    @Test("the broker restarts under the daemon")
    func brokerRestarted() throws {
        let installation = try Installation()
        defer { installation.end() }
        let readers = try Readers(installation)
        let daemon = try installation.start()
        for round in 1...2 {
            // Right behind the publishing: part of it is still queued in the broker, which keeps it.
            try readers.send(200)
            installation.broker.terminate()
            #expect(Waiting.until { daemon.log.contains("link to the broker down") })
            try installation.broker.start()
            try readers.reconnect()
            try readers.send(100, reader: "r-0-3")
            #expect(Waiting.until { daemon.connections > round }, "\(daemon.log)")
        }
        try expectWhole(installation, readers)
        #expect(!daemon.log.contains("lost our session"), "\(daemon.log)")
        #expect(installation.stop() == .exited(code: 0))
        #expect(try installation.vigie("verify").code == 0)
    }

    @Test("a message at which the fold dies is set aside, and the line goes on")
    func poison() throws {
        let installation = try Installation()
        defer { installation.end() }
        let readers = try Readers(installation)
        let environment = ["VIGIE_CRASH_TOPIC": Installation.topic("r-0-5")]
        let first = try installation.start(environment)
        try readers.send(20)
        #expect(try installation.waitForMessages(20).messages == 20)
        try readers.send(1, reader: "r-0-5", tag: 2)
        #expect(first.process.wait(milliseconds: 60_000) == .killed(signal: 9), "\(first.log)")
        try readers.send(20)

        var starts = 0
        var survivor: RunningDaemon?
        while survivor == nil, starts < 5 {
            starts += 1
            let daemon = try installation.launch(environment)
            // The poison is met before the daemon connects.
            _ = Waiting.until { daemon.hasEnded || daemon.isConnected }
            if !daemon.hasEnded { survivor = daemon }
        }
        #expect(survivor != nil, "still dying after \(starts) starts")
        try readers.send(20)
        let summary = try installation.waitForMessages(61)
        #expect(summary.messages == 61)
        #expect(summary.observations == 60)
        #expect(summary.reasons == ["quarantined": 1])
        #expect(try installation.unit(of: "P-1") == "u-0-2")
        #expect(survivor?.hasEnded == false)
        #expect(installation.stop() == .exited(code: 0))
        // Set aside for good: the next start does not meet it again.
        try installation.start(environment)
        #expect(installation.stop() == .exited(code: 0))
        #expect(try installation.summary().reasons == ["quarantined": 1])
        #expect(try installation.vigie("verify").code == 0)
    }
}
