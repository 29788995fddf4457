import Decode
import Model
import Testing

/// What belongs together: telemetry and its beacon over messages, frames of one address inside a message.
@Suite struct JoinTests {
    private static let minute: Int64 = 60_000

    /// What each of several raddecs of one address became, by one decoder.
    private func hear(_ messages: [(adverts: [String], atMinutes: Double)], air: Air) -> [String] {
        var batch = MessageBatch()
        for message in messages {
            let at = receivedAt.milliseconds - 3_600_000 + Int64(message.atMinutes * Double(Self.minute))
            batch.append(
                topic: "air", payload: air.raddec(message.adverts, epochMilliseconds: at), receivedAt: receivedAt)
        }
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        decoder.decode(batch, into: &decoded)
        return messages.indices.map { index in
            if let found = decoded.observations.first(where: { $0.message == index }) { return decoded.text(found.tag) }
            return decoded.rejections.first { $0.message == index }?.reason.rawValue ?? "nothing"
        }
    }

    private let rotating = Air(address: "412233445566", isRandom: true)

    @Test func telemetryJoinsItsBeaconInsideARotation() {
        let messages: [([String], Double)] = [
            ([Air.telemetry], 0), ([Air.eddystone], 1), ([Air.telemetry], 2), ([Air.telemetry], 16),
            ([Air.telemetry], 16.1),
        ]
        let tag = Air.eddystoneTag
        // Before the beacon was heard nobody is known; then for 15 minutes around it.
        #expect(hear(messages, air: rotating) == ["random_address", tag, tag, tag, "random_address"])
    }

    @Test func telemetryThatComesLateJoinsWhatWasThen() {
        let messages: [([String], Double)] = [([Air.eddystone], 20), ([Air.telemetry], 6), ([Air.telemetry], 4)]
        #expect(hear(messages, air: rotating) == [Air.eddystoneTag, Air.eddystoneTag, "random_address"])
    }

    @Test func aLateBeaconDoesNotReplaceANewerOne() {
        let messages: [([String], Double)] = [([Air.iBeacon], 20), ([Air.eddystone], 3), ([Air.telemetry], 21)]
        #expect(hear(messages, air: rotating) == [Air.beaconTag, Air.eddystoneTag, Air.beaconTag])
    }

    @Test func otherFramesOfTheAddressAreNotJoined() {
        let messages: [([String], Double)] = [([Air.eddystone], 0), (["020106"], 1)]
        #expect(hear(messages, air: rotating) == [Air.eddystoneTag, "random_address"])
    }

    @Test func aPublicAddressKeepsItsNameBesideTheBeacons() {
        let messages: [([String], Double)] = [([Air.telemetry], 0), ([Air.eddystone], 1), ([Air.telemetry], 2)]
        #expect(hear(messages, air: Air()) == ["ac233f018e70", Air.eddystoneTag, Air.eddystoneTag])
    }

    /// More beacons than the table holds: whatever is joined is joined to its own.
    @Test func aFullTableNeverJoinsTheWrongBeacon() {
        var random = SplitMix(seed: 20_261_122)
        let addresses = (0..<12_000).map { _ in UInt64.random(in: 0..<(1 << 46), using: &random) }
        var decoder = MessageDecoder(map: .recognising)
        var decoded = DecodedBatch()
        func hear(_ frame: (Int) -> [UInt8]) {
            var batch = MessageBatch()
            for first in stride(from: 0, to: addresses.count, by: 4_000) {
                let tags = (first..<(first + 4_000)).map { BinaryFrame.Tag(addresses[$0], [(frame($0), true, -60)]) }
                [UInt8](arrayLiteral: 0x61).withUnsafeBytes { topic in
                    BinaryFrame.bytes(tags).withUnsafeBytes { payload in
                        batch.append(topic: topic, payload: payload, receivedAt: receivedAt)
                    }
                }
            }
            decoder.decode(batch, into: &decoded)
        }
        let namespace = bytes(hex: "00112233445566778899")
        hear { [0x17, 0x16, 0xAA, 0xFE, 0, 0xE8] + namespace + [0, 0, 0, 0, UInt8($0 >> 8), UInt8($0 & 255), 0, 0] }
        #expect(decoded.observations.count == 12_000)
        // The voltage tells which telemetry it is.
        hear { [0x11, 0x16, 0xAA, 0xFE, 0x20, 0, UInt8($0 >> 8), UInt8($0 & 255), 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 1] }
        for observation in decoded.observations {
            let index = Int((observation.batteryVolts * 1000).rounded())
            let digits = String(index, radix: 16)
            let instance = String(repeating: "0", count: 12 - digits.count) + digits
            if decoded.text(observation.tag) != "eddystone:00112233445566778899:" + instance {
                Issue.record("telemetry \(index)")
            }
        }
        let share = Double(decoded.observations.count) / 12_000
        #expect(share > 0.5 && share < 0.75, "the table holds 8,192 of 12,000; seed 20261122, \(share)")
        #expect(decoded.observations.count + decoded.rejections.count == 12_000)
    }

