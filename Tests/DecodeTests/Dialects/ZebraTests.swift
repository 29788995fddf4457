import Decode
import Model
import Testing

@Suite struct ZebraTests {
    private let epc = "301433B2DDD9014000000001"

    private func event(_ data: String, time: String = #""2026-11-21T16:34:50.319-0600""#) -> String {
        #"{"data":{\#(data)},"timestamp":\#(time),"type":"SIMPLE"}"#
    }

    @Test func aFixedReadersEvent() {
        let outcome = decode(
            "ziotc/dock",
            event(
                """
                "MAC":"84:24:8D:00:00:01","PC":"3000","antenna":3,"channel":866.30000000000007,"eventNum":63,\
                "format":"epc","hostName":"FX9600-1","idHex":"301433b2ddd9014000000001","peakRssi":-39,"reads":2
                """))
        #expect(outcome.dialect == .zebra)
        #expect(outcome.tags == [epc])
        #expect(outcome.readers == ["FX9600-1"])
        #expect(outcome.observation.tagKind == .epc)
        #expect(outcome.observation.antenna == 3)
        #expect(outcome.observation.rssiDBm == -39)
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.319Z")
        #expect(outcome.observation.timeSource == .device)
    }

    @Test func theReaderIsTheHostElseTheMACElseTheTopic() {
        let tag = #""idHex":"\#(epc)""#
        #expect(decode("z/1", event(tag + #","MAC":"84:24:8D:00:00:01""#)).readers == ["84248d000001"])
        #expect(decode("z/1", event(tag)).readers == ["z/1"])
        #expect(decode("t1/DATA/clients/data1event/2100099", event(tag)).readers == ["2100099"])
        #expect(decode(String(repeating: "t", count: 200), event(tag)).reasons == [.badIdentifier])
    }

    @Test func timesWithAndWithoutColonAndInMilliseconds() {
        for time in [
            #""2026-11-21T16:34:50.319-0600""#, #""2026-11-21T22:34:50.319+0000""#, #""2026-11-21T23:34:50.319+01:00""#,
            #""2026-11-21T22:34:50.319Z""#, "1795300490319",
        ] {
            let outcome = decode("z", event(#""idHex":"\#(epc)""#, time: time))
            #expect(outcome.observation.observedAt.milliseconds == 1_795_300_490_319, "\(time)")
        }
    }

    @Test func aHandheldsEventHoldsManyTags() {
        let outcome = decode(
            "t1/DATA/clients/data1event/2100099",
            """
            {"type":"BALANCED_PERFORMANCE","timestamp":"2026-11-21T22:34:52Z","data":{"tagData":[\
            {"EPCid":"\(epc)","EPC":"\(epc)","TID":"E2003412","eventNum":1,"peakRssi":-39,"seenCount":1,\
            "firstSeenTime":1795300490000,"lastSeenTime":1795300491500},\
            {"EPCid":"ABCD","eventNum":2,"peakRssi":-50},{"peakRssi":-50},7]}}
            """)
        #expect(outcome.dialect == .zebra)
        #expect(outcome.tags == [epc, "ABCD"])
        #expect(outcome.readers == ["2100099", "2100099"])
        #expect(
            outcome.observations.map(\.observedAt.rfc3339) == ["2026-11-21T22:34:51.500Z", "2026-11-21T22:34:52.000Z"])
        #expect(outcome.reasons == [.missingField, .wrongType])
    }

    @Test func objectsMayBeJoinedWithoutAnythingBetween() {
        let one = event(#""idHex":"\#(epc)","eventNum":1"#)
        let two = event(#""idHex":"ABCD","eventNum":2"#)
        let outcome = decode("z", one + two + "\n" + one)
        #expect(outcome.dialect == .zebra)
        #expect(outcome.tags == [epc, "ABCD", epc])
        #expect(decode("z", one + "{").reasons == [.malformedJSON])
        #expect(decode("z", one + "{").tags == [epc])
        #expect(decode("z", "[\(one),\(two)]").tags == [epc, "ABCD"])
    }

    @Test func aTIDIsNoEPC() {
        let outcome = decode("z", event(#""idHex":"e2801160600002","format":"tid""#))
        #expect(outcome.tags == ["E2801160600002"])
        #expect(outcome.observation.tagKind == .other)
        #expect(decode("z", event(#""idHex":"e280116060000204","format":"uii""#)).observation.tagKind == .epc)
    }

    @Test func managementFeedsHealth() {
        let heartbeat =
            #"{"component":"RC","data":{},"eventNum":3,"timestamp":"2026-11-21T22:34:50Z","type":"heartbeat"}"#
        #expect(decode("z/1", heartbeat).dialect == .zebra)
        #expect(decode("z/1", heartbeat).health == [.heartbeat])
        let handheld = #"{"event":"heartBeatEVT","version":"1.0","hostname":"rfd-1","battery":{"level":87}}"#
        let outcome = decode("t1/mgmt/clients/c/2100099", handheld)
        #expect(outcome.health == [.heartbeat])
        #expect(outcome.batch.text(outcome.batch.health[0].reader) == "2100099")
        #expect(
            decode("z/1", #"{"type":"x","timestamp":"2026-11-21T22:34:50Z","data":{"tagData":[]}}"#).health == [
                .heartbeat
            ])
    }

    @Test func theKeyIsTheReadersNumberAndTheTime() {
        func packet(_ number: Int, _ second: Int, _ topic: String = "z") -> UInt64 {
            decode(
                topic, event(#""idHex":"\#(epc)","eventNum":\#(number)"#, time: #""2026-11-21T22:34:\#(second)Z""#)
            ).observation.packet
        }
        #expect(packet(1, 50) == packet(1, 50))
        #expect(packet(1, 50) != packet(2, 50))
        #expect(packet(1, 50) != packet(1, 51))
        #expect(packet(1, 50) != packet(1, 50, "y"))
    }

    @Test(arguments: [
        (#""idHex":"xyz""#, RejectionReason.badIdentifier), (#""idHex":"ABC""#, .badIdentifier),
        (#""idHex":7"#, .wrongType), (#""idHex":"ABCD","peakRssi":-390"#, .outOfRange),
        (#""idHex":"ABCD","peakRssi":"-39""#, .wrongType), (#""idHex":"ABCD","antenna":70000"#, .outOfRange),
        (#""idHex":"ABCD","eventNum":1.5"#, .wrongType),
    ])
    func refusals(data: String, reason: RejectionReason) {
        let outcome = decode("z", event(data))
        #expect(outcome.reasons == [reason])
        #expect(outcome.observations.isEmpty)
        #expect(outcome.dialect == .zebra)
    }
}
