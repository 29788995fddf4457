/// A text of at most 32 ASCII bytes, kept in place: the fields of an EPC without an allocation.
///
/// The longest field of any EPC scheme is the part number of ADI, 32 characters.
public struct ShortText: Hashable, Sendable {
    /// How many bytes fit.
    public static let capacity = 32

    private var storage = SIMD32<UInt8>()
    private var length: UInt8 = 0

    /// An empty text.
    public init() {}

    /// The bytes of a sequence; nil when they are more than ``capacity`` or not printable ASCII.
    public init?(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            guard byte >= 0x20, byte < 0x7F, count < Self.capacity else { return nil }
            append(byte)
        }
    }

    /// A number with leading zeros up to `digits`; a wider number is written whole.
    init(number: UInt64, digits: Int = 1) {
        var width = 1
        var rest = number / 10
        while rest > 0 {
            width += 1
            rest /= 10
        }
        width = max(width, digits)
        rest = number
        for position in stride(from: width - 1, through: 0, by: -1) {
            storage[position] = Ascii.zero &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        length = UInt8(truncatingIfNeeded: width)
    }

    /// How many bytes there are.
    public var count: Int { Int(length) }

    /// Whether there are none.
    public var isEmpty: Bool { length == 0 }

    /// A byte; the position must be below ``count``.
    public subscript(position: Int) -> UInt8 { storage[position] }

    /// Adds a byte; one that does not fit is dropped (fields are checked against their limits before).
    mutating func append(_ byte: UInt8) {
        guard count < Self.capacity else { return }
        storage[count] = byte
        length += 1
    }

    /// The text as a `String`; allocates when it has more than 15 bytes.
    public var string: String {
        String(unsafeUninitializedCapacity: count) { buffer in
            for position in 0..<count { buffer[position] = storage[position] }
            return count
        }
    }

    /// Whether every byte is a decimal digit; true when it is empty.
    var isDigits: Bool {
        for position in 0..<count where !Ascii.isDigit(storage[position]) { return false }
        return true
    }

    /// The value of a text of digits; nil when it is empty, holds something else or is 2⁶⁴ or more.
    public var number: UInt64? {
        guard !isEmpty, isDigits else { return nil }
        var value: UInt64 = 0
        for position in 0..<count {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(storage[position] &- Ascii.zero))
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }

    /// The value of a text of digits without leading zeros; nil else.
    var plainNumber: UInt64? {
        guard count == 1 || self[0] != Ascii.zero else { return nil }
        return number
    }
}
