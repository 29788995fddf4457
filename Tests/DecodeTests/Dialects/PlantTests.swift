import Decode
import Model
import Testing

/// Sparkplug B, and the gates and cabinets that send lists.
@Suite struct PlantTests {
    private let data = #"{"timestamp":1795300490000,"metrics":[{"name":"In","value":true}],"seq":3}"#
    /// The same as protobuf: timestamp, one metric of five bytes, seq.
    private let binary: [UInt8] = [
        0x08, 0xD0, 0xFB, 0xB6, 0xEF, 0x9F, 0x34, 0x12, 0x05, 0x0A, 0x02, 0x49, 0x6E, 0x70, 0x18, 0x03,
    ]

    @Test(arguments: [
        ("NBIRTH", HealthReport.Kind.online), ("DBIRTH", .online), ("NDATA", .heartbeat), ("DDATA", .heartbeat),
        ("NDEATH", .offline), ("DDEATH", .offline),
    ])
    func aNodesLife(kind: String, health: HealthReport.Kind) {
        for topic in ["spBv1.0/plant/\(kind)/edge-1", "spBv1.0/plant/\(kind)/edge-1/dev-2"] {
            let text = decode(topic, data)
            let bytes = decode(topic: topic, bytes: binary)
            #expect(text.dialect == .sparkplug && bytes.dialect == .sparkplug)
            #expect(text.health == [health])
            #expect(bytes.health == [health])
            let reader = topic.hasSuffix("dev-2") ? "plant/edge-1/dev-2" : "plant/edge-1"
            #expect(text.batch.text(text.batch.health[0].reader) == reader)
            #expect(bytes.batch.text(bytes.batch.health[0].reader) == reader)
        }
    }

    @Test func whatSparkplugDoesNotTell() {
        #expect(decode("spBv1.0/plant/NCMD/edge", data).reasons == [.unsupportedMessage])
        #expect(decode("spBv1.0/STATE/host", #"{"online":true,"timestamp":1}"#).reasons == [.unsupportedMessage])
        #expect(decode("spBv1.0/plant/XDATA/edge", data).reasons == [.unknownTopic])
        #expect(decode("spBv1.0/plant", data).reasons == [.unknownTopic])
        #expect(decode("spBv1.0/plant/NDATA/edge", "").reasons == [.emptyPayload])
        #expect(decode("spBv1.0/plant/NDATA/edge", "7").reasons == [.wrongType])
        for count in 1..<binary.count where ![7, 14].contains(count) {
            let outcome = decode(topic: "spBv1.0/plant/NDATA/edge", bytes: Array(binary[..<count]))
            #expect(outcome.reasons == [.wrongType], "\(count) bytes")
        }
    }

    @Test func withoutATopicTheCountTells() {
        #expect(decode("any", data).dialect == .sparkplug)
        #expect(decode("any", data).health == [.heartbeat])
        let will = #"{"timestamp":1795300490000,"metrics":[{"name":"bdSeq","value":0}]}"#
        #expect(decode("any", will).health == [.offline])
        let command = #"{"timestamp":1795300490000,"metrics":[{"name":"Node Control/Rebirth","value":true}]}"#
        #expect(decode("any", command).reasons == [.unsupportedMessage])
        #expect(decode("any", #"{"timestamp":1795300490000,"seq":3,"x":1}"#).reasons == [.unknownDialect])
    }

