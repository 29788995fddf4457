import Decode
import Model
import Testing

@Suite struct EspresenseTests {
    @Test func oldFirmwareSendsWholeDecibels() {
        let outcome = decode(
            "espresense/devices/pump:7/ward-2",
            """
            {"mac":"5a0000000001","id":"pump:7","name":"Pump","idType":250,"rssi@1m":-64,"rssi":-86,"raw":5.2,\
            "distance":5.89,"int":588}
            """)
        #expect(outcome.dialect == .espresense)
        #expect(outcome.tags == ["pump:7"])
        #expect(outcome.readers == ["ward-2"])
        #expect(outcome.observation.rssiDBm == -86)
        #expect(outcome.observation.distanceMetres == 5.89)
        #expect(outcome.observation.tagKind == .ble)
        #expect(outcome.observation.observedAt == receivedAt)
        #expect(outcome.observation.timeSource == .received)
        // The address rotates: it is no second identity.
        #expect(outcome.observation.alternateTag.isEmpty)
    }

    @Test func newFirmwareSendsTwoDecimalsAndSensors() {
        let outcome = decode(
            "espresense/devices/pump:7/ward-2",
            """
            {"mac":"5a0000000001","id":"pump:7","idType":250,"rssi@1m":-64,"rssi":-86.53,"rxAdj":0,"rssiVar":1.2,\
            "distance":5.89,"var":0.3,"close":true,"mV":2900,"batt":81,"temp":21.5,"rh":40}
            """)
        #expect(outcome.observation.rssiDBm == -86.53)
        #expect(outcome.observation.batteryPercent == 81)
        #expect(outcome.observation.temperatureCelsius == 21.5)
    }

    @Test func aPrivateAddressIsNoIdentity() {
        let bare = #"{"mac":"5a0000000001","id":"5a0000000001","idType":1,"rssi":-60}"#
        #expect(decode(espresenseTopic, bare).reasons == [.randomAddress])
        // With a better id the type of the address says nothing.
        #expect(decode(espresenseTopic, #"{"id":"name:pump","idType":1,"rssi":-60}"#).tags == ["name:pump"])
        #expect(decode(espresenseTopic, #"{"id":"5A0000000001","idType":55,"rssi":-60}"#).tags == ["5a0000000001"])
    }

    @Test func aRoomTellsItsHealth() {
        let online = decode("espresense/rooms/ward-2/status", "online")
        #expect(online.health == [.online])
        #expect(online.batch.text(online.batch.health[0].reader) == "ward-2")
        #expect(online.batch.health[0].at == receivedAt)
        #expect(decode("espresense/rooms/ward-2/status", "offline", flags: .retained).health == [.offline])
        #expect(decode("espresense/rooms/ward-2/telemetry", #"{"ip":"10.0.0.7","uptime":12}"#).health == [.heartbeat])
    }

    @Test(arguments: [
        ("espresense/rooms/ward-2/status", "maybe", RejectionReason.wrongType),
        ("espresense/rooms/ward-2/status", "", .emptyPayload),
        ("espresense/rooms/ward-2/telemetry", "online", .malformedJSON),
        ("espresense/rooms/ward-2/telemetry", "[]", .wrongType),
        ("espresense/rooms/ward-2/max_distance", "16.0", .unsupportedMessage),
        ("espresense/rooms/ward-2/led_1/set", "ON", .unsupportedMessage),
        ("espresense/settings/pump:7/config", "{}", .unsupportedMessage),
        ("espresense/devices/pump:7/ward-2", "", .emptyPayload),
        ("espresense/devices/pump:7/ward-2", "[]", .wrongType),
        ("espresense/devices/pump:7/ward-2", #"{"rssi":-60}"#, .missingField),
        ("espresense/devices/pump:7/ward-2", #"{"id":"a"}"#, .missingField),
        ("espresense/devices/pump:7/ward-2", #"{"id":7,"rssi":-60}"#, .wrongType),
        ("espresense/devices/pump:7/ward-2", #"{"id":"a","rssi":"-60"}"#, .wrongType),
        ("espresense/devices/pump:7/ward-2", #"{"id":"a","rssi":1e308}"#, .outOfRange),
        ("espresense/devices/pump:7/ward-2", #"{"id":"a","rssi":-60,"distance":-1}"#, .outOfRange),
    ])
    func refusals(topic: String, payload: String, reason: RejectionReason) {
        let outcome = decode(topic, payload)
        #expect(outcome.reasons == [reason])
        #expect(outcome.observations.isEmpty && outcome.health.isEmpty)
    }

    @Test func distanceAloneIsEnough() {
        #expect(decode(espresenseTopic, #"{"id":"a","distance":2.5}"#).observation.rssiDBm.isNaN)
    }

    @Test func anotherRootOfTheTopicsIsReadByItsMap() throws {
        let map = DialectMap(entries: [
            .init(filter: try #require(TopicFilter("site/ble/#")), dialect: .espresense, readerPrefix: "n-")
        ])
        #expect(decode("site/ble/devices/a/ward-2", #"{"id":"a","rssi":-60}"#, map: map).readers == ["n-ward-2"])
        #expect(decode("site/ble/other", #"{"id":"a","rssi":-60}"#, map: map).reasons == [.unknownTopic])
    }

    @Test func onePayloadHoldsOneObservation() {
        let long =
            #"{"id":"a","rssi":-60"# + (0..<40).map { #","k\#($0)":"\#(String(repeating: "x", count: 200))""# }.joined()
        #expect(decode(espresenseTopic, long + "}").reasons == [.tooLarge])
    }
}
