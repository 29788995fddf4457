/// Writes the canonical ids (DESIGN 5.2) of beacons and addresses into memory, eight characters at a time: the form of
/// ``BeaconIdentifier``, for the hot path.
struct BeaconText {
    /// `ibeacon:`, 32 digits, 4 dashes, two numbers of up to five digits with their colons; and room for the rest of
    /// the last word.
    static let capacity = 64

    private var end: UnsafeMutableRawPointer

    /// - Precondition: there is room for ``capacity`` bytes; for 12, when only an address is written.
    @inline(__always)
    init(_ start: UnsafeMutableRawPointer) { end = start }

    @inline(__always)
    func count(from start: UnsafeMutableRawPointer) -> Int { end - start }

    /// Twelve digits.
    @inline(__always)
    mutating func write(_ address: BLEAddress) {
        write(low: HexWords.text(UInt32(truncatingIfNeeded: address.value >> 16)), count: 4)
        write(word: HexWords.text(UInt32(truncatingIfNeeded: address.value)))
    }

    @inline(__always)
    mutating func write(_ identity: Advert.Identity) {
        switch identity.kind {
        case .none: break
        case .iBeacon:
            // `ibeacon:` in one word.
            write(word: 0x3A6E_6F63_6165_6269)
            write(UInt32(truncatingIfNeeded: identity.high >> 32))
            writeHalves(UInt32(truncatingIfNeeded: identity.high))
            writeHalves(UInt32(truncatingIfNeeded: identity.middle >> 32))
            write(UInt32(truncatingIfNeeded: identity.middle))
            write(number: UInt16(truncatingIfNeeded: identity.low >> 16))
            write(number: UInt16(truncatingIfNeeded: identity.low))
        case .eddystone:
            // `eddyston` and `e:` in two words.
            write(word: 0x6E6F_7473_7964_6465)
            write(low: 0x3A65, count: 2)
            write(UInt32(truncatingIfNeeded: identity.high >> 32))
            write(UInt32(truncatingIfNeeded: identity.high))
            let (namespace, instance) = (identity.middle >> 48, identity.middle & 0xFFFF_FFFF_FFFF)
            write(low: HexWords.text(UInt32(namespace) << 16), count: 4)
            write(low: UInt64(Ascii.colon), count: 1)
            write(low: HexWords.text(UInt32(truncatingIfNeeded: instance >> 16)), count: 4)
            write(UInt32(truncatingIfNeeded: instance))
        }
    }

    /// A colon and a number.
    @inline(__always)
    mutating func write(number: UInt16) {
        var word: UInt64 = 0
        var rest = UInt32(number)
        var count = 1
        repeat {
            word = word << 8 | UInt64(0x30 + rest % 10)
            rest /= 10
            count &+= 1
        } while rest > 0
        write(low: word << 8 | UInt64(Ascii.colon), count: count)
    }

    /// Eight hex digits.
    @inline(__always)
    private mutating func write(_ value: UInt32) { write(word: HexWords.text(value)) }

    /// A dash, four digits, a dash and four digits.
    @inline(__always)
    private mutating func writeHalves(_ value: UInt32) {
        let text = HexWords.text(value)
        write(low: text << 8 | UInt64(Ascii.minus), count: 5)
        write(low: (text >> 32) << 8 | UInt64(Ascii.minus), count: 5)
    }

    @inline(__always)
    mutating func write(word: UInt64) { write(low: word, count: 8) }

    /// The first characters of a word; what is behind them is written over by what follows.
    @inline(__always)
    mutating func write(low word: UInt64, count: Int) {
        end.storeBytes(of: word.littleEndian, as: UInt64.self)
        end += count
    }
}
