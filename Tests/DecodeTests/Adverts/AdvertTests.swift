import Decode
import Model
import Testing

/// What stands in advertisements, each frame by itself.
@Suite struct AdvertTests {
    private let air = Air()

    private func near(_ value: Float, _ expected: Float) -> Bool { abs(value - expected) < 0.001 }

    @Test func anIBeacon() {
        let outcome = air.hear("020106" + Air.iBeacon)
        #expect(outcome.tags == [Air.beaconTag])
        #expect(outcome.alternate == "ac233f018e70")
        #expect(outcome.observation.tagKind == .ble)
        // Its power says where it is, not how full it is; and nothing of it tells one packet from the next.
        #expect(outcome.observation.batteryPercent.isNaN && outcome.observation.packet == 0)
    }

    @Test func anEddystoneUID() {
        #expect(air.hear(Air.eddystone).tags == [Air.eddystoneTag])
        // Without the two bytes that are reserved.
        let short = Air.service("feaa", "00e800112233445566778899a0b0c0d0e0f0")
        #expect(air.hear(short).tags == [Air.eddystoneTag])
        #expect(air.hear(Air.service("feaa", "00e800112233445566778899a0b0c0d0e0")).tags == ["ac233f018e70"])
    }

    @Test func anEddystoneURLIsNobody() {
        #expect(air.hear(Air.service("feaa", "10e8027669676965")).tags == ["ac233f018e70"])
    }

    @Test func eddystoneTelemetry() {
        let outcome = air.hear(Air.telemetry)
        #expect(outcome.tags == ["ac233f018e70"])
        #expect(outcome.observation.batteryVolts == 3)
        #expect(outcome.observation.temperatureCelsius == 21.5)
        #expect(outcome.observation.packet != 0)
        let cold = air.hear(Air.service("feaa", "20000000ff4000000011000003e8")).observation
        #expect(cold.temperatureCelsius == -0.75)
        // 0 mV and 0x8000 are "not supported".
        #expect(cold.batteryVolts.isNaN)
        let silent = air.hear(Air.service("feaa", "20000bb8800000000011000003e8")).observation
        #expect(silent.temperatureCelsius.isNaN && silent.batteryVolts == 3)
    }

    @Test func encryptedFramesAreRefused() {
        #expect(air.hear(Air.service("feaa", "20010102030405060708090a0b0c0d0e0f10")).reasons == [.encrypted])
        #expect(air.hear(Air.service("feaa", "30e80102030405060708")).reasons == [.encrypted])
        #expect(air.hear(Air.service("fcd2", "4101020304050607080910111213")).reasons == [.encrypted])
        // But what is beside them holds.
        #expect(air.hear(Air.service("fcd2", "41010203040506"), Air.iBeacon).tags == [Air.beaconTag])
        #expect(air.hear(Air.service("fcd2", "41010203040506"), Air.service("feaa", "10e802")).reasons.isEmpty)
    }

    @Test func bthomeSensors() {
        let outcome = air.hear(Air.service("fcd2", "4400070132022c0b03881322012b01"))
        let observation = outcome.observation
        #expect(outcome.tags == ["ac233f018e70"])
        #expect(observation.batteryPercent == 50)
        #expect(near(observation.temperatureCelsius, 28.6) && near(observation.humidityPercent, 50))
        #expect(observation.events == [.moving, .tamper])
        #expect(!observation.flags.contains(.urgent))
        #expect(observation.packet != 0)
    }

    @Test(arguments: [
        ("45d0ff", Float(-4.8)), ("0238ff", -2), ("57fb", -5), ("5814", 7), ("45ff7f", .nan),
    ])
    func bthomeTemperatures(object: String, expected: Float) {
        let celsius = air.hear(Air.service("fcd2", "40" + object)).observation.temperatureCelsius
        #expect(expected.isNaN ? celsius.isNaN : near(celsius, expected))
    }

    @Test(arguments: [
        ("3a00", false), ("3a01", true), ("3a04", true), ("3a80", true), ("3afe", true), ("3a003a003a023a00", true),
        ("3a003a00", false),
    ])
    func bthomeButtons(objects: String, isPressed: Bool) {
        let observation = air.hear(Air.service("fcd2", "44" + objects)).observation
        #expect(observation.events == (isPressed ? [.button] : []))
        #expect(observation.flags.contains(.urgent) == isPressed)
        #expect((observation.packet != 0) == isPressed)
    }

    @Test func aPressThatIsSentAgainHasTheSameKey() {
        let first = air.hear(Air.service("fcd2", "4400093a01")).observation.packet
        #expect(air.hear(Air.service("fcd2", "4400093a01")).observation.packet == first)
        #expect(air.hear(Air.service("fcd2", "44000a3a01")).observation.packet != first)
        #expect(air.hear(Air.service("fcd2", "4400093a02")).observation.packet != first)
        #expect(Air(address: "ac233f018e71").hear(Air.service("fcd2", "4400093a01")).observation.packet != first)
    }

