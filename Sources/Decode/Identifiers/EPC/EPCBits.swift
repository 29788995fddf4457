/// The bits of an EPC as they lie in a tag, first bit first: at most 496, as many as EPC memory can announce.
///
/// Kept in place; nothing is allocated but the texts.
public struct EPCBits: Hashable, Sendable {
    /// How many bits EPC memory can announce: 31 words of 16.
    public static let bitsMax = 496

    private var words = SIMD8<UInt64>()
    /// How many bits there are.
    public private(set) var count = 0

    /// No bits.
    public init() {}

    /// Whole bytes; nil when they are none or more than 62.
    public init?(bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty, bytes.count * 8 <= Self.bitsMax else { return nil }
        for byte in bytes { append(UInt64(byte), bits: 8) }
    }

    /// Hex digits of either case, four bits each; nil when there are none, other characters, or too many.
    public init?(hex: String) {
        for byte in hex.utf8 {
            let value = Hex.value(byte)
            guard value < 16, count + 4 <= Self.bitsMax else { return nil }
            append(UInt64(value), bits: 4)
        }
        if count == 0 { return nil }
    }

    /// The first 8 bits; 0 when there are fewer.
    public var header: UInt8 { count < 8 ? 0 : UInt8(truncatingIfNeeded: words[0] >> 56) }

    /// Up to 64 bits from a position, right-aligned. The bits must be there.
    func value(at position: Int, bits: Int) -> UInt64 {
        guard bits > 0 else { return 0 }
        let word = position >> 6
        let offset = position & 63
        var value = words[word] << UInt64(offset)
        if offset > 0, word < 7 { value |= words[word + 1] >> UInt64(64 - offset) }
        return value >> UInt64(64 - bits)
    }

    /// Adds up to 64 bits, the lowest of a value; bits beyond ``bitsMax`` are dropped.
    mutating func append(_ value: UInt64, bits: Int) {
        guard bits > 0, count + bits <= Self.bitsMax else { return }
        let aligned = value << UInt64(64 - bits)
        let word = count >> 6
        let offset = count & 63
        words[word] |= aligned >> UInt64(offset)
        if offset > 0, word < 7 { words[word + 1] |= aligned << UInt64(64 - offset) }
        count += bits
    }

    /// The same bits with zeros behind them, up to `total`.
    func padded(to total: Int) -> EPCBits {
        var copy = self
        while copy.count < min(total, Self.bitsMax) { copy.append(0, bits: min(64, total - copy.count)) }
        return copy
    }

    /// Whether all bits from a position on are zero.
    func isZero(from position: Int) -> Bool {
        var position = position
        while position < count {
            let bits = min(64, count - position)
            if value(at: position, bits: bits) != 0 { return false }
            position += bits
        }
        return true
    }

    /// Upper-case hex, zeros behind the last bit up to a whole digit.
    public var hex: String { hex(digits: (count + 3) / 4) }

    /// Upper-case hex, zeros behind the last bit up to a whole word of 16 bits: what a tag stores and a reader tells.
    public var wordHex: String { hex(digits: (count + 15) / 16 * 4) }

    private func hex(digits: Int) -> String {
        var text: [UInt8] = []
        for digit in 0..<digits {
            let value = UInt8(truncatingIfNeeded: value(at: digit * 4, bits: 4))
            text.append(value < 10 ? Ascii.zero &+ value : UInt8(ascii: "A") &+ (value &- 10))
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Takes bits from the front.
struct EPCBitReader {
    let bits: EPCBits
    private(set) var position = 0

    init(_ bits: EPCBits) { self.bits = bits }

    /// The next bits, at most 64.
    /// - Throws: `tooShort` when they are not there.
    mutating func take(_ count: Int) throws(EPCProblem) -> UInt64 {
        guard position + count <= bits.count else { throw .tooShort }
        defer { position += count }
        return bits.value(at: position, bits: count)
    }

    /// - Throws: `padding` when a bit behind here is set.
    func expectZeros() throws(EPCProblem) {
        guard bits.isZero(from: position) else { throw .padding }
    }
}
