import Decode
import Model
import Testing

@Suite struct ImpinjTests {
    private func event(_ inventory: String, _ more: String = "") -> String {
        #"{"eventType":"tagInventory"\#(more),"tagInventoryEvent":{\#(inventory)}}"#
    }

    @Test func anEventWithEverything() {
        let outcome = decode(
            "uhf/gate",
            event(
                """
                "epc":"MBQzst3ZAUAAAAAB","epcHex":"301433B2DDD9014000000001","antennaPort":3,"antennaName":"a",\
                "peakRssiCdbm":-5350,"lastSeenTime":"2026-11-21T22:34:53.499734Z","frequency":866900
                """, #","timestamp":"2026-11-21T22:34:53.900000001Z","hostname":"r700-1""#))
        #expect(outcome.dialect == .impinj)
        #expect(outcome.tags == ["301433B2DDD9014000000001"])
        #expect(outcome.readers == ["r700-1"])
        #expect(outcome.observation.tagKind == .epc)
        #expect(outcome.observation.antenna == 3)
        #expect(outcome.observation.rssiDBm == -53.5)
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:53.499Z")
        #expect(outcome.observation.timeSource == .device)
    }

    @Test func base64IsURLSafePaddedOrNot() {
        #expect(decode("uhf/gate", event(#""epc":"-_8gAQ==""#)).tags == ["FBFF2001"])
        #expect(decode("uhf/gate", event(#""epc":"-_8gAQ""#)).tags == ["FBFF2001"])
        #expect(decode("uhf/gate", event(#""epc":"+/8gAQ==""#)).tags == ["FBFF2001"])
        #expect(decode("uhf/gate", event(#""epc":"AAECAwQFBgcICQoL""#)).tags == ["000102030405060708090A0B"])
    }

    @Test func epcHexWinsAndIsUpperCase() {
        #expect(
            decode("g/e", event(#""epc":"AAEC","epcHex":"3014aabbccdd014000000001""#)).tags == [
                "3014AABBCCDD014000000001"
            ])
    }

    @Test func aShortEPCIsAlsoKnownInLowerCase() {
        let outcome = decode("g/e", event(#""epcHex":"8A450224""#))
        #expect(outcome.tags == ["8A450224"])
        #expect(outcome.batch.text(outcome.observation.alternateTag) == "8a450224")
        #expect(decode("g/e", event(#""epcHex":"301433B2DDD9014000000001""#)).observation.alternateTag.isEmpty)
    }

    @Test func theTIDCountsOnlyWithoutAnEPC() {
        let both = decode("g/e", event(#""epcHex":"301433B2DDD9014000000001","tidHex":"E2801160600002""#))
        #expect(both.tags == ["301433B2DDD9014000000001"])
        let alone = decode("g/e", event(#""epc":"","tidHex":"e28011606000020497cb0065""#))
        #expect(alone.tags == ["E28011606000020497CB0065"])
        #expect(alone.observation.tagKind == .other)
    }

    @Test func theWholeTopicNamesAReaderWithoutHostname() {
        #expect(decode("uhf/gate/1", event(#""epcHex":"300833B2DDD9014000000000""#)).readers == ["uhf/gate/1"])
    }

    @Test func anArrayMayHoldEventsOfSeveralKinds() {
        let outcome = decode(
            "uhf/gate",
            """
            [\(event(#""epcHex":"300833B2DDD9014000000000""#)),{"eventType":"gpiTransition","hostname":"r700-2"},\
            7,{"hostname":"x"},{"eventType":"tagInventory"},\(event(#""epcHex":"xyz""#))]
            """)
        #expect(outcome.tags == ["300833B2DDD9014000000000"])
        #expect(outcome.health == [.heartbeat])
        #expect(outcome.batch.text(outcome.batch.health[0].reader) == "r700-2")
        #expect(outcome.reasons == [.wrongType, .missingField, .missingField, .badIdentifier])
    }

    @Test func theKeepAliveIsAHeartbeat() {
        let outcome = decode("uhf/gate", "[]")
        #expect(outcome.dialect == .impinj)
        #expect(outcome.health == [.heartbeat])
        #expect(outcome.batch.text(outcome.batch.health[0].reader) == "uhf/gate")
    }

    @Test func theWillIsPlainText() {
        #expect(decode("uhf/gate/will", "connected").health == [.online])
        #expect(decode("uhf/gate/will", "connection lost").health == [.offline])
    }

    @Test func timeComesFromTheAirElseFromTheQueueElseFromReceipt() {
        let queue = decode(
            "g/e", event(#""epcHex":"300833B2DDD9014000000000""#, #","timestamp":"2026-11-21T22:34:50.432087177Z""#))
        #expect(queue.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.432Z")
        let none = decode("g/e", event(#""epcHex":"300833B2DDD9014000000000""#))
        #expect(none.observation.timeSource == .received)
        let old = decode("g/e", event(#""epcHex":"300833B2DDD9014000000000""#, #","timestamp":"2025-11-21T22:34:50Z""#))
        #expect(old.reasons == [.stale])
    }

    @Test(arguments: [
        (#""antennaPort":1"#, RejectionReason.missingField), (#""epc":"A""#, .badIdentifier),
        (#""epc":"AB=A""#, .badIdentifier),
        (#""epc":"A*==""#, .badIdentifier), (#""epc":"AAF=""#, .badIdentifier), (#""epc":"AAEC==""#, .badIdentifier),
        (#""epcHex":"ABC""#, .badIdentifier), (#""epcHex":"ABCG""#, .badIdentifier), (#""epcHex":7"#, .wrongType),
        (#""epcHex":"\#(String(repeating: "AB", count: 63))""#, .badIdentifier),
        (#""epcHex":"ABCD","antennaPort":0"#, .outOfRange), (#""epcHex":"ABCD","antennaPort":"1""#, .wrongType),
        (#""epcHex":"ABCD","antennaPort":65536"#, .outOfRange),
        (#""epcHex":"ABCD","peakRssiCdbm":-60000"#, .outOfRange),
        (#""epcHex":"ABCD","peakRssiCdbm":1e308"#, .outOfRange), (#""epcHex":"ABCD","lastSeenTime":"noon""#, .badTime),
    ])
    func refusals(inventory: String, reason: RejectionReason) {
        let outcome = decode("uhf/gate", event(inventory))
        #expect(outcome.reasons == [reason])
        #expect(outcome.observations.isEmpty)
    }

    @Test func aReaderNeedsAName() {
        let topic = String(repeating: "t", count: 200)
        #expect(decode(topic, event(#""epcHex":"ABCD""#)).reasons == [.badIdentifier])
        #expect(decode(topic, event(#""epcHex":"ABCD""#, #","hostname":"r7""#)).readers == ["r7"])
        #expect(decode("g/e", event(#""epcHex":"ABCD""#, #","hostname":"r\u202e7""#)).reasons == [.badIdentifier])
    }
}
