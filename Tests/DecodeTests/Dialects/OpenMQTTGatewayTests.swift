import Decode
import Model
import Testing

@Suite struct OpenMQTTGatewayTests {
    private func hear(_ payload: String, topic: String = "home/gw-3/BTtoMQTT/AC233FA018E7") -> Outcome {
        decode(topic, payload)
    }

    @Test func aDecodedSensor() {
        let outcome = hear(
            #"{"id":"AC:23:3F:A0:18:E7","rssi":-71,"distance":3.25,"tempc":4.5,"hum":61.5,"batt":80,"volt":2.9}"#)
        #expect(outcome.dialect == .openMQTTGateway)
        #expect(outcome.tags == ["ac233fa018e7"] && outcome.readers == ["gw-3"])
        let observation = outcome.observation
        #expect(observation.rssiDBm == -71 && observation.distanceMetres == 3.25)
        #expect(observation.temperatureCelsius == 4.5 && observation.humidityPercent == 61.5)
        #expect(observation.batteryPercent == 80 && observation.batteryVolts == 2.9)
        #expect(observation.timeSource == .received)
    }

    @Test func oldFirmwareWritesNumbersAsTextAndLeavesTheIdToTheTopic() {
        let outcome = hear(#"{"hum":"61.5","tempc":"4.5","rssi":"-70"}"#)
        #expect(outcome.tags == ["ac233fa018e7"])
        #expect(outcome.observation.temperatureCelsius == 4.5 && outcome.observation.rssiDBm == -70)
        #expect(hear(#"{"tempc":"warm"}"#).reasons == [.wrongType])
        #expect(hear(#"{"tempc":4.5}"#, topic: "home/gw-3/BTtoMQTT/undecoded").reasons == [.missingField])
    }

    @Test func theUUIDIsBetterThanTheAddress() {
        let beacon = #""uuid":"11112222333344445555666677778888","major":10,"minor":11,"txpower":-59"#
        let random = hear(#"{"id":"41:22:33:44:55:66","mac_type":1,"rssi":-79,\#(beacon)}"#)
        #expect(random.tags == [Air.beaconTag] && random.alternate.isEmpty)
        let fixed = hear(#"{"id":"AC:23:3F:A0:18:E7","mac_type":0,"rssi":-79,\#(beacon)}"#)
        #expect(fixed.tags == [Air.beaconTag] && fixed.alternate == "ac233fa018e7")
        // Set to publish by UUID, the address moves to `mac`.
        let moved = hear(
            #"{"id":"11112222333344445555666677778888","mac":"AC:23:3F:A0:18:E7","rssi":-79,\#(beacon)}"#,
            topic: "presence/gw-4")
        #expect(moved.tags == [Air.beaconTag] && moved.alternate == "ac233fa018e7" && moved.readers == ["gw-4"])
    }

    @Test func aRandomAddressIsRefused() {
        #expect(hear(#"{"id":"41:22:33:44:55:66","mac_type":1,"rssi":-79}"#).reasons == [.randomAddress])
        #expect(hear(#"{"id":"41:22:33:44:55:66","mac_type":0,"rssi":-79}"#).reasons.isEmpty)
    }

    @Test func rawDataIsRead() {
        let button = hear(
            #"{"id":"AC:23:3F:A0:18:E7","rssi":-70,"servicedatauuid":"0xfcd2","servicedata":"4400090132 3a01"}"#
                .filter { $0 != " " })
        #expect(button.observation.events == [.button] && button.observation.batteryPercent == 50)
        #expect(button.observation.flags.contains(.urgent))
        let beacon = hear(
            #"{"id":"41:22:33:44:55:66","mac_type":1,"rssi":-70,"#
                + #""manufacturerdata":"4c00021511112222333344445555666677778888000a000bc5"}"#)
        #expect(beacon.tags == [Air.beaconTag])
        let locked = hear(
            #"{"id":"AC:23:3F:A0:18:E7","rssi":-70,"servicedatauuid":"fcd2","servicedata":"410102030405"}"#)
        #expect(locked.reasons == [.encrypted])
        // What is no hex says nothing, and takes nothing away.
        #expect(hear(#"{"id":"AC:23:3F:A0:18:E7","rssi":-70,"servicedata":"xyz"}"#).tags == ["ac233fa018e7"])
    }

    @Test func timesWhenTheGatewayHasThem() {
        let text = hear(#"{"id":"AC:23:3F:A0:18:E7","rssi":-70,"UTCtimestamp":"2026-11-21T22:34:50Z"}"#)
        #expect(text.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.000Z")
        let number = hear(#"{"id":"AC:23:3F:A0:18:E7","rssi":-70,"unixtime":1795300490}"#)
        #expect(number.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.000Z")
        // Seconds since the start, of a gateway that never got the time.
        let uptime = hear(#"{"id":"AC:23:3F:A0:18:E7","rssi":-70,"unixtime":86400}"#)
        #expect(uptime.observation.timeSource == .received)
    }

    @Test func healthOfTheGateway() {
        #expect(hear("online", topic: "home/gw-3/LWT").health == [.online])
        #expect(hear("offline", topic: "home/gw-3/LWT").health == [.offline])
        #expect(hear("perhaps", topic: "home/gw-3/LWT").reasons == [.wrongType])
        let system = hear(#"{"uptime":17}"#, topic: "home/gw-3/SYStoMQTT")
        #expect(system.health == [.heartbeat])
        #expect(system.batch.text(system.batch.health[0].reader) == "gw-3")
    }

    @Test func anIdThatIsNoAddressStaysAsItIs() {
        #expect(hear(#"{"id":"A3:52:85","rssi":-82,"brand":"x"}"#).tags == ["A3:52:85"])
    }

    @Test func recognisedByItsShapeOnAnyTopic() {
        for member in [#""mac_type":0"#, #""brand":"x""#, #""manufacturerdata":"00""#] {
            let outcome = decode("any", #"{"id":"AC:23:3F:A0:18:E7","rssi":-70,\#(member)}"#)
            #expect(outcome.dialect == .openMQTTGateway && outcome.tags == ["ac233fa018e7"])
        }
    }
}
