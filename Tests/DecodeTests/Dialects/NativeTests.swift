import Decode
import Model
import Testing

@Suite struct NativeTests {
    @Test func anObservationWithEverything() {
        let outcome = native(
            """
            {"tag":"AC233FA018E7","at":"2026-11-21T22:34:53.123Z","rssi":-67.5,"seq":17,"boot":"3f2a","battery":87,\
            "sensors":{"temperature_c":4.2,"fall":true,"button":"sos"},"unknown":[1]}
            """)
        #expect(outcome.dialect == .native)
        #expect(outcome.tags == ["ac233fa018e7"])
        #expect(outcome.readers == ["gw-7"])
        let observation = outcome.observation
        #expect(observation.tagKind == .ble)
        #expect(observation.observedAt.rfc3339 == "2026-11-21T22:34:53.123Z")
        #expect(observation.rssiDBm == -67.5)
        #expect(observation.sequence == 17)
        #expect(outcome.batch.text(observation.boot) == "3f2a")
        #expect(observation.batteryPercent == 87)
        #expect(observation.temperatureCelsius == 4.2)
        #expect(observation.flags == .urgent)
        #expect(!observation.hasPosition)
    }

    @Test func theLeastObservation() {
        let observation = native(#"{"tag":"pump-1"}"#).observation
        #expect(observation.rssiDBm.isNaN && observation.batteryPercent.isNaN && observation.temperatureCelsius.isNaN)
        #expect(observation.sequence == -1)
        #expect(observation.boot.isEmpty)
        #expect(observation.tagKind == .other)
    }

    @Test func anArrayGivesOneObservationEach() {
        let outcome = native(#"[{"tag":"a","rssi":-50},{"tag":"b","rssi":-51},{"tag":"c","rssi":-52}]"#)
        #expect(outcome.tags == ["a", "b", "c"])
        #expect(outcome.observations.map(\.rssiDBm) == [-50, -51, -52])
    }

    @Test func aBadElementDoesNotSpoilTheOthers() {
        let outcome = native(
            #"[{"tag":"a"},7,{"rssi":-50},{"tag":"b","rssi":"x"},{"tag":"c","rssi":40},{"tag":"d\u007f"},{"tag":"e"}]"#)
        #expect(outcome.tags == ["a", "e"])
        #expect(outcome.reasons == [.wrongType, .missingField, .wrongType, .outOfRange, .badIdentifier])
        #expect(outcome.batch.rejections.allSatisfy { outcome.batch.text($0.reader) == "gw-7" })
        // Bytes of refused elements are given back.
        #expect(outcome.batch.bytes.count == "gw-7ae".utf8.count)
    }

    @Test func anEmptyArrayIsAHeartbeat() {
        let outcome = native("[]")
        #expect(outcome.health == [.heartbeat])
        #expect(outcome.batch.health.first?.at == receivedAt)
        #expect(outcome.reasons.isEmpty)
    }

    @Test(arguments: [
        (#""fall":true"#, true), (#""fall":false"#, false), (#""button":"a""#, true), (#""button":"""#, false),
        (#""button":true"#, true), (#""button":false"#, false), (#""button":null"#, false),
        (#""temperature_c":4"#, false),
    ])
    func whatIsUrgent(sensor: String, expected: Bool) {
        let outcome = native(#"{"tag":"t","sensors":{\#(sensor)}}"#)
        #expect(outcome.observation.flags.contains(.urgent) == expected)
        #expect(outcome.reasons.isEmpty)
    }

    @Test func aFixInMetres() {
        let outcome = decode(
            fixesTopic,
            #"{"tag":"bed-4","at":"2026-11-21T22:34:53Z","level":"l2","x":12.1,"y":-3.4,"z":1,"#
                + #""accuracy_m":0.3,"speed_mps":1.5}"#
        )
        let observation = outcome.observation
        #expect(observation.hasPosition)
        #expect(observation.xMetres == 12.1)
        #expect(observation.yMetres == -3.4)
        #expect(observation.zMetres == 1)
        #expect(outcome.batch.text(observation.level) == "l2")
        #expect(observation.accuracyMetres == 0.3)
        #expect(observation.speedMetresPerSecond == 1.5)
        #expect(observation.tagKind == .position)
        #expect(outcome.readers == ["uwb"])
    }

    @Test func aFixInDegrees() {
        let observation = decode(fixesTopic, #"{"tag":"bed-4","lon":2.35,"lat":48.85}"#).observation
        #expect(observation.longitude == 2.35)
        #expect(observation.latitude == 48.85)
        #expect(observation.xMetres.isNaN)
    }

    @Test(arguments: [
        (#"{"tag":"a"}"#, RejectionReason.missingField), (#"{"tag":"a","x":1}"#, .missingField),
        (#"{"tag":"a","lat":1}"#, .missingField), (#"{"tag":"a","x":"1","y":1}"#, .wrongType),
        (#"{"tag":"a","x":1e308,"y":1}"#, .outOfRange), (#"{"tag":"a","lon":181,"lat":1}"#, .outOfRange),
        (#"{"tag":"a","lon":1,"lat":-90.5}"#, .outOfRange), (#"{"tag":"a","x":1,"y":1,"accuracy_m":-1}"#, .outOfRange),
        (#"{"tag":"a","x":1,"y":1,"level":2}"#, .wrongType), (#"{"tag":"a","x":1,"y":1,"level":""}"#, .badIdentifier),
        (#"{"tag":"a","x":1,"y":1,"speed_mps":101}"#, .outOfRange),
    ])
    func badFixes(payload: String, reason: RejectionReason) {
        #expect(decode(fixesTopic, payload).reasons == [reason])
    }

    @Test(arguments: [
        (#"{"tag":7}"#, RejectionReason.wrongType), (#"{"tag":""}"#, .badIdentifier), (#"{"tag":null}"#, .missingField),
        (#"{"tag":"a","rssi":1e308}"#, .outOfRange), (#"{"tag":"a","rssi":-131}"#, .outOfRange),
        (#"{"tag":"a","seq":-1}"#, .outOfRange), (#"{"tag":"a","seq":1.5}"#, .wrongType),
        (#"{"tag":"a","seq":"1"}"#, .wrongType), (#"{"tag":"a","seq":1e300}"#, .outOfRange),
        (#"{"tag":"a","boot":[]}"#, .wrongType), (#"{"tag":"a","battery":101}"#, .outOfRange),
        (#"{"tag":"a","battery":"87"}"#, .wrongType), (#"{"tag":"a","sensors":[]}"#, .wrongType),
        (#"{"tag":"a","sensors":{"temperature_c":500}}"#, .outOfRange),
        (#"{"tag":"a","sensors":{"fall":1}}"#, .wrongType), (#"{"tag":"a","sensors":{"button":7}}"#, .wrongType),
        (#"{"tag":"a\u202eb"}"#, .badIdentifier), ("7", .wrongType), ("\"x\"", .wrongType), ("null", .wrongType),
    ])
    func badObservations(payload: String, reason: RejectionReason) {
        let outcome = native(payload)
        #expect(outcome.reasons == [reason])
        #expect(outcome.observations.isEmpty)
    }

    @Test(arguments: [
        ("vigie/v1/north/observations", RejectionReason.unknownTopic),
        ("vigie/v1/north/observations/gw/1", .unknownTopic),
        ("vigie/v1/north/other/gw", .unknownTopic), ("vigie/v2/north/observations/gw", .unknownTopic),
        ("vigie/v1/north/observations/", .badIdentifier), ("vigie/v1/north/observations/a b", .badIdentifier),
        ("vigie/v1//observations/gw", .badIdentifier), ("vigie/v1/n\u{E9}/observations/gw", .badIdentifier),
        ("vigie/v1/north/observations/\(String(repeating: "a", count: 65))", .badIdentifier),
        ("vigie/v1/north/scans/s1", .missingField), ("vigie/v1/north/alarms/exit", .unsupportedMessage),
        ("vigie/v1/north/summary/equipment", .unsupportedMessage), ("vigie/v1/north/highwater/gw", .unsupportedMessage),
    ])
    func topicsThatAreRefused(topic: String, reason: RejectionReason) throws {
        let filter = try #require(TopicFilter("#"))
        let map = DialectMap(entries: [.init(filter: filter, dialect: .native)])
        #expect(decode(topic, #"{"tag":"a","rssi":-60}"#, map: map).reasons == [reason])
    }

    @Test func anIdentifierOf64CharactersIsTaken() {
        let reader = String(repeating: "r", count: 61) + "._-"
        #expect(decode("vigie/v1/North.1_a/observations/\(reader)", #"{"tag":"a"}"#).readers == [reader])
    }

    @Test(arguments: [
        (#"{"fall":true}"#, ["fall"]), (#"{"fall":false}"#, []), (#"{"button":"sos"}"#, ["sos", "button"]),
        (#"{"button":"call"}"#, ["button"]), (#"{"button":true}"#, ["button"]), (#"{"button":""}"#, []),
        (#"{"button":false,"fall":true}"#, ["fall"]), (#"{"button":"sos","fall":true}"#, ["sos", "fall", "button"]),
    ])
    func whatHappened(sensors: String, events: [String]) {
        let observation = native(#"{"tag":"a","sensors":\#(sensors)}"#).observation
        #expect(observation.events.names == events)
        #expect(observation.flags.contains(.urgent) == !events.isEmpty)
    }
}
