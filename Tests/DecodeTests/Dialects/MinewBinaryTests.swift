import Decode
import Model
import Testing

@Suite struct MinewBinaryTests {
    private let map = DialectMap(entries: TopicFilter("m").map { [.init(filter: $0, dialect: .minewBinary)] } ?? [])

    private let frame = BinaryFrame.bytes([
        .init(0xAC23_3FA0_18E7, [(bytes(hex: Air.service("ffe1", "a1015a18803040")), false, -60)]),
        .init(
            0x4122_3344_5566,
            [
                (bytes(hex: "020106"), true, -50), (bytes(hex: Air.iBeacon), true, -53),
                (bytes(hex: Air.telemetry), true, -55),
            ]),
        .init(0x0122_3344_5566, [(bytes(hex: "020106"), true, -70)]),
        .init(0xAC23_3FA0_18E8, [([], false, -71)]),
    ])

    @Test func eachTagIsOneObservationWithTheMeanOfItsStrengths() {
        let outcome = decode(topic: "any", bytes: frame)
        #expect(outcome.dialect == .minewBinary)
        #expect(outcome.tags == ["ac233fa018e7", Air.beaconTag, "ac233fa018e8"])
        #expect(outcome.readers == Array(repeating: "ac233fc00001", count: 3))
        #expect(outcome.observations[0].temperatureCelsius == 24.5)
        // Signed bytes of dBm; of the three packets the mean, and what each of them says.
        #expect(abs(outcome.observations[1].rssiDBm + 52.6667) < 0.001)
        #expect(outcome.observations[1].batteryVolts == 3)
        #expect(outcome.observations[1].alternateTag.isEmpty)
        #expect(outcome.reasons == [.randomAddress])
        #expect(outcome.health == [.heartbeat])
        #expect(outcome.observations.allSatisfy { $0.timeSource == .received })
    }

    @Test func hexTextIsTheSameFrame() {
        for format in ["%02x", "%02X"] {
            let text = frame.map { byte in
                let digits = String(byte, radix: 16, uppercase: format == "%02X")
                return (digits.count == 1 ? "0" : "") + digits
            }
            let outcome = decode("any", text.joined())
            #expect(outcome.dialect == .minewBinary)
            #expect(outcome.tags.count == 3)
        }
    }

    @Test func anEmptyFrameIsAHeartbeat() {
        let outcome = decode(topic: "any", bytes: BinaryFrame.bytes([]))
        #expect(outcome.health == [.heartbeat])
        #expect(outcome.observations.isEmpty && outcome.reasons.isEmpty)
    }

    @Test func tagsBeforeABreakHold() {
        // Two tags announced, one there: the length is right, the tags are not.
        var cut = BinaryFrame.bytes([.init(0xAC23_3FA0_18E7, [([], false, -60)])])
        cut[13] = 2
        let outcome = decode(topic: "m", bytes: cut, map: map)
        #expect(outcome.tags == ["ac233fa018e7"])
        #expect(outcome.reasons == [.wrongType])
        // One announced, two there.
        var long = BinaryFrame.bytes([
            .init(0xAC23_3FA0_18E7, [([], false, -60)]), .init(0xAC23_3FA0_18E8, [([], false, -60)]),
        ])
        long[13] = 1
        #expect(decode(topic: "m", bytes: long, map: map).reasons == [.wrongType])
    }

    @Test(arguments: ["[]", "{}", "BB01", "BB0100000008AC23", "hello", #"[{"type":"Gateway"}]"#])
    func whatIsNoFrame(payload: String) {
        #expect(decode("m", payload, map: map).reasons == [.wrongType])
        #expect(decode("m", "", map: map).reasons == [.emptyPayload])
    }

    @Test func strengthsOutsideOfARadio() {
        let loud = BinaryFrame.bytes([.init(0xAC23_3FA0_18E7, [([], false, 21)]), .init(1, [])])
        #expect(decode(topic: "m", bytes: loud, map: map).reasons == [.outOfRange, .missingField])
    }
}
