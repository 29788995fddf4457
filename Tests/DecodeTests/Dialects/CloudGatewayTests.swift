import Decode
import Model
import Testing

@Suite struct KontaktTests {
    private func hear(_ members: String, topic: String = "/stream/abcd/all") -> Outcome {
        decode(topic, #"{"sourceId":"gw-9","trackingId":"ac:23:3f:a0:18:e7","rssi":-62,\#(members)}"#)
    }

    @Test func telemetryOfABeacon() {
        let outcome = hear(
            #""timestamp":"2026-11-21T22:34:50Z","beaconTimestamp":1600000000,"batteryLevel":99,"temperature":19.25,"#
                + #""humidity":18,"accelerometerSensitivity":16,"accelerometerX":0,"accelerometerY":64,"#
                + #""accelerometerZ":-10,"moving":true"#)
        #expect(outcome.dialect == .kontakt)
        #expect(outcome.tags == ["ac233fa018e7"] && outcome.readers == ["gw-9"])
        let observation = outcome.observation
        // The cloud's time, not the beacon's own, which was never set.
        #expect(observation.observedAt.rfc3339 == "2026-11-21T22:34:50.000Z")
        #expect(observation.batteryPercent == 99 && observation.temperatureCelsius == 19.25)
        #expect(observation.humidityPercent == 18 && observation.rssiDBm == -62)
        #expect(observation.accelerationMilliG == SIMD3(0, 1024, -160))
        #expect(observation.events == [.moving] && observation.packet == 0)
    }

    @Test func aClickIsToldWhileItIsNew() {
        let time = #""timestamp":"2026-11-21T22:34:50Z""#
        let click = hear(time + #","timeSinceClick":3,"clickCounter":7"#)
        #expect(click.observation.events == [.button] && click.observation.packet != 0)
        // The same click in the next message has the same key, the next one another.
        let again = hear(time + #","timeSinceClick":20,"clickCounter":7,"batteryLevel":5"#)
        #expect(again.observation.packet == click.observation.packet)
        #expect(hear(time + #","timeSinceClick":1,"clickCounter":8"#).observation.packet != click.observation.packet)
        // 65535 is never; more than half a minute is long ago.
        #expect(hear(time + #","timeSinceClick":65535,"clickCounter":7"#).observation.events.isEmpty)
        #expect(hear(time + #","timeSinceClick":31,"clickCounter":7"#).observation.events.isEmpty)
    }

    @Test func pagesOfTheCloudAndArrays() {
        let page = #"{"content":[{"trackingId":"a1","rssi":-60,"sourceId":"s"},{"trackingId":"a2","rssi":-61},{}]}"#
        let outcome = decode("any", page)
        #expect(outcome.tags == ["a1", "a2"] && outcome.readers == ["s", ""])
        #expect(outcome.reasons == [.missingField])
        let presence = decode("/presence/stream/AC:23:3F:C0:00:01", #"[{"trackingId":"a1","rssi":-60}]"#)
        #expect(presence.readers == ["ac233fc00001"])
        #expect(decode("/presence/stream/s", "[]").health == [.heartbeat])
        #expect(decode("/presence/stream/s", #"[{"trackingId":"a1"}]"#).reasons == [.missingField])
    }
}

@Suite struct CassiaTests {
    private func scan(_ items: String) -> Outcome {
        decode(
            "up/CC:1B:E0:00:00:01/scan",
            #"{"action":"data.scan","timestamp":1795300490250,"gateway":"CC:1B:E0:00:00:01","data":\#(items)}"#)
    }

    @Test func aScanOfSeveralDevices() {
        let outcome = scan(
            #"[{"bdaddrs":[{"bdaddr":"AC:23:3F:A0:18:E7","bdaddrType":"public"}],"rssi":-37,"name":"x"},"#
                + #"{"bdaddrs":[{"bdaddr":"41:22:33:44:55:66","bdaddrType":"random"}],"rssi":-38,"#
                + #""scanData":"\#(Air.eddystone)"},"#
                + #"{"bdaddrs":[{"bdaddr":"41:22:33:44:55:67","bdaddrType":"random"}],"rssi":-39}]"#)
        #expect(outcome.dialect == .cassia)
        #expect(outcome.tags == ["ac233fa018e7", Air.eddystoneTag])
        #expect(outcome.readers == ["cc1be0000001", "cc1be0000001"])
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.250Z")
        #expect(outcome.reasons == [.randomAddress])
    }

    @Test func oneDeviceIsNoArray() {
        #expect(scan(#"{"bdaddrs":[{"bdaddr":"AC:23:3F:A0:18:E7"}],"rssi":-37}"#).tags == ["ac233fa018e7"])
        #expect(scan("[]").health == [.heartbeat])
        let bare = decode("any", #"{"bdaddrs":[{"bdaddr":"AC:23:3F:A0:18:E7","bdaddrType":"public"}],"rssi":-37}"#)
        #expect(bare.dialect == .cassia && bare.observation.timeSource == .received)
    }

    @Test(arguments: ["heartbeat", "gateway_status", "connection_state"])
    func healthOfTheGateway(action: String) {
        let outcome = decode(
            "up/CC:1B:E0:00:00:01/\(action)",
            #"{"action":"\#(action)","timestamp":1795300490250,"gateway":"CC:1B:E0:00:00:01","data":{}}"#)
        #expect(outcome.health == [.heartbeat])
        #expect(outcome.batch.text(outcome.batch.health[0].reader) == "cc1be0000001")
    }

    @Test(arguments: [
        (#"[{"rssi":-37}]"#, RejectionReason.missingField), (#"[{"bdaddrs":[],"rssi":-37}]"#, .missingField),
        (#"[{"bdaddrs":[{}],"rssi":-37}]"#, .missingField), ("[7]", .wrongType), ("7", .wrongType),
        (#"[{"bdaddrs":[{"bdaddr":"x"}],"rssi":-37}]"#, .badIdentifier),
        (#"[{"bdaddrs":[{"bdaddr":"AC:23:3F:A0:18:E7"}]}]"#, .missingField),
        (#"[{"bdaddrs":[{"bdaddr":"AC:23:3F:A0:18:E7"}],"rssi":-37,"adData":"zz"}]"#, .wrongType),
    ])
    func whatIsWrong(items: String, reason: RejectionReason) {
        #expect(scan(items).reasons == [reason])
    }

    @Test func actionsThatBringNothing() {
        let outcome = decode("up/x", #"{"action":"notification","gateway":"CC:1B:E0:00:00:01","data":{}}"#)
        #expect(outcome.reasons == [.unsupportedMessage])
    }
}

@Suite struct MokoTests {
    private func message(_ id: Int, _ data: String) -> Outcome {
        decode("moko/1", #"{"msg_id":\#(id),"device_info":{"mac":"ac233fc00001"},"data":\#(data)}"#)
    }

    @Test func theFirstGeneration() {
        let outcome = message(
            3004,
            #"[{"type":8,"value":{"timestamp":"2026-11-22&06:34:50+08","mac":"AC233FA018E7","rssi":-78,"#
                + #""raw":"\#(Air.telemetry)"}},"#
                + #"{"type":8,"value":{"mac":"AC233FA018E7","rssi":-79,"raw data":"\#(Air.iBeacon)"}}]"#)
        #expect(outcome.dialect == .moko)
        #expect(outcome.tags == [Air.beaconTag, Air.beaconTag])
        #expect(outcome.readers == ["ac233fc00001", "ac233fc00001"])
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.000Z")
        #expect(outcome.observation.batteryVolts == 3)
    }

    @Test func theSecondGeneration() {
        let outcome = message(
            3070,
            #"[{"timestamp":1795300490250,"mac":"ac233fa018e7","rssi":-60,"adv_data":"020106","#
                + #""rsp_data":"\#(Air.eddystone)"}]"#)
        #expect(outcome.tags == [Air.eddystoneTag])
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.250Z")
    }

    @Test func theThirdGenerationDecodesItsOwnBeacons() {
        let outcome = decode(
            "gateway-7",
            #"{"type":"bxp-acc","rssi":-33,"mac":"AC233FA018E7","batt_vol":"2856mV","x_axis_data":"996mg","#
                + #""y_axis_data":-292,"z_axis_data":"124"}"#)
        #expect(outcome.dialect == .moko)
        #expect(outcome.tags == ["ac233fa018e7"] && outcome.readers == ["gateway-7"])
        #expect(outcome.observation.accelerationMilliG == SIMD3(996, -292, 124))
        #expect(abs(outcome.observation.batteryVolts - 2.856) < 0.001)
    }

    @Test func anAlarmIsAPressWithOneKeyWhileItLasts() {
        func press(_ status: String, _ rssi: Int) -> Observation {
            message(3070, #"[{"mac":"ac233fa018e7","rssi":\#(rssi),"alarm_status":\#(status)}]"#).observation
        }
        #expect(press("1", -60).events == [.button] && press("1", -60).flags.contains(.urgent))
        #expect(press("1", -60).packet == press("1", -75).packet)
        #expect(press("0", -60).events.isEmpty && press("0", -60).packet == 0)
    }

    @Test func healthOfTheGateway() {
        #expect(message(3003, #"{"net_state":"online"}"#).health == [.online])
        #expect(message(3003, #"{"net_state":"offline"}"#).health == [.offline])
        #expect(message(3070, "[]").health == [.heartbeat])
        #expect(message(3001, "{}").reasons == [.unsupportedMessage])
    }

    @Test(arguments: [
        ("{}", RejectionReason.wrongType), ("[7]", .wrongType), (#"[{"rssi":-60}]"#, .missingField),
        (#"[{"mac":"ac233fa018e7"}]"#, .missingField), (#"[{"mac":"x","rssi":-60}]"#, .badIdentifier),
        (#"[{"mac":"ac233fa018e7","rssi":-60,"timestamp":"2026-11-22&06:34"}]"#, .badTime),
        (#"[{"mac":"ac233fa018e7","rssi":-60,"timestamp":"2021-01-01&17:10:16+08"}]"#, .stale),
        (#"[{"mac":"ac233fa018e7","rssi":-60,"adv_data":"0"}]"#, .wrongType),
    ])
    func whatIsWrong(data: String, reason: RejectionReason) {
        #expect(message(3070, data).reasons == [reason])
    }
}
