import Decode
import Model
import Testing

@Suite struct TrustClassTests {
    private func map(_ dialect: Dialect, _ trust: TrustClass, level: String = "") throws -> DialectMap {
        DialectMap(entries: [
            .init(filter: try #require(TopicFilter("#")), dialect: dialect, level: level, trust: trust)
        ])
    }

    private let alarm =
        #"{"tag":"t","at":"2026-11-21T22:34:54.123Z","rssi":-67.5,"seq":17,"boot":"b","battery":87,"#
        + #""sensors":{"temperature_c":4.2,"fall":true,"button":"sos"}}"#
    private let scanTopic = "vigie/v1/site/scans/desk"
    private let scan = #"{"code":"03400930000014","action":"receive","to":"pharmacy","quantity":1}"#

    @Test func byDefaultAllThatAMessageSaysCounts() throws {
        let outcome = decode(nativeTopic, alarm, map: try map(.native, .full))
        #expect(outcome.observation.events.contains(.fall) && outcome.observation.batteryPercent == 87)
        #expect(outcome.observation.timeSource == .device)
        #expect(decode(scanTopic, scan, map: try map(.native, .full)).reasons.isEmpty)
    }

    @Test func trustedForReadsMeansWhoWasHeardWhereAndHowStronglyAtTheTimeOfReceipt() throws {
        let outcome = decode(nativeTopic, alarm, map: try map(.native, .reads))
        let observation = outcome.observation
        #expect(outcome.reasons.isEmpty && outcome.readers == ["gw-7"])
        #expect(observation.rssiDBm == -67.5 && observation.sequence == 17)
        #expect(observation.timeSource == .received)
        #expect(observation.observedAt != Instant.parse("2026-11-21T22:34:54.123Z"))
        #expect(observation.events.isEmpty && !observation.flags.contains(.urgent))
        #expect(observation.batteryPercent.isNaN && observation.temperatureCelsius.isNaN)
        let refused = decode(scanTopic, scan, map: try map(.native, .reads))
        #expect(refused.reasons == [.untrusted])
    }

    @Test func notTrustedAtAllIsCountedAndChangesNothing() throws {
        let map = try map(.native, .none)
        for (topic, payload) in [(nativeTopic, alarm), (nativeTopic, "[\(alarm),\(alarm)]"), (scanTopic, scan)] {
            let outcome = decode(topic, payload, map: map)
            #expect(outcome.reasons == [.untrusted], "\(payload)")
            #expect(outcome.observations.isEmpty && outcome.health.isEmpty)
        }
        // What is wrong with it is told as ever.
        #expect(decode(nativeTopic, #"{"tag":"#, map: map).reasons == [.malformedJSON])
        let part = decode(nativeTopic, #"[{"tag":"a","rssi":-60},{"tag":"b","rssi":"loud"}]"#, map: map)
        #expect(part.reasons.contains(.untrusted) && part.reasons.count == 2 && part.observations.isEmpty)
    }

    @Test func theSameHoldsForMessagesThatAreReadWithoutATape() throws {
        let payload = #"{"id":"a","rssi":-60,"distance":2.5}"#
        #expect(decode(espresenseTopic, payload, map: try map(.espresense, .none)).reasons == [.untrusted])
        #expect(decode(espresenseTopic, payload, map: try map(.espresense, .reads)).observation.rssiDBm == -60)
    }

    @Test func positionsThatNameNoLevelGetTheSubscriptions() throws {
        let map = try map(.native, .full, level: "level-2")
        let outcome = decode(fixesTopic, #"{"tag":"a","at":"2026-11-21T22:34:54Z","x":1.5,"y":2}"#, map: map)
        #expect(outcome.batch.text(outcome.observation.level) == "level-2")
        let named = decode(
            fixesTopic, #"{"tag":"a","at":"2026-11-21T22:34:54Z","x":1.5,"y":2,"level":"level-0"}"#, map: map)
        #expect(named.batch.text(named.observation.level) == "level-0")
        #expect(decode(nativeTopic, #"{"tag":"a","rssi":-60}"#, map: map).observation.level.isEmpty)
    }
}