    private func report(_ elements: [String]) -> Outcome {
        decode("m", #"[{"type":"Gateway","mac":"AC233FC00001"},"# + elements.joined(separator: ",") + "]")
    }

    @Test func framesOfOneAddressInAMessageShareTheIdentity() {
        let outcome = report([
            #"{"mac":"AC233FA018E7","rssi":-60,"rawData":"\#(Air.service("ffe1", "a1015a18803040"))"}"#,
            #"{"mac":"AC233FA018E8","rssi":-61,"rawData":"020106"}"#,
            #"{"mac":"AC233FA018E7","rssi":-62,"rawData":"\#(Air.iBeacon)"}"#,
            #"{"mac":"AC:23:3F:A0:18:E7","rssi":-63,"rawData":""}"#,
        ])
        #expect(outcome.tags == [Air.beaconTag, "ac233fa018e8", Air.beaconTag, Air.beaconTag])
        #expect(outcome.observations.map(\.rssiDBm) == [-60, -61, -62, -63])
        #expect(
            outcome.observations.map { outcome.batch.text($0.alternateTag) } == [
                "ac233fa018e7", "", "ac233fa018e7", "ac233fa018e7",
            ])
        #expect(outcome.observation.temperatureCelsius == 24.5)
    }

    @Test func framesOfARandomAddressAreSavedByTheirBeacon() throws {
        func item(_ address: String, _ advert: String, _ rssi: Int) -> String {
            #"{"bdaddrs":[{"bdaddr":"\#(address)","bdaddrType":"random"}],"rssi":\#(rssi),"adData":"\#(advert)"}"#
        }
        let encrypted = Air.service("fcd2", "41010203040506")
        let items = [
            item("41:22:33:44:55:66", "020106", -60), item("41:22:33:44:55:67", "020106", -61),
            item("41:22:33:44:55:66", Air.iBeacon, -62), item("41:22:33:44:55:66", encrypted, -63),
            item("41:22:33:44:55:68", encrypted, -64), item("41:22:33:44:55:69", Air.eddystone, -65),
        ]
        let payload =
            #"{"action":"data.scan","gateway":"CC:1B:E0:00:00:01","data":["# + items.joined(separator: ",") + "]}"
        let outcome = decode("up/x", payload)
        #expect(outcome.dialect == .cassia)
        #expect(outcome.tags == [Air.beaconTag, Air.beaconTag, Air.beaconTag, Air.eddystoneTag])
        #expect(outcome.observations.map(\.rssiDBm) == [-60, -62, -63, -65])
        #expect(outcome.reasons == [.randomAddress, .encrypted])
        #expect(outcome.observations.allSatisfy { $0.alternateTag.isEmpty })
    }

    @Test func thousandsOfFramesInOneMessage() {
        let elements = (0..<2_100).map { index in
            let mac = "AC233F00" + String(1_000 + index % 700)
            let raw = index % 3 == 0 ? Air.iBeacon : "020106"
            return #"{"mac":"\#(mac)","rssi":-60,"rawData":"\#(raw)"}"#
        }
        let outcome = report(elements)
        #expect(outcome.observations.count == 2_100 && outcome.reasons.isEmpty)
        // 700 and 3 have no common factor: each address sends the beacon at some place.
        #expect(outcome.tags.allSatisfy { $0 == Air.beaconTag })
    }
}
