import Decode
import Model
import Testing

/// Units and types of each gateway dialect: where one is read as another's, a tag lands in the wrong room.
@Suite struct GatewayUnitTests {
    private static let epc = #"{"tagInventoryEvent":{"epcHex":"300833B2DDD9014000000000","peakRssiCdbm":-5350}}"#
    private static let five = "020106" + Air.manufacturer("0499", "0510cc4e20c3500010ffe003f8b4162a0101ac233f018e70")

    /// A message of each dialect that says −53.5 or −53 dBm in its own way.
    static let strengths: [(topic: String, payload: String, dBm: Float)] = [
        ("uhf", epc, -53.5), ("espresense/devices/a/w", #"{"id":"a","rssi":-53}"#, -53),
        ("espresense/devices/a/w", #"{"id":"a","rssi":-53.50}"#, -53.5),
        ("home/g/BTtoMQTT/x", #"{"id":"AC:23:3F:01:8E:70","rssi":"-53"}"#, -53),
        ("m", #"[{"type":"Gateway","mac":"AC233FC00001"},{"mac":"AC233F018E70","rssi":-53}]"#, -53),
        ("m", #"[{"type":"Gateway","mac":"AC233FC00001"},{"mac":"AC233F018E70","rssi":"-53"}]"#, -53),
        ("moko", #"{"mac":"AC233F018E70","rssi":-53,"adv_data":""}"#, -53),
        ("moko", #"{"mac":"AC233F018E70","rssi":-53,"adv_data":"020106"}"#, -53),
        ("ruuvi/g/AC:23:3F:01:8E:70", #"{"gw_mac":"AC:23:3F:C0:00:01","rssi":-53,"cnt":1}"#, -53),
        ("/stream/a/all", #"{"trackingId":"a","rssi":-53}"#, -53),
        ("up/x", #"{"bdaddrs":[{"bdaddr":"AC:23:3F:01:8E:70"}],"rssi":-53}"#, -53),
        ("shelly", #"{"BTHome_version":2,"addr":"ac:23:3f:01:8e:70","rssi":-53}"#, -53),
        ("r", #"{"transmitterId":"a","rssiSignature":[{"receiverId":"r","rssi":-53}]}"#, -53),
    ]

    @Test(arguments: strengths)
    func strengthsAreInDBm(topic: String, payload: String, dBm: Float) {
        let outcome = decode(topic, payload)
        #expect(outcome.observations.map(\.rssiDBm) == [dBm], "\(payload)")
    }

    /// The same instant as each dialect writes it: 22:34:50 UTC, with milliseconds where it has them.
    static let times: [(topic: String, payload: String, text: String)] = [
        (
            "uhf", #"{"timestamp":"2026-11-21T22:34:50.250999999Z",\#(epc.dropFirst())"#, "2026-11-21T22:34:50.250Z"
        ),
        (
            "m",
            #"[{"type":"Gateway","mac":"AC233FC00001"},"#
                + #"{"mac":"AC233F018E70","rssi":-53,"timestamp":"2026-11-22T05:34:50+07:00"}]"#,
            "2026-11-21T22:34:50.000Z"
        ),
        (
            "m",
            #"[{"type":"Gateway","mac":"AC233FC00001"},{"mac":"AC233F018E70","rssi":-53,"timestamp":1795300490250}]"#,
            "2026-11-21T22:34:50.250Z"
        ),
        (
            "moko", #"{"mac":"AC233F018E70","rssi":-53,"adv_data":"00","timestamp":"2026-11-22&06:34:50+08"}"#,
            "2026-11-21T22:34:50.000Z"
        ),
        (
            "moko", #"{"mac":"AC233F018E70","rssi":-53,"adv_data":"00","timestamp":1795300490250}"#,
            "2026-11-21T22:34:50.250Z"
        ),
        (
            "ruuvi/g/AC:23:3F:01:8E:70",
            #"{"gw_mac":"AC:23:3F:C0:00:01","rssi":-53,"gwts":1795300499,"ts":1795300490}"#,
            "2026-11-21T22:34:50.000Z"
        ),
        (
            "/stream/a/all",
            #"{"trackingId":"a","rssi":-53,"timestamp":"2026-11-21T22:34:50Z","beaconTimestamp":1795300000}"#,
            "2026-11-21T22:34:50.000Z"
        ),
        (
            "shelly",
            #"{"component":"s","event":"e","ts":1795300490.25,"#
                + #""data":{"addr":"ac:23:3f:01:8e:70","rssi":-53}}"#, "2026-11-21T22:34:50.250Z"
        ),
        (
            "r", #"{"transmitterId":"a","timestamp":1795300490250,"rssiSignature":[{"receiverId":"r","rssi":-53}]}"#,
            "2026-11-21T22:34:50.250Z"
        ),
    ]

    @Test(arguments: times)
    func timesOfDevices(topic: String, payload: String, text: String) {
        let observation = decode(topic, payload).observation
        #expect(observation.observedAt.rfc3339 == text && observation.timeSource == .device, "\(payload)")
    }

    /// What has no clock is taken at its receipt.
    @Test(arguments: [
        ("espresense/devices/a/w", #"{"id":"a","rssi":-53}"#),
        ("home/g/BTtoMQTT/x", #"{"id":"AC:23:3F:01:8E:70","rssi":-53}"#),
        ("ruuvi/g/AC:23:3F:01:8E:70", #"{"gw_mac":"AC:23:3F:C0:00:01","rssi":-53,"cnt":17}"#),
    ])
    func noClock(topic: String, payload: String) {
        let observation = decode(topic, payload).observation
        #expect(observation.observedAt == receivedAt && observation.timeSource == .received)
    }

    /// Millivolts, volts and tenths; thousandths of g and g: one tag heard through three gateways says one thing.
    @Test func batteriesAndAccelerationInOneUnit() {
        let raw = decode(
            "ruuvi/g/AC:23:3F:01:8E:70", #"{"gw_mac":"AC:23:3F:C0:00:01","rssi":-53,"data":"\#(Self.five)"}"#)
        let read = decode(
            "ruuvi/g/AC:23:3F:01:8E:70",
            #"{"gw_mac":"AC:23:3F:C0:00:01","rssi":-53,"dataFormat":5,"voltage":3.04,"accelX":0.016,"accelY":-0.032,"#
                + #""accelZ":1.016}"#)
        let moko = decode(
            "moko",
            #"{"mac":"AC233F018E70","rssi":-53,"batt_vol":3040,"x_axis_data":16,"y_axis_data":-32,"z_axis_data":1016}"#)
        let node = decode("espresense/devices/a/w", #"{"id":"a","rssi":-53,"mV":3040,"batt":80,"temp":21.5,"rh":50}"#)
        for outcome in [raw, read, moko] {
            #expect(abs(outcome.observation.batteryVolts - 3.04) < 0.001)
            #expect(outcome.observation.accelerationMilliG == SIMD3(16, -32, 1016))
            #expect(outcome.observation.batteryPercent.isNaN)
        }
        #expect(abs(node.observation.batteryVolts - 3.04) < 0.001 && node.observation.humidityPercent == 50)
        #expect(node.observation.batteryPercent == 80)
    }

    /// One packet heard by two gateways: two observations with their own strengths, and one key.
    @Test func twoGatewaysHearOnePacket() {
        func hear(_ gateway: String, _ rssi: Int) -> Observation {
            decode(
                "ruuvi/\(gateway)/AC:23:3F:01:8E:70",
                #"{"gw_mac":"\#(gateway)","rssi":\#(rssi),"cnt":1,"data":"\#(Self.five)"}"#
            ).observation
        }
        let near = hear("AC:23:3F:C0:00:01", -50)
        let far = hear("AC:23:3F:C0:00:02", -80)
        #expect(near.packet == far.packet && near.packet != 0 && near.rssiDBm != far.rssiDBm)
    }
}
