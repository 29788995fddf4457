import Decode
import Model
import Testing

@Suite struct ChirpStackTests {
    private typealias Fixture = ChirpStackFixture

    private func sibling(_ kind: String, _ more: String) -> Outcome {
        let topic = Fixture.topic.replacing("/up", with: "/" + kind)
        let head = #""time":"2026-11-21T22:34:50.5+00:00","deviceInfo":{"devEui":"\#(Fixture.device)"}"#
        return decode(topic, "{\(head),\(more)}")
    }

    @Test func oneObservationPerGatewayOfOnePacket() {
        let gateways = """
            [{"gatewayId":"aa555a0000000101","rssi":-97,"snr":6.2},{"gatewayId":"aa555a0000000102","rssi":-113,\
            "snr":-3},\
            {"gatewayId":"aa555a0000000103","rssi":-139},{"rssi":-90},7]
            """
        let outcome = decode(Fixture.topic, Fixture.uplink(port: 1, hex: "AA", gateways: gateways))
        #expect(outcome.dialect == .chirpstack)
        #expect(outcome.tags == Array(repeating: Fixture.device, count: 3))
        #expect(outcome.readers == ["aa555a0000000101", "aa555a0000000102", "aa555a0000000103"])
        #expect(outcome.observations[0].rssiDBm == -97 && outcome.observations[1].rssiDBm == -113)
        #expect(outcome.observations[2].rssiDBm.isNaN)
        #expect(outcome.observations.allSatisfy { $0.tagKind == .loraWAN })
        #expect(Set(outcome.observations.map(\.packet)).count == 1)
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.775Z")
        #expect(outcome.reasons == [.missingField, .wrongType])
    }

    @Test func theDevEUIComesInEitherCase() {
        let payload = Fixture.uplink(port: 1, hex: "AA").replacing(Fixture.device, with: "70B3D5A1B2C3D4E5")
        #expect(decode(Fixture.topic, payload).tags == [Fixture.device])
    }

    @Test func theCounterIsTheKeyElseTheServersOwn() {
        let first = Fixture.uplink(port: 1, hex: "AA")
        let again = first.replacing("000000000001\"", with: "000000000002\"")
        let next = Fixture.uplink(port: 1, hex: "AA", more: #","fCnt":13"#)
        let zero = Fixture.uplink(port: 1, hex: "AA", more: "")
        let zeroAgain = zero.replacing("000000000001\"", with: "000000000002\"")
        func packet(_ payload: String) -> UInt64 { decode(Fixture.topic, payload).observation.packet }
        #expect(first != again && packet(first) == packet(again))
        #expect(packet(first) != packet(next))
        #expect(packet(zero) == packet(zero))
        #expect(packet(zero) != packet(zeroAgain))
    }

    @Test func siblingsOfTheUplink() {
        let status = sibling("status", #""margin":10,"batteryLevel":88.5"#)
        #expect(status.tags == [Fixture.device])
        #expect(status.observation.batteryPercent == 88.5)
        #expect(status.readers == ["chirpstack"])
        #expect(sibling("status", #""margin":10,"externalPowerSource":true"#).observation.batteryPercent.isNaN)
        #expect(
            sibling("status", #""batteryLevel":0,"batteryLevelUnavailable":true"#).observation.batteryPercent.isNaN)
        let location = sibling("location", #""location":{"latitude":48.5,"longitude":-2.25,"accuracy":12}"#)
        #expect(location.observation.latitude == 48.5 && location.observation.longitude == -2.25)
        #expect(location.observation.accuracyMetres == 12)
        #expect(sibling("location", #""location":{"latitude":48.5}"#).observation.longitude == 0)
        for kind in ["join", "ack", "txack", "log", "integration"] {
            #expect(sibling(kind, #""devAddr":"00189440""#).reasons == [.unsupportedMessage])
        }
    }

    @Test func gatewaysTellTheirHealth() throws {
        let stats = #"{"gatewayId":"aa555a0000000101","time":"2026-11-21T22:34:50Z","rxPacketsReceived":7}"#
        for topic in ["eu868/gateway/aa555a0000000101/event/stats", "any"] {
            let outcome = decode(topic, stats)
            #expect(outcome.dialect == .chirpstack)
            #expect(outcome.health == [.heartbeat])
            #expect(outcome.batch.text(outcome.batch.health[0].reader) == "aa555a0000000101")
        }
        let online = #"{"gatewayId":"aa555a0000000101","state":"ONLINE"}"#
        #expect(decode("any", online).health == [.online])
        let map = DialectMap(entries: [.init(filter: try #require(TopicFilter("#")), dialect: .chirpstack)])
        let topic = "eu868/gateway/aa555a0000000101/state/conn"
        #expect(decode(topic, online, map: map).health == [.online])
        #expect(decode(topic, #"{"gatewayId":"aa555a0000000101"}"#, map: map).health == [.offline])
        #expect(decode(topic: topic, bytes: [0x0A, 1, 2], map: map).reasons == [.unsupportedMessage])
    }

    @Test(arguments: [
        ("rxInfo", #""rxInfo":[]"#, RejectionReason.missingField), ("devEui", #""devEui":"70b3""#, .badIdentifier),
        ("rssi", #""rssi":97"#, .outOfRange), ("fCnt", #""fCnt":-1"#, .outOfRange),
    ])
    func refusals(field: String, member: String, reason: RejectionReason) {
        var payload = Fixture.uplink(port: 1, hex: "AA")
        switch field {
        case "rxInfo": payload = Fixture.uplink(port: 1, hex: "AA", gateways: "[]")
        case "devEui": payload = payload.replacing(#""devEui":"\#(Fixture.device)""#, with: member)
        case "rssi": payload = payload.replacing(#""rssi":-97"#, with: member)
        default: payload = payload.replacing(#""fCnt":12"#, with: member)
        }
        #expect(decode(Fixture.topic, payload).reasons == [reason])
        #expect(decode(Fixture.topic, payload).observations.isEmpty)
    }
}
