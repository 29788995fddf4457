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
    /// - Parameter year: of the scan; dates with two digits for the year lie around it.
    /// - Returns: what it says; `unknown` and not valid when no scheme knows it.
    /// - Complexity: O(n) in the text.
    public static func read(_ code: String, year: Int) -> ScannedCode {
        let text = ScannedText(code, year: year)
        var scanned = ScannedCode(code, .unknown)
        guard text.bytes.count <= codeBytesMax else {
            scanned.add(.length)
            return scanned
        }
        for scheme in schemes {
            guard var found = scheme.read(text) else { continue }
            complete(&found, text)
            found.add(.symbology, text.symbology)
            return found
        }
        scanned.add(.unknownScheme)
        complete(&scanned, text)
        return scanned
    }

    /// The schemes, in the order in which they are asked.
    static let schemes: [any CodeScheme] = [
        EPCURICode(), DigitalLinkCode(), BeaconCode(),
        // Hex that is an EPC to the last bit, before digits that could be something else.
        EPCHexCode(), ElementStringCode(),
        // Further barcodes (HIBC, CIP, …) belong here: they have marks or check digits; what follows has none.
        AddressCode(), MemoryCode(),
    ]

    /// The id under which the tracking knows a tag with this text.
    private static func complete(_ found: inout ScannedCode, _ text: ScannedText) {
        guard found.tag == nil, found.scheme != .gs1, let (id, kind) = TagIdentifier.canonical(text.text) else {
            return
        }
        // A text that is no tag's can still be a tag's name, but nothing says so.
        guard kind != .other else { return }
        found.tag = id
        found.tagKind = kind
    }
}

/// One way in which codes are written.
protocol CodeScheme: Sendable {
    /// What a text says in this scheme; nil when it is in another.
    func read(_ text: ScannedText) -> ScannedCode?
}

/// A text to be recognised.
struct ScannedText {
    /// As it was given.
    let code: String
    /// Two characters of the symbology identifier that scanners send before the data, when there is one.
    let symbology: String?
    /// Without white space around it and without the symbology identifier.
    let text: String
    let bytes: [UInt8]
    /// The year around which short dates lie.
    let year: Int
    /// The bits of a text of hex digits alone; nil for others and for more than EPC memory holds.
    let bits: EPCBits?

    init(_ code: String, year: Int) {
        self.code = code
        self.year = year
        let all = Array(code.utf8)
        let isSpace: (UInt8) -> Bool = { Ascii.isJSONSpace($0) }
        let start = all.firstIndex { !isSpace($0) } ?? all.count
        let end = all.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
        let isMarked = end - start >= 3 && all[start] == Ascii.closeBracket && Ascii.isDigit(all[start + 2])
        symbology = isMarked ? String(decoding: all[(start + 1)..<(start + 3)], as: UTF8.self) : nil
        bytes = Array(all[(isMarked ? start + 3 : start)..<end])
        text = String(decoding: bytes, as: UTF8.self)
        bits = EPCBits(hex: text)
    }
}
