import Decode
import Model
import Testing

/// OwnTracks, Traccar and VDA 5050: phones, vehicles and robots.
@Suite struct VehicleTests {
    // MARK: OwnTracks

    private func phone(_ members: String, _ suffix: String = "") -> Outcome {
        decode("owntracks/courier/p-1" + suffix, "{\(members)}")
    }

    @Test func aFixOfOwnTracks() {
        let outcome = phone(
            #""_type":"location","lat":48.85833,"lon":2,"tst":1795300490,"acc":5,"vel":36,"batt":67,"#
                + #""tid":"JJ","created_at":1"#
        )
        #expect(outcome.dialect == .ownTracks)
        #expect(outcome.tags == ["courier/p-1"])
        #expect(outcome.readers == ["courier/p-1"])
        let observation = outcome.observation
        #expect(observation.tagKind == .position)
        #expect(observation.latitude == 48.85833 && observation.longitude == 2)
        #expect(observation.speedMetresPerSecond == 10 && observation.accuracyMetres == 5)
        #expect(observation.batteryPercent == 67)
        #expect(observation.observedAt.milliseconds == 1_795_300_490_000)
    }

    @Test func theSameFixSentAgainHasTheSameKey() {
        func packet(_ members: String) -> UInt64 { phone(#""_type":"location",\#(members)"#).observation.packet }
        let first = packet(#""lat":48.5,"lon":2,"tst":1795300490"#)
        #expect(first != 0)
        #expect(packet(#""lat":48.50,"lon":2.0,"tst":1795300490,"created_at":1795300494"#) == first)
        #expect(packet(#""lat":48.5,"lon":2,"tst":1795300491"#) != first)
        #expect(packet(#""lat":48.5,"lon":2.1,"tst":1795300490"#) != first)
    }

    @Test func unknownValuesAreNegative() {
        let outcome = phone(#""_type":"location","lat":1,"lon":2,"tst":1795300490,"acc":-1,"vel":-1,"batt":-1"#)
        #expect(outcome.observation.accuracyMetres.isNaN && outcome.observation.speedMetresPerSecond.isNaN)
        #expect(outcome.observation.batteryPercent.isNaN)
    }

    @Test func aClockThatWasNeverSetIsNone() {
        let outcome = phone(#""_type":"location","lat":1,"lon":2,"tst":77"#)
        #expect(outcome.observation.timeSource == .received)
        #expect(outcome.observation.packet == 0)
    }

    @Test func theOtherTypes() {
        #expect(phone(#""_type":"lwt","tst":1795300490"#).health == [.offline])
        #expect(phone(#""_type":"status""#, "/status").health == [.heartbeat])
        #expect(phone(#""_type":"transition","lat":1,"lon":2,"tst":1795300490"#, "/event").tags == ["courier/p-1"])
        #expect(phone(#""_type":"encrypted","data":"abc""#).reasons == [.encrypted])
        for type in ["waypoint", "waypoints", "cmd", "card", "configuration", "steps"] {
            #expect(phone(#""_type":"\#(type)","name":"a name""#).reasons == [.unsupportedMessage])
        }
        let beacon = phone(
            #""_type":"beacon","uuid":"E2C56DB5-DFFB-48D2-B060-D0F5A71096E0","major":1,"minor":2,"#
                + #""rssi":-61,"acc":1.5,"tst":1795300490"#
        )
        #expect(beacon.tags == ["courier/p-1"])
        #expect(beacon.readers == ["ibeacon:e2c56db5-dffb-48d2-b060-d0f5a71096e0:1:2"])
        #expect(beacon.observation.rssiDBm == -61 && beacon.observation.distanceMetres == 1.5)
    }

    @Test(arguments: [
        (#""_type":"location","lon":2,"tst":1795300490"#, RejectionReason.missingField),
        (#""_type":"location","lat":91,"lon":2,"tst":1795300490"#, .outOfRange),
        (#""_type":"location","lat":1,"lon":2,"tst":"noon""#, .wrongType),
        (#""_type":"location","lat":1,"lon":2,"tst":1600000000"#, .stale),
        (#""_type":"location","lat":1,"lon":2,"tst":1795300490,"vel":1e6"#, .outOfRange),
        (#""_type":7"#, .wrongType),
    ])
    func refusalsOfOwnTracks(members: String, reason: RejectionReason) {
        #expect(phone(members).reasons == [reason])
    }

    // MARK: Traccar

    private func vehicle(_ position: String, device: String = #"{"id":7,"name":"never read","uniqueId":"IMEI-1"}"#)
        -> Outcome
    {
        decode(
            "fleet", #"{"position":{"deviceId":7,"latitude":48.5,"longitude":2.25,\#(position)},"device":\#(device)}"#)
    }

    @Test func aPositionOfTraccar() {
        let outcome = vehicle(
            """
            "speed":10,"fixTime":"2026-11-21T22:34:50.000+0000","accuracy":12,"valid":true,\
            "attributes":{"batteryLevel":80,"battery":4.125,"motion":true}
            """)
        #expect(outcome.dialect == .traccar)
        #expect(outcome.tags == ["IMEI-1"])
        #expect(outcome.readers == ["traccar"])
        let observation = outcome.observation
        #expect(observation.latitude == 48.5 && observation.longitude == 2.25)
        #expect(abs(observation.speedMetresPerSecond - 5.1444) < 0.0001)
        #expect(observation.accuracyMetres == 12 && observation.batteryPercent == 80)
        #expect(observation.events == [.moving] && observation.batteryVolts == 4.125)
        #expect(observation.tagKind == .position)
    }

    @Test func theZoneOfItsTimesVaries() {
        for zone in ["+0000", "+00:00", "Z", ".000+00:00"] {
            let outcome = vehicle(#""fixTime":"2026-11-21T22:34:50\#(zone)""#)
            #expect(outcome.observation.observedAt.milliseconds == 1_795_300_490_000, "\(zone)")
        }
    }

    @Test func alarmsAreUrgent() {
        let outcome = vehicle(#""attributes":{"alarm":"lowBattery,sos,fallDown","motion":false}"#)
        #expect(outcome.observation.events == [.sos, .fall, .still])
        #expect(outcome.observation.flags == [.urgent])
        #expect(vehicle(#""attributes":{"alarm":"removing"}"#).observation.events == [.tamper])
        #expect(vehicle(#""attributes":{"alarm":"sosx,"}"#).observation.flags.isEmpty)
    }

    @Test func whatTraccarSendsWithoutAPlace() {
        #expect(vehicle(#""valid":false"#).reasons == [.unsupportedMessage])
        #expect(vehicle(#""accuracy":0"#).observation.accuracyMetres.isNaN)
        #expect(vehicle(#""speed":-1"#).reasons == [.outOfRange])
        #expect(vehicle(#""fixTime":"yesterday""#).reasons == [.badTime])
        let alone = decode(
            "fleet", #"{"id":1,"deviceId":7,"latitude":1,"longitude":2,"fixTime":"2026-11-21T22:34:50Z"}"#)
        #expect(alone.dialect == .traccar)
        #expect(alone.tags == ["7"])
    }

    // MARK: VDA 5050

    private func robot(_ members: String, topic: String = "any", time: String = "2026-11-21T22:34:50.000Z") -> Outcome {
        decode(
            topic,
            """
            {"headerId":9,"timestamp":"\(time)","version":"2.0.0","manufacturer":"Acme","serialNumber":"R-1",\(members)}
            """)
    }

    @Test func aStateOfVersion2() {
        let outcome = robot(
            """
            "operatingMode":"AUTOMATIC","driving":true,"agvPosition":{"x":10.5,"y":-5.25,"theta":1.57,"mapId":"l1",\
            "positionInitialized":true,"deviationRange":0.25},"velocity":{"vx":3,"vy":4,"omega":0},\
            "batteryState":{"batteryCharge":85,"batteryVoltage":48.25,"charging":false}
            """)
        #expect(outcome.dialect == .vda5050)
        #expect(outcome.tags == ["Acme/R-1"])
        #expect(outcome.readers == ["Acme"])
        let observation = outcome.observation
        #expect(observation.tagKind == .position)
        #expect(observation.xMetres == 10.5 && observation.yMetres == -5.25 && observation.zMetres.isNaN)
        #expect(outcome.batch.text(observation.level) == "l1")
        #expect(observation.speedMetresPerSecond == 5 && observation.accuracyMetres == 0.25)
        #expect(observation.batteryPercent == 85 && observation.batteryVolts == 48.25)
        #expect(observation.events == [.moving])
    }

    @Test func aStateOfVersion3() {
        let outcome = robot(
            """
            "operatingMode":"AUTOMATIC","driving":false,"mobileRobotPosition":{"x":1,"y":2,"theta":0,"mapId":"l2",\
            "localized":true},"powerSupply":{"stateOfCharge":40}
            """, topic: "vda5050/v3/Acme/R-1/state")
        #expect(outcome.dialect == .vda5050)
        #expect(outcome.observation.xMetres == 1 && outcome.observation.batteryPercent == 40)
        #expect(outcome.observation.events == [.still])
    }

    @Test func aRobotThatDoesNotKnowWhereItIsOnlyLives() {
        for members in [
            #""agvPosition":{"x":1,"y":2,"positionInitialized":false}"#,
            #""mobileRobotPosition":{"x":1,"y":2,"localized":false}"#, #""operatingMode":"MANUAL""#,
        ] {
            let outcome = robot(members)
            #expect(outcome.health == [.heartbeat])
            #expect(outcome.observations.isEmpty && outcome.reasons.isEmpty)
            #expect(outcome.batch.text(outcome.batch.health[0].reader) == "Acme/R-1")
        }
    }

    @Test(arguments: [("0", 0), ("85.5", 85.5), ("100", 100), ("1.5", 1.5)] as [(String, Float)])
    func aChargeIsPercent(charge: String, percent: Float) {
        let outcome = robot(#""agvPosition":{"x":1,"y":2},"batteryState":{"batteryCharge":\#(charge)}"#)
        #expect(outcome.observation.batteryPercent == percent)
    }

    @Test func aChargeThatMayBeAFractionIsNotRead() {
        for charge in ["0.8", "1", "0.01"] {
            let outcome = robot(#""agvPosition":{"x":1,"y":2},"batteryState":{"batteryCharge":\#(charge)}"#)
            #expect(outcome.observation.batteryPercent.isNaN)
            #expect(outcome.observations.count == 1)
        }
        #expect(
            robot(#""agvPosition":{"x":1,"y":2},"batteryState":{"batteryCharge":101}"#).reasons == [.outOfRange])
    }

    @Test func theConnectionIsHealthWhateverItsHeader() {
        for (state, kind) in [
            ("ONLINE", HealthReport.Kind.online), ("OFFLINE", .offline), ("CONNECTIONBROKEN", .offline),
            ("CONNECTION_BROKEN", .offline), ("HIBERNATING", .offline),
        ] {
            // The will's header is as old as the session.
            let old = robot(
                #""connectionState":"\#(state)""#, topic: "uagv/v2/Acme/R-1/connection", time: "2025-01-01T00:00:00Z")
            #expect(old.health == [kind], "\(state)")
            #expect(old.batch.health.map(\.at) == [receivedAt])
            #expect(old.batch.text(old.batch.health[0].reader) == "Acme/R-1")
        }
        #expect(robot(#""connectionState":"GONE""#).reasons == [.unsupportedMessage])
    }

    @Test func whatIsSentToRobotsIsNotRead() {
        #expect(robot(#""nodes":[],"edges":[],"orderId":"o""#).reasons == [.unsupportedMessage])
        #expect(robot(#""x":1"#, topic: "uagv/v2/Acme/R-1/order").reasons == [.unsupportedMessage])
        #expect(robot(#""x":1"#, topic: "uagv/v2/Acme/R-1/instantActions").reasons == [.unsupportedMessage])
        #expect(decode("uagv/v2/Acme/R-1/state", #"{"headerId":1}"#).reasons == [.missingField])
        #expect(robot(#""agvPosition":{"x":1}"#).reasons == [.missingField])
        #expect(robot(#""agvPosition":{"x":1,"y":2}"#, time: "2025-01-01T00:00:00Z").reasons == [.stale])
    }

    @Test func stateAndVisualizationAreTwoPackets() {
        let place = #""agvPosition":{"x":1,"y":2}"#
        let state = robot(#""operatingMode":"AUTOMATIC","# + place).observation.packet
        #expect(state != 0 && state == robot(#""operatingMode":"AUTOMATIC","# + place).observation.packet)
        #expect(state != robot(place).observation.packet)
    }
}