    @Test func aBlinkOfRFControls() {
        let outcome = decode(
            "rf",
            """
            [{"regionId":"region-1","antennaIds":["ant-1"],"tagID":"301433b2ddd9014000000001","x":1.5,"y":2,"z":0,\
            "locateTime":1795300490222,"rssi":-655}]
            """)
        #expect(outcome.dialect == .rfControls)
        #expect(outcome.tags == ["301433B2DDD9014000000001"])
        #expect(outcome.observation.rssiDBm == -65.5)
        #expect(outcome.observation.xMetres == 1.5)
        #expect(outcome.batch.text(outcome.observation.level) == "region-1")
        #expect(outcome.observation.observedAt.milliseconds == 1_795_300_490_222)
        let read = decode("rf", #"{"antennaIds":["ant-1"],"tagID":"ABCD","locateTime":1795300490222,"rssi":-655}"#)
        #expect(read.readers == ["ant-1"] && !read.observation.hasPosition)
        #expect(decode("rf", #"{"tagID":"ABCD","locateTime":1795300490222}"#).reasons == [.missingField])
        #expect(decode("rf", #"{"tagID":"ABCD","locateTime":1,"x":1,"y":2,"rssi":-6550}"#).reasons == [.outOfRange])
    }

    @Test func aGateOfIFM() {
        let passage =
            #"{"eventID":1,"gateID":4905,"direction":"IN","EPC":"ABCD","timestamp":"2026-11-21T23:34:50+0100"}"#
        let outcome = decode("gates", "[\(passage),\(passage),7]")
        #expect(outcome.dialect == .ifmGate)
        #expect(outcome.readers == ["4905", "4905"])
        #expect(outcome.observation.observedAt.milliseconds == 1_795_300_490_000)
        #expect(outcome.observation.rssiDBm.isNaN)
        #expect(Set(outcome.observations.map(\.packet)).count == 1)
        #expect(outcome.reasons == [.wrongType])
    }

    @Test func aCabinetOfTerso() {
        func event(_ seen: String, _ type: String = "ObjectEvent") -> Outcome {
            decode(
                "cabinets",
                """
                {"Observe":[\(seen)],"Device":"fridge-2","Type":"\(type)","EventId":"e-1",\
                "EventTime":"2026-11-21T22:34:50Z","ReceivedTime":"2026-11-21T22:34:53Z"}
                """)
        }
        let outcome = event(#""ABCD","300833B2DDD9014000000000",7"#)
        #expect(outcome.dialect == .terso)
        #expect(outcome.tags == ["ABCD", "300833B2DDD9014000000000"])
        #expect(outcome.readers == ["fridge-2", "fridge-2"])
        #expect(outcome.observation.observedAt.milliseconds == 1_795_300_490_000)
        #expect(Set(outcome.observations.map(\.packet)).count == 2)
        #expect(outcome.reasons == [.wrongType])
        #expect(event("").health == [.heartbeat])
    }

    @Test func aPositionOfUbisense() throws {
        let map = DialectMap(entries: [.init(filter: try #require(TopicFilter("ub/#")), dialect: .ubisense)])
        // x 12.5, y -3.25, z 1.
        let hex = "e298026b0011ce000000000a0000000100004841000050c00000803f00000000"
        let outcome = decode("ub/1", hex, map: map)
        #expect(outcome.tags == ["0011ce000000000a"])
        #expect(outcome.observation.xMetres == 12.5 && outcome.observation.yMetres == -3.25)
        #expect(outcome.observation.zMetres == 1)
        #expect(outcome.observation.tagKind == .position)
        let digits = hex.compactMap { UInt8(String($0), radix: 16) }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        #expect(decode(topic: "any", bytes: bytes).dialect == .ubisense)
        #expect(decode(topic: "any", bytes: bytes).observation.xMetres == 12.5)
        #expect(decode("any", hex).dialect == .ubisense)
        var failed = bytes
        failed[15] = 2
        #expect(decode(topic: "ub/1", bytes: failed, map: map).reasons == [.unsupportedMessage])
        #expect(decode(topic: "ub/1", bytes: Array(bytes[..<20]), map: map).reasons == [.wrongType])
        var notFinite = bytes
        notFinite.replaceSubrange(16..<20, with: [0, 0, 0xC0, 0x7F])
        #expect(decode(topic: "ub/1", bytes: notFinite, map: map).reasons == [.notFinite])
    }
}
