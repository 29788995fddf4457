/// The few packets of MQTT 3.1.1 that ``FakeBroker`` needs. Source: MQTT 3.1.1, chapter 2 (fixed header, remaining
/// length) and chapter 3.
enum MQTTBytes {
    /// A length-prefixed text.
    static func text(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return [UInt8(bytes.count >> 8 & 0xFF), UInt8(bytes.count & 0xFF)] + bytes
    }

    /// A packet of a first byte and what follows its length.
    static func packet(_ first: UInt8, _ body: [UInt8]) -> [UInt8] {
        var packet = [first]
        var length = body.count
        repeat {
            packet.append(UInt8(length & 0x7F) | (length > 0x7F ? 0x80 : 0))
            length >>= 7
        } while length > 0
        return packet + body
    }

    /// Takes the first whole packet away; `nil` when it has not come wholly.
    static func takePacket(_ input: inout [UInt8]) -> (first: UInt8, body: [UInt8])? {
        guard let first = input.first else { return nil }
        var length = 0
        var index = 1
        while true {
            guard index < input.count, index <= 4 else { return nil }
            let byte = input[index]
            length |= Int(byte & 0x7F) << (7 * (index - 1))
            index += 1
            if byte & 0x80 == 0 { break }
        }
        guard input.count >= index + length else { return nil }
        let body = Array(input[index..<index + length])
        input.removeFirst(index + length)
        return (first, body)
    }

    /// Reads the fields of a packet; what is missing reads as 0 or empty.
    struct Reader {
        var bytes: [UInt8]
        var offset = 0

        mutating func skip(_ count: Int) { offset += count }

        mutating func byte() -> UInt8 {
            defer { offset += 1 }
            return offset < bytes.count ? bytes[offset] : 0
        }

        mutating func word() -> UInt16 {
            let high = UInt16(byte())
            return high << 8 | UInt16(byte())
        }

        mutating func text() -> String {
            let count = Int(word())
            let end = min(bytes.count, offset + count)
            defer { offset += count }
            return offset < end ? String(decoding: bytes[offset..<end], as: UTF8.self) : ""
        }

        func rest() -> String {
            offset < bytes.count ? String(decoding: bytes[offset...], as: UTF8.self) : ""
        }
    }
}
