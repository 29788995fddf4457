import Decode
import Glibc
import Model
import SimKit

/// Messages for the decoder, and for what it is measured against.
struct DecodeWorkload {
    enum Shape: String, CaseIterable {
        case espresense, minew
    }

    static let receivedAt = Instant(milliseconds: 1_795_300_500_000)
    private static let uuid = "5f1d0c3a-7b42-4e8e-9d61-0a2b3c4d5e6f"

    var shape: Shape
    var batch = MessageBatch()

    /// Invented messages in the shape of a dialect; the same seed gives the same ones.
    init(_ shape: Shape, count: Int, seed: UInt64) {
        self.shape = shape
        var random = SeededRandom(seed: seed)
        for number in 0..<count {
            let (topic, payload) =
                shape == .espresense
                ? DecodeWorkload.espresense(number, &random) : DecodeWorkload.minew(number, &random)
            batch.append(topic: topic, payload: payload, receivedAt: DecodeWorkload.receivedAt)
        }
    }

    /// What ``write(to:)`` has written.
    init?(_ shape: Shape, file: String) {
        self.shape = shape
        for line in TemporaryFolder.text(of: file).split(separator: "\n") {
            guard let tab = line.firstIndex(of: "\t") else { return nil }
            batch.append(
                topic: String(line[..<tab]), payload: String(line[line.index(after: tab)...]),
                receivedAt: DecodeWorkload.receivedAt)
        }
    }

    /// The messages of a capture; nil when there is none.
    init?(_ shape: Shape, capture: String) {
        self.shape = shape
        var parser = CaptureParser()
        let text = TemporaryFolder.text(of: capture)
        guard !text.isEmpty else { return nil }
        for line in text.split(separator: "\n") {
            Array(line.utf8).withUnsafeBufferPointer { _ = parser.parse($0, into: &batch) }
        }
        guard !batch.isEmpty else { return nil }
    }

    /// A topic, a tab and a payload in each line.
    func write(to path: String) throws {
        var text: [UInt8] = []
        for message in batch.messages {
            text += batch.bytes[message.topic.range]
            text.append(UInt8(ascii: "\t"))
            text += batch.bytes[message.payload.range]
            text.append(UInt8(ascii: "\n"))
        }
        try TemporaryFolder.write(String(decoding: text, as: UTF8.self), to: path)
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
    }

    /// As nodes of today send: strengths with two decimals, now and then a battery.
    private static func espresense(_ number: Int, _ random: inout SeededRandom) -> (String, String) {
        let id = "iBeacon:\(uuid)-\(1 + number % 7)-\(random.below(65_536))"
        let extra = random.chance(0.1) ? ",\"batt\":\(random.below(101)),\"temp\":\(15 + random.below(20)).5" : ""
        let payload =
            "{\"mac\":\"\(hex(random.next(), digits: 12))\",\"id\":\"\(id)\",\"disc\":\"ble\",\"idType\":150,"
            + "\"rssi@1m\":-65,\"rssi\":-\(40 + random.below(55)).\(10 + random.below(90)),"
            + "\"rxAdj\":0,\"rssiVar\":\(random.below(9)).\(10 + random.below(90)),"
            + "\"distance\":\(random.below(30)).\(10 + random.below(90)),"
            + "\"var\":0.\(10 + random.below(90)),\"int\":\(200 + random.below(900))\(extra)}"
        return ("espresense/devices/\(id)/ward-\(number % 40)", payload)
    }

    /// A gateway that heard ten tags: beacons, sensors and raw advertisements.
    private static func minew(_ number: Int, _ random: inout SeededRandom) -> (String, String) {
        let gateway = "AC233FC" + hex(UInt64(number % 40), digits: 5).uppercased()
        var payload =
            "[{\"timestamp\":\"2026-11-22T09:54:59.120Z\",\"type\":\"Gateway\",\"mac\":\"\(gateway)\","
            + "\"gatewayFree\":\(20 + random.below(70)),\"gatewayLoad\":0.\(10 + random.below(90))}"
        for tag in 0..<10 {
            let address = hex(UInt64(0xAC23_3FA0_0000) + UInt64(tag * 97 + number % 97), digits: 12).uppercased()
            payload +=
                ",{\"timestamp\":\"2026-11-22T09:54:58.\(100 + random.below(900))Z\",\"mac\":\"\(address)\","
                + "\"bleName\":\"\",\"rssi\":-\(40 + random.below(55)),"
            switch tag {
            case ..<6:
                payload +=
                    "\"type\":\"iBeacon\",\"ibeaconUuid\":\"5F1D0C3A7B424E8E9D610A2B3C4D5E6F\",\"ibeaconMajor\":\(tag),"
                    + "\"ibeaconMinor\":\(random.below(65_536)),\"ibeaconTxPower\":-59,\"battery\":0}"
            case ..<8:
                payload +=
                    "\"type\":\"S1\",\"temperature\":\(18 + random.below(9)).\(10 + random.below(90)),"
                    + "\"humidity\":\(30 + random.below(40)).\(10 + random.below(90)),\"battery\":\(random.below(101))}"
            default:
                payload +=
                    "\"type\":\"Unknown\",\"rawData\":\"02010612FF3906CA15"
                    + "\(hex(random.next(), digits: 16).uppercased())00112233\"}"
            }
        }
        return ("minew/\(gateway)/status", payload + "]")
    }
}
