import Decode
import Model
import Testing

@Suite struct RuuviTests {
    /// 21.5 °C, 50 %, 16/−32/1016 mg, 3.04 V, measurement 257 of C1:22:33:44:55:66.
    private let five = Air.manufacturer("0499", "0510cc4e20c3500010ffe003f8b4162a0101c12233445566")
    private let six = Air.manufacturer("0499", "0610cc4e20c35000aa0320100105000 7d0445566".filter { $0 != " " })

    private func hear(_ members: String, tag: String = "C1:22:33:44:55:66") -> Outcome {
        decode(
            "ruuvi/AC:23:3F:C0:00:01/\(tag)", #"{"gw_mac":"AC:23:3F:C0:00:01","rssi":-26,"aoa":[],\#(members)}"#)
    }

    @Test func aRawAdvertisement() {
        let outcome = hear(#""gwts":1795300491,"ts":1795300490,"data":"020106\#(five)","coords":"""#)
        #expect(outcome.dialect == .ruuvi)
        #expect(outcome.tags == ["c12233445566"] && outcome.readers == ["ac233fc00001"])
        // Seen, not sent.
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.000Z")
        #expect(outcome.observation.rssiDBm == -26)
        #expect(abs(outcome.observation.temperatureCelsius - 21.5) < 0.001)
        #expect(outcome.observation.accelerationMilliG == SIMD3(16, -32, 1016))
    }

    @Test func aGatewayWithoutAClockCounts() {
        #expect(hear(#""cnt":338,"data":"\#(five)""#).observation.timeSource == .received)
        #expect(hear(#""cnt":"338","data":"\#(five)""#).observation.timeSource == .received)
        // One whose clock stands at 1970 tells no time either; one a day late does.
        #expect(hear(#""ts":17,"data":"\#(five)""#).observation.timeSource == .received)
        #expect(hear(#""ts":1795200000,"data":"\#(five)""#).reasons == [.stale])
    }

    @Test func theAddressIsInTheTopic() {
        let outcome = hear(#""ts":1795300490,"data":"\#(six)""#, tag: "C1:22:33:44:55:66")
        #expect(outcome.tags == ["c12233445566"])
        // Format 6 has three bytes of it, format 5 all.
        let bare = #"{"gw_mac":"AC:23:3F:C0:00:01","rssi":-26,"ts":1795300490,"data":"#
        #expect(decode("any", bare + #""\#(six)"}"#).reasons == [.missingField])
        #expect(decode("any", bare + #""\#(five)"}"#).tags == ["c12233445566"])
        #expect(decode("any", bare + #""AA"}"#).reasons == [.missingField])
        #expect(decode("ruuvi/x/C1:22:33:44:55:66", bare + #""AA"}"#).tags == ["c12233445566"])
    }

    @Test func theDecodedModeSaysTheSame() {
        let raw = hear(#""ts":1795300490,"data":"\#(five)""#).observation
        let decoded = hear(
            #""ts":1795300490,"dataFormat":5,"temperature":21.5,"humidity":50.0,"pressure":100000,"accelX":0.016,"#
                + #""accelY":-0.032,"accelZ":1.016,"voltage":3.04,"measurementSequenceNumber":257"#
        ).observation
        #expect(decoded.temperatureCelsius == raw.temperatureCelsius && decoded.humidityPercent == raw.humidityPercent)
        #expect(decoded.accelerationMilliG == raw.accelerationMilliG)
        #expect(abs(decoded.batteryVolts - raw.batteryVolts) < 0.001)
        // One measurement, whichever gateway tells it how.
        #expect(decoded.packet == raw.packet && raw.packet != 0)
        let next = hear(#""ts":1795300491,"dataFormat":5,"measurementSequenceNumber":258"#).observation
        #expect(next.packet != raw.packet)
    }

    @Test func theShapesOfHTTPAndHistory() {
        let outcome = decode(
            "any",
            #"{"data":{"coordinates":"","timestamp":1795300491,"gw_mac":"AC:23:3F:C0:00:01","tags":{"#
                + #""C1:22:33:44:55:66":{"rssi":-51,"timestamp":1795300490,"data":"\#(five)"},"#
                + #""C1:22:33:44:55:67":{"rssi":-52,"data":""},"nobody":{"rssi":-53},"C1:22:33:44:55:68":7}}}"#)
        #expect(outcome.dialect == .ruuvi)
        #expect(outcome.tags == ["c12233445566", "c12233445567"])
        #expect(outcome.observations.map(\.observedAt.milliseconds) == [1_795_300_490_000, 1_795_300_491_000])
        #expect(outcome.reasons == [.badIdentifier, .wrongType])
        #expect(outcome.health == [.heartbeat])
    }

    @Test func healthOfTheGateway() {
        let online = decode("ruuvi/AC:23:3F:C0:00:01/gw_status", #"{"state":"online"}"#)
        #expect(online.health == [.online])
        #expect(online.batch.text(online.batch.health[0].reader) == "ac233fc00001")
        #expect(decode("ruuvi/AC:23:3F:C0:00:01/gw_status", #"{"state":"offline"}"#).health == [.offline])
    }

    @Test(arguments: [
        (#""ts":1795300490,"data":"0""#, RejectionReason.wrongType), (#""ts":"now""#, .wrongType),
        (#""ts":-1"#, .badTime), (#""dataFormat":5,"humidity":250"#, .outOfRange),
        (#""dataFormat":5,"temperature":900"#, .outOfRange),
    ])
    func whatIsWrong(members: String, reason: RejectionReason) {
        #expect(hear(members).reasons == [reason])
        #expect(decode("ruuvi/x/C1:22:33:44:55:66", "{}").reasons == [.missingField])
        #expect(decode("ruuvi/x/C1:22:33:44:55:66", "[]").reasons == [.wrongType])
    }
}

@Suite struct ShellyTests {
    private let data = #""encryption":false,"BTHome_version":2,"pid":205,"Battery":80,"#
    private let sender = #""addr":"ac:23:3f:a0:18:e7","rssi":-68"#

    @Test func theThreeShapes() {
        let object = "{\(data)\(sender)}"
        let event = #"{"component":"script:2","id":2,"event":"x.data","data":\#(object),"ts":1795300490.25}"#
        let notification =
            #"{"src":"shelly-1","dst":"x","method":"NotifyEvent","params":{"ts":1795300490.5,"events":[\#(event)]}}"#
        let bare = decode("ward/shelly-1/events/rpc", object)
        #expect(bare.dialect == .shelly && bare.readers == ["shelly-1"])
        #expect(bare.observation.timeSource == .received)
        for outcome in [bare, decode("any", event), decode("any", notification)] {
            #expect(outcome.dialect == .shelly && outcome.tags == ["ac233fa018e7"])
            #expect(outcome.observation.batteryPercent == 80 && outcome.observation.rssiDBm == -68)
            #expect(outcome.observation.packet == bare.observation.packet && bare.observation.packet != 0)
        }
        #expect(decode("any", event).observation.observedAt.rfc3339 == "2026-11-21T22:34:50.250Z")
        #expect(decode("any", notification).readers == ["shelly-1"])
    }

    @Test func membersOfEitherCase() {
        let upper = decode("any", #"{\#(data)"Temperature":4.5,"Humidity":60,\#(sender)}"#).observation
        let lower = decode(
            "any",
            #"{"BTHome_version":2,"temperature":4.5,"humidity":60,"pid":205,"battery":80,"encryption":false,"#
                + #""address":"AC:23:3F:A0:18:E7","rssi":-90,"tx_power":-128}"#
        ).observation
        #expect(upper.temperatureCelsius == 4.5 && lower.humidityPercent == 60)
        // The same packet, whoever heard it how strongly.
        #expect(upper.packet == lower.packet)
    }

    @Test(arguments: [("1", true), ("0", false), ("254", true), ("[0,0,1,0]", true), ("[0,0]", false)])
    func buttons(value: String, isPressed: Bool) {
        let observation = decode("any", #"{\#(data)"Button":\#(value),\#(sender)}"#).observation
        #expect(observation.events == (isPressed ? [.button] : []))
        #expect(observation.flags.contains(.urgent) == isPressed)
    }

    @Test func scanResultsAndEncryption() {
        let scan =
            #"{"component":"script:2","event":"x.scan_result","data":{\#(sender),"tx_power":-128},"ts":1795300490}"#
        #expect(decode("any", scan).tags == ["ac233fa018e7"])
        #expect(decode("any", #"{"encryption":true,"BTHome_version":2,\#(sender)}"#).reasons == [.encrypted])
        #expect(decode("any", #"{"BTHome_version":2,"rssi":-60}"#).reasons == [.missingField])
        #expect(decode("any", #"{"BTHome_version":2,"addr":"x","rssi":-60}"#).reasons == [.badIdentifier])
    }

    @Test func healthOfTheGateway() throws {
        let status = #"{"src":"shelly-1","dst":"x","method":"NotifyStatus","params":{"ts":1795300490.5,"wifi":{}}}"#
        #expect(decode("any", status).health == [.heartbeat])
        let own =
            #"{"src":"s","method":"NotifyEvent","params":{"events":[{"component":"input:0","event":"btn_down"}]}}"#
        #expect(decode("any", own).health == [.heartbeat])
        let map = DialectMap(entries: [.init(filter: try #require(TopicFilter("ward/#")), dialect: .shelly)])
        #expect(decode("ward/shelly-1/online", "true", map: map).health == [.online])
        #expect(decode("ward/shelly-1/online", "false", map: map).health == [.offline])
        #expect(decode("ward/shelly-1/online", "7", map: map).reasons == [.wrongType])
    }
}
