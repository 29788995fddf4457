import Decode
import Model
import Testing

@Suite struct RaddecTests {
    /// The frame of one raddec with its length and sum, from the bytes between.
    private func frame(_ body: String) -> [UInt8] {
        let content = bytes(hex: body)
        let length = content.count + 4
        let head = [0x10, UInt8(length >> 8), UInt8(length & 255)] + content
        return head + [head.reduce(0, &+)]
    }

    @Test func oneObservationPerReceiver() {
        let outcome = decode(
            "any",
            #"{"transmitterId":"AC233FA018E7","transmitterIdType":2,"timestamp":1795300490250,"rssiSignature":["#
                + #"{"receiverId":"ac233fc00001","rssi":-70,"numberOfDecodings":2},"#
                + #"{"receiverId":"001bc50940810000","rssi":-80,"receiverAntenna":3},{"receiverId":"x"}]}"#)
        #expect(outcome.dialect == .raddec)
        #expect(outcome.tags == ["ac233fa018e7", "ac233fa018e7"])
        #expect(outcome.readers == ["ac233fc00001", "001bc50940810000"])
        #expect(outcome.observations.map(\.antenna) == [0, 3])
        #expect(outcome.observation.observedAt.milliseconds == 1_795_300_490_250)
        #expect(outcome.reasons == [.missingField])
    }

    @Test(arguments: [
        (5, "300833b2ddd9014000000000", "300833B2DDD9014000000000", TagKind.epc),
        (4, "e28011606000020aa6681f23", "E28011606000020AA6681F23", .other),
        (1, "001bc50940810000", "001bc50940810000", .loraWAN), (0, "forklift-7", "forklift-7", .other),
    ])
    func otherTransmitters(type: Int, id: String, tag: String, kind: TagKind) {
        let outcome = decode(
            "any",
            #"{"transmitterId":"\#(id)","transmitterIdType":\#(type),"rssiSignature":[{"receiverId":"r","rssi":-42}]}"#)
        #expect(outcome.tags == [tag] && outcome.observation.tagKind == kind)
    }

    @Test func theBinaryForm() {
        // −69 dBm and −42 dBm by two receivers of 8 and 6 bytes; a time; a packet with a beacon.
        let beacon = bytes(hex: "0000665544332241" + Air.iBeacon)
        let packet =
            String(beacon.count, radix: 16) + beacon.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let body =
            "03412233445566" + "02" + "3a0101001bc50940810000" + "550102ac233fc00001" + "f001a2003f7c0a" + "f101"
            + packet
        let outcome = decode(topic: "any", bytes: frame(body))
        #expect(outcome.dialect == .raddec)
        #expect(outcome.observations.map(\.rssiDBm) == [-69, -42])
        #expect(outcome.tags == [Air.beaconTag, Air.beaconTag])
        #expect(outcome.readers == ["001bc50940810000", "ac233fc00001"])
        #expect(outcome.observation.timeSource == .device)
        // As hex text too; without its time at the receipt; without a beacon a random address.
        let plain = frame("02ac233fa018e7" + "01" + "3a0102ac233fc00001")
        let text = plain.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(decode("any", text).tags == ["ac233fa018e7"])
        #expect(decode("any", text).observation.timeSource == .received)
        let random = frame("03412233445566" + "01" + "3a0102ac233fc00001")
        #expect(decode(topic: "any", bytes: random).reasons == [.randomAddress])
    }

    @Test func framesThatAreNotWhole() throws {
        let map = DialectMap(entries: [.init(filter: try #require(TopicFilter("r")), dialect: .raddec)])
        var broken = frame("02ac233fa018e7" + "01" + "3a0102ac233fc00001")
        broken[9] ^= 1
        #expect(decode(topic: "r", bytes: broken, map: map).reasons == [.wrongType])
        for (body, reason) in [
            ("02ac233fa018e7" + "02" + "3a0102ac233fc00001", RejectionReason.wrongType),
            ("02ac233fa018e7" + "00", .missingField), ("09ac233fa018e7" + "01" + "3a0102ac233fc00001", .badIdentifier),
            ("02ac233fa018e7" + "01" + "ff0102ac233fc00001", .outOfRange), ("05ac233fa018e7aa", .wrongType),
        ] {
            #expect(decode(topic: "r", bytes: frame(body), map: map).reasons == [reason], "\(body)")
        }
    }
}

@Suite struct RoomAssistantTests {
    private func entity(_ members: String, hasAuthority: Bool = true) -> Outcome {
        decode(
            "room-assistant/entity/one/sensor/x", #"{"entity":{\#(members)},"diff":[],"hasAuthority":\#(hasAuthority)}"#
        )
    }

    private let rooms =
        #""distances":{"ward":{"lastUpdatedAt":"2026-11-21T22:34:50.250Z","distance":9.5,"outOfRange":false},"#
        + #""hall":{"lastUpdatedAt":"2026-11-21T22:34:51Z","distance":3.5,"outOfRange":false},"#
        + #""roof":{"lastUpdatedAt":"2026-11-21T22:34:51Z","distance":30,"outOfRange":true}},"#
        + #""measuredValues":{"ward":{"rssi":-79.75,"measuredPower":-59}}"#

    @Test func oneObservationPerRoomInRange() {
        let outcome = entity(#""id":"ble-AC233FA018E7",\#(rooms)"#)
        #expect(outcome.dialect == .roomAssistant)
        #expect(outcome.tags == ["ac233fa018e7", "ac233fa018e7"] && outcome.readers == ["ward", "hall"])
        #expect(outcome.observations.map(\.distanceMetres) == [9.5, 3.5])
        #expect(outcome.observation.rssiDBm == -79.75 && outcome.observations[1].rssiDBm.isNaN)
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.250Z")
        #expect(outcome.reasons == [.unsupportedMessage])
        // A room that is told again unchanged is the same reading.
        #expect(
            entity(#""id":"ble-AC233FA018E7",\#(rooms)"#).observations.map(\.packet)
                == outcome.observations.map(\.packet))
        #expect(Set(outcome.observations.map(\.packet)).count == 2)
    }

    @Test func onlyTheInstanceWithAuthorityCounts() {
        #expect(entity(#""id":"x",\#(rooms)"#, hasAuthority: false).reasons == [.unsupportedMessage])
        #expect(entity(#""id":"x","state":"ward""#).reasons == [.unsupportedMessage])
    }

    @Test(arguments: [
        ("ble-ac:23:3f:a0:18:e7", "ac233fa018e7"), ("ble-11112222333344445555666677778888-10-11", Air.beaconTag),
        ("ble-my-tag", "ble-my-tag"), ("AC:23:3F:A0:18:E7", "ac233fa018e7"),
    ])
    func idsOfBluetooth(id: String, tag: String) {
        #expect(decode("room-assistant/mqtt-room/ward", #"{"id":"\#(id)","distance":4.2}"#).tags == [tag])
    }

    @Test func theShapeOfMQTTRoom() {
        let outcome = decode("room-assistant/mqtt-room/ward", #"{"id":"test","name":"Test","distance":4.25}"#)
        #expect(outcome.readers == ["ward"] && outcome.observation.distanceMetres == 4.25)
        #expect(decode("any", #"{"id":"test","name":"Test","distance":4.25}"#).dialect == .roomAssistant)
        #expect(decode("room-assistant/mqtt-room/ward", #"{"id":"test"}"#).reasons == [.missingField])
        #expect(decode("room-assistant/status/one", "online").health == [.online])
        #expect(decode("room-assistant/status/one", "x").reasons == [.wrongType])
    }
}
