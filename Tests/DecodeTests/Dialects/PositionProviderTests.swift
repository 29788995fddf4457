import Decode
import Model
import Testing

/// Quuppa, Pozyx and omlox: positions in a provider's own frame.
@Suite struct PositionProviderTests {
    // MARK: Quuppa

    private func quuppa(_ more: String) -> Outcome {
        decode("rtls", #"{"tagId":"a4da22000001","locationType":"position",\#(more)}"#)
    }

    @Test func aTagOfQuuppa() {
        let outcome = quuppa(
            """
            "tagName":"never read","location":[12.4,3.1,1.2],"locationRadius":0.42,"locationCoordSysId":"cs-1",\
            "locationTS":1795300490000,"lastPacketTS":1795300491000,"responseTS":1795300492000,"rssi":38,\
            "locationMovementStatus":"stationary","locationZoneIds":[],"batteryVoltage":2.9,"temperature":21.5
            """)
        #expect(outcome.dialect == .quuppa)
        #expect(outcome.tags == ["a4da22000001"])
        #expect(outcome.readers == ["quuppa"])
        let observation = outcome.observation
        #expect(observation.xMetres == 12.4 && observation.yMetres == 3.1 && observation.zMetres == 1.2)
        #expect(abs(observation.accuracyMetres - 0.42) < 1e-6)
        #expect(outcome.batch.text(observation.level) == "cs-1")
        #expect(observation.observedAt.milliseconds == 1_795_300_490_000)
        #expect(observation.rssiDBm.isNaN && observation.batteryPercent.isNaN && observation.batteryVolts == 2.9)
        #expect(observation.temperatureCelsius == 21.5)
        #expect(observation.events == [.still])
    }

    @Test func aLostTagIsNotATagInNoZone() {
        let lost = #"{"tagId":"a4da22000001","locationType":"noData","location":null,"locationZoneIds":null}"#
        #expect(decode("rtls", lost).reasons == [.unsupportedMessage])
        #expect(quuppa(#""location":[1,2],"locationZoneIds":[]"#).observations.count == 1)
        #expect(quuppa(#""locationZoneIds":[]"#).reasons == [.missingField])
    }

    @Test func aPressedButtonCountsWithoutAPlace() {
        let outcome = decode(
            "rtls",
            #"{"tagId":"a4da22000001","locationType":"noLocation","button1State":"pushed","#
                + #""lastPacketTS":1795300491000}"#
        )
        #expect(outcome.observations.count == 1)
        #expect(outcome.observation.events == [.button])
        #expect(outcome.observation.flags == [.urgent])
        #expect(!outcome.observation.hasPosition)
    }

    @Test func theOlderFormatTheAnswerAndTheirRefusals() {
        let older =
            #"{"id":"bed-tag","smoothedPosition":[2,3,1],"smoothedPositionAccuracy":0.3,"coordinateSystemId":"f"}"#
        #expect(decode("rtls", older).observation.xMetres == 2)
        #expect(decode("rtls", older).observation.tagKind == .position)
        let answer = #"{"code":0,"responseTS":1,"tags":[\#(older),7]}"#
        #expect(decode("rtls", answer).dialect == .quuppa)
        #expect(decode("rtls", answer).tags == ["bed-tag"])
        #expect(decode("rtls", answer).reasons == [.wrongType])
        #expect(quuppa(#""location":[1]"#).reasons == [.wrongType])
        #expect(quuppa(#""location":["a",2]"#).reasons == [.wrongType])
        #expect(quuppa(#""location":[1e9,2]"#).reasons == [.outOfRange])
        #expect(quuppa(#""location":[1,2],"locationTS":"noon""#).reasons == [.wrongType])
    }

    // MARK: Pozyx

    private func pozyx(_ data: String, _ more: String = #""success":true"#) -> Outcome {
        decode(
            "tags", #"[{"version":"2.0","tagId":"20001","timestamp":1795300490.1924548,"data":{\#(data)},\#(more)}]"#)
    }

    @Test func coordinatesOfPozyxAreMillimetres() {
        let outcome = pozyx(
            """
            "tagData":{"blinkIndex":9,"acceleration":{"x":-12,"y":69.4,"z":949}},"coordinates":{"x":-606,\
            "y":1186,"z":500},\
            "anchorData":[{"anchorId":"5816","rss":-80.5}]
            """)
        #expect(outcome.dialect == .pozyx)
        #expect(outcome.tags == ["20001"])
        #expect(outcome.readers == ["pozyx"])
        let observation = outcome.observation
        #expect(observation.xMetres == -0.606 && observation.yMetres == 1.186 && observation.zMetres == 0.5)
        #expect(observation.accelerationMilliG == SIMD3(-12, 69, 949))
        #expect(observation.observedAt.milliseconds == 1_795_300_490_192)
        #expect(observation.rssiDBm.isNaN)
        #expect(pozyx(#""coordinates":{"x":1,"y":2}"#, #""success":true,"gateway_name":"hall""#).readers == ["hall"])
    }

    @Test func withoutSuccessOnlyTheAnchorsCount() {
        let anchors = #""anchorData":[{"anchorId":"5816","rss":-80.5},{"anchorId":"5846","rss":-87.52},{"rss":-1}]"#
        let outcome = pozyx(anchors + #","coordinates":{"x":1,"y":2}"#, #""success":false"#)
        #expect(outcome.readers == ["5816", "5846"])
        #expect(outcome.observations.map(\.rssiDBm) == [-80.5, -87.52])
        #expect(outcome.observations.allSatisfy { !$0.hasPosition })
        #expect(outcome.reasons == [.missingField])
        #expect(pozyx(#""tagData":{}"#, #""success":false"#).reasons == [.unsupportedMessage])
        #expect(pozyx(#""tagData":{}"#).reasons == [.missingField])
        #expect(pozyx(#""coordinates":{"x":1}"#).reasons == [.missingField])
        #expect(pozyx(#""coordinates":{"x":1e12,"y":2}"#).reasons == [.outOfRange])
    }

    @Test func bleTagsThatAnchorsHeard() {
        let outcome = decode(
            "ble-data",
            """
            [{"version":"1.0","deviceId":"AC:23:3F:00:00:01","timestamp":1795300490.5,"data":{"anchorData":[\
            {"anchorId":"5816","rss":-70,"channel":37},{"anchorId":"5846","rss":-90,"channel":38}]}}]
            """)
        #expect(outcome.dialect == .pozyx)
        #expect(outcome.tags == ["ac233f000001", "ac233f000001"])
        #expect(outcome.observations.map(\.tagKind) == [.ble, .ble])
        #expect(outcome.readers == ["5816", "5846"])
        #expect(Set(outcome.observations.map(\.packet)).count == 1)
        #expect(outcome.observation.packet != 0)
    }

    // MARK: omlox

    private func omlox(_ coordinates: String, _ more: String = "") -> Outcome {
        decode(
            "hub",
            """
            {"position":{"type":"Point","coordinates":\(coordinates)},"source":"zone-1","provider_type":"uwb",\
            "provider_id":"77:4f:34:00:00:01","timestamp_generated":"2026-11-21T22:34:50.355Z"\(more)}
            """)
    }

    @Test func aLocalPointIsMetresOfItsSource() {
        let outcome = omlox("[5,4,1.5]", #","accuracy":0.5,"speed":1.25,"floor":2,"trackables":["cart-7"]"#)
        #expect(outcome.dialect == .omlox)
        #expect(outcome.tags == ["774f34000001"])
        #expect(outcome.readers == ["zone-1"])
        let observation = outcome.observation
        #expect(observation.xMetres == 5 && observation.yMetres == 4 && observation.zMetres == 1.5)
        #expect(observation.latitude.isNaN)
        #expect(observation.accuracyMetres == 0.5 && observation.speedMetresPerSecond == 1.25)
        #expect(outcome.batch.text(observation.level) == "2")
        #expect(outcome.batch.text(observation.alternateTag) == "cart-7")
        #expect(observation.observedAt.rfc3339 == "2026-11-21T22:34:50.355Z")
        #expect(omlox("[5,4]", #","crs":"local""#).observation.xMetres == 5)
        #expect(omlox("[5,4]", #","trackables":["a","b"]"#).observation.alternateTag.isEmpty)
    }

    @Test func degreesHaveLongitudeFirst() {
        let outcome = omlox("[7.8157,48.1302]", #","crs":"EPSG:4326""#)
        #expect(outcome.observation.longitude == 7.8157 && outcome.observation.latitude == 48.1302)
        #expect(outcome.observation.xMetres.isNaN)
        #expect(omlox("[48.1302,178]", #","crs":"EPSG:4326""#).reasons == [.outOfRange])
        #expect(omlox("[1,2]", #","crs":"EPSG:25832""#).reasons == [.unsupportedMessage])
    }

    @Test(arguments: [
        ("1.2", "1.2"), ("1.3400000000000001", "1.34"), ("0", "0"), ("-1", "-1"), ("-0.5", "-0.5"), ("10.05", "10.05"),
    ])
    func theFloorIsANumberWithADecimalPoint(floor: String, level: String) {
        let outcome = omlox("[5,4]", #","floor":\#(floor)"#)
        #expect(outcome.batch.text(outcome.observation.level) == level)
    }

    @Test func theHubsEnvelope() {
        let location = #"{"position":{"coordinates":[1,2]},"provider_id":"a"}"#
        let outcome = decode(
            "hub", #"{"event":"message","topic":"location_updates","payload":[\#(location),\#(location),7]}"#)
        #expect(outcome.dialect == .omlox)
        #expect(outcome.tags == ["a", "a"])
        #expect(outcome.readers == ["omlox", "omlox"])
        #expect(outcome.reasons == [.wrongType])
        #expect(
            decode("hub", #"{"event":"subscribed","topic":"location_updates"}"#).reasons == [.unsupportedMessage])
        let motion = #"{"event":"message","topic":"trackable_motions","payload":[{"id":"t","location":\#(location)}]}"#
        #expect(decode("hub", motion).tags == ["a"])
        #expect(decode("hub", #"{"id":"t","type":"virtual"}"#).reasons == [.unsupportedMessage])
    }

    @Test(arguments: [
        (#"{"position":{"coordinates":[1,2]},"provider_id":""}"#, RejectionReason.missingField),
        (#"{"position":{"coordinates":[1]},"provider_id":"a"}"#, .wrongType),
        (#"{"position":{"coordinates":[1,2]},"provider_id":"a","floor":"1"}"#, .wrongType),
        (#"{"position":{"coordinates":[1,2]},"provider_id":"a","timestamp_generated":"x"}"#, .badTime),
    ])
    func refusalsOfOmlox(payload: String, reason: RejectionReason) {
        #expect(decode("hub", payload).reasons == [reason])
    }
}
