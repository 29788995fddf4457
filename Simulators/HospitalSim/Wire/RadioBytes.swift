/// What tags send, as gateways hand it on.
enum RadioBytes {
    /// An iBeacon's advertisement: flags, then manufacturer data of company 0x004C.
    ///
    /// Source: Bluetooth Core Specification, volume 3, part C, 11 (AD structures); Apple's proximity beacon layout.
    static func iBeacon(_ tag: SimTag) -> [UInt8] {
        var bytes: [UInt8] = [0x02, 0x01, 0x06, 0x1A, 0xFF, 0x4C, 0x00, 0x02, 0x15]
        bytes += RadioBytes.bytes(hex: tag.uuidUpper)
        for number in [tag.major, tag.minor] {
            bytes += [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
        }
        bytes.append(UInt8(bitPattern: -59))
        return bytes
    }

    /// The bytes of a text of hexadecimal digits.
    static func bytes(hex text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in text.utf8 {
            let value = digit & 0x0f + (digit >= 0x40 ? 9 : 0)
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    /// `02AB…` → `02:AB:…`.
    static func colons(_ address: String) -> String {
        var text = ""
        for (index, digit) in address.enumerated() {
            if index > 0, index.isMultiple(of: 2) { text.append(":") }
            text.append(digit)
        }
        return text
    }
}
