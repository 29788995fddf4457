import Foundation
import SimKit
import Testing

/// The main job: beacons come in over MQTT, rooms come out of a command and of JSON files.
@Suite("Beacons in, rooms out", .serialized)
struct RoomsTests {
    @Test("what the readers hear is answered while the daemon runs, and after it")
    func beaconsInRoomsOut() throws {
        let installation = try Installation()
        defer { installation.end() }
        try installation.start()
        let readers = try Readers(installation)
        try readers.send(40, spread: 20)
        #expect(try installation.waitForMessages(40).observations == 40)

        let located = try installation.vigie("locate", "P-1", "--json")
        #expect(located.code == 0, "\(located)")
        let result = located.json["results"][0]
        #expect(result["trackable"].text == "P-1", "\(located)")
        #expect(result["unit"].text == "u-0-2", "\(located)")
        #expect(result["state"].text == "live", "\(located)")

        // The daemon goes on writing while these are asked.
        for round in 0..<3 {
            try readers.send(20)
            let history = try installation.vigie("history", "P-1", "--json")
            #expect(history.code == 0 && history.json["stays"].items.last?["unit"].text == "u-0-2", "\(history)")
            let snapshot = try installation.vigie("snapshot", "--unit", "u-0-2", "--json")
            #expect(snapshot.code == 0 && snapshot.output.contains("\"P-1\""), "\(snapshot)")
            let reports = try installation.vigie("report", "all")
            #expect(reports.code == 0, "round \(round): \(reports)")
        }
        #expect(try installation.waitForMessages(100).messages == 100)
        try checkFiles(installation.data + "/reports")

        #expect(installation.stop() == .exited(code: 0))
        #expect(try installation.unit(of: "P-1") == "u-0-2")
        #expect(try installation.summary().messages == 100)
        let verified = try installation.vigie("verify", "--json")
        #expect(verified.code == 0 && verified.json["result"].text == "ok", "\(verified)")
    }

    @Test("SIGTERM ends it at every moment of its start")
    func stoppedEarly() throws {
        let installation = try Installation()
        defer { installation.end() }
        for _ in 0..<8 {
            let daemon = try installation.launch()
            #expect(Waiting.until(everyMilliseconds: 1) { daemon.log.contains("serving") })
            #expect(installation.stop() == .exited(code: 0))
        }
        for milliseconds in [0, 2, 5, 10, 20, 40] {
            _ = try installation.launch()
            MonotonicClock.sleep(milliseconds: Int64(milliseconds))
            // Before its first line of its own nothing holds the signal: the system ends it.
            let end = installation.stop()
            #expect(end == .exited(code: 0) || end == .killed(signal: 15))
        }
        #expect(try installation.vigie("verify").code == 0)
    }

    private func checkFiles(_ folder: String) throws {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.contains("json") }
        for needed in ["summary.json", "equipment.json", "readers.json", "levels/L0.geojson"] {
            #expect(names.contains(needed), "\(names)")
        }
        for name in names {
            let json = JSONValue(text: TemporaryFolder.text(of: folder + "/" + name))
            #expect(json?["schema"].text?.hasPrefix("vigie.") == true, "\(name)")
        }
        let equipment = JSONValue(text: TemporaryFolder.text(of: folder + "/equipment.json")) ?? .nothing
        #expect(equipment["equipment"].items.first { $0["trackable"].text == "P-1" }?["unit"].text == "u-0-2")
    }
}
