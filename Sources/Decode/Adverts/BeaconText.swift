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
            write("ibeacon:")
            write(identity.high, digits: 8, from: 0)
            write(Ascii.minus)
            write(identity.high, digits: 4, from: 8)
            write(Ascii.minus)
            write(identity.high, digits: 4, from: 12)
            write(Ascii.minus)
            write(identity.middle, digits: 4, from: 0)
            write(Ascii.minus)
            write(identity.middle, digits: 12, from: 4)
            write(Ascii.colon)
            write(number: identity.low >> 16)
            write(Ascii.colon)
            write(number: identity.low & 0xFFFF)
        case .eddystone:
            write("eddystone:")
            write(identity.high, digits: 16, from: 0)
            write(identity.middle, digits: 4, from: 0)
            write(Ascii.colon)
            write(identity.middle, digits: 12, from: 4)
        }
    }

    /// The lower-case digit of the lowest four bits.
    @inline(__always)
    static func digit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: value & 15)
        return nibble < 10 ? Ascii.zero &+ nibble : UInt8(ascii: "a") &+ (nibble &- 10)
    }

    @inline(__always)
    private mutating func write(_ byte: UInt8) {
        buffer[count] = byte
        count += 1
    }

    private mutating func write(_ word: StaticString) {
        for index in 0..<word.utf8CodeUnitCount { write(word.utf8Start[index]) }
    }

    /// Hex digits of a word, counted from its most significant one.
    private mutating func write(_ word: UInt64, digits: Int, from first: Int) {
        for index in first..<(first + digits) { write(BeaconText.digit(word >> UInt64(60 - 4 * index))) }
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
