/// The fields of a 96-bit EPC as numbers: fixed size, nothing allocated, for lines that carry thousands a second.
///
/// Texts (URIs, keys with check digits) are made from ``tag`` when somebody asks.
public struct EPCNumbers: Hashable, Sendable {
    public var scheme: EPCScheme
    /// 0 to 7; 0 in GID, which has none.
    public var filter: UInt8
    /// Digits of ``company``, 6 to 12; 0 in GID.
    public var companyDigits: UInt8
    /// Digits of ``reference`` with leading zeros; 0 where it is a number without any, or empty.
    public var referenceDigits: UInt8
    /// GS1 company prefix or general manager number.
    public var company: UInt64
    /// Item reference with the indicator digit before it, serial reference, location, asset, document or part.
    public var reference: UInt64
    /// Serial, extension; 0 in schemes without one. A coupon's serial is here with a 1 before its digits.
    public var serial: UInt64

    /// Reads a tag's EPC memory of at least 12 bytes.
    ///
    /// Nil when it is in no 96-bit scheme of numbers (the longer ones, USDoD and ADI hold texts: ``EPCTag``), when a
    /// field is out of range, or when bits that must be zero are not.
    ///
    /// - Complexity: O(1) for 12 bytes.
    @inlinable
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 12 else { return nil }
        let first = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        let last = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        self.init(first, UInt64(last) << 32)
        for offset in 12..<bytes.count where bytes[offset] != 0 { return nil }
    }

    /// From the first 64 bits and the following 32, left-aligned.
    @usableFromInline
    init?(_ first: UInt64, _ last: UInt64) {
        guard let scheme = EPCScheme(rawValue: UInt8(truncatingIfNeeded: first >> 56)), scheme.layout.bits == 96,
            case .number(let referenceBits, let digits, let pads) = scheme.layout.reference
        else { return nil }
        self.scheme = scheme
        if scheme == .gid96 {
            filter = 0
            companyDigits = 0
            referenceDigits = 0
            company = first >> 28 & 0xFFF_FFFF
            reference = first >> 4 & 0xFF_FFFF
            serial = (first & 15) << 32 | last >> 32
            return
        }
        let partition = Int(truncatingIfNeeded: first >> 50 & 7)
        guard partition < 7 else { return nil }
        filter = UInt8(truncatingIfNeeded: first >> 53 & 7)
        let companyBits = EPCPartition.companyBits(partition)
        let prefixDigits = EPCPartition.companyDigits(partition)
        let left = digits - prefixDigits
        let width = referenceBits - companyBits
        company = (first << 14) >> UInt64(64 - companyBits)
        reference = Self.field(first, last, at: 14 + companyBits, bits: width)
        companyDigits = UInt8(truncatingIfNeeded: prefixDigits)
        referenceDigits = pads ? UInt8(truncatingIfNeeded: left) : 0
        let end = 14 + referenceBits
        serial = Self.field(first, last, at: end, bits: 96 - end)
        guard company < EPCPartition.power(prefixDigits), left >= 19 || reference < EPCPartition.power(left) else {
            return nil
        }
        switch scheme.layout.serial {
        case .none where serial != 0: return nil
        case .numeral where !Self.isNumeral(serial): return nil
        default: break
        }
    }

    /// Up to 64 bits of the 96.
    @inline(__always)
    private static func field(_ first: UInt64, _ last: UInt64, at position: Int, bits: Int) -> UInt64 {
        guard bits > 0 else { return 0 }
        var value: UInt64
        if position >= 64 {
            value = last << UInt64(position - 64)
        } else {
            value = first << UInt64(position)
            if position > 0 { value |= last >> UInt64(64 - position) }
        }
        return value >> UInt64(64 - bits)
    }

    /// Whether a number of at least two digits begins with a 1, and has no more than twelve behind it.
    private static func isNumeral(_ number: UInt64) -> Bool {
        var power: UInt64 = 10
        while power <= 1_000_000_000_000 {
            if number / power == 1 { return true }
            power *= 10
        }
        return false
    }

    /// The same with texts, for URIs and keys.
    public var tag: EPCTag? {
        let digits = ShortText(number: serial)
        var serialText = ShortText()
        switch scheme.layout.serial {
        case .none: break
        case .numeral: for position in 1..<digits.count { serialText.append(digits[position]) }
        default: serialText = digits
        }
        let company = ShortText(number: company, digits: Int(companyDigits))
        var text = ShortText()
        if case .number(_, let total, let pads) = scheme.layout.reference, !pads || total > companyDigits {
            text = ShortText(number: reference, digits: Int(referenceDigits))
        }
        guard let identity = try? EPCIdentity(scheme.family, company: company, reference: text, serial: serialText)
        else { return nil }
        return try? EPCTag(identity, scheme: scheme, filter: filter)
    }
}
