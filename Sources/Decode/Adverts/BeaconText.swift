/// Writes a beacon's canonical id (DESIGN 5.2) into a buffer: the form of ``BeaconIdentifier``, for the hot path.
struct BeaconText {
    /// `ibeacon:`, 32 digits, 4 dashes, two numbers of up to five digits with their colons.
    static let capacity = 56

    let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
    }

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
            write(Ascii.colon)
            write(number: identity.low >> 16)
            write(Ascii.colon)
            write(number: identity.low & 0xFFFF)
        case .eddystone:
            write("eddystone:")
            write(UInt32(truncatingIfNeeded: identity.high >> 32))
            write(UInt32(truncatingIfNeeded: identity.high))
            let (namespace, instance) = (identity.middle >> 48, identity.middle & 0xFFFF_FFFF_FFFF)
            write(low: HexWords.text(UInt32(namespace) << 16), count: 4)
            write(Ascii.colon)
            write(low: HexWords.text(UInt32(truncatingIfNeeded: instance >> 16)), count: 4)
            write(UInt32(truncatingIfNeeded: instance))
        }
    }

    @inline(__always)
    private mutating func write(_ byte: UInt8) {
        buffer[count] = byte
        count += 1
    }

    private mutating func write(_ word: StaticString) {
        for index in 0..<word.utf8CodeUnitCount { write(word.utf8Start[index]) }
    }

    /// Eight hex digits.
    @inline(__always)
    private mutating func write(_ value: UInt32) { write(word: HexWords.text(value)) }

    /// A dash, four digits, a dash and four digits.
    @inline(__always)
    private mutating func writeHalves(_ value: UInt32) {
        let text = HexWords.text(value)
        write(Ascii.minus)
        write(low: text, count: 4)
        write(Ascii.minus)
        write(low: text >> 32, count: 4)
    }

    @inline(__always)
    private mutating func write(word: UInt64) {
        HexWords.store(word, in: buffer, at: count)
        count += 8
    }

    /// The first characters of a word; what is behind them is written over by what follows, and there is always more.
    @inline(__always)
    private mutating func write(low word: UInt64, count: Int) {
        HexWords.store(word, in: buffer, at: self.count)
        self.count += count
    }

    private mutating func write(number: UInt32) {
        var divisor: UInt32 = 10_000
        while divisor > 1, number < divisor { divisor /= 10 }
        while divisor > 0 {
            write(Ascii.zero &+ UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }
}
