/// The kinds of identity that an EPC URI names (Tag Data Standard 1.13 section 6.3), whatever the tag's encoding.
public enum EPCFamily: String, Sendable, CaseIterable {
    case sgtin, sscc, sgln, grai, giai, gsrn, gsrnp, gdti, cpi, sgcn, gid, usdod, adi, itip
    /// Unit pack (tobacco), party, consignment, shipment, batch: URIs without a tag encoding.
    case upui, pgln, ginc, gsin, lgtin

    /// What a field may hold.
    enum Field: Equatable {
        case absent
        /// Digits that fill up what the company prefix leaves of a total.
        case fill(total: Int)
        /// A text of GS1's character set 82 (or 39), 1 to what the company prefix leaves of a total.
        case rest(total: Int, Characters)
        /// A text of at least `min` characters.
        case text(min: Int, max: Int, Characters)
        /// Digits, with leading zeros or without.
        case digits(max: Int)
        /// A number without leading zeros.
        case number(max: UInt64)
    }

    /// The character sets of the fields.
    enum Characters {
        /// GS1 General Specifications, table 7.11-1: what AIs may hold.
        case set82
        /// Upper case, digits, `-`, `#`, `/`.
        case set39
        /// As ``set39``, without `#` (ADI part numbers).
        case unmarked39
        /// As ``set39``, with `#` only as the first character (ADI serials).
        case markFirst
    }

    /// What identifies the owner of the numbers.
    enum Owner { case companyPrefix, manager, cage }

    var owner: Owner {
        switch self {
        case .gid: .manager
        case .usdod, .adi: .cage
        default: .companyPrefix
        }
    }

    var reference: Field {
        switch self {
        case .sgtin, .itip, .upui, .lgtin: .fill(total: 13)
        case .sscc, .gsrn, .gsrnp: .fill(total: 17)
        case .sgln, .pgln, .grai, .gdti, .sgcn: .fill(total: 12)
        case .gsin: .fill(total: 16)
        case .giai, .ginc: .rest(total: 30, .set82)
        case .cpi: .rest(total: 30, .set39)
        case .gid: .number(max: 1 << 24 - 1)
        case .usdod: .absent
        case .adi: .text(min: 0, max: 32, .unmarked39)
        }
    }

    var serial: Field {
        switch self {
        case .sscc, .gsrn, .gsrnp, .giai, .ginc, .gsin, .pgln: .absent
        case .sgtin, .sgln, .itip, .lgtin: .text(min: 1, max: 20, .set82)
        case .upui: .text(min: 1, max: 28, .set82)
        case .grai: .text(min: 1, max: 16, .set82)
        case .gdti: .text(min: 1, max: 17, .set82)
        case .cpi: .number(max: 999_999_999_999)
        case .sgcn: .digits(max: 12)
        case .gid, .usdod: .number(max: 1 << 36 - 1)
        case .adi: .text(min: 1, max: 30, .markFirst)
        }
    }

    /// What stands between `urn:epc:` and the name.
    var space: String { self == .lgtin ? "class" : "id" }
}

extension EPCFamily.Characters {
    /// Whether a byte may stand at a position of the field.
    func allows(_ byte: UInt8, at position: Int) -> Bool {
        switch self {
        case .set82: GS1Characters.isSet82(byte)
        case .set39: GS1Characters.isSet39(byte)
        case .unmarked39: GS1Characters.isSet39(byte) && byte != Ascii.hash
        case .markFirst: GS1Characters.isSet39(byte) && (byte != Ascii.hash || position == 0)
        }
    }
}
