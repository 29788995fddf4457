/// What an EPC says, whichever tag or barcode said it: family, owner, reference, serial.
///
/// Plain fixed-size values; texts are made only on demand.
public struct EPCIdentity: Hashable, Sendable {
    public let family: EPCFamily
    /// GS1 company prefix (6 to 12 digits), general manager number, or CAGE code.
    public let company: ShortText
    /// Item reference with the indicator digit before it, serial reference, location, asset, document, part; empty
    /// where the company prefix has all digits.
    public let reference: ShortText
    /// Serial, extension or batch; empty in families without one and in patterns (all serials).
    public let serial: ShortText
    /// ITIP: which piece, 0 to 99.
    public let piece: UInt8
    /// ITIP: of how many, 0 to 99.
    public let total: UInt8

    /// Checks the fields against the family's rules.
    ///
    /// - Parameters:
    ///   - serial: empty for a pattern that means all serials of a family that has them.
    /// - Throws: which field breaks its rule.
    public init(
        _ family: EPCFamily, company: ShortText, reference: ShortText = ShortText(), serial: ShortText = ShortText(),
        piece: UInt8 = 0, total: UInt8 = 0
    ) throws(EPCProblem) {
        switch family.owner {
        case .companyPrefix:
            guard company.isDigits, (6...12).contains(company.count) else { throw .company }
        case .manager:
            guard let number = company.plainNumber, number < 1 << 28 else { throw .company }
        case .cage:
            guard (5...6).contains(company.count), Self.isCage(company) else { throw .company }
        }
        guard Self.fits(reference, family.reference, company: company) else { throw .reference }
        guard serial.isEmpty || Self.fits(serial, family.serial, company: company) else { throw .serial }
        guard piece < 100, total < 100, family == .itip || (piece == 0 && total == 0) else { throw .reference }
        self.family = family
        self.company = company
        self.reference = reference
        self.serial = serial
        self.piece = piece
        self.total = total
    }

    /// Whether it names all serials of something, as `urn:epc:idpat:` does: the family has serials and this has none.
    public var isPattern: Bool { serial.isEmpty && family.serial != .absent }

    /// Whether a field holds to its rule.
    static func fits(_ text: ShortText, _ field: EPCFamily.Field, company: ShortText) -> Bool {
        switch field {
        case .absent: return text.isEmpty
        case .fill(let total): return text.isDigits && text.count == total - company.count
        case .rest(let total, let characters):
            return !text.isEmpty && text.count <= total - company.count && holds(text, characters)
        case .text(let min, let max, let characters):
            return (min...max).contains(text.count) && holds(text, characters)
        case .digits(let max): return !text.isEmpty && text.isDigits && text.count <= max
        case .number(let max):
            guard let number = text.plainNumber else { return false }
            return number <= max
        }
    }

    private static func holds(_ text: ShortText, _ characters: EPCFamily.Characters) -> Bool {
        for position in 0..<text.count where !characters.allows(text[position], at: position) { return false }
        return true
    }

    /// CAGE codes and DoDAACs: digits and upper-case letters but I and O.
    private static func isCage(_ text: ShortText) -> Bool {
        for position in 0..<text.count {
            let byte = text[position]
            let isLetter = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            guard Ascii.isDigit(byte) || isLetter, byte != UInt8(ascii: "I"), byte != UInt8(ascii: "O") else {
                return false
            }
        }
        return true
    }
}
