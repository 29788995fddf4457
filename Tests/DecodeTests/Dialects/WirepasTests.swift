import Decode
import Model
import Testing

@Suite struct WirepasTests {
    private func varint(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
    }
    private func number(_ field: UInt64, _ value: UInt64) -> [UInt8] { varint(field << 3) + varint(value) }
    private func bytes(_ field: UInt64, _ value: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(UInt64(value.count)) + value
    }
    private func text(_ field: UInt64, _ value: String) -> [UInt8] { bytes(field, Array(value.utf8)) }
    private func envelope(_ field: UInt64, _ event: [UInt8]) -> [UInt8] { bytes(1, bytes(field, event)) }

    private var header: [UInt8] { text(1, "gw-1") + text(2, "sink0") + number(3, 77) + number(4, 1_795_300_491_000) }
    private let topic = "gw-event/received_data/gw-1/sink0/1234/247/255"

    private func packet(source: UInt64 = 1_974_511, travel: UInt64 = 250) -> [UInt8] {
        number(2, source) + number(3, 1) + number(4, 247) + number(5, 255) + number(6, travel)
            + number(7, 1_795_300_490_500) + number(8, 0) + bytes(9, [0xBF, 0xFF]) + number(99, 5)
    }

    @Test func aPacketIsAnObservationAtTheTimeItWasSent() {
        let outcome = decode(topic: topic, bytes: envelope(8, bytes(1, header) + packet()))
        #expect(outcome.dialect == .wirepas)
        #expect(outcome.tags == ["1974511"] && outcome.readers == ["gw-1/sink0"])
        #expect(outcome.observation.observedAt.rfc3339 == "2026-11-21T22:34:50.250Z")
        #expect(outcome.observation.rssiDBm.isNaN && outcome.observation.packet != 0)
    }

    @Test func severalPacketsInOneEnvelope() {
        let event =
            bytes(1, header) + bytes(2, text(1, "sink1") + packet(source: 7)) + bytes(2, text(1, "sink2") + packet())
        let outcome = decode(topic: topic, bytes: envelope(17, event))
        #expect(outcome.tags == ["7", "1974511"] && outcome.readers == ["gw-1/sink1", "gw-1/sink2"])
        #expect(Set(outcome.observations.map(\.packet)).count == 2)
    }

    @Test func theStatusOfAGateway() {
        let online = decode(topic: "gw-event/status/gw-1", bytes: envelope(1, bytes(1, header) + number(3, 1)))
        #expect(online.health == [.online])
        #expect(online.batch.text(online.batch.health[0].reader) == "gw-1/sink0")
        let will = decode(topic: "gw-event/status/gw-1", bytes: envelope(1, bytes(1, text(1, "gw-1")) + number(3, 2)))
        #expect(will.health == [.offline])
    }

    @Test func whatIsWrong() {
        let noSource = bytes(1, header) + number(7, 1_795_300_490_500)
        #expect(decode(topic: topic, bytes: envelope(8, noSource)).reasons == [.missingField])
        let large = bytes(1, header) + packet(source: 1 << 33)
        #expect(decode(topic: topic, bytes: envelope(8, large)).reasons == [.outOfRange])
        let slow = bytes(1, header) + packet(travel: 1 << 40)
        #expect(decode(topic: topic, bytes: envelope(8, slow)).reasons == [.badTime])
        #expect(decode(topic: topic, bytes: envelope(2, header)).reasons == [.unsupportedMessage])
        #expect(decode(topic: topic, bytes: [0x0A, 0xFF]).reasons == [.wrongType])
        #expect(decode(topic: topic, bytes: [0x07]).reasons == [.wrongType])
        #expect(decode(topic: topic, bytes: []).reasons == [.emptyPayload])
        #expect(decode(topic: "gw-request/send_data/gw-1", bytes: [1]).reasons == [.unsupportedMessage])
        let name = bytes(1, bytes(1, [0xFF, 0xFE]) + number(3, 7)) + packet()
        #expect(decode(topic: topic, bytes: envelope(8, name)).reasons == [.invalidUTF8])
    }

    @Test func aGatewayWithoutAClock() {
        let event = bytes(1, header) + number(2, 7) + number(6, 10) + number(7, 5_000)
        #expect(decode(topic: topic, bytes: envelope(8, event)).observation.timeSource == .received)
    }
}
