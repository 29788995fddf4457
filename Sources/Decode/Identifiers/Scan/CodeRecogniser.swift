public import Model

/// Says what a barcode's or a tag's text is: the one place where schemes are told apart.
///
/// Schemes are asked in the order of ``schemes``; the first that knows the text answers. Those that can be sure stand
/// before those that take what is left.
public enum CodeRecogniser {
    /// Bytes of a code at most.
    public static let codeBytesMax = 2048

    /// Reads a code.
    ///
    /// - Parameters:
    ///   - year: of the scan; dates with two digits for the year lie around it.
    ///   - withLink: whether the Digital Link of GS1 elements is written, too; movements of stock have no use for it.
    /// - Returns: what it says; `unknown` and not valid when no scheme knows it.
    /// - Complexity: O(n) in the text.
    public static func read(_ code: String, year: Int, withLink: Bool = true) -> ScannedCode {
        var bytes = code
        var found = ScannedCode(code, .unknown)
        bytes.withUTF8 { read(ScannedText(code, $0, year: year), withLink: withLink, into: &found) }
        return found
    }

    private static func read(_ text: ScannedText, withLink: Bool, into found: inout ScannedCode) {
        guard text.bytes.count <= codeBytesMax else { return found.add(.length) }
        if !ElementStringCode.read(text, withLink: withLink, into: &found) {
            if let other = schemes.lazy.compactMap({ $0.read(text) }).first {
                found = other
            } else {
                found.add(.unknownScheme)
            }
            complete(&found, text)
        }
        found.symbology = text.symbology?.name
    }

    /// The schemes, in the order in which they are asked.
    static let schemes: [any CodeScheme] = [
        EPCURICode(), DigitalLinkCode(), BeaconCode(),
        // Hex that is an EPC to the last bit, before digits that could be something else.
        EPCHexCode(),
        // Barcodes that begin with a mark of their own.
        HIBCCode(), EnvelopeCode(), BloodCode(),
        // Numbers of pharmacies that are GTINs as well, or that have seven or eight digits.
        PharmacyCode(), ElementStringCode(), AddressCode(), MemoryCode(),
    ]

    /// The id under which the tracking knows a tag with this text.
    private static func complete(_ found: inout ScannedCode, _ text: ScannedText) {
        guard found.tag == nil, found.scheme.isTag, let (id, kind) = TagIdentifier.canonical(text.text) else {
            return
        }
        // A text that is no tag's can still be a tag's name, but nothing says so.
        guard kind != .other else { return }
        found.tag = id
        found.tagKind = kind
    }
}

extension ScannedCode.Scheme {
    /// Whether tags send codes of this scheme, and not only barcodes carry them.
    var isTag: Bool {
        switch self {
        case .gs1, .hibc, .hibcPAS, .isbt128, .ppn, .pzn, .cip13, .cip7, .ucd13, .ucd7, .acl13, .acl7, .lpp: false
        default: true
        }
    }
}

/// One way in which codes are written.
protocol CodeScheme: Sendable {
    /// What a text says in this scheme; nil when it is in another.
    func read(_ text: ScannedText) -> ScannedCode?
}
