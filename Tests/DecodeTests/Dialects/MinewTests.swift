import Decode
import Model
import Testing

@Suite struct MinewTests {
    private let gateway =
        #"{"type":"Gateway","mac":"AC233FC00001","gatewayFree":96,"timestamp":"2026-11-21T22:34:50Z"}"#

    private func report(_ elements: String...) -> Outcome {
        decode("minew/report", "[" + ([gateway] + elements).joined(separator: ",") + "]")
    }

    @Test func aSensorAndItsGateway() {
        let outcome = report(
            """
            {"type":"S1","mac":"AC233FA018E7","bleName":"S1","rssi":-55,"battery":100,\
            "temperature":27.1,"humidity":57.9,\
            "timestamp":"2026-11-21T22:34:51Z"}
            """)
        #expect(outcome.dialect == .minew)
        #expect(outcome.health == [.heartbeat])
        #expect(outcome.batch.text(outcome.batch.health[0].reader) == "ac233fc00001")
        #expect(outcome.batch.health[0].at == receivedAt)
        #expect(outcome.tags == ["ac233fa018e7"])
        #expect(outcome.readers == ["ac233fc00001"])
        #expect(outcome.observation.rssiDBm == -55)
        #expect(outcome.observation.batteryPercent == 100)
        #expect(outcome.observation.temperatureCelsius == 27.1)
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:51.000Z")
    }

    @Test func anIBeaconKeepsItsAddressAsSecondIdentity() {
        let outcome = report(
            """
            {"type":"iBeacon","mac":"AC233F8C7CEE","ibeaconUuid":"11112222333344445555666677778888","ibeaconMajor":1,\
            "ibeaconMinor":2,"rssi":-38,"ibeaconTxPower":-59,"battery":0}
            """)
        #expect(outcome.tags == ["ibeacon:11112222-3333-4444-5555-666677778888:1:2"])
        #expect(outcome.batch.text(outcome.observation.alternateTag) == "ac233f8c7cee")
        // An iBeacon's 0 % is what the gateway writes when it does not know.
        #expect(outcome.observation.batteryPercent.isNaN)
        #expect(outcome.reasons.isEmpty)
    }

    @Test func aSensorsEmptyBatteryIsTold() {
        #expect(report(#"{"type":"S1","mac":"AC233FA018E7","rssi":-55,"battery":0}"#).observation.batteryPercent == 0)
    }

