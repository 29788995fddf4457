import Foundation
import SimKit
import Testing

/// A first day: somebody points their readers at a broker and asks what is there.
@Suite("Listening to a broker", .serialized)
struct ListenTests {
    @Test("dialects, readers and tags are told, and a mapping that the daemon takes")
    func firstDay() throws {
        let installation = try Installation()
        defer { installation.end() }
        try installation.start()
        let readers = try Readers(installation)
        #expect(try installation.waitForMessages(0).messages == 0)
        // Retained, so that they come whenever the listener subscribes.
        for reader in ["r-0-1", "r-0-2", "new"] {
            let payload = "{\"tag\":\"\(Installation.tag(1))\",\"rssi\":-60}"
            try readers.send(topic: Installation.topic(reader), payload: Array(payload.utf8), retain: true)
        }
        let espresense = "{\"id\":\"pump:7\",\"mac\":\"5a0000000001\",\"rssi@1m\":-60,\"rssi\":-70,\"distance\":2}"
        try readers.send(topic: "espresense/devices/pump:7/ward", payload: Array(espresense.utf8), retain: true)
        try readers.send(topic: "lights/7", payload: Array("{\"on\":true}".utf8), retain: true)
        try readers.settle()

        let heard = try installation.vigie(
            "doctor", "--listen", "2s", "--broker", "127.0.0.1:\(installation.broker.port)", "--json")
        #expect(heard.code == 0, "\(heard)")
        let document = Data(heard.output.utf8)
        #expect(try SchemaValidator.shipped(for: document).problems(document) == [], "\(heard.output)")
        let json = heard.json
        #expect(json["schema"].text == "vigie.listen/1" && (json["messages"].number ?? 0) >= 5, "\(heard)")
        #expect(json["tags"].number == 2 && json["known_tags"].number == 1, "\(heard)")
        let streams = json["streams"].items
        #expect(streams.map { $0["dialect"].text ?? "" } == ["native", "espresense", ""], "\(heard)")
        #expect(streams.map { $0["topic"].text ?? "" }.first == "vigie/v1/corridor/observations/+", "\(heard)")
        #expect(streams.last?["reason"].text == "unknown_dialect", "\(heard)")
        let placed = json["readers"].items.filter { $0["placed"].truth == true }.compactMap { $0["reader"].text }
        #expect(Set(placed) == ["r-0-1", "r-0-2"], "\(heard)")

        let text = try installation.vigie("doctor", "--listen", "1", "--config", installation.configuration)
        #expect(text.code == 0 && text.output.contains("dialect: native, qos: 1}"), "\(text)")
        #expect(!text.output.contains(Installation.tag(1)), "tags are counted, not told")

        // The daemon was not disturbed: another session, nothing acknowledged for it.
        #expect(try installation.waitForMessages(3).messages == 3)
        #expect(installation.stop() == .exited(code: 0))
    }

    @Test("nothing there, and nobody there")
    func silence() throws {
        let installation = try Installation()
        defer { installation.end() }
        let port = installation.broker.port
        let quiet = try installation.vigie("doctor", "--listen", "1s", "--broker", "127.0.0.1:\(port)")
        #expect(quiet.code == 1 && quiet.output.contains("Nothing came"), "\(quiet)")
        installation.broker.stop()
        let gone = try installation.vigie("doctor", "--listen", "1s", "--broker", "127.0.0.1:\(port)")
        #expect(gone.code == 69 && gone.errors.contains("no connection"), "\(gone)")
        let alone = try installation.vigie("doctor", "--topic", "a/#")
        #expect(alone.code == 64, "\(alone)")
    }
}