    @Test func whatBTHomeAddsLaterEndsTheReading() {
        let observation = air.hear(Air.service("fcd2", "400132eeff0145")).observation
        #expect(observation.batteryPercent == 50)
        // A text of three bytes and one that runs past the end; version 1 is another format.
        #expect(air.hear(Air.service("fcd2", "4053036162630145")).observation.batteryPercent == 69)
        #expect(air.hear(Air.service("fcd2", "4053ff6162630145")).observation.batteryPercent.isNaN)
        #expect(air.hear(Air.service("fcd2", "200132")).observation.batteryPercent.isNaN)
    }

    @Test func minewFrames() {
        let climate = air.hear(Air.service("ffe1", "a1015a18803040708e013f23ac")).observation
        #expect(climate.batteryPercent == 90)
        #expect(climate.temperatureCelsius == 24.5 && climate.humidityPercent == 48.25)
        let moved = air.hear(Air.service("ffe1", "a10364ff00008001007fff")).observation
        #expect(moved.accelerationMilliG == SIMD3(-1000, 500, 1000))
        #expect(air.hear(Air.service("ffe1", "a10864708e013f23ac5033")).observation.batteryPercent == 100)
        #expect(air.hear(Air.service("ffe1", "a108ff")).observation.batteryPercent.isNaN)
        #expect(air.hear(Air.service("ffe1", "a20864")).observation.batteryPercent.isNaN)
    }

    @Test func mokoFrames() {
        // 1 g upside down at a full scale of 2 g, 3,000 mV.
        let moved = air.hear(Air.service("feab", "60000a01000100000fa0c1800bb800ac233f018e70")).observation
        #expect(moved.accelerationMilliG == SIMD3(0, 250, -1000))
        #expect(moved.batteryVolts == 3)
        let coarse = air.hear(Air.service("feab", "60000a01030100100fa0c1800bb800ac233f018e70")).observation
        #expect(coarse.accelerationMilliG == SIMD3(12, 3000, -12_000))
        let climate = air.hear(Air.service("feab", "70000a00d701f40bb800ac233f018e70")).observation
        #expect(near(climate.temperatureCelsius, 21.5) && climate.humidityPercent == 50)
        #expect(climate.batteryVolts == 3)
        #expect(air.hear(Air.service("feab", "40000a0c1c00")).observation.batteryVolts == 3.1)
        #expect(air.hear(Air.service("feab", "60000a0109")).observation.accelerationMilliG == nil)
    }

    @Test func ruuviFormatFive() {
        let frame = "05" + "10cc" + "4e20" + "c350" + "0010ffe003f8" + "b416" + "2a" + "0101" + "ac233f018e70"
        let observation = air.hear(Air.manufacturer("0499", frame)).observation
        #expect(near(observation.temperatureCelsius, 21.5) && near(observation.humidityPercent, 50))
        #expect(observation.accelerationMilliG == SIMD3(16, -32, 1016))
        #expect(near(observation.batteryVolts, 3.04))
        #expect(observation.packet != 0)
        // All that can be said not to be known.
        let silent = "05" + "8000" + "ffff" + "ffff" + "800080008000" + "ffff" + "ff" + "ffff" + "ffffffffffff"
        let nothing = air.hear(Air.manufacturer("0499", silent)).observation
        #expect(nothing.temperatureCelsius.isNaN && nothing.humidityPercent.isNaN && nothing.batteryVolts.isNaN)
        #expect(nothing.accelerationMilliG == nil && nothing.packet == 0)
        // What is no humidity; a little above 100 is a wet sensor.
        let wet = "05" + "10cc" + "a000" + "c350" + "0010ffe003f8" + "b416" + "2a" + "0101" + "ac233f018e70"
        #expect(air.hear(Air.manufacturer("0499", wet)).observation.humidityPercent == 100)
        let broken = "05" + "10cc" + "fffe" + "c350" + "0010ffe003f8" + "b416" + "2a" + "0101" + "ac233f018e70"
        #expect(air.hear(Air.manufacturer("0499", broken)).observation.humidityPercent.isNaN)
    }

    @Test func ruuviFormatsSixAndE1() {
        let six = "06" + "10cc" + "4e20" + "c350" + "00aa" + "0320" + "10" + "01" + "05" + "00" + "07" + "d0" + "018e70"
        let observation = air.hear(Air.manufacturer("0499", six)).observation
        #expect(near(observation.temperatureCelsius, 21.5) && near(observation.humidityPercent, 50))
        #expect(observation.packet != 0 && observation.accelerationMilliG == nil)
        let rest =
            "00110022003300440320" + "1001" + "000102" + "030405" + "000107" + "f8" + "ffffffffff" + "ac233f018e70"
        let extended = air.hear(Air.manufacturer("0499", "e1" + "10cc" + "4e20" + "c350" + rest)).observation
        #expect(near(extended.temperatureCelsius, 21.5) && near(extended.humidityPercent, 50))
        #expect(extended.packet != 0)
    }

    @Test(arguments: [
        "", "00", "0201", "ff", "1aff4c000215", "0316aafe", "0416aafe20", "0316d2fc", "0416d2fc40", "0416e1ffa1",
        "0316abfe", "03ff9904", "04ff990405", "04ffa90b0a", "02ff4c", "021616",
    ])
    func framesThatAreCutSayNothing(frame: String) {
        let outcome = air.hear(frame)
        #expect(outcome.tags == ["ac233f018e70"])
        #expect(outcome.observation.packet == 0 && outcome.observation.events.isEmpty)
    }
}