    @Test(arguments: [
        (#""2026-11-21T22:34:50.500Z""#, "2026-11-21T22:34:50.500Z"),
        (#""2026-11-22T05:34:50.123+07:00""#, "2026-11-21T22:34:50.123Z"),
        (#""2026-11-21T22:34:50+0000""#, "2026-11-21T22:34:50.000Z"), ("1795300490250", "2026-11-21T22:34:50.250Z"),
    ])
    func threeWaysToWriteATime(timestamp: String, expected: String) {
        let outcome = report(#"{"mac":"AC233FA018E7","rssi":-55,"timestamp":\#(timestamp)}"#)
        #expect(outcome.observation.observedAt.rfc3339 == expected)
        #expect(outcome.observation.timeSource == .device)
    }

    @Test func decibelsMayComeAsText() {
        #expect(report(#"{"mac":"AC233FA018E7","rssi":"-71"}"#).observation.rssiDBm == -71)
        #expect(report(#"{"mac":"AC233FA018E7","rssi":"-71.5"}"#).observation.rssiDBm == -71.5)
        #expect(report(#"{"mac":"AC233FA018E7","rssi":"loud"}"#).reasons == [.wrongType])
        #expect(report(#"{"mac":"AC233FA018E7","rssi":"-171"}"#).reasons == [.outOfRange])
    }

    @Test func membersMayBeNull() {
        let outcome = report(
            """
            {"mac":"AC:23:3F:A0:18:E7","type":null,"bleName":null,"rssi":-60,"battery":null,"temperature":null,\
            "rawData":null,"ibeaconUuid":null,"timestamp":null}
            """)
        #expect(outcome.tags == ["ac233fa018e7"])
        #expect(outcome.observation.timeSource == .received)
    }

    @Test func aRawSensorFrameGivesBatteryAndTemperature() {
        // Service data first, then nothing: 24.5 °C as 8.8 fixed point, 90 % battery.
        let outcome = report(#"{"mac":"AC233FA018E7","rssi":-62,"rawData":"1016e1ffa1015a18803040000000000000"}"#)
        #expect(outcome.tags == ["ac233fa018e7"])
        #expect(outcome.observation.batteryPercent == 90)
        #expect(outcome.observation.temperatureCelsius == 24.5)
        // Below zero.
        let cold = report(#"{"mac":"AC233FA018E7","rssi":-62,"rawData":"1016e1ffa1015afe803040000000000000"}"#)
        #expect(cold.observation.temperatureCelsius == -1.5)
        // Other products have no temperature there.
        let other = report(#"{"mac":"AC233FA018E7","rssi":-62,"rawData":"0201060D16E1FFA1025A01E718A03F23AC"}"#)
        #expect(other.observation.batteryPercent == 90)
        #expect(other.observation.temperatureCelsius.isNaN)
        // Named members win.
        let named = report(
            #"{"mac":"AC233FA018E7","rssi":-62,"battery":80,"temperature":20,"#
                + #""rawData":"1016e1ffa1015a18803040000000000000"}"#
        )
        #expect(named.observation.batteryPercent == 80)
        #expect(named.observation.temperatureCelsius == 20)
    }

    @Test(arguments: [
        "", "00", "0201", "FF", "0201061AFF4C000215", "03FF4C00",
        "1AFF4C000216E2C56DB5DFFB48D2B060D0F5A71096E001020304C5",
        "1116AAFE20000BD091181501E329", "0616AAFE00E800",
    ])
    func anAdvertisementWithoutIdentityIsKnownByItsAddress(raw: String) {
        let outcome = report(#"{"mac":"AC233FA018E7","rssi":-62,"rawData":"\#(raw)"}"#)
        #expect(outcome.tags == ["ac233fa018e7"])
        #expect(outcome.observation.alternateTag.isEmpty)
        #expect(outcome.reasons.isEmpty)
    }

    @Test(arguments: [
        (#"{"rssi":-60}"#, RejectionReason.missingField), (#"{"mac":"AC233FA018E7"}"#, .missingField),
        (#"{"mac":"AC233FA018","rssi":-60}"#, .badIdentifier), (#"{"mac":7,"rssi":-60}"#, .wrongType),
        ("7", .wrongType),
        (#"{"mac":"AC233FA018E7","rssi":-60,"battery":300}"#, .outOfRange),
        (#"{"mac":"AC233FA018E7","rssi":-60,"rawData":"020"}"#, .wrongType),
        (#"{"mac":"AC233FA018E7","rssi":-60,"rawData":"zz"}"#, .wrongType),
        (#"{"mac":"AC233FA018E7","rssi":-60,"timestamp":"soon"}"#, .badTime),
        (#"{"mac":"AC233FA018E7","rssi":-60,"timestamp":9223372036854775807}"#, .badTime),
        (#"{"mac":"AC233FA018E7","rssi":-60,"timestamp":true}"#, .wrongType),
        (#"{"mac":"AC233FA018E7","rssi":-60,"timestamp":1000}"#, .stale),
        (#"{"mac":"AC233FA018E7","rssi":-60,"ibeaconUuid":"11112222333344445555666677778888"}"#, .missingField),
        (#"{"mac":"AC233FA018E7","rssi":-60,"ibeaconUuid":"1111","ibeaconMajor":1,"ibeaconMinor":1}"#, .badIdentifier),
        (
            #"{"mac":"AC233FA018E7","rssi":-60,"ibeaconUuid":"11112222333344445555666677778888","ibeaconMajor":65536}"#,
            .outOfRange
        ),
        (#"{"type":"Gateway","mac":"AC233FC00002"}"#, .unsupportedMessage),
    ])
    func aBadElementIsRefusedAlone(element: String, reason: RejectionReason) {
        let outcome = report(#"{"mac":"AC233FA018E7","rssi":-60}"#, element, #"{"mac":"AC233FA018E8","rssi":-61}"#)
        #expect(outcome.tags == ["ac233fa018e7", "ac233fa018e8"])
        #expect(outcome.reasons == [reason])
        #expect(outcome.health == [.heartbeat])
    }

    @Test(arguments: [
        ("{}", RejectionReason.wrongType), ("[]", .missingField),
        (#"[{"mac":"AC233FA018E7","rssi":-1}]"#, .missingField),
        (#"[{"type":"Gateway"}]"#, .missingField), (#"[{"type":"Gateway","mac":"x"}]"#, .badIdentifier),
    ])
    func aBadFrameRefusesTheMessage(payload: String, reason: RejectionReason) throws {
        let map = DialectMap(entries: [.init(filter: try #require(TopicFilter("m")), dialect: .minew)])
        let outcome = decode("m", payload, map: map)
        #expect(outcome.reasons == [reason])
        #expect(outcome.observations.isEmpty && outcome.health.isEmpty)
    }

    @Test func theGatewaysClockDoesNotMatterForItsHealth() {
        let outcome = decode("m", #"[{"type":"Gateway","mac":"AC233FC00001","timestamp":"1970-01-01T00:00:09Z"}]"#)
        #expect(outcome.health == [.heartbeat])
        #expect(outcome.batch.health[0].at == receivedAt)
    }
}
