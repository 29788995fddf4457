import Decode
import Model

/// Packets as the air has them, handed in through a raddec, which says whether an address is random.
struct Air {
    var address = "ac233f018e70"
    var isRandom = false

    /// One raddec with these advertisements, all of one address.
    func raddec(_ adverts: [String], epochMilliseconds: Int64 = 1_795_300_494_000) -> String {
        let pairs = stride(from: 0, to: 12, by: 2).map { Array(address)[$0..<($0 + 2)] }
        let reversed = pairs.reversed().map { String($0) }.joined()
        let packets = adverts.map { "\"0000\(reversed)\($0)\"" }.joined(separator: ",")
        return """
            {"transmitterId":"\(address)","transmitterIdType":\(isRandom ? 3 : 2),"timestamp":\(epochMilliseconds),\
            "rssiSignature":[{"receiverId":"ac233fc00001","rssi":-60}],"packets":[\(packets)]}
            """
    }

    /// What these advertisements become.
    func hear(_ adverts: String..., families: TagFamilies = .none) -> Outcome {
        decode(topic: "air", bytes: Array(raddec(adverts).utf8), families: families)
    }

    /// An AD structure of service data: its length, type and the service's number before the data, all in hex.
    static func service(_ number: String, _ data: String) -> String {
        structure("16" + String(number.suffix(2)) + String(number.prefix(2)) + data)
    }

    /// An AD structure of manufacturer data; the company's number least significant byte first.
    static func manufacturer(_ company: String, _ data: String) -> String {
        structure("ff" + String(company.suffix(2)) + String(company.prefix(2)) + data)
    }

    private static func structure(_ hex: String) -> String {
        let length = String(hex.count / 2, radix: 16)
        return (length.count == 1 ? "0" : "") + length + hex
    }

    static let iBeacon = manufacturer("004c", "021511112222333344445555666677778888000a000bc5")
    static let eddystone = service("feaa", "00e8" + "00112233445566778899" + "a0b0c0d0e0f0" + "0000")
    /// 3,000 mV, 21.5 °C, 17 packets, 100 s.
    static let telemetry = service("feaa", "20000bb8158000000011000003e8")
    static let beaconTag = "ibeacon:11112222-3333-4444-5555-666677778888:10:11"
    static let eddystoneTag = "eddystone:00112233445566778899:a0b0c0d0e0f0"
}
