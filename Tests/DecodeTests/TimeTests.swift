import Decode
import Model
import Testing

@Suite struct TimeTests {
    private func payload(offset milliseconds: Int64) -> String {
        #"{"tag":"t1","rssi":-60,"at":"\#(receivedAt.advanced(byMilliseconds: milliseconds).rfc3339)"}"#
    }

    @Test func aDeviceTimeInsideTheWindowIsUsed() {
        for offset in [0, -1, -86_400_000, 120_000, -3_600_000] as [Int64] {
            let outcome = native(payload(offset: offset))
            #expect(outcome.observation.observedAt == receivedAt.advanced(byMilliseconds: offset))
            #expect(outcome.observation.timeSource == .device)
            #expect(outcome.observation.flags.isEmpty)
        }
    }

    @Test func aDeviceTimeOlderThanADayIsStale() {
        #expect(native(payload(offset: -86_400_001)).reasons == [.stale])
        #expect(native(payload(offset: -365 * 86_400_000)).reasons == [.stale])
        #expect(native(payload(offset: -86_400_001)).observations.isEmpty)
    }

    @Test func aDeviceTimeTooFarAheadIsClampedAndFlagged() {
        let outcome = native(payload(offset: 120_001))
        #expect(outcome.observation.observedAt == receivedAt)
        #expect(outcome.observation.timeSource == .received)
        #expect(outcome.observation.flags == .futureClamped)
    }

    @Test func withoutADeviceTimeTheReceiveTimeHolds() {
        let outcome = native(#"{"tag":"t1","rssi":-60}"#)
        #expect(outcome.observation.observedAt == receivedAt)
        #expect(outcome.observation.timeSource == .received)
        #expect(native(#"{"tag":"t1","rssi":-60,"at":null}"#).observation.timeSource == .received)
    }

    @Test func aRetainedMessageIsLastKnownHoweverOld() {
        let old = native(payload(offset: -365 * 86_400_000), flags: .retained)
        #expect(old.reasons.isEmpty)
        #expect(old.observation.flags == .retained)
        #expect(old.observation.observedAt == receivedAt.advanced(byMilliseconds: -365 * 86_400_000))
        let ahead = native(payload(offset: 200_000), flags: .retained)
        #expect(ahead.observation.flags == [.retained, .futureClamped])
        #expect(native(#"{"tag":"t1","rssi":-60}"#, flags: .retained).observation.flags == .retained)
    }

    @Test func withoutAReceiveTimeTheDeviceTimeIsTakenAsItIs() {
        for offset in [-365 * 86_400_000, 0, 365 * 86_400_000] as [Int64] {
            let outcome = native(payload(offset: offset), flags: .receiveTimeUnknown)
            #expect(outcome.observation.observedAt == receivedAt.advanced(byMilliseconds: offset))
            #expect(outcome.observation.timeSource == .device)
            #expect(outcome.observation.flags.isEmpty)
        }
        #expect(native(#"{"tag":"t1","rssi":-60}"#, flags: .receiveTimeUnknown).reasons == [.badTime])
    }

    @Test(arguments: [
        #""yesterday""#, #""2026-11-21""#, #""2026-11-21T22:34:54""#, #""2026-02-30T00:00:00Z""#, #""""#,
        #""2026-11-21T22:34:54.1234567891Z""#,
    ])
    func aTimeThatCannotBeReadIsRefused(text: String) {
        #expect(native(#"{"tag":"t1","rssi":-60,"at":\#(text)}"#).reasons == [.badTime])
    }

    @Test func aTimeThatIsNoTextIsRefused() {
        #expect(native(#"{"tag":"t1","rssi":-60,"at":1795300494000}"#).reasons == [.wrongType])
    }
}
