import Decode
import Model
import Testing

@Suite struct AprilBrotherTests {
    private func text(_ value: String) -> [UInt8] { [0xA0 | UInt8(value.utf8.count)] + Array(value.utf8) }
    private func device(_ address: String, _ rssi: UInt8, _ advert: String) -> [UInt8] {
        let content = [0] + bytes(hex: address) + [rssi] + bytes(hex: advert)
        return [0xC4, UInt8(content.count)] + content
    }

    private func message(_ devices: [[UInt8]], macFirst: Bool = true) -> [UInt8] {
        let mac = text("mac") + text("AC233FC00001")
        let list = text("devices") + [0xDC, 0, UInt8(devices.count)] + devices.flatMap { $0 }
        let head = text("v") + text("1.5.0") + text("mid") + [0xCD, 0x01, 0x02] + text("time") + [0xCE, 0, 0, 1, 0]
        return [0x85] + head + (macFirst ? mac + list : list + mac)
    }

    @Test func devicesAreBytesInAMap() {
        for macFirst in [true, false] {
            let payload = message(
                [device("ac233fa018e7", 0xAA, "020106"), device("123b6a000001", 0xC4, Air.iBeacon)], macFirst: macFirst)
            let outcome = decode(topic: "any", bytes: payload)
            #expect(outcome.dialect == .aprilBrother)
            #expect(outcome.tags == ["ac233fa018e7", Air.beaconTag])
            #expect(outcome.observations.map(\.rssiDBm) == [-86, -60])
            #expect(outcome.readers == ["ac233fc00001", "ac233fc00001"])
            #expect(outcome.health == [.heartbeat] && outcome.reasons.isEmpty)
            // Its clock counts from its start.
            #expect(outcome.observation.timeSource == .received)
        }
    }

    @Test func gatewaysSetToJSONWriteHex() {
        let outcome = decode(
            "any",
            #"{"v":"1","mid":2,"time":3,"ip":"x","mac":"AC233FC00001","devices":["00AC233FA018E7AA020106","00",7]}"#)
        #expect(outcome.dialect == .aprilBrother && outcome.tags == ["ac233fa018e7"])
        #expect(outcome.reasons == [.wrongType, .wrongType])
    }

    @Test func whatIsCut() throws {
        let map = DialectMap(entries: [.init(filter: try #require(TopicFilter("a")), dialect: .aprilBrother)])
        let payload = message([device("ac233fa018e7", 0xAA, "020106")])
        for count in 1..<payload.count {
            #expect(decode(topic: "a", bytes: Array(payload[..<count]), map: map).reasons == [.wrongType], "\(count)")
        }
        #expect(decode(topic: "a", bytes: [], map: map).reasons == [.emptyPayload])
        #expect(decode(topic: "a", bytes: [0x81] + text("v") + [1], map: map).reasons == [.missingField])
        let deep = [0x81] + text("v") + Array(repeating: 0x91, count: 20) + [1]
        #expect(decode(topic: "a", bytes: deep, map: map).reasons == [.tooDeep])
        let many = [0x81] + text("devices") + [0xDD, 0xFF, 0xFF, 0xFF, 0xFF]
        #expect(decode(topic: "a", bytes: many, map: map).reasons == [.wrongType])
    }

    @Test func theDevicesOfTheRecording() throws {
        guard let lines = try Samples.lines("aprilbrother-v4-devices.ndjson") else { return }
        let devices = lines.map { line in
            let hex = String(line.split(separator: "\"")[2...].first { $0.count > 20 } ?? "")
            return [0xC4, UInt8(hex.count / 2)] + bytes(hex: hex)
        }
        let outcome = decode(topic: "any", bytes: message(devices))
        #expect(
            outcome.tags == [
                "ibeacon:b5b182c7-eab1-4988-aa99-b5c1517008d9:1:53092",
                "ibeacon:eb6d4696-24be-4663-b152-30d46b0e9cc9:13:42",
            ])
        #expect(outcome.observations.map(\.rssiDBm) == [-86, -50])
    }
}

@Suite struct MeshtechTests {
    private let device = "mt/gateway/ac233fc00001/device/ac233fa018e7"

    @Test func aStrengthAtItsParent() {
        let outcome = decode(
            device + "/rssi", #"{"time":"2026-11-21T22:34:50.485Z","parent":"ac233fc00002","rssi":-58}"#)
        #expect(outcome.dialect == .meshtech)
        #expect(outcome.tags == ["ac233fa018e7"] && outcome.readers == ["ac233fc00002"])
        #expect(outcome.observation.rssiDBm == -58)
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.485Z")
    }

    @Test func otherTopics() {
        let heartbeat = decode(device + "/heartbeat", #"{"time":"2026-11-21T22:34:50Z","seq":12}"#)
        #expect(heartbeat.health == [.heartbeat])
        #expect(heartbeat.batch.text(heartbeat.batch.health[0].reader) == "ac233fc00001")
        #expect(decode(device + "/property/7", "{}").reasons == [.unsupportedMessage])
        #expect(decode("mt/gateway/x", "{}").reasons == [.unknownTopic])
        #expect(decode(device + "/rssi", "[]").reasons == [.wrongType])
        #expect(decode(device + "/rssi", "{}").reasons == [.missingField])
    }

    /// The second line is not JSON on the vendor's page either.
    @Test func theLinesOfTheRecording() throws {
        guard let lines = try Samples.lines("meshtech-mt2.txt") else { return }
        let outcomes = lines.map { line in
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            return decode(parts[0], parts[1], flags: .receiveTimeUnknown)
        }
        #expect(outcomes[0].tags == ["da51bdeef18c"] && outcomes[0].readers == ["e4ebc3f77f09"])
        #expect(outcomes[1].reasons == [.malformedJSON])
    }
}
