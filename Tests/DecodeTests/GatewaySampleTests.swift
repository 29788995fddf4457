import Decode
import Foundation
import Model
import Testing

/// The recordings of BLE gateways, which lie beside the project: every message of every file is accounted for.
@Suite struct GatewaySampleTests {
    /// A file as one text; nil when there are no samples.
    private func whole(_ name: String) throws -> String? {
        try Samples.lines(name)?.joined(separator: "\n")
    }

    /// The topic and the payload of a line that has both.
    private func split(_ line: String) -> (topic: String, payload: String) {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        return (parts[0], parts.count > 1 ? parts[1] : "")
    }

    /// Device times of recordings lie years before the receipt; their messages are read without a receive time.
    private func recorded(_ topic: String, _ payload: String) -> Outcome {
        decode(topic, payload, flags: .receiveTimeUnknown)
    }

    @Test func theMinewFrameIsWhatItsDecoderExpects() throws {
        guard let text = try whole("minew-binary-long.hex"), let expected = try whole("minew-binary-long.expected.json")
        else { return }
        let outcome = decode(topic: "minew", bytes: bytes(hex: text))
        #expect(outcome.dialect == .minewBinary)
        let list = try #require(JSONSerialization.jsonObject(with: Data(expected.utf8)) as? [[String: Any]])
        #expect(list.count == 12)
        // Seven are random and send nothing that lasts; a beacon has a random address, and one a public one.
        #expect(outcome.reasons == Array(repeating: .randomAddress, count: 7))
        #expect(
            outcome.tags == [
                "ibeacon:4c2b0000-0001-0001-0001-012b010002c9:1:1",
                "eddystone:00112233445566778899:000000000000", "acac22330004",
                "ibeacon:fda50693-a4e2-4fb1-afcf-c6eb07647825:10001:19641", "dc234d08c8ea",
            ])
        #expect(outcome.health == [.heartbeat])
        var strengths: [String: Double] = [:]
        for item in list {
            let signature = try #require(item["rssiSignature"] as? [[String: Any]])
            strengths[item["transmitterId"] as? String ?? ""] = signature[0]["rssi"] as? Double
        }
        let addresses = ["201811167712", "202005290913", "acac22330004", "c2005900038e", "dc234d08c8ea"]
        for (observation, address) in zip(outcome.observations, addresses) {
            let rssi = try #require(strengths[address])
            #expect(abs(Double(observation.rssiDBm) - rssi) <= 0.5, "\(address)")
        }
        #expect(outcome.readers.allSatisfy { $0 == "ac233fc02f87" })
    }

    @Test func theLinesOfOpenMQTTGateway() throws {
        guard let lines = try Samples.lines("openmqttgateway-bttomqtt.txt") else { return }
        let outcomes = lines.map { line in
            let (topic, payload) = split(line)
            return decode(topic, payload)
        }
        #expect(outcomes.allSatisfy { $0.dialect == .openMQTTGateway && $0.reasons.isEmpty })
        let beacon = "ibeacon:1de4b189-115e-45f6-b44e-509352269977:0:0"
        #expect(
            outcomes.flatMap(\.tags) == [
                "45e174126e00", "c7faad132c00", "4c33a6603c79", beacon, beacon, beacon, beacon, "45f68a7686c5", beacon,
            ])
        #expect(outcomes[2].observation.temperatureCelsius == 19.2)
        #expect(abs(outcomes[2].observation.humidityPercent - 52.6) < 0.001)
        #expect(outcomes[0].readers == ["OpenMQTTGateway"])
        #expect(outcomes[7].readers == ["OpenMQTTGateway_ESP32_BLE_House"])
    }

    @Test func theLinesOfTheengs() throws {
        guard let lines = try Samples.lines("theengs-gateway.ndjson") else { return }
        let outcomes = lines.map { decode("home/TheengsGateway/BTtoMQTT/x", $0) }
        #expect(outcomes.flatMap(\.tags) == ["F3:52:85", "112233445566"])
        #expect(outcomes[0].observation.humidityPercent == 100)
        #expect(outcomes[2].reasons == [.randomAddress])
        #expect(outcomes[1].readers == ["TheengsGateway"])
    }

    @Test func theVectorsOfTheengsDecoder() throws {
        guard let lines = try Samples.lines("theengs-decoder-vectors.ndjson") else { return }
        for line in lines {
            let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            var input = try #require(object["in"] as? [String: Any])
            let expected = try #require(object["out"] as? [String: Any])
            input["rssi"] = -60
            let payload = String(decoding: try JSONSerialization.data(withJSONObject: input), as: UTF8.self)
            let outcome = decode("home/gw/BTtoMQTT/AC233FA018E7", payload)
            guard expected["encr"] == nil else {
                #expect(outcome.reasons == [.encrypted], "\(line)")
                continue
            }
            let observation = outcome.observation
            #expect(outcome.reasons.isEmpty && outcome.tags.count == 1, "\(line)")
            if let celsius = expected["tempc"] as? Double, abs(celsius) < 100 {
                #expect(abs(Double(observation.temperatureCelsius) - celsius) < 0.01, "\(line)")
            }
            if let percent = expected["hum"] as? Double, percent <= 100 {
                #expect(abs(Double(observation.humidityPercent) - percent) < 0.01, "\(line)")
            }
            if let percent = expected["batt"] as? Double { #expect(Double(observation.batteryPercent) == percent) }
            let buttons = ["button", "button1", "button2", "button3", "button4"].compactMap { expected[$0] as? Int }
            #expect(observation.events.contains(.button) == buttons.contains { $0 != 0 }, "\(line)")
            if let uuid = expected["uuid"] as? String {
                #expect(outcome.tags[0].replacing("-", with: "").hasPrefix("ibeacon:\(uuid):"), "\(line)")
            } else {
                if let volts = expected["volt"] as? Double {
                    #expect(abs(Double(observation.batteryVolts) - volts) < 0.001, "\(line)")
                }
                let mac = try #require(expected["mac"] as? String)
                #expect(outcome.tags[0] == mac.lowercased().replacing(":", with: ""))
            }
        }
    }

    @Test func theBatteryInTheMeasuredPower() throws {
        guard let lines = try Samples.lines("theengs-decoder-vectors.ndjson"), let line = lines.last else { return }
        let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let data = try #require((object["in"] as? [String: Any])?["manufacturerdata"] as? String)
        var family = TagFamily(.iBeacon(uuid: "fda50693a4e24fb1afcfc6eb07647825"))
        family.power = .batteryTenthsOfVolt
        let payload = #"{"id":"AC:23:3F:A0:18:E7","rssi":-60,"manufacturerdata":"\#(data)"}"#
        let outcome = decode(topic: "any", bytes: Array(payload.utf8), families: try TagFamilies([family]))
        #expect(outcome.observation.batteryVolts == 2.6)
    }

    @Test func theVectorsOfBTHome() throws {
        guard let lines = try Samples.lines("bthome-v2-vectors.ndjson") else { return }
        var keys: Set<UInt64> = []
        for line in lines {
            let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let hex = try #require(object["hex"] as? String)
            let expected = try #require(object["expect"] as? [String: Any])
            let outcome = Air().hear(Air.service("fcd2", hex))
            guard expected["encrypted"] == nil else {
                #expect(outcome.reasons == [.encrypted])
                continue
            }
            let observation = outcome.observation
            #expect(outcome.reasons.isEmpty)
            if let celsius = expected["temperature_C"] as? Double {
                #expect(abs(Double(observation.temperatureCelsius) - celsius) < 0.01)
            }
            if let percent = expected["humidity_pct"] as? Double {
                #expect(abs(Double(observation.humidityPercent) - percent) < 0.01)
            }
            #expect(observation.events.contains(.button) == (expected["button_event"] != nil))
            let hasKey = expected["packet_id"] != nil || expected["button_event"] != nil
            #expect((observation.packet != 0) == hasKey)
            keys.insert(observation.packet)
        }
        #expect(keys.count == 4)
    }

    @Test func theLinesOfRoomAssistant() throws {
        guard let text = try whole("room-assistant-entity.json"),
            let rooms = try Samples.lines("room-assistant-mqttroom.txt")
        else { return }
        let entity = recorded("room-assistant/entity/one/x/y", text)
        #expect(entity.tags == ["ble-some-id", "ble-some-id"] && entity.readers == ["bedroom", "living-room"])
        #expect(entity.observations.map(\.distanceMetres) == [9.4, 3.6])
        #expect(entity.observations.map { Int($0.rssiDBm) } == [-79, -70])
        #expect(entity.reasons.isEmpty)
        let outcomes = rooms.map { decode(split($0).topic, split($0).payload) }
        #expect(outcomes.flatMap(\.readers) == ["living-room", "bedroom"])
        #expect(outcomes.map(\.observation.distanceMetres) == [4.2, 13.37])
    }

    @Test func theLinesOfKontakt() throws {
        guard let stream = try whole("kontakt-telemetry-stream.json"),
            let page = try whole("kontakt-cloud-telemetry.ndjson")
        else { return }
        let first = recorded("/stream/abcdef/all", stream)
        #expect(first.tags == ["abcdef"] && first.readers == ["abcdef"] && first.reasons.isEmpty)
        #expect(first.observation.accelerationMilliG == SIMD3(0, 1024, 160))
        #expect(first.observation.observedAt.rfc3339 == "2020-06-26T13:37:00.000Z")
        #expect(first.observation.events.isEmpty)
        let second = recorded("any", page)
        #expect(second.tags == ["fd450a68257d"] && second.readers == ["12Bh000T"] && second.reasons.isEmpty)
        #expect(second.observation.humidityPercent == 18 && second.observation.batteryPercent == 99)
    }

    @Test func theLinesOfRuuvi() throws {
        guard let lines = try Samples.lines("ruuvi-gateway-mqtt.ndjson") else { return }
        for line in lines {
            let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let outcome = decode(
                "ruuvi/AA:CC:EE:00:11:22/E3:75:CF:37:4E:23", line,
                flags: object["ts"] == nil ? [] : .receiveTimeUnknown)
            #expect(outcome.dialect == .ruuvi && outcome.tags == ["e375cf374e23"], "\(line)")
            #expect(outcome.observation.timeSource == (object["ts"] == nil ? .received : .device))
            if let celsius = object["temperature"] as? Double {
                #expect(abs(Double(outcome.observation.temperatureCelsius) - celsius) < 0.001)
            }
        }
        for (name, count) in [("ruuvi-gateway-http.json", 4), ("ruuvi-gateway-history-df5.json", 2)] {
            guard let text = try whole(name) else { return }
            let outcome = recorded("any", text)
            #expect(outcome.observations.count == count && outcome.reasons.isEmpty && outcome.health == [.heartbeat])
            #expect(outcome.observations.allSatisfy { !$0.temperatureCelsius.isNaN && $0.packet != 0 })
        }
    }

    @Test func theLinesOfShelly() throws {
        guard let lines = try Samples.lines("shelly-blu.ndjson") else { return }
        let outcomes = lines.enumerated().map { index, line in
            (3...5).contains(index) ? decode("shelly-blu/events/x", line) : recorded("any", line)
        }
        #expect(outcomes.allSatisfy { $0.dialect == .shelly && $0.reasons.isEmpty })
        #expect(
            outcomes.flatMap(\.tags) == [
                "bc026ec3a6c7", "b43522fdb381", "bc026ec3a6c7", "e8e07ea6acdb", "7cc6b67f48ed", "aabc12345678",
                "aabbccddee01",
            ])
        #expect(outcomes.map { $0.observation.events == [.button] } == [false, true, false, false, false, true, false])
        #expect(outcomes[6].readers == ["shellyplusht-test"])
    }

    @Test func theLinesOfMoko() throws {
        guard let lines = try Samples.lines("moko-gateway.ndjson") else { return }
        let first = recorded("moko", lines[0])
        // The advertisement is cut; what came before it holds.
        #expect(first.tags == ["abdf01fc9e98"] && first.readers == ["112233445566"] && first.reasons.isEmpty)
        #expect(first.observation.observedAt.rfc3339 == "2021-01-01T09:10:16.000Z")
        let second = decode("moko", lines[1])
        #expect(second.tags == ["fa05c2c70fc6"] && second.reasons.isEmpty)
        #expect(second.observation.accelerationMilliG == SIMD3(996, -292, 124))
        #expect(abs(second.observation.batteryVolts - 2.856) < 0.001)
    }

    @Test func theLinesOfCassia() throws {
        guard let lines = try Samples.lines("cassia-mqtt.ndjson") else { return }
        let outcomes = lines.map { decode("up/CC:1B:E0:E2:8F:2C/scan", $0) }
        #expect(outcomes.map(\.dialect) == Array(repeating: .cassia, count: 4))
        #expect(outcomes[0].health == [.heartbeat] && outcomes[1].health == [.heartbeat])
        #expect(outcomes[2].tags == ["ed47b0d3a9c8"] && outcomes[2].readers == ["cc1be0e28f2c"])
        // Its strength was left out by who wrote it down; and it is a random address.
        #expect(outcomes[3].reasons == [.missingField])
        let heard = decode("up/x", String(lines[3].dropLast()) + #","rssi":-60}"#)
        #expect(heard.reasons == [.randomAddress])
    }

    @Test func theRaddecs() throws {
        guard let lines = try Samples.lines("raddec.ndjson"), let hex = try whole("raddec-binary.hex") else { return }
        let outcomes = lines.map { recorded("any", $0) }
        #expect(outcomes.flatMap(\.tags) == ["fee150bada55", "A00000000000000000001234"])
        #expect(outcomes[0].observation.batteryPercent == 74)
        #expect(outcomes[0].observation.accelerationMilliG == SIMD3(-97, 269, 976))
        #expect(outcomes[1].observation.antenna == 3 && outcomes[1].observation.tagKind == .epc)
        let binary = decode(topic: "any", bytes: bytes(hex: hex))
        #expect(binary.tags == ["aabbccddeeff"] && binary.readers == ["001bc50940810000"])
        #expect(binary.observation.rssiDBm == -69)
    }

    /// The payloads of Wirepas' own tests are diagnostics of the mesh; in an envelope each is one observation.
    @Test func thePayloadsOfWirepas() throws {
        guard let lines = try Samples.lines("wirepas-apdu.ndjson") else { return }
        for line in lines {
            #expect(decode("any", line).reasons == [.unknownDialect])
            let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let source = try #require(object["source_address"] as? Int)
            let content = bytes(hex: object["data_payload"] as? String ?? "")
            func varint(_ value: Int) -> [UInt8] {
                value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + varint(value >> 7)
            }
            let packet =
                [0x0A, 4, 0x0A, 2, 0x67, 0x77, 0x10] + varint(source) + [0x4A] + varint(content.count) + content
            let event = [0x42] + varint(packet.count) + packet
            let outcome = decode(
                topic: "gw-event/received_data/gw/s/1/2/3", bytes: [0x0A] + varint(event.count) + event)
            #expect(outcome.tags == [String(source)] && outcome.readers == ["gw"])
        }
    }
}
