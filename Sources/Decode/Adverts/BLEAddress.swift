import Model

/// A device address of Bluetooth Low Energy: 48 bits, and what is known of their kind.
///
/// Source: Bluetooth Core Specification 5.4, volume 6, part B, 1.3. An address in itself does not say whether it is
/// public or random: a gateway that knows tells it. Of a random one the two topmost bits say more: 11 static (kept
/// until the next power cycle), 01 resolvable and 00 non-resolvable private addresses (changed every few minutes).
struct BLEAddress {
    /// What a gateway says of an address.
    enum Hint {
        /// Nothing: the address is taken as the gateway gives it.
        case unknown
        case isPublic, isRandom
    }

    enum Kind {
        case unknown, isPublic, randomStatic, resolvable, nonResolvable
    }

    /// The most significant byte first.
    let value: UInt64
    let kind: Kind

    init(_ value: UInt64, _ hint: Hint) {
        self.value = value
        switch hint {
        case .unknown: kind = .unknown
        case .isPublic: kind = .isPublic
        case .isRandom:
            switch value >> 46 {
            case 3: kind = .randomStatic
            case 1: kind = .resolvable
            // 10 is reserved; who sends it does not promise to keep it.
            default: kind = .nonResolvable
            }
        }
    }

    /// Reads 12 hex digits, with or without separators; nil when the text is no address.
    init?(_ text: UnsafeBufferPointer<UInt8>, _ hint: Hint) {
        guard text.count == 12 || text.count == 17 else { return nil }
        if text.count == 12 {
            guard let value = HexWords.value(HexWords.load(text, at: 0), HexWords.load(text, at: 4)) else { return nil }
            self.init(value, hint)
            return
        }
        var value: UInt64 = 0
        for index in 0..<text.count {
            if index % 3 == 2 {
                guard text[index] == text[2], text[2] == Ascii.colon || text[2] == Ascii.minus else { return nil }
                continue
            }
            let digit = Hex.value(text[index])
            guard digit < 16 else { return nil }
            value = value << 4 | UInt64(digit)
        }
        self.init(value, hint)
    }

    /// Characters of the canonical form.
    static let textCount = 12

    /// Appends the canonical form: 12 lower-case digits.
    func append(to bytes: inout [UInt8]) -> ByteRange {
        let start = bytes.count
        bytes.append(capacity: BLEAddress.textCount) { base in
            var text = BeaconText(base)
            text.write(self)
            return BLEAddress.textCount
        }
        return ByteRange(offset: start, count: BLEAddress.textCount)
    }
}
