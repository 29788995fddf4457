import Decode
import Model
import Testing

/// SmartReader and Speedway Connect: one read in two envelopes.
@Suite struct SpeedwayTests {
    private func report(_ reads: String, _ more: String = #""readerName":"gate-9","mac":"00:16:25:00:00:09""#) -> String
    {
        #"{\#(more),"site":"north","tag_reads":[\#(reads)]}"#
    }

    @Test func aReportOfSmartReader() {
        let outcome = decode(
            "uhf/smart",
            report(
                """
                {"epc":"301433b2ddd9014000000001","firstSeenTimestamp":1795300490123456,"antennaPort":2,\
                "peakRssi":-51.25,"tid":"E2003412"},{"tid":"E20034120123","peakRssi":"-60","antennaPort":1}
                """))
        #expect(outcome.dialect == .smartReader)
        #expect(outcome.tags == ["301433B2DDD9014000000001", "E20034120123"])
        #expect(outcome.readers == ["gate-9", "gate-9"])
        #expect(outcome.observations.map(\.tagKind) == [.epc, .other])
        #expect(outcome.observations.map(\.rssiDBm) == [-51.25, -60])
        #expect(outcome.observations.map(\.antenna) == [2, 1])
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.123Z")
        #expect(outcome.observations.map(\.timeSource) == [.device, .received])
    }

    @Test func theOlderEnvelopeHasADate() {
        let read =
            #"{"epc":"301433B2DDD9014000000001","firstSeenTimestamp":"2026-11-21T22:34:50.36879Z","peakRssi":-51}"#
        let outcome = decode("uhf/old", report(read, #""reader_name":"sp-1""#))
        #expect(outcome.readers == ["sp-1"])
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.368Z")
    }

    @Test func theMACNamesAReaderWithoutName() {
        let read = #"{"epc":"301433B2DDD9014000000001"}"#
        #expect(decode("a", report(read, #""mac":"00:16:25:00:00:09""#)).readers == ["001625000009"])
        #expect(decode("uhf/x", report(read, #""site":"s""#)).reasons == [.duplicateKey])
        #expect(decode("uhf/x", #"{"tag_reads":[\#(read)]}"#).readers == ["uhf/x"])
    }

    @Test func heartbeatsAndManagement() {
        #expect(decode("a", report(#"{"epc":"*****","isHeartBeat":true}"#)).health == [.heartbeat])
        #expect(decode("a", report("")).health == [.heartbeat])
        let status = #"{"smartreader-status":"running","readerName":"gate-9","timestamp":1795300490123456}"#
        let outcome = decode("a", status)
        #expect(outcome.dialect == .smartReader)
        #expect(outcome.health == [.heartbeat])
        #expect(outcome.batch.text(outcome.batch.health[0].reader) == "gate-9")
        #expect(decode("a", #"{"smartreader-mqtt-status":"disconnected"}"#).health == [.offline])
        #expect(decode("a", #"{"smartreader-mqtt-status":"connected","readerName":"r"}"#).health == [.online])
    }

    @Test func readsOfSpeedwayConnectComeAloneInArraysAndJoined() {
        let read = #"{"antennaPort":7,"epc":"301433B2DDD9014000000001","peakRssi":-51,"isHeartBeat":false}"#
        for payload in [read, "[\(read)]", read + read, read + "\n" + read] {
            let outcome = decode("uhf/speedway", payload)
            #expect(outcome.dialect == .speedwayConnect)
            #expect(Set(outcome.tags) == ["301433B2DDD9014000000001"])
            #expect(outcome.readers.first == "uhf/speedway")
            #expect(outcome.reasons.isEmpty)
        }
        #expect(decode("a", #"{"isHeartBeat":true}"#).health == [.heartbeat])
        #expect(decode("a", #"{"isHeartBeat":false}"#).reasons == [.missingField])
    }

    @Test func theSameReadHasTheSameKey() {
        func packet(_ time: String, _ antenna: Int = 1) -> UInt64 {
            decode(
                "a",
                report(
                    #"{"epc":"301433B2DDD9014000000001","firstSeenTimestamp":\#(time),"antennaPort":\#(antenna)}"#)
            ).observation.packet
        }
        #expect(packet("1795300490123456") == packet("1795300490123456"))
        #expect(packet("1795300490123456") != packet("1795300490123457"))
        #expect(packet("1795300490123456") != packet("1795300490123456", 2))
        #expect(packet("1795300490123456") != 0)
        #expect(packet("null") == 0)
    }

    @Test(arguments: [
        (#"{"peakRssi":-51}"#, RejectionReason.missingField), (#"{"epc":"xyz"}"#, .badIdentifier),
        (#"{"epc":"ABCD","peakRssi":-5100}"#, .outOfRange), (#"{"epc":"ABCD","peakRssi":"loud"}"#, .wrongType),
        (#"{"epc":"ABCD","antennaPort":-1}"#, .outOfRange), ("7", .wrongType),
        (#"{"epc":"ABCD","firstSeenTimestamp":1e30}"#, .badTime),
        (#"{"epc":"ABCD","firstSeenTimestamp":1600000000000000}"#, .stale),
    ])
    func refusals(read: String, reason: RejectionReason) {
        #expect(decode("a", report(read)).reasons == [reason])
        #expect(decode("a", report(read)).observations.isEmpty)
    }
}
