/// Frames of Minew's BINARY-LONG, made for tests.
enum BinaryFrame {
    struct Tag {
        var address: UInt64
        var packets: [(advert: [UInt8], isRandom: Bool, rssi: Int8)]

        init(_ address: UInt64, _ packets: [(advert: [UInt8], isRandom: Bool, rssi: Int8)]) {
            self.address = address
            self.packets = packets
        }
    }

    static func bytes(_ tags: [Tag]) -> [UInt8] {
        var body: [UInt8] = address(0xAC23_3FC0_0001) + [UInt8(tags.count >> 8), UInt8(tags.count & 255)]
        for tag in tags {
            body += address(tag.address) + [UInt8(tag.packets.count >> 8), UInt8(tag.packets.count & 255)]
            for packet in tag.packets {
                body.append(UInt8(packet.advert.count))
                body += packet.advert
                body += [packet.isRandom ? 0x06 : 0, UInt8(bitPattern: packet.rssi)]
            }
        }
        let length = body.count + 7
        let count = stride(from: 24, through: 0, by: -8).map { UInt8(length >> $0 & 255) }
        return [0xBB, 0x01] + count + body + [0xDD]
    }

    private static func address(_ value: UInt64) -> [UInt8] {
        stride(from: UInt64(40), through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
