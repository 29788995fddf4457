import Decode
import Foundation
import Model
import Testing

@Suite struct SampleTests {
    private func decodeCapture(_ lines: [String]) -> (batch: MessageBatch, decoded: DecodedBatch, dialects: [Dialect?])
    {
        var parser = CaptureParser()
        var batch = MessageBatch()
        for var line in lines { line.withUTF8 { _ = parser.parse($0, into: &batch) } }
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        return (batch, decoded, decoder.dialects)
    }

    @Test func everyLineOfTheESPresenseRecordingIsOneObservation() throws {
        guard let lines = try Samples.lines("espresense-devices.ndjson") else { return }
        let (batch, decoded, dialects) = decodeCapture(lines)
        #expect(lines.count == 200)
        #expect(batch.count == 200)
        #expect(decoded.observations.count == 200)
        #expect(decoded.rejections.isEmpty && decoded.health.isEmpty)
        #expect(dialects.allSatisfy { $0 == .espresense })
        #expect(Set(decoded.observations.map { decoded.text($0.tag) }).count == 1)
        #expect(Set(decoded.observations.map { decoded.text($0.reader) }).count == 10)
        for (index, observation) in decoded.observations.enumerated() {
            let line = try #require(JSONSerialization.jsonObject(with: Data(lines[index].utf8)) as? [String: Any])
            let payload = try #require(line["payload"] as? [String: Any])
            let topic = try #require(line["topic"] as? String)
            #expect(decoded.text(observation.tag) == payload["id"] as? String)
            #expect(decoded.text(observation.reader) == topic.split(separator: "/").last.map(String.init))
            #expect(Double(observation.rssiDBm) == (payload["rssi"] as? NSNumber)?.doubleValue)
            #expect(observation.distanceMetres == (payload["distance"] as? NSNumber)?.floatValue)
            #expect(observation.timeSource == .received)
            #expect(observation.observedAt == (line["tst"] as? String).flatMap { Instant.parse($0) })
        }
    }

    @Test func theRoomsOfESPresense() throws {
        guard let lines = try Samples.lines("espresense-rooms.txt") else { return }
        for line in lines {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            let outcome = decode(parts[0], parts.count > 1 ? parts[1] : "")
            if parts[0].hasSuffix("/status") {
                #expect(outcome.health == [.online])
            } else {
                #expect(outcome.reasons == [.unsupportedMessage], "\(line)")
            }
        }
    }

    @Test func everyImpinjLineIsOneObservation() throws {
        guard let lines = try Samples.lines("impinj-taginventory.ndjson") else { return }
        let (_, decoded, dialects) = decodeCapture(lines)
        #expect(dialects == Array(repeating: .impinj, count: 5))
        #expect(decoded.rejections.isEmpty)
        #expect(decoded.observations.count == 5)
        let tags = decoded.observations.map { decoded.text($0.tag) }
        // Line 1 is an EPC of four bytes; in line 3 both forms are there and disagree.
        #expect(tags[0] == "8A450224")
        #expect(tags[1].count == 24)
        #expect(tags[2] == "3500B6D9801234567890ABCDEF")
        #expect(tags[3] == "300833B2DDD9014000000000")
        let rssi: [Float] = decoded.observations.map(\.rssiDBm)
        #expect(rssi[0] == -74 && rssi[1] == -73 && rssi[2].isNaN && rssi[3] == -41 && rssi[4] == -4.5)
        #expect(decoded.observations.map(\.antenna) == [3, 1, 1, 1, 1])
        #expect(decoded.observations[0].observedAt.rfc3339 == "2026-02-26T17:13:37.432Z")
        #expect(decoded.text(decoded.observations[2].reader) == "r700-emulator")
    }

    @Test func theImpinjArrayIsThreeObservations() throws {
        guard let lines = try Samples.lines("impinj-webhook-array.json") else { return }
        let (_, decoded, _) = decodeCapture([lines.joined()])
        #expect(
            decoded.observations.map { decoded.text($0.tag) } == [
                "E28011606000020A6681F23F", "E28011606000020A66846D40", "313630323030303120202020",
            ])
        #expect(decoded.observations.allSatisfy { $0.antenna == 1 && $0.timeSource == .device })
        #expect(decoded.observations[0].observedAt.rfc3339 == "2021-02-02T22:18:35.499Z")
    }

    @Test func theMinewLines() throws {
        guard let lines = try Samples.lines("minew-json-long.ndjson") else { return }
        let (_, decoded, dialects) = decodeCapture(lines)
        #expect(dialects == Array(repeating: .minew, count: 5))
        #expect(decoded.rejections.isEmpty)
        #expect(decoded.health.count == 5)
        #expect(decoded.observations.map { Int($0.message) } == [0, 1, 1, 1, 2, 2, 3, 4, 4])
        let tags = decoded.observations.map { decoded.text($0.tag) }
        let beacon = "ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:0:0"
        #expect(
            tags == [
                "ac233fa018e7", "ac233fa018e7", "ac233fa018e7", "ac233fa031fa", beacon, beacon, "aabbccddeeff",
                "aabbccddeeff", "aabbccddee01",
            ])
        // Lines 4 and 5: raw data that begins with service data; a gateway in epoch milliseconds; decibels as text.
        #expect(decoded.observations[6].batteryPercent == 100)
        #expect(abs(decoded.observations[6].temperatureCelsius - 28.5) < 0.1)
        #expect(decoded.observations[6].observedAt.milliseconds == 1_758_600_000_000)
        #expect(decoded.observations[8].rssiDBm == -71)
        #expect(decoded.observations[8].observedAt.rfc3339 == "2020-03-20T01:01:11.123Z")
        #expect(decoded.observations[4].batteryPercent.isNaN)
    }

    @Test func theAdvertisements() throws {
        guard let lines = try Samples.lines("ble-adverts.ndjson") else { return }
        var identities: [String: Int] = [:]
        for line in lines {
            let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let mac = try #require(object["mac"] as? String)
            let raw = try #require(object["adv"] as? String)
            let outcome = decode(
                "minew",
                #"[{"type":"Gateway","mac":"AC233FC00001"},{"mac":"\#(mac)","rssi":-49,"rawData":"\#(raw)"}]"#)
            #expect(outcome.tags.count == 1)
            let tag = outcome.tags.first ?? ""
            identities[tag.contains(":") ? String(tag.prefix { $0 != ":" }) : "mac", default: 0] += 1
            if raw.contains("4c000215") { #expect(tag.hasPrefix("ibeacon:")) }
        }
        #expect(identities == ["ibeacon": 4, "eddystone": 1, "mac": lines.count - 5])
    }
}
