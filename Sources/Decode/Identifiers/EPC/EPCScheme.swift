/// The binary encodings of EPCs, by their header (Tag Data Standard 1.13, section 14.2).
public enum EPCScheme: UInt8, Sendable, CaseIterable {
    case gdti96 = 0x2C
    case gsrn96, gsrnp96, usdod96
    case sgtin96 = 0x30
    case sscc96, sgln96, grai96, giai96, gid96, sgtin198, grai170, giai202, sgln195
    /// Withdrawn from the standard; tags remain.
    case gdti113
    case adiVar, cpi96, cpiVar, gdti174, sgcn96
    case itip110 = 0x40
    case itip212

    /// As tag URIs write it.
    public var name: String {
        switch self {
        case .adiVar, .cpiVar: family.rawValue + "-var"
        default: "\(family.rawValue)-\(layout.bits)"
        }
    }

    /// Whether hex begins with the header of one of them.
    static func mayBegin(_ hex: UnsafeBufferPointer<UInt8>) -> Bool {
        guard hex.count >= 2, Hex.isDigit(hex[0]), Hex.isDigit(hex[1]) else { return false }
        return Self(rawValue: Hex.value(hex[0]) << 4 | Hex.value(hex[1])) != nil
    }

    /// What it encodes.
    public var family: EPCFamily { layout.family }

    /// How many bits it has; nil when they depend on the content.
    public var bitCount: Int? { layout.bits == 0 ? nil : layout.bits }

    /// The scheme of a name as tag URIs write it.
    init?(name: Substring) {
        guard let scheme = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = scheme
    }

    /// How a serial is written.
    enum SerialCoding: Equatable {
        case none
        /// A number; leading zeros are not kept.
        case integer(bits: Int)
        /// A 1 and then the digits, as one number: leading zeros are kept.
        case numeral(bits: Int)
        /// Seven bits a character, zeros behind.
        case text7(characters: Int)
        /// Six bits a character and six zero bits.
        case terminated6
    }

    /// How a reference is written.
    enum ReferenceCoding: Equatable {
        case none
        /// A number in what the company prefix leaves of `bits`; `pads` when its digits fill up a total, else it is
        /// without leading zeros and has at most `digits` less the company prefix's.
        case number(bits: Int, digits: Int, pads: Bool)
        /// Seven bits a character in what the company prefix leaves of `bits`.
        case text7(bits: Int, characters: Int)
        case terminated6
    }

    /// The fields of a scheme, in their order.
    struct Layout {
        var family: EPCFamily
        /// 0 when they depend on the content.
        var bits: Int
        var filterBits = 3
        var reference: ReferenceCoding
        var serial: SerialCoding
    }

    @inline(__always)
    var layout: Layout {
        switch self {
        case .sgtin96: .init(.sgtin, 96, 44, 13, .integer(bits: 38))
        case .sgtin198: .init(.sgtin, 198, 44, 13, .text7(characters: 20))
        case .sscc96: .init(.sscc, 96, 58, 17, .none)
        case .sgln96: .init(.sgln, 96, 41, 12, .integer(bits: 41))
        case .sgln195: .init(.sgln, 195, 41, 12, .text7(characters: 20))
        case .grai96: .init(.grai, 96, 44, 12, .integer(bits: 38))
        case .grai170: .init(.grai, 170, 44, 12, .text7(characters: 16))
        case .gsrn96: .init(.gsrn, 96, 58, 17, .none)
        case .gsrnp96: .init(.gsrnp, 96, 58, 17, .none)
        case .gdti96: .init(.gdti, 96, 41, 12, .integer(bits: 41))
        case .gdti113: .init(.gdti, 113, 41, 12, .numeral(bits: 58))
        case .gdti174: .init(.gdti, 174, 41, 12, .text7(characters: 17))
        case .sgcn96: .init(.sgcn, 96, 41, 12, .numeral(bits: 41))
        case .itip110: .init(.itip, 110, 44, 13, .integer(bits: 38))
        case .itip212: .init(.itip, 212, 44, 13, .text7(characters: 20))
        case .giai96:
            .init(
                family: .giai, bits: 96, reference: .number(bits: 82, digits: 25, pads: false), serial: .none)
        case .giai202:
            .init(family: .giai, bits: 202, reference: .text7(bits: 188, characters: 30), serial: .none)
        case .cpi96:
            .init(
                family: .cpi, bits: 96, reference: .number(bits: 51, digits: 15, pads: false),
                serial: .integer(bits: 31))
        case .cpiVar: .init(family: .cpi, bits: 0, reference: .terminated6, serial: .integer(bits: 40))
        case .gid96:
            .init(
                family: .gid, bits: 96, filterBits: 0, reference: .number(bits: 24, digits: 8, pads: false),
                serial: .integer(bits: 36))
        case .usdod96:
            .init(family: .usdod, bits: 96, filterBits: 4, reference: .none, serial: .integer(bits: 36))
        case .adiVar: .init(family: .adi, bits: 0, filterBits: 6, reference: .terminated6, serial: .terminated6)
        }
    }
}

extension EPCScheme.Layout {
    /// A scheme whose reference fills up the company prefix to a fixed number of digits.
    @inline(__always)
    init(_ family: EPCFamily, _ bits: Int, _ referenceBits: Int, _ digits: Int, _ serial: EPCScheme.SerialCoding) {
        self.init(
            family: family, bits: bits, reference: .number(bits: referenceBits, digits: digits, pads: true),
            serial: serial)
    }
}

/// The partition tables' first columns, which all GS1 schemes share (section 14.3).
enum EPCPartition {
    /// Bits of the company prefix for a partition 0 to 6.
    @inline(__always)
    static func companyBits(_ partition: Int) -> Int {
        switch partition {
        case 0: 40
        case 1: 37
        case 2: 34
        case 3: 30
        case 4: 27
        case 5: 24
        default: 20
        }
    }

    /// Digits of the company prefix for a partition 0 to 6.
    @inline(__always)
    static func companyDigits(_ partition: Int) -> Int { 12 - partition }

    /// 10ⁿ for n from 0 to 19.
    @inline(__always)
    static func power(_ digits: Int) -> UInt64 {
        var value: UInt64 = 1
        for _ in 0..<digits { value &*= 10 }
        return value
    }
}
